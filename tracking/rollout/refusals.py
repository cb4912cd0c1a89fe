"""Why districts and the province are refused an act, in the words people read."""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_services.errors import NotAllowed, Refused


class NotYourTarget(NotAllowed):
    """Only the unit's own people act for it."""

    code = "not_your_target"
    vi = "Việc này do cán bộ một cửa hoặc kiểm soát viên bưu điện của {name} làm. Báo người phụ trách nơi đó."
    en = "This is for the officers and the post supervisor of {name}. Tell the person in charge there."


class ProvinceOnly(NotAllowed):
    """The province alone takes, assigns, accepts, reminds and confirms."""

    code = "province_only"
    vi = "Việc này do cán bộ tỉnh làm. Gửi đề nghị cho Văn phòng UBND tỉnh."
    en = "This is for the officers of the province. Ask the office of the provincial committee."


class NotYoursToAnswer(NotAllowed):
    """The office to which an obstacle was assigned, or the province, answers it."""

    code = "not_yours_to_answer"
    vi = "Vướng mắc này do {office} trả lời. Báo nơi đó, hoặc nhờ tỉnh giao lại."
    en = "This obstacle is for {office} to answer. Tell them, or ask the province to assign it anew."


class UnitNotThen(Refused):
    """The unit is asked on other days, but not on this one: it did not exist yet, or no longer."""

    code = "unit_not_then"
    vi = "{name} không phải là đơn vị phải thực hiện vào ngày {day}. Kiểm tra lại ngày, hoặc chọn đơn vị của ngày đó."
    en = "{name} was not asked on {day}: it did not exist on that day. Check the day, or choose the unit of that day."


class CodePassedOn(Refused):
    """The act would count on a day on which the code was another unit's, or nobody's: reforms give codes on."""

    code = "code_passed_on"
    vi = (
        "Việc này tính vào ngày {day}, mà ngày đó mã {code} không phải của {name}. "
        "Ghi cho đơn vị mang mã này vào ngày đó, hoặc chọn ngày khác."
    )
    en = (
        "This counts on {day}, when the code {code} was not that of {name}. "
        "Record it for the unit that bore the code on that day, or choose another day."
    )


class WrongMeasure(Refused):
    """The act does not belong to how this ask is measured."""

    code = "wrong_measure"
    vi = "Mục {ask} được xét bằng cách khác, không làm việc này ở đây. Mở đúng mục của văn bản rồi làm lại."
    en = "Item {ask} is measured in another way, so this is not done here. Open the right item and try again."


class ObstacleMoved(Refused):
    """Somebody dealt with the obstacle meanwhile."""

    code = "obstacle_moved"
    vi = "Vướng mắc này đang ở trạng thái “{state}”, không làm được bước vừa chọn. Tải lại trang để xem."
    en = "This obstacle is “{state}” now, so the step is not possible. Reload the page."


class ReopenTooLate(Refused):
    """The days in which a district may disagree with an answer are over."""

    code = "reopen_too_late"
    vi = "Đã quá {days} ngày làm việc từ khi trả lời (hết ngày {last}). Báo một vướng mắc mới."
    en = "More than {days} working days have passed since the answer (until {last}). Report a new obstacle."


class NotShownYet(Refused):
    """Evidence is missing, so an acceptance needs words why it is given nevertheless."""

    code = "not_shown_yet"
    vi = "Chưa đủ minh chứng: {missing}. Chờ đủ, hoặc ghi rõ vì sao vẫn nghiệm thu."
    en = "Not shown yet: {missing_en}. Wait for it, or say why it is accepted nevertheless."


class NotAccepted(Refused):
    """Nothing to withdraw: no acceptance stands."""

    code = "not_accepted"
    vi = "{name} không có nghiệm thu nào đang có hiệu lực. Tải lại trang để xem."
    en = "No acceptance of {name} stands. Reload the page."


class NotReady(Refused):
    """Nothing to withdraw: the commune is not declared ready."""

    code = "not_ready"
    vi = "{name} không có lời khai sẵn sàng nào đang có hiệu lực. Tải lại trang để xem."
    en = "No declaration that {name} is ready stands. Reload the page."


class NoTaskReport(Refused):
    """No report of a task is in a state that allows the act."""

    code = "no_task_report"
    vi = "Không có báo cáo hoàn thành nào ở trạng thái làm được việc này. Tải lại trang để xem."
    en = "No report is in a state that allows this. Reload the page."


class MonthNotOver(Refused):
    """A month is counted when it is over."""

    code = "month_not_over"
    vi = "Tháng {month} chưa hết. Khai từ ngày đầu của tháng sau."
    en = "Month {month} is not over. State it from the first day of the next month."


class ContradictsLedger(Refused):
    """A statement says less than the ledger has seen."""

    code = "contradicts_ledger"
    vi = "Tháng {month} sổ đã có {by_post} hồ sơ qua bưu điện, nhiều hơn {eligible} hồ sơ được khai. Kiểm tra lại."
    en = "The ledger has {by_post} cases of {month} by post, more than the {eligible} stated. Check the figure."


class ReasonsDoNotAdd(Refused):
    """More reasons than cases that did not come by post."""

    code = "reasons_do_not_add"
    vi = "Các lý do cộng lại là {sum}, nhưng chỉ {rest} hồ sơ không qua bưu điện. Kiểm tra lại từng ô."
    en = "The reasons add up to {sum}, but only {rest} cases did not come by post. Check each figure."


class NoCommunes(Refused):
    """A list without a single commune."""

    code = "empty_file"
    status = 422
    vi = "Tệp không có xã nào. Điền ít nhất một dòng dưới dòng tiêu đề rồi tải lên lại."
    en = "The file has no communes. Fill in at least one row below the headings and upload it again."


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row of a list."""

    row: int
    vi: str
    en: str
    code: str = "row_not_right"

    def message(self, language: str = "vi") -> str:
        """The sentence for the person."""
        return self.en if language == "en" else self.vi


class RowsNotRight(Refused):
    """Rows of a list have faults; nothing was written. ``faults`` tells all of them."""

    code = "rows_not_right"
    status = 422
    vi = "Danh sách có {count} dòng chưa đúng, chưa ghi gì. Sửa các dòng dưới đây rồi tải lên lại."
    en = "{count} rows of the list are not right; nothing was written. Correct them and upload the list again."

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len({fault.row for fault in self.faults}))
