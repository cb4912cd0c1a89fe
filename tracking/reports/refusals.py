"""Why a report is not drawn up, approved or frozen, in the words people read."""

from postal_services.errors import FieldProblem, Invalid, NotAllowed, Refused


class NotAQuarter(Invalid):
    """What was sent is no quarter."""

    code = "not_a_quarter"
    vi = "“{quarter}” không phải một quý. Ghi dạng 2019-Q4."
    en = "“{quarter}” is not a quarter. Write it like 2019-Q4."

    def __init__(self, **facts: object) -> None:
        problem = FieldProblem(self.code, "Quý phải có dạng 2019-Q4.", "The quarter must look like 2019-Q4.")
        super().__init__({"quarter": [problem]}, **facts)


class QuarterBeforeDirective(Refused):
    """The directive did not exist yet."""

    code = "quarter_before_directive"
    vi = "{quarter} đã hết trước khi có văn bản {number} ({issued}). Chọn từ {first}."
    en = "{quarter} was over before {number} was issued ({issued}). Choose {first} or later."


class QuarterNotBegun(Refused):
    """Nothing has happened in a quarter that has not begun."""

    code = "quarter_not_begun"
    vi = "{quarter} chưa bắt đầu, nên chưa có số liệu. Chọn quý đã hoặc đang diễn ra."
    en = "{quarter} has not begun, so there are no figures. Choose a quarter that has."


class QuarterNotOver(Refused):
    """A running quarter may be drafted and not approved."""

    code = "quarter_not_over"
    vi = "{quarter} chưa hết; số liệu mới là tạm tính. Lập lại dự thảo sau ngày {last} rồi duyệt."
    en = "{quarter} is not over; the figures are provisional. Draw the draft up again after {last}, then approve."


class ProvisionalDraft(Refused):
    """The draft was drawn up while the quarter was running."""

    code = "provisional_draft"
    vi = "Dự thảo {report} được tính khi quý chưa hết (đến {as_of}). Lập lại dự thảo rồi duyệt."
    en = "Draft {report} was computed before the quarter was over (up to {as_of}). Draw it up again, then approve."


class SamePerson(NotAllowed):
    """Nobody approves the report that they drew up."""

    code = "same_person"
    vi = "Bạn là người lập {report} nên không tự duyệt được. Nhờ một cán bộ tỉnh khác duyệt."
    en = "You drew {report} up and cannot approve it yourself. Ask another officer of the province."


class StaleDraft(Refused):
    """Lines about the quarter came into the ledger after the figures were computed."""

    code = "stale_draft"
    vi = "Sau khi tính số liệu, sổ ghi thêm {late} việc thuộc kỳ báo cáo {report}. Lập lại dự thảo rồi duyệt."
    en = "{late} acts of the period were recorded after {report} was computed. Draw the draft up again, then approve."


class DraftMoved(Refused):
    """The figures are not the ones that the person had in front of them."""

    code = "draft_moved"
    vi = "Số liệu của {report} đã được lập lại sau khi bạn mở trang. Xem số liệu mới rồi duyệt."
    en = "The figures of {report} were computed anew after you opened the page. Look at them, then approve."


class ReportFrozen(Refused):
    """A frozen report never changes."""

    code = "report_frozen"
    vi = "Báo cáo {report} đã chốt ngày {on}, không sửa được nữa. Nội dung phát sinh thêm đưa vào báo cáo quý sau."
    en = "Report {report} was frozen on {on} and never changes. What came later belongs in the next quarter's report."


class ReportMoved(Refused):
    """The report is not in the state that the act needs."""

    code = "report_moved"
    vi = "Báo cáo {report} đang ở trạng thái “{state}”, nên không làm được việc này. Tải lại trang để xem."
    en = "Report {report} is “{state}”, so this cannot be done. Reload the page to see it."


class AlreadyApproved(Refused):
    """Somebody approved it before."""

    code = "already_approved"
    vi = "Báo cáo {report} đã được duyệt. Việc tiếp theo là chốt báo cáo."
    en = "Report {report} is approved already. The next step is to freeze it."


class NoFigures(Refused):
    """The directive has nothing that could be counted."""

    code = "no_figures"
    vi = "Văn bản {number} không có mục nào xét bằng chứng từ sổ, nên chưa lập được báo cáo. Kiểm tra dữ liệu văn bản."
    en = "{number} has no item that is judged by evidence, so there is no report. Check the directive's data."


class StillMoving(Refused):
    """Lines kept coming in while the figures were read."""

    code = "still_moving"
    vi = "Sổ đang được ghi liên tục nên chưa chụp được số liệu trọn vẹn. Chờ một phút rồi lập lại."
    en = "The ledger is being written to all the time and the figures could not be read whole. Try again in a minute."


class OfficeOfProvince(NotAllowed):
    """Reports are made by an office of the province."""

    code = "province_only"
    vi = "Chỉ cán bộ tỉnh lập, duyệt và chốt báo cáo quý. Báo cáo đã chốt thì ai cũng xem được."
    en = "Only officers of the province draft, approve and freeze quarterly reports. Frozen ones are open to everybody."
