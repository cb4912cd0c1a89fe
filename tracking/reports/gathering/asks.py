"""The directive's other asks, and how much of what could have gone by post did."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tracking.measures.keys import Key
from tracking.reports import figures as tree
from tracking.rollout import evidence
from tracking.rollout.evidence import Progress as Seen
from tracking.rollout.evidence.facts import Place
from tracking.rollout.models import Ask
from tracking.rollout.models.directives import Measure
from tracking.rollout.models.statements import WhyNot
from tracking.rollout.states import STATEMENT

from .measured import Counted
from .period import Period, month_end

WAITING = "not_confirmed"
"""Why a task that was reported done is not shown yet."""


@dataclass(frozen=True, slots=True)
class Others:
    """Asks that want readiness, and tasks."""

    readiness: tuple[tree.Readiness, ...]
    tasks: tuple[tree.Task, ...]


def others(directive: str, every: Sequence[Ask], period: Period) -> Others:
    """Every ask but the main one, judged as of the period's end."""
    readiness: list[tree.Readiness] = []
    tasks: list[tree.Task] = []
    for ask in every:
        if ask.measure not in {Measure.READINESS, Measure.TASK}:
            continue
        look = evidence.look(directive, ask.number, period.as_of)
        seen = look.progress(period.as_of)
        if ask.measure == Measure.TASK:
            tasks.append(_task(ask, seen, period))
        else:
            before = look.progress(period.compared).complete if period.compared else 0
            readiness.append(_readiness(ask, seen, before))
    return Others(tuple(readiness), tuple(tasks))


def _task(ask: Ask, seen: Seen, period: Period) -> tree.Task:
    late = ask.deadline is not None and ask.deadline < period.as_of
    waiting = sum(any(each.reason == WAITING for each in target.missing) for target in seen.targets)
    return tree.Task(
        ask=ask.number,
        title=ask.title,
        owner=ask.owner_words,
        deadline=ask.deadline,
        targets=len(seen.targets),
        confirmed=seen.complete,
        reported=seen.complete + waiting,
        overdue=late and seen.complete < len(seen.targets),
    )


def _readiness(ask: Ask, seen: Seen, before: int) -> tree.Readiness:
    return tree.Readiness(
        ask=ask.number,
        title=ask.title,
        deadline=ask.deadline,
        targets=len(seen.targets),
        ready=seen.complete,
        ready_before=before,
        named=tuple(
            tree.Ready(
                code=target.place.code,
                name=target.place.name,
                parent=target.place.parent_name or target.place.name,
                ready=target.complete,
                on=target.complete_since,
            )
            for target in seen.targets
            if target.named
        ),
    )


_STATEMENTS = """
SELECT DISTINCT ON (s.code, l.data ->> 'month') s.code, l.data::text
  FROM ledger_stream s JOIN ledger_line l ON l.stream_id = s.id AND l.machine = %s
 WHERE s.kind = 'target' AND s.code LIKE %s AND l.data ->> 'month' = ANY(%s) AND (%s::bigint IS NULL OR l.tx < %s)
 ORDER BY s.code, l.data ->> 'month', l.seq DESC
"""


@dataclass(frozen=True, slots=True)
class Month:
    """One unit and one month of the period: what was stated (None: nothing), and what was handed over if it was."""

    unit: str
    name: str
    month: str
    eligible: int | None
    handed_over: int
    reasons: Mapping[str, int]


def stated(directive: str, ask: str, seen: Seen, counted: Counted, period: Period) -> tree.Eligible:
    """What the committees said of the period's months, beside what was handed over in the months they spoke of.

    A statement about a month is made when the month is over; it counts for its month whenever it was made.
    """
    every = months(directive, ask, seen, counted, period)
    told = [each for each in every if each.eligible is not None]
    reasons: Counter[str] = Counter()
    for each in told:
        reasons.update(each.reasons)
    eligible = sum(each.eligible or 0 for each in told)
    handed = sum(each.handed_over for each in told)
    return tree.Eligible(
        months=len(period.months),
        stated=len(told),
        expected=len(every),
        eligible=eligible,
        handed_over=handed,
        share=tree.share(handed, eligible) if eligible else None,
        reasons=tuple(
            tree.Reason(why.value, str(why.label), reasons[why.value]) for why in WhyNot if reasons.get(why.value)
        ),
        silent=tuple(dict.fromkeys(each.name for each in every if each.eligible is None)),
    )


def months(
    directive: str, ask: str, seen: Seen, counted: Counted, period: Period, *, horizon: int | None = None
) -> list[Month]:
    """Every unit and month of the period, the units in the order of the targets; one statement.

    ``horizon`` leaves out lines of that transaction and later ones: what was not known yet.
    """
    prefix = f"{directive}/{ask}/"
    said: dict[tuple[str, str], dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS, [STATEMENT, f"{prefix}%", list(period.months), horizon, horizon])
        for stream, data in cursor.fetchall():
            told = json.loads(data)
            said[stream.removeprefix(prefix), told["month"]] = told
    return [
        _month(target.place, month, said.get((target.place.code, month)), counted, period)
        for target in seen.targets
        for month in period.months
    ]


def _month(place: Place, month: str, told: Mapping[str, Any] | None, counted: Counted, period: Period) -> Month:
    if told is None:
        return Month(place.code, place.name, month, None, 0, {})
    handed = _handed(place.committee, month, counted, period)
    return Month(place.code, place.name, month, int(told["eligible"]), handed, told.get("reasons", {}))


def _handed(committee: str, month: str, counted: Counted, period: Period) -> int:
    first = date.fromisoformat(f"{month}-01")
    return counted.daily.between(committee, Key.HANDED_OVER, max(first, period.first), month_end(first))
