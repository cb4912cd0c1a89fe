"""The page of one case: the dossier, its citizen, its papers, its items with who holds them, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import MACHINE, DossierState
from delegation.dossiers.web import notices
from delegation.dossiers.web.listing import clock_of
from delegation.dossiers.web.views import open_acts
from delegation.registry import calendar
from delegation.registry.actors import actor_from
from delegation.registry.models import Exemption, Office
from postal_services import clock
from postal_services.accounts.models import User
from postal_services.accounts.reads import note_read
from postal_services.documents.tokens import grouped
from postal_services.errors import NotThere
from postal_services.ledger.models import Line
from postal_services.ledger.words import words_of
from postal_services.web.formats import phone, s10, vn_date, vn_datetime, vnd
from postal_services.web.looks import look_of
from tracking.custody.models import Item
from tracking.custody.web import papers_home

_SHOWN_LINES = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the case's history, ready to show."""

    title: str
    at: datetime
    who: str
    note: str
    look: str


@login_required
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One case of the asker's offices; showing the citizen's data is noted."""
    actor = actor_from(request)
    rows = Dossier.objects.visible_to(actor).select_related("procedure", "committee", "post_office", "unit", "mandate")
    dossier = rows.filter(code=code).first()
    if dossier is None:
        raise NotThere
    note_read(actor, "case_page", dossier.pk, ["applicant_name", "applicant_phone", "applicant_address"])
    items = list(
        Item.objects.filter(dossier=dossier).select_related("holder_office", "holder_person").order_by("leg", "code")
    )
    context = {
        "dossier": dossier,
        "clock": clock_of(dossier, clock.now(), calendar.current()),
        "rows": _case_rows(dossier),
        "charges": _charge_rows(dossier),
        "papers": dossier.papers.all(),
        "items": items,
        "steps": _steps(dossier, items),
        "acts": open_acts(actor, dossier),
        "sends_home": papers_home.is_open(actor, dossier, items),
        "notices": notices.shown(dossier),
        "token": grouped(dossier.token),
    }
    return render(request, "custody/case_detail.html", context)


def _case_rows(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {"key": _("Thủ tục"), "value": f"{dossier.procedure.name} ({dossier.procedure_id})"},
        {"key": _("Người nộp"), "value": dossier.applicant_name},
        {"key": _("Số điện thoại"), "value": phone(dossier.applicant_phone)},
        {"key": _("Địa chỉ"), "value": ", ".join(filter(None, [dossier.applicant_address, dossier.unit.name]))},
        {"key": _("Dịch vụ"), "value": dossier.get_service_display()},
        {"key": _("Cơ quan giải quyết"), "value": dossier.committee.name},
        {"key": _("Bưu điện"), "value": dossier.post_office.name},
        {
            "key": _("Văn bản chuyển giao"),
            "value": dossier.mandate.number,
            "href": f"/van-ban/{dossier.mandate_id}",
            "link": _("Xem"),
        },
        {"key": _(_received(dossier)), "value": vn_datetime(dossier.received_at)},
        {"key": _("Hẹn trả"), "value": vn_date(dossier.due_at)},
        {"key": _("Mã tra cứu"), "value": grouped(dossier.token), "href": f"/t/{dossier.token}", "link": _("Mở")},
    ]


def _received(dossier: Dossier) -> str:
    """What the first instant of a dossier is called: the agency has not taken in what only the post has."""
    return "Bưu điện nhận" if dossier.state == DossierState.REGISTERED else "Tiếp nhận"


def _charge_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """The three sums, never mixed, and why the postal charge is reduced."""
    postal = vnd(dossier.postal_charge)
    if dossier.exemption:
        exemption = Exemption.objects.filter(pk=dossier.exemption).first()
        words = f"{exemption.name}, {exemption.percent} %" if exemption else dossier.exemption
        postal = f"{postal} ({_('đã miễn, giảm')}: {words})"
    return [
        {"key": _("Cước bưu chính"), "value": postal},
        {"key": _("Cước chuyển nộp lệ phí"), "value": vnd(dossier.transfer_charge)},
        {"key": _("Phí, lệ phí"), "value": vnd(dossier.state_fee)},
    ]


def _steps(dossier: Dossier, items: Sequence[Item]) -> list[Step]:
    """What the ledger says happened in the case, newest first; three statements."""
    lines = list(Line.objects.filter(stream_id=dossier.pk).order_by("-seq")[:_SHOWN_LINES])
    people = User.objects.in_bulk({line.actor for line in lines if line.actor})
    offices = dict(
        Office.objects.filter(
            code__in={code for line in lines for code in (line.office, line.counterpart) if code}
        ).values_list("code", "name")
    )
    codes = {item.pk: item.code for item in items}
    return [_step(line, people, offices, codes) for line in lines]


def _step(line: Line, people: dict[Any, User], offices: dict[str, str], codes: dict[Any, str]) -> Step:
    look = look_of(line.to_state)
    person = str(people[line.actor]) if line.actor in people else ""
    office = offices.get(line.office or "", "")
    item = codes.get(line.subject)
    notes = [s10(item)] if item and line.machine != MACHINE else []
    if line.counterpart:
        notes.append(offices.get(line.counterpart, line.counterpart))
    tone = {"green": "good", "red": "bad"}.get(look.colour, "")
    title, said = look.word, words_of(line)
    if said is not None:
        title, tone, notes = said.title, said.look, [*notes, *said.notes]
    return Step(title, line.occurred_at, ", ".join(filter(None, [office, person])), " · ".join(notes), tone)
