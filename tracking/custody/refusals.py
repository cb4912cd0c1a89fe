"""Why custody does not do something, in the words people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused


class UnknownCode(NotThere):
    """A code that names nothing, or something of other offices: the answer is the same."""

    code = "unknown_code"
    vi = "Không tìm thấy mã này trong các bưu gửi của bưu cục. Quét lại, hoặc báo kiểm soát viên."
    en = "This code is not among your office's items. Scan again, or tell your supervisor."


class NotACode(Refused):
    """Text that is no item code, no link and no receipt."""

    code = "not_a_code"
    status = 400
    vi = "Không đọc được mã. Quét lại tem, hoặc gõ 13 ký tự in dưới mã vạch."
    en = "This is not a code. Scan the label again, or type the 13 characters under the bar code."


class WrongCheckDigit(Refused):
    """An item code with a wrong check digit: one character was read or typed wrong."""

    code = "wrong_check_digit"
    status = 400
    vi = "Sai số kiểm tra: có một ký tự đọc hoặc gõ nhầm. Đối chiếu lại từng ký tự với tem."
    en = "The check digit is wrong: one character was misread. Compare each character with the label."


class UnknownAction(Refused):
    """A word that is no act."""

    code = "unknown_action"
    status = 400
    vi = "Không có việc “{action}”. Cập nhật ứng dụng quét."
    en = "There is no act “{action}”. Update the scanning application."


class NotYourOffice(NotAllowed):
    """The scan names an office in which the person holds no post."""

    code = "not_your_office"
    vi = "Bạn không có vị trí nào tại {office}. Chọn đúng nơi làm việc rồi quét lại."
    en = "You hold no post in {office}. Choose your own office and scan again."


class OfficeNeeded(Refused):
    """The person works in several offices and did not say in which one this happened."""

    code = "office_needed"
    status = 400
    vi = "Bạn làm việc ở nhiều nơi. Chọn nơi đang quét."
    en = "You work in several offices. Say where you are scanning."


class NotYourAct(NotAllowed):
    """The person's post does not include this act."""

    code = "not_your_act"
    vi = "Vị trí của bạn tại {office} không làm việc “{action}”. Báo kiểm soát viên."
    en = "Your post in {office} does not include “{action}”. Tell your supervisor."


class IllegalMove(Refused):
    """The item is not in a state from which the act is possible."""

    code = "illegal_move"
    vi = "Không thể “{action}” khi bưu gửi đang ở trạng thái “{state}”. {hint}"
    en = "“{action}” is not possible while the item is “{state}”. {hint}"


class HeldElsewhere(Refused):
    """Another office answers for the item."""

    code = "held_elsewhere"
    vi = "Bưu gửi đang do {holder} giữ. Nhận bàn giao trước, rồi quét lại."
    en = "The item is held by {holder}. Take it over first, then scan again."


class AlreadyDone(Refused):
    """The act was recorded before; nothing to do."""

    code = "already_done"
    vi = "Việc này đã được ghi lúc {at}. Không cần quét lại."
    en = "This was recorded at {at}. No need to scan again."


class UnknownOffice(Refused):
    """An office code that names no office."""

    code = "unknown_office"
    status = 400
    vi = "Không có nơi nào mã “{office}”. Chọn nơi đến trong danh sách."
    en = "There is no office “{office}”. Choose the destination from the list."


class ReasonNeeded(Refused):
    """A failed delivery without its reason."""

    code = "reason_needed"
    status = 400
    vi = "Chọn lý do phát không thành công rồi quét lại."
    en = "Choose why the delivery failed and scan again."


class NothingToCorrect(Refused):
    """There is no move that could be taken back."""

    code = "nothing_to_correct"
    vi = "Không còn lượt quét nào sửa được: chỉ sửa được việc gần nhất, trong 15 phút, tại nơi đã quét."
    en = "Nothing can be corrected: only the last act, within 15 minutes, at the office that recorded it."


class ScanIdReused(Refused):
    """The same scan id came with another content."""

    code = "scan_id_reused"
    vi = "Mã lượt quét đã dùng cho một nội dung khác. Lượt này được giữ lại để xem; cập nhật ứng dụng quét."
    en = "This scan id was used with another content. The scan is kept for review; update the application."


class ScanUnreadable(Refused):
    """One scan of a batch that does not have the form of a scan; it is kept for a person."""

    code = "scan_unreadable"
    status = 400
    vi = "Lượt quét thiếu hoặc sai thông tin: {fields}. Đã giữ lại trong khay để xem."
    en = "The scan lacks something or has it wrong: {fields}. It is kept in the tray."


