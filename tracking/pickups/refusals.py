"""Why pickups do not do something, in the words people read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from postal_services.errors import FieldProblem, Invalid, NotAllowed, Refused


class WindowFull(Refused):
    """Somebody else took the last place of this window; ``free`` are the next ones with room."""

    code = "window_full"
    vi = "Khung giờ {window} ngày {day} đã hết chỗ. Chọn một khung giờ còn chỗ: {next}."
    en = "The window {window} on {day} is full. Choose one with room: {next}."

    def __init__(self, free: Sequence[Any] = (), **facts: Any) -> None:
        self.free = tuple(free)
        words = "; ".join(str(window) for window in self.free[:3])
        super().__init__(next=words or "chưa có", **facts)


class NoSuchWindow(Refused):
    """A window that the office does not offer on that day."""

    code = "no_such_window"
    status = 400
    vi = "{office} không lấy hồ sơ vào khung giờ này. Chọn một khung giờ trong danh sách."
    en = "{office} does not collect at that time. Choose a window from the list."


class WindowPast(Refused):
    """A window that has begun or is over."""

    code = "window_past"
    status = 400
    vi = "Khung giờ này đã bắt đầu hoặc đã qua. Chọn khung giờ sau đó."
    en = "This window has begun or is over. Choose a later one."


class WindowTooFar(Refused):
    """A window further ahead than the post plans its rounds."""

    code = "window_too_far"
    status = 400
    vi = "Chỉ hẹn được trong {days} ngày tới. Chọn ngày gần hơn."
    en = "Pickups are booked for the next {days} days only. Choose an earlier day."


class DayOff(Refused):
    """A day on which the post does not work."""

    code = "day_off"
    status = 400
    vi = "Ngày {day} bưu điện nghỉ. Chọn một ngày làm việc."
    en = "The post does not work on {day}. Choose a working day."


class ForeignCommune(Invalid):
    """A commune for which no one-stop desk of the province answers."""

    code = "foreign_commune"
    vi = "Xã, phường này không thuộc địa bàn có bưu điện nhận lấy hồ sơ. Chọn lại xã, phường nơi lấy hồ sơ."
    en = "No post office here collects in this commune. Choose the commune where the papers are to be collected."

    def __init__(self) -> None:
        problem = FieldProblem(self.code, self.vi, self.en)
        super().__init__({"unit": [problem]})


class TooManyBookings(Refused):
    """One network, one telephone or the whole service has booked as often as it may."""

    code = "too_many_bookings"
    status = 429
    vi = "Đã hẹn quá nhiều lần. Thử lại sau {wait} phút, hoặc gọi tổng đài."
    en = "Too many bookings. Try again in {wait} minutes, or call the hotline."


class OpenAlready(Refused):
    """A telephone that already has as many open pickups as one person needs."""

    code = "pickups_open"
    vi = "Số điện thoại này đã có {count} lần hẹn đang chờ. Hủy bớt, hoặc gọi tổng đài."
    en = "This telephone number already has {count} pickups waiting. Cancel one, or call the hotline."


class PickupMoved(Refused):
    """The pickup is in a state from which this cannot be done."""

    code = "pickup_moved"
    vi = "Lần hẹn {code} đang ở trạng thái “{state}”, không {act} được nữa. Tải lại trang để xem."
    en = "Pickup {code} is in state “{state}”; it cannot be {act_en} any more. Reload the page."


class NotYourPickup(NotAllowed):
    """Somebody else was told to collect it."""

    code = "not_your_pickup"
    vi = "Lần hẹn này đã giao cho người khác. Nhờ giao dịch viên giao lại cho bạn."
    en = "This pickup was given to somebody else. Ask a clerk to give it to you."


class NoPostmanThere(Refused):
    """The person named holds no post in the office that collects."""

    code = "no_such_postman"
    status = 400
    vi = "Người này không có vị trí tại {office}. Chọn bưu tá của bưu cục."
    en = "This person holds no post in {office}. Choose a postman of the office."


class SealUsed(Refused):
    """The seal number is on another pack of the same office."""

    code = "seal_used"
    vi = "Số niêm phong {seal} đã dùng cho hồ sơ khác của bưu cục. Đọc lại số trên dây niêm, hoặc lấy dây khác."
    en = "Seal {seal} is on another pack of this office. Read the number again, or take another seal."


class NothingCollected(Refused):
    """Not one paper was found."""

    code = "nothing_collected"
    vi = "Chưa đếm được giấy tờ nào. Nếu không lấy được hồ sơ, ghi lý do thay vì niêm phong."
    en = "No paper was counted. If nothing can be collected, give the reason instead of sealing."


class SignaturesNeeded(Refused):
    """One of the two has not signed."""

    code = "signatures_needed"
    vi = "Cần chữ ký của {who} trên phiếu gửi. Ký vào khung rồi gửi lại."
    en = "The slip needs the signature of {who_en}. Sign in the box and send again."


class DeadlinePast(Invalid):
    """A deadline for completing an intake that is not in the future."""

    code = "deadline_past"
    vi = "Hạn bổ sung phải là một ngày sau hôm nay."
    en = "The deadline must be a day after today."

    def __init__(self) -> None:
        super().__init__({"due_on": [FieldProblem(self.code, self.vi, self.en)]})


class IntakeClosed(Refused):
    """The intake was completed or sent on already."""

    code = "intake_closed"
    vi = "Hồ sơ này đã bổ sung xong hoặc đã gửi đi. Tải lại trang để xem."
    en = "This intake has been completed or sent on already. Reload the page."


class ItemGone(Refused):
    """The item has left the post office, so that nothing can be put with it any more."""

    code = "item_gone"
    vi = "Bưu gửi {code} đã rời bưu cục. Hẹn lấy giấy tờ bổ sung để gửi tiếp phần còn thiếu."
    en = "Item {code} has left the post office. Book a pickup of supplementary papers for what is missing."


class AlreadyCounted(Refused):
    """The papers of this case were counted at the agency already."""

    code = "already_counted"
    vi = "Giấy tờ của hồ sơ này đã được đếm lại khi nộp. Xem biên bản giao nhận."
    en = "The papers of this case were counted at hand-in already. See the delivery record."


class NotHandedIn(Refused):
    """The case has not reached the one-stop desk yet."""

    code = "not_handed_in"
    vi = "Bưu gửi chưa được ký nhận tại bộ phận một cửa. Ký nhận bảng kê trước rồi đếm giấy tờ."
    en = "The item has not been countersigned at the one-stop desk. Countersign the list first, then count the papers."


class RuleOverlaps(Refused):
    """Two windows of one office would overlap on the same weekday."""

    code = "rule_overlaps"
    vi = "Khung giờ này trùng với khung {window} của cùng ngày trong tuần. Sửa giờ, hoặc kết thúc khung cũ trước."
    en = "This window overlaps {window} on the same weekday. Change the times, or end the old one first."


def words_of_day(day: date) -> str:
    """31/12/2019."""
    return f"{day:%d/%m/%Y}"
