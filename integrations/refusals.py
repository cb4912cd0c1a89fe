"""What is said when something about partners is not done."""

from typing import Any

from postal_services.errors import FieldProblem, Invalid, Refused


class PartnerCodeTaken(Refused):
    """Another partner has this code."""

    code = "partner_code_taken"
    status = 409
    vi = "Đã có đối tác mang mã {code}. Chọn mã khác."
    en = "A partner with the code {code} exists already. Choose another code."


class EndpointTaken(Refused):
    """The partner listens at this address already."""

    code = "endpoint_taken"
    status = 409
    vi = "Đối tác đã có địa chỉ nhận này. Sửa địa chỉ đang có thay vì thêm mới."
    en = "The partner has this endpoint already. Change it instead of adding another."


class EndpointOff(Refused):
    """The endpoint is switched off, so nothing would be sent."""

    code = "endpoint_off"
    status = 409
    vi = "Địa chỉ nhận đang tắt nên không gửi được. Bật lại rồi thử lần nữa."
    en = "The endpoint is switched off, so nothing can be sent. Switch it on, then try again."


class StillOwed(Refused):
    """The delivery is on its way by itself."""

    code = "still_owed"
    status = 409
    vi = "Tin này vẫn đang chờ gửi, hệ thống sẽ tự gửi. Không cần gửi lại."
    en = "This delivery is still owed and will be sent by itself. There is no need to replay it."


_URL_WORDS: dict[str, tuple[str, str]] = {
    "url_malformed": ("Địa chỉ chưa đúng dạng https://…", "The address is not of the form https://…"),
    "url_has_credentials": (
        "Không đặt tên hoặc mật khẩu trong địa chỉ.",
        "Do not put a name or password into the address.",
    ),
    "https_required": ("Địa chỉ phải bắt đầu bằng https://", "The address must start with https://"),
    "port_refused": ("Chỉ dùng cổng 443 hoặc 8443.", "Only the ports 443 and 8443 may be used."),
    "address_refused": (
        "Địa chỉ này nằm trong mạng riêng. Dùng địa chỉ công khai trên Internet.",
        "This address is in a private network. Use a public address of the internet.",
    ),
}


def bad_url(code: str) -> Invalid:
    """The refusal of an endpoint's address; ``code`` is the guard's."""
    vi, en = _URL_WORDS[code]
    return Invalid({"url": [FieldProblem(code, vi, en)]})


def bad_field(field: str, code: str, vi: str, en: str, **facts: Any) -> Invalid:
    """The refusal of one field."""
    return Invalid({field: [FieldProblem(code, vi, en)]}, **facts)
