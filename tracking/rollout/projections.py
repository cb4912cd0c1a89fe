"""What districts and the province did, and by which rules it is judged, computed again from the ledger."""

from collections.abc import Mapping
from typing import Final

from django.db import models

from postal_services.ledger.rows import RowsOf

from .models import Acceptance, Obstacle, Readiness, Reminder, Rule, Statement, TaskReport
from .states import ACCEPTANCE, OBSTACLE, READINESS, REMINDER, STATEMENT, TASK

_DAY = "coalesce((f.data->>'claimed_on')::date, (f.occurred_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)"
"""The day that somebody claimed for the first line."""
_OF_CODE = "concat_ws('/', a.directive_id, a.number, t.code) = s.code"
_SAID = """
SELECT f.subject AS id, ARRAY[f.stream_id] AS streams, m.state, 'simulated' = ANY (f.flags) AS simulated,
       coalesce(
           (SELECT w.target_id FROM {table} w JOIN rollout_target t ON t.id = w.target_id
              JOIN rollout_ask a ON a.id = t.ask_id WHERE w.id = f.subject AND {of_code}),
           (SELECT t.id FROM rollout_target t JOIN rollout_ask a ON a.id = t.ask_id WHERE {of_code}
             ORDER BY t.valid_from <= f.recorded_at::date DESC, t.valid_from DESC LIMIT 1)) AS target_id, {columns}
  FROM ledger_line f
  JOIN ledger_stream s ON s.id = f.stream_id
  JOIN LATERAL (
       SELECT (array_agg(l.to_state ORDER BY l.seq DESC))[1] AS state, max(l.recorded_at) AS at,
              jsonb_object_agg(l.action, jsonb_build_object('at', l.recorded_at, 'by', l.actor)
                               ORDER BY l.seq) AS acts
         FROM ledger_line l WHERE l.stream_id = f.stream_id AND l.machine = f.machine AND l.subject = f.subject) m
    ON true
 WHERE f.machine = '{machine}' AND f.from_state = ''
"""
"""The first line about a subject, and of each act the last; a target is named by its stream, and where several bear its
code one after the other, the row says which."""
_DOCUMENT = """coalesce(
           (SELECT w.{name} FROM {table} w JOIN documents_attachment d ON d.id = w.{name}
             WHERE w.id = f.subject AND d.sha256 = f.data->>'document'),
           (SELECT d.id FROM documents_attachment d WHERE d.sha256 = f.data->>'document'
             ORDER BY d.taken_at LIMIT 1))"""
"""The file with the digest that the line names."""


def _rows(
    machine: str,
    model: type[models.Model],
    columns: Mapping[str, str],
    *,
    if_told: Mapping[str, str] | None = None,
    made: Mapping[str, str],
) -> RowsOf:
    """Rows about a target: what its lines say of each column, as SQL."""
    table = model._meta.db_table  # noqa: SLF001 (Django's own way to ask)
    told = {**columns, **(if_told or {})}
    words = ", ".join(f"{sql.format(table=table, name=name)} AS {name}" for name, sql in told.items())
    return RowsOf(
        model._meta.label_lower,  # noqa: SLF001
        model,
        _SAID.format(table=table, machine=machine, columns=words, of_code=_OF_CODE),
        columns=("state", "simulated", "target_id", *columns),
        if_told=tuple(if_told or ()),
        made=made,
        strays=True,
    )


def _at(*acts: str) -> str:
    """When the latest of some acts was done."""
    return f"greatest({', '.join(_act(act, 'at') for act in acts)})"


def _act(act: str, what: str) -> str:
    return f"(m.acts->'{act}'->>'{what}')::{'timestamptz' if what == 'at' else 'uuid'}"


