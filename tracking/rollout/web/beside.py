"""What other rooms know of the units on a board: obstacles that stand, cases that went by post, figures of a day."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postal_services.accounts.actors import Actor
from postal_services.web.formats import count
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import daily
from tracking.rollout import policies
from tracking.rollout.evidence import Look, Target
from tracking.rollout.evidence.counter import CONTRADICTS, MonthShare
from tracking.rollout.evidence.facts import Counts, Place
from tracking.rollout.models import WhyNot
from tracking.rollout.queries import acts, obstacles
from tracking.rollout.queries.acts import Act, Stated
from tracking.rollout.states import OBSTACLE, STATEMENT

from . import doors
from .addresses import Addresses
from .board_page import Beside
from .sheet_page import BesideUnit, Figure, Month
from .showing import Ranked, Sent

SHOWN = (Key.LODGED, Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME, Key.LATE_OPEN, Key.LIMBO_OPEN)
"""Figures of a unit's sheet, in their order."""
MOST_DAYS = 400
"""Days that one page names, the newest."""


def of(seen: Look, day: date, to: Addresses, *, is_staff: bool = False) -> Beside:
    """Beside the figures of all units; one statement."""
    told, stated = _acts(seen, day)
    names = {known.asked.place.code: known.asked.place.short_name for known in seen.facts.targets_on(day)}
    ranked = [
        Ranked(
            _(row.label),
            len(row.obstacles),
            len(told.open),
            to.board("#tung-noi", xem="vuong-mac"),
            [names.get(code, code) for code in row.targets],
            note=_oldest(row.oldest_days, row.overdue),
        )
        for row in obstacles.rank(told)
    ]
    sent = {}
    for known in seen.facts.targets_on(day):
        code = known.asked.place.code
        months = months_of(known.asked.place, known.counts, stated.get(code, {}), day)
        sent[code] = _sent(months, f"{to.sheet(code)}#qua-buu-dien")
    return Beside(
        Counter(each.target for each in told.open),
        ranked,
        doors.address("rollout:obstacles") if is_staff else "",
        {code: each for code, each in sent.items() if each},
    )


def _oldest(days: int, overdue: int) -> str:
    """How long the oldest obstacle of a kind waits, and how many are past the day of their answer."""
    told = ngettext("lâu nhất %(days)s ngày", "lâu nhất %(days)s ngày", days) % {"days": count(days)}
    if not overdue:
        return told
    late = ngettext("%(count)s quá hạn trả lời", "%(count)s quá hạn trả lời", overdue) % {"count": count(overdue)}
    return f"{told}, {late}"


def _acts(seen: Look, day: date) -> tuple[obstacles.Standing, Mapping[str, Mapping[str, Stated]]]:
    """Obstacles and what units stated of their months, as of the day."""
    head = seen.facts.head
    lines = acts.read(day, head.directive, head.ask, machines=(OBSTACLE, STATEMENT))
    stated = acts.sum_up(day, (line for line in lines if line.machine == STATEMENT)).statements
    return _folded(day, (line for line in lines if line.machine == OBSTACLE)), stated


def _folded(day: date, lines: Iterable[Act]) -> obstacles.Standing:
    """The obstacles that the lines tell of."""
    found: dict[UUID, obstacles.Told] = {}
    for line in lines:
        said = obstacles.Said(
            line.stream, line.subject, line.action, line.state, line.occurred_at, line.data, "", line.simulated
        )
        found[line.subject] = obstacles.after(found.get(line.subject), said)
    return obstacles.Standing(day, tuple(sorted(found.values(), key=lambda each: (each.reported_at, each.code))))


def months_of(place: Place, counts: Counts, stated: Mapping[str, Stated], day: date) -> Sequence[MonthShare]:
    """What went by post in the months that a unit stated, up to the day, the newest first."""
    found = []
    for name, each in sorted(stated.items(), reverse=True):
        first = date.fromisoformat(f"{name}-01")
        last = min(first.replace(day=monthrange(first.year, first.month)[1]), day)
        found.append(
            MonthShare(
                place,
                first,
                counts.lodged.between(first, last),
                each.eligible,
                each.reasons,
                each.act.simulated or counts.simulated.between(first, last) > 0,
                counts.handed_over.between(first, last),
            )
        )
    return found


def _sent(months: Sequence[MonthShare], href: str) -> Sent | None:
    """The same of all months that count together; None where none does."""
    counted = [month for month in months if month.counts]
    if not counted:
        return None
    return Sent(sum(month.by_post for month in counted), sum(month.eligible or 0 for month in counted), href)


def _month(share: MonthShare) -> Month:
    known = {code: n for code, n in share.reasons.items() if code in WhyNot.values}
    reasons = [f"{_(str(WhyNot(code).label))}: {count(n)}" for code, n in known.items()]
    percent = round(100 * share.by_post / share.eligible) if share.counts and share.eligible else None
    name = f"{share.month.month:02}/{share.month.year}"
    return Month(name, share.eligible or 0, share.by_post, percent, share.flag == CONTRADICTS, reasons)


def of_unit(seen: Look, target: Target, day: date, actor: Actor, to: Addresses) -> BesideUnit:
    """Beside the sheet of one unit; three statements."""
    code = target.place.code
    told, stated = _acts(seen, day)
    months = months_of(target.place, seen.facts.by_id[target.id].counts, stated.get(code, {}), day)
    opens = policies.may_open(actor, code)
    return BesideUnit(
        _figures(seen, target, day, to) if target.place.committee else (),
        len(told.of(code).open),
        doors.address("rollout:obstacles", query=f"?don-vi={code}") if opens else "",
        months=[_month(each) for each in months],
        sent=_sent(months, ""),
    )


def _figures(seen: Look, target: Target, day: date, to: Addresses) -> Sequence[Figure]:
    """Cases of the unit's committee from the directive's day to the day; gauges as they stand at its end."""
    begun = min(seen.facts.head.issued_on, day)
    committee = target.place.committee
    counted = daily([committee], SHOWN, day)
    found = []
    for key in SHOWN:
        gauge = MEANINGS[key].gauge
        number = counted.standing(committee, key, day) if gauge else counted.between(committee, key, begun, day)
        colour = "amber" if gauge and number else ""
        href = to.figure(target.place.code, key)
        found.append(Figure(_(MEANINGS[key].label), count(number), href, colour))
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of a unit, day by day from the first day on."""

    label: str
    rule: str
    number: int
    first: date
    last: date
    gauge: bool
    days: Sequence[tuple[date, int]]


def counted_on(seen: Look, target: Target, key: Key, day: date, since: date | None = None) -> Counted:
    """The days on which a figure of a unit grew; of a gauge, every day on which it changed.

    A count begins on ``since``, or on the directive's own day.
    """
    meaning, committee = MEANINGS[key], target.place.committee
    told = daily([committee], [key], day)
    first = min(since or seen.facts.head.issued_on, day)
    number = told.standing(committee, key, day) if meaning.gauge else told.between(committee, key, first, day)
    days = [(on, n) for on, n in told.days(committee, key) if meaning.gauge or on >= first]
    return Counted(_(meaning.label), _(meaning.rule), number, first, day, meaning.gauge, days[::-1][:MOST_DAYS])
