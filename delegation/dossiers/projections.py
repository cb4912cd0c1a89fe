"""Dossiers computed again from the ledger: state, appointment and pauses."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import MACHINE, PAUSING, DossierState
from postal_services.ledger import writer
from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference

_CASES_AT_ONCE = 1_000
_STARTING = frozenset({"lodge", "register", "receive"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything of a dossier that changes, as its lines tell it."""

    state: int = 0
    received_at: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    finished_at: datetime | None = None


def after(standing: Standing, line: Line) -> Standing:
    """How a dossier stands after one more line."""
    state = int(line.to_state)
    due = datetime.fromisoformat(line.data["due_at"]) if "due_at" in line.data else standing.due_at
    return replace(
        standing,
        state=state,
        received_at=line.occurred_at if line.action in _STARTING else standing.received_at,
        due_at=due,
        paused_at=line.occurred_at if state in PAUSING else None,
        finished_at=line.occurred_at if state == DossierState.FINISHED else standing.finished_at,
    )


def after_all(lines: Iterable[Line]) -> Standing:
    """How a dossier stands after its lines, in their order."""
    standing = Standing()
    for line in lines:
        standing = after(standing, line)
    return standing


def _row(dossier: Dossier) -> Standing:
    return Standing(dossier.state, dossier.received_at, dossier.due_at, dossier.paused_at, dossier.finished_at)


class Dossiers:
    """Where every case stands and when it is due."""

    name = "dossiers.dossier"

    def differences(self) -> Iterator[Difference]:
        """Cases are read in batches, so memory stays flat."""
        lined = 0
        for batch in _batches():
            rows = Dossier.objects.in_bulk(list(batch))
            lined += len(batch)
            for subject, said in batch.items():
                stands = _row(rows[subject]) if subject in rows else None
                if stands != said:
                    yield Difference(self.name, str(subject), str(said), str(stands))
        extra = Dossier.objects.count() - lined
        if extra > 0:
            yield Difference(self.name, f"{extra} rows", "nothing", "rows without lines")

    def repair(self) -> int:
        """Each differing dossier under the lock of its case, from lines read again there."""
        found = [difference.subject for difference in self.differences() if difference.ledger != "nothing"]
        return sum(self._repair(UUID(subject)) for subject in found)

    @transaction.atomic
    def _repair(self, subject: UUID) -> int:
        writer.lock([subject])
        said = after_all(Line.objects.filter(stream_id=subject, machine=MACHINE).order_by("seq"))
        return Dossier.objects.filter(pk=subject).update(**asdict(said))


def _batches() -> Iterator[dict[UUID, Standing]]:
    lines = Line.objects.filter(machine=MACHINE).order_by("stream_id", "seq").iterator(chunk_size=2_000)
    batch: dict[UUID, Standing] = {}
    for stream, group in groupby(lines, key=lambda line: line.stream_id):
        batch[stream] = after_all(group)
        if len(batch) == _CASES_AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch


DOSSIERS = Dossiers()
