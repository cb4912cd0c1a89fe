"""The cases behind the figures, and the first hand-over of each committee."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.measures.facts import amounts_of
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.models import CaseFacts
from tracking.measures.queries.listing import Cases, cases
from tracking.measures.queries.looks import Look, one_look


@dataclass(frozen=True, slots=True)
class Reference:
    """One line of the ledger: its stream's code and number, when it happened and when it was written."""

    stream: str
    seq: int
    action: str
    occurred_at: datetime
    recorded_at: datetime
    hash: str
    simulated: bool = False


_COLUMNS: Mapping[Key, str] = {
    Key.LODGED: "lodged_at",
    Key.LODGED_SIMULATED: "lodged_at",
    Key.HANDED_OVER: "handed_over_at",
    Key.FINISHED: "finished_at",
    Key.FINISHED_ON_TIME: "finished_at",
}
"""Keys of which a case counts once at most: the column of the moment."""
_ALSO: Mapping[Key, dict[str, bool]] = {
    Key.LODGED_SIMULATED: {"simulated": True},
    Key.FINISHED_ON_TIME: {"on_time": True},
}
_COUNTED = """
(SELECT coalesce(sum(measures_casefacts.counted[n + 2]), 0)
   FROM generate_series(1, cardinality(measures_casefacts.counted), 3) AS n
  WHERE measures_casefacts.counted[n + 1] = %s AND measures_casefacts.counted[n] BETWEEN %s AND %s)
"""


def behind(  # which cases, and who asks
    actor: Actor, key: Key, committee: str | None, first: date, last: date, *, look: Look | None = None
) -> Cases:
    """The cases that a figure was counted from, as far as the actor may see them; None means all committees.

    Of a count, those of the days from first to last; of a gauge, those that stand at the end of ``last``. Lines that
    the reader has not dealt with yet count as they do in the figure; two statements, and three where there are any,
    before a page is read.
    """
    if look is None:
        with one_look() as fresh:
            return behind(actor, key, committee, first, last, look=fresh)
    rows, order = _stored(actor, key, committee, first, last)

    def is_one(row: CaseFacts) -> bool:
        return committee in (None, row.committee_id) and _counts(row, key, first, last)

    return cases(actor, look, rows, order, is_one)


def _stored(
    actor: Actor, key: Key, committee: str | None, first: date, last: date
) -> tuple["QuerySet[CaseFacts]", str]:
    """The rows of the cases as the reader left them, and the column of their order."""
    rows = CaseFacts.objects.visible_to(actor).select_related("dossier", "committee", "procedure")
    if committee is not None:
        rows = rows.filter(committee=committee)
    begins, ends = _span(first, last)
    column = _COLUMNS.get(key)
    if column is not None:
        span = {f"{column}__gte": begins, f"{column}__lt": ends}
        return rows.filter(**span, **_ALSO.get(key, {})), column
    if key == Key.LATE_OPEN:
        ends = min(ends, clock.now())
    days = (1 if MEANINGS[key].gauge else first.toordinal(), clock.day_of(ends - _MOMENT).toordinal())
    counted = RawSQL(_COUNTED, [MEANINGS[key].number, *days], output_field=IntegerField())  # noqa: S611 (a constant)
    rows = rows.filter(lodged_at__lt=ends).alias(counted_here=counted).exclude(counted_here=0)
    if key == Key.LATE_OPEN:
        rows = rows.exclude(late_from__gte=ends)
    return rows, "lodged_at"


def _counts(row: CaseFacts, key: Key, first: date, last: date) -> bool:
    """Whether a case that unread lines touch is one of those that :func:`_stored` would give."""
    begins, ends = _span(first, last)
    column = _COLUMNS.get(key)
    if column is not None:
        at = getattr(row, column)
        return (
            at is not None
            and begins <= at < ends
            and all(getattr(row, name) == value for name, value in _ALSO.get(key, {}).items())
        )
    if key == Key.LATE_OPEN:
        ends = min(ends, clock.now())
        if row.late_from is not None and row.late_from >= ends:
            return False
    begin = date.min if MEANINGS[key].gauge else first
    told = amounts_of(row.counted).items()
    number, end = MEANINGS[key].number, clock.day_of(ends - _MOMENT)
    return row.lodged_at < ends and sum(n for (day, of), n in told if of == number and begin <= day <= end) != 0


