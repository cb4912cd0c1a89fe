"""Who may look after devices."""

from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.refusals import OfficeNotYours


def may_manage_devices(actor: Actor, office: str) -> bool:
    """Whether the actor looks after the devices of ``office`` (its code)."""
    return actor.user_id is not None and (
        actor.is_any((Role.ADMIN,)) or office in actor.offices_as(Role.SUPERVISOR, Role.OFFICER)
    )


def require_may_manage_devices(actor: Actor, office: str) -> None:
    """Stop everyone but the supervisors and officers of ``office`` and administrators.

    Raises:
        OfficeNotYours: for everyone else, whether the office exists or not.
    """
    if not may_manage_devices(actor, office):
        raise OfficeNotYours(office=office)
