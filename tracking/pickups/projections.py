"""Pickups, visits in vain, what was taken in short and what was counted again, held against the ledger."""

from typing import Final

from postal_services.ledger.rows import RowsOf

from .models import IncompleteIntake, PaperCount, Pickup, PickupAttempt, ShortPaper

PICKUPS: Final = RowsOf(
    "pickups.pickup",
    Pickup,
    said="""
    SELECT a.subject AS id, ARRAY[a.stream_id] AS streams, a.stream_id, a.data->>'pickup' AS code,
           a.office AS office_id,
           a.counterpart AS committee_id, a.data->>'procedure' AS procedure_id, a.data->>'service' AS service,
           a.data->>'kind' AS kind, a.data->>'source' AS source, (a.data->>'series')::uuid AS series_id,
           a.actor AS asked_by_id, a.occurred_at AS asked_at, m.state, m.modified_at, m.attempts,
           left(m.window, 10)::date AS day, substr(m.window, 12, 5)::time AS opens,
           substr(m.window, 18, 5)::time AS closes, m.postman AS postman_id, m.assigned_at,
           c.occurred_at AS collected_at, coalesce(c.data->>'item', '') AS item, coalesce(c.data->>'seal', '') AS seal,
           (c.data->>'weight_g')::int AS weight_g, coalesce(c.data->'receipts', '[]') AS receipts,
           coalesce((a.data->>'dossier')::uuid, d.id) AS dossier_id
      FROM ledger_line a
      JOIN LATERAL (
           SELECT (array_agg(l.to_state ORDER BY l.seq DESC))[1] AS state,
                  (array_agg(l.occurred_at ORDER BY l.seq DESC))[1] AS modified_at,
                  count(*) FILTER (WHERE l.action = 'fail') AS attempts,
                  (array_agg(l.data->>'window' ORDER BY l.seq DESC) FILTER (WHERE l.data ? 'window'))[1] AS window,
                  (array_agg((l.data->>'postman')::uuid ORDER BY l.seq DESC)
                       FILTER (WHERE l.action IN ('assign', 'reschedule')))[1] AS postman,
                  (array_agg(CASE l.action WHEN 'assign' THEN l.occurred_at END ORDER BY l.seq DESC)
                       FILTER (WHERE l.action IN ('assign', 'reschedule')))[1] AS assigned_at
             FROM ledger_line l WHERE l.stream_id = a.stream_id AND l.machine = 'pickup' AND l.subject = a.subject) m
        ON true
      LEFT JOIN ledger_line c ON c.stream_id = a.stream_id AND c.machine = 'pickup' AND c.action = 'collect'
                             AND c.subject = a.subject
      LEFT JOIN dossiers_dossier d ON d.code = c.data->>'dossier'
     WHERE a.machine = 'pickup' AND a.action = 'ask'
    """,
    columns=(
        "stream_id",
        "code",
        "office_id",
        "committee_id",
        "procedure_id",
        "service",
        "kind",
        "source",
        "series_id",
        "asked_by_id",
        "asked_at",
        "state",
        "modified_at",
        "attempts",
        "day",
        "opens",
        "closes",
        "postman_id",
        "assigned_at",
        "collected_at",
        "item",
        "seal",
        "weight_g",
        "receipts",
        "dossier_id",
    ),
)

ATTEMPTS: Final = RowsOf(
    "pickups.pickupattempt",
    PickupAttempt,
    said="""
    SELECT l.subject AS pickup_id, (l.data->>'attempt')::int AS number, ARRAY[l.stream_id] AS streams,
           l.occurred_at AS failed_at, l.data->>'reason' AS reason, l.data->>'next' AS next_step, l.actor AS made_by_id
      FROM ledger_line l WHERE l.machine = 'pickup' AND l.action = 'fail'
    """,
    key=("pickup_id", "number"),
    columns=("failed_at", "reason", "next_step", "made_by_id"),
    made={"id": "gen_random_uuid()", "note": "''"},
    strays=True,
)

