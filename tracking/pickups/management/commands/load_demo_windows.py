"""Windows for pickups of the demonstration."""

from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand

from delegation.registry.models import Office
from postal_services import clock
from tracking.pickups.models import SlotRule

SINCE = date(2019, 8, 1)
WINDOWS = ((time(7, 30), time(9, 30)), (time(9, 30), time(11, 30)), (time(13, 30), time(15, 30)))
CAPACITY = 6
OFFICES = ("BC-633", "BC-622", "VX-23947")


class Command(BaseCommand):
    """The offices of the demonstration collect three times a day; the figures are made up and marked as such."""

    help = "Gives the demonstration's post offices windows for pickups; running it again changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make the windows that are not there yet, for offices that have none of their own."""
        made = 0
        for office in Office.objects.filter(code__in=OFFICES):
            if SlotRule.objects.filter(office=office).exists():
                continue
            rows = [
                SlotRule(
                    office=office,
                    weekday=weekday,
                    opens=opens,
                    closes=closes,
                    capacity=CAPACITY,
                    valid_from=SINCE,
                    demonstration=True,
                    modified_at=clock.now(),
                )
                for weekday in range(1, 7)
                for opens, closes in WINDOWS
            ]
            made += len(SlotRule.objects.bulk_create(rows))
        self.stdout.write(f"{made} windows made")
