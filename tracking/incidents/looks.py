"""What hangs or lags, looked up in rows as they stand: each look gives the matters that hold now.

A look never remembers; so a missed sweep loses nothing, and what no longer holds is what a look no longer gives.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from delegation.dossiers.states import CLOSED, PAUSING, DossierState
from delegation.registry.models import Office, OfficeKind
from delegation.registry.models.offices import POST_KINDS
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.ledger.models import Line
from tracking.cash.queries.reconciliations import moved_since
from tracking.cash.states import RECONCILIATION
from tracking.custody.item_codes import LOW_STOCK
from tracking.custody.models import Item, ItemCodeRange, Leg
from tracking.custody.queries.ages import a_working_day_ago
from tracking.custody.states import PAPERS_HOME, ItemState
from tracking.incidents.deadlines import STANDARDS, WORKED_A_DAY, Clockwork, Stage, is_post, number, stage_of
from tracking.incidents.kinds import Kind
from tracking.incidents.steps import Matter
from tracking.pickups.models import IncompleteIntake
from tracking.rounds.models import Hold, Wish
from tracking.rounds.states import WishKind

_AT_THE_POST = (ItemState.ACCEPTED, ItemState.ARRIVED, ItemState.ATTEMPTED)
_ON_THE_ROAD = (ItemState.IN_TRANSIT, ItemState.OUT_FOR_DELIVERY)
_PERCENT = 100
_LOOKED_BACK = timedelta(days=31)
"""Money is booked on the day on which it is taken or written in; a sheet this old gets no more."""
_COLUMNS = (
    "id", "code", "dossier_id", "state", "leg", "since", "offered_at", "holder_office_id", "holder_office__kind",
    "bound_for", "marks", "dossier__state", "dossier__finished_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a look needs of an item."""

    id: UUID
    code: str
    case: UUID
    state: str
    leg: str
    since: datetime
    offered_at: datetime | None
    office: str
    kind: str
    bound_for: str
    marks: list[str]
    dossier_state: int
    finished_at: datetime | None

    def matter(self, kind: Kind, since: datetime, reason: str = "") -> Matter:
        """The item as a matter of ``kind`` since then; a later stay at the same place is another matter."""
        return Matter(
            kind=str(kind),
            cause=f"{kind}:{self.id}:{since.astimezone(clock.VN):%Y%m%dT%H%M%S%f}",
            office=self.office,
            since=since,
            case=self.case,
            item=self.id,
            item_code=self.code,
            reason=reason,
        )


def limbo(work: Clockwork) -> Iterator[Matter]:
    """Offered by one side and not countersigned for longer than a working day."""
    rows = Item.objects.in_limbo().filter(offered_at__lt=a_working_day_ago(work.now))
    return (row.matter(Kind.LIMBO, row.offered_at) for row in _rows(rows) if row.offered_at)


def late_leg(work: Clockwork) -> Iterator[Matter]:
    """Past the standard of its stage, in working time of the office that answers."""
    kinds = _post_kinds()
    for row in _rows(_running(work)):
        stage = _stage(row, kinds)
        if stage is None or stage not in STANDARDS:
            continue
        if _began(row, stage) < work.late_since(stage, row.office, post=is_post(row.kind)):
            yield row.matter(Kind.LATE_LEG, _began(row, stage), str(stage))


def overdue(work: Clockwork) -> Iterator[Matter]:
    """Results that the agency still has past the day it promised; while somebody else is waited for, none is."""
    rows = Item.objects.filter(
        leg=Leg.B, state=ItemState.REGISTERED, offered_at__isnull=True, dossier__due_at__lt=work.now
    ).exclude(dossier__state__in=[*CLOSED, *PAUSING])
    for row, due_at in ((Row(*values[:-1]), values[-1]) for values in rows.values_list(*_COLUMNS, "dossier__due_at")):
        yield row.matter(Kind.OVERDUE, due_at)


