"""Pages of offices: the list, and what stands ready in each of them with the next thing to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from delegation.establishment import policies, queries
from delegation.establishment.commands.opening import KINDS
from delegation.establishment.models import Topic
from delegation.establishment.queries import Establishment
from delegation.establishment.web.doors import office_for
from delegation.establishment.web.forms import DayFilter
from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.policies import may_manage_devices
from postal_services.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an office needs: how it stands, and the one act that brings it on (for those who may)."""

    key: str
    title: str
    word: str
    colour: str
    icon: str
    act: str = ""
    href: str = ""


@login_required
@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices that the asker may see, with what stands ready in each; the one office of somebody with one post."""
    actor = actor_from(request)
    offices = queries.seen_by(actor)
    if not offices:
        raise NotAllowed
    form = DayFilter(request.GET or None, auto_id="filter_%s")
    day = _day(form)
    rows = [
        {"ready": ready, "steps": list(_steps(actor, ready, acts=False))}
        for ready in queries.establishments(offices, day)
    ]
    return render(request, "establishment/list.html", {"rows": rows, "as_of": day, "filter": form})


@login_required
@require_safe
def office_detail(request: HttpRequest, office: str) -> HttpResponse:
    """What stands ready in one office as of a day: people, devices, announced procedures, trainings, places below."""
    actor, place = office_for(request, office)
    form = DayFilter(request.GET or None, auto_id="filter_%s")
    day = _day(form)
    below = queries.below(place, day)
    ready, *under = queries.establishments([place, *below], day)
    today = day == clock.today()
    steps = list(_steps(actor, ready, acts=today))
    missing = next((step for step in steps if step.href and step.colour != "green"), None)
    context: dict[str, Any] = {
        "office": place,
        "ready": ready,
        "as_of": day,
        "is_today": today,
        "filter": form,
        "steps": steps,
        "next": missing,
        "topics": dict(Topic.choices),
        "below": under,
        "may_govern": today and policies.may_govern(actor, place),
        "may_train": today and policies.may_train(actor, place),
        "may_devices": today and may_manage_devices(actor, place.pk),
        "may_open": today and policies.may_open_below(actor, place),
        "may_close": today and place.kind in KINDS and policies.may_speak_for_district(actor, place),
        "sees_names": policies.may_train(actor, place),
    }
    return render(request, "establishment/office.html", context)


def _day(form: DayFilter) -> date:
    """The day that is asked for; today when none, or none that can be read, and never a later one."""
    asked: date | None = form.cleaned_data.get("ngay") if form.is_valid() else None
    return min(asked or clock.today(), clock.today())


def _steps(actor: Actor, ready: Establishment, *, acts: bool) -> Iterator[Step]:
    """What the office needs, in the order in which it is done."""
    office = ready.office
    governs = acts and policies.may_govern(actor, office)
    yield _step(
        "nguoi", _("Người"), len({person.user for person in ready.people}),
        ngettext("%(n)s người", "%(n)s người", len(ready.people)),
        _("Bổ nhiệm"), _href("appoint", office) if governs else "",
    )  # fmt: skip
    yield _step(
        "thiet-bi", _("Thiết bị"), len(ready.devices),
        ngettext("%(n)s máy", "%(n)s máy", len(ready.devices)),
        _("Ghi danh thiết bị"), _href("device", office) if acts and may_manage_devices(actor, office.pk) else "",
    )  # fmt: skip
    if office.is_agency:
        yield _step(
            "niem-yet", _("Niêm yết thủ tục"), len(ready.procedures),
            ngettext("%(n)s thủ tục", "%(n)s thủ tục", len(ready.procedures)),
            _("Niêm yết thủ tục"), _href("publish", office) if governs else "",
        )  # fmt: skip
    yield _trained(ready, _href("train", office) if acts and policies.may_train(actor, office) else "")


def _step(key: str, title: str, count: int, words: str, act: str, href: str) -> Step:  # noqa: PLR0917
    if count:
        return Step(key, title, words % {"n": count}, "green", "check", act, href)
    return Step(key, title, _("Chưa có"), "amber", "alert", act, href)


def _trained(ready: Establishment, href: str) -> Step:
    """Trained people of all who work there."""
    staff, trained = len({person.user for person in ready.people}), len(ready.trained)
    if not trained:
        return Step("tap-huan", _("Tập huấn"), _("Chưa ai"), "amber", "alert", _("Ghi nhận tập huấn"), href)
    word = _("%(trained)s/%(staff)s người") % {"trained": trained, "staff": staff}
    colour, icon = ("green", "check") if trained == staff else ("amber", "alert")
    return Step("tap-huan", _("Tập huấn"), word, colour, icon, _("Ghi nhận tập huấn"), href)


def _href(name: str, office: Office) -> str:
    return reverse(f"establishment:{name}", kwargs={"office": office.pk})
