"""Why rounds do not do something, in the words people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from postal_services.errors import FieldProblem, Invalid, NotAllowed, Refused


class StopsNotReady(Invalid):
    """Some items cannot go on the round; each is named with its reason."""

    code = "stops_not_ready"
    status = 409
    vi = "Có {count} bưu gửi chưa đưa vào bản kê được. Bỏ chúng ra, hoặc xử lý theo lý do ghi bên cạnh."
    en = "{count} items cannot go on the round. Take them off, or act on the reason beside each."

    def __init__(self, problems: Mapping[str, Sequence[FieldProblem]], **facts: Any) -> None:
        super().__init__(problems, count=len(problems), **facts)


class RoundEmpty(Refused):
    """A round without items."""

    code = "empty_round"
    status = 400
    vi = "Bản kê chưa có bưu gửi nào. Chọn ít nhất một."
    en = "The round has no items. Choose at least one."


class RoundTooLong(Refused):
    """More items than one postman carries."""

    code = "round_too_long"
    status = 400
    vi = "Một bản kê đi phát có nhiều nhất {limit} bưu gửi. Chia thành nhiều bản kê."
    en = "One round holds at most {limit} items. Split it."


class RoundMoved(Refused):
    """The round is not in the state the act needs."""

    code = "round_state"
    vi = "Bản kê đang ở trạng thái “{state}” nên không làm được việc này. Tải lại trang để xem."
    en = "The round is “{state}”, so this cannot be done. Reload the page."


class RoundAlreadyOut(Refused):
    """The round was taken out before; its items are with the postman."""

    code = "round_already_out"
    vi = "Bản kê {round} đã được ghi đi phát lúc {at}. Không ghi lần nữa; mở bản kê để phát tiếp."
    en = "Round {round} was taken out at {at}. Do not take it out again; open it to go on delivering."


class RoundAlreadyClosed(Refused):
    """The round came home before."""

    code = "round_already_closed"
    vi = "Bản kê {round} đã nhận về lúc {at}. Mở bản kê để xem kết quả."
    en = "Round {round} was closed at {at}. Open it to see what came of it."


class OnAnotherRound(Refused):
    """The item is on a round that is not over."""

    code = "on_another_round"
    vi = "Bưu gửi đang ở bản kê {round}. Bỏ khỏi bản kê đó trước."
    en = "The item is on round {round}. Take it off that round first."


class OutWithAnother(Refused):
    """Another colleague of the office carries the item, who took it out by a scan."""

    code = "out_with_another"
    vi = "Bưu gửi {item} do người khác mang đi phát. Người đó ghi kết quả, hoặc mang về rồi đưa vào bản kê {round}."
    en = "Somebody else carries item {item}. They record what came of it, or bring it home to go on round {round}."


class NotForDelivery(Refused):
    """The item does not go to a citizen."""

    code = "not_for_delivery"
    vi = "Bưu gửi này đi đến cơ quan, không phát cho người dân. Bàn giao bằng bảng kê."
    en = "This item goes to the agency, not to a citizen. Hand it over by list."


class NotReadyHere(Refused):
    """The item is not at this office in a state from which it can be taken out."""

    code = "not_ready_here"
    vi = "Bưu gửi đang “{state}”, nên không đi phát được từ đây. Xem bưu gửi để biết bước còn thiếu."
    en = "The item is “{state}” and cannot be taken out from here. See which step is missing."


class HeldForAnother(Refused):
    """Another office answers for the item."""

    code = "round_held_elsewhere"
    vi = "Bưu gửi đang do {holder} giữ. Nhận bàn giao trước, rồi đưa vào bản kê."
    en = "The item is held by {holder}. Take it over first, then put it on the round."


class NotAPostman(Refused):
    """The person holds no post at the office that delivers."""

    code = "not_a_postman"
    status = 400
    vi = "Người được chọn không có vị trí đi phát tại bưu cục này. Chọn bưu tá trong danh sách."
    en = "The person chosen does not deliver for this office. Choose a postman from the list."


class NotYourRound(NotAllowed):
    """The round is another postman's."""

    code = "not_your_round"
    vi = "Bản kê {round} do bưu tá khác đi phát. Giao dịch viên hoặc kiểm soát viên làm được việc này."
    en = "Round {round} is another postman's. A clerk or a supervisor can do this."


class DayPast(Refused):
    """A day that lies behind."""

    code = "day_past"
    status = 400
    vi = "Ngày {day} đã qua. Chọn hôm nay hoặc một ngày sau."
    en = "{day} is past. Choose today or a later day."


