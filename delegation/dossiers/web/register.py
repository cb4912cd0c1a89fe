"""The register on the screen: a period, its figures, what went beyond the rules, and the files."""

import calendar as months
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from delegation.dossiers import forms as circulars
from delegation.dossiers import notices, policies, register, register_papers
from delegation.dossiers.register import Period
from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import Invalid, NotAllowed, Refused
from postal_services.web.desk import Figure
from postal_services.web.fields import VNDateField
from postal_services.web.forms import HouseForm

PAGE = 50
_IN_MEMORY = 2 * 1024 * 1024
_TYPES = {
    register_papers.PDF: "application/pdf",
    register_papers.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PeriodForm(HouseForm):
    """Whose register, and of which days; this month when nothing is said."""

    office = forms.ChoiceField(label=_("Cơ quan"), required=False)
    since = VNDateField(label=_("Từ ngày"), required=False)
    until = VNDateField(label=_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, offices: list[Office], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offices = {office.code: office for office in offices}
        field = self.fields["office"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(office.code, office.name) for office in offices]

    def period(self, today: date) -> Period | None:
        """What was asked for; None when it cannot be understood."""
        if not self.is_valid():
            return None
        sent = self.cleaned_data
        until = sent["until"] or (sent["since"] and _month_end(sent["since"])) or today
        since = sent["since"] or until.replace(day=1)
        return Period(self.offices[sent["office"] or next(iter(self.offices))], since, until)


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


@login_required
@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """The register of a period; showing names is noted."""
    actor = actor_from(request)
    form = _form(request, actor)
    period = form.period(clock.today())
    context: dict[str, Any] = {"filter": form}
    if period is not None:
        try:
            period.require_sound()
        except Invalid as invalid:
            form.add_refusal(invalid)
        else:
            context |= _shown(request, actor, period)
    return render(request, "dossiers/register.html", context)


@login_required
@require_safe
def register_file(request: HttpRequest, kind: str) -> HttpResponse | FileResponse:
    """The register as PDF or XLSX; written to disk when it grows, and every reading noted."""
    actor = actor_from(request)
    form = _form(request, actor)
    period = form.period(clock.today())
    if period is None:
        return render(request, "dossiers/register.html", {"filter": form}, status=400)
    try:
        register.require_printable(period)
    except Refused as refused:
        form.add_refusal(refused)
        return render(request, "dossiers/register.html", {"filter": form}, status=refused.status)
    out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the answer closes it when it has been sent
    register_papers.write(actor, period, kind, cast("BinaryIO", out), clock.now())
    out.seek(0)
    name = f"so-theo-doi-{period.office.code}-{period.since:%Y%m%d}-{period.until:%Y%m%d}.{kind}"
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(
        out, filename=name, content_type=_TYPES[kind], headers=headers, as_attachment=kind == register_papers.XLSX
    )


def _form(request: HttpRequest, actor: Actor) -> PeriodForm:
    offices = policies.register_offices(actor)
    if not offices:
        raise NotAllowed
    first = offices[0].code
    today = clock.today()
    asked = request.GET.dict() if request.GET else {}
    given = {"office": first, "since": f"{today.replace(day=1):%d/%m/%Y}", "until": f"{today:%d/%m/%Y}"}
    return PeriodForm(asked or given, offices=offices, auto_id="filter_%s")


def _shown(request: HttpRequest, actor: Actor, period: Period) -> dict[str, Any]:
    start = _start(request.GET.get("cursor", ""))
    found = register.page(period, start, PAGE + 1)
    shown = found[:PAGE]
    note_reads(actor, "dossier_register", [dossier.pk for dossier, _row in shown], register_papers.PERSONAL)
    place = 1 if (get_language() or "vi")[:2] == "en" else 0
    again = {key: words[place] for key, words in notices.AGAIN.items()}
    query = f"office={period.office.code}&since={period.since:%d/%m/%Y}&until={period.until:%d/%m/%Y}"
    return {
        "period": period,
        "paper_form": circulars.of_day(circulars.FormKind.REGISTER, period.until),
        "figures": _figures(register.sums(period, clock.now())),
        "beyond": [(notice, again.get(notice.again, notice.again)) for notice in register.beyond_the_rules(period)],
        "rows": [(start + n, dossier, row) for n, (dossier, row) in enumerate(shown, 1)],
        "query": query,
        "previous": str(max(start - PAGE, 0)) if start else "",
        "next": str(start + PAGE) if len(found) > PAGE else "",
    }


def _figures(counted: register.Sums) -> list[Figure]:
    colour = "red" if counted.late else "green"
    return [
        Figure(counted.received, gettext("Hồ sơ tiếp nhận"), "#ho-so", icon="file"),
        Figure(
            counted.late,
            gettext("Quá hạn"),
            "/ho-so/?state=late",
            colour=colour,
            icon="clock",
        ),
        Figure(counted.supplements, gettext("Lần yêu cầu bổ sung"), "#them-lan", icon="pencil"),
        Figure(counted.apologies, gettext("Lần hẹn lại"), "#them-lan", icon="clock"),
    ]


def _start(text: str) -> int:
    """The first row of a page; anything but a small number is the beginning."""
    return min(int(text), register.ROWS_AT_MOST) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004
