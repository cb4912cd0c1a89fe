"""Who sits at the hotline desk, and who reads what citizens thought."""

from uuid import UUID

from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotThere


def may_answer(actor: Actor) -> bool:
    """Whether the actor finds cases for callers: the hotline, and the province."""
    return actor.user_id is not None and actor.sees_everything


def require_may_answer(actor: Actor) -> UUID:
    """Who answers; raises NotThere for everybody else: the desk is not theirs to know of."""
    if actor.user_id is None or not may_answer(actor):
        raise NotThere
    return actor.user_id


def may_read_ratings(actor: Actor) -> bool:
    """Whether the actor reads ratings with their comments: officers of committees, and the province."""
    return actor.is_any((Role.OFFICER, Role.PROVINCE))


def require_may_read_ratings(actor: Actor) -> None:
    """Raises NotThere for everybody else: what a citizen wrote is for the agency that is judged."""
    if not may_read_ratings(actor):
        raise NotThere
