"""How each state looks on screen: the word of the circulars, an icon and a colour, always the three together."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext

COLOURS = frozenset({"green", "amber", "red", "blue", "yellow", "quiet"})


@dataclass(frozen=True, slots=True)
class Look:
    """A word in Vietnamese, the name of an icon of the sprite, and a colour of the house."""

    word: str
    icon: str
    colour: str


UNKNOWN = Look("Chưa rõ", "help", "quiet")

LOOKS: dict[str, Look] = {
    # items
    "registered": Look("Đã đăng ký", "pencil", "quiet"),
    "accepted": Look("Đã nhận gửi", "parcel", "blue"),
    "in_transit": Look("Đang vận chuyển", "truck", "blue"),
    "arrived": Look("Đã đến bưu cục", "building", "blue"),
    "out_for_delivery": Look("Đang đi phát", "walk", "blue"),
    "attempted": Look("Phát chưa được", "alert", "amber"),
    "held": Look("Giữ tại bưu cục", "pause", "amber"),
    "returning": Look("Đang chuyển hoàn", "return", "amber"),
    "returned": Look("Đã chuyển hoàn", "return", "quiet"),
    "delivered": Look("Đã phát", "check", "green"),
    "handed_in": Look("Đã nộp một cửa", "check", "green"),
    "missing": Look("Đang tìm", "search", "red"),
    "lost": Look("Đã mất", "cross", "red"),
    "cancelled": Look("Đã hủy", "cross", "quiet"),
    # hand-overs
    "draft": Look("Dự thảo", "pencil", "quiet"),
    "proposed": Look("Chờ ký nhận", "ring", "amber"),
    "limbo": Look("Chờ ký nhận", "ring", "amber"),
    "settled": Look("Đã ký nhận", "check", "green"),
    "disputed": Look("Có chênh lệch", "alert", "red"),
    # verdicts and outcomes of scans
    "received": Look("Đã nhận", "check", "green"),
    "damaged": Look("Hư hỏng", "alert", "red"),
    "extra": Look("Ngoài bảng kê", "plus", "amber"),
    "recorded": Look("Đã ghi sổ", "check", "green"),
    "replayed": Look("Đã quét trước đó", "repeat", "amber"),
    "flagged": Look("Đã ghi, cần xem lại", "alert", "amber"),
    "refused": Look("Không nhận", "cross", "red"),
    # mandates
    "signed": Look("Đã ký", "pencil", "blue"),
    "in_force": Look("Đang hiệu lực", "check", "green"),
    "suspended": Look("Tạm dừng", "pause", "amber"),
    "withdrawn": Look("Đã hủy dự thảo", "cross", "quiet"),
    "ended": Look("Đã kết thúc", "cross", "quiet"),
    # deadlines
    "on_time": Look("Trong hạn", "clock", "green"),
    "due_soon": Look("Sắp đến hạn", "clock", "amber"),
    "late": Look("Quá hạn", "alert", "red"),
    # dossiers, by the numbers of the national portal
    "1": Look("Mới đăng ký", "pencil", "quiet"),
    "2": Look("Được tiếp nhận", "file", "blue"),
    "3": Look("Không được tiếp nhận", "cross", "red"),
    "4": Look("Đang xử lý", "clock", "blue"),
    "5": Look("Yêu cầu bổ sung giấy tờ", "alert", "amber"),
    "6": Look("Yêu cầu thực hiện nghĩa vụ tài chính", "coins", "amber"),
    "7": Look("Công dân yêu cầu rút hồ sơ", "return", "amber"),
    "8": Look("Dừng xử lý", "pause", "amber"),
    "9": Look("Đã xử lý xong", "file", "green"),
    "10": Look("Đã trả kết quả", "check", "green"),
    # deliveries to partners and background work
    "pending": Look("Đang chờ", "clock", "quiet"),
    "sending": Look("Đang gửi", "truck", "blue"),
    "sent": Look("Đã gửi", "check", "green"),
    "succeeded": Look("Thành công", "check", "green"),
    "failed": Look("Không gửi được", "cross", "red"),
    "retrying": Look("Sẽ thử lại", "repeat", "amber"),
    "disabled": Look("Đã tắt", "pause", "quiet"),
}


def look_of(state: Any, label: str = "") -> Look:
    """The look of ``state`` (text, number, or a choice whose own label is then used); ``label`` replaces the word."""
    value = state.value if isinstance(state, Enum) else state
    base = LOOKS.get(str(value), UNKNOWN)
    word = label or str(getattr(state, "label", "")) or base.word
    return Look(gettext(word), base.icon, base.colour)
