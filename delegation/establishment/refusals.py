"""Why something of an office cannot be recorded, changed or taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_services.errors import FieldProblem, Invalid, Refused


class InTheFuture(Refused):
    """Only what has happened is recorded."""

    code = "in_the_future"
    status = 400
    vi = "Ngày {day} chưa đến, chưa ghi được. Ghi vào ngày việc đó thực sự diễn ra."
    en = "The day {day} has not come. Record it on the day on which it really happens."


class BeforeTheLastChange(Refused):
    """A change claims an earlier moment than the one it follows."""

    code = "before_last_change"
    vi = "Ngày {day} trước lần thay đổi gần nhất ({last}). Chọn ngày từ {last} trở đi."
    en = "The day {day} is before the last change ({last}). Choose {last} or a later day."


class OwnAppointment(Refused):
    """Nobody appoints or relieves himself."""

    code = "own_appointment"
    status = 403
    vi = "Bạn không tự bổ nhiệm, tự thôi vị trí của mình được. Nhờ người phụ trách khác hoặc cấp tỉnh ghi."
    en = "You cannot appoint or relieve yourself. Ask another person in charge, or the province."


class RoleNotForOffice(Refused):
    """An office of this kind has no such role, or the appointer may not give it."""

    code = "role_not_for_office"
    status = 400
    vi = "Không bổ nhiệm được “{role}” tại {office}. Chọn vị trí khác trong danh sách."
    en = "“{role}” cannot be given at {office}. Choose another role from the list."


class AlreadyAppointed(Refused):
    """The person holds, or will hold, the same post in the same office on one of these days."""

    code = "already_appointed"
    vi = (
        "{person} đã giữ vị trí “{role}” tại {office} từ ngày {since}. "
        "Ghi thôi giữ vị trí đó trước, hoặc chọn ngày sau."
    )
    en = "{person} holds “{role}” at {office} since {since}. Relieve them first, or choose a later day."


class AppointmentEnded(Refused):
    """The appointment has ended already."""

    code = "appointment_ended"
    vi = "Vị trí này đã ghi thôi giữ rồi. Tải lại trang để xem danh sách mới nhất."
    en = "This appointment has ended already. Reload the page to see the latest list."


class PersonUnknown(Refused):
    """Nobody signs in by that name, and no full name was given for a new person."""

    code = "person_unknown"
    status = 400
    vi = "Chưa có ai dùng tên đăng nhập “{username}”. Kiểm tra lại, hoặc ghi họ và tên để tạo người mới."
    en = "Nobody signs in as “{username}”. Check it, or give the full name to add a new person."


class UsernameTaken(Refused):
    """Somebody else signs in by that name."""

    code = "username_taken"
    vi = "Tên đăng nhập “{username}” đã có người dùng. Bỏ trống họ tên nếu đúng là người đó, hoặc chọn tên khác."
    en = "“{username}” is taken. Leave the full name out if it is that person, or choose another one."


class ProcedureNotOpen(Refused):
    """A procedure does not exist, or is not in use on the day."""

    code = "procedure_not_active"
    status = 400
    vi = "Thủ tục {procedures} không có hoặc không còn áp dụng. Bỏ khỏi danh sách rồi gửi lại."
    en = "Procedure {procedures} does not exist or is no longer in use. Leave it out and send again."


class LongerThanRegulated(Refused):
    """A committee promises more days than the procedure allows, and does not say why."""

    code = "posted_days_exceed"
    status = 400
    vi = "Thủ tục {procedure}: niêm yết {posted} ngày, quy định chỉ {regulated} ngày. Sửa số ngày, hoặc ghi rõ lý do."
    en = "Procedure {procedure}: {posted} days posted, {regulated} regulated. Correct the days, or give the reason."


class NotPublished(Refused):
    """The committee has not published the procedure, or has withdrawn it already."""

    code = "not_published"
    vi = "{office} không có niêm yết đang hiệu lực cho thủ tục {procedure}. Tải lại trang để xem danh sách."
    en = "{office} has no standing publication of procedure {procedure}. Reload the page to see the list."


class NotStaff(Refused):
    """Somebody who is said to have been trained held no post in these offices on that day."""

    code = "not_staff_that_day"
    vi = "Ngày {day}, sổ không ghi {people} giữ vị trí nào ở {offices}. Sửa danh sách, hoặc ghi bổ nhiệm trước."
    en = "On {day} the ledger has no post of {people} at {offices}. Correct the list, or record the appointment first."


class NobodyTrained(Refused):
    """A training without people."""

    code = "nobody_trained"
    status = 400
    vi = "Chưa có ai trong danh sách tập huấn. Đánh dấu người đã dự, hoặc ghi tên người chưa có tài khoản."
    en = "Nobody is on the list of the training. Mark who took part, or write names without a sign-in."


class TrainingRecorded(Refused):
    """The same training stands recorded with other people."""

    code = "training_recorded"
    vi = "Lớp tập huấn này (cùng ngày, nội dung, văn bản) đã ghi với danh sách khác. Rút bản đã ghi rồi ghi lại."
    en = (
        "This training (same day, topic, document) is recorded with another list. Withdraw that one, then record again."
    )


class TrainingWithdrawn(Refused):
    """The record has been withdrawn already."""

    code = "training_withdrawn"
    vi = "Bản ghi tập huấn này đã rút rồi. Tải lại trang để xem danh sách mới nhất."
    en = "This record of a training has been withdrawn. Reload the page to see the latest list."


class DocumentMissing(Refused):
    """An act that needs a document came without one."""

    code = "document_missing"
    status = 400
    vi = "Cần kèm văn bản (PDF, ảnh chụp, XLSX, DOCX). Chọn tệp rồi gửi lại."
    en = "A document is needed (PDF, picture, XLSX, DOCX). Choose the file and send again."


class OfficeExists(Refused):
    """The office is there already."""

    code = "office_exists"
    vi = "Điểm {office} đã có trong danh mục. Mở trang của điểm đó, hoặc mở điểm phục vụ với tên khác."
    en = "Office {office} exists already. Open its page, or open a counter by another name."


class OfficeCannot(Refused):
    """Only commune post offices and counters are opened and closed by districts."""

    code = "office_not_to_open"
    status = 400
    vi = "Chỉ mở, đóng được bưu điện xã và điểm phục vụ. Cơ quan khác do cấp tỉnh lập trong danh mục."
    en = "Only commune post offices and counters are opened and closed here; others come from the province's list."


class UnitUnknown(Refused):
    """No unit of the right level bears the code on that day."""

    code = "unit_not_on_day"
    status = 400
    vi = "Ngày {day} không có xã, phường, thị trấn mang mã {unit}. Kiểm tra lại mã và ngày."
    en = "On {day} no commune, ward or township bears the code {unit}. Check the code and the day."


class OfficeInUse(Refused):
    """An office with people or devices is not closed."""

    code = "office_in_use"
    vi = "{office} còn {people} người và {devices} thiết bị. Ghi thôi vị trí, thu hồi thiết bị trước khi đóng."
    en = "{office} still has {people} people and {devices} devices. Relieve and revoke them before closing."


class OfficeClosed(Refused):
    """The office does not work on that day."""

    code = "office_closed"
    vi = "{office} không hoạt động vào ngày {day}. Kiểm tra lại ngày, hoặc chọn cơ quan khác."
    en = "{office} does not work on {day}. Check the day, or choose another office."


@dataclass(frozen=True, slots=True)
class ListFault:
    """One thing wrong with a list: its file, line (0: the whole file) and column (empty: the whole line)."""

    file: str
    line: int
    column: str
    problem: FieldProblem

    def words(self, language: str = "vi") -> str:
        """The fault as one line of text."""
        line, column = ("line", "column") if language == "en" else ("dòng", "cột")
        place = [
            self.file,
            f"{line} {self.line}" if self.line else "",
            f"{column} {self.column}" if self.column else "",
        ]
        return f"{', '.join(part for part in place if part)}: {self.problem.message(language)}"


class ListsFaulty(Invalid):
    """The lists of a province have faults; nothing of them was loaded."""

    code = "lists_faulty"
    vi = "Danh sách có lỗi nên chưa nạp gì. Sửa từng chỗ nêu bên dưới rồi nạp lại."
    en = "The lists have faults, so nothing was loaded. Correct each place below and load them again."

    def __init__(self, faults: Sequence[ListFault], *, more: int = 0) -> None:
        problems: dict[str, list[FieldProblem]] = {}
        for fault in faults:
            problems.setdefault(f"{fault.file}:{fault.line}:{fault.column}", []).append(fault.problem)
        super().__init__(problems)
        self.faults = tuple(faults)
        self.more = more
