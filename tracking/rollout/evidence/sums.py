"""What the evidence takes from the sums over cases: dossiers by day, and the first that changed hands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tracking.measures.keys import Key
from tracking.measures.queries import Daily, HandedOver, daily, handed_over, one_look

from .facts import Counts, Running
from .lines import MOST_LINES

USED = (Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME, Key.LODGED_SIMULATED, Key.LODGED)


@dataclass(frozen=True, slots=True)
class Sums:
    """By committee, dossiers by day, and the lines by which they came to the post; up to when was counted."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    handed_over: Mapping[str, HandedOver] = field(default_factory=dict)
    counted_to: datetime | None = None


def read(committees: Sequence[str], until: date, kinds: Collection[str]) -> Sums:
    """What ``kinds`` need of the sums; four statements, and one about the calendar where lines are unread."""
    if not committees or not {"sustained_use", "first_hand_over"} & set(kinds):
        return Sums()
    with one_look() as look:
        counted = daily(committees, USED, until, look=look) if "sustained_use" in kinds else None
        told = handed_over(committees, until, newest=MOST_LINES, look=look)
    return Sums(
        {committee: _counts(counted, committee) for committee in committees} if counted else {},
        told,
        look.counted_to,
    )


def _counts(counted: Daily, committee: str) -> Counts:
    return Counts(*(Running.of(dict(counted.days(committee, key))) for key in USED))
