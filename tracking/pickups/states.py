"""How a pickup moves from being asked for to being collected: the table that PostgreSQL enforces."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge
from postal_services.ledger.edges import next_state as _next_state

PICKUP = "pickup"


class PickupState(TextChoices):
    """Where a pickup stands."""

    ASKED = "asked", "Chờ phân công"
    ASSIGNED = "assigned", "Đã giao bưu tá"
    FAILED = "failed", "Chưa lấy được"
    COLLECTED = "collected", "Đã lấy hồ sơ"
    CANCELLED = "cancelled", "Đã hủy"


class PickupAction(TextChoices):
    """What is done with a pickup."""

    ASK = "ask", "Hẹn lấy hồ sơ"
    ASSIGN = "assign", "Giao bưu tá"
    RESCHEDULE = "reschedule", "Đổi khung giờ"
    COLLECT = "collect", "Lấy hồ sơ"
    FAIL = "fail", "Không lấy được"
    CANCEL = "cancel", "Hủy hẹn"


_S, _A = PickupState, PickupAction

PICKUP_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, _A.ASK, _S.ASKED),
        Edge(_S.ASKED, _A.ASSIGN, _S.ASSIGNED),
        Edge(_S.ASSIGNED, _A.ASSIGN, _S.ASSIGNED),
        Edge(_S.ASSIGNED, _A.COLLECT, _S.COLLECTED),
        Edge(_S.ASSIGNED, _A.FAIL, _S.FAILED),
    }
    # The sender may change or call off what has not happened; what failed is asked for again or called off.
    | {Edge(state, _A.RESCHEDULE, _S.ASKED) for state in (_S.ASKED, _S.ASSIGNED, _S.FAILED)}
    | {Edge(state, _A.CANCEL, _S.CANCELLED) for state in (_S.ASKED, _S.ASSIGNED, _S.FAILED)}
)

STANDING: frozenset[str] = frozenset({_S.ASKED, _S.ASSIGNED})
"""States in which a postman is expected at the door."""
OPEN: frozenset[str] = STANDING | {_S.FAILED}
"""States in which somebody still has to do something."""
TAKES_A_PLACE: frozenset[str] = STANDING | {_S.COLLECTED, _S.FAILED}
"""States that use up one place of their window: a failed visit used it too, until it is moved to another window."""


def next_state(state: str, action: str) -> str | None:
    """Where ``action`` leads from ``state``; None when it cannot be done there."""
    return _next_state(PICKUP_EDGES, state, action)
