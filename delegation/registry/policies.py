"""Who may change what the registry says."""

from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed


def may_keep_calendar(actor: Actor) -> bool:
    """Administrators and the province declare closures."""
    return actor.is_any((Role.ADMIN, Role.PROVINCE))


def require_may_keep_calendar(actor: Actor) -> None:
    """Refuse with :class:`NotAllowed` unless the actor may declare and withdraw closures."""
    if not may_keep_calendar(actor):
        raise NotAllowed