_INTAKES = """
    SELECT l.stream_id, l.subject, l.office, l.actor, l.recorded_at, l.data, n.id, n.told, n.due_on, true AS is_told
      FROM ledger_line l CROSS JOIN LATERAL jsonb_to_record(l.data->'intake') AS n(id uuid, told text, due_on date)
     WHERE l.machine = 'item' AND l.action = 'register' AND l.data ? 'intake'
    UNION ALL
    SELECT l.stream_id, l.subject, l.office, l.actor, l.recorded_at, l.data, n.id, NULL, NULL, false
      FROM ledger_line l JOIN pickups_incompleteintake n ON n.dossier_id = l.stream_id AND n.made_at = l.recorded_at
     WHERE l.machine = 'item' AND l.action = 'register' AND l.data ? 'short' AND NOT l.data ? 'intake'
"""
"""What was taken in short; older lines do not name its place in the queue, which was made at the same moment."""

INTAKES: Final = RowsOf(
    "pickups.incompleteintake",
    IncompleteIntake,
    said=f"""
    SELECT i.id, ARRAY[i.stream_id] AS streams, i.stream_id AS dossier_id, i.office AS office_id,
           i.actor AS made_by_id, i.recorded_at AS made_at, i.told, i.due_on,
           coalesce(c.data->'intake_closed'->>'state', CASE WHEN i.is_told THEN 'waiting' ELSE w.state END) AS state,
           CASE WHEN c.seq IS NULL AND NOT i.is_told THEN w.closed_by_id ELSE c.actor END AS closed_by_id,
           CASE WHEN c.seq IS NULL AND NOT i.is_told THEN w.closed_at ELSE c.recorded_at END AS closed_at
      FROM ({_INTAKES}) i
      LEFT JOIN pickups_incompleteintake w ON w.id = i.id
      LEFT JOIN ledger_line c ON c.stream_id = i.stream_id AND c.machine = 'item'
                             AND c.data->'intake_closed'->>'id' = i.id::text
    """,  # noqa: S608 (nothing of anybody else's is put in)
    columns=("dossier_id", "office_id", "made_by_id", "made_at", "state", "closed_by_id", "closed_at"),
    if_told=("told", "due_on"),
    made={},
    strays=True,
    parts={"pickups_shortpaper": "intake_id"},
)

SHORT_PAPERS: Final = RowsOf(
    "pickups.shortpaper",
    ShortPaper,
    said=f"""
    SELECT i.id AS intake_id, p.position, ARRAY[i.stream_id] AS streams, p.kind, p.expected, p.found, p.why AS short
      FROM ({_INTAKES}) i
     CROSS JOIN LATERAL jsonb_to_recordset(i.data->'short')
           AS p(position int, kind text, expected int, found int, why text)
    """,  # noqa: S608
    key=("intake_id", "position"),
    columns=("kind", "expected", "found", "short"),
    made={"id": "gen_random_uuid()", "name": "''"},
    strays=True,
)

PAPER_COUNTS: Final = RowsOf(
    "pickups.papercount",
    PaperCount,
    # Older lines have sums and what differed only: there the rows are taken as they stand.
    said="""
    SELECT l.data->>'item' AS item, (p.value->>0)::int AS position, ARRAY[l.stream_id] AS streams,
           l.stream_id AS dossier_id, p.value->>1 AS kind, (p.value->>2)::int AS listed, (p.value->>3)::int AS found,
           p.value->>4 AS short, l.actor AS counted_by_id, l.recorded_at AS counted_at
      FROM ledger_line l CROSS JOIN LATERAL jsonb_array_elements(l.data->'counted') p
     WHERE l.machine = 'item' AND l.data ? 'counted'
    UNION ALL
    SELECT p.item, p.position, ARRAY[l.stream_id], l.stream_id, p.kind, p.listed, p.found, p.short, l.actor,
           l.recorded_at
      FROM pickups_papercount p
      JOIN ledger_line l ON l.stream_id = p.dossier_id AND l.machine = 'item' AND l.data->>'item' = p.item
                        AND l.recorded_at = p.counted_at AND l.data->'papers' ? 'listed' AND NOT l.data ? 'counted'
    """,
    key=("item", "position"),
    columns=("dossier_id", "kind", "listed", "found", "short", "counted_by_id", "counted_at"),
    made={"id": "gen_random_uuid()", "name": "''"},
    strays=True,
)
