"""When all targets may be complete: the pace of the last weeks, drawn from again and again.

Each future week of each target repeats a past week: its own in three draws of four, any target's in the fourth. The
draws depend on the seed alone, so the same facts give the same forecast, and a target that has more to show already is
never forecast to be later at the same pace.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from .courses import Course
from .progress import Forecast

WEEKS = 8
LEAST_WEEKS = 2
RUNS = 200
HORIZON_WEEKS = 52
OWN_IN_FOUR = 3
"""Draws of four that repeat the target's own weeks."""
_WEEK = timedelta(days=7)
HORIZON = HORIZON_WEEKS * _WEEK
"""Nothing is drawn of days further ahead; a deadline beyond it has its line all the same."""

Band = Callable[[date], tuple[int | None, int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Pieces each target has, and the change of each of its last weeks, the newest first."""

    pieces: tuple[int, ...]
    weeks: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, targets: Iterable[Mapping[str, Course]], day: date, begun: date) -> "Pace":
        """The pace up to ``day``, of as many whole weeks since ``begun`` as there are, eight at most."""
        count = max(0, min(WEEKS, ((day - begun).days + 1) // 7))
        pieces, weeks = [], []
        for kinds in targets:
            pieces.append(sum(each.on(day) is True for each in kinds.values()))
            weeks.append(_weekly(kinds.values(), day, count))
        return cls(tuple(pieces), tuple(weeks))

    @property
    def has_gain(self) -> bool:
        """Whether any target gained a piece in any of the weeks."""
        return any(change > 0 for weeks in self.weeks for change in weeks)


def _weekly(courses: Iterable[Course], day: date, count: int) -> tuple[int, ...]:
    """What was gained less what was lost in each of the last ``count`` weeks."""
    changes = [0] * count
    for each in courses:
        for run in each.runs():
            if run.met:
                _add(changes, day, run.first, 1)
                if run.end is not None and each.on(run.end) is False:
                    _add(changes, day, run.end, -1)
    return tuple(changes)


def _add(changes: list[int], day: date, at: date, amount: int) -> None:
    back = (day - at).days // 7
    if at <= day and back < len(changes):
        changes[back] += amount


def forecast(pace: Pace, wanted: int, day: date, deadline: date | None, seed: str) -> tuple[Forecast | None, Band, str]:
    """The forecast from ``day`` on, the band of complete targets by day, and why there is none.

    ``wanted`` is the number of pieces that each target has to show.
    """
    reason = _why_none(pace, wanted)
    if reason:
        return None, _no_band, reason
    runs = _runs(pace, wanted, seed)
    ends = sorted(run.done for run in runs)
    chance = None
    if deadline is not None and deadline > day:
        chance = round(sum(end * 7 <= (deadline - day).days for end in ends) / len(ends), 2)
    found = Forecast(
        p10=_day_of(ends, 10, day),
        p50=_day_of(ends, 50, day),
        p90=_day_of(ends, 90, day),
        chance=chance,
        horizon=day + _WEEK * HORIZON_WEEKS,
        weeks=len(pace.weeks[0]),
        runs=len(runs),
    )
    counts = [sorted(run.complete[week] for run in runs) for week in range(HORIZON_WEEKS + 1)]
    return found, _band(counts, day), ""


def _why_none(pace: Pace, wanted: int) -> str:
    if not pace.pieces or not wanted:
        return "not_judged"
    if all(have >= wanted for have in pace.pieces):
        return "done"
    if len(pace.weeks[0]) < LEAST_WEEKS:
        return "too_early"
    return "" if pace.has_gain else "no_gain"


def _no_band(_day: date) -> tuple[None, None, None]:
    return None, None, None


def _band(counts: Sequence[Sequence[int]], day: date) -> Band:
    def at(later: date) -> tuple[int | None, int | None, int | None]:
        week = (later - day).days // 7
        if not 0 <= week < len(counts):
            return None, None, None
        return tuple(_percentile(counts[week], percent) for percent in (10, 50, 90))  # type: ignore[return-value]

    return at


def _percentile(ordered: Sequence[int], percent: int) -> int:
    """The least value that ``percent`` in a hundred do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _day_of(ends: Sequence[int], percent: int, day: date) -> date | None:
    weeks = _percentile(ends, percent)
    return day + _WEEK * weeks if weeks <= HORIZON_WEEKS else None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing: the week in which all were complete (beyond the horizon: never), and complete targets by week."""

    done: int
    complete: tuple[int, ...]


@lru_cache(maxsize=64)
def _runs(pace: Pace, wanted: int, seed: str) -> tuple[Drawn, ...]:
    random = Random(seed)  # noqa: S311  # a forecast needs the same draws each time, not secret ones
    pools = _pools(pace.weeks)
    return tuple(_draw(pace.pieces, pools, wanted, random) for _ in range(RUNS))


def _pools(weeks: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """By target, the weeks that are drawn from: its own weigh three times as much as those of all together."""
    everybody = [change for each in weeks for change in each]
    return [list(own) * (OWN_IN_FOUR * len(weeks)) + everybody for own in weeks]


def _draw(pieces: Sequence[int], pools: Sequence[Sequence[int]], wanted: int, random: Random) -> Drawn:
    complete = [0] * (HORIZON_WEEKS + 1)
    for have, pool in zip(pieces, pools, strict=True):
        standing = have
        complete[0] += standing >= wanted
        for week, change in enumerate(random.choices(pool, k=HORIZON_WEEKS), start=1):
            if change:
                standing = min(wanted, max(0, standing + change))
            complete[week] += standing >= wanted
    done = next((week for week, count in enumerate(complete) if count == len(pieces)), HORIZON_WEEKS + 1)
    return Drawn(done, tuple(complete))
