"""How long things took: times of procedures kept apart by what they are, how far cases came, and stays in offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db import connection

from postal_services import clock
from tracking.measures.queries.looks import Look, one_look

By = Literal["committee", "procedure"]


@dataclass(frozen=True, slots=True)
class Times:
    """Average working days of the cases finished in a span, in hundredths: 250 are two and a half days.

    ``regulated`` by the rules, ``posted`` as published by the committee (None where it published none), ``committed``
    on the appointment slips without pauses, ``actual`` as worked without pauses. ``on_time`` counts cases.
    """

    key: str
    n: int
    regulated: int
    posted: int | None
    committed: int | None
    actual: int
    on_time: int


_TIMES = """
WITH posted AS (
    SELECT DISTINCT ON (s.code, l.data ->> 'procedure') s.code AS office, l.data ->> 'procedure' AS procedure,
           CASE WHEN l.action = 'withdraw' THEN NULL ELSE (l.data ->> 'posted_days')::int END AS days
      FROM ledger_stream s JOIN ledger_line l ON l.stream_id = s.id AND l.machine = 'publication'
     WHERE s.kind = 'office' AND l.occurred_at < %(ends)s
     ORDER BY s.code, l.data ->> 'procedure', l.occurred_at DESC, l.seq DESC),
told AS (
    SELECT 1 AS n, committee_id, procedure_id, finished_at, regulated_days, committed_days, actual_days, on_time
      FROM measures_casefacts
    UNION ALL
    SELECT -1, committee_id, procedure_id, finished_at, regulated_days, committed_days, actual_days, on_time
      FROM measures_casefacts WHERE dossier_id = ANY(%(unread)s)
    UNION ALL
    SELECT 1, * FROM unnest(%(committee)s::varchar[], %(of)s::varchar[], %(finished)s::timestamptz[],
                            %(regulated)s::int[], %(committed)s::int[], %(actual)s::int[], %(on_time)s::bool[])),
finished AS (
    SELECT committee_id, procedure_id, sum(n) AS n, sum(n * regulated_days) AS regulated,
           sum(n * committed_days) AS committed, sum(n) FILTER (WHERE committed_days IS NOT NULL) AS promised,
           sum(n * actual_days) AS actual, coalesce(sum(n) FILTER (WHERE on_time), 0) AS on_time
      FROM told
     WHERE finished_at >= %(begins)s AND finished_at < %(ends)s
       AND (%(committees)s::text[] IS NULL OR committee_id = ANY(%(committees)s))
       AND (%(procedure)s::text IS NULL OR procedure_id = %(procedure)s)
     GROUP BY 1, 2 HAVING sum(n) > 0)
SELECT f.{by}_id, sum(f.n)::bigint, sum(f.regulated) * 100 / sum(f.n),
       sum(f.n * p.days) * 100 / nullif(sum(f.n) FILTER (WHERE p.days IS NOT NULL), 0),
       sum(f.committed) * 100 / nullif(sum(f.promised), 0), sum(f.actual) / sum(f.n), sum(f.on_time)::bigint
  FROM finished f LEFT JOIN posted p ON p.office = f.committee_id AND p.procedure = f.procedure_id
 GROUP BY 1 ORDER BY 1
"""


def times(
    first: date,
    last: date,
    committee: str | None = None,
    by: By = "committee",
    committees: Sequence[str] | None = None,
    *,
    procedure: str | None = None,
    look: Look | None = None,
) -> list[Times]:
    """The times of the cases finished in a span, by committee or procedure; two statements, and one about the calendar
    where lines are unread.

    Of all procedures, or of ``procedure`` alone. What was posted is what stood published at the end of the span.
    """
    if look is None:
        with one_look() as fresh:
            return times(first, last, committee, by, committees, procedure=procedure, look=fresh)
    begins, ends = _span(first, last)
    asked = [committee] if committee is not None else (None if committees is None else list(committees))
    with connection.cursor() as cursor:
        params = {"begins": begins, "ends": ends, "committees": asked, "procedure": procedure, **_unread(look)}
        cursor.execute(_TIMES.format(by=by), params)
        return [
            Times(
                key,
                n,
                round(regulated),
                None if posted is None else round(posted),
                None if committed is None else round(committed),
                round(actual or 0),
                on_time,
            )
            for key, n, regulated, posted, committed, actual, on_time in cursor.fetchall()
        ]


def _unread(look: Look) -> dict[str, list[Any]]:
    """The cases that unread lines touch, column by column, as they stand."""
    found = [each for each in look.facts.values() if each.finished_at is not None]
    return {
        "unread": list(look.facts),
        "committee": [each.committee for each in found],
        "of": [each.procedure for each in found],
        "finished": [each.finished_at for each in found],
        "regulated": [each.regulated_days for each in found],
        "committed": [each.committed_days for each in found],
        "actual": [each.actual_days for each in found],
        "on_time": [each.on_time for each in found],
    }


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the cases lodged in a span had come when they were counted."""

    lodged: int
    handed_over: int
    finished: int
    delivered: int
    returned: int
    simulated: int


_FUNNEL = """
SELECT count(*), count(handed_over_at), count(finished_at), count(delivered_at), count(returned_at),
       count(*) FILTER (WHERE simulated)
  FROM measures_casefacts
 WHERE lodged_at >= %s AND lodged_at < %s AND (%s::text IS NULL OR committee_id = %s)
"""


def funnel(committee: str | None, first: date, last: date) -> Funnel:
    """How far the cases of a committee (None: of all) came that were lodged in a span; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNNEL, [*_span(first, last), committee, committee])
        return Funnel(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long items stayed in one office, in working minutes: half up to ``p50``, nine in ten up to ``p90``."""

    office: str
    stays: int
    p50: int
    p90: int


_DWELL = """
SELECT stay ->> 0, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY (stay ->> 2)::int),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY (stay ->> 2)::int)
  FROM measures_casefacts f CROSS JOIN LATERAL jsonb_array_elements(f.stays) AS stay
 WHERE f.lodged_at < %(ends)s AND stay ->> 1 >= %(first)s AND stay ->> 1 <= %(last)s
   AND (%(committee)s::text IS NULL OR f.committee_id = %(committee)s)
   AND (%(offices)s::text[] IS NULL OR stay ->> 0 = ANY(%(offices)s))
 GROUP BY 1 ORDER BY 1
"""


def dwell(
    first: date, last: date, *, committee: str | None = None, offices: Sequence[str] | None = None
) -> list[Dwell]:
    """How long items stayed in each office, of the stays that ended in a span; one statement.

    ``committee`` restricts to the cases of one, ``offices`` to some places; an item that is still there has not stayed
    its time yet and is not counted.
    """
    params: dict[str, Any] = {
        "ends": _span(first, last)[1],
        "first": first.isoformat(),
        "last": last.isoformat(),
        "committee": committee,
        "offices": None if offices is None else list(offices),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DWELL, params)
        return [Dwell(*row) for row in cursor.fetchall()]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(first, time(), clock.VN)
    return begins, datetime.combine(last + timedelta(days=1), time(), clock.VN)
