"""Where one goes to do something about a target: the links on its sheet, and one for each kind that is missing."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from postal_services.accounts.actors import Actor
from tracking.rollout import policies, steps
from tracking.rollout.commands import statements
from tracking.rollout.models import Measure, Target

ESTABLISHMENT = frozenset({"procedures_published", "offices_staffed", "devices_enrolled", "staff_trained"})
"""Kinds that an office shows on its own page."""


@dataclass(frozen=True, slots=True)
class ActLink:
    """One thing that can be done."""

    label: str
    href: str
    primary: bool = False


def _to(name: str, target: Target) -> str:
    return reverse(f"rollout:{name}", args=[target.ask.directive_id, target.ask.number, target.code])


def acts_on(actor: Actor, target: Target) -> list[ActLink]:
    """What the actor can do about a target (ask, unit, its parent and office selected); no query."""
    measure = target.ask.measure
    links: list[ActLink] = []
    if measure == Measure.EVIDENCE and policies.is_province(actor):
        links += [ActLink("Nghiệm thu", _to("acceptance", target)), ActLink("Nhắc đơn vị này", _to("remind", target))]
    if measure == Measure.READINESS and policies.may_declare(actor, target):
        links.append(ActLink("Khai hoặc rút sẵn sàng", _to("ready", target)))
    if measure == Measure.TASK and policies.may_report_task(actor, target):
        links.append(ActLink("Báo cáo, xác nhận nhiệm vụ", _to("task", target)))
    if policies.speaks_for(actor, target):
        links.append(ActLink("Báo vướng mắc", _to("obstacle-new", target)))
    if measure == Measure.EVIDENCE and policies.speaks_for(actor, target, statements.STATERS):
        links.append(ActLink("Khai số liệu tháng", _to("statement", target)))
    return [ActLink(link.label, link.href, primary=place == 0) for place, link in enumerate(links)]


def acts_at(actor: Actor, directive: str, ask: str, code: str) -> list[ActLink]:
    """The same by the parts of an address, for those who can do anything at all; one query."""
    if actor.user_id is None or not policies.may_see_obstacles(actor):
        return []
    rows = Target.objects.filter(ask__directive=directive, ask__number=ask, code=code).order_by("-valid_from")
    target = rows.select_related("ask", "unit__parent", "office").first()
    return acts_on(actor, target) if target is not None else []


def doing(actor: Actor, target: Target, kind: str) -> str:
    """The page on which a missing kind of evidence is shown."""
    if kind == "mandate_signed":
        return reverse("mandates:list")
    if kind in ESTABLISHMENT:
        return _office_page(steps.acting_office(actor, target) or "") or _to("sheet", target)
    if kind in ("first_hand_over", "sustained_use"):
        return reverse("custody:hand-overs")
    if kind == "readiness_declared":
        return _to("ready", target)
    if kind == "task_confirmed":
        return _to("task", target)
    return _to("sheet", target)


def _office_page(office: str) -> str:
    """The page of what an office has to work with."""
    try:
        return reverse("establishment:office", args=[office]) if office else ""
    except NoReverseMatch:
        return ""
