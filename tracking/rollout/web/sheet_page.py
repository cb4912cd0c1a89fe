"""The sheet of one unit: what it has shown, what is missing and what to do, and how that came and went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from postal_services.web.formats import percent
from tracking.rollout.charts import Lane, LanesData, Span, lanes
from tracking.rollout.evidence import Evidence, Look, Reference, Target
from tracking.rollout.evidence.judging import JUDGES, SAMPLED

from .addresses import Addresses
from .board_page import mark_of
from .days import Chosen
from .showing import Mark, Place, Sent
from .words import language


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the unit; ``href`` opens what it was counted from."""

    label: str
    number: str
    href: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """What a unit stated of a month: how many cases could go by post, how many did, and why the others did not.

    ``contradicts`` holds where fewer are stated than the ledger has; then there is no ``percent``.
    """

    name: str
    eligible: int
    sent: int
    percent: int | None
    contradicts: bool
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BesideUnit:
    """What other rooms know of the unit."""

    figures: Sequence[Figure] = ()
    obstacles: int = 0
    obstacles_href: str = ""
    months: Sequence[Month] = ()
    sent: Sent | None = None

    @property
    def sent_words(self) -> str:
        """The share that went by post; empty where it is not known."""
        return percent(self.sent.percent) if self.sent and self.sent.percent is not None else ""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of evidence as a task: state, since when or why not, and the lines that show it."""

    mark: Mark
    evidence: Evidence
    counted: str
    lines: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A kind that came or went on a day."""

    day: date
    name: str
    came: bool


@dataclass(frozen=True)
class SheetPage:
    """The page of one unit."""

    look: Look
    chosen: Chosen
    to: Addresses
    target: Target
    beside: BesideUnit = field(default_factory=BesideUnit)

    @cached_property
    def place(self) -> Place:
        """The unit as the board shows it."""
        target = self.target
        return Place(
            target.place.code,
            target.place.name,
            target.place.short_name,
            self.to.sheet(target.place.code),
            tuple(task.mark for task in self.tasks),
            lost_on=target.regressed_on,
        )

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """Every kind in the order of the plan."""
        code = self.target.place.code
        return [
            Task(
                mark_of(each, self.to.lines(code, each.key)),
                each,
                counted_words(each),
                0 if each.key in SAMPLED else len(lines_of(self.look, self.target, each.key, self.chosen.day)),
            )
            for each in self.target.evidence
        ]

    @property
    def next_task(self) -> Task | None:
        """The first thing that is missing."""
        return next((task for task in self.tasks if not task.mark.met), None)

    @cached_property
    def _lanes(self) -> Sequence[Lane]:
        runs = self.look.courses[self.target.id].kinds
        begun, day = self.look.facts.head.issued_on, self.chosen.day
        return [
            Lane(
                each.name(language()),
                [
                    Span(max(run.first, begun), run.end if run.end and run.end <= day else None)
                    for run in runs[each.key].runs()
                    if run.met and run.first <= day and (run.end is None or run.end > begun)
                ],
            )
            for each in self.target.evidence
        ]

    @property
    def drawing(self) -> SafeString:
        """Its history for a wide place."""
        return self._draw("lich-su-rong", 560)

    @property
    def drawing_narrow(self) -> SafeString:
        """Its history for a narrow place."""
        return self._draw("lich-su-hep", 330)

    def _draw(self, name: str, width: int) -> SafeString:
        head = self.look.facts.head
        deadline = self.target.deadline or head.deadline
        first = min(head.issued_on, self.chosen.day)
        return lanes(LanesData(self._lanes, first, self.chosen.day, deadline), name, width)

    @cached_property
    def turns(self) -> Sequence[Turn]:
        """Everything that came and went, the newest first."""
        found = []
        for lane in self._lanes:
            for span in lane.spans:
                found.append(Turn(span.since, lane.name, came=True))
                if span.until:
                    found.append(Turn(span.until, lane.name, came=False))
        return sorted(found, key=lambda turn: (-turn.day.toordinal(), turn.name))

    @property
    def others(self) -> Sequence[tuple[str, str]]:
        """The unit before and the unit after, with their addresses; empty pairs at the ends."""
        targets = self.look.progress(self.chosen.day).targets
        at = next(place for place, each in enumerate(targets) if each.id == self.target.id)
        around = (targets[at - 1] if at else None, targets[at + 1] if at + 1 < len(targets) else None)
        return [(each.place.short_name, self.to.sheet(each.place.code)) if each else ("", "") for each in around]


COUNTED = {
    "procedures_published": "{have} thủ tục, cần {need}",
    "offices_staffed": "{have} người đúng vị trí, cần {need}",
    "devices_enrolled": "{have} thiết bị, cần {need}",
    "staff_trained": "{have} trong {of} người, cần {percent} %",
    "sustained_use": "{dossiers} hồ sơ trong {days} ngày, {have} % đúng hạn (cần {need} %)",
}
"""What was counted where a kind is met."""


def counted_words(each: Evidence) -> str:
    """The numbers by which a kind is met; empty where it has none, or says them in its reason."""
    words = _(COUNTED[each.key]) if each.key in COUNTED else ""
    try:
        return words.format_map(dict(each.numbers)) if each.met and each.numbers else ""
    except KeyError:
        return ""


def lines_of(seen: Look, target: Target, kind: str, day: date) -> Sequence[Reference]:
    """Every line by which a kind of a target was judged, in the order in which they happened."""
    known = seen.facts.by_id[target.id]
    found = set(JUDGES[kind].lines(seen.facts, known, day))
    return sorted(found, key=lambda each: (each.occurred_at, each.stream, each.seq))
