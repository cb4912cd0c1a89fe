"""What the doors themselves refuse, before any room is asked."""

from postal_services.errors import Refused


class NotSignedIn(Refused):
    """No key, or one that does not open anything (wrong, ended, revoked)."""

    code = "not_signed_in"
    status = 401
    vi = "Cần đăng nhập, hoặc khóa truy cập không đúng hay đã hết hạn. Đăng nhập rồi gọi lại."
    en = "Sign in first, or the key is wrong or has ended. Sign in and call again."


class CsrfFailed(Refused):
    """A request from a signed-in page without the page's own secret."""

    code = "csrf_failed"
    status = 403
    vi = "Trang đã cũ hoặc yêu cầu đến từ nơi khác. Tải lại trang rồi thử lại."
    en = "The page is out of date or the request came from elsewhere. Reload the page and try again."


class Malformed(Refused):
    """The body is not JSON, or not UTF-8."""

    code = "malformed"
    status = 400
    vi = "Không đọc được nội dung gửi lên. Nội dung phải là một đối tượng JSON, mã UTF-8."
    en = "What was sent cannot be read. The body must be one JSON object in UTF-8."


class InvalidCursor(Refused):
    """A page address that the house did not make."""

    code = "invalid_cursor"
    status = 400
    vi = "Địa chỉ trang không đúng. Bắt đầu lại từ trang đầu và đi theo liên kết `next`."
    en = "The page address is not right. Start from the first page and follow the `next` link."


class MethodNotAllowed(Refused):
    """The address exists and does not take this method."""

    code = "method_not_allowed"
    status = 405
    vi = "Địa chỉ này không nhận phương thức {method}."
    en = "This address does not take the method {method}."


class NotAcceptable(Refused):
    """The caller wants another format than JSON."""

    code = "not_acceptable"
    status = 406
    vi = "Địa chỉ này chỉ trả lời bằng JSON. Gửi `Accept: application/json`."
    en = "This address answers in JSON only. Send `Accept: application/json`."


class UnsupportedMediaType(Refused):
    """The body comes in another format than JSON."""

    code = "unsupported_media_type"
    status = 415
    vi = "Địa chỉ này không nhận kiểu nội dung {media_type}. Gửi `Content-Type: application/json`."
    en = "This address does not take the content type {media_type}. Send `Content-Type: application/json`."


class TooLarge(Refused):
    """The body is larger than the house reads; ``limit`` is in bytes."""

    code = "too_large"
    status = 413
    vi = "Nội dung gửi lên lớn hơn {limit} byte. Chia thành nhiều lần gửi."
    en = "The body is larger than {limit} bytes. Send it in several parts."


class TooManyRequests(Refused):
    """The caller's share of the minute is used up; ``wait`` is in seconds."""

    code = "too_many_requests"
    status = 429
    vi = "Gọi quá nhanh. Chờ {wait} giây rồi gọi lại."
    en = "Too many calls. Wait {wait} seconds, then call again."


class IdempotencyKeyBad(Refused):
    """The key is empty, too long or has other characters than visible ASCII."""

    code = "idempotency_key_bad"
    status = 400
    vi = "`Idempotency-Key` phải dài từ 1 đến 200 ký tự ASCII nhìn thấy được, chẳng hạn một UUID."
    en = "`Idempotency-Key` must be 1 to 200 visible ASCII characters, a UUID for example."


class IdempotencyKeyReused(Refused):
    """The key came before with another address or another body."""

    code = "idempotency_key_reused"
    status = 422
    vi = "`Idempotency-Key` này đã dùng cho một yêu cầu khác. Việc mới cần một khóa mới."
    en = "This `Idempotency-Key` was used for another request. A new act needs a new key."


class IdempotencyInProgress(Refused):
    """The first request with the key is still at work; ``wait`` is in seconds."""

    code = "idempotency_in_progress"
    status = 409
    vi = "Yêu cầu đầu tiên với khóa này còn đang chạy. Chờ {wait} giây rồi gửi lại y như cũ."
    en = "The first request with this key is still running. Wait {wait} seconds and send the same again."


class Busy(Refused):
    """The database could not give the rows in time, or could not be reached; nothing was written."""

    code = "busy"
    status = 503
    vi = "Hệ thống đang bận. Chưa có gì được ghi. Chờ {wait} giây rồi gửi lại."
    en = "The system is busy. Nothing was written. Wait {wait} seconds and send it again."


class Broken(Refused):
    """A fault of the house; what it was stands in the log under the request's number, never in the answer."""

    code = "internal_error"
    status = 500
    vi = "Hệ thống gặp lỗi và đã ghi lại. Thử lại; nếu còn lỗi, báo số yêu cầu {request_id}."
    en = "The system failed and noted it. Try again; if it fails again, report request number {request_id}."
