"""``manage.py give_item_codes AGENCY COUNT``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.registry.models import Office
from postal_services import clock
from tracking.custody import item_codes


class Command(BaseCommand):
    """Give an agency a new block of item codes."""

    help = "Cấp dải mã bưu gửi mới cho một cơ quan. / Give an agency a new block of item codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", help="office code, such as UB-633")
        parser.add_argument("count", type=int, help="how many serials")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Office.objects.filter(code=options["agency"]).exists():
            raise CommandError(f"Không có cơ quan mã {options['agency']}. / No such office.")
        block = item_codes.give_block(options["agency"], options["count"], on=clock.today())
        self.stdout.write(f"{options['agency']}: {block}")
