"""Deadlines in working time: how long each stage of an item's way may take, and until when an incident is dealt with.

Post offices work by the calendar of the post, agencies by that of the administration. Outside the years of the
calendar a plain day counts as eight working hours, so that nothing is left without a deadline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import TextChoices

from delegation.registry import calendar, parameters
from delegation.registry.calendar import WorkingCalendar
from delegation.registry.models import Calendar, OfficeKind
from delegation.registry.models.offices import POST_KINDS
from delegation.registry.parameters import Key, Parameters, Value
from delegation.registry.refusals import CalendarEnds, NoParameter
from postal_services import clock
from tracking.custody.states import ItemState
from tracking.incidents.kinds import Severity

WORKED_A_DAY = 8
_PLAIN = 24 // WORKED_A_DAY
_ONE_DAY = timedelta(days=1)


class Stage(TextChoices):
    """Stretches of an item's way that have a standard each."""

    PROCESSING = "processing", "Cơ quan giải quyết"
    AGENCY_TO_POST = "agency_to_post", "Cơ quan giao bưu điện"
    SIGNING = "signing", "Chờ ký nhận"
    WAITING = "waiting", "Nằm tại bưu cục"
    TO_PROVINCE = "to_province", "Đường thư huyện – tỉnh"
    TO_DISTRICT = "to_district", "Đường thư tỉnh – huyện"
    ON_THE_ROAD = "on_the_road", "Đường thư khác"
    ROUND = "round", "Đi phát"
    HOLD = "hold", "Lưu chờ nhận"
    RETURN = "return", "Chuyển hoàn"
    SEARCH = "search", "Đang tìm"


STANDARDS: Mapping[str, tuple[Key, int]] = {
    Stage.AGENCY_TO_POST: (Key.STAGE_AGENCY_TO_POST, 8),
    Stage.WAITING: (Key.STAGE_WAITING, 16),
    Stage.TO_PROVINCE: (Key.STAGE_TO_PROVINCE, 8),
    Stage.TO_DISTRICT: (Key.STAGE_TO_DISTRICT, 8),
    Stage.ON_THE_ROAD: (Key.STAGE_ON_THE_ROAD, 16),
    Stage.ROUND: (Key.STAGE_ROUND, 8),
    Stage.RETURN: (Key.STAGE_RETURN, 24),
}
"""Working hours by stage: the parameter, and what is taken where it has no value."""

_SEVERITY: Mapping[int, tuple[Key, int]] = {
    Severity.HIGH: (Key.INCIDENT_HOURS_HIGH, 8),
    Severity.NORMAL: (Key.INCIDENT_HOURS_NORMAL, 16),
    Severity.LOW: (Key.INCIDENT_HOURS_LOW, 40),
}


def number(key: Key, otherwise: int, unit: str = "giờ làm việc", on: date | None = None) -> Value:
    """A number of the parameters, or ``otherwise`` where there is none, marked unverified."""
    return number_of(parameters.current(), key, otherwise, unit, on)


def number_of(read: Parameters, key: Key, otherwise: int, unit: str = "giờ làm việc", on: date | None = None) -> Value:
    """The same from a reading of all parameters, without a query."""
    try:
        return read.on(key, on or clock.today())
    except NoParameter:
        return Value(str(key), str(otherwise), unit, "", verified=False)


def stage_of(*, state: str, leg: str, offered: bool, finished: bool, holder_kind: str, bound_kind: str) -> Stage | None:
    """The stage an item is in; None when nobody's clock runs (not yet with anybody, or at its end)."""
    if offered and state not in (ItemState.IN_TRANSIT, ItemState.MISSING):
        return Stage.SIGNING
    if state == ItemState.REGISTERED:
        at_the_agency = Stage.AGENCY_TO_POST if finished else Stage.PROCESSING
        return at_the_agency if leg == "B" else None
    if state == ItemState.IN_TRANSIT:
        down = Stage.TO_DISTRICT if holder_kind == OfficeKind.PROVINCIAL_POST else Stage.ON_THE_ROAD
        return Stage.TO_PROVINCE if bound_kind == OfficeKind.PROVINCIAL_POST else down
    return _BY_STATE.get(state)


_BY_STATE: Mapping[str, Stage] = {
    ItemState.ACCEPTED: Stage.WAITING,
    ItemState.ARRIVED: Stage.WAITING,
    ItemState.ATTEMPTED: Stage.WAITING,
    ItemState.OUT_FOR_DELIVERY: Stage.ROUND,
    ItemState.HELD: Stage.HOLD,
    ItemState.RETURNING: Stage.RETURN,
    ItemState.MISSING: Stage.SEARCH,
}


