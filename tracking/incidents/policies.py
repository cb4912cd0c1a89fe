"""Who may do what about incidents."""

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

from .models import Incident
from .refusals import NotYourIncident

WORKERS = (Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
"""Who may take and resolve what their own office answers for."""
ANSWERERS = (Role.OFFICER, Role.CLERK, Role.SUPERVISOR)
"""Who pays compensation out, answers complaints and notes that one was withdrawn: no postman on the road."""
DECIDERS = (Role.SUPERVISOR,)
"""Who decides about losses and compensation at a post office; at agencies it is the officer."""
COMPLAINT_TAKERS = (Role.OFFICER, Role.CLERK, Role.SUPERVISOR, Role.HOTLINE, Role.PROVINCE)


def offices_of(incident: Incident) -> frozenset[str]:
    """The offices that answer for an incident: its own, and the one it was escalated to."""
    return frozenset(code for code in (incident.office_id, incident.escalated_to_id) if code)


def may_work(actor: Actor, incident: Incident) -> bool:
    """Whether the actor may take, hand on and resolve an incident."""
    return actor.is_any((Role.PROVINCE,)) or not offices_of(incident).isdisjoint(actor.offices_as(*WORKERS))


def may_decide(actor: Actor, incident: Incident) -> bool:
    """Whether the actor decides about loss and compensation: the supervisor, or the province."""
    return actor.is_any((Role.PROVINCE,)) or not offices_of(incident).isdisjoint(actor.offices_as(*DECIDERS))


def require_may_work(actor: Actor, incident: Incident) -> None:
    """Raises NotYourIncident for anybody else who can see the incident."""
    if not may_work(actor, incident):
        raise NotYourIncident(office=incident.office.name)


def may_answer(actor: Actor, incident: Incident) -> bool:
    """Whether the actor speaks for the office to the complainant: answers, and pays what was approved."""
    return actor.is_any((Role.PROVINCE,)) or not offices_of(incident).isdisjoint(actor.offices_as(*ANSWERERS))


def require_may_answer(actor: Actor, incident: Incident) -> None:
    """Raises NotYourIncident for anybody who does not sit at a desk there."""
    if not may_answer(actor, incident):
        raise NotYourIncident(office=f"giao dịch viên, kiểm soát viên hoặc công chức của {incident.office.name}")


def require_may_decide(actor: Actor, incident: Incident) -> None:
    """Raises NotYourIncident for anybody who is not the supervisor there or the province."""
    if not may_decide(actor, incident):
        raise NotYourIncident(office=f"kiểm soát viên của {incident.office.name}")


def require_may_report(actor: Actor, office: str) -> None:
    """Incidents are reported by people who work in the office that reports them."""
    if office not in actor.offices:
        raise NotThere
    if office not in actor.offices_as(*WORKERS):
        raise NotAllowed


def require_may_report_anywhere(actor: Actor) -> None:
    """The page to report an incident is for people who work in some office."""
    if not actor.offices_as(*WORKERS):
        raise NotAllowed


def require_may_take_complaints(actor: Actor) -> None:
    """The page to take a complaint is for the counter and the hotline."""
    if not may_take_complaints(actor):
        raise NotAllowed


def may_take_complaints(actor: Actor) -> bool:
    """Whether the actor stands at a counter or answers the hotline."""
    return actor.is_any(COMPLAINT_TAKERS)


def require_may_complain(actor: Actor, dossier: Dossier | None) -> Dossier:
    """The case, for those who may see it and take complaints; a foreign case is not there."""
    if dossier is None:
        raise NotThere
    if not may_take_complaints(actor):
        raise NotAllowed
    return dossier