_MOMENT = timedelta(microseconds=1)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(first, time(), clock.VN)
    return begins, datetime.combine(last + timedelta(days=1), time(), clock.VN)


_FIRSTS = """
SELECT f.committee_id, f.dossier_id, f.handed_over_at, f.handed_over_in, f.handed_over_seq, f.simulated
  FROM unnest(%s::text[]) AS asked(committee)
 CROSS JOIN LATERAL (
       SELECT committee_id, dossier_id, handed_over_at, handed_over_in, handed_over_seq, simulated
         FROM measures_casefacts
        WHERE committee_id = asked.committee AND handed_over_at < %s
        ORDER BY handed_over_at, dossier_id LIMIT 1) f
"""
_LINES = """
SELECT asked.committee, s.code, l.seq, l.action, l.occurred_at, l.recorded_at, encode(l.hash, 'hex'),
       cs.code, il.seq, il.action, il.occurred_at, il.recorded_at, encode(il.hash, 'hex'), asked.simulated
  FROM unnest(%s::text[], %s::uuid[], %s::int[], %s::uuid[], %s::bool[])
    AS asked(committee, stream, seq, list, simulated)
  JOIN ledger_line il ON il.stream_id = asked.stream AND il.seq = asked.seq
  JOIN ledger_stream cs ON cs.id = il.stream_id
  JOIN custody_handover h ON h.id = asked.list
  JOIN ledger_line l ON l.stream_id = h.stream_id AND l.subject = h.id AND l.action = 'countersign'
  JOIN ledger_stream s ON s.id = l.stream_id
"""


@dataclass(frozen=True, slots=True, order=True)
class _First:
    at: datetime
    case: UUID
    hand_over: UUID
    seq: int
    simulated: bool


def first_cases(
    committees: Sequence[str], until: date, *, now: datetime | None = None, look: Look | None = None
) -> dict[str, tuple[Reference, ...]]:
    """By committee, the line of its first countersigned list up to a day, and the line by which its item changed hands.

    Three statements, whatever the number of cases; two where the look at the unread lines is shared.
    """
    if look is None:
        with one_look(now) as fresh:
            return first_cases(committees, until, look=fresh)
    _, ends = _span(until, until)
    firsts: dict[str, _First] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS, [list(committees), ends])
        for committee, case, at, hand_over, seq, simulated in cursor.fetchall():
            firsts[committee] = _First(at, case, hand_over, seq, simulated)
    for committee, unread in _unread(committees, ends, look):
        firsts[committee] = min(unread, firsts.get(committee, unread))
    return _references(firsts) if firsts else {}


def _unread(committees: Sequence[str], ends: datetime, look: Look) -> Iterable[tuple[str, _First]]:
    """First hand-overs of the cases that unread lines touch."""
    for case, facts in look.facts.items():
        at, listed, seq = facts.handed_over_at, facts.handed_over_in, facts.handed_over_seq
        if at and listed and seq and at < ends and facts.committee in committees:
            yield facts.committee, _First(at, case, listed, seq, facts.simulated)


def _references(firsts: Mapping[str, _First]) -> dict[str, tuple[Reference, ...]]:
    chosen = list(firsts.values())
    columns: list[Any] = [
        list(firsts),
        [each.case for each in chosen],
        [each.seq for each in chosen],
        [each.hand_over for each in chosen],
        [each.simulated for each in chosen],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, columns)
        rows = cursor.fetchall()
    return {committee: (_reference(told[:6], told[12]), _reference(told[6:12], told[12])) for committee, *told in rows}


def _reference(told: Sequence[object], simulated: object) -> Reference:
    stream, seq, action, occurred_at, recorded_at, digest = told
    assert isinstance(occurred_at, datetime)
    assert isinstance(recorded_at, datetime)
    return Reference(
        str(stream), int(str(seq)), str(action), occurred_at, recorded_at, str(digest)[:16], bool(simulated)
    )
