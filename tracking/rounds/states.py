"""How a postman's round moves, and what can become of one stop of it."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge
from postal_services.ledger.edges import next_state as _next

ROUND = "round"


class RoundState(TextChoices):
    """Where a round stands between the desk and the door."""

    DRAFT = "draft", "Đang lập"
    OUT = "out", "Đang đi phát"
    CLOSED = "closed", "Đã về"
    CANCELLED = "cancelled", "Đã hủy"


class StopOutcome(TextChoices):
    """What came of one item of a round; empty while the postman has not been there."""

    DELIVERED = "delivered", "Đã phát"
    FAILED = "failed", "Phát không được"
    UNTRIED = "untried", "Chưa đến phát"
    SPLIT = "split", "Tách khỏi chuyến"


class WishKind(TextChoices):
    """What a citizen can ask for while the item is on its way."""

    DELIVER_ON = "deliver_on", "Phát vào ngày khác"
    HOLD_AT = "hold_at", "Giữ tại bưu cục để tự đến nhận"
    FORWARD_TO = "forward_to", "Chuyển đến địa chỉ mới"


class WishVia(TextChoices):
    """Through which door a wish came."""

    JOURNEY = "journey", "Trang tra cứu"
    HOTLINE = "hotline", "Tổng đài"
    COUNTER = "counter", "Quầy giao dịch"


class WishAnswer(TextChoices):
    """What became of a wish; empty while it waits."""

    DONE = "done", "Đã làm theo"
    REPLACED = "replaced", "Đã có yêu cầu mới hơn"
    DECLINED = "declined", "Không làm được"
    OVERTAKEN = "overtaken", "Bưu gửi đã kết thúc hành trình"


_S = RoundState

ROUND_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "draft", _S.DRAFT),
        Edge(_S.DRAFT, "change", _S.DRAFT),
        Edge(_S.DRAFT, "cancel", _S.CANCELLED),
        Edge(_S.DRAFT, "take_out", _S.OUT),
        # An item found on the counter after the postman has left the list's first version.
        Edge(_S.OUT, "add", _S.OUT),
        Edge(_S.OUT, "close", _S.CLOSED),
    }
)


def next_state(state: str, action: str) -> str | None:
    """Where ``action`` leads a round from ``state``; None when it does not."""
    return _next(ROUND_EDGES, state, action)
