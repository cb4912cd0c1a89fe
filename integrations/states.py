"""What can become of a delivery and of an endpoint, as plain tables."""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    """Where one owed message stands."""

    OWED = "owed", "Còn nợ"
    CLAIMED = "claimed", "Đang gửi"
    SETTLED = "settled", "Đã nhận"
    SET_ASIDE = "set_aside", "Để riêng"
    GONE = "gone", "Ngừng gửi"


STANDING = (DeliveryState.OWED, DeliveryState.CLAIMED)
"""States of a delivery that still has its place in the queue."""

REPLAYABLE = (DeliveryState.SETTLED, DeliveryState.SET_ASIDE, DeliveryState.GONE)
"""States from which a person may send a delivery again."""


class Outcome(TextChoices):
    """How one attempt ended."""

    SENDING = "sending", "Đang gửi"
    ACCEPTED = "accepted", "Đối tác đã nhận"
    RETRYABLE = "retryable", "Lỗi, sẽ gửi lại"
    REJECTED = "rejected", "Đối tác từ chối"
    INTERRUPTED = "interrupted", "Gián đoạn, không rõ kết quả"


class DisabledReason(TextChoices):
    """Why an endpoint is not sent to."""

    BY_HAND = "by_hand", "Tắt bằng tay"
    GONE = "gone", "Đối tác báo địa chỉ đã bỏ (410)"
    FAILING = "failing", "Lỗi liên tục ba ngày"


class PartnerKind(TextChoices):
    """What kind of body a partner is."""

    AGENCY = "agency", "Cơ quan nhà nước"
    POST = "post", "Doanh nghiệp bưu chính"
    PORTAL = "portal", "Cổng dịch vụ công"
    OTHER = "other", "Khác"


class NoticeKind(TextChoices):
    """What the owner of an endpoint must be told."""

    GONE = "gone", "Địa chỉ nhận đã bỏ"
    FAILING = "failing", "Địa chỉ nhận lỗi liên tục"
    SET_ASIDE = "set_aside", "Có tin để riêng"
