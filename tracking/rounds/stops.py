"""What came of every stop of a round, as a pure function of lines: of the round's own, and of those of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from .states import ROUND, RoundState, StopOutcome


class _Untold:
    """What no line says: older lines say less, and the row keeps what it has."""

    def __repr__(self) -> str:
        return "untold"


UNTOLD: Final[Any] = _Untold()
_COMING_BACK: Final = frozenset({"arrive", "hold", "send_back"})


@dataclass(slots=True)
class Standing:
    """A stop as the lines tell it; the fields are the columns of its row, ``collected`` by the item's code."""

    position: int = UNTOLD
    is_open: bool = True
    state_fee: int = 0
    postal: int = 0
    transfer: int = 0
    taken: int = 0
    outcome: str = ""
    reason: str = ""
    measure: str = ""
    attempt: int = 0
    again_on: date | None = None
    worked_at: datetime | None = None
    seq: int | None = None
    collected: str | None = None


COLUMNS: Final = tuple(each.name for each in fields(Standing))


@dataclass(frozen=True, slots=True)
class Told:
    """One line as far as stops go; ``item`` is the code of the item it is about, empty for a line about the round."""

    machine: str
    action: str
    to_state: str
    seq: int
    occurred_at: datetime
    stream: UUID
    data: Mapping[str, Any]
    item: str = ""


@dataclass(slots=True)
class Way:
    """One round while its lines are taken in their order."""

    state: str = ""
    stops: dict[str, Standing] = field(default_factory=dict)
    streams: set[UUID] = field(default_factory=set)
    """The cases of its items."""
    own: set[UUID] = field(default_factory=set)
    """The stream that has its own lines."""

    def take(self, line: Told) -> None:
        """One more line."""
        (self.own if line.machine == ROUND else self.streams).add(line.stream)
        if line.machine == ROUND:
            _ROUND.get(line.action, _nothing)(self, line)
            self.state = line.to_state
        else:
            self._take_item(line)

    def _take_item(self, line: Told) -> None:
        stop = self.stops.get(line.item)
        if stop is None:
            # An item that was taken out without the list joins it at the door.
            stop = Standing(line.data.get("position", UNTOLD), line.data.get("joins", UNTOLD))
            stop.is_open = False if self.state in _OVER else stop.is_open
            self.stops[line.item] = stop
        act = line.data.get("said", line.action)
        if act == "take_out":
            _leave(stop, line)
        elif act == "deliver":
            _deliver(stop, line)
            stop.is_open = stop.is_open if self.state == RoundState.OUT else False
        elif act == "fail":
            _fail(stop, line)
        elif act in _COMING_BACK:
            _come_back(stop, line)


_OVER: Final = (RoundState.CLOSED, RoundState.CANCELLED)


def way_of(lines: Iterable[Told]) -> Way:
    """The round after all of its lines."""
    way = Way()
    for line in lines:
        way.take(line)
    return way


def _listed(way: Way, line: Told) -> None:
    way.stops = {code: Standing(place) for place, code in enumerate(line.data["items"], start=1)}


def _taken_out(way: Way, line: Told) -> None:
    for code, why in line.data.get("left", {}).items():
        stop = way.stops.setdefault(code, Standing())
        stop.outcome, stop.reason, stop.worked_at = StopOutcome.SPLIT.value, why, line.occurred_at
        stop.is_open = False


def _added(way: Way, line: Told) -> None:
    places = [stop.position for stop in way.stops.values()]
    last = UNTOLD if UNTOLD in places else max(places, default=0)
    for number, code in enumerate(line.data["items"], start=1):
        if code not in way.stops:
            way.stops[code] = Standing(UNTOLD if last is UNTOLD else last + number)


def _closed(way: Way, line: Told) -> None:
    ends = line.data.get("ends")
    for code, stop in way.stops.items():
        if stop.is_open is False:
            continue
        stop.is_open = False
        stop.worked_at = stop.worked_at or line.occurred_at
        if ends is None:
            stop.outcome, stop.reason = UNTOLD, stop.reason or UNTOLD
        elif code in ends:
            stop.outcome, stop.reason = ends[code]["outcome"], ends[code]["reason"]


def _cancelled(way: Way, _line: Told) -> None:
    for stop in way.stops.values():
        stop.is_open = False


def _nothing(_way: Way, _line: Told) -> None:
    """A line that changes no stop."""


_ROUND: Final = {
    "draft": _listed,
    "change": _listed,
    "take_out": _taken_out,
    "add": _added,
    "close": _closed,
    "cancel": _cancelled,
}


def _leave(stop: Standing, line: Told) -> None:
    """The item leaves with the postman; a second visit told of at the door is no leaving."""
    if "again" in line.data:
        return
    stop.is_open = True
    if "attempt" in line.data:
        stop.attempt = line.data["attempt"]
        for name, amount in line.data["owed"].items():
            setattr(stop, name, amount)
    else:
        stop.attempt = stop.state_fee = stop.postal = stop.transfer = stop.is_open = UNTOLD
    stop.outcome = stop.reason = stop.measure = ""
    stop.worked_at, stop.seq = None, line.seq


def _deliver(stop: Standing, line: Told) -> None:
    stop.outcome, stop.reason, stop.measure = StopOutcome.DELIVERED.value, "", ""
    stop.worked_at, stop.seq = line.occurred_at, line.seq
    stop.taken, stop.collected = line.data.get("taken", UNTOLD), line.data.get("collected")


def _fail(stop: Standing, line: Told) -> None:
    """What was delivered is not undone by a failure told of later."""
    if stop.outcome == StopOutcome.DELIVERED:
        return
    stop.outcome, stop.reason, stop.measure = StopOutcome.FAILED.value, line.data["reason"], line.data["measure"]
    stop.attempt = line.data.get("attempt", UNTOLD)
    again = line.data.get("again_on")
    stop.again_on = date.fromisoformat(again) if again else None
    stop.worked_at, stop.seq = line.occurred_at, line.seq


def _come_back(stop: Standing, line: Told) -> None:
    """Home with the postman: what he did not get to, and what he tried in vain."""
    stop.seq = line.seq
    if line.data.get("untried"):
        stop.outcome, stop.reason = StopOutcome.UNTRIED.value, line.data["reason"]
    elif line.action == "arrive":
        stop.outcome, stop.measure = StopOutcome.FAILED.value, line.data["measure"]
        stop.reason = "" if stop.reason is UNTOLD else stop.reason
