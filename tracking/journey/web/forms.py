"""What a citizen types to find a case without its link, and what one asks for while a result is on its way."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.dossiers.applicants import tidy
from postal_services import clock
from postal_services.web.formats import vn_date
from postal_services.web.forms import HouseForm
from tracking.journey import choices, lookup
from tracking.rounds.commands.wishes import LONGEST_TEXT, Asked
from tracking.rounds.states import WishKind

_PROBLEMS = {
    "empty": _("Nhập mã trên biên nhận."),
    "check_digit": _("Mã bưu gửi có chữ số chưa đúng. Đối chiếu lại từng ký tự với biên nhận."),
    "not_a_code": _("Đây không phải mã hồ sơ hay mã bưu gửi. Nhập đúng như trên biên nhận."),
}


class LookupForm(HouseForm):
    """A code, and the ending of the phone number unless the code is a token."""

    code = forms.CharField(label=_("Mã hồ sơ hoặc mã bưu gửi"), required=False, max_length=200)
    digits = forms.CharField(label=_("Bốn số cuối điện thoại đã đăng ký"), required=False, max_length=12)

    asked = lookup.Asked()

    def clean_code(self) -> str:
        text: str = self.cleaned_data["code"]
        self.asked = lookup.understand(text)
        if self.asked.problem:
            raise forms.ValidationError(_PROBLEMS[self.asked.problem], code=self.asked.problem)
        return text

    def clean_digits(self) -> str:
        text: str = self.cleaned_data["digits"]
        if self.asked.token or self.asked.problem:
            return text
        ending = lookup.ending_of(text)
        if ending is None:
            raise forms.ValidationError(_("Nhập đúng bốn chữ số cuối của số điện thoại."), code="four_digits")
        return ending


class WishForm(HouseForm):
    """Another day, fetch it at an office, or another address; what is said for the other kinds is left aside."""

    kind = forms.ChoiceField(
        label=_("Yêu cầu"),
        widget=forms.RadioSelect,
        choices=[
            (WishKind.DELIVER_ON, _("Phát vào ngày khác")),
            (WishKind.HOLD_AT, _("Giữ tại bưu cục, tôi đến nhận")),
            (WishKind.FORWARD_TO, _("Chuyển đến địa chỉ khác")),
        ],
        error_messages={"required": _("Chọn một yêu cầu."), "invalid_choice": _("Chọn một yêu cầu trong danh sách.")},
    )
    on = forms.CharField(label=_("Ngày muốn nhận"), required=False, max_length=10)
    office = forms.CharField(label=_("Bưu cục"), required=False, max_length=24)
    unit = forms.CharField(label=_("Xã, phường, thị trấn mới"), required=False, max_length=12)
    address = forms.CharField(label=_("Số nhà, đường, thôn, làng"), required=False, max_length=LONGEST_TEXT)

    def __init__(self, *args: Any, result: choices.Result, today: date | None = None, **options: Any) -> None:
        day = today or clock.today()
        super().__init__(*args, **options)
        open_days = choices.open_days(result.office, day)
        self.lists: dict[str, Any] = {
            "on": [(each.isoformat(), vn_date(each)) for each in open_days],
            "office": choices.offices_near(result.office, day),
            "unit": choices.communes(day),
        }
        for name, empty in (("on", _("Chọn ngày")), ("office", ""), ("unit", _("Chọn xã, phường, thị trấn"))):
            listed = [("", empty), *self.lists[name]] if empty else self.lists[name]
            self.fields[name].widget = forms.Select(choices=listed)

    def clean_on(self) -> date | None:
        text = self.cleaned_data["on"].strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as wrong:
            raise forms.ValidationError(_("Chọn ngày trong danh sách."), code="invalid") from wrong

    def clean_address(self) -> str:
        """One line without control characters."""
        return tidy(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        """What the chosen wish needs."""
        said: dict[str, Any] = super().clean() or {}
        kind = said.get("kind")
        if kind == WishKind.DELIVER_ON and not said.get("on") and "on" not in self.errors:
            self.add_error("on", forms.ValidationError(_("Chọn ngày muốn nhận."), code="required"))
        if kind == WishKind.FORWARD_TO:
            if not said.get("unit"):
                self.add_error("unit", forms.ValidationError(_("Chọn xã, phường, thị trấn mới."), code="required"))
            if not said.get("address") and "address" not in self.errors:
                self.add_error("address", forms.ValidationError(_("Ghi địa chỉ mới."), code="required"))
        return said

    def asked(self) -> Asked:
        """The wish as its command takes it; the form must be valid."""
        said = self.cleaned_data
        kind = said["kind"]
        return Asked(
            kind=kind,
            on=said["on"] if kind == WishKind.DELIVER_ON else None,
            office=said["office"] if kind == WishKind.HOLD_AT else "",
            unit=said["unit"] if kind == WishKind.FORWARD_TO else "",
            address=said["address"] if kind == WishKind.FORWARD_TO else "",
        )
