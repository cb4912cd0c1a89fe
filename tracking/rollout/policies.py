"""Who sees the province's board."""

from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotThere

WATCHERS = (Role.PROVINCE, Role.HOTLINE, Role.SUPERVISOR)


def may_watch(actor: Actor) -> bool:
    """Whether the actor sees the figures of all districts."""
    return actor.is_any(WATCHERS)


def require_may_watch(actor: Actor) -> None:
    """Raises NotThere for everybody else."""
    if not may_watch(actor):
        raise NotThere


def may_open(actor: Actor, unit: str) -> bool:
    """Whether the list behind a district's number is the actor's to read; empty ``unit`` means all districts."""
    return actor.sees_everything or any(post.unit == unit for post in actor.appointments)
