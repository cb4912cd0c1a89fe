"""Obstacles as their lines tell them: within the period, and as they stood at its end."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from postal_services import clock
from tracking.reports import figures as tree
from tracking.rollout.evidence import KINDS
from tracking.rollout.models.obstacles import ObstacleKind
from tracking.rollout.states import OBSTACLE, ObstacleState
from tracking.rollout.states import STANDING as UNANSWERED

from .period import Period

TOP = 10
_LINES = """
SELECT l.subject::text, l.action, l.to_state, l.occurred_at, l.data::text, u.name, t.code
  FROM ledger_stream s
  JOIN ledger_line l ON l.stream_id = s.id AND l.machine = %s
  JOIN rollout_obstacle o ON o.id = l.subject
  JOIN rollout_target t ON t.id = o.target_id
  LEFT JOIN registry_unit u ON u.id = t.unit_id
 WHERE s.kind = 'target' AND s.code LIKE %s AND l.occurred_at < %s AND (%s::bigint IS NULL OR l.tx < %s)
 ORDER BY l.subject, l.occurred_at, l.seq
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The obstacles of a directive, and how many stand in each unit."""

    figures: tree.Obstacles
    by_unit: Mapping[str, int]


@dataclass(slots=True)
class One:
    """One obstacle as its lines up to the period's end tell of it."""

    code: str
    kind: str
    blocks: str
    unit: str
    name: str
    reported_on: date
    state: str = ""
    due: str = ""
    acts: list[str] = field(default_factory=list)
    """What was done with it within the period."""

    @property
    def stands(self) -> bool:
        """Whether it was not closed at the period's end."""
        return self.state != ObstacleState.CLOSED

    @property
    def reported(self) -> int:
        """How often it was reported within the period: once, or not."""
        return self.acts.count("report")

    def age(self, period: Period) -> int:
        """Days from its report to the period's end."""
        return (period.as_of - self.reported_on).days


def read(directive: str, period: Period) -> Standing:
    """Everything that happened to obstacles by the period's end; one statement."""
    found = every(directive, period)
    acts = Counter(act for one in found for act in one.acts)
    kinds = Counter({kind: sum(one.reported for one in found if one.kind == kind) for kind in {o.kind for o in found}})
    standing = [one for one in found if one.stands]
    return Standing(_figures(standing, acts, kinds, period), Counter(one.unit for one in standing))


def every(directive: str, period: Period, horizon: int | None = None) -> list[One]:
    """Every obstacle reported by the period's end, the oldest first; one statement.

    ``horizon`` leaves out lines of that transaction and later ones: what was not known yet.
    """
    found: dict[str, One] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [OBSTACLE, f"{directive}/%", period.edge, horizon, horizon])
        for subject, action, state, at, data, name, unit in cursor.fetchall():
            one = _after(found.get(subject), json.loads(data), at, (unit, name))
            found[subject], one.state = one, state
            if at >= period.begin:
                one.acts.append(action)
    return sorted(found.values(), key=lambda one: (one.reported_on, one.code))


def _after(one: One | None, data: Mapping[str, Any], at: datetime, place: tuple[str, str | None]) -> One:
    if one is None:
        unit, name = place
        one = One(data["obstacle"], data["kind"], data.get("blocks", ""), unit, name or unit, clock.day_of(at))
    one.due = data.get("due", one.due)
    return one


def _figures(
    standing: Sequence[One], acts: Mapping[str, int], kinds: Mapping[str, int], period: Period
) -> tree.Obstacles:
    unanswered = [one for one in standing if one.state in UNANSWERED]
    still = Counter(one.kind for one in standing)
    return tree.Obstacles(
        reported=acts.get("report", 0),
        answered=acts.get("answer", 0),
        closed=acts.get("close", 0),
        standing=len(standing),
        unanswered=len(unanswered),
        overdue=sum(bool(one.due) and one.due < period.as_of.isoformat() for one in unanswered),
        oldest=max((one.age(period) for one in standing), default=0),
        kinds=tuple(
            tree.ObstacleKind(kind.value, str(kind.label), kinds.get(kind.value, 0), still.get(kind.value, 0))
            for kind in ObstacleKind
            if kinds.get(kind.value, 0) or still.get(kind.value, 0)
        ),
        top=tuple(
            tree.Obstacle(
                code=one.code,
                unit=one.unit,
                name=one.name,
                kind=one.kind,
                kind_name=str(ObstacleKind(one.kind).label),
                state=one.state,
                state_name=str(ObstacleState(one.state).label),
                reported_on=one.reported_on,
                age=one.age(period),
                blocks=KINDS[one.blocks].vi if one.blocks in KINDS else "",
            )
            for one in standing[:TOP]
        ),
    )
