"""``manage.py export_case CODE``: one case as a file anyone can check."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from postal_services.ledger import export
from postal_services.ledger.models import Stream


class Command(BaseCommand):
    """Print a case with its inclusion proofs; ``verify_case.py`` checks it without this project."""

    help = "Xuất một vụ việc kèm bằng chứng. / Export one case with its proofs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--kind", default="case")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = export.case(options["code"], kind=options["kind"])
        except Stream.DoesNotExist as error:
            raise CommandError(f"Không có vụ việc {options['code']}. / No such case.") from error
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=1))
