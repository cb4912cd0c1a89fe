"""Why a dossier is not taken in, or cannot be moved on."""

from collections.abc import Sequence

from postal_services.errors import Refused


class WrongState(Refused):
    """The dossier is not in a state from which this act is possible."""

    code = "wrong_state"
    status = 409
    vi = "Hồ sơ {dossier} đang ở trạng thái “{state}” nên không làm được việc này. Tải lại trang để xem trạng thái mới."
    en = "Dossier {dossier} is “{state}”, so this cannot be done. Reload the page to see how it stands now."


class AskedBefore(Refused):
    """Papers were asked for before, and the law foresees one request, in full."""

    code = "asked_before"
    status = 409
    vi = (
        "Hồ sơ {dossier} đã được yêu cầu bổ sung {given} lần; quy định cho {allowed} lần ({basis}). "
        "Nếu vẫn phải yêu cầu, chọn lý do; lãnh đạo cơ quan và tỉnh xem được từng lần."
    )
    en = (
        "Papers were asked for {given} times in dossier {dossier}; the rules foresee {allowed} ({basis}). "
        "If it must be, choose the reason; the heads of the agency and the province see each of them."
    )


class ReappointedBefore(Refused):
    """The result was put off before, as often as the rules allow."""

    code = "reappointed_before"
    status = 409
    vi = (
        "Hồ sơ {dossier} đã hẹn lại {given} lần; quy định cho {allowed} lần ({basis}). "
        "Trả kết quả đúng ngày đã hẹn, hoặc chọn lý do để hẹn thêm; lãnh đạo xem được từng lần."
    )
    en = (
        "The result of dossier {dossier} was put off {given} times; the rules allow {allowed} ({basis}). "
        "Keep the appointment, or choose the reason for another one; leaders see each of them."
    )


class NeedsNotice(Refused):
    """An act that the citizen must get a paper about was reported without one."""

    code = "notice_needed"
    status = 409
    vi = "Việc này phải kèm phiếu gửi người dân. Mở hồ sơ {dossier} và lập phiếu ở đó."
    en = "The citizen must get a paper about this. Open dossier {dossier} and write it there."


class RegisterTooLong(Refused):
    """A register of so many rows is printed in parts."""

    code = "register_too_long"
    status = 422
    vi = "Kỳ này có {count} hồ sơ, một sổ in nhiều nhất {limit}. Chọn kỳ ngắn hơn rồi in lại."
    en = "This period has {count} dossiers; one register prints {limit} at most. Choose a shorter period."


class PossibleDuplicate(Refused):
    """Somebody with the same phone or name lodged the same procedure within a day; a person decides."""

    code = "possible_duplicates"
    status = 409
    vi = (
        "Trong 24 giờ qua đã có hồ sơ {duplicates} cùng người nộp và cùng thủ tục. "
        "Kiểm tra lại; nếu đúng là hồ sơ khác, xác nhận “không trùng” rồi gửi lại."
    )
    en = (
        "In the last 24 hours dossier {duplicates} was lodged by the same person for the same procedure. "
        "Check it; if this is another one, confirm that it is no duplicate and send again."
    )

    def __init__(self, codes: Sequence[str]) -> None:
        self.duplicates = tuple(codes)
        super().__init__(duplicates=", ".join(codes))


class NoAgencyCode(Refused):
    """The committee has no identifier on that day, so no dossier code can be made."""

    code = "no_agency_code"
    status = 409
    vi = "Cơ quan {committee} chưa có mã định danh vào ngày tiếp nhận. Báo quản trị khai báo mã rồi gửi lại."
    en = "Office {committee} has no agency identifier on that day. Ask the administrator to enter it, then send again."


class SerialsUsedUp(Refused):
    """An agency has given all serials of a day."""

    code = "serials_used_up"
    status = 409
    vi = (
        "Cơ quan {agency} đã dùng hết số thứ tự hồ sơ của ngày {day}. Ghi nhận các hồ sơ còn lại vào ngày làm việc sau."
    )
    en = "Agency {agency} has used all serials of {day}. Lodge the remaining dossiers on the next working day."


class UnreadableList(Refused):
    """The file cannot be read as a list of dossiers."""

    code = "unreadable_list"
    status = 422
    vi = "Không đọc được tệp này. Tải tệp mẫu, điền vào rồi tải lên lại."
    en = "This file cannot be read. Download the template, fill it in and upload it again."


class EmptyList(UnreadableList):
    """The file has no rows."""

    code = "empty_file"
    vi = "Tệp không có dòng hồ sơ nào. Điền ít nhất một dòng dưới dòng tiêu đề rồi tải lên lại."
    en = "The file has no dossiers. Fill in at least one row below the headings and upload it again."


class NotAList(UnreadableList):
    """The content is something else than its name says: a PDF, a picture, an archive."""

    code = "not_a_list"
    vi = "Tệp này là {found}, không phải danh sách CSV hay XLSX. Lưu lại từ bảng tính dưới dạng CSV hoặc XLSX."
    en = "This file is {found_en}, not a CSV or XLSX list. Save it from the spreadsheet as CSV or XLSX."


class TooManyRows(UnreadableList):
    """The list is longer than one file may be."""

    code = "too_many_rows"
    vi = "Tệp có {rows} dòng, nhiều hơn {limit} dòng cho một lần. Chia thành nhiều tệp rồi tải lên từng tệp."
    en = "The file has {rows} rows, more than the {limit} of one list. Split it and upload the parts one by one."


class TooLargeFile(UnreadableList):
    """The file is larger than one list may be."""

    code = "file_too_large"
    status = 413
    vi = "Tệp lớn hơn {limit} MB. Chia thành nhiều tệp rồi tải lên từng tệp."
    en = "The file is larger than {limit} MB. Split it and upload the parts one by one."


class BadHeadings(UnreadableList):
    """The first row does not name the columns that are needed, or names one twice."""

    code = "bad_headings"
    vi = "Dòng tiêu đề chưa đúng: {problems}. So với tệp mẫu rồi tải lên lại."
    en = "The headings are not right: {problems_en}. Compare with the template and upload it again."


class ListSeenBefore(Refused):
    """The very same file was uploaded before for this office."""

    code = "list_seen_before"
    status = 409
    vi = "Tệp này đã được tải lên lúc {at}. Mở danh sách đó để xem kết quả từng dòng."
    en = "This file was uploaded at {at} already. Open that list to see the result of each row."


class DraftGone(Refused):
    """The draft has expired."""

    code = "draft_expired"
    status = 410
    vi = "Bản đang soạn đã hết hạn giữ và không còn nữa. Lập hồ sơ mới."
    en = "The draft was kept until its time was over and is gone. Start a new dossier."
