"""How money moves: the tables that PostgreSQL enforces and the drawings are made from."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

TAKING = "taking"
CHARGE = "charge"
CASH_DAY = "cash_day"
RECONCILIATION = "reconciliation"


class TakingState(TextChoices):
    """What became of money that was taken, or given back."""

    TAKEN = "taken", "Đã thu"
    REVERSED = "reversed", "Đã hủy"
    REFUNDED = "refunded", "Đã hoàn"


TAKING_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "take", TakingState.TAKEN),
        Edge(TakingState.TAKEN, "reverse", TakingState.REVERSED),
        Edge(START, "refund", TakingState.REFUNDED),
    }
)


class ChargeState(TextChoices):
    """A correction of what a dossier owes; each is a fact of its own."""

    CORRECTED = "corrected", "Đã điều chỉnh mức thu"


CHARGE_EDGES: frozenset[Edge] = frozenset({Edge(START, "correct", ChargeState.CORRECTED)})


class DayState(TextChoices):
    """Where one person's cash of one day is."""

    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã chốt"
    ACCEPTED = "accepted", "Đã nộp quỹ"


CASH_DAY_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "open", DayState.OPEN),
        Edge(DayState.OPEN, "close", DayState.CLOSED),
        Edge(DayState.CLOSED, "accept", DayState.ACCEPTED),
    }
)


class ReconciliationState(TextChoices):
    """How far the post and the committee have come with one day's state fees."""

    DRAFTED = "drafted", "Đang lập"
    POST_SIGNED = "post_signed", "Bưu điện đã ký"
    AGENCY_SIGNED = "agency_signed", "Cơ quan đã ký"
    SETTLED = "settled", "Khớp, hai bên đã ký"
    DIFFERING = "differing", "Chênh lệch, hai bên đã ký"


_R = ReconciliationState
HALF_SIGNED: frozenset[str] = frozenset({_R.POST_SIGNED, _R.AGENCY_SIGNED})
BOTH_SIGNED: frozenset[str] = frozenset({_R.SETTLED, _R.DIFFERING})

RECONCILIATION_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "draft", _R.DRAFTED),
        # A figure said, or dossiers ticked, while nobody has signed.
        Edge(_R.DRAFTED, "state_figure", _R.DRAFTED),
        Edge(_R.DRAFTED, "tick", _R.DRAFTED),
        Edge(_R.DRAFTED, "sign", _R.POST_SIGNED),
        Edge(_R.DRAFTED, "sign", _R.AGENCY_SIGNED),
        *(Edge(half, "sign", end) for half in HALF_SIGNED for end in BOTH_SIGNED),
        # What was signed is never changed: a new line opens it again, and both sign again.
        *(Edge(state, "reopen", _R.DRAFTED) for state in HALF_SIGNED | BOTH_SIGNED),
    }
)
