"""Who may ask for a pickup, assign it, make it, and say how many an office can make."""

import math
from collections.abc import Iterable

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.limits import Limit
from postal_services.errors import NotAllowed, NotThere
from tracking.pickups.models import Pickup, Source
from tracking.pickups.refusals import NotYourPickup, TooManyBookings

AT_POST = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
AT_COUNTER = (Role.CLERK, Role.SUPERVISOR)
PER_NETWORK = Limit("pickups/network", 12, 60 * 60)
PER_PHONE = Limit("pickups/phone", 6, 24 * 60 * 60)
PER_SERVICE = Limit("pickups/service", 600, 60 * 60, block=10)
"""Bookings by people who have not signed in: of one network, of one telephone number, of everybody together."""
OPEN_A_PHONE = 3
"""Pickups that may wait for one telephone number when its owner books them alone."""


def take_web_permit(network: str, phone_key: str) -> None:
    """Count one booking of somebody who has not signed in; raises TooManyBookings with the minutes to wait.

    A network that has had enough takes nothing from the others. Call it before the command's transaction.
    """
    for limit, identity in ((PER_NETWORK, network), (PER_SERVICE, ""), (PER_PHONE, phone_key)):
        wait = limit.take(identity) if identity or limit is PER_SERVICE else None
        if wait is not None:
            raise TooManyBookings(wait=math.ceil(wait / 60))


def source_of(actor: Actor, office: Office, committee: str) -> Source:
    """Through whom the booking comes, which decides whether it may: anybody for themselves, staff for their people.

    Raises NotAllowed for staff of other places.
    """
    if actor.user_id is None and not actor.appointments:
        return Source.WEB
    if actor.is_any((Role.HOTLINE,)):
        return Source.HOTLINE
    if actor.offices_as(*AT_POST) & _near(office):
        return Source.COUNTER
    if committee in actor.offices_as(Role.OFFICER, Role.SUPERVISOR):
        return Source.AGENCY
    raise NotAllowed


def _near(office: Office) -> set[str]:
    """The office itself, the one above it, and those below the same one: a village post office books for the town's."""
    return {office.code, *([office.parent_id] if office.parent_id else []), *_children(office)}


def _children(office: Office) -> Iterable[str]:
    return Office.objects.filter(parent=office.code).values_list("code", flat=True)


def may_book(actor: Actor) -> bool:
    """Whether the actor books pickups for people at the counter, on the telephone or at the desk."""
    return actor.is_any((*AT_POST, Role.HOTLINE, Role.OFFICER))


def require_may_book(actor: Actor) -> None:
    """Staff with a post; raises NotAllowed for everybody else."""
    if not may_book(actor):
        raise NotAllowed


def may_assign(actor: Actor, office: str) -> bool:
    """Whether the actor says who collects for ``office``."""
    return office in actor.offices_as(*AT_COUNTER)


def require_may_assign(actor: Actor, offices: Iterable[str]) -> None:
    """Clerks and supervisors of the office that collects."""
    if not all(may_assign(actor, office) for office in offices):
        raise NotAllowed


def may_change(actor: Actor, pickup: Pickup) -> bool:
    """Whether the actor moves or calls off the pickup for its sender."""
    if actor.is_any((Role.HOTLINE,)) or pickup.office_id in actor.offices_as(*AT_POST):
        return True
    return pickup.source == Source.AGENCY and pickup.committee_id in actor.offices_as(Role.OFFICER, Role.SUPERVISOR)


def require_may_change(actor: Actor, pickup: Pickup) -> None:
    """Staff of the office that collects, and the hotline."""
    if not may_change(actor, pickup):
        raise NotAllowed


def may_collect(actor: Actor, pickup: Pickup) -> bool:
    """Whether the actor is the one who was sent."""
    return actor.user_id is not None and pickup.postman_id == actor.user_id and _works_there(actor, pickup)


def require_may_collect(actor: Actor, pickup: Pickup) -> None:
    """Only the person it was given to, while they hold a post in the office."""
    if not _works_there(actor, pickup):
        raise NotAllowed
    if pickup.postman_id is not None and pickup.postman_id != actor.user_id:
        raise NotYourPickup


def _works_there(actor: Actor, pickup: Pickup) -> bool:
    return pickup.office_id in actor.offices_as(*AT_POST)


def may_read_contact(actor: Actor, pickup: Pickup) -> bool:
    """Whether the sender's name, telephone and address are the actor's business."""
    return actor.is_any((Role.HOTLINE,)) or pickup.office_id in actor.offices_as(*AT_POST)


def require_may_set_slots(actor: Actor, office: str) -> None:
    """Supervisors of the office; the answer for others does not tell whether the office exists."""
    if office not in actor.offices:
        raise NotThere
    if office not in actor.offices_as(Role.SUPERVISOR):
        raise NotAllowed


def may_complete_intake(actor: Actor, office: str) -> bool:
    """Whether the actor works where the papers were taken in."""
    return office in actor.offices_as(*AT_POST)


def may_recount(actor: Actor, committee: str) -> bool:
    """Whether the actor counts papers at the one-stop desk of ``committee``."""
    return committee in actor.offices_as(Role.OFFICER, Role.SUPERVISOR)
