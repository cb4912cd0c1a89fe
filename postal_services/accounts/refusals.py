"""What is said to somebody who cannot sign in, enrol or manage devices."""

from postal_services.errors import Refused


class SignInFailed(Refused):
    """The pair of name and password, or the second code, does not open anything; never says which part is wrong."""

    code = "sign_in_failed"
    status = 401
    vi = "Tên đăng nhập, mật khẩu hoặc mã xác thực chưa đúng. Kiểm tra rồi nhập lại."
    en = "The username, password or verification code is not right. Check them and try again."


class SecondFactorRequired(Refused):
    """The person has a second factor and sent no code."""

    code = "second_factor_required"
    status = 401
    vi = "Tài khoản này cần mã xác thực. Gửi thêm `code`: sáu chữ số trong ứng dụng, hoặc một mã dự phòng."
    en = "This account needs a verification code. Send `code` too: six digits from the app, or a recovery code."


class TooManyAttempts(Refused):
    """Too many failed attempts in a short time; ``wait`` is in seconds."""

    code = "too_many_attempts"
    status = 429
    vi = "Đã thử sai quá nhiều lần. Chờ {wait} giây rồi thử lại."
    en = "Too many failed attempts. Wait {wait} seconds, then try again."


class EnrolmentCodeUnknown(Refused):
    """The code was never issued, was used already or is too old; the answer is the same."""

    code = "enrolment_code_unknown"
    status = 404
    vi = "Mã ghi danh không đúng, đã dùng hoặc đã hết hạn. Xin kiểm soát viên cấp mã mới."
    en = "The enrolment code is wrong, used or too old. Ask your supervisor for a new one."


class DeviceNotAllowed(Refused):
    """The device is enrolled, but this address is not on its list."""

    code = "device_not_allowed"
    status = 403
    vi = "Thiết bị này không được gọi chức năng này. Báo kiểm soát viên nếu cần thêm."
    en = "This device may not call this function. Ask your supervisor if it should."


class OfficeNotYours(Refused):
    """Devices of an office are looked after by its supervisor, its one-stop officers or an administrator."""

    code = "office_not_yours"
    status = 403
    vi = "Chỉ kiểm soát viên, cán bộ một cửa của cơ quan {office} hoặc quản trị viên được làm việc này."
    en = "Only a supervisor or officer of office {office}, or an administrator, may do this."


class OfficeUnknown(Refused):
    """No office that works today has this code."""

    code = "office_unknown"
    status = 400
    vi = "Không có cơ quan nào đang hoạt động mang mã {office}. Kiểm tra lại mã."
    en = "No office at work has the code {office}. Check the code."
