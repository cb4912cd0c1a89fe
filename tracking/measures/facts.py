"""What the fold is given and what it gives: lines, calendars, the facts of a case and its amounts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID


class Told(NamedTuple):
    """One line as the fold reads it; ``data`` may still be written JSON, which few lines need read."""

    seq: int
    machine: str
    action: str
    from_state: str
    to_state: str
    subject: UUID
    occurred_at: datetime
    office: str | None
    counterpart: str | None
    data: Mapping[str, Any] | str
    flags: Sequence[str]

    @property
    def said(self) -> Mapping[str, Any]:
        """The data of the line, read."""
        if isinstance(self.data, str):
            read: Mapping[str, Any] = json.loads(self.data)
            return read
        return self.data


class Clockwork(Protocol):
    """The working calendars, as far as the fold asks them."""

    def regulated_days(self, procedure: str) -> int:
        """Working days the rules give a procedure; asked where the first line of a case does not say it."""

    def in_transit_time(self, accepted: datetime, delivered: datetime) -> bool:
        """Whether a result was delivered within the working days that the post may take."""

    def worked_minutes(self, low: datetime, high: datetime, office: str) -> int:
        """Opening minutes of an office between two moments."""

    def clock_starts(self, received: datetime, office: str) -> datetime:
        """The end of the day as whose receipt ``received`` counts: from then on an agency's days are counted."""

    def working_days(self, low: datetime, high: datetime, office: str) -> int:
        """Working days of an agency after the day of the first moment up to the day of the second."""

    def promised_days(self, received: datetime, due: datetime, office: str) -> int:
        """Working days from the day as whose receipt the first moment counts to the day of the second."""


@dataclass(slots=True)
class Facts:
    """What is known of a case; fields as in the row ``CaseFacts``."""

    committee: str
    post_office: str
    procedure: str
    service: str
    simulated: bool
    state: int
    lodged_at: datetime
    regulated_days: int
    received_at: datetime | None = None
    handed_over_at: datetime | None = None
    handed_over_in: UUID | None = None
    handed_over_seq: int | None = None
    due_at: datetime | None = None
    late_from: datetime | None = None
    finished_at: datetime | None = None
    on_time: bool | None = None
    delivered_at: datetime | None = None
    delivered_in_time: bool | None = None
    returned_at: datetime | None = None
    score: int | None = None
    committed_days: int | None = None
    actual_minutes: int | None = None
    actual_days: int | None = None


Amounts = dict[tuple[date, int], int]
"""By day (Vietnam) and number of the key."""


@dataclass(frozen=True, slots=True)
class Folded:
    """One case: its facts, what it adds to the figures, its stays in offices, and the last line it knows."""

    facts: Facts
    amounts: Amounts
    stays: list[tuple[str, str, int]]
    seq: int


def counted(amounts: Amounts) -> list[int]:
    """Amounts as the row of a case keeps them: triples of day, number of the key, amount; zeros left out."""
    return [
        number for (day, key), amount in sorted(amounts.items()) if amount for number in (day.toordinal(), key, amount)
    ]


def amounts_of(triples: Sequence[int]) -> Amounts:
    """The amounts that the row of a case keeps."""
    return {
        (date.fromordinal(triples[place]), triples[place + 1]): triples[place + 2]
        for place in range(0, len(triples), 3)
    }
