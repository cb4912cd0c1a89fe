"""Where one goes to show a kind of evidence that is missing."""

from postal_services.accounts.actors import Actor
from tracking.rollout import steps
from tracking.rollout.models import Target
from tracking.rollout.web.doors import DOING, OF_OFFICE, address

OF_COMMITTEE = "procedures_published"
"""The one kind that the committee's desk alone shows, whoever looks."""
OWN = {"readiness_declared": "rollout:ready", "task_confirmed": "rollout:task"}
"""Kinds that have a page of the target's own."""


def doing(actor: Actor, target: Target, kind: str) -> str:
    """The page on which a missing kind is shown; the sheet of the unit where there is none."""
    place = steps.aim_of(target)
    parts = (place.directive, place.ask, place.code)
    name = DOING[kind][1] if kind in DOING else OWN.get(kind, "")
    if kind in OF_OFFICE:
        office = target.office_id if kind == OF_COMMITTEE else steps.acting_office(actor, target)
        found = address(name, office or "") if office in actor.offices else ""
    elif kind in OWN:
        found = address(name, *parts)
    else:
        found = address(name) if name else ""
    return found or address("rollout:sheet", *parts)
