"""Forms for drafting, signing and stopping mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.mandates.commands import Drafting
from delegation.mandates.models import MandateTask
from delegation.mandates.states import MandateState
from delegation.registry.models import Office, OfficeKind, Procedure
from postal_services.web.fields import VNDateField
from postal_services.web.forms import HouseForm

LEGAL_BASIS = (
    "Quyết định số 45/2016/QĐ-TTg ngày 19/10/2016 của Thủ tướng Chính phủ; "
    "Quyết định số 41/2011/QĐ-TTg ngày 03/8/2011 của Thủ tướng Chính phủ; "
    "Thông báo số 44/TB-UBND ngày 09/7/2019 của UBND tỉnh Gia Lai."
)


class MandateFilter(HouseForm):
    """What to show in the list."""

    state = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *MandateState.choices])
    q = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=80)


class DraftForm(HouseForm):
    """A new mandate of one of the officer's committees."""

    committee = forms.ChoiceField(label=_("Cơ quan chuyển giao"))
    post_office = forms.ChoiceField(label=_("Bưu điện nhận"))
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, help_text=_("Ví dụ 01/VBCG-UBND"))
    effective_from = VNDateField(label=_("Có hiệu lực từ ngày"), help_text=_("Ngày/tháng/năm, ví dụ 01/8/2019"))
    effective_to = VNDateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa định ngày"))
    tasks = forms.MultipleChoiceField(
        label=_("Nhiệm vụ chuyển giao"), choices=MandateTask.choices, widget=forms.CheckboxSelectMultiple
    )
    procedures = forms.MultipleChoiceField(label=_("Thủ tục chuyển giao"), widget=forms.CheckboxSelectMultiple)
    legal_basis = forms.CharField(label=_("Căn cứ pháp lý"), widget=forms.Textarea(attrs={"rows": 4}))
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, committees: list[str], **options: Any) -> None:
        options.setdefault("initial", {"legal_basis": LEGAL_BASIS, "tasks": [task.value for task in MandateTask]})
        super().__init__(*args, **options)
        offices = Office.objects.filter(code__in=committees).order_by("code")
        posts = Office.objects.filter(kind__in=[OfficeKind.DISTRICT_POST, OfficeKind.PROVINCIAL_POST]).order_by("code")
        procedures = Procedure.objects.filter(postal_from__isnull=False, active=True).order_by("field", "code")
        self.choices("committee", [(office.code, office.name) for office in offices])
        self.choices("post_office", [("", _("Chọn bưu điện")), *((post.code, post.name) for post in posts)])
        self.choices("procedures", [(each.code, f"{each.code} · {each.name}") for each in procedures])

    def choices(self, name: str, rows: list[Any]) -> None:
        """Fill a field that offers rows of the registry."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows

    def drafting(self) -> Drafting:
        """What was entered, as the command takes it."""
        sent = self.cleaned_data
        return Drafting(
            number=sent["number"],
            committee=sent["committee"],
            post_office=sent["post_office"],
            effective_from=sent["effective_from"],
            effective_to=sent["effective_to"],
            procedures=tuple(sent["procedures"]),
            legal_basis=sent["legal_basis"],
            tasks=tuple(sent["tasks"]),
            note=sent["note"],
        )


class SignForm(HouseForm):
    """The day both sides signed."""

    signed_on = VNDateField(label=_("Ngày ký"), help_text=_("Ngày ghi trên văn bản"))


class ConfirmForm(HouseForm):
    """Nothing to enter: the button is the answer."""