def hold_expired(work: Clockwork) -> Iterator[Matter]:
    """Held past the last day on which it could be fetched."""
    today = clock.day_of(work.now)
    over = Hold.objects.running().filter(item=OuterRef("pk"))
    kept = Item.objects.filter(state=ItemState.HELD)
    days = number(Key.HOLD_DAYS, 10, "ngày").whole
    long_ago = datetime.combine(today - timedelta(days=days), time(), clock.VN)
    rows = kept.filter(Exists(over.filter(until__lt=today)) | Q(since__lt=long_ago) & ~Exists(over))
    return (row.matter(Kind.HOLD_EXPIRED, row.since) for row in _rows(rows))


def left_in_office(work: Clockwork) -> Iterator[Matter]:
    """Should have left today: there when the office opened, free to go, and still there when it closed."""
    kinds = _post_kinds()
    rows = _running(work).filter(state__in=_AT_THE_POST, offered_at__isnull=True, holder_office__kind__in=POST_KINDS)
    for row in _rows(rows):
        evening = work.last_closing(row.office)
        stage = _stage(row, kinds)
        if evening is None or stage is None or row.since >= evening[0]:
            continue
        if row.since >= work.late_since(stage, row.office, post=True):  # else it is late by its stage: one matter
            yield row.matter(Kind.LEFT_IN_OFFICE, row.since)


def left_in_vehicle(work: Clockwork) -> Iterator[Matter]:
    """On the road or on a round, and still so after the office that sent it has closed for the day."""
    kinds = _post_kinds()
    for row in _rows(_running(work).filter(state__in=_ON_THE_ROAD)):
        evening = work.last_closing(row.office)
        stage = _stage(row, kinds)
        if evening is None or stage is None or row.since >= evening[1]:
            continue
        if row.since >= work.late_since(stage, row.office, post=is_post(row.kind)):
            yield row.matter(Kind.LEFT_IN_VEHICLE, row.since)


def stale(work: Clockwork) -> Iterator[Matter]:
    """With the post, and nobody has touched it for many days: it must be brought to an end."""
    days = number(Key.STALE_DAYS, 15, "ngày làm việc").whole
    edge = work.before(days * WORKED_A_DAY, "", post=True)
    rows = Item.objects.open().filter(last_occurred_at__lt=edge, holder_office__kind__in=POST_KINDS)
    rows = rows.exclude(state__in=[ItemState.MISSING, ItemState.REGISTERED, ItemState.HELD])
    return (row.matter(Kind.STALE, row.since) for row in _rows(rows))


def incomplete_intake(work: Clockwork) -> Iterator[Matter]:
    """Taken in with papers missing, past the day they were to come."""
    rows = IncompleteIntake.objects.filter(state="waiting", due_on__lt=clock.day_of(work.now))
    for pk, case, office, made_at in rows.values_list("pk", "dossier_id", "office_id", "made_at"):
        cause = f"{Kind.INCOMPLETE_INTAKE}:{pk}"
        yield Matter(kind=str(Kind.INCOMPLETE_INTAKE), cause=cause, office=office, since=made_at, case=case)


def low_code_stock(work: Clockwork) -> Iterator[Matter]:
    """Agencies with less than a share of their latest block of item codes left."""
    share = number(Key.CODE_STOCK_PERCENT, int(LOW_STOCK * _PERCENT), "%").whole
    latest: dict[str, ItemCodeRange] = {}
    left: dict[str, int] = {}
    for block in ItemCodeRange.objects.order_by("given_on", "first"):
        latest[block.agency_id] = block
        left[block.agency_id] = left.get(block.agency_id, 0) + block.left
    for agency, block in latest.items():
        if left[agency] * _PERCENT < (block.last - block.first + 1) * share:
            yield Matter(
                kind=str(Kind.LOW_CODE_STOCK), cause=f"{Kind.LOW_CODE_STOCK}:{block.pk}", office=agency, since=work.now
            )


