"""Who may do what with a mandate."""

from delegation.mandates.models import Mandate
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

_SIGNING_ROLES = (Role.OFFICER, Role.SUPERVISOR)


def may_prepare(actor: Actor, committee: str) -> bool:
    """Whether the actor may draft, sign and put in force mandates of ``committee`` (an office code)."""
    return committee in actor.offices_as(*_SIGNING_ROLES)


def require_may_prepare(actor: Actor, committee: str) -> None:
    """Officers and supervisors of the committee prepare and sign its mandates.

    Raises NotAllowed for others who know the committee, NotThere for everyone else.
    """
    if may_prepare(actor, committee):
        return
    if committee in actor.offices or actor.sees_everything:
        raise NotAllowed
    raise NotThere


def require_may_sign(actor: Actor, mandate: Mandate) -> None:
    """Only the committee's own officers and supervisors sign, withdraw and put in force what it has drafted."""
    if not may_prepare(actor, mandate.committee_id):
        raise NotAllowed


def may_control(actor: Actor, mandate: Mandate) -> bool:
    """Whether the actor may suspend, resume or end the mandate."""
    return may_prepare(actor, mandate.committee_id) or actor.is_any((Role.PROVINCE,))


def require_may_control(actor: Actor, mandate: Mandate) -> None:
    """The committee's officers, and the province, stop and resume a mandate; the post office only sees it."""
    if not may_control(actor, mandate):
        raise NotAllowed
