"""The items of a directive: what is asked of whom until when, and how far it is on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postal_services.web.formats import count as counted
from tracking.rollout.charts import Bar, bars
from tracking.rollout.evidence import Look, Progress, look
from tracking.rollout.models import Ask, Directive, Measure

from .addresses import Addresses


@dataclass(frozen=True, slots=True)
class State:
    """How far an item is: a word with icon and colour."""

    word: str
    icon: str
    colour: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item as of a day; ``count`` of ``whole`` are done, where it is counted."""

    ask: Ask
    href: str
    state: State
    count: int = 0
    whole: int = 0
    days_late: int = 0
    simulated: bool = False

    @property
    def number(self) -> str:
        """The count in figures; empty where nothing is counted."""
        return f"{counted(self.count)}/{counted(self.whole)}" if self.whole else ""

    @property
    def bar(self) -> SafeString:
        """How many are done."""
        return bars(Bar(self.count, self.whole))


def directives() -> Sequence[Directive]:
    """Every directive with its items, the newest first; two statements."""
    return list(Directive.objects.prefetch_related("asks").order_by("-issued_on", "code"))


def items(directive: str, asks: Iterable[Ask], day: date) -> Sequence[Item]:
    """The items in the directive's order."""
    return [_item(ask, Addresses(directive, ask.number, day), day) for ask in asks]


def _item(ask: Ask, to: Addresses, day: date) -> Item:
    if ask.measure == Measure.FIGURES:
        return Item(ask, to.board(), State(_("Tính từ sổ"), "chart", "blue"))
    return _judged(ask, look(ask.directive_id, ask.number, day).progress(day), to, day)


def item_of(seen: Look, day: date) -> Item:
    """The item that a look was taken at."""
    head = seen.facts.head
    ask = Ask.objects.get(directive=head.directive, number=head.ask)
    to = Addresses(head.directive, head.ask, day)
    if ask.measure == Measure.FIGURES:
        return Item(ask, to.board(), State(_("Tính từ sổ"), "chart", "blue"))
    return _judged(ask, seen.progress(day), to, day)


def _judged(ask: Ask, progress: Progress, to: Addresses, day: date) -> Item:
    whole = len(progress.targets)
    late = max((target.days_late(day) for target in progress.targets), default=0)
    return Item(
        ask, to.board(), _state(progress, late), progress.complete, whole, days_late=late, simulated=progress.simulated
    )


def _state(progress: Progress, late: int) -> State:
    if progress.targets and progress.complete == len(progress.targets):
        return State(_("Đã xong"), "check", "green")
    if late:
        told = ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", late) % {"days": counted(late)}
        return State(told, "alert", "red")
    if progress.pieces:
        return State(_("Đang làm"), "clock", "blue")
    return State(_("Chưa có minh chứng"), "ring", "quiet")