class ScanDealtWith(Refused):
    """Somebody else has taken this scan out of the tray."""

    code = "scan_dealt_with"
    vi = "Lượt quét này đã có người xử lý. Tải lại trang để xem."
    en = "Somebody has dealt with this scan already. Reload the page."


class TooManyChecks(Refused):
    """Receipts are being checked faster than people do it; ``wait`` is in seconds."""

    code = "too_many_checks"
    status = 429
    vi = "Đã kiểm tra quá nhiều lần. Chờ {wait} giây rồi thử lại."
    en = "Too many checks. Wait {wait} seconds, then try again."


class CodesExhausted(Refused):
    """An agency's block of item codes is used up."""

    code = "codes_exhausted"
    vi = "{agency} đã hết dải mã bưu gửi. Xin Bưu điện tỉnh cấp dải mã mới rồi làm lại."
    en = "{agency} has no item codes left. Ask the provincial post for a new block and try again."


class NothingToHandOver(Refused):
    """A list without items."""

    code = "empty_list"
    status = 400
    vi = "Bảng kê chưa có bưu gửi nào. Chọn ít nhất một."
    en = "The list has no items. Choose at least one."


class ListTooLong(Refused):
    """More items than fit on one list."""

    code = "list_too_long"
    status = 400
    vi = "Một bảng kê có nhiều nhất {limit} bưu gửi. Chia thành nhiều bảng kê."
    en = "One list holds at most {limit} items. Split it."


class NotYourHalf(NotAllowed):
    """The act belongs to the other side of the hand-over."""

    code = "not_your_half"
    vi = "Việc này do {office} thực hiện. Báo cho họ số bảng kê {hand_over}."
    en = "This is for {office} to do. Tell them the list number {hand_over}."


class HandOverMoved(Refused):
    """The hand-over is not in the state the act needs."""

    code = "hand_over_state"
    vi = "Bảng kê đang ở trạng thái “{state}” nên không làm được việc này. Tải lại trang để xem."
    en = "The list is “{state}”, so this cannot be done. Reload the page."


class ItemsNotReady(Invalid):
    """Some items cannot be handed over; ``items`` names each with its reason."""

    code = "items_not_ready"
    status = 409
    vi = "Có {count} bưu gửi chưa bàn giao được. Bỏ chúng khỏi bảng kê, hoặc xử lý theo lý do ghi bên cạnh."
    en = "{count} items cannot be handed over. Take them off the list, or act on the reason beside each."

    def __init__(self, problems: Mapping[str, Sequence[FieldProblem]], **facts: Any) -> None:
        super().__init__(problems, count=len(problems), **facts)


class WrongDirection(Refused):
    """The two offices do not hand items to each other."""

    code = "wrong_direction"
    status = 400
    vi = "Không bàn giao từ {giver} đến {receiver}: hai nơi này không giao nhận bưu gửi với nhau."
    en = "Nothing is handed over from {giver} to {receiver}."


class ProofRefused(Refused):
    """A delivery whose proof does not hold; the kinds below say why."""

    code = "proof_refused"
    status = 400
    vi = "Bằng chứng phát không hợp lệ. Xem lại người nhận, quan hệ và chữ ký rồi ghi lại."
    en = "The proof of delivery does not hold. Look at receiver, relation and signature, and try again."


class RelationUnknown(ProofRefused):
    """A relation that is on no list."""

    code = "relation_unknown"
    vi = "Quan hệ “{relation}” không có trong danh mục. Chọn quan hệ trong danh sách rồi ghi lại."
    en = "The relation “{relation}” is not on the list. Choose one from the list and try again."


class BasisNeeded(ProofRefused):
    """An authorised person without the ground of the right to receive."""

    code = "basis_needed"
    vi = "Người được ủy quyền phải có căn cứ. Chọn loại giấy ủy quyền; không chụp giấy tờ."
    en = "An authorised person needs a ground. Choose the kind of authorisation; take no photograph."


class MethodUnknown(ProofRefused):
    """A way of checking that does not exist."""

    code = "method_unknown"
    vi = "Không có cách kiểm tra này. Chọn mã một lần, mã trên biên nhận hoặc bốn số cuối điện thoại."
    en = "There is no such check. Choose one-time code, code on the slip or the last four digits of the phone."


class ProofWrong(ProofRefused):
    """The code, the slip or the digits are not those of this item; ``left`` tries remain today."""

    code = "proof_wrong"
    status = 409
    vi = "{what} không khớp với bưu gửi này. Hỏi lại người nhận rồi nhập lại; còn {left} lần trong hôm nay."
    en = "{what} does not belong to this item. Ask the receiver again; {left} tries are left today."


