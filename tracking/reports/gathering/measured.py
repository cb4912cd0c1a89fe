"""What went through the post and how long it took: from the sums over cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from delegation.registry.models import Procedure
from tracking.measures import queries
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import Daily
from tracking.reports import figures as tree
from tracking.rollout.evidence import Progress as Seen

from .period import Period

ASKED_LEAST: Final = 3_000
ASKED_MOST: Final = 7_000
"""Item 1c of Notice 44/TB-UBND: cut actual processing time by 30 to 70 per cent; hundredths of a per cent."""
MOST_PROCEDURES: Final = 15
SHOWN: Final[Mapping[Key, str]] = {
    Key.LODGED: "hồ sơ",
    Key.HANDED_OVER: "hồ sơ",
    Key.FINISHED: "hồ sơ",
    Key.FINISHED_ON_TIME: "hồ sơ",
    Key.LATE_OPEN: "hồ sơ",
    Key.DELIVERED: "bưu gửi",
    Key.DELIVERED_IN_TIME: "bưu gửi",
    Key.DELIVERED_FIRST: "bưu gửi",
    Key.RETURNED: "bưu gửi",
    Key.LIMBO_OPEN: "bưu gửi",
    Key.INCIDENTS_OPENED: "vụ",
    Key.INCIDENTS_OPEN: "vụ",
    Key.CASH_DIFFERENCE_VND: "đồng",
    Key.RATED: "lượt",
    Key.SATISFIED: "lượt",
}
"""What is reported, in its order, with what it counts."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of the targets' committees."""

    daily: Daily
    committees: tuple[str, ...]
    period: Period
    measures: tuple[tree.Measure, ...]
    simulated: int

    def of(self, committee: str) -> tuple[int, ...]:
        """The figures of one committee within the period, in the order of the measures."""
        return tuple(within(self.daily, committee, key, self.period) for key in SHOWN)


def within(daily: Daily, committee: str, key: Key, period: Period) -> int:
    """What was counted in the period; of a gauge, how it stood at its end."""
    if MEANINGS[key].gauge:
        return daily.standing(committee, key, period.as_of)
    return daily.between(committee, key, period.first, period.as_of)


def _before(daily: Daily, committee: str, key: Key, period: Period) -> int:
    if period.compared is None:
        return 0
    if MEANINGS[key].gauge:
        return daily.standing(committee, key, period.compared)
    return daily.between(committee, key, period.before_first, period.compared)


def counted(seen: Seen, period: Period, at: datetime) -> Counted:
    """The sums of the period, of the one before, and since the directive."""
    committees = tuple(sorted({target.place.committee for target in seen.targets if target.place.committee}))
    daily = queries.daily(committees, [*SHOWN, Key.LODGED_SIMULATED], period.as_of, now=at)
    issued = seen.head.issued_on

    def whole(key: Key, committee: str) -> int:
        if MEANINGS[key].gauge:
            return daily.standing(committee, key, period.as_of)
        return daily.between(committee, key, issued, period.as_of)

    measures = tuple(
        tree.Measure(
            key=str(key),
            name=MEANINGS[key].label + (", cuối kỳ" if MEANINGS[key].gauge else ""),
            unit=unit,
            within=sum(within(daily, each, key, period) for each in committees),
            before=sum(_before(daily, each, key, period) for each in committees),
            since_start=sum(whole(key, each) for each in committees),
        )
        for key, unit in SHOWN.items()
    )
    simulated = sum(daily.standing(each, Key.LODGED_SIMULATED, period.as_of) for each in committees)
    return Counted(daily, committees, period, measures, simulated)


def times(seen: Seen, period: Period) -> tree.Times:
    """Mean times of the cases finished in the period, by committee and by the procedures used most."""
    names = {target.place.committee: target.place.name for target in seen.targets}
    committees = sorted(code for code in names if code)
    by_committee = {each.key: each for each in queries.times(period.first, period.as_of, committees=committees)}
    by_procedure = queries.times(period.first, period.as_of, by="procedure", committees=committees)
    most = sorted(by_procedure, key=lambda each: (-each.n, each.key))[:MOST_PROCEDURES]
    titles = dict(Procedure.objects.filter(pk__in=[each.key for each in most]).values_list("pk", "name"))
    return tree.Times(
        asked_least=ASKED_LEAST,
        asked_most=ASKED_MOST,
        committees=tuple(time_of(by_committee[code], names[code]) for code in names if code in by_committee),
        procedures=tuple(time_of(each, str(titles.get(each.key, each.key))) for each in most),
    )


def time_of(found: queries.Times, name: str) -> tree.Time:
    """The times with their cut; without a regulated time there is none."""
    regulated = found.regulated or None
    cut = _cut(found.regulated, found.actual) if regulated else None
    return tree.Time(
        key=found.key,
        name=name,
        finished=found.n,
        on_time=found.on_time,
        regulated=regulated,
        posted=found.posted,
        committed=found.committed,
        actual=found.actual,
        cut=cut,
    )


def _cut(regulated: int, actual: int) -> int:
    """How much shorter, in hundredths of a per cent; below zero where it took longer."""
    saved = regulated - actual
    return tree.share(saved, regulated) if saved >= 0 else -tree.share(-saved, regulated)
