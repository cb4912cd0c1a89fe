"""The life of a mandate: from a draft on the committee's desk to the day it ends."""

from django.db.models import TextChoices

from postal_services.ledger.edges import Edge

MACHINE = "mandate"


class MandateState(TextChoices):
    """Where a mandate stands; only ``in_force`` covers an act."""

    DRAFT = "draft", "Dự thảo"
    SIGNED = "signed", "Đã ký"
    IN_FORCE = "in_force", "Đang hiệu lực"
    SUSPENDED = "suspended", "Tạm dừng"
    ENDED = "ended", "Đã kết thúc"
    WITHDRAWN = "withdrawn", "Đã hủy dự thảo"


EDGES: frozenset[Edge] = frozenset(
    {
        Edge("", "draft", MandateState.DRAFT.value),
        Edge(MandateState.DRAFT.value, "sign", MandateState.SIGNED.value),
        Edge(MandateState.DRAFT.value, "withdraw", MandateState.WITHDRAWN.value),
        Edge(MandateState.SIGNED.value, "put_in_force", MandateState.IN_FORCE.value),
        Edge(MandateState.IN_FORCE.value, "suspend", MandateState.SUSPENDED.value),
        Edge(MandateState.SUSPENDED.value, "resume", MandateState.IN_FORCE.value),
        Edge(MandateState.SIGNED.value, "end", MandateState.ENDED.value),
        Edge(MandateState.IN_FORCE.value, "end", MandateState.ENDED.value),
        Edge(MandateState.SUSPENDED.value, "end", MandateState.ENDED.value),
    }
)

_NEXT = {(edge.from_state, edge.action): edge.to_state for edge in EDGES}


def next_state(state: str, action: str) -> MandateState | None:
    """The state ``action`` leads to from ``state``, or None where the table has no such edge."""
    found = _NEXT.get((state, action))
    return MandateState(found) if found else None


def actions_from(state: str) -> frozenset[str]:
    """What may be done with a mandate in ``state``, before any policy is asked."""
    return frozenset(edge.action for edge in EDGES if edge.from_state == state)
