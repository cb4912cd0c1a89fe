"""Who draws reports up, approves and freezes them."""

from uuid import UUID

from postal_services.accounts.actors import Actor, Role

from .models import Report
from .refusals import OfficeOfProvince, SamePerson

_MAKERS = (Role.PROVINCE,)


def may_make(actor: Actor) -> bool:
    """For buttons and menus: whether the actor may draw up, approve and freeze reports at all."""
    return actor.user_id is not None and actor.is_any(_MAKERS)


def require_may_make(actor: Actor) -> tuple[UUID, str]:
    """The person and the office in which they act. Raises OfficeOfProvince for everybody else."""
    if actor.user_id is None or not actor.is_any(_MAKERS):
        raise OfficeOfProvince
    return actor.user_id, min(actor.offices_as(*_MAKERS))


def require_may_approve(actor: Actor, report: Report) -> tuple[UUID, str]:
    """Two persons: who drew it up does not approve it. Raises SamePerson."""
    found = require_may_make(actor)
    if report.drafted_by_id == found[0]:
        raise SamePerson(report=report.code)
    return found


def may_approve(actor: Actor, report: Report) -> bool:
    """For buttons: the same question."""
    return may_make(actor) and report.drafted_by_id != actor.user_id
