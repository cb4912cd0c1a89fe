"""Why incidents, complaints and compensation do not do something, in the words people read."""

from postal_services.errors import NotAllowed, Refused


class IncidentMoved(Refused):
    """Somebody has dealt with the incident meanwhile."""

    code = "incident_moved"
    vi = "Việc này đang ở trạng thái “{state}”, không làm được bước vừa chọn. Tải lại trang để xem ai đã xử lý."
    en = "This matter is “{state}” now, so the step is not possible. Reload the page to see who dealt with it."


class NotYourIncident(NotAllowed):
    """The incident belongs to another office, or the person's post does not include the act."""

    code = "not_your_incident"
    vi = "Việc này do {office} phụ trách. Báo người phụ trách nơi đó, hoặc nhờ kiểm soát viên."
    en = "This matter belongs to {office}. Tell the person in charge there, or ask your supervisor."


class StillMissing(Refused):
    """An incident cannot be closed as found while the item is still searched for."""

    code = "still_missing"
    vi = "Bưu gửi {item} vẫn đang tìm. Quét “Tìm thấy” trước, hoặc xác nhận mất khi hết hạn tìm."
    en = "Item {item} is still being searched for. Scan “found” first, or declare it lost when the search is over."


class AnswerFirst(Refused):
    """The incident of a complaint ends with the answer to the complainant."""

    code = "answer_the_complaint"
    vi = "Việc này là khiếu nại {complaint}. Ghi câu trả lời cho người khiếu nại thì việc mới kết thúc."
    en = "This is complaint {complaint}. It ends when the answer to the complainant is written down."


class NotMissing(Refused):
    """Only what has been reported missing can be declared lost."""

    code = "not_missing"
    vi = "Bưu gửi {item} không ở trạng thái đang tìm. Quét “Báo thiếu” trước khi xác nhận mất."
    en = "Item {item} is not being searched for. Report it missing before declaring it lost."


class SearchStillRunning(Refused):
    """The time to search is not over."""

    code = "search_still_running"
    vi = "Còn trong hạn tìm kiếm, đến {until}. Tìm tiếp; hết hạn này mới xác nhận mất được."
    en = "The search runs until {until}. Go on searching; the item can be declared lost after that."


class ComplaintTooLate(Refused):
    """The limitation of six months from the end of the whole-transit time has passed (TT 17/2017, article 8)."""

    code = "complaint_too_late"
    vi = (
        "Đã hết thời hiệu khiếu nại: thời gian toàn trình kết thúc ngày {ended}, thời hiệu đến hết ngày {last} "
        "({basis}). Giải thích cho người dân, và ghi lại cuộc gọi nếu cần."
    )
    en = (
        "The time to complain is over: transit ended on {ended}, complaints were possible until {last} ({basis}). "
        "Explain this to the citizen, and log the call if needed."
    )


class ComplaintMoved(Refused):
    """The complaint was answered or withdrawn already."""

    code = "complaint_moved"
    vi = "Khiếu nại này đang ở trạng thái “{state}”. Tải lại trang để xem."
    en = "This complaint is “{state}” already. Reload the page."


class CompensationMoved(Refused):
    """The compensation case was decided or paid already."""

    code = "compensation_moved"
    vi = "Hồ sơ bồi thường đang ở trạng thái “{state}”, không làm được bước này. Tải lại trang để xem."
    en = "The compensation case is “{state}”, so this step is not possible. Reload the page."


class CompensationExists(Refused):
    """One item has one compensation case."""

    code = "compensation_exists"
    vi = "Đã có hồ sơ bồi thường {compensation} cho việc này. Mở hồ sơ đó để xử lý tiếp."
    en = "There is a compensation case already: {compensation}. Go on with that one."


class NothingToCompensate(Refused):
    """Compensation needs a loss: an incident of loss or damage, or a complaint."""

    code = "nothing_to_compensate"
    vi = "Loại việc “{kind}” không phải mất, hỏng hay khiếu nại nên không mở hồ sơ bồi thường từ đây."
    en = "“{kind}” is no loss, damage or complaint, so no compensation case is opened from it. Report the loss first."


class AboveLimit(Refused):
    """More than the computed limit without saying on what basis."""

    code = "above_limit"
    vi = "Số tiền {amount} vượt mức tính được {limit}. Ghi căn cứ của phần vượt, hoặc duyệt trong mức."
    en = "The amount {amount} is above the computed limit {limit}. Give the basis for more, or stay within it."


class ReissueWithoutEvidence(Refused):
    """Re-issue cost is compensated against a document."""

    code = "evidence_needed"
    status = 400
    vi = "Chi phí cấp lại giấy tờ cần số chứng từ. Ghi số biên lai hoặc văn bản của cơ quan cấp lại."
    en = "The cost of issuing papers anew needs a document number. Give the receipt or letter of the agency."
