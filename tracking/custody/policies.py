"""Who may do what with hand-overs; scans have their rules in ``rulings``."""

from delegation.registry.models import Office
from delegation.registry.models.offices import POST_KINDS
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

from .models import HandOver, Receipt, Scan
from .refusals import NotYourHalf, WrongDirection
from .rulings import AGENCY_ROLES, POST_ROLES

GIVING_ROLES = frozenset(POST_ROLES) | frozenset(AGENCY_ROLES)


def require_may_draft(actor: Actor, giver: Office | None, receiver: Office | None) -> None:
    """The giver's staff draw up lists; between the committees and the post, and between post offices."""
    if giver is None or receiver is None or giver.code not in actor.offices:
        raise NotThere
    if giver.code not in actor.offices_as(*GIVING_ROLES):
        raise NotAllowed
    if giver.code == receiver.code or (giver.is_agency and receiver.is_agency):
        raise WrongDirection(giver=giver.name, receiver=receiver.name)


def require_may_give(actor: Actor, hand_over: HandOver) -> None:
    """Only the giver's staff change, propose and withdraw a list."""
    if hand_over.giver_id not in actor.offices_as(*GIVING_ROLES):
        raise NotYourHalf(office=hand_over.giver_id, hand_over=hand_over.code)


def require_may_countersign(actor: Actor, hand_over: HandOver) -> None:
    """Only the receiver's staff countersign."""
    if hand_over.receiver_id not in actor.offices_as(*GIVING_ROLES):
        raise NotYourHalf(office=hand_over.receiver_id, hand_over=hand_over.code)


def require_may_resolve(actor: Actor, hand_over: HandOver) -> None:
    """The giver still answers for what was found missing, so the giver's staff settle the difference."""
    require_may_give(actor, hand_over)


def may_give(actor: Actor, hand_over: HandOver) -> bool:
    """For buttons: whether the actor is on the giving side."""
    return hand_over.giver_id in actor.offices_as(*GIVING_ROLES)


def may_countersign(actor: Actor, hand_over: HandOver) -> bool:
    """For buttons: whether the actor is on the receiving side."""
    return hand_over.receiver_id in actor.offices_as(*GIVING_ROLES)


def require_may_read_receipt(actor: Actor, receipt: Receipt) -> None:
    """Both sides may read both receipts; the province too."""
    sides = {receipt.hand_over.giver_id, receipt.hand_over.receiver_id}
    if not actor.sees_everything and not sides & actor.offices:
        raise NotThere


def require_may_close_scan(actor: Actor, scan: Scan) -> None:
    """Scans in the tray are closed by supervisors and officers of the office they were made in."""
    if scan.office_id not in actor.offices:
        raise NotThere
    if scan.office_id not in actor.offices_as(Role.SUPERVISOR, Role.OFFICER, Role.CLERK):
        raise NotAllowed


def may_set_routes(actor: Actor, office: str) -> bool:
    """For buttons: whether the actor keeps the route table of a post office."""
    posts = {each.office for each in actor.appointments if each.office_kind in POST_KINDS}
    return office in posts & actor.offices_as(Role.SUPERVISOR)


def require_may_set_routes(actor: Actor, office: str) -> None:
    """Supervisors of a post office keep the rows that begin there; elsewhere there is nothing to keep."""
    if office not in actor.offices:
        raise NotThere
    if not may_set_routes(actor, office):
        raise NotAllowed


def require_may_bag(actor: Actor, office: str) -> None:
    """The staff of a post office pack, seal, send, take in and open the bags that lie there."""
    if not may_bag(actor, office):
        raise NotAllowed


def may_bag(actor: Actor, office: str) -> bool:
    """For buttons: whether the actor works with the bags of a post office."""
    posts = {each.office for each in actor.appointments if each.office_kind in POST_KINDS}
    return office in posts & actor.offices_as(*POST_ROLES)
