"""A million cases as the reader of the feed would have counted them, put in by the server in a minute or two.

Only the rows of ``measures`` are made: what boards read. There are no dossiers behind them, so the reference to them is
dropped; this is for a database of the bench's own, which is thrown away.
"""

import statistics
import time
from datetime import date, timedelta

from django.db import connection, transaction

FIRST = date(2019, 7, 9)
DAYS = 180

_UNBIND = """
DO $$
DECLARE name text;
BEGIN
    SELECT conname INTO name FROM pg_constraint
     WHERE conrelid = 'measures_casefacts'::regclass AND confrelid = 'dossiers_dossier'::regclass;
    IF name IS NOT NULL THEN EXECUTE format('ALTER TABLE measures_casefacts DROP CONSTRAINT %I', name); END IF;
END $$
"""
# Keys by number as in ``measures.keys``: 1 lodged, 3 handed over, 4 finished, 5 on time, 6 late (± a day), 7 delivered,
# 8 within the standard. One case in eight is finished late, one in nine is still open, one in ten takes too long.
_CASES = """
INSERT INTO measures_casefacts
       (dossier_id, committee_id, post_office_id, procedure_id, service, simulated, state, lodged_at, received_at,
        handed_over_at, handed_over_in, handed_over_seq, due_at, late_from, finished_at, on_time, delivered_at,
        delivered_in_time, returned_at, score, regulated_days, committed_days, actual_minutes, actual_days, stays,
        counted, seq)
SELECT gen_random_uuid(), c.committee, c.post_office, c.procedure, 'return', false,
       CASE WHEN c.finished THEN 10 ELSE 4 END, c.at, c.at, c.at + interval '1 hour', gen_random_uuid(), 4,
       c.at + interval '2 days', CASE WHEN c.finished THEN NULL ELSE c.at + interval '2 days' END,
       CASE WHEN c.finished THEN c.at + c.took END, CASE WHEN c.finished THEN c.took <= interval '2 days' END,
       CASE WHEN c.finished THEN c.at + c.took + interval '1 day' END, CASE WHEN c.finished THEN c.n %% 10 > 0 END,
       NULL, NULL, 2, CASE WHEN c.finished THEN 2 END, CASE WHEN c.finished THEN 900 END,
       CASE WHEN c.finished THEN 188 END,
       jsonb_build_array(jsonb_build_array(c.committee, (c.day + 1)::text, 300 + c.n %% 400),
                         jsonb_build_array(c.post_office, (c.day + 2)::text, 200 + c.n %% 900)),
       ARRAY[c.o, 1, 1, c.o, 3, 1] ||
       CASE WHEN NOT c.finished THEN ARRAY[c.o + 2, 6, 1]
            WHEN c.took > interval '2 days' THEN ARRAY[c.o + 2, 6, 1, c.o + 3, 4, 1, c.o + 3, 6, -1, c.o + 4, 7, 1]
            ELSE ARRAY[c.o + 1, 4, 1, c.o + 1, 5, 1, c.o + 2, 7, 1] END ||
       CASE WHEN c.finished AND c.n %% 10 > 0
            THEN ARRAY[c.o + CASE WHEN c.took > interval '2 days' THEN 4 ELSE 2 END, 8, 1] ELSE '{}'::int[] END,
       12
  FROM (SELECT n, a.committee, a.post_office, a.procedure, d.day, n %% 9 > 0 AS finished,
               (d.day - date '0001-01-01') + 1 AS o, d.day + time '02:00' AT TIME ZONE 'UTC' AS at,
               CASE WHEN n %% 8 = 0 THEN interval '3 days' ELSE interval '1 day' END AS took
          FROM generate_series(%(from)s, %(to)s) AS n
         CROSS JOIN LATERAL (SELECT date %(first)s + (n::bigint * 7919 %% %(days)s)::int AS day) d
          JOIN (SELECT row_number() OVER (ORDER BY u.code) - 1 AS place, o.code AS committee,
                       coalesce(p.code, o.code) AS post_office, (SELECT min(code) FROM registry_procedure) AS procedure
                  FROM registry_office o JOIN registry_unit u ON u.id = o.unit_id
                  LEFT JOIN registry_office p ON p.unit_id = u.id AND p.kind = 'district_post'
                 WHERE o.kind = 'one_stop' AND o.code = ANY(%(desks)s)) a ON a.place = n %% %(count)s) c
"""
_SUMS = """
INSERT INTO measures_tally (id, committee_id, day, key, amount)
SELECT gen_random_uuid(), f.committee_id, date '0001-01-01' + (f.counted[n] - 1), k.key, sum(f.counted[n + 2])
  FROM measures_casefacts f CROSS JOIN LATERAL generate_series(1, cardinality(f.counted), 3) AS n
  JOIN unnest(%s::int[], %s::text[]) AS k(number, key) ON k.number = f.counted[n + 1]
 GROUP BY 2, 3, 4
"""
_AT_ONCE = 100_000


def fill(cases: int = 1_000_000, days: int = DAYS) -> float:
    """Put ``cases`` cases of all districts into ``days`` days, with their sums; gives the seconds it took."""
    from tracking.measures.keys import MEANINGS
    from tracking.measures.queries.service_level import desks

    begun, offices = time.perf_counter(), desks()
    with connection.cursor() as cursor:
        cursor.execute(_UNBIND)
        for start in range(0, cases, _AT_ONCE):
            with transaction.atomic():
                span = {"from": start + 1, "to": min(start + _AT_ONCE, cases)}
                cursor.execute(_CASES, {**span, "first": FIRST, "days": days, "desks": offices, "count": len(offices)})
        cursor.execute(_SUMS, [[each.number for each in MEANINGS.values()], [str(key) for key in MEANINGS]])
    for table in ("measures_casefacts", "measures_tally"):
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return time.perf_counter() - begun


def read(rounds: int = 200, days: int = DAYS) -> dict[str, float]:
    """Milliseconds of one read of every figure of all districts over the span: median, and nineteen in twenty."""
    from tracking.measures.keys import Key
    from tracking.measures.queries import daily
    from tracking.measures.queries.service_level import desks

    offices, until = desks(), FIRST + timedelta(days=days)
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        found = daily(offices, list(Key), until)
        took.append((time.perf_counter() - begun) * 1_000)
        if not sum(found.standing(office, Key.LODGED, until) for office in offices):
            raise SystemExit("nothing was counted")
    took.sort()
    return {"p50_ms": statistics.median(took), "p95_ms": took[int(len(took) * 0.95)], "districts": len(offices)}
