"""Obstacles as of a day, read from the lines alone, and as rows for the pages of those they concern.

A figure as of a day is computed from lines whose ``occurred_at`` lies before the end of that day, so that reading the
whole ledger and reading the ledger cut there give the same.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import median_low
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, Min, Q, Subquery, Value, When

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line, Stream
from tracking.rollout.models import Obstacle, ObstacleKind
from tracking.rollout.models.obstacles import ObstacleQuerySet
from tracking.rollout.queries.acts import like
from tracking.rollout.states import OBSTACLE, SIMULATED, STANDING, STREAM_KIND, ObstacleState

BANDS: tuple[tuple[int, str], ...] = (
    (7, "đến 7 ngày"),
    (14, "8–14 ngày"),
    (30, "15–30 ngày"),
    (100_000, "trên 30 ngày"),
)
"""Ages in days, each up to and with its number, and how it is called."""


@dataclass(frozen=True, slots=True)
class Told:
    """One obstacle as the lines up to a day tell of it."""

    id: UUID
    code: str
    directive: str
    ask: str
    target: str
    kind: str
    blocks: str
    state: str
    reported_at: datetime
    due: date | None = None
    office: str = ""
    """Who owes the answer."""
    level: int = 0
    answered_at: datetime | None = None
    """The first answer."""
    reopened: int = 0
    simulated: bool = False
    lines: int = 1

    @property
    def is_standing(self) -> bool:
        """Whether the province owes an answer."""
        return self.state in STANDING

    def age(self, as_of: date) -> int:
        """Days since the report."""
        return (as_of - clock.day_of(self.reported_at)).days

    def is_overdue(self, as_of: date) -> bool:
        """Whether the answer is owed since a day before ``as_of``."""
        return self.is_standing and self.due is not None and self.due < as_of


@dataclass(frozen=True)
class Standing:
    """All obstacles that were reported by the end of a day, and the figures about them."""

    as_of: date
    obstacles: tuple[Told, ...]

    @cached_property
    def open(self) -> tuple[Told, ...]:
        """Those that wait for an answer, the oldest first."""
        return tuple(each for each in self.obstacles if each.is_standing)

    @property
    def overdue(self) -> tuple[Told, ...]:
        """Those whose answer is owed since an earlier day."""
        return tuple(each for each in self.obstacles if each.is_overdue(self.as_of))

    @cached_property
    def by_state(self) -> Mapping[str, int]:
        """How many are in each state."""
        return {state: sum(each.state == state for each in self.obstacles) for state in ObstacleState.values}

    @cached_property
    def by_age(self) -> tuple[tuple[str, int], ...]:
        """How many wait for an answer, by the age of the report."""
        counts = [0] * len(BANDS)
        for each in self.open:
            counts[next(place for place, (most, _) in enumerate(BANDS) if each.age(self.as_of) <= most)] += 1
        return tuple((label, count) for (_, label), count in zip(BANDS, counts, strict=True))

    @cached_property
    def blocked(self) -> frozenset[str]:
        """Codes of the units with an obstacle that waits for an answer."""
        return frozenset(each.target for each in self.open)

    @cached_property
    def median_answer(self) -> timedelta | None:
        """The middle time from a report to its first answer (the lower of two); None before any answer."""
        taken = [each.answered_at - each.reported_at for each in self.obstacles if each.answered_at is not None]
        return median_low(taken) if taken else None

    def of(self, target: str) -> "Standing":
        """Only those of one unit."""
        return Standing(self.as_of, tuple(each for each in self.obstacles if each.target == target))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Obstacles of one kind that wait for an answer: the units they are in the way of, and how old they are."""

    kind: str
    targets: tuple[str, ...]
    obstacles: tuple[Told, ...]
    oldest_days: int
    overdue: int

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return str(ObstacleKind(self.kind).label)


def standing(as_of: date, directive: str = "", ask: str = "") -> Standing:
    """The obstacles as of the end of a day (Vietnam), the oldest first, of one ask or of all; one statement."""
    edge = datetime.combine(as_of + timedelta(days=1), time(), clock.VN)
    found: dict[UUID, Told] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [STREAM_KIND, like(directive, ask), OBSTACLE, edge])
        for stream, subject, action, state, at, data, counterpart, flags in cursor.fetchall():
            line = Said(stream, subject, action, state, at, json.loads(data), counterpart or "", SIMULATED in flags)
            found[subject] = after(found.get(subject), line)
    ordered = sorted(found.values(), key=lambda each: (each.reported_at, each.code))
    return Standing(as_of, tuple(ordered))


def ranked(as_of: date, directive: str = "", ask: str = "") -> tuple[Ranked, ...]:
    """What is most in the way as of a day: kinds by the number of units, then by the age of the oldest."""
    return rank(standing(as_of, directive, ask))


def rank(told: Standing) -> tuple[Ranked, ...]:
    """The same of figures already read; no query."""
    by_kind: defaultdict[str, list[Told]] = defaultdict(list)
    for each in told.open:
        by_kind[each.kind].append(each)
    rows = [
        Ranked(
            kind,
            tuple(sorted({each.target for each in some})),
            tuple(some),
            max(each.age(told.as_of) for each in some),
            sum(each.is_overdue(told.as_of) for each in some),
        )
        for kind, some in by_kind.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.targets), -row.oldest_days, row.kind)))


