"""Why an act is not covered by a mandate, or a mandate cannot be changed."""

from postal_services.errors import Refused


class NotMandated(Refused):
    """No mandate of the committee gave this procedure to this post office at that moment."""

    code = "not_mandated"
    status = 409
    vi = (
        "Chưa có văn bản chuyển giao thủ tục {procedure} từ {committee} cho {post_office} tại thời điểm này. "
        "Kiểm tra mục Văn bản chuyển giao, hoặc nhận hồ sơ trực tiếp tại bộ phận một cửa."
    )
    en = (
        "No mandate from {committee} gave procedure {procedure} to {post_office} at that moment. "
        "See the mandates, or receive the dossier at the one-stop desk itself."
    )


class MandateEnded(NotMandated):
    """The mandate had ended before the act."""

    code = "mandate_ended"
    vi = "Văn bản {number} đã hết hiệu lực trước thời điểm này. Hỏi cơ quan chuyển giao về văn bản thay thế."
    en = "Mandate {number} had ended before that moment. Ask the committee for the one that replaces it."


class MandateSuspended(NotMandated):
    """The mandate was suspended at the moment of the act."""

    code = "mandate_suspended"
    vi = "Văn bản {number} đang tạm dừng tại thời điểm này. Chờ cơ quan chuyển giao cho tiếp tục."
    en = "Mandate {number} was suspended at that moment. Wait until the committee resumes it."


class MandateNotYet(NotMandated):
    """The mandate takes effect after the act."""

    code = "mandate_not_yet"
    vi = "Văn bản {number} chưa có hiệu lực tại thời điểm này. Chọn ngày tiếp nhận từ ngày văn bản có hiệu lực."
    en = "Mandate {number} was not yet in force at that moment. Use a day on or after it takes effect."


class TaskNotDelegated(NotMandated):
    """The mandate covers the procedure, but not this kind of work."""

    code = "task_not_delegated"
    vi = "Văn bản {number} không giao nhiệm vụ “{task}”. Chọn dịch vụ khác, hoặc hỏi cơ quan chuyển giao."
    en = "Mandate {number} does not delegate “{task}”. Choose another service, or ask the committee."


class WrongState(Refused):
    """The mandate is not in a state from which this act is possible."""

    code = "wrong_state"
    status = 409
    vi = "Văn bản đang ở trạng thái “{state}” nên không làm được việc này. Tải lại trang để xem trạng thái mới nhất."
    en = "The mandate is “{state}”, so this cannot be done. Reload the page to see how it stands now."


class NumberTaken(Refused):
    """The committee already has a mandate with this number."""

    code = "number_taken"
    status = 409
    vi = "Cơ quan đã có văn bản số {number}. Kiểm tra lại số, ký hiệu."
    en = "The committee already has a mandate numbered {number}. Check the number."


class Overlapping(Refused):
    """Another mandate already gives one of these procedures to the same post office in the same time."""

    code = "mandate_overlap"
    status = 409
    vi = (
        "Văn bản {number} đã giao thủ tục {procedure} cho cùng bưu điện trong cùng thời gian. "
        "Kết thúc văn bản đó trước, hoặc bỏ thủ tục này khỏi văn bản mới."
    )
    en = (
        "Mandate {number} already gives procedure {procedure} to the same post office in that time. "
        "End it first, or leave the procedure out of the new one."
    )


class NotYetEffective(Refused):
    """A mandate cannot be put in force before the day it names."""

    code = "not_yet_effective"
    status = 409
    vi = "Văn bản có hiệu lực từ ngày {day}; chưa đến ngày đó. Quay lại vào ngày văn bản có hiệu lực."
    en = "The mandate takes effect on {day}, which has not come. Come back on that day."
