"""Who may say what an office has to work with.

The province and administrators for all; a supervisor for the office and for commune post offices and counters below it;
an officer for the committee's desk. Officers also speak for their district where the post and the committee act
together: they open offices there and record trainings of both.
"""

from delegation.establishment.refusals import RoleNotForOffice
from delegation.registry.models import Office, OfficeKind, Unit
from delegation.registry.models.offices import AGENCY_KINDS
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

_EVERYWHERE = (Role.ADMIN, Role.PROVINCE)
_BELOW = (OfficeKind.COMMUNE_POST, OfficeKind.COUNTER)
_DESK = (Role.OFFICER, Role.SUPERVISOR)
_AT_POST = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
ROLES: dict[str, tuple[Role, ...]] = {
    OfficeKind.ONE_STOP: _DESK,
    OfficeKind.DEPARTMENT: _DESK,
    OfficeKind.PROVINCE: (Role.PROVINCE, Role.OFFICER, Role.ADMIN),
    OfficeKind.PROVINCIAL_POST: (*_AT_POST, Role.HOTLINE),
    OfficeKind.DISTRICT_POST: _AT_POST,
    OfficeKind.COMMUNE_POST: _AT_POST,
    OfficeKind.COUNTER: _AT_POST,
}
"""The roles that an office of each kind has."""


def may_govern(actor: Actor, office: Office) -> bool:
    """Whether the actor answers for the office: appoints there, enrols devices, publishes."""
    if actor.is_any(_EVERYWHERE):
        return True
    roles = _DESK if office.kind in AGENCY_KINDS else (Role.SUPERVISOR,)
    return office.code in actor.offices_as(*roles) or (
        office.kind in _BELOW and office.parent_id in actor.offices_as(Role.SUPERVISOR)
    )


def may_speak_for_district(actor: Actor, office: Office) -> bool:
    """Whether the actor answers for the office, or sits at the desk of the committee of its district.

    The office's ``unit`` and that unit's ``parent`` must be selected.
    """
    if may_govern(actor, office):
        return True
    district = district_of(office)
    return district is not None and not office.is_agency and f"UB-{district.code}" in actor.offices_as(*_DESK)


def district_of(office: Office) -> Unit | None:
    """The district of an office; of a place in a commune without one, that of the post office it stands under."""
    if office.unit.district is None and office.kind in _BELOW and office.parent is not None:
        return office.parent.unit.district
    return office.unit.district


def may_see(actor: Actor, office: Office) -> bool:
    """Whether the actor may see who works in the office: those who answer for it, and its own people."""
    return office.code in actor.offices or may_speak_for_district(actor, office)


def may_train(actor: Actor, office: Office) -> bool:
    """Whether the actor may record that the office's people were trained.

    Trainings of a district are held together: its desk and its post office may each record both.
    """
    if may_speak_for_district(actor, office):
        return True
    district = office.unit.district
    return district is not None and f"BC-{district.code}" in actor.offices_as(Role.SUPERVISOR)


def require_may_govern(actor: Actor, office: Office) -> None:
    """Refuse whoever does not answer for the office: NotAllowed where they may see it, else NotThere."""
    if not may_govern(actor, office):
        raise _refusal(actor, office)


def require_may_speak_for_district(actor: Actor, office: Office) -> None:
    """Refuse whoever speaks neither for the office nor for its district."""
    if not may_speak_for_district(actor, office):
        raise _refusal(actor, office)


def require_may_train(actor: Actor, office: Office) -> None:
    """Refuse whoever may not record trainings of the office's people."""
    if not may_train(actor, office):
        raise _refusal(actor, office)


def require_may_see(actor: Actor, office: Office) -> None:
    """Who works where is not everybody's to know: NotThere for all others."""
    if not may_see(actor, office):
        raise NotThere


def roles_to_give(actor: Actor, office: Office) -> tuple[Role, ...]:
    """The roles that the actor may give in the office: nobody makes somebody more than himself."""
    roles = ROLES[office.kind]
    if actor.is_any((Role.ADMIN,)):
        return roles
    if actor.is_any((Role.PROVINCE,)):
        return tuple(role for role in roles if role not in _EVERYWHERE)
    if not may_govern(actor, office):
        return ()
    supervises = {office.code, office.parent_id} & actor.offices_as(Role.SUPERVISOR)
    return tuple(role for role in roles if supervises or role == Role.OFFICER)


def require_may_give(actor: Actor, office: Office, role: Role) -> None:
    """Refuse a role that the office does not have, or that the actor may not give there."""
    require_may_govern(actor, office)
    if role not in roles_to_give(actor, office):
        raise RoleNotForOffice(role=Role(role).label, office=office.name)


def _refusal(actor: Actor, office: Office) -> NotAllowed | NotThere:
    return NotAllowed() if office.code in actor.offices or may_see(actor, office) else NotThere()


def may_open_below(actor: Actor, office: Office) -> bool:
    """Whether the actor may open commune post offices and counters from the page of this desk or post office."""
    district = office.unit.district
    if district is None or office.kind not in {OfficeKind.ONE_STOP, OfficeKind.DISTRICT_POST}:
        return False
    sides = {f"UB-{district.code}"} & actor.offices_as(*_DESK) or {f"BC-{district.code}"} & actor.offices_as(
        Role.SUPERVISOR
    )
    return bool(sides) or actor.is_any(_EVERYWHERE)