@dataclass(slots=True)
class Clockwork:
    """The working clocks of all offices at one moment; made once, so that thousands of items take no query."""

    now: datetime
    _calendars: dict[str, WorkingCalendar] = field(init=False)
    _hours: dict[str, int] = field(init=False)
    _allowed: dict[int, int] = field(init=False)
    _before: dict[tuple[bool, str, int], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._calendars = {each: calendar.current(each) for each in (Calendar.POSTAL, Calendar.PROCESSING)}
        read = parameters.current()
        self._hours = {stage: number_of(read, key, hours).whole for stage, (key, hours) in STANDARDS.items()}
        self._allowed = {severity: number_of(read, key, hours).whole for severity, (key, hours) in _SEVERITY.items()}

    def hours(self, stage: str) -> int:
        """Working hours that ``stage`` may take."""
        return self._hours[stage]

    def calendar(self, *, post: bool) -> WorkingCalendar:
        """The calendar by which a post office, or an agency, works."""
        return self._calendars[Calendar.POSTAL if post else Calendar.PROCESSING]

    def late_since(self, stage: str, office: str, *, post: bool) -> datetime:
        """What began ``stage`` at ``office`` before this moment has used up its working time."""
        return self.before(self.hours(stage), office, post=post)

    def before(self, hours: int, office: str, *, post: bool) -> datetime:
        """The moment from which ``hours`` of working time have passed until now."""
        kept = (post, office, hours)
        if kept not in self._before:
            try:
                self._before[kept] = _before(self.calendar(post=post), self.now, timedelta(hours=hours), office)
            except CalendarEnds:
                self._before[kept] = self.now - timedelta(hours=hours * _PLAIN)
        return self._before[kept]

    def after(self, start: datetime, hours: int, office: str, *, post: bool) -> datetime:
        """When ``hours`` of working time have passed at ``office`` since ``start``."""
        try:
            return _after(self.calendar(post=post), start, timedelta(hours=hours), office)
        except CalendarEnds:
            return start + timedelta(hours=hours * _PLAIN)

    def days_after(self, start: datetime, days: int, office: str, *, post: bool) -> datetime:
        """The close of the ``days``-th working day after the day of ``start``."""
        working = self.calendar(post=post)
        try:
            return working.closing(working.add_working_days(clock.day_of(start), days, office), office)
        except CalendarEnds:
            return start + timedelta(days=days)

    def between(self, low: datetime, high: datetime, office: str, *, post: bool) -> tuple[timedelta, int]:
        """Working time between two moments, and the working days after the first up to the second."""
        working = self.calendar(post=post)
        try:
            worked = working.working_time_between(low, high, office=office)
            days = working.working_days_between(clock.day_of(low), clock.day_of(high), office)
        except CalendarEnds:
            worked, days = (high - low) / _PLAIN, (high - low).days
        return worked, days

    def due(self, severity: int, office: str, *, post: bool, start: datetime | None = None) -> datetime:
        """Until when an incident of ``severity`` is dealt with."""
        return self.after(start or self.now, self._allowed[severity], office, post=post)

    def last_closing(self, office: str) -> tuple[datetime, datetime] | None:
        """Opening and closing of the last day on which post office ``office`` worked; None while it is open."""
        working, day = self.calendar(post=True), clock.day_of(self.now)
        try:
            for _ in range(_LONGEST_CLOSURE):
                stretches = working.opening(day, office)
                if stretches and stretches[-1][1] <= self.now:
                    return stretches[0][0], stretches[-1][1]
                if stretches and stretches[0][0] <= self.now:
                    return None  # open at this moment: the evening has not come
                day -= _ONE_DAY
        except CalendarEnds:
            return None
        return None


_LONGEST_CLOSURE = 60
"""Days looked back for the last evening; longer than Tết and any flood."""


def is_post(kind: str) -> bool:
    """Whether an office of ``kind`` works by the calendar of the post."""
    return kind in POST_KINDS


def _after(working: WorkingCalendar, start: datetime, left: timedelta, office: str) -> datetime:
    day = clock.day_of(start)
    while True:
        for opens, closes in working.opening(day, office):
            begins = max(opens, start)
            if begins >= closes:
                continue
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        day += _ONE_DAY


def _before(working: WorkingCalendar, end: datetime, left: timedelta, office: str) -> datetime:
    day = clock.day_of(end)
    while True:
        for opens, closes in reversed(working.opening(day, office)):
            ends = min(closes, end)
            if ends <= opens:
                continue
            if ends - opens >= left:
                return ends - left
            left -= ends - opens
        day -= _ONE_DAY
