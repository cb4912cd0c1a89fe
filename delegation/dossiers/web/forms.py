"""The intake form: first the procedure, then the citizen, the papers and the service."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegation.dossiers.lodging import Applicant, Lodging, Paper
from delegation.dossiers.states import Service
from delegation.dossiers.validation import PAPERS_AT_MOST
from delegation.registry.models import Exemption, PaperKind, Procedure, Unit
from delegation.registry.models.units import COMMUNE_KINDS
from postal_services import clock
from postal_services.errors import Refused
from postal_services.web.fields import VNDateField, VNDField
from postal_services.web.forms import HouseForm

SPARE_ROWS = 2
"""Empty rows under the checklist, for papers that it does not name."""
_FORM_NAMES = {
    "applicant.name": "name",
    "applicant.phone": "phone",
    "applicant.address": "address",
    "applicant.unit": "unit",
    "applicant.categories": "categories",
    "received_at": "received_on",
}
"""Under which name the form shows a field of the command."""


class StartForm(HouseForm):
    """The first question: for which desk, which procedure."""

    committee = forms.ChoiceField(label=_("Cơ quan giải quyết"))
    procedure = forms.ChoiceField(label=_("Thủ tục"))

    def __init__(self, *args: Any, committees: Sequence[tuple[str, str]], procedures: Sequence[str], **rest: Any):
        super().__init__(*args, **rest)
        offer(self, "committee", list(committees))
        rows = Procedure.objects.filter(pk__in=procedures).order_by("field", "name")
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            groups.setdefault(row.field, []).append((row.code, f"{row.name} ({row.code})"))
        offer(self, "procedure", [("", _("Chọn thủ tục")), *groups.items()])


class PriceForm(HouseForm):
    """What a price depends on; read from a form that may still be half empty."""

    committee = forms.CharField(max_length=24)
    unit = forms.CharField(max_length=10)
    weight_g = forms.IntegerField(min_value=1, max_value=30_000)
    state_fee = VNDField(required=False)
    categories = forms.TypedMultipleChoiceField(required=False, choices=())
    received_on = VNDateField(required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "categories", list(Exemption.objects.order_by("position").values_list("code", "name")))


class LodgingForm(HouseForm):
    """The second page: the citizen, the weight and fee, and the service chosen with its price in sight."""

    committee = forms.CharField(widget=forms.HiddenInput)
    procedure = forms.CharField(widget=forms.HiddenInput)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Họ và tên người nộp"), max_length=400)
    phone = forms.CharField(
        label=_("Số điện thoại"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Ví dụ 0905000001; để trống nếu không có"),
    )
    unit = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    address = forms.CharField(
        label=_("Thôn, làng, số nhà"), required=False, max_length=600, help_text=_("Ví dụ Làng Ring")
    )
    categories = forms.MultipleChoiceField(
        label=_("Đối tượng được miễn, giảm cước"), required=False, widget=forms.CheckboxSelectMultiple
    )
    weight_g = forms.IntegerField(
        label=_("Khối lượng (gam)"),
        initial=80,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    state_fee = VNDField(label=_("Phí, lệ phí phải nộp"), required=False)
    received_on = VNDateField(label=_("Ngày tiếp nhận"), required=False, help_text=_("Để trống nếu tiếp nhận bây giờ"))
    service = forms.ChoiceField(label=_("Dịch vụ"), choices=Service.choices, widget=forms.RadioSelect)
    confirm_duplicate = forms.BooleanField(label=_("Đã kiểm tra: đây là hồ sơ khác, không trùng"), required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "unit", communes())
        offer(self, "categories", list(Exemption.objects.order_by("position").values_list("code", "name")))

    def lodging(self, papers: Sequence[Paper]) -> Lodging:
        """What was entered, as the steps of lodging take it; a past day of receipt counts from its noon."""
        sent = self.cleaned_data
        day = sent["received_on"]
        past = day is not None and day != clock.today()
        return Lodging(
            procedure=sent["procedure"],
            service=sent["service"],
            committee=sent["committee"],
            weight_g=sent["weight_g"],
            state_fee=sent["state_fee"],
            applicant=Applicant(
                name=sent["name"],
                phone=sent["phone"],
                address=sent["address"],
                unit=sent["unit"],
                categories=tuple(sent["categories"]),
            ),
            papers=tuple(papers),
            received_at=datetime.combine(day, time(12), clock.VN) if past else None,
            confirm_duplicate=sent["confirm_duplicate"],
        )

    def add_refusal(self, refusal: Refused) -> None:
        """Show problems beside the fields of this form, and those of papers above it."""
        language = (get_language() or "vi")[:2]
        for name, problems in refusal.fields.items():
            shown = _FORM_NAMES.get(name, name)
            for problem in problems:
                self.add_error(shown if shown in self.fields else None, problem.message(language))
        if not refusal.fields:
            self.add_error(None, refusal.detail(language))


class PaperForm(HouseForm):
    """One line of the list of papers; a line without a name is not there."""

    name = forms.CharField(label=_("Tên giấy tờ"), required=False, max_length=600)
    kind = forms.ChoiceField(label=_("Loại"), choices=PaperKind.choices, required=False)
    count = forms.IntegerField(
        label=_("Số lượng"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )

    def paper(self) -> Paper | None:
        """The paper, or None for an empty line."""
        name = self.cleaned_data.get("name", "").strip()
        if not name:
            return None
        count = self.cleaned_data.get("count")
        kind = self.cleaned_data.get("kind") or PaperKind.ORIGINAL.value
        return Paper(name=name, kind=kind, count=1 if count is None else count)


class PaperList:
    """The lines of papers of one form: the checklist of the procedure, or what was sent."""

    def __init__(self, rows: list[PaperForm]) -> None:
        self.rows = rows

    @classmethod
    def of_procedure(cls, procedure: Procedure) -> "PaperList":
        """The announced checklist with some empty lines below it."""
        listed = [{"name": paper.name, "kind": paper.kind, "count": paper.count} for paper in procedure.papers.all()]
        blank: list[dict[str, Any]] = [{"count": 1}] * SPARE_ROWS
        return cls([PaperForm(initial=row, prefix=f"paper-{n}") for n, row in enumerate([*listed, *blank])])

    @classmethod
    def sent(cls, data: QueryDict, more: int = 0) -> "PaperList":
        """The lines that were sent, and ``more`` empty ones."""
        numbers = sorted(
            int(key.split("-")[1])
            for key in data
            if key.startswith("paper-") and key.endswith("-name") and key.split("-")[1].isdigit()
        )[: PAPERS_AT_MOST + SPARE_ROWS]
        rows = [PaperForm(data, prefix=f"paper-{number}") for number in numbers]
        first = (numbers[-1] + 1) if numbers else 0
        rows += [PaperForm(initial={"count": 1}, prefix=f"paper-{first + n}") for n in range(more)]
        return cls(rows)

    def is_valid(self) -> bool:
        """Whether every line that was sent can be read."""
        read = [row.is_valid() for row in self.rows if row.is_bound]
        return all(read)

    def papers(self) -> list[Paper]:
        """The papers of the lines that have a name."""
        return [paper for row in self.rows if row.is_bound and (paper := row.paper())]


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Fill a field of a form with rows of the registry."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def communes() -> list[Any]:
    """The communes of today and of before, by district: people keep the names they know."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Unit.objects.filter(kind__in=COMMUNE_KINDS, valid_from__lte=clock.today()).select_related("parent")
    latest = {unit.code: unit for unit in rows.order_by("valid_from")}
    for unit in sorted(latest.values(), key=lambda unit: (unit.parent.code if unit.parent else "", unit.short_name)):
        groups.setdefault(unit.parent.name if unit.parent else "", []).append((unit.code, unit.name))
    return [("", _("Chọn xã, phường, thị trấn")), *groups.items()]
