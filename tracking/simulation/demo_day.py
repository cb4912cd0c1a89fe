"""The day of the demonstration: its people, its clock, what has been lodged, and the commands as they call them."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from delegation.dossiers.commands.batches import DossierAct, move_dossiers
from delegation.dossiers.lodging import Applicant, Lodging
from delegation.dossiers.models import Channel, Dossier
from delegation.registry.actors import actor_of
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User
from postal_services.errors import Refused
from postal_services.ids import uuid7
from tracking.custody.commands import hand_over
from tracking.custody.commands.hand_over import CounterSignature
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.commands.scan import Batch, Scan, ScanResult, record_scans
from tracking.custody.models import HandOver, Item, Leg
from tracking.custody.states import Verdict

from . import people
from .acts import Said
from .days import at
from .progress import Stop
from .refusals import NotLoaded
from .staff import Staff

CAST = ("hanh", "thuy", "lan", "tien", "nga", "minh", "phuc")
LEAST, MOST = 24, 2_000
_STORY = (7 * 60, 16 * 60 + 55)
"""Minutes of the day between which the story plays."""
_WHOLE_DAY = timedelta(minutes=_STORY[1] - _STORY[0])

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class DayClock:
    """Turns the hours of the story into instants that have passed, so that the last act is now.

    In office hours and in the evening the story fills today up to now, squeezed if need be; before eight in the
    morning it takes the hours before now as they are.
    """

    start: datetime
    end: datetime

    @classmethod
    def ending(cls, now: datetime) -> "DayClock":
        """The clock of a story that is over at ``now``."""
        day = clock.day_of(now)
        if now < at(day, 8):
            return cls(now - _WHOLE_DAY, now)
        return cls(at(day, 7), min(now, at(day, 0) + timedelta(minutes=_STORY[1])))

    def at(self, hour: int, minute: int = 0) -> datetime:
        """The instant of that hour of the story."""
        share = (hour * 60 + minute - _STORY[0]) / (_STORY[1] - _STORY[0])
        return self.start + (self.end - self.start) * share


@dataclass(slots=True)
class Taken:
    """One dossier of the day; ``out`` and ``home`` are its items, empty when the service has none."""

    code: str
    token: str
    applicant: Applicant
    procedure: str
    out: str = ""
    home: str = ""


@dataclass(slots=True)
class Plan:
    """Which items have which fate; filled in the morning, read all day."""

    normal: list[Taken] = field(default_factory=list)
    away: list[Taken] = field(default_factory=list)
    limbo: list[Taken] = field(default_factory=list)
    waiting: list[Taken] = field(default_factory=list)
    pleiku: list[Taken] = field(default_factory=list)
    sent: list[Taken] = field(default_factory=list)
    offline: list[Taken] = field(default_factory=list)
    missing: list[Taken] = field(default_factory=list)
    damaged: list[Taken] = field(default_factory=list)
    forced: list[Taken] = field(default_factory=list)
    fails: list[Taken] = field(default_factory=list)

    @property
    def first_list(self) -> list[Taken]:
        """What goes to the post in Chư Sê in the morning."""
        groups = (self.normal, self.away, self.offline, self.missing, self.damaged, self.forced, self.fails)
        return [taken for group in groups for taken in group]


@dataclass
class Day:
    """Everything the scenes share."""

    dossiers: int
    dice: random.Random
    hours: DayClock
    stop: Stop
    plan: Plan = field(default_factory=Plan)
    lists: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    delivered: list[Taken] = field(default_factory=list)
    pickups: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        users = User.objects.in_bulk(CAST, field_name="username")
        if len(users) < len(CAST):
            raise NotLoaded(what="tài khoản mẫu", thing="the demo sign-ins", command="load_demo")
        self.actors = {name: actor_of(users[name]) for name in CAST}
        today = clock.day_of(self.hours.start)
        self.actors["bc64"] = Staff().of("BC-64", Role.CLERK, today)
        self.places = people.places(today)
        rows = Procedure.objects.filter(active=True, postal_from__lte=today).prefetch_related("papers")
        self.procedures = [row for row in rows.order_by("code") if row.papers.all()]
        self.taking_back = {row.code for row in self.procedures if row.withdraws_papers}

    def who(self, name: str) -> Actor:
        """Somebody of the cast."""
        return self.actors[name]

    def do(self, command: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """One command, unless the operator wants to stop."""
        self.stop.check()
        return command(*args, **kwargs)

    def lodge(
        self, name: str, district: str, service: str, homes: Sequence[str], times: tuple[datetime, datetime]
    ) -> list[Taken]:
        """Take in one dossier for each home (the code of a district), between two moments."""
        earliest, latest = times
        wanted = [self._lodging(district, service, home, earliest, latest) for home in homes]
        outcomes = self.do(lodge_dossiers, actor=self.who(name), lodgings=wanted, now=latest)
        taken = []
        for lodging, outcome in zip(wanted, outcomes, strict=True):
            if isinstance(outcome, Refused):
                raise outcome
            taken.append(_taken(lodging, outcome.dossier, outcome.items))
        return taken

    def _lodging(self, district: str, service: str, home: str, earliest: datetime, latest: datetime) -> Lodging:
        procedure = self.dice.choice(self.procedures)
        papers = people.papers_of(procedure)
        return Lodging(
            procedure=procedure.code,
            service=service,
            committee=f"UB-{district}",
            weight_g=people.weigh(self.dice, papers),
            applicant=people.citizen(self.dice, self.dice.choice(self.places.communes[home]), self.places.categories),
            papers=papers,
            received_at=earliest + (latest - earliest) * self.dice.random(),
            confirm_duplicate=True,
            channel=Channel.SIMULATION.value,
        )

    def move(self, name: str, action: str, group: Iterable[Taken], when: datetime) -> int:
        """Report an act of the agency; gives how many dossiers it moved."""
        acts = [DossierAct(taken.code, action, when) for taken in group]
        outcomes = self.do(move_dossiers, actor=self.who(name), acts=acts, now=when)
        return sum(isinstance(outcome, Dossier) for outcome in outcomes)

    def propose(self, name: str, giver: str, receiver: str, items: Sequence[str], when: datetime) -> HandOver:
        """The giver's half of a list; it is remembered under both offices."""
        draft = self.do(
            hand_over.draft_hand_over, actor=self.who(name), giver=giver, receiver=receiver, items=items, now=when
        )
        proposed = self.do(hand_over.propose_hand_over, actor=self.who(name), code=draft.code, now=when)
        self.lists[f"{giver} {receiver}"] = proposed.code
        return proposed

    def countersign(
        self, name: str, code: str, items: Iterable[str], when: datetime, wrong: Mapping[str, Verdict] | None = None
    ) -> str:
        """The receiver's half; gives the state of the list."""
        verdicts = {item: (wrong or {}).get(item, Verdict.RECEIVED) for item in items}
        signed = self.do(
            hand_over.countersign_hand_over,
            actor=self.who(name),
            code=code,
            signature=CounterSignature(verdicts),
            now=when,
        )
        return str(signed.hand_over.state)

    def scan(
        self, name: str, office: str, said: Sequence[Said], when: datetime, *, phone_ahead: timedelta = timedelta()
    ) -> list[ScanResult]:
        """Scans of one person, sent together; the phone's clock may be wrong by ``phone_ahead``."""
        scans = [Scan(id=uuid7(), code=code, action=action, office=office, **facts) for code, action, facts in said]
        return self.send(name, scans, when, phone_ahead=phone_ahead)

    def send(
        self, name: str, scans: Sequence[Scan], when: datetime, *, phone_ahead: timedelta = timedelta()
    ) -> list[ScanResult]:
        """Scans as the device has them stored."""
        batch = Batch(scans=scans, device_time=when + phone_ahead, app="demo")
        results = self.do(record_scans, actor=self.who(name), batch=batch, now=when)
        self.outcomes.update(str(result.outcome) for result in results)
        return results

    def proof(self, taken: Taken) -> dict[str, Any]:
        """Who received at the door."""
        return {"proof": people.taker(self.dice, taken.applicant)}

    def age(self, then: tuple[int, int], now: tuple[int, int]) -> dict[str, Any]:
        """How long ago something happened, by the phone's stop-watch."""
        return {"age_ms": round((self.hours.at(*now) - self.hours.at(*then)) / timedelta(milliseconds=1))}


def _taken(lodging: Lodging, dossier: Dossier, items: Sequence[Item]) -> Taken:
    taken = Taken(dossier.code, dossier.token, lodging.applicant, lodging.procedure)
    for item in items:
        if item.leg == Leg.A:
            taken.out = item.code
        else:
            taken.home = item.code
    return taken
