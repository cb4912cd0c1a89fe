"""Judging one kind of evidence for one target on one day: pure, over facts that were read before.

A fact counts from the day it happened. What was shown and is withdrawn, ended, relieved or revoked no longer counts
from that day.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from postal_services import clock
from tracking.measures.queries import Reference
from tracking.rollout.states import AcceptanceState, ReadinessState, TaskState

from .facts import ONE_DAY, Facts, Known
from .kinds import READINESS, TASK
from .lines import MOST_LINES, History
from .staff import held, people, staff_days, trained

SAMPLED = frozenset({"sustained_use"})
"""Kinds that are judged by sums: their lines are the newest of many."""

LONGEST_CASE = 366
"""Days for which a case may go on counting after it was lodged."""

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: met, or why not with its numbers; ``inherited`` where others showed it for the target."""

    met: bool
    reason: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    inherited: bool = False


MET = Finding(met=True)


@dataclass(frozen=True, slots=True)
class Judge:
    """How a kind is judged: the days on which its outcome may change, the outcome of a day, and what shows it."""

    days: Callable[[Facts, Known, Parameters], Iterable[date]]
    find: Callable[[Facts, Known, Parameters, date], Finding]
    lines: Callable[[Facts, Known, date], Iterable[Reference]]


def newest(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """The newest of ``references``, each once, in the order in which they happened."""
    ordered = sorted(set(references), key=lambda each: (each.occurred_at, each.stream, each.seq))
    return tuple(ordered[-MOST_LINES:])


# 1: a mandate in force ------------------------------------------------------------------------------------------------

_TELLING = ("suspended", "ended", "signed")


def _mandate_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    yield from known.mandate_days()


def _mandate(_facts: Facts, known: Known, _parameters: Parameters, day: date) -> Finding:
    """Met while a mandate that both sides signed is in force; two of them are no more than one."""
    if any(each.in_force(day) for each in known.delegations):
        return MET
    reasons = {"ended" if each.is_over(day) else each.history.state(day) for each in known.delegations}
    return Finding(met=False, reason=next((state for state in _TELLING if state in reasons), "not_signed"))


def _mandate_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    standing = [each.history for each in known.delegations if each.in_force(day)]
    if standing:
        best = min(standing, key=lambda history: (history.last(day) or history.first()).reference.occurred_at)
        yield from (reference for reference in best.until(day) if reference.action != "draft")
    else:
        yield from _ends((each.history for each in known.delegations), day)


def _ends(told: Iterable[History], day: date) -> Iterator[Reference]:
    """The line that stands last in each history."""
    yield from (last.reference for history in told if (last := history.last(day)))


# 2 to 5: what the offices have ----------------------------------------------------------------------------------------


def _published(known: Known, day: date) -> list[History]:
    desk = known.offices.get(known.asked.place.committee)
    return [each for each in desk.publications if each.state(day) == "published"] if desk else []


def _publication_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    desk = known.offices.get(known.asked.place.committee)
    yield from (day for history in (desk.publications if desk else ()) for day in history.days)


def _publications(_facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    have = len({str(each.first().data.get("procedure")) for each in _published(known, day)})
    numbers = {"have": have, "need": parameters["least"]}
    if have >= parameters["least"]:
        return Finding(met=True, numbers=numbers)
    return Finding(met=False, reason="too_few_published" if have else "none_published", numbers=numbers)


def _publication_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    yield from _ends(_published(known, day), day)


def _staff_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    yield from staff_days(known)


def _staff(_facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    sides = {"one_stop": (known.asked.place.committee,), "post": known.post_offices(day)}
    have = need = 0
    for side, offices in sides.items():
        standing = held(known, offices, day)
        for role, least in parameters[side].items():
            found = len({str(each.first().data.get("user")) for each in standing if each.first().data["role"] == role})
            if found < least:
                return Finding(met=False, reason=f"{side}_not_staffed", numbers={"have": found, "need": least})
            have, need = have + found, need + least
    return Finding(met=True, numbers={"have": have, "need": need})


def _staff_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    offices = (known.asked.place.committee, *known.post_offices(day))
    yield from _ends(held(known, offices, day), day)


def _devices_in_use(known: Known, day: date) -> list[History]:
    return [each for office in known.working(day) for each in office.devices if each.state(day) == "in_use"]


def _device_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    yield from known.office_days()
    yield from (day for office in known.offices.values() for history in office.devices for day in history.days)


def _devices(_facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    numbers = {"have": len(_devices_in_use(known, day)), "need": parameters["least"]}
    if numbers["have"] >= numbers["need"]:
        return Finding(met=True, numbers=numbers)
    return Finding(met=False, reason="too_few_devices", numbers=numbers)


def _device_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    yield from _ends(_devices_in_use(known, day), day)


def _training_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    yield from staff_days(known)
    yield from (day for office in known.offices.values() for history in office.trainings for day in history.days)


def _training(_facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    appointed = people(known, day)
    have = len(appointed & trained(known, day))
    numbers = {"have": have, "of": len(appointed), "percent": parameters["share_percent"]}
    if not appointed:
        return Finding(met=False, reason="nobody_appointed", numbers=numbers)
    if have * 100 >= parameters["share_percent"] * len(appointed):
        return Finding(met=True, numbers=numbers)
    return Finding(met=False, reason="too_few_trained", numbers=numbers)


def _training_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    told = (history for office in known.offices.values() for history in office.trainings)
    yield from _ends((history for history in told if history.state(day) == "recorded"), day)


# 6 and 7: what really went by post ------------------------------------------------------------------------------------


def _first_days(_facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
    if known.first_day:
        yield known.first_day


def _first(_facts: Facts, known: Known, _parameters: Parameters, day: date) -> Finding:
    return MET if known.first_day and known.first_day <= day else Finding(met=False, reason="none_yet")


def _first_lines(_facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    """Those of the case by which it counts; where that was played, those of the first real one as well."""
    for told in (known.handed_over.first, known.handed_over.first_real):
        yield from told if told and clock.day_of(told[0].occurred_at) <= day else ()


def _use_days(_facts: Facts, known: Known, parameters: Parameters) -> Iterator[date]:
    window = timedelta(days=parameters["days"])
    counts = known.counts
    for day in {*counts.handed_over.days, *counts.finished.days, *counts.on_time.days}:
        yield day
        if day < date.max - window:
            yield day + window


def _use(_facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    window = parameters["days"]
    start = day - ONE_DAY * (window - 1)
    counts = known.counts
    have = counts.handed_over.between(start, day)
    if have < parameters["dossiers"]:
        numbers = {"have": have, "need": parameters["dossiers"], "days": window}
        return Finding(met=False, reason="too_few_dossiers", numbers=numbers)
    finished, on_time = counts.finished.between(start, day), counts.on_time.between(start, day)
    need = parameters["share_on_time_percent"]
    numbers = {"have": on_time * 100 // finished if finished else 0, "need": need, "days": window, "dossiers": have}
    if finished and on_time * 100 >= need * finished:
        return Finding(met=True, numbers=numbers)
    return Finding(met=False, reason="too_few_on_time" if finished else "none_finished", numbers=numbers)


def _use_lines(facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    """The newest hand-overs among those of the days that are added up; all of them are opened from the figures."""
    days = max((rule.parameters["days"] for rule in facts.rules_on(day) if rule.kind == "sustained_use"), default=0)
    told = known.handed_over.newest
    yield from (line for line in told if day - ONE_DAY * days < clock.day_of(line.occurred_at) <= day)


# 8 and the other asks: documents about the target itself --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Documents:
    """A kind that is met while one document of a machine stands in ``good``; else the newest tells why not."""

    machine: str
    good: str
    none: str
    reasons: Mapping[str, str]

    def days(self, _facts: Facts, known: Known, _parameters: Parameters) -> Iterator[date]:
        """The days on which any of them changed."""
        yield from (day for history in self.told(known) for day in history.days)

    def find(self, _facts: Facts, known: Known, _parameters: Parameters, day: date) -> Finding:
        """Whether one stands."""
        states = [state for history in self.told(known) if (state := history.state(day))]
        if self.good in states:
            return MET
        return Finding(met=False, reason=self.reasons.get(states[-1], self.none) if states else self.none)

    def lines(self, _facts: Facts, known: Known, day: date) -> Iterator[Reference]:
        """Those that stand; where none does, the last word about each."""
        told = self.told(known)
        standing = [history for history in told if history.state(day) == self.good]
        yield from _ends(standing or told, day)

    def told(self, known: Known) -> tuple[History, ...]:
        """All of them, as they began."""
        return known.own.get(self.machine, ())

    @property
    def judge(self) -> Judge:
        """It as a judge."""
        return Judge(self.days, self.find, self.lines)


_ACCEPTANCE = Documents(
    "acceptance",
    AcceptanceState.ACCEPTED.value,
    "not_accepted",
    {AcceptanceState.WITHDRAWN.value: "acceptance_withdrawn"},
)
_TASK = Documents(
    "task",
    TaskState.CONFIRMED.value,
    "not_reported",
    {
        TaskState.DONE_REPORTED.value: "not_confirmed",
        TaskState.REJECTED.value: "task_rejected",
        TaskState.WITHDRAWN.value: "task_withdrawn",
    },
)
_READINESS = Documents(
    "readiness",
    ReadinessState.READY.value,
    "not_declared",
    {ReadinessState.WITHDRAWN.value: "readiness_withdrawn"},
)


def _origins(facts: Facts, known: Known) -> list[Known]:
    return [facts.by_id[each] for each in known.asked.takes_over if each in facts.by_id]


def _ready_days(facts: Facts, known: Known, parameters: Parameters) -> Iterator[date]:
    yield known.asked.valid_from
    yield from _READINESS.days(facts, known, parameters)
    for origin in _origins(facts, known):
        yield from _ready_days(facts, origin, parameters)


def _ready(facts: Facts, known: Known, parameters: Parameters, day: date) -> Finding:
    """By its own word; before it gives one, a unit made from others is ready when all of them were."""
    origins = _origins(facts, known)
    has_spoken = any(history.last(day) for history in _READINESS.told(known))
    if has_spoken or not origins or day < known.asked.valid_from:
        return _READINESS.find(facts, known, parameters, day)
    have = sum(_ready(facts, origin, parameters, day).met for origin in origins)
    numbers = {"have": have, "of": len(origins)}
    if have == len(origins):
        return Finding(met=True, numbers=numbers, inherited=True)
    return Finding(met=False, reason="not_all_ready", numbers=numbers, inherited=True)


def _ready_lines(facts: Facts, known: Known, day: date) -> Iterator[Reference]:
    if any(history.last(day) for history in _READINESS.told(known)) or day < known.asked.valid_from:
        yield from _READINESS.lines(facts, known, day)
    else:
        for origin in _origins(facts, known):
            yield from _ready_lines(facts, origin, day)


JUDGES: Mapping[str, Judge] = {
    "mandate_signed": Judge(_mandate_days, _mandate, _mandate_lines),
    "procedures_published": Judge(_publication_days, _publications, _publication_lines),
    "offices_staffed": Judge(_staff_days, _staff, _staff_lines),
    "devices_enrolled": Judge(_device_days, _devices, _device_lines),
    "staff_trained": Judge(_training_days, _training, _training_lines),
    "first_hand_over": Judge(_first_days, _first, _first_lines),
    "sustained_use": Judge(_use_days, _use, _use_lines),
    "accepted_by_province": _ACCEPTANCE.judge,
    READINESS: Judge(_ready_days, _ready, _ready_lines),
    TASK: _TASK.judge,
}
"""By kind."""


def is_simulated(known: Known, kind: str, parameters: Parameters, day: date, lines: Iterable[Reference]) -> bool:
    """Whether anything that counted was played."""
    if kind == "sustained_use":
        # A played case counts when it is handed over and when it is finished, which may be long after it was lodged.
        return known.counts.simulated.between(day - ONE_DAY * (parameters["days"] + LONGEST_CASE), day) > 0
    return any(reference.is_simulated for reference in lines)