OBSTACLES: Final = _rows(
    OBSTACLE,
    Obstacle,
    {
        "code": "f.data->>'obstacle'",
        "kind": "f.data->>'kind'",
        "blocks": "f.data->>'blocks'",
        "since": "(f.data->>'since')::date",
        "reported_at": "f.recorded_at",
        "reported_by_id": "f.actor",
        "office_id": (
            "(SELECT l.counterpart FROM ledger_line l WHERE l.stream_id = f.stream_id AND l.subject = f.subject"
            " AND l.action IN ('report', 'assign') ORDER BY l.seq DESC LIMIT 1)"
        ),
        "answered_at": _act("answer", "at"),
        "answered_by_id": _act("answer", "by"),
        "reopened_at": _act("reopen", "at"),
        "closed_at": "CASE WHEN m.state = 'closed' THEN " + _act("close", "at") + " END",
        "modified_at": "m.at",
    },
    if_told={"document_id": _DOCUMENT},
    made={
        "words": "''",
        "answer": "''",
        "reason": "''",
        "level": "0",
        "due_at": "l.reported_at",
        "escalate_at": "l.reported_at",
    },
)
ACCEPTANCES: Final = _rows(
    ACCEPTANCE,
    Acceptance,
    {
        "number": "f.data->>'number'",
        "signed_on": _DAY,
        "unmet": "ARRAY(SELECT jsonb_array_elements_text(f.data->'unmet'))::varchar[]",
        "accepted_at": "f.recorded_at",
        "accepted_by_id": "f.actor",
        "withdrawn_at": _act("withdraw", "at"),
    },
    if_told={"document_id": _DOCUMENT},
    made={"against_words": "''", "reason": "''"},
)
REMINDERS: Final = _rows(
    REMINDER,
    Reminder,
    {
        "about": "f.data->>'about'",
        "period": "f.data->>'period'",
        "sent_at": "f.occurred_at",
        "sent_by_id": "f.actor",
        "dismissed_at": _act("dismiss", "at"),
    },
    made={},
)
READY: Final = _rows(
    READINESS,
    Readiness,
    {
        "ready_on": _DAY,
        "number": "f.data->>'number'",
        "declared_at": "f.recorded_at",
        "declared_by_id": "f.actor",
        "withdrawn_at": _act("withdraw", "at"),
    },
    if_told={"document_id": _DOCUMENT},
    made={"reason": "''"},
)
TASKS: Final = _rows(
    TASK,
    TaskReport,
    {
        "done_on": _DAY,
        "number": "f.data->>'number'",
        "reported_at": "f.recorded_at",
        "reported_by_id": "f.actor",
        "decided_at": _at("confirm", "reject"),
        "decided_by_id": f"coalesce({_act('confirm', 'by')}, {_act('reject', 'by')})",
        "withdrawn_at": _act("withdraw", "at"),
    },
    if_told={"document_id": _DOCUMENT},
    made={"words": "''", "verdict": "''", "reason": "''"},
)

_LAST_STATED = (
    "(SELECT {what} FROM ledger_line l WHERE l.stream_id = f.stream_id AND l.subject = f.subject"
    " ORDER BY l.seq DESC LIMIT 1)"
)
STATEMENTS: Final = _rows(
    STATEMENT,
    Statement,
    {
        "month": "f.data->>'month'",
        "eligible": _LAST_STATED.replace("{what}", "(l.data->>'eligible')::int"),
        "reasons": _LAST_STATED.replace("{what}", "l.data->'reasons'"),
        "stated_at": "m.at",
        "stated_by_id": _LAST_STATED.replace("{what}", "l.actor"),
    },
    made={},
)

RULES: Final = RowsOf(
    "rollout.rule",
    Rule,
    # A rule ends where the next of its kind begins; how one ends that a directive itself limits, and its place in the
    # list, stand in the line; older lines have neither. The rules that a directive came with are its file's: no line
    # speaks of them until one is set after them.
    said="""
    WITH rules AS (
        SELECT f.subject, f.stream_id, a.id AS ask_id, f.data->>'kind' AS kind, f.data AS first, c.data AS last,
               (f.data->>'valid_from')::date AS valid_from,
               lead((f.data->>'valid_from')::date) OVER (
                   PARTITION BY a.id, f.data->>'kind' ORDER BY (f.data->>'valid_from')::date) AS next
          FROM ledger_line f
          JOIN ledger_stream s ON s.id = f.stream_id
          JOIN rollout_ask a ON a.directive_id = s.code AND a.number = f.data->>'ask'
          LEFT JOIN LATERAL (
               SELECT l.data FROM ledger_line l WHERE l.stream_id = f.stream_id AND l.machine = 'rule'
                  AND l.subject = f.subject ORDER BY l.seq DESC LIMIT 1) c ON true
         WHERE f.machine = 'rule' AND f.from_state = '')
    SELECT r.subject AS id, ARRAY[r.stream_id] AS streams, r.ask_id, r.kind, r.last->'parameters' AS parameters,
           r.valid_from, (r.last->>'verified')::bool AS verified, (r.first->>'position')::int AS position,
           CASE WHEN r.first ? 'position' OR r.next IS NOT NULL THEN least((r.first->>'valid_to')::date, r.next)
                ELSE w.valid_to END AS valid_to
      FROM rules r LEFT JOIN rollout_rule w ON w.id = r.subject
    UNION ALL
    SELECT w.id, '{}', w.ask_id, w.kind, w.parameters, w.valid_from, w.verified, w.position, w.valid_to
      FROM rollout_rule w WHERE w.id NOT IN (SELECT r.subject FROM rules r)
    """,
    columns=("ask_id", "kind", "parameters", "valid_from", "valid_to"),
    if_told=("verified", "position"),
    made={
        "basis": "''",
        "former": "'[]'",
        "verified": "coalesce(l.verified, false)",
        "position": "coalesce(l.position, 0)",
    },
)
