"""Why custody does not do something with a bag, in the words people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from postal_services.errors import FieldProblem, Invalid, NotThere, Refused


class UnknownBag(NotThere):
    """A bag's code that names nothing, or a bag of other offices: the answer is the same."""

    code = "unknown_bag"
    vi = "Không tìm thấy mã túi này trong các túi của bưu cục. Quét lại nhãn túi, hoặc báo kiểm soát viên."
    en = "This bag is not among your office's bags. Scan its label again, or tell your supervisor."


class BagOpen(Refused):
    """The bag has not been sealed."""

    code = "bag_open"
    vi = "Túi {bag} chưa niêm phong. Niêm phong và chốt bảng kê túi trước, rồi quét lại."
    en = "Bag {bag} is not sealed. Seal it and close its manifest first, then scan again."


class BagElsewhere(Refused):
    """Another office answers for the bag."""

    code = "bag_elsewhere"
    vi = "Túi {bag} đang ở {holder} theo sổ. Kiểm tra nhãn túi; nếu túi đang ở đây, báo {holder} ghi gửi đi."
    en = "Bag {bag} is in {holder} by the books. Check the label; if it is here, ask {holder} to dispatch it."


class BagArrived(Refused):
    """The bag is here already."""

    code = "bag_arrived"
    vi = "Túi {bag} đã đến {holder} rồi. Không cần quét lại; mở túi và đếm."
    en = "Bag {bag} has arrived in {holder} already. No need to scan again; open and count it."


class BagOpened(Refused):
    """The bag was opened; it carries nothing any more."""

    code = "bag_opened"
    vi = "Túi {bag} đã mở tại {holder}. Quét từng bưu gửi, hoặc đóng túi mới."
    en = "Bag {bag} was opened in {holder}. Scan the items one by one, or pack a new bag."


class BagCancelled(Refused):
    """The bag was given up while it was empty."""

    code = "bag_cancelled"
    vi = "Túi {bag} đã hủy. Dùng nhãn của túi khác."
    en = "Bag {bag} was cancelled. Use the label of another bag."


class BagMoved(Refused):
    """The bag is not in the state the act needs."""

    code = "bag_state"
    vi = "Túi {bag} đang ở trạng thái “{state}” nên không làm được việc này. Tải lại trang để xem."
    en = "Bag {bag} is “{state}”, so this cannot be done. Reload the page."


class BagAct(Refused):
    """An act that is done with items, not with bags."""

    code = "bag_act"
    status = 400
    vi = "Với túi chỉ quét “Gửi đi” hoặc “Đến bưu cục”. Việc khác làm trên trang của túi {bag}."
    en = "Bags are scanned for “dispatch” or “arrive” only. Do the rest on the page of bag {bag}."


class BagAtGoal(Refused):
    """The bag has come to the office where it is to be opened."""

    code = "bag_at_goal"
    vi = "Túi {bag} đã đến nơi mở. Mở túi; muốn gửi tiếp cả túi thì chọn trạm tiếp theo."
    en = "Bag {bag} has reached the office that opens it. Open it, or name the office it goes on to."


class BagNotEmpty(Refused):
    """Only an empty bag is given up."""

    code = "bag_not_empty"
    vi = "Túi {bag} còn {count} bưu gửi. Lấy hết ra rồi hủy túi."
    en = "Bag {bag} still holds {count} items. Take them out, then cancel it."


class EmptyBag(Refused):
    """Nothing is in the bag."""

    code = "empty_bag"
    status = 400
    vi = "Túi {bag} chưa có bưu gửi nào. Xếp ít nhất một bưu gửi rồi niêm phong."
    en = "Bag {bag} is empty. Pack at least one item, then seal it."


class BagFull(Refused):
    """More items than one bag takes."""

    code = "bag_full"
    status = 400
    vi = "Một túi có nhiều nhất {limit} bưu gửi. Đóng thêm túi."
    en = "One bag holds at most {limit} items. Pack another bag."


