"""Forms of the partners' pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations import facts
from integrations.states import DeliveryState, PartnerKind
from postal_services.web.forms import HouseForm


class PartnerForm(HouseForm):
    """A new partner."""

    name = forms.CharField(label=_("Tên đối tác"), max_length=200)
    code = forms.SlugField(
        label=_("Mã đối tác"), max_length=40, help_text=_("Chữ thường không dấu, số và gạch nối, ví dụ mot-cua-chu-se")
    )
    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(kind.value, _(kind.label)) for kind in PartnerKind], widget=forms.RadioSelect
    )
    offices = forms.CharField(
        label=_("Được nghe về hồ sơ của cơ quan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mã cơ quan, cách nhau bằng dấu phẩy hoặc xuống dòng, ví dụ UB-633, BC-633"),
    )
    contact = forms.CharField(label=_("Người liên hệ"), max_length=300, required=False)

    def clean_offices(self) -> tuple[str, ...]:
        return tuple(code for code in re.split(r"[\s,;]+", self.cleaned_data["offices"].upper()) if code)


class EndpointForm(HouseForm):
    """A new address of a partner."""

    url = forms.CharField(label=_("Địa chỉ nhận"), max_length=2000, help_text=_("Bắt đầu bằng https://"))
    facts = forms.MultipleChoiceField(label=_("Sự việc muốn nghe"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["facts"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(name, gettext(facts.described(name).vi)) for name in facts.KNOWN]
        choices.initial = list(facts.KNOWN)


class DeliveryFilter(HouseForm):
    """The filter above a list of deliveries."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Tất cả")), *((state.value, _(state.label)) for state in DeliveryState)],
    )
    case = forms.CharField(label=_("Mã hồ sơ, bảng kê"), required=False, max_length=80)
    fact = forms.ChoiceField(
        label=_("Sự việc"),
        required=False,
        choices=[("", _("Tất cả")), *((name, _(facts.described(name).vi)) for name in (*facts.KNOWN, facts.PING))],
    )
    endpoint = forms.CharField(required=False, widget=forms.HiddenInput)
