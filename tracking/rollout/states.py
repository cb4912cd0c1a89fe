"""Legal moves of what the rollout room writes to the ledger: rules, and the acts of districts and the province."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

STREAM_KIND = "target"
"""Everything a target does or is told stands in one stream, ``<directive>/<ask>/<target's code>``."""

RULE = "rule"
OBSTACLE = "obstacle"
ACCEPTANCE = "acceptance"
REMINDER = "reminder"
READINESS = "readiness"
TASK = "task"
STATEMENT = "statement"

SIMULATED = "simulated"
BACKDATED = "backdated"
AGAINST_EVIDENCE = "against_evidence"
"""Flags: played and not real; said too late to count on the day claimed; accepted although something is missing."""


class RuleState(TextChoices):
    """A rule is set and stays: it ends where the next one of its kind begins."""

    SET = "set", "Đã đặt"


RULE_EDGES: frozenset[Edge] = frozenset(
    {Edge(START, "set", RuleState.SET), Edge(RuleState.SET, "correct", RuleState.SET)}
)
"""What a rule rests on may be corrected; what it asks for never."""


class ObstacleState(TextChoices):
    """Where an obstacle stands."""

    REPORTED = "reported", "Mới báo"
    TAKEN = "taken", "Đang xử lý"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Đã kết thúc"
    REOPENED = "reopened", "Mở lại"


_O = ObstacleState
STANDING: frozenset[str] = frozenset({_O.REPORTED, _O.TAKEN, _O.REOPENED})
"""States in which the province owes an answer."""
SETTLED: frozenset[str] = frozenset({_O.ANSWERED, _O.CLOSED})
"""States that a district may still disagree with, for a while."""

OBSTACLE_EDGES: frozenset[Edge] = (
    frozenset({Edge(START, "report", _O.REPORTED), Edge(_O.ANSWERED, "close", _O.CLOSED)})
    | {Edge(state, "take", _O.TAKEN) for state in STANDING}
    | {Edge(state, "assign", _O.TAKEN) for state in STANDING}
    | {Edge(state, "answer", _O.ANSWERED) for state in STANDING}
    | {Edge(state, "escalate", state) for state in STANDING}
    | {Edge(state, "reopen", _O.REOPENED) for state in SETTLED}
)


class AcceptanceState(TextChoices):
    """Whether the province's acceptance of a unit stands."""

    ACCEPTED = "accepted", "Đã nghiệm thu"
    WITHDRAWN = "withdrawn", "Đã rút nghiệm thu"


ACCEPTANCE_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "accept", AcceptanceState.ACCEPTED),
        Edge(AcceptanceState.ACCEPTED, "withdraw", AcceptanceState.WITHDRAWN),
    }
)


class ReminderState(TextChoices):
    """Whether a reminder still stands on the desk of those it was sent to."""

    SENT = "sent", "Đã gửi"
    DISMISSED = "dismissed", "Đã xem, cất đi"


REMINDER_EDGES: frozenset[Edge] = frozenset(
    {Edge(START, "send", ReminderState.SENT), Edge(ReminderState.SENT, "dismiss", ReminderState.DISMISSED)}
)


class ReadinessState(TextChoices):
    """Whether a commune is ready for the one-stop software."""

    READY = "ready", "Sẵn sàng"
    WITHDRAWN = "withdrawn", "Không còn sẵn sàng"


READINESS_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "declare", ReadinessState.READY),
        Edge(ReadinessState.READY, "withdraw", ReadinessState.WITHDRAWN),
    }
)


class TaskState(TextChoices):
    """What became of a report that a task is done."""

    DONE_REPORTED = "done_reported", "Đã báo hoàn thành, chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận hoàn thành"
    REJECTED = "rejected", "Chưa được xác nhận"
    WITHDRAWN = "withdrawn", "Đã rút báo cáo"


_T = TaskState
TASK_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "report_done", _T.DONE_REPORTED),
        Edge(_T.DONE_REPORTED, "confirm", _T.CONFIRMED),
        Edge(_T.DONE_REPORTED, "reject", _T.REJECTED),
        Edge(_T.DONE_REPORTED, "withdraw", _T.WITHDRAWN),
        Edge(_T.CONFIRMED, "withdraw", _T.WITHDRAWN),
    }
)
REPORTED_TASKS: frozenset[str] = frozenset({_T.DONE_REPORTED, _T.CONFIRMED})
"""Reports that stand; a target has one at a time."""


class StatementState(TextChoices):
    """A statement stands from its first line on; what it says may be replaced by a later one."""

    STATED = "stated", "Đã khai"


STATEMENT_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "state", StatementState.STATED),
        Edge(StatementState.STATED, "replace", StatementState.STATED),
    }
)


def next_state(edges: frozenset[Edge], state: str, action: str) -> str | None:
    """Where ``action`` leads from ``state`` in one of the tables above, or None."""
    return next((str(e.to_state) for e in edges if e.from_state == state and e.action == action), None)
