"""The list of dossiers: filters, pages that stay put, and how each dossier stands with its clock."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation.dossiers import queries
from delegation.dossiers.models import Dossier, DossierQuerySet
from delegation.dossiers.states import CLOSED, PAUSING, DossierState, Service
from delegation.registry import calendar
from delegation.registry.refusals import CalendarEnds
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.web.fields import VNDateField
from postal_services.web.formats import working_days
from postal_services.web.forms import HouseForm

PAGE = 50
SOON_DAYS = 1
"""Working days to the appointment from which a dossier is shown as due soon."""


class DossierFilter(HouseForm):
    """What to show; every field stands in the address."""

    q = forms.CharField(label=gettext_lazy("Mã, tên hoặc số điện thoại"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), ("late", gettext_lazy("Quá hạn")), *DossierState.choices],
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Dịch vụ"), required=False, choices=[("", gettext_lazy("Tất cả")), *Service.choices]
    )
    since = VNDateField(label=gettext_lazy("Nhận từ ngày"), required=False)
    until = VNDateField(label=gettext_lazy("Đến hết ngày"), required=False)

    def apply(self, actor: Actor, rows: DossierQuerySet) -> DossierQuerySet:
        """The rows that fit what was asked for; nothing is filtered by a field that was not understood."""
        if not self.is_bound:
            return rows
        self.is_valid()
        asked = self.cleaned_data
        if text := asked.get("q", "").strip():
            rows = rows.filter(pk__in=queries.search(actor, text).values("pk"))
        if (state := asked.get("state")) == "late":
            rows = rows.running().filter(due_at__lt=clock.now())
        elif state:
            rows = rows.filter(state=int(state))
        if service := asked.get("service"):
            rows = rows.filter(service=service)
        if since := asked.get("since"):
            rows = rows.filter(received_at__gte=datetime.combine(since, time.min, clock.VN))
        if until := asked.get("until"):
            rows = rows.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time.min, clock.VN))
        return rows


@dataclass(frozen=True, slots=True)
class Clock:
    """How a dossier stands with its appointment: words, and a state to draw (on time, soon, late, waiting)."""

    text: str
    look: str


def clock_of(dossier: Dossier, now: datetime, working: calendar.WorkingCalendar) -> Clock:
    """The clock of one dossier in words; ``working`` is the calendar to reckon with, taken once a page."""
    if dossier.state in PAUSING:
        return Clock(_("tạm dừng"), "")
    if dossier.state in CLOSED:
        return _closed(dossier)
    if dossier.due_at is None:
        return Clock(_("chờ cơ quan tiếp nhận"), "")
    return _running(dossier.due_at, dossier.committee_id, now, working)


def _closed(dossier: Dossier) -> Clock:
    if dossier.finished_at is None or dossier.due_at is None:
        return Clock("", "")
    return Clock(_("đúng hạn"), "on_time") if dossier.finished_at <= dossier.due_at else Clock(_("đã quá hạn"), "late")


def _running(due_at: datetime, office: str, now: datetime, working: calendar.WorkingCalendar) -> Clock:
    late = due_at < now
    try:
        left = working.working_days_between(clock.day_of(now), clock.day_of(due_at), office)
    except CalendarEnds:
        return Clock("", "late" if late else "on_time")
    if late:
        return Clock(working_days(left) if left < 0 else _("quá giờ hẹn hôm nay"), "late")
    return Clock(working_days(left), "due_soon" if left <= SOON_DAYS else "on_time")


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier of the list, ready to show."""

    dossier: Dossier
    clock: Clock


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; cursors are empty where there is no further page."""

    rows: list[Row]
    previous: str
    next: str


def page_of(rows: DossierQuerySet, cursor: str, now: datetime) -> Page:
    """The page a cursor points to, the newest first; a cursor that was tampered with gives the first page."""
    mark = _read(cursor)
    back = mark is not None and mark[0] == "b"
    if mark is not None:
        _, at, code = mark
        beyond = Q(received_at__gt=at) | Q(received_at=at, code__gt=code)
        before = Q(received_at__lt=at) | Q(received_at=at, code__lt=code)
        rows = rows.filter(beyond if back else before)
    order = ("received_at", "code") if back else ("-received_at", "-code")
    found = list(rows.select_related("procedure", "post_office", "committee", "unit").order_by(*order)[: PAGE + 1])
    more = len(found) > PAGE
    shown = found[:PAGE][::-1] if back else found[:PAGE]
    has_previous = more if back else mark is not None
    has_next = True if back else more
    working = calendar.current()
    return Page(
        rows=[Row(dossier, clock_of(dossier, now, working)) for dossier in shown],
        previous=_write("b", shown[0]) if shown and has_previous else "",
        next=_write("f", shown[-1]) if shown and has_next else "",
    )


def _write(direction: str, dossier: Dossier) -> str:
    text = f"{direction}|{dossier.received_at.isoformat()}|{dossier.code}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, datetime, str] | None:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        direction, at, code = text.split("|")
        instant = datetime.fromisoformat(at)
        return (direction, instant, code) if direction in {"f", "b"} and instant.tzinfo else None
    except (binascii.Error, ValueError):
        return None
