"""Who sees the province's board, and who acts for a unit or for the province."""

from typing import NoReturn

from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere
from tracking.rollout.models import Obstacle, Target
from tracking.rollout.models.scoping import SPEAKERS, offices_spoken_for, units_spoken_for
from tracking.rollout.refusals import NotYoursToAnswer, NotYourTarget, ProvinceOnly

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


def speaks_for(actor: Actor, target: Target, roles: tuple[Role, ...] = SPEAKERS) -> bool:
    """Whether the actor acts for a target (unit and its parent selected): as one of ``roles`` in the unit itself, in
    the district it lies in, or in the office that is asked.
    """
    if target.office_id and target.office_id in actor.offices_as(*roles, Role.PROVINCE):
        return True
    return not _places(target).isdisjoint(units_spoken_for(actor, roles))


def _places(target: Target) -> frozenset[str]:
    """Codes of the unit and of its district."""
    unit = target.unit
    if unit is None:
        return frozenset()
    district = unit.district
    return frozenset({unit.code} | ({district.code} if district is not None else set()))


def _works_there(actor: Actor, target: Target) -> bool:
    """Whether the actor holds any post in the unit, or sees all units: such people are told why not."""
    if actor.sees_everything or target.office_id in actor.offices:
        return True
    return any(post.unit in _places(target) for post in actor.appointments)


def is_province(actor: Actor) -> bool:
    """Whether the actor is an officer of the province."""
    return actor.is_any((Role.PROVINCE,))


def require_may_speak(actor: Actor, target: Target, roles: tuple[Role, ...] = SPEAKERS) -> None:
    """Raises NotYourTarget for those who work there in another role, NotThere for strangers."""
    if not speaks_for(actor, target, roles):
        _refuse(actor, target, NotYourTarget(name=target.name))


def require_province(actor: Actor, target: Target) -> None:
    """Raises ProvinceOnly for those who work in the unit, NotThere for strangers."""
    if not is_province(actor):
        _refuse(actor, target, ProvinceOnly())


def may_declare(actor: Actor, target: Target) -> bool:
    """Whether the actor says that a unit is ready: its committee's officer, or the province."""
    return is_province(actor) or speaks_for(actor, target, (Role.OFFICER,))


def require_may_declare(actor: Actor, target: Target) -> None:
    """Raises NotYourTarget for those who work there in another role, NotThere for strangers."""
    if not may_declare(actor, target):
        _refuse(actor, target, NotYourTarget(name=target.name))


def may_declare_anywhere(actor: Actor) -> bool:
    """Whether the actor declares any commune ready: an officer of a committee, or the province."""
    return is_province(actor) or bool(units_spoken_for(actor, (Role.OFFICER,)))


def may_report_task(actor: Actor, target: Target) -> bool:
    """Whether the actor reports a task done, or takes a report back: its owner, or the province."""
    return is_province(actor) or speaks_for(actor, target)


def require_may_report_task(actor: Actor, target: Target) -> None:
    """Raises NotYourTarget for those who work there in another role, NotThere for strangers."""
    if not may_report_task(actor, target):
        _refuse(actor, target, NotYourTarget(name=target.name))


def _refuse(actor: Actor, target: Target, told: NotAllowed) -> NoReturn:
    raise told if _works_there(actor, target) else NotThere


def may_answer(actor: Actor, obstacle: Obstacle) -> bool:
    """Whether the actor takes and answers an obstacle: the province, or the office it was assigned to."""
    return is_province(actor) or obstacle.office_id in offices_spoken_for(actor)


def require_may_answer(actor: Actor, obstacle: Obstacle) -> None:
    """Raises NotYoursToAnswer for the others who see it."""
    if not may_answer(actor, obstacle):
        raise NotYoursToAnswer(office=obstacle.office.name)


def may_assign(actor: Actor) -> bool:
    """Whether the actor gives obstacles to offices."""
    return is_province(actor)


def may_close(actor: Actor, obstacle: Obstacle) -> bool:
    """Whether the actor ends an answered obstacle: the province, or the unit that is content with the answer."""
    return is_province(actor) or speaks_for(actor, obstacle.target)


def require_may_close(actor: Actor, obstacle: Obstacle) -> None:
    """Raises ProvinceOnly for the others who see it."""
    if not may_close(actor, obstacle):
        raise ProvinceOnly


def may_see_obstacles(actor: Actor) -> bool:
    """Whether there is a list of obstacles for the actor: for those who speak for a unit or an office."""
    return is_province(actor) or bool(offices_spoken_for(actor))
