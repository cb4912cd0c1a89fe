"""Who may do what with rounds, and with items that wait at an office."""

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

from .models import Round
from .refusals import NotYourRound

DESK_ROLES = (Role.CLERK, Role.SUPERVISOR)
ROUND_ROLES = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)


def require_may_build(actor: Actor, office: Office | None, postman: str) -> Office:
    """Clerks and supervisors draw up rounds of their office for anybody there; a postman draws up his own."""
    if office is None or not office.is_post or office.code not in actor.offices:
        raise NotThere
    own = office.code in actor.offices_as(Role.POSTMAN) and postman == actor.username
    if not own and office.code not in actor.offices_as(*DESK_ROLES):
        raise NotAllowed
    return office


def require_may_work(actor: Actor, round_: Round) -> None:
    """The round's own postman, and the desk of its office."""
    if may_work(actor, round_):
        return
    if round_.office_id in actor.offices_as(Role.POSTMAN):
        raise NotYourRound(round=round_.code)
    raise NotAllowed


def may_work(actor: Actor, round_: Round) -> bool:
    """For buttons: whether the actor carries the round or sits at the desk of its office."""
    if round_.office_id in actor.offices_as(*DESK_ROLES):
        return True
    return round_.postman_id == actor.user_id and round_.office_id in actor.offices_as(Role.POSTMAN)


def may_read_names(actor: Actor, round_: Round) -> bool:
    """Names and addresses are for those who deliver; the province sees the round without them."""
    return round_.office_id in actor.offices_as(*ROUND_ROLES)


def require_may_read_names(actor: Actor, round_: Round) -> None:
    """The paper names people, so only the office that delivers prints it."""
    if not may_read_names(actor, round_):
        raise NotAllowed


def require_at_desk(actor: Actor, office: str) -> None:
    """What waits at an office is worked on by its own staff."""
    if office not in actor.offices:
        raise NotThere
    if office not in actor.offices_as(*ROUND_ROLES):
        raise NotAllowed
