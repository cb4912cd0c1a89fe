"""What lines tell of items, lists, bags, seals and proofs, column by column; where items are is in ``items``."""

from typing import Final

from postal_services.ledger.rows import RowsOf
from tracking.custody.models import Bag, HandOver, HandOverLine, Item, Proof, Seal

IDENTITIES: Final = RowsOf(
    "custody.item.identity",
    Item,
    said="""
    SELECT l.subject AS id, ARRAY[l.stream_id] AS streams, l.data->>'item' AS code, l.stream_id AS dossier_id,
           l.data->>'leg' AS leg, l.data->>'destination' AS first, l.office, l.occurred_at, l.recorded_at, l.seq,
           l.to_state
      FROM ledger_line l WHERE l.machine = 'item' AND l.action = 'register'
    """,
    columns=("code", "dossier_id", "leg"),
    # A row that is not there stands as it was registered until the rest is put right after it.
    made={
        "destination_id": "l.first",
        "registered_at": "l.recorded_at",
        "state": "l.to_state",
        "holder_office_id": "l.office",
        "since": "l.occurred_at",
        "last_occurred_at": "l.occurred_at",
        "bound_for": "''",
        "attempts": "0",
        "marks": "'{}'",
        "before_missing": "''",
        "seq": "l.seq",
    },
)

HAND_OVERS: Final = RowsOf(
    "custody.handover",
    HandOver,
    said="""
    SELECT d.subject AS id, ARRAY[d.stream_id] AS streams, d.stream_id, d.data->>'hand_over' AS code,
           d.office AS giver_id, d.counterpart AS receiver_id, d.actor AS drafted_by_id, d.occurred_at AS drafted_at,
           p.actor AS proposed_by_id, p.occurred_at AS proposed_at, c.actor AS countersigned_by_id,
           c.occurred_at AS countersigned_at, s.to_state AS state, s.occurred_at AS modified_at
      FROM ledger_line d
      JOIN (SELECT DISTINCT ON (subject) subject, to_state, occurred_at FROM ledger_line WHERE machine = 'hand_over'
             ORDER BY subject, seq DESC) s ON s.subject = d.subject
      LEFT JOIN (SELECT DISTINCT ON (subject) subject, actor, occurred_at FROM ledger_line
                  WHERE machine = 'hand_over' AND action = 'propose' ORDER BY subject, seq DESC) p
             ON p.subject = d.subject
      LEFT JOIN ledger_line c ON c.machine = 'hand_over' AND c.action = 'countersign' AND c.subject = d.subject
     WHERE d.machine = 'hand_over' AND d.action = 'draft'
    """,
    columns=(
        "stream_id",
        "code",
        "giver_id",
        "receiver_id",
        "drafted_by_id",
        "drafted_at",
        "proposed_by_id",
        "proposed_at",
        "countersigned_by_id",
        "countersigned_at",
        "state",
        "modified_at",
    ),
)

HAND_OVER_LINES: Final = RowsOf(
    "custody.handoverline",
    HandOverLine,
    # The list as it was drawn up, then what came along beyond it in the order in which the receiver named it.
    said="""
    WITH drafts AS (
        SELECT d.subject, d.stream_id, e.code, e.place
          FROM ledger_line d
         CROSS JOIN LATERAL jsonb_array_elements_text(d.data->'items') WITH ORDINALITY e(code, place)
         WHERE d.machine = 'hand_over' AND d.action = 'draft'),
    signed AS (
        SELECT subject, stream_id, data FROM ledger_line WHERE machine = 'hand_over' AND action = 'countersign'),
    along AS (
        SELECT s.subject, s.stream_id, i.id AS item_id,
               row_number() OVER (PARTITION BY s.subject ORDER BY e.place)
                   + (SELECT count(*) FROM drafts d WHERE d.subject = s.subject) AS place
          FROM signed s CROSS JOIN LATERAL jsonb_array_elements_text(s.data->'extra') WITH ORDINALITY e(code, place)
          JOIN custody_item i ON i.code = e.code
         WHERE EXISTS (SELECT FROM ledger_line l WHERE l.stream_id = i.dossier_id AND l.machine = 'item'
                          AND l.subject = i.id AND l.data->>'hand_over' = s.subject::text
                          AND l.office <> (SELECT g.office FROM ledger_line g WHERE g.machine = 'hand_over'
                                              AND g.action = 'draft' AND g.subject = s.subject)))
    SELECT d.subject AS hand_over_id, i.id AS item_id, ARRAY[d.stream_id] AS streams, d.place::int AS position,
           coalesce(s.data->'verdicts'->>d.code, '') AS verdict, true AS listed
      FROM drafts d JOIN custody_item i ON i.code = d.code LEFT JOIN signed s ON s.subject = d.subject
    UNION ALL
    SELECT a.subject, a.item_id, ARRAY[a.stream_id], a.place::int, 'received', false FROM along a
    """,
    key=("hand_over_id", "item_id"),
    columns=("position", "verdict", "listed"),
    made={"id": "gen_random_uuid()"},
    strays=True,
)