_LINES = """
SELECT s.code, l.subject, l.action, l.to_state, l.occurred_at, l.data::text, l.counterpart, l.flags
  FROM ledger_stream s
  JOIN ledger_line l ON l.stream_id = s.id
 WHERE s.kind = %s AND s.code LIKE %s AND l.machine = %s AND l.occurred_at < %s
 ORDER BY l.stream_id, l.seq
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a fold looks at."""

    stream: str
    subject: UUID
    action: str
    state: str
    at: datetime
    data: Mapping[str, Any]
    counterpart: str
    simulated: bool


def after(told: Told | None, line: Said) -> Told:
    """What is known of an obstacle after one more of its lines; a pure function of the lines in their order."""
    data = line.data
    if told is None:
        directive, ask, target = line.stream.rsplit("/", 2)
        return Told(
            id=line.subject,
            code=data.get("obstacle", ""),
            directive=directive,
            ask=ask,
            target=target,
            kind=data.get("kind", ""),
            blocks=data.get("blocks", ""),
            state=line.state,
            reported_at=line.at,
            due=_day(data),
            office=line.counterpart,
            simulated=line.simulated,
        )
    return replace(
        told,
        state=line.state,
        lines=told.lines + 1,
        due=_day(data) or told.due,
        office=line.counterpart if line.action == "assign" else told.office,
        level=_level(told, line, data),
        answered_at=told.answered_at or (line.at if line.action == "answer" else None),
        reopened=told.reopened + (line.action == "reopen"),
    )


def _level(told: Told, line: Said, data: Mapping[str, Any]) -> int:
    if line.action in ("assign", "reopen"):
        return 0
    return int(data.get("level", told.level))


def _day(data: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(data["due"]) if "due" in data else None


@dataclass(frozen=True, slots=True)
class Sought:
    """The filters of the list; empty ones ask for nothing."""

    kind: str = ""
    state: str = "standing"
    """``standing``, ``overdue``, one state, or ``all``."""
    unit: str = ""
    office: str = ""


def sought(actor: Actor, asked: Sought, now: datetime) -> ObstacleQuerySet:
    """The obstacles the actor may see that pass the filters: first what is most in the way, then the oldest."""
    rows = Obstacle.objects.visible_to(actor).select_related("target__unit", "target__office", "office", "owner")
    if asked.state == "overdue":
        rows = rows.standing().filter(due_at__lt=now)
    elif asked.state == "standing":
        rows = rows.standing()
    elif asked.state in ObstacleState.values:
        rows = rows.filter(state=asked.state)
    for name, value in (("kind", asked.kind), ("target__code", asked.unit), ("office", asked.office)):
        if value and "\x00" not in value:
            rows = rows.filter(**{name: value})
    places = [When(kind=kind, then=Value(place)) for place, kind in enumerate(_kinds_ranked(actor))]
    if not places:
        return rows.order_by("reported_at", "pk")
    return rows.order_by(Case(*places, default=Value(len(places)), output_field=IntegerField()), "reported_at", "pk")


def _kinds_ranked(actor: Actor) -> list[str]:
    """The kinds of what waits for an answer, those in the way of most units first; one query."""
    rows = Obstacle.objects.visible_to(actor).standing().order_by().values("kind")
    counted = rows.annotate(units=Count("target__code", distinct=True), oldest=Min("reported_at"))
    return [row["kind"] for row in counted.order_by("-units", "oldest", "kind")]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the tabs and the desk say, of what the actor may see."""

    standing: int
    overdue: int
    answered: int
    all: int
    units: int


def counts(actor: Actor, now: datetime) -> Counts:
    """All numbers of the list in one query."""
    open_ = Q(state__in=STANDING)
    told = (
        Obstacle.objects.visible_to(actor)
        .order_by()
        .aggregate(
            standing=Count("pk", filter=open_, distinct=True),
            overdue=Count("pk", filter=open_ & Q(due_at__lt=now), distinct=True),
            answered=Count("pk", filter=Q(state=ObstacleState.ANSWERED), distinct=True),
            all=Count("pk", distinct=True),
            units=Count("target__code", filter=open_, distinct=True),
        )
    )
    return Counts(**told)


def find(actor: Actor, code: str) -> Obstacle | None:
    """One obstacle the actor may see, with everything its page shows."""
    if "\x00" in code:
        return None
    rows = Obstacle.objects.visible_to(actor).select_related(
        "target__ask__directive", "target__unit__parent", "target__office", "office", "owner", "reported_by",
        "answered_by", "document", "answer_document",
    )  # fmt: skip
    return rows.filter(code=code.strip().upper()[:48]).first()


def lines_of(obstacle: Obstacle) -> list[Line]:
    """Everything the ledger says about an obstacle, in order."""
    target = obstacle.target
    code = f"{target.ask.directive_id}/{target.ask.number}/{target.code}"
    stream = Stream.objects.filter(kind=STREAM_KIND, code=code).values("id")
    rows = Line.objects.filter(stream_id=Subquery(stream), machine=OBSTACLE, subject=obstacle.pk)
    return list(rows.order_by("seq"))
