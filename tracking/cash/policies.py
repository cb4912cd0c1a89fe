"""Who takes money, who corrects it, who counts it and who signs for it."""

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere

from .models import CashDay, Reconciliation, Taking
from .refusals import NotYourDay, NotYourTaking, OwnMoney, PersonNeeded

MONEY_ROLES = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR, Role.OFFICER)
IN_CHARGE = (Role.SUPERVISOR, Role.OFFICER)
"""Supervisors of post offices; officers answer for the desk of their committee."""
_POST_SIDE = (Role.CLERK, Role.SUPERVISOR)
_AGENCY_SIDE = (Role.OFFICER, Role.SUPERVISOR)


def may_take(actor: Actor) -> bool:
    """For buttons and menus: whether the actor holds a post in which money is taken."""
    return actor.user_id is not None and actor.is_any(MONEY_ROLES)


def require_may_take(actor: Actor, office: str) -> Office:
    """The office in which the actor takes money: the one named, or the only one they hold such a post in.

    Raises PersonNeeded for a device alone, NotAllowed without such a post, Invalid when it is not clear which office.
    """
    if actor.user_id is None:
        raise PersonNeeded
    own = actor.offices_as(*MONEY_ROLES)
    if not own or (office and office not in own):
        raise NotAllowed
    if not office and len(own) > 1:
        vi, en = "Bạn làm việc ở nhiều nơi. Chọn nơi thu tiền.", "You work in several offices. Say where it was taken."
        raise Invalid({"office": [FieldProblem("office_needed", vi, en)]})
    return Office.objects.get(pk=office or next(iter(own)))


def in_charge(actor: Actor, office: str) -> bool:
    """Whether the actor answers for the money of an office."""
    return office in actor.offices_as(*IN_CHARGE)


def require_may_reverse(actor: Actor, taking: Taking, *, day_open: bool) -> None:
    """Who took it, while their day is open; else who answers for the office's money."""
    own = taking.by_id == actor.user_id and taking.office_id in actor.offices_as(*MONEY_ROLES)
    if not (own and day_open) and not in_charge(actor, taking.office_id):
        raise NotYourTaking(office=taking.office.name)


def may_reverse(actor: Actor, taking: Taking, *, day_open: bool) -> bool:
    """For buttons: the same question."""
    try:
        require_may_reverse(actor, taking, day_open=day_open)
    except NotYourTaking:
        return False
    return True


def require_may_correct(actor: Actor, dossier: Dossier, *, fee: bool) -> str:
    """The office in which the actor corrects charges: the committee's desk all three columns, the post's supervisor
    the two that are the post's.
    """
    if dossier.committee_id in actor.offices_as(*_AGENCY_SIDE):
        return dossier.committee_id
    if not fee and dossier.post_office_id in actor.offices_as(Role.SUPERVISOR):
        return dossier.post_office_id
    raise NotAllowed


def may_correct(actor: Actor, dossier: Dossier) -> bool:
    """For buttons: whether the actor may correct any of the charges."""
    try:
        require_may_correct(actor, dossier, fee=False)
    except NotAllowed:
        return False
    return True


def require_may_close(actor: Actor, day: CashDay, *, over: bool) -> None:
    """Everybody closes their own day; who answers for the office closes one left open, once it is over."""
    if day.person_id == actor.user_id:
        return
    if not (over and in_charge(actor, day.office_id)):
        raise NotYourDay


def may_close(actor: Actor, day: CashDay, *, over: bool) -> bool:
    """For buttons: the same question."""
    return day.person_id == actor.user_id or (over and in_charge(actor, day.office_id))


def require_may_accept(actor: Actor, day: CashDay) -> None:
    """Somebody in charge of the office takes the money over, and nobody from themselves."""
    if not in_charge(actor, day.office_id):
        raise NotAllowed
    if actor.user_id in {day.person_id, day.closed_by_id}:
        raise OwnMoney


def may_accept(actor: Actor, day: CashDay) -> bool:
    """For buttons: the same question."""
    return in_charge(actor, day.office_id) and actor.user_id not in {day.person_id, day.closed_by_id}


def on_post_side(actor: Actor, post_office: str) -> bool:
    """Whether the actor speaks for the post in a reconciliation."""
    return post_office in actor.offices_as(*_POST_SIDE)


def on_agency_side(actor: Actor, committee: str) -> bool:
    """Whether the actor speaks for the committee in a reconciliation."""
    return committee in actor.offices_as(*_AGENCY_SIDE)


def require_may_draft(actor: Actor, post_office: Office | None, committee: Office | None) -> None:
    """Either side draws the sheet up; NotThere when neither office is the actor's."""
    if post_office is None or committee is None or not post_office.is_post or not committee.is_agency:
        raise NotThere
    if on_post_side(actor, post_office.code) or on_agency_side(actor, committee.code):
        return
    if {post_office.code, committee.code} & actor.offices or actor.sees_everything:
        raise NotAllowed
    raise NotThere


def side_of(actor: Actor, sheet: Reconciliation) -> str:
    """``post`` or ``agency``: for whom the actor signs. Raises NotAllowed for who may only look."""
    if on_post_side(actor, sheet.post_office_id):
        return "post"
    if on_agency_side(actor, sheet.committee_id):
        return "agency"
    raise NotAllowed
