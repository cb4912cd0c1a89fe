"""What is counted of the ledger: each figure named once, with the sentence that tells its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """Every figure that is added up by committee and day."""

    LODGED = "lodged"
    LODGED_SIMULATED = "lodged_simulated"
    HANDED_OVER = "handed_over"
    FINISHED = "finished"
    FINISHED_ON_TIME = "finished_on_time"
    LATE_OPEN = "late_open"
    DELIVERED = "delivered"
    DELIVERED_IN_TIME = "delivered_in_time"
    DELIVERED_FIRST = "delivered_first"
    RETURNED = "returned"
    LIMBO_OPEN = "limbo_open"
    INCIDENTS_OPENED = "incidents_opened"
    INCIDENTS_OPEN = "incidents_open"
    CASH_DIFFERENCE_VND = "cash_difference_vnd"
    RATED = "rated"
    SCORE_SUM = "score_sum"
    SATISFIED = "satisfied"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key is called, how it is counted, and whether its sum from the first day on is what stands at a day's end.

    ``number`` is its name in the rows of cases and never changes.
    """

    number: int
    label: str
    rule: str
    gauge: bool = False


MEANINGS: Mapping[Key, Meaning] = {
    Key.LODGED: Meaning(1, "Hồ sơ tiếp nhận", "Hồ sơ được ghi nhận lần đầu trong ngày."),
    Key.LODGED_SIMULATED: Meaning(
        2, "Hồ sơ mô phỏng", "Hồ sơ do bộ mô phỏng lập ra để thử hệ thống, tính theo ngày ghi nhận."
    ),
    Key.HANDED_OVER: Meaning(
        3,
        "Hồ sơ đã bàn giao",
        "Hồ sơ mà trong ngày có bảng kê đầu tiên giữa cơ quan và bưu điện được bên nhận ký nhận.",
    ),
    Key.FINISHED: Meaning(4, "Hồ sơ giải quyết xong", "Hồ sơ có kết quả trong ngày."),
    Key.FINISHED_ON_TIME: Meaning(
        5, "Giải quyết xong đúng hẹn", "Hồ sơ có kết quả trong ngày, không muộn hơn giờ hẹn trả đang có hiệu lực."
    ),
    Key.LATE_OPEN: Meaning(
        6,
        "Hồ sơ quá hạn",
        "Hồ sơ đã qua giờ hẹn trả mà cơ quan chưa có kết quả; không tính lúc tạm dừng.",
        gauge=True,
    ),
    Key.DELIVERED: Meaning(
        7, "Kết quả đã phát", "Bưu gửi mang kết quả đến tay người dân trong ngày; không tính giấy tờ gửi trả lại."
    ),
    Key.DELIVERED_IN_TIME: Meaning(
        8,
        "Kết quả phát đúng thời gian",
        "Kết quả phát trong ngày, trong số ngày làm việc của bưu điện được phép kể từ ngày bưu điện nhận.",
    ),
    Key.DELIVERED_FIRST: Meaning(
        9,
        "Kết quả phát được ngay lần đầu",
        "Kết quả phát trong ngày mà trước đó không có lần phát nào không thành công.",
    ),
    Key.RETURNED: Meaning(10, "Bưu gửi chuyển hoàn", "Bưu gửi được trả lại cơ quan trong ngày."),
    Key.LIMBO_OPEN: Meaning(11, "Bưu gửi chờ ký nhận", "Bưu gửi một bên đã giao mà bên kia chưa ký nhận.", gauge=True),
    Key.INCIDENTS_OPENED: Meaning(12, "Sự cố phát sinh", "Sự cố được mở trong ngày."),
    Key.INCIDENTS_OPEN: Meaning(13, "Sự cố chưa xử lý xong", "Sự cố đang mở, đang xử lý hoặc mở lại.", gauge=True),
    Key.CASH_DIFFERENCE_VND: Meaning(
        14,
        "Chênh lệch tiền (đồng)",
        "Tổng chênh lệch, không kể thừa hay thiếu, của các lần chốt quỹ và các bảng đối soát ký lệch trong ngày.",
    ),
    Key.RATED: Meaning(15, "Lượt đánh giá", "Hồ sơ được người dân đánh giá lần đầu trong ngày."),
    Key.SCORE_SUM: Meaning(
        16, "Tổng điểm đánh giá", "Tổng điểm (1 đến 5) của các đánh giá; sửa điểm tính phần thay đổi."
    ),
    Key.SATISFIED: Meaning(17, "Đánh giá hài lòng", "Đánh giá từ 4 điểm trở lên; sửa điểm tính phần thay đổi."),
}
"""One definition each."""

BY_NUMBER: Mapping[int, Key] = {meaning.number: key for key, meaning in MEANINGS.items()}
