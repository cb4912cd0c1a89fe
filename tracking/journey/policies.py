"""Who sits at the hotline desk."""

from uuid import UUID

from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere


def may_answer(actor: Actor) -> bool:
    """Whether the actor finds cases for callers: the hotline, and the province."""
    return actor.user_id is not None and actor.sees_everything


def require_may_answer(actor: Actor) -> UUID:
    """Who answers; raises NotThere for everybody else: the desk is not theirs to know of."""
    if actor.user_id is None or not may_answer(actor):
        raise NotThere
    return actor.user_id
