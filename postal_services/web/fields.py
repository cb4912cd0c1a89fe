"""Form fields for what Vietnamese people write: days, amounts of đồng, phone numbers."""

import re
from datetime import date, datetime
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from postal_services.documents import attachments, pictures
from postal_services.documents.refusals import NotAnImage
from postal_services.errors import Refused
from postal_services.web import formats

EARLIEST = date(1900, 1, 1)
LATEST = date(2099, 12, 31)
MOST_VND = 10_000_000_000


class VNDateInput(forms.TextInput):
    """A day as text, day first; no calendar stands in the way of a keyboard."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "", **(attrs or {})}
        super().__init__({key: value for key, value in given.items() if value})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            return formats.vn_date(value)
        text: str | None = super().format_value(value)
        return text


class VNDateField(forms.DateField):
    """A day between ``earliest`` and ``latest``: ``31/12/2019``, ``31-12-2019``, ``31.12.2019``, ``31122019``, ISO."""

    widget = VNDateInput
    default_error_messages = {
        "invalid": _("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2019."),
        "too_early": _("Ngày phải từ %(limit)s trở đi."),
        "too_late": _("Ngày phải từ %(limit)s trở về trước."),
    }

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"])
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(re.sub(r"\s", "", value) if isinstance(value, str) else value)
        if isinstance(day, datetime):
            day = day.date()
        if day is None:
            return None
        if day < self.earliest:
            limit = formats.vn_date(self.earliest)
            raise ValidationError(self.error_messages["too_early"], "too_early", {"limit": limit})
        if day > self.latest:
            limit = formats.vn_date(self.latest)
            raise ValidationError(self.error_messages["too_late"], "too_late", {"limit": limit})
        return day


class VNDInput(forms.TextInput):
    """An amount as text with points between thousands."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return formats.grouped(value)
        text: str | None = super().format_value(value)
        return text


class VNDField(forms.IntegerField):
    """Whole đồng, never negative: ``26000``, ``26.000``, ``26,000 ₫``, ``26.000đ``."""

    widget = VNDInput
    default_error_messages = {
        "invalid": _("Nhập số tiền bằng số, ví dụ 26.000."),
        "negative": _("Số tiền không được âm."),
        "max_value": _("Số tiền quá lớn. Kiểm tra lại."),
    }

    def __init__(self, *, most: int = MOST_VND, **options: Any) -> None:
        super().__init__(max_value=most, **options)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"(₫|đồng|đ|vnd|\s)", "", value.strip().lower())
            if re.fullmatch(r"-[\d.,]+", value):
                raise ValidationError(self.error_messages["negative"], "negative")
            if re.fullmatch(r"\d{1,3}([.,]\d{3})+", value):
                value = re.sub(r"[.,]", "", value)
            if value and not (value.isascii() and value.isdigit()):
                raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Text with points is no number to a browser, so no ``max`` is written."""
        return {}


class PhoneInput(forms.TextInput):
    """A phone number; phones show their number pad."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "maxlength": "24", **(attrs or {})})


class VNPhoneField(forms.CharField):
    """A phone number, kept as ``0905000001`` when Vietnamese and as ``+…`` when foreign."""

    widget = PhoneInput
    default_error_messages = {"invalid": _("Nhập số điện thoại, ví dụ 0905 000 001.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "VN")
        except phonenumbers.NumberParseException as problem:
            raise ValidationError(self.error_messages["invalid"], "invalid") from problem
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        if number.country_code == phonenumbers.country_code_for_region("VN"):
            return f"0{number.national_number}"
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class SignatureInput(forms.HiddenInput):
    """What was drawn, as the ``data:`` address that a canvas gives; the template draws the glass around it."""

    def format_value(self, value: Any) -> str | None:
        return pictures.data_url(value) if isinstance(value, bytes) else super().format_value(value)

    @property
    def is_hidden(self) -> bool:
        """Not to the form: the glass stands in its place among the other fields."""
        return False


class SignatureField(forms.Field):
    """A signature on glass; ``cleaned_data`` has the bytes of a small black and white PNG, or None when not signed.

    Nothing else can be sent through it: a photograph is answered like any other file that is no signature. Who cannot
    sign is witnessed: put a field for the witness beside it.
    """

    widget = SignatureInput
    default_error_messages = {"required": _("Xin ký vào khung, hoặc ghi người làm chứng.")}

    def to_python(self, value: Any) -> bytes | None:
        if not value:
            return None
        try:
            return pictures.signature_png(value)
        except NotAnImage as refused:
            raise ValidationError(refused.detail((get_language() or "vi")[:2]), refused.code) from refused


class AttachmentField(forms.Field):
    """A document of an act; ``cleaned_data`` has it checked (``attachments.Checked``), or None when none was chosen.

    Give it to ``attachments.take`` once the whole form is right. The form's tag needs
    ``enctype="multipart/form-data"``; ``web/_form_page.html`` writes it where a form asks for files.
    """

    widget = forms.FileInput
    default_error_messages = {"required": _("Chọn tệp văn bản kèm theo.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("PDF, ảnh PNG hoặc JPEG, XLSX, DOCX; tối đa 10 MB."))
        super().__init__(**options)

    def to_python(self, value: Any) -> attachments.Checked | None:
        if not value and not hasattr(value, "read"):
            return None
        try:
            return attachments.check(value)
        except Refused as refused:
            raise ValidationError(refused.detail((get_language() or "vi")[:2]), refused.code) from refused

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser's file chooser offers first."""
        return {"accept": attachments.ACCEPT}
