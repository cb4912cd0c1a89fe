"""Why money is not taken, given back, counted or signed for, in the words people read."""

from postal_services.errors import NotAllowed, Refused


class AmountDiffers(Refused):
    """The sum is not what is outstanding, and nobody said why."""

    code = "amount_differs"
    vi = (
        "Số tiền không bằng số còn phải thu của hồ sơ {dossier}: phí, lệ phí {state_fee}, cước bưu chính {postal}, "
        "cước chuyển nộp {transfer} (đồng). Sửa lại số tiền, hoặc chọn lý do thu khác."
    )
    en = (
        "The sum is not what is outstanding on dossier {dossier}: state fee {state_fee}, postal charge {postal}, "
        "transfer charge {transfer} (VND). Correct the sum, or choose a reason for taking another."
    )


class NothingOutstanding(Refused):
    """The dossier owes nothing (any more)."""

    code = "nothing_outstanding"
    vi = "Hồ sơ {dossier} không còn khoản nào phải thu. Xem các khoản đã thu trước khi thu thêm."
    en = "Dossier {dossier} owes nothing. Look at what was taken already before taking more."


class NothingTaken(Refused):
    """A taking of no money."""

    code = "nothing_taken"
    status = 400
    vi = "Cả ba cột đều bằng 0. Ghi số tiền đã thu."
    en = "All three columns are zero. Enter the money that was taken."


class SumDiffers(Refused):
    """The total that was sent is not the sum of the three columns."""

    code = "sum_differs"
    status = 400
    vi = "Tổng {total} đồng không bằng ba cột cộng lại ({sum} đồng). Kiểm tra từng cột."
    en = "The total of {total} VND is not the three columns together ({sum} VND). Check each column."


class PersonNeeded(NotAllowed):
    """Money is answered for by a person; a device alone cannot take it."""

    code = "person_needed"
    vi = "Tiền phải có người chịu trách nhiệm. Đăng nhập bằng tên của bạn rồi ghi khoản thu."
    en = "A person answers for money. Sign in under your own name, then record the taking."


class DayClosed(Refused):
    """The person has counted and closed this day."""

    code = "day_closed"
    vi = "Quỹ ngày {day} của bạn đã chốt. Thu vào ngày sau, hoặc chọn ghi khoản này vào quỹ ngày sau."
    en = "Your cash of {day} is closed. Take the money tomorrow, or choose to book it on the next day."


class DayMoved(Refused):
    """The day is not in the state the act needs."""

    code = "day_moved"
    vi = "Quỹ {day} đang ở trạng thái “{state}”, nên không làm được việc này. Tải lại trang để xem."
    en = "Cash {day} is “{state}”, so this cannot be done. Reload the page to see it."


class NotYourDay(NotAllowed):
    """Somebody else's cash is counted by them, or by a supervisor when the day is over."""

    code = "not_your_day"
    vi = "Đây là quỹ của người khác. Người thu tự chốt; kiểm soát viên chỉ chốt thay khi đã hết ngày."
    en = "This is another person's cash. They close it themselves; a supervisor may only once the day is over."


class OwnMoney(NotAllowed):
    """Nobody accepts the cash that they counted themselves."""

    code = "own_money"
    vi = "Không tự nhận vào quỹ số tiền mình đã thu hoặc đã chốt. Nhờ kiểm soát viên khác."
    en = "Nobody accepts the money they took or counted themselves. Ask another supervisor."


class VarianceUnexplained(Refused):
    """The count is not what the takings say, and nobody said why."""

    code = "variance_unexplained"
    vi = "Đếm được {counted} đồng, theo sổ là {expected} đồng, lệch {variance} đồng. Đếm lại, hoặc ghi lý do."
    en = "{counted} VND were counted, the takings say {expected} VND: {variance} VND off. Count again, or say why."


class NotesDiffer(Refused):
    """The notes by denomination do not add up to the sum."""

    code = "notes_differ"
    status = 400
    vi = "Các tờ tiền cộng lại là {notes} đồng, không bằng số đếm {counted} đồng. Kiểm tra từng mệnh giá."
    en = "The notes add up to {notes} VND, not to the {counted} VND counted. Check each denomination."


class AlreadyReversed(Refused):
    """The taking was reversed before."""

    code = "already_reversed"
    vi = "Khoản {number} đã được hủy trước đó. Mở biên nhận để xem khoản hủy."
    en = "{number} was reversed already. Open the receipt to see the reversal."


class NotATaking(Refused):
    """A reversal or a refund cannot itself be reversed."""

    code = "not_a_taking"
    vi = "{number} là khoản {kind}, không hủy được. Nếu cần, ghi một khoản thu mới."
    en = "{number} is a {kind_en} and cannot be reversed. Record a new taking if one is due."


