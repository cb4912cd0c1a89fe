"""What the demonstration's two committees have announced."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delegation.establishment.commands.publishing import Publishing, publish_procedures
from delegation.establishment.commands.recording import record_establishment
from delegation.registry.models import Office, Procedure
from postal_services.accounts.actors import Actor, Appointment, Role

SINCE = date(2019, 8, 1)
"""The day on which the demonstration's mandates take effect."""
DEMO = (("UB-633", "01/TB-UBND (số mẫu)"), ("UB-622", "02/TB-UBND (số mẫu)"))
POSTED_PERCENT = 70
"""Of the regulated working days, rounded down, at least one; made up, as the lines say."""


class Command(BaseCommand):
    """Posts and offices come into the ledger; Chư Sê and Pleiku announce every procedure that the post may carry."""

    help = "Takes the demo's people into the ledger and announces procedures, marked as simulated; once."

    def handle(self, *_args: Any, **options: Any) -> None:
        """No devices and no trainings: those come by hand, or by simulation."""
        if not settings.POSTAL_EMBEDDED:
            raise CommandError("The demonstration exists only with the embedded database; this one is a server's.")
        record_establishment()
        procedures = Procedure.objects.filter(postal_from__lte=SINCE, active=True)
        terms = procedures.values_list("code", "working_days")
        days = {code: max(1, term * POSTED_PERCENT // 100) for code, term in terms}
        for committee, number in DEMO:
            rows = self._announce(committee, number, days)
            if options["verbosity"]:
                self.stdout.write(f"{committee}: {rows} procedures announced since {SINCE}")

    def _announce(self, committee: str, number: str, days: dict[str, int]) -> int:
        """What stands announced stays, whoever has changed it meanwhile."""
        office = Office.objects.select_related("unit").get(pk=committee)
        standing = set(office.publications.values_list("procedure", flat=True))
        missing = {code: term for code, term in days.items() if code not in standing}
        if missing:
            officer = Appointment(office=office.code, office_kind=office.kind, unit=office.unit.code, role=Role.OFFICER)
            actor = Actor(user_id=None, username="demonstration", appointments=(officer,))
            wanted = Publishing(committee=committee, posted_days=missing, document_number=number)
            publish_procedures(actor, wanted, on=SINCE, simulated=True)
        return len(missing)