BAGS: Final = RowsOf(
    "custody.bag",
    Bag,
    said="""
    SELECT b.subject AS id, ARRAY[b.stream_id] AS streams, b.stream_id, b.data->>'bag' AS code, b.office AS origin_id,
           b.data->>'goal' AS goal_id, b.actor AS begun_by_id, b.occurred_at AS begun_at, m.*
      FROM ledger_line b
      JOIN LATERAL (
           SELECT (array_agg(l.to_state ORDER BY l.seq DESC))[1] AS state,
                  (array_agg(l.office ORDER BY l.seq DESC)
                       FILTER (WHERE l.action IN ('begin', 'dispatch', 'arrive')))[1] AS office_id,
                  (array_agg(l.counterpart ORDER BY l.seq DESC) FILTER (WHERE l.action IN ('begin', 'dispatch')))[1]
                      AS destination_id,
                  coalesce((array_agg(CASE WHEN l.action <> 'unseal' THEN l.data->>'seal' END ORDER BY l.seq DESC)
                                FILTER (WHERE l.action IN ('seal', 'reseal', 'unseal')))[1], '') AS seal,
                  (array_agg(CASE WHEN l.action <> 'unseal' THEN l.occurred_at END ORDER BY l.seq DESC)
                       FILTER (WHERE l.action IN ('seal', 'reseal', 'unseal')))[1] AS sealed_at,
                  (array_agg(CASE WHEN l.action <> 'unseal' THEN l.actor END ORDER BY l.seq DESC)
                       FILTER (WHERE l.action IN ('seal', 'reseal', 'unseal')))[1] AS sealed_by_id,
                  (array_agg(l.occurred_at ORDER BY l.seq DESC) FILTER (WHERE l.action = 'dispatch'))[1]
                      AS dispatched_at,
                  (array_agg(l.occurred_at ORDER BY l.seq DESC) FILTER (WHERE l.action = 'arrive'))[1] AS arrived_at,
                  (array_agg(l.occurred_at ORDER BY l.seq DESC) FILTER (WHERE l.action = 'open'))[1] AS opened_at,
                  (array_agg(l.actor ORDER BY l.seq DESC) FILTER (WHERE l.action = 'open'))[1] AS opened_by_id,
                  max(l.occurred_at) AS last_occurred_at
             FROM ledger_line l WHERE l.stream_id = b.stream_id AND l.machine = 'bag' AND l.subject = b.subject) m
        ON true
     WHERE b.machine = 'bag' AND b.action = 'begin'
    """,
    columns=(
        "stream_id",
        "code",
        "origin_id",
        "goal_id",
        "begun_by_id",
        "begun_at",
        "state",
        "office_id",
        "destination_id",
        "seal",
        "sealed_at",
        "sealed_by_id",
        "dispatched_at",
        "arrived_at",
        "opened_at",
        "opened_by_id",
        "last_occurred_at",
    ),
)

SEALS: Final = RowsOf(
    "custody.seal",
    Seal,
    # A seal is broken by the next line that puts another on, or takes it off.
    said="""
    SELECT l.subject AS bag_id, l.occurred_at AS put_on_at, ARRAY[l.stream_id] AS streams, l.office AS office_id,
           l.data->>'seal' AS number, n.occurred_at AS broken_at, coalesce(n.data->>'reason', '') AS reason,
           (l.occurred_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS valid_from,
           (l.data->>'reusable_on')::date AS valid_to
      FROM ledger_line l
      LEFT JOIN LATERAL (
           SELECT x.occurred_at, x.data FROM ledger_line x
            WHERE x.stream_id = l.stream_id AND x.machine = 'bag' AND x.subject = l.subject AND x.seq > l.seq
              AND x.action IN ('reseal', 'unseal') ORDER BY x.seq LIMIT 1) n ON true
     WHERE l.machine = 'bag' AND l.action IN ('seal', 'reseal')
    """,
    key=("bag_id", "number"),
    columns=("office_id", "put_on_at", "broken_at", "reason", "valid_from"),
    if_told=("valid_to",),
    made={"id": "gen_random_uuid()", "valid_to": "coalesce(l.valid_to, (l.valid_from + interval '24 months')::date)"},
    strays=True,
)

PROOFS: Final = RowsOf(
    "custody.proof",
    Proof,
    # A proof whose row is gone is made anew as one that was emptied: its digest stays, the names are lost.
    said="""
    SELECT l.subject AS item_id, l.seq, ARRAY[l.stream_id] AS streams, (l.data->>'scan')::uuid AS scan,
           l.data->>'relation' AS relation, coalesce(l.data->>'basis', '') AS basis, l.data->>'method' AS method,
           (l.data->>'checked')::bool AS is_checked, l.data->>'proof' AS digest, l.occurred_at AS taken_at,
           l.actor AS taken_by_id, l.office AS office_id
      FROM ledger_line l WHERE l.machine = 'item' AND l.data ? 'checked'
    """,
    key=("item_id", "seq"),
    known_by="digest",
    columns=(
        "scan",
        "relation",
        "basis",
        "method",
        "is_checked",
        "digest",
        "taken_at",
        "taken_by_id",
        "office_id",
    ),
    made={
        "id": "gen_random_uuid()",
        "receiver_name": "''",
        "document": "''",
        "signature": "''",
        "witness": "''",
        "salt": "''",
        "emptied_at": "now()",
    },
    strays=True,
)