class NothingToPack(Refused):
    """No code was given."""

    code = "nothing_to_pack"
    status = 400
    vi = "Chưa có mã bưu gửi nào. Quét ít nhất một mã."
    en = "No item was named. Scan at least one code."


class TooManyBags(Refused):
    """The day's numbers are used up, which hides a machine gone wild."""

    code = "too_many_bags"
    vi = "{office} đã lập {limit} túi hôm nay. Báo quản trị."
    en = "{office} has begun {limit} bags today. Tell the administrator."


class NoWay(Refused):
    """The two offices do not send bags to each other."""

    code = "no_way"
    status = 400
    vi = "Không gửi túi từ {origin} đến “{destination}”. Chọn một bưu cục khác làm trạm tiếp theo."
    en = "No bag goes from {origin} to “{destination}”. Choose another post office as the next station."


class InOtherBag(Refused):
    """The item rides in another bag."""

    code = "in_other_bag"
    vi = "Bưu gửi đang ở trong túi {bag}. Lấy ra khỏi túi đó trước, rồi xếp lại."
    en = "The item is in bag {bag}. Take it out of that bag first, then pack it again."


class AlreadyPacked(Refused):
    """The item is in this bag already."""

    code = "already_packed"
    vi = "Bưu gửi đã ở trong túi này. Không cần quét lại."
    en = "The item is in this bag already. No need to scan again."


class OtherWay(Refused):
    """The item's next station is not the bag's."""

    code = "other_way"
    vi = "Bưu gửi đi {next}, túi này đi {destination}. Xếp vào túi khác, hoặc xác nhận vẫn xếp vào đây."
    en = "The item goes to {next}, this bag to {destination}. Use another bag, or confirm that it goes in here."


class NotReadyForBag(Refused):
    """The item stands where nothing is sent from."""

    code = "not_ready_for_bag"
    vi = "Bưu gửi đang ở trạng thái “{state}” nên chưa xếp túi được. {hint}"
    en = "The item is “{state}”, so it cannot be packed yet. {hint}"


class NotInBag(Refused):
    """The item is not in this bag."""

    code = "not_in_bag"
    vi = "Bưu gửi không ở trong túi {bag}. Kiểm tra lại mã."
    en = "The item is not in bag {bag}. Check the code."


class InBag(Refused):
    """What rides in a bag is not given by itself."""

    code = "in_bag"
    vi = "Bưu gửi đang ở trong túi. Lấy ra khỏi túi trước, rồi làm lại."
    en = "The item is in a bag. Take it out of the bag first, then try again."


class SealNeeded(Refused):
    """A seal's number is missing or is none."""

    code = "seal_needed"
    status = 400
    vi = "Ghi số niêm phong: chữ in, số và gạch nối, nhiều nhất 30 ký tự."
    en = "Give the seal's number: letters, digits and hyphens, at most 30 characters."


class SealUsed(Refused):
    """The number stands on another seal of the same office."""

    code = "seal_used"
    vi = "Số niêm phong {seal} đã dùng cho túi {bag}. Kiểm tra số trên dây niêm phong, hoặc lấy dây khác."
    en = "Seal {seal} was used on bag {bag}. Check the number on the seal, or take another one."


class SealReasonNeeded(Refused):
    """A seal was taken off without saying why."""

    code = "seal_reason_needed"
    status = 400
    vi = "Chọn lý do gỡ niêm phong rồi làm lại."
    en = "Say why the seal came off, then try again."


class BagsNotReady(Invalid):
    """Some bags cannot leave; each is named with its reason."""

    code = "bags_not_ready"
    status = 409
    vi = "Có {count} túi chưa gửi đi được. Xem lý do ghi bên cạnh."
    en = "{count} bags cannot leave. See the reason beside each."

    def __init__(self, problems: Mapping[str, Sequence[FieldProblem]], **facts: Any) -> None:
        super().__init__(problems, count=len(problems), **facts)
