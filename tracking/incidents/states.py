"""How incidents, complaints and compensation cases move: tables that PostgreSQL enforces."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

INCIDENT = "incident"
COMPLAINT = "complaint"
COMPENSATION = "compensation"


class IncidentState(TextChoices):
    """Where an incident stands."""

    OPENED = "opened", "Mới mở"
    TAKEN = "taken", "Đang xử lý"
    REOPENED = "reopened", "Mở lại"
    RESOLVED = "resolved", "Đã giải quyết"
    CLEARED = "cleared", "Tự hết"


_I = IncidentState
STANDING: frozenset[str] = frozenset({_I.OPENED, _I.TAKEN, _I.REOPENED})
"""States in which somebody still has to do something."""

INCIDENT_EDGES: frozenset[Edge] = (
    frozenset({Edge(START, "open", _I.OPENED), Edge(_I.RESOLVED, "reopen", _I.REOPENED)})
    | {Edge(state, "take", _I.TAKEN) for state in STANDING}
    | {Edge(state, "give", _I.TAKEN) for state in STANDING}
    | {Edge(state, "escalate", state) for state in STANDING}
    | {Edge(state, "report", state) for state in STANDING}
    | {Edge(state, "resolve", _I.RESOLVED) for state in STANDING}
    | {Edge(state, "clear", _I.CLEARED) for state in STANDING}
)


class ComplaintState(TextChoices):
    """Where a complaint stands."""

    LODGED = "lodged", "Đã tiếp nhận khiếu nại"
    ANSWERED = "answered", "Đã trả lời"
    WITHDRAWN = "withdrawn", "Người khiếu nại rút"


_K = ComplaintState

COMPLAINT_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "lodge", _K.LODGED),
        Edge(_K.LODGED, "answer", _K.ANSWERED),
        Edge(_K.LODGED, "withdraw", _K.WITHDRAWN),
    }
)


class CompensationState(TextChoices):
    """Where a compensation case stands."""

    PROPOSED = "proposed", "Chờ quyết định bồi thường"
    APPROVED = "approved", "Đã duyệt bồi thường"
    REJECTED = "rejected", "Không bồi thường"
    PAID = "paid", "Đã chi trả"


_B = CompensationState

COMPENSATION_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "propose", _B.PROPOSED),
        Edge(_B.PROPOSED, "approve", _B.APPROVED),
        Edge(_B.PROPOSED, "reject", _B.REJECTED),
        Edge(_B.APPROVED, "pay", _B.PAID),
    }
)


def next_state(edges: frozenset[Edge], state: str, action: str) -> str | None:
    """Where ``action`` leads from ``state`` in one of the tables above, or None."""
    return next((str(e.to_state) for e in edges if e.from_state == state and e.action == action), None)
