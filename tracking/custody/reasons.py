"""Why a delivery failed and what is done next.

Own codes: the lists of the post and of the UPU are not published (unverified); ``upu`` stays empty until they are.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for not delivering, on whose side it lies, and the measures that make sense after it."""

    vi: str
    en: str
    side: str
    measures: tuple[str, ...]
    upu: str = ""


MEASURES: dict[str, tuple[str, str]] = {
    "retry": ("Phát tiếp", "Deliver again"),
    "hold": ("Lưu tại bưu cục chờ nhận", "Hold at the post office"),
    "forward": ("Chuyển tiếp đến địa chỉ mới", "Forward to the new address"),
    "send_back": ("Chuyển hoàn cơ quan gửi", "Send back to the agency"),
    "ask_agency": ("Báo cơ quan, chờ ý kiến", "Ask the agency"),
}

REASONS: dict[str, Reason] = {
    "absent": Reason("Người nhận đi vắng", "Addressee absent", "addressee", ("retry", "hold")),
    "nobody_there": Reason("Không có người nhận tại địa chỉ", "Nobody at the address", "addressee", ("retry", "hold")),
    "address_incomplete": Reason("Địa chỉ không đầy đủ, không rõ", "Address incomplete", "sender", ("ask_agency",)),
    "address_wrong": Reason("Sai địa chỉ", "Wrong address", "sender", ("ask_agency", "forward")),
    "moved": Reason("Đã chuyển đi nơi khác", "Moved away", "addressee", ("forward", "send_back")),
    "unreachable": Reason("Không liên lạc được", "Cannot be reached", "addressee", ("retry", "hold")),
    "rescheduled": Reason("Hẹn phát lại", "Asked for another day", "addressee", ("retry",)),
    "refused": Reason("Từ chối nhận", "Refused", "addressee", ("send_back",)),
    "fee_unpaid": Reason("Không nộp được lệ phí", "Fee not paid", "addressee", ("retry", "hold")),
    "papers_missing": Reason(
        "Thiếu giấy tờ phải thu hồi, không đúng người",
        "Papers to withdraw missing, or wrong person",
        "addressee",
        ("retry",),
    ),
    "force_majeure": Reason("Thiên tai, đường tắc", "Disaster, road blocked", "nobody", ("retry",)),
    "damaged": Reason("Bưu gửi hư hỏng", "Item damaged", "post", ("ask_agency", "send_back")),
    "deceased": Reason("Người nhận đã chết", "Addressee deceased", "addressee", ("send_back", "ask_agency")),
}

SEAL_REASONS: dict[str, tuple[str, str]] = {
    "broken": ("Dây niêm phong đứt, hỏng", "The seal broke"),
    "misread": ("Ghi sai số niêm phong", "The number was written wrong"),
    "add_items": ("Xếp thêm bưu gửi", "To put more in"),
    "take_out": ("Lấy bưu gửi ra", "To take something out"),
    "inspection": ("Kiểm tra theo yêu cầu", "Inspected on demand"),
}
"""Why a seal came off before the bag left."""

UNTRIED: dict[str, tuple[str, str]] = {
    "no_time": ("Hết giờ, chưa đến nơi", "No time left to get there"),
    "road_blocked": ("Đường tắc, thiên tai", "Road blocked, disaster"),
    "vehicle": ("Hỏng phương tiện", "Vehicle broke down"),
    "called_back": ("Bưu cục gọi về", "Called back by the office"),
    "asked_later": ("Người nhận hẹn ngày khác qua điện thoại", "Addressee asked by telephone for another day"),
}
"""Why a postman brings an item home without having been at its door."""

UNCLAIMED = "unclaimed"
OTHERS: dict[str, tuple[str, str]] = {
    **UNTRIED,
    UNCLAIMED: ("Hết hạn lưu, không có người đến nhận", "Nobody came for it in time"),
}
"""Reasons that are no failed delivery."""

UNLISTED = "unlisted"
"""What the ledger keeps of a reason or measure that is no code: a device's own words may name people."""

_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")


def code_of(said: str) -> str:
    """A reason or measure as the ledger may keep it: a code, on the lists above or of a newer list, else UNLISTED."""
    return said if _CODE.fullmatch(said) else UNLISTED
