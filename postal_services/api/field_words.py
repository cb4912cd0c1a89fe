"""Vietnamese and English words for what a serializer finds wrong with a field, by the framework's own error codes."""

import re

from postal_services.errors import FieldProblem

WORDS: dict[str, tuple[str, str]] = {
    "required": ("Thiếu ô này.", "This field is missing."),
    "null": ("Ô này không được là null.", "This field may not be null."),
    "blank": ("Ô này không được để trống.", "This field may not be empty."),
    "empty": ("Danh sách này không được trống.", "This list may not be empty."),
    "unknown_field": (
        "Không có ô tên này. Bỏ đi hoặc sửa lại tên.",
        "There is no field of this name. Remove or rename it.",
    ),
    "max_length": ("Dài quá {number} ký tự.", "Longer than {number} characters."),
    "min_length": ("Ngắn hơn {number} ký tự.", "Shorter than {number} characters."),
    "max_value": ("Lớn hơn mức cho phép là {number}.", "Larger than the limit of {number}."),
    "min_value": ("Nhỏ hơn mức cho phép là {number}.", "Smaller than the limit of {number}."),
    "max_digits": ("Nhiều hơn {number} chữ số.", "More than {number} digits."),
    "max_decimal_places": ("Nhiều hơn {number} chữ số thập phân.", "More than {number} decimal places."),
    "max_string_length": ("Số quá dài.", "The number is too long."),
    "overflow": ("Số quá lớn.", "The number is too large."),
    "invalid": ("Giá trị không đúng dạng.", "The value does not have the right form."),
    "invalid_choice": ("Giá trị không nằm trong danh sách cho phép.", "The value is not one of the allowed ones."),
    "not_a_list": ("Phải là một danh sách.", "This must be a list."),
    "not_a_dict": ("Phải là một đối tượng.", "This must be an object."),
    "does_not_exist": ("Không tìm thấy giá trị này.", "This value was not found."),
    "unique": ("Giá trị này đã có.", "This value exists already."),
    "date": ("Phải là ngày, không kèm giờ.", "This must be a date without a time."),
    "datetime": ("Phải là thời điểm, không chỉ là ngày.", "This must be an instant, not only a date."),
    "make_aware": ("Thời điểm này không có trong múi giờ.", "This instant does not exist in the time zone."),
    "null_characters_not_allowed": ("Có ký tự rỗng (NUL).", "There is a NUL character."),
    "surrogate_characters_not_allowed": ("Có ký tự Unicode không hợp lệ.", "There is a broken Unicode character."),
}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def field_problem(code: str, message: str) -> FieldProblem:
    """The problem of one field: known codes in the house's words, others in the message that came with them."""
    words = WORDS.get(code)
    if words is None:
        return FieldProblem(code, message, message)
    number = _NUMBER.search(message)
    fill = {"number": number.group() if number else "…"}
    return FieldProblem(code, words[0].format_map(fill), words[1].format_map(fill))
