"""Cases told line by line, without a database, and calendars in which every day is worked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from postal_services import clock
from tracking.measures.facts import Folded, Told
from tracking.measures.folding import fold
from tracking.measures.keys import BY_NUMBER, Key

CASE, RESULT, INCIDENT, RATING = (UUID(int=number) for number in range(1, 5))
MONDAY = datetime(2019, 8, 5, 8, 0, tzinfo=clock.VN)
DUE = datetime(2019, 8, 7, 17, 0, tzinfo=clock.VN)
FIRST = {
    "committee": "UB-633",
    "post_office": "BC-633",
    "procedure": "2.000635",
    "service": "return",
    "channel": "form",
    "working_days": 2,
}


class EveryDay:
    """Calendars in which every minute of every day is worked, and the post may take two days."""

    def regulated_days(self, procedure: str) -> int:
        return len(procedure)

    def in_transit_time(self, accepted: datetime, delivered: datetime) -> bool:
        return (clock.day_of(delivered) - clock.day_of(accepted)).days <= 2

    def worked_minutes(self, low: datetime, high: datetime, office: str) -> int:
        return max((high - low) // timedelta(minutes=1), 0)

    def working_days(self, low: datetime, high: datetime, office: str) -> int:
        return (clock.day_of(high) - clock.day_of(low)).days

    promised_days = working_days

    def clock_starts(self, received: datetime, office: str) -> datetime:
        return received


@dataclass(slots=True)
class Telling:
    """Lines of one case in the order in which they were written."""

    lines: list[Told] = field(default_factory=list)
    states: dict[UUID, str] = field(default_factory=dict)

    def say(  # noqa: PLR0917  (a line has as many parts)
        self,
        machine: str,
        subject: UUID,
        action: str,
        to_state: object,
        at: datetime,
        flags: Iterable[str] = (),
        sides: tuple[str, str] = ("BC-633", "UB-633"),
        **data: Any,
    ) -> "Telling":
        """Write one more line."""
        before, self.states[subject] = self.states.get(subject, ""), str(to_state)
        self.lines.append(
            Told(
                len(self.lines) + 1,
                machine,
                action,
                before,
                str(to_state),
                subject,
                at,
                *sides,
                data=data,
                flags=list(flags),
            )
        )
        return self

    def dossier(self, action: str, to_state: int, at: datetime, **data: Any) -> "Telling":
        """A line about the administrative case."""
        return self.say("dossier", CASE, action, to_state, at, **data)

    def item(self, action: str, to_state: str, at: datetime, **data: Any) -> "Telling":
        """A line about the result on its way."""
        return self.say("item", RESULT, action, to_state, at, **data)


def lodged(at: datetime = MONDAY, due: datetime | None = DUE, **changes: Any) -> Telling:
    """A case taken in on Monday and due on Wednesday at five."""
    appointment = {"due_at": due.isoformat()} if due else {}
    first = Telling().dossier("lodge", 2, at, **{**FIRST, **appointment, **changes})
    return first.item("register", "registered", at, sides=("UB-633", ""), leg="B", destination="BC-633")


def folded(telling: Telling, until: datetime | None = None) -> Folded:
    """The case folded with calendars that never rest."""
    found = fold(telling.lines, EveryDay(), until)
    assert found is not None
    return found


def amounts(telling: Telling, key: Key, until: datetime | None = None) -> dict[date, int]:
    """What the case adds to one figure, by day."""
    return {
        day: amount
        for (day, number), amount in sorted(folded(telling, until).amounts.items())
        if BY_NUMBER[number] == key and amount
    }
