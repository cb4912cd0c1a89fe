"""What districts and the province had done by the end of a day, read from the lines alone.

The same reading of the whole ledger and of the ledger cut at the end of that day (``occurred_at``) gives the same.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from postal_services import clock
from tracking.rollout.states import (
    ACCEPTANCE,
    AGAINST_EVIDENCE,
    READINESS,
    REMINDER,
    SIMULATED,
    STATEMENT,
    STREAM_KIND,
    TASK,
    AcceptanceState,
    ReadinessState,
)

MACHINES = (ACCEPTANCE, READINESS, REMINDER, STATEMENT, TASK)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: where its line stands, what it was about, when it counts, and what its line says."""

    stream: str
    seq: int
    machine: str
    subject: UUID
    action: str
    state: str
    occurred_at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]
    flags: tuple[str, ...]

    @property
    def target(self) -> str:
        """The code of the unit or office it is about."""
        return self.stream.rsplit("/", 1)[1]

    @property
    def on(self) -> date:
        """The day on which it counts (Vietnam)."""
        return clock.day_of(self.occurred_at)

    @property
    def simulated(self) -> bool:
        """Whether it was played."""
        return SIMULATED in self.flags


@dataclass(frozen=True, slots=True)
class Stated:
    """What a unit said last of one month, as of a day; ``times`` counts how often it said something."""

    month: str
    eligible: int
    reasons: Mapping[str, int]
    act: Act
    times: int

    @property
    def declared(self) -> int:
        """Cases whose reason is given."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Acts:
    """Everything that counted by the end of a day, by the code of the target."""

    as_of: date
    accepted: Mapping[str, Act]
    """The acceptance that stands."""
    ready: Mapping[str, Act]
    """The declaration that stands."""
    tasks: Mapping[str, Act]
    """The last word on the task: reported, confirmed, rejected or withdrawn."""
    reminders: Mapping[str, tuple[Act, ...]]
    """Every reminder that went out, in order."""
    statements: Mapping[str, Mapping[str, Stated]]
    """By month."""
    against_evidence: frozenset[str] = field(default=frozenset())
    """Targets accepted although something was missing."""


def acts(as_of: date, directive: str = "", ask: str = "") -> Acts:
    """All acts of an ask, a directive or all of them, as of the end of a day; one statement."""
    return sum_up(as_of, read(as_of, directive, ask))


def sum_up(as_of: date, lines: Iterable[Act]) -> Acts:
    """What the acts come to; a pure function of them in their order."""
    last: dict[tuple[str, UUID], Act] = {}
    reminders: defaultdict[str, list[Act]] = defaultdict(list)
    statements: defaultdict[str, dict[str, Stated]] = defaultdict(dict)
    for act in lines:
        last[act.machine, act.subject] = act
        if act.machine == REMINDER and act.action == "send":
            reminders[act.target].append(act)
        elif act.machine == STATEMENT:
            months = statements[act.target]
            month = act.data["month"]
            times = months[month].times + 1 if month in months else 1
            months[month] = Stated(month, act.data["eligible"], act.data["reasons"], act, times)
    accepted = _standing(last, ACCEPTANCE, AcceptanceState.ACCEPTED)
    tasks: dict[str, Act] = {}
    for (machine, _), act in last.items():
        if machine == TASK and (act.target not in tasks or tasks[act.target].seq < act.seq):
            tasks[act.target] = act
    return Acts(
        as_of,
        accepted,
        _standing(last, READINESS, ReadinessState.READY),
        tasks,
        {target: tuple(sent) for target, sent in reminders.items()},
        dict(statements),
        frozenset(target for target, act in accepted.items() if AGAINST_EVIDENCE in act.flags),
    )


def reminders(as_of: date, directive: str = "", ask: str = "") -> Mapping[str, tuple[Act, ...]]:
    """The reminders that had gone out by the end of a day, by target; one statement."""
    return acts(as_of, directive, ask).reminders


def _standing(last: Mapping[tuple[str, UUID], Act], machine: str, state: str) -> dict[str, Act]:
    """By target, the subject of a machine whose last line left it in ``state``."""
    return {act.target: act for (of, _), act in last.items() if of == machine and act.state == state}


_LINES = """
SELECT s.code, l.seq, l.machine, l.subject, l.action, l.to_state, l.occurred_at, l.recorded_at, l.data::text, l.flags
  FROM ledger_stream s
  JOIN ledger_line l ON l.stream_id = s.id
 WHERE s.kind = %s AND s.code LIKE %s AND l.machine = ANY(%s) AND l.occurred_at < %s
 ORDER BY l.stream_id, l.seq
"""


def read(as_of: date, directive: str = "", ask: str = "", machines: Iterable[str] = MACHINES) -> list[Act]:
    """The lines about acts that had happened by the end of a day, in their order; one statement."""
    edge = datetime.combine(as_of + timedelta(days=1), time(), clock.VN)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [STREAM_KIND, like(directive, ask), list(machines), edge])
        return [_act(row) for row in cursor.fetchall()]


def _act(row: tuple[Any, ...]) -> Act:
    stream, seq, machine, subject, action, state, occurred_at, recorded_at, data, flags = row
    return Act(stream, seq, machine, subject, action, state, occurred_at, recorded_at, json.loads(data), tuple(flags))


def like(directive: str, ask: str) -> str:
    """A pattern of the codes of an ask's streams, of a directive's, or of all of them."""
    parts = [part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in (directive, ask) if part]
    return "".join(f"{part}/" for part in parts) + "%"
