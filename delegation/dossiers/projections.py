"""Dossiers computed again from the ledger: what they are, how they stand, and which offices have to do with them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction

from delegation.dossiers.models import CaseOffice, Dossier
from delegation.dossiers.states import MACHINE, PAUSING, DossierState
from postal_services.ledger import writer
from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference
from postal_services.ledger.rows import RowsOf

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

IDENTITIES: Final = RowsOf(
    "dossiers.dossier.identity",
    Dossier,
    said="""
    SELECT l.subject AS id, ARRAY[l.stream_id] AS streams, l.data->>'code' AS code,
           l.data->>'procedure' AS procedure_id,
           l.data->>'service' AS service, l.data->>'committee' AS committee_id,
           l.data->>'post_office' AS post_office_id, (l.data->>'mandate')::uuid AS mandate_id,
           l.data->>'channel' AS channel, (l.data->>'weight_g')::int AS weight_g,
           (l.data->>'state_fee')::int AS state_fee, (l.data->>'postal_charge')::int AS postal_charge,
           (l.data->>'transfer_charge')::int AS transfer_charge
      FROM ledger_line l WHERE l.machine = 'dossier' AND l.from_state = ''
    """,
    columns=("code", "procedure_id", "service", "committee_id", "post_office_id", "channel"),
    if_told=("mandate_id", "weight_g", "state_fee", "postal_charge", "transfer_charge"),
)

CASE_OFFICES: Final = RowsOf(
    "dossiers.caseoffice",
    CaseOffice,
    # The offices named when it was lodged, and every office that acts on it or that something of it goes to. Older
    # lines do not name the first ones: there the rows are taken as they stand.
    said="""
    SELECT f.stream_id AS dossier_id, o.office AS office_id, ARRAY[f.stream_id] AS streams
      FROM ledger_line f
     CROSS JOIN LATERAL (
           SELECT f.data->>'committee' AS office UNION SELECT f.data->>'post_office'
            UNION SELECT jsonb_array_elements_text(f.data->'offices')
            UNION SELECT c.office_id FROM dossiers_caseoffice c
                   WHERE c.dossier_id = f.stream_id AND NOT f.data ? 'offices'
            UNION SELECT unnest(ARRAY[l.office, l.counterpart]) FROM ledger_line l
                   WHERE l.stream_id = f.stream_id AND l.machine IN ('item', 'dossier') AND l.action <> 'note') o
     WHERE f.machine = 'dossier' AND f.from_state = '' AND o.office <> ''
    """,
    key=("dossier_id", "office_id"),
    made={"id": "gen_random_uuid()"},
    strays=True,
)