class SlipWrong(ProofRefused):
    """The slip that was scanned is that of another case; scanning the right one is always possible."""

    code = "slip_wrong"
    status = 409
    vi = "Mã vừa quét không phải biên nhận của hồ sơ này. Quét mã vuông trên biên nhận hoặc giấy hẹn của người nhận."
    en = "What was scanned is not the slip of this case. Scan the square code on the receiver's slip."


class ProofLocked(ProofRefused):
    """Too many wrong answers."""

    code = "proof_locked"
    status = 409
    vi = (
        "Đã nhập sai {limit} lần nên cách kiểm tra này bị khóa. Nhờ người nhận lấy mã mới ở trang tra cứu, "
        "quét biên nhận, hoặc mang về bưu cục."
    )
    en = (
        "{limit} wrong answers: this check is locked. Let the receiver get a new code on the tracking page, "
        "scan the slip, or bring the item home."
    )


class CodeExpired(ProofRefused):
    """No one-time code of this item is valid now."""

    code = "code_expired"
    status = 409
    vi = "Mã một lần đã hết hạn, đã dùng, hoặc chưa được cấp. Nhờ người nhận lấy mã mới ở trang tra cứu."
    en = "The one-time code has expired, was used, or was never issued. Let the receiver get a new one."


class NoCodeNow(Refused):
    """A code is asked for when nobody is about to deliver."""

    code = "no_code_now"
    vi = "Chỉ cấp mã khi bưu tá đang đi phát hoặc bưu gửi đang chờ tại bưu cục. Xem lại trang này vào ngày phát."
    en = "A code is given only while the item is out for delivery or waits at the post office. Come back on that day."


class TooManyCodes(Refused):
    """More codes in a day than one item needs."""

    code = "too_many_codes"
    status = 429
    vi = "Hôm nay đã cấp {limit} mã cho bưu gửi này. Dùng mã mới nhất, hoặc đưa biên nhận cho bưu tá quét."
    en = "{limit} codes were given for this item today. Use the newest, or let the postman scan your slip."


class NoPapersCame(Refused):
    """Papers are to be sent home of a case whose papers never came by post."""

    code = "no_papers_came"
    vi = "Hồ sơ {dossier} không có giấy tờ nào đến qua bưu điện. Mời người nộp nhận lại giấy tờ tại bộ phận một cửa."
    en = "No papers of dossier {dossier} came by post. Ask the citizen to take them back at the one-stop desk."


class PapersSentHome(Refused):
    """The papers are on their way home already, or have arrived."""

    code = "papers_sent_home"
    vi = "Đã có bưu gửi {item} đến người nộp (trạng thái “{state}”). Theo dõi bưu gửi đó, không gửi thêm."
    en = "Item {item} to the citizen exists already (state “{state}”). Follow that one; do not send another."


class RouteGoalNeeded(Refused):
    """A row of the route table without one goal: an office or a district, not both."""

    code = "route_goal_needed"
    status = 400
    vi = "Chọn nơi đến hoặc huyện đến, chỉ một trong hai."
    en = "Choose the office or the district it goes to, one of the two."


class RouteInThePast(Refused):
    """A row that was to hold on days that are over."""

    code = "route_in_the_past"
    status = 400
    vi = "Tuyến chỉ đổi từ hôm nay trở đi. Chọn ngày bắt đầu từ hôm nay."
    en = "Routes change from today on. Choose today or a later day."


class RouteSpoken(Refused):
    """Another row speaks of the same goal on that day."""

    code = "route_spoken"
    vi = "Đã có dòng cho nơi đến này vào ngày đó. Kết thúc dòng cũ, rồi thêm dòng mới từ ngày kế tiếp."
    en = "Another row speaks of this goal on that day. End that one, then add yours from the next day."


class RouteLeadsBack(Refused):
    """With this row, what is meant for the goal would go in a circle."""

    code = "route_leads_back"
    vi = "Đi theo dòng này, bưu gửi cho {goal} đi vòng: {way}. Chọn trạm khác, hoặc đổi dòng ở trạm kia trước."
    en = "By this row, what is meant for {goal} goes in a circle: {way}. Choose another station, or change theirs."


def problem(refusal: Refused) -> FieldProblem:
    """A refusal as the problem of one line."""
    return FieldProblem(refusal.code, refusal.detail("vi"), refusal.detail("en"))
