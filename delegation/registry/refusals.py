"""What the registry refuses, with stable codes."""

from postal_services.errors import Refused


class CalendarEnds(Refused):
    """The working calendar has no entry for that year; nothing is guessed."""

    code = "calendar_ends"
    status = 422
    vi = "Lịch làm việc chỉ có từ {first} đến {last}, chưa có ngày {day}. Báo quản trị bổ sung lịch năm {year}."
    en = (
        "The working calendar runs from {first} to {last} and does not reach {day}. Ask an administrator to add {year}."
    )


class NoTariff(Refused):
    """No tariff was in force on that day."""

    code = "no_tariff"
    status = 422
    vi = "Không có bảng cước áp dụng cho ngày {day}. Kiểm tra lại ngày."
    en = "No tariff is in force on {day}. Check the date."


class NoParameter(Refused):
    """A number that the rules need has no value on that day."""

    code = "no_parameter"
    status = 422
    vi = "Chưa có giá trị của “{key}” cho ngày {day}. Báo quản trị bổ sung."
    en = "There is no value of “{key}” for {day}. Ask an administrator to add it."


class AlreadyClosed(Refused):
    """The same closure stands already."""

    code = "already_closed"
    vi = "Đợt tạm dừng này đã được lập."
    en = "This closure has already been declared."
