"""An ask whose targets declare that they are ready: how many in each district, and who is not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from postal_services.web.formats import count
from tracking.rollout.charts import Bar, bars
from tracking.rollout.evidence import Look, Progress, Target

from .addresses import Addresses
from .board_page import mark_of
from .days import Chosen
from .showing import Mark


@dataclass(frozen=True, slots=True)
class District:
    """The targets below one unit."""

    code: str
    name: str
    ready: int
    whole: int
    named: bool
    days_late: int
    href: str
    has_deadline: bool = True

    @property
    def late_words(self) -> str:
        """By how much its deadline has passed."""
        return late_words(self.days_late)

    @property
    def look(self) -> str:
        """How its bar is drawn."""
        return "late" if self.days_late else "done"

    @property
    def bar(self) -> SafeString:
        """Its bar."""
        return bars(Bar(self.ready, self.whole, self.look))


@dataclass(frozen=True, slots=True)
class Row:
    """One target in the list of a district."""

    target: Target
    mark: Mark
    days_late: int
    href: str

    @property
    def late_words(self) -> str:
        """By how much its deadline has passed."""
        return late_words(self.days_late)


def late_words(days: int) -> str:
    """``quá hạn 145 ngày``."""
    return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", days) % {"days": count(days)}


@dataclass(frozen=True)
class ReadinessPage:
    """The page; ``parent`` narrows it to the targets below one unit."""

    look: Look
    chosen: Chosen
    to: Addresses
    parent: str = ""

    @cached_property
    def progress(self) -> Progress:
        """The figures."""
        return self.look.progress(self.chosen.day)

    @property
    def targets(self) -> Sequence[Target]:
        """The targets that the page is about."""
        return [each for each in self.progress.targets if not self.parent or each.place.parent == self.parent]

    @property
    def name(self) -> str:
        """The name of the unit the page is narrowed to."""
        return next((each.place.parent_name for each in self.targets), "")

    @property
    def ready(self) -> int:
        """Targets that are ready."""
        return sum(each.complete for each in self.targets)

    @property
    def percent(self) -> int:
        """Whole per cent of them."""
        return round(100 * self.ready / len(self.targets)) if self.targets else 0

    @cached_property
    def districts(self) -> Sequence[District]:
        """By district: first those that are late, then by code."""
        below: dict[tuple[str, str], list[Target]] = {}
        for target in self.progress.targets:
            below.setdefault((target.place.parent, target.place.parent_name), []).append(target)
        found = [self._district(code, name, targets) for (code, name), targets in below.items()]
        return sorted(found, key=lambda each: (not (each.named and each.days_late), each.code))

    def _district(self, code: str, name: str, targets: Sequence[Target]) -> District:
        return District(
            code,
            name,
            sum(each.complete for each in targets),
            len(targets),
            any(each.named for each in targets),
            max(each.days_late(self.chosen.day) for each in targets),
            self.to.sheet(code),
            any(each.deadline for each in targets),
        )

    @property
    def late(self) -> int:
        """Targets whose deadline has passed."""
        return sum(bool(each.days_late(self.chosen.day)) for each in self.targets)

    @property
    def rows(self) -> Sequence[Row]:
        """The targets below the unit, those that are not ready first."""
        found = []
        for target in self.targets:
            code = target.place.code
            for each in target.evidence[:1]:
                mark = mark_of(each, self.to.lines(code, each.key))
                found.append(Row(target, mark, target.days_late(self.chosen.day), self.to.sheet(code)))
        return sorted(found, key=lambda row: (row.mark.met, row.target.place.code)) if self.parent else found
