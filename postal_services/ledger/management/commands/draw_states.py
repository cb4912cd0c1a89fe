"""Draw the state tables of the rooms into the documentation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from postal_services.ledger.drawing import machines, page


class Command(BaseCommand):
    """``manage.py draw_states``: write ``docs/states.md`` anew, or look whether it is fresh."""

    help = "Vẽ các bảng trạng thái vào docs/states.md / Draw the state tables into docs/states.md"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the page is fresh")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "states.md"
        drawn = page(machines(settings.STATE_TABLES))
        if not options["check"]:
            path.write_text(drawn, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != drawn:
            raise CommandError(
                "docs/states.md đã cũ; chạy manage.py draw_states. / "
                "docs/states.md is stale; run manage.py draw_states."
            )
