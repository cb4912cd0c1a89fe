"""What a citizen types to find a case without its link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from postal_services.web.forms import HouseForm
from tracking.journey import lookup

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
