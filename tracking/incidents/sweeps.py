"""The sweep that opens and clears incidents, and the one that escalates them. One that fails never stops the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from postal_services import clock
from tracking.incidents import steps
from tracking.incidents.deadlines import Clockwork
from tracking.incidents.kinds import Kind
from tracking.incidents.looks import GONE, LOOKS, moved_sheets
from tracking.incidents.models import Incident
from tracking.incidents.states import IncidentState
from tracking.incidents.steps import Matter

CHUNK = 200
_AGAIN = "#"
"""Stands between a cause and how often it has been met, from the second time on."""
log = structlog.get_logger(__name__)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did; ``failed`` counts what could not be written and is tried again next time."""

    opened: int = 0
    cleared: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.opened + other.opened, self.cleared + other.cleared, self.failed + other.failed)

    def __str__(self) -> str:
        return f"opened {self.opened}, cleared {self.cleared}, failed {self.failed}"


def sweep(now: datetime | None = None) -> Swept:
    """Open what has begun to hold, clear what no longer does."""
    work = Clockwork(now or clock.now())
    done = Swept()
    for kind, look in LOOKS.items():
        try:
            matters = list(look(work))
        except Exception as problem:  # one look that fails does not blind the others
            log.exception("look_failed", kind=str(kind), error=type(problem).__name__)
            done += Swept(failed=1)
            continue
        done += _bring(str(kind), matters, work.now)
    for kind, gone in GONE.items():
        over = Incident.objects.standing().filter(gone, kind=kind).values_list("pk", flat=True)
        done += _in_chunks(list(over), lambda ids: _clear(ids, work.now), "cleared")
    return done + _moved(work)


def _moved(work: Clockwork) -> Swept:
    """Open what was signed and is no longer so; only a person can say that it is settled."""
    try:
        matters = list(moved_sheets(work))
    except Exception as problem:
        log.exception("look_failed", kind=str(Kind.RECONCILIATION_DIFFERENCE), error=type(problem).__name__)
        return Swept(failed=1)
    known = set(Incident.objects.filter(cause__in=[each.cause for each in matters]).values_list("cause", flat=True))
    fresh = [each for each in matters if each.cause not in known]
    return _in_chunks(fresh, lambda some: len(steps.open_many(some, now=work.now)), "opened")


def _bring(kind: str, matters: Sequence[Matter], now: datetime) -> Swept:
    """Bring the open incidents of one kind to what holds now."""
    wanted = {matter.cause: matter for matter in matters}
    rows = Incident.objects.standing().filter(kind=kind).values_list("cause", "pk")
    standing = {_plain(cause): pk for cause, pk in rows}
    over = [pk for cause, pk in standing.items() if cause not in wanted]
    done = _in_chunks(over, lambda ids: _clear(ids, now), "cleared")
    fresh = [matter for cause, matter in wanted.items() if cause not in standing]
    fresh = _unsettled(kind, fresh)
    return done + _in_chunks(fresh, lambda some: len(steps.open_many(some, now=now)), "opened")


def _unsettled(kind: str, fresh: Sequence[Matter]) -> list[Matter]:
    """Matters that nobody has settled. One that went away by itself and holds again (a hold made longer that is over
    once more) is opened under a cause of its own.
    """
    if not fresh:
        return []
    named = Q(cause__in=[each.cause for each in fresh]) | Q(item__in={each.item for each in fresh if each.item})
    met: dict[str, list[str]] = {}
    for cause, state in Incident.objects.filter(named, kind=kind).values_list("cause", "state"):
        met.setdefault(_plain(cause), []).append(state)
    found = []
    for matter in fresh:
        before = met.get(matter.cause, [])
        if not before:
            found.append(matter)
        elif set(before) == {IncidentState.CLEARED}:
            found.append(replace(matter, cause=f"{matter.cause}{_AGAIN}{len(before) + 1}"))
    return found


def _plain(cause: str) -> str:
    """The cause as its look gives it, however often it was met."""
    return cause.partition(_AGAIN)[0]


def _in_chunks(things: Sequence[Thing], act: Callable[[Sequence[Thing]], int], what: str) -> Swept:
    """Act on things together, a few hundred a transaction, or one by one where one of them cannot be written."""
    done = Swept()
    for start in range(0, len(things), CHUNK):
        done += _act(things[start : start + CHUNK], act, what)
    return done


def _act(things: Sequence[Thing], act: Callable[[Sequence[Thing]], int], what: str) -> Swept:
    try:
        with transaction.atomic():
            return Swept(**{what: act(things)})
    except Exception as problem:  # whatever it is, the others go on
        if len(things) == 1:
            log.exception("incident_not_written", what=what, about=_name(things[0]), error=type(problem).__name__)
            return Swept(failed=1)
    return sum((_act([thing], act, what) for thing in things), Swept())


def _name(thing: object) -> str:
    """A matter by its cause, a row by its key; neither says anything about a person."""
    return thing.cause if isinstance(thing, Matter) else str(thing)


def _clear(ids: Iterable[UUID], now: datetime) -> int:
    heads, incidents = steps.lock(Incident.objects.filter(pk__in=list(ids)))
    over = [incident for incident in incidents if incident.is_standing]
    steps.clear(over, heads, now=now)
    return len(over)


def escalate(now: datetime | None = None) -> Swept:
    """Tell the next level of what is past its deadline: each level once, each recorded by a line."""
    work = Clockwork(now or clock.now())
    due = Incident.objects.standing().filter(escalate_at__lte=work.now, level__lt=steps.HIGHEST_LEVEL)
    ids = list(due.order_by("escalate_at", "pk").values_list("pk", flat=True))
    return _in_chunks(ids, lambda some: steps.escalate(Incident.objects.filter(pk__in=list(some)), work), "opened")