class NotYourTaking(NotAllowed):
    """Only who took the money, while the day is open, or a supervisor of the office corrects it."""

    code = "not_your_taking"
    vi = "Khoản này do người khác thu, hoặc quỹ ngày đó đã chốt. Nhờ kiểm soát viên của {office} xử lý."
    en = "Somebody else took this, or its day is closed. Ask a supervisor of {office}."


class RefundExceeds(Refused):
    """More would go back than was paid above what is owed."""

    code = "refund_exceeds"
    vi = (
        "Hồ sơ {dossier} chỉ được hoàn tối đa: phí, lệ phí {state_fee}, cước bưu chính {postal}, cước chuyển nộp "
        "{transfer} (đồng). Nếu mức thu sai, điều chỉnh mức thu trước rồi hoàn."
    )
    en = (
        "At most this can be refunded on dossier {dossier}: state fee {state_fee}, postal charge {postal}, transfer "
        "charge {transfer} (VND). If the charges are wrong, correct them first, then refund."
    )


class ReversalExceeds(Refused):
    """Of the taking, part has gone back already; reversing it would give that back a second time."""

    code = "reversal_exceeds"
    vi = (
        "Hồ sơ {dossier} đã được hoàn tiền, số còn lại ít hơn khoản {number}. Không hủy khoản này nữa; nếu mức thu "
        "sai, điều chỉnh mức thu rồi hoàn phần còn lại."
    )
    en = (
        "Money went back on dossier {dossier}, and what is left is less than {number}. It cannot be reversed any more; "
        "if the charges are wrong, correct them and refund the rest."
    )


class ChargesSame(Refused):
    """The corrected charges are what the dossier owes already."""

    code = "charges_same"
    vi = "Mức thu mới giống mức đang có. Không có gì để điều chỉnh."
    en = "The new charges are the present ones. There is nothing to correct."


class AlreadySigned(Refused):
    """One's own side has signed; the other one is awaited, or both have."""

    code = "already_signed"
    vi = "Bảng {code} đã được bên bạn ký. Chờ bên kia, hoặc mở lại nếu số liệu sai."
    en = "Your side has signed {code}. Wait for the other side, or open it again if a figure is wrong."


class SignedFigures(Refused):
    """Figures of a signed sheet are changed only after it is opened again."""

    code = "signed_figures"
    vi = "Bảng {code} đã có chữ ký ({state}). Mở lại kèm lý do rồi mới sửa số liệu."
    en = "{code} has been signed ({state}). Open it again with a reason before changing figures."


class NotSigned(Refused):
    """There is nothing to open again."""

    code = "not_signed"
    vi = "Bảng {code} chưa ai ký, nên không cần mở lại. Sửa thẳng số liệu."
    en = "Nobody has signed {code}, so there is nothing to open again. Change the figures directly."


class DaysOpen(Refused):
    """The post's figure is not final while cash of that day is not counted."""

    code = "days_open"
    vi = "Còn {count} quỹ của ngày này chưa chốt: {days}. Chốt xong rồi ký đối soát."
    en = "{count} cash days of this date are not closed: {days}. Close them, then sign."


class FiguresMoved(Refused):
    """Money was booked on the day after the first side had signed."""

    code = "figures_moved"
    vi = "Số bưu điện thu đã đổi từ {before} thành {now} đồng sau khi một bên ký. Mở lại bảng để hai bên ký số mới."
    en = "The post's sum changed from {before} to {now} VND after one side signed. Open the sheet again and sign anew."


class DifferenceNeedsWords(Refused):
    """The figures differ; whoever signs says what they know about it."""

    code = "difference_needs_words"
    vi = "Các số chưa khớp nhau. Ghi rõ chênh lệch do đâu và ai xử lý rồi ký."
    en = "The figures differ. Write where the difference comes from and who deals with it, then sign."


class NothingToReconcile(Refused):
    """No state fee was taken for that committee on that day."""

    code = "nothing_to_reconcile"
    vi = "Ngày {day} không có khoản phí, lệ phí nào của {committee} do {post_office} thu. Chọn ngày khác."
    en = "On {day} {post_office} took no state fee for {committee}. Choose another day."


class PeriodTooLong(Refused):
    """A list covers a bounded number of days."""

    code = "period_too_long"
    status = 400
    vi = "Khoảng ngày dài hơn {limit} ngày. Chia thành nhiều lần xuất."
    en = "The period is longer than {limit} days. Export it in parts."


class DayNotBegun(Refused):
    """Money booked ahead on a day that has not come cannot be counted yet."""

    code = "day_not_begun"
    vi = "Quỹ {day} là của ngày chưa đến. Chốt khi đến ngày đó."
    en = "Cash {day} is of a day that has not come. Close it on that day."


class FiguresMissing(Refused):
    """Nobody can sign while the committee has not said what it received."""

    code = "figures_missing"
    vi = "Cơ quan chưa nhập số đã nhận của bảng {code}. Nhập số này trước khi ký."
    en = "The committee has not yet said what it received ({code}). Enter that figure before signing."