def moved_sheets(work: Clockwork) -> Iterator[Matter]:
    """Signed reconciliations whose day has got other money since; known by the line of the last signature.

    A sheet that was signed as differing has its incident by that line already.
    """
    moved = moved_since(clock.day_of(work.now) - _LOOKED_BACK)
    posts = dict(moved.values_list("pk", "post_office"))
    signed = Line.objects.filter(machine=RECONCILIATION, action="sign", subject__in=posts).order_by("seq")
    for line in {line.subject: line for line in signed}.values():
        kind = str(Kind.RECONCILIATION_DIFFERENCE)
        cause = f"{kind}:{line.stream_id}:{line.seq}"
        yield Matter(kind=kind, cause=cause, office=posts[line.subject], since=work.now)


LOOKS: Mapping[str, Callable[[Clockwork], Iterable[Matter]]] = {
    Kind.LIMBO: limbo,
    Kind.LATE_LEG: late_leg,
    Kind.OVERDUE: overdue,
    Kind.HOLD_EXPIRED: hold_expired,
    Kind.LEFT_IN_OFFICE: left_in_office,
    Kind.LEFT_IN_VEHICLE: left_in_vehicle,
    Kind.STALE: stale,
    Kind.INCOMPLETE_INTAKE: incomplete_intake,
    Kind.LOW_CODE_STOCK: low_code_stock,
}
"""What the sweep looks for, by kind."""

_MOVED_ON = (
    ItemState.RETURNING, ItemState.RETURNED, ItemState.OUT_FOR_DELIVERY, ItemState.DELIVERED, ItemState.IN_TRANSIT,
    ItemState.HELD, ItemState.LOST, ItemState.CANCELLED,
)  # fmt: skip
GONE: Mapping[str, Q] = {
    Kind.MISSING: ~Q(item__state__in=[ItemState.MISSING, ItemState.LOST]),
    Kind.DISPUTED: ~Q(item__marks__contains=["disputed"]),
    Kind.UNDELIVERABLE: Q(item__state__in=_MOVED_ON),
    Kind.NEVER_TAKEN_OUT: Q(item__state__in=_MOVED_ON),
    Kind.MIS_SENT: Q(item__state__in=[ItemState.DELIVERED, ItemState.RETURNED, ItemState.HANDED_IN]),
}
"""Kinds opened by a line: what must hold of the item for the matter to be over by itself."""


def _rows(items: QuerySet[Item]) -> Iterator[Row]:
    return (Row(*values) for values in items.values_list(*_COLUMNS).iterator(chunk_size=2000))


def _running(work: Clockwork) -> QuerySet[Item]:
    """Items somebody has to move on; what the addressee asked to get on a later day waits without blame."""
    today = clock.day_of(work.now)
    later = Wish.objects.waiting().filter(item=OuterRef("pk"), kind=WishKind.DELIVER_ON, on__gte=today)
    ready = Q(leg=Leg.B) & (Q(dossier__state=DossierState.FINISHED) | Q(marks__contains=[PAPERS_HOME]))
    waiting = Q(state=ItemState.REGISTERED) & ~ready
    rows = Item.objects.open().exclude(state__in=[ItemState.HELD, ItemState.MISSING]).exclude(waiting)
    return rows.filter(~Exists(later))


def _post_kinds() -> dict[str, str]:
    """Provincial post offices by code; where an item is bound for one, it is on its way to the province."""
    return dict(Office.objects.filter(kind=OfficeKind.PROVINCIAL_POST).values_list("code", "kind"))


def _stage(row: Row, kinds: Mapping[str, str]) -> Stage | None:
    return stage_of(
        state=row.state,
        leg=row.leg,
        offered=row.offered_at is not None,
        finished=row.dossier_state == DossierState.FINISHED or PAPERS_HOME in row.marks,
        holder_kind=row.kind,
        bound_kind=kinds.get(row.bound_for, ""),
    )


def _began(row: Row, stage: Stage) -> datetime:
    """When the stage began: with the result at the agency, else with the stay."""
    if stage == Stage.AGENCY_TO_POST and row.finished_at is not None:
        return max(row.since, row.finished_at)
    return row.since
