"""A receiver of webhooks on this machine, to try deliveries against."""

import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.sandbox.receiver import Sandbox


class Command(BaseCommand):
    """Runs the sandbox until it is stopped."""

    help = "Run a receiver of webhooks with faults on demand (development and tests)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8765, help="port on 127.0.0.1 (8765)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sandbox = Sandbox(port=options["port"])
        except OSError as error:
            msg = f"Port {options['port']} is taken ({error.strerror}). Choose another with --port."
            raise CommandError(msg) from error
        self.stdout.write(f"Receiving at {sandbox.url('NAME')}; control at http://{sandbox.key}/control/NAME")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            sandbox.serve()