class DayTooFar(Refused):
    """A day beyond what the rules allow."""

    code = "day_too_far"
    status = 400
    vi = "Ngày {day} quá xa. Chọn từ hôm nay đến ngày {last}."
    en = "{day} is too far off. Choose a day up to {last}."


class DayOff(Refused):
    """A day on which the office is closed."""

    code = "not_a_working_day"
    status = 400
    vi = "Ngày {day} bưu cục không làm việc. Ngày làm việc gần nhất sau đó là {next}."
    en = "The office is closed on {day}. The next working day is {next}."


class NotOut(Refused):
    """Somebody wants to deliver what nobody has taken out."""

    code = "not_out"
    vi = "Bưu gửi {item} chưa ghi đi phát. Mở bản kê {round}, bấm “Thêm bưu gửi” để đưa vào rồi phát."
    en = "Item {item} has not been taken out. Open round {round}, add the item to it, then deliver."


class StopDone(Refused):
    """The item was delivered or tried already on this round."""

    code = "stop_done"
    vi = "Bưu gửi {item} đã ghi “{outcome}” lúc {at}. Không ghi lần nữa."
    en = "Item {item} was recorded as “{outcome}” at {at}. Do not record it again."


class UnknownReason(Refused):
    """A reason that is not on the list."""

    code = "unknown_reason"
    status = 400
    vi = "Chọn lý do trong danh mục."
    en = "Choose a reason from the list."


class MeasureUnfit(Refused):
    """A next step that makes no sense after the reason."""

    code = "measure_unfit"
    status = 400
    vi = "Với lý do “{reason}” chỉ chọn được: {measures}."
    en = "After “{reason}” the next step can only be: {measures}."


class UntriedNeedsReason(Invalid):
    """Items come home untried and nobody says why; each is named."""

    code = "untried_needs_reason"
    status = 400
    vi = "Còn {count} bưu gửi chưa phát và chưa ghi lý do. Ghi lý do cho từng bưu gửi, hoặc phát tiếp."
    en = "{count} items are neither delivered nor tried and have no reason. Give each a reason, or go on."

    def __init__(self, codes: Sequence[str]) -> None:
        problem = FieldProblem("reason_needed", "Chọn lý do chưa phát.", "Say why it was not tried.")
        super().__init__({code: [problem] for code in codes}, count=len(codes))


class CountNeeded(Refused):
    """A round cannot be closed without counting the money."""

    code = "count_needed"
    status = 400
    vi = "Đếm tiền bưu tá mang về rồi ghi số tiền; không có đồng nào thì ghi 0."
    en = "Count the money the postman brings and enter it; enter 0 when there is none."


class AddressNeeded(Refused):
    """A new address without its words or its commune."""

    code = "address_needed"
    status = 400
    vi = "Ghi địa chỉ mới và chọn xã, phường."
    en = "Give the new address and its commune."


class NoOfficeThere(Refused):
    """No post office serves the place."""

    code = "no_office_there"
    vi = "Không có bưu cục phát tại {place}. Chọn xã, phường khác hoặc hỏi Bưu điện tỉnh."
    en = "No post office delivers in {place}. Choose another commune or ask the provincial post."


class WishTooLate(Refused):
    """The item is past the point where a wish could still be met."""

    code = "wish_too_late"
    vi = "Bưu gửi đang ở trạng thái “{state}” nên không đổi được nữa. Gọi tổng đài hoặc hỏi bưu cục."
    en = "The item is “{state}”, so nothing can be changed any more. Call the hotline or ask the post office."


class PapersNeeded(Refused):
    """A result that replaces old papers, and none were collected."""

    code = "papers_needed"
    status = 400
    vi = "Thủ tục này phải thu lại giấy tờ cũ. Ghi giấy tờ đã thu, hoặc chọn lý do không thu."
    en = "This procedure takes old papers back. Say which were collected, or why none."


class ReceiverNeeded(Refused):
    """A delivery that names nobody."""

    code = "receiver_needed"
    status = 400
    vi = "Ghi họ tên người nhận và quan hệ với người đứng tên hồ sơ."
    en = "Give the receiver's name and what they are to the addressee."


class NotHeldHere(Refused):
    """The item is not waiting at this office."""

    code = "not_held_here"
    vi = "Bưu gửi không lưu tại bưu cục của bạn. Tải lại trang để xem bưu gửi đang ở đâu."
    en = "The item is not waiting at your office. Reload the page to see where it is."


def problem(refusal: Refused) -> FieldProblem:
    """A refusal as the problem of one item."""
    return FieldProblem(refusal.code, refusal.detail("vi"), refusal.detail("en"))
