"""Mandates computed again from the ledger: their states, and the periods in which they were in force."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from delegation.mandates.models import Mandate, MandateSpan
from delegation.mandates.states import MACHINE
from postal_services.ledger import writer
from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference, StateOf

STATES = StateOf(MACHINE, Mandate)

_OPENING = frozenset({"put_in_force", "resume"})
_CLOSING = frozenset({"suspend", "end"})

Period = tuple[datetime, datetime | None]


def periods(lines: Iterable[Line]) -> list[Period]:
    """The periods in force that the lines of one mandate tell, in their order."""
    found: list[Period] = []
    for line in lines:
        if line.action in _OPENING:
            found.append((line.occurred_at, None))
        elif line.action in _CLOSING and found and found[-1][1] is None:
            found[-1] = (found[-1][0], line.occurred_at)
    return found


class Spans:
    """The rows by which an act is judged."""

    name = "mandates.mandatespan"

    def differences(self) -> Iterator[Difference]:
        """Two statements; there are as many mandates as committees, not as dossiers."""
        stored: dict[UUID, list[Period]] = {}
        for span in MandateSpan.objects.order_by("mandate", "from_at"):
            stored.setdefault(span.mandate_id, []).append((span.from_at, span.to_at))
        lines = Line.objects.filter(machine=MACHINE).order_by("subject", "seq")
        for subject, group in groupby(lines, key=lambda line: line.subject):
            said, stands = periods(group), stored.pop(subject, [])
            if said != stands:
                yield Difference(self.name, str(subject), str(said), str(stands))
        for subject, stands in stored.items():
            yield Difference(self.name, str(subject), "nothing", str(stands))

    def repair(self) -> int:
        """Write the periods of each differing mandate anew, under the lock of its stream."""
        subjects = [UUID(difference.subject) for difference in self.differences() if difference.ledger != "nothing"]
        for subject in subjects:
            self._repair(subject)
        return len(subjects)

    @transaction.atomic
    def _repair(self, subject: UUID) -> None:
        writer.lock([subject])
        said = periods(Line.objects.filter(stream_id=subject, machine=MACHINE).order_by("seq"))
        MandateSpan.objects.filter(mandate=subject).delete()
        MandateSpan.objects.bulk_create(MandateSpan(mandate_id=subject, from_at=a, to_at=b) for a, b in said)


SPANS = Spans()
