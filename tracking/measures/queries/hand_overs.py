"""The lines by which cases of a committee came to its post: of the first, and of the newest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from postal_services import clock
from tracking.measures.folding import SIMULATED
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
    flags: tuple[str, ...] = ()

    @property
    def is_simulated(self) -> bool:
        """Whether the line was played."""
        return SIMULATED in self.flags


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Lines about the cases of one committee that came to the post."""

    first: tuple[Reference, ...] = ()
    """The line of the first countersigned list, and the line by which its item changed hands."""
    first_real: tuple[Reference, ...] = ()
    """The same of the first case that was lived, where the first of all was played."""
    newest: tuple[Reference, ...] = ()
    """The lines of the countersigned lists of the newest cases, each once, in the order in which they happened."""


_FOUND = """
SELECT f.*
  FROM unnest(%(committees)s::text[]) AS asked(committee)
 CROSS JOIN LATERAL (
      (SELECT handed_over_at, dossier_id, committee_id, handed_over_in, handed_over_seq, simulated
         FROM measures_casefacts
        WHERE committee_id = asked.committee AND handed_over_at < %(ends)s
        ORDER BY handed_over_at, dossier_id LIMIT 1)
      UNION
      (SELECT handed_over_at, dossier_id, committee_id, handed_over_in, handed_over_seq, simulated
         FROM measures_casefacts
        WHERE committee_id = asked.committee AND handed_over_at < %(ends)s AND NOT simulated
        ORDER BY handed_over_at, dossier_id LIMIT 1)
      UNION
      (SELECT handed_over_at, dossier_id, committee_id, handed_over_in, handed_over_seq, simulated
         FROM measures_casefacts
        WHERE committee_id = asked.committee AND handed_over_at < %(ends)s
        ORDER BY handed_over_at DESC, dossier_id DESC LIMIT %(newest)s)) f
"""
_LINES = """
SELECT il.stream_id, s.code, l.seq, l.action, l.occurred_at, l.recorded_at, encode(l.hash, 'hex'),
       cs.code, il.seq, il.action, il.occurred_at, il.recorded_at, encode(il.hash, 'hex')
  FROM unnest(%s::uuid[], %s::int[], %s::uuid[]) AS asked(stream, seq, list)
  JOIN ledger_line il ON il.stream_id = asked.stream AND il.seq = asked.seq
  JOIN ledger_stream cs ON cs.id = il.stream_id
  JOIN custody_handover h ON h.id = asked.list
  JOIN ledger_line l ON l.stream_id = h.stream_id AND l.subject = h.id AND l.action = 'countersign'
  JOIN ledger_stream s ON s.id = l.stream_id
"""


@dataclass(frozen=True, slots=True, order=True)
class _Case:
    """A case that came to the post; in the order in which they did."""

    at: datetime
    case: UUID
    committee: str
    hand_over: UUID
    seq: int
    simulated: bool


def handed_over(
    committees: Sequence[str], until: date, *, newest: int = 0, now: datetime | None = None, look: Look | None = None
) -> dict[str, HandedOver]:
    """By committee, lines of the first case that its post countersigned by the end of a day, and of the ``newest``.

    A first case that was played stays the first; the first real one is told beside it.
    Three statements, whatever the number of cases; two where the look at the unread lines is shared. A committee of
    which nothing was handed over is not in the answer.
    """
    if look is None:
        with one_look(now) as fresh:
            return handed_over(committees, until, newest=newest, look=fresh)
    ends = datetime.combine(until + timedelta(days=1), time(), clock.VN)
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"committees": list(committees), "ends": ends, "newest": newest})
        found = {case.case: case for case in (_Case(*row) for row in cursor.fetchall())}
    found.update((case.case, case) for case in _unread(committees, ends, look))
    cases = {
        committee: sorted(case for case in found.values() if case.committee == committee) for committee in committees
    }
    lines = _lines([case for each in cases.values() for case in {*each[:1], *_real(each), *_last(each, newest)}])
    return {
        committee: HandedOver(
            lines[each[0].case],
            next((lines[case.case] for case in _real(each) if case.case in lines), ()),
            tuple(dict.fromkeys(lines[case.case][0] for case in _last(each, newest) if case.case in lines)),
        )
        for committee, each in cases.items()
        if each and each[0].case in lines
    }


def _real(cases: Sequence[_Case]) -> Sequence[_Case]:
    """The first real case, where the first of all was played."""
    return [case for case in cases if not case.simulated][:1] if cases and cases[0].simulated else ()


def _last(cases: Sequence[_Case], number: int) -> Sequence[_Case]:
    return cases[-number:] if number else ()


def _unread(committees: Sequence[str], ends: datetime, look: Look) -> Iterable[_Case]:
    """The hand-overs of cases that unread lines touch."""
    for case, facts in look.facts.items():
        at, listed, seq = facts.handed_over_at, facts.handed_over_in, facts.handed_over_seq
        if at and listed and seq and at < ends and facts.committee in committees:
            yield _Case(at, case, facts.committee, listed, seq, facts.simulated)


def _lines(cases: Sequence[_Case]) -> dict[UUID, tuple[Reference, Reference]]:
    """By case, the line of the countersigned list and the line of the item."""
    if not cases:
        return {}
    played = {case.case: case.simulated for case in cases}
    columns: list[Any] = [[c.case for c in cases], [c.seq for c in cases], [c.hand_over for c in cases]]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, columns)
        rows = cursor.fetchall()
    return {case: (_reference(told[:6], played[case]), _reference(told[6:], played[case])) for case, *told in rows}


def _reference(told: Sequence[Any], simulated: bool) -> Reference:  # noqa: FBT001 (a fact of the line)
    stream, seq, action, occurred_at, recorded_at, digest = told
    flags = (SIMULATED,) if simulated else ()
    return Reference(stream, seq, action, occurred_at, recorded_at, digest[:16], flags)
