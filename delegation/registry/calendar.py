"""The working clock: which days are worked, and how much working time lies between two moments.

Two calendars are kept apart: processing days of the administration (Monday to Friday, swapped days included) and
days of the post. The tables are the truth; a year without its public holidays is not reached, and nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from delegation.registry import parameters
from delegation.registry.editions import Shelf
from delegation.registry.models import Calendar, CalendarDay, Closure, DayKind, OfficeHours, Parameter
from delegation.registry.refusals import CalendarEnds
from postal_services import clock
from postal_services.errors import FieldProblem, Invalid

ONE_DAY = timedelta(days=1)
HOLIDAYS_A_YEAR = 8
"""A year is reached when at least so many public holidays of it are in the table; the law gives ten or more."""

Pause = tuple[datetime, datetime | None]
"""A stretch in which the clock stands still, waiting for the citizen or the tax office; None while it lasts."""


@dataclass(frozen=True, slots=True)
class _Hours:
    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_to: date | None

    def hold_on(self, day: date) -> bool:
        return (
            self.weekday == day.isoweekday()
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class _Closed:
    first: date
    last: date
    office: str | None


class WorkingCalendar:
    """One calendar as it stands; pure, so that a thousand dossiers are reckoned without a query."""

    def __init__(
        self,
        special: dict[date, str],
        closures: Sequence[_Closed],
        hours: Sequence[_Hours],
        params: parameters.Parameters,
    ) -> None:
        self._special = special
        self._closures = closures
        self._hours = hours
        self._parameters = params
        self.first, self.last = _reach(special)

    def is_working_day(self, day: date, office: str | None = None) -> bool:
        """Whether ``office`` (its code; None: offices in general) works on ``day``."""
        self._require(day)
        kind = self._special.get(day)
        if kind is not None:
            if kind != DayKind.SWAPPED_ON:
                return False
        elif not any(hours.hold_on(day) for hours in self._hours):
            return False
        return not any(
            closed.first <= day <= closed.last and closed.office in {None, office} for closed in self._closures
        )

    def first_working_day(self, day: date, office: str | None = None) -> date:
        """``day`` itself when it is worked, else the next that is."""
        while not self.is_working_day(day, office):
            day += ONE_DAY
        return day

    def counting_day(self, received: datetime, office: str | None = None) -> date:
        """The working day as whose receipt ``received`` counts.

        What comes after the cut-off (15:00, NĐ 61/2018, unverified) or on a day off counts as received on the next
        working day.
        """
        local = received.astimezone(clock.VN)
        day = local.date()
        self._require(day)
        if local.time() > self._parameters.on(parameters.Key.RECEIPT_CUT_OFF, day).time:
            day += ONE_DAY
        return self.first_working_day(day, office)

    def add_working_days(self, start: datetime | date, days: int, office: str | None = None) -> date:
        """The ``days``-th working day after ``start``; the day of receipt is not counted.

        A date is taken as it is; a moment (aware) is first put on its :meth:`counting_day`.
        """
        if days < 0:
            problem = FieldProblem("negative", "Số ngày không được âm.", "The number of days may not be negative.")
            raise Invalid({"days": [problem]})
        day = self.counting_day(start, office) if isinstance(start, datetime) else start
        self._require(day)
        while days:
            day += ONE_DAY
            if self.is_working_day(day, office):
                days -= 1
        return day

    def working_days_between(self, start: date, end: date, office: str | None = None) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before."""
        if end < start:
            return -self.working_days_between(end, start, office)
        self._require(start)
        self._require(end)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n), office) for n in range(1, span + 1))

    def opening(self, day: date, office: str | None = None) -> list[tuple[datetime, datetime]]:
        """The stretches of ``day`` in which ``office`` is open; none on a day off."""
        if not self.is_working_day(day, office):
            return []
        rows = [hours for hours in self._hours if hours.hold_on(day)]
        if not rows:
            # A swapped Saturday keeps the hours of the Friday before it.
            friday = day - timedelta(days=day.isoweekday() - 5)
            rows = [hours for hours in self._hours if hours.hold_on(friday)]
        return [
            (datetime.combine(day, row.opens, clock.VN), datetime.combine(day, row.closes, clock.VN))
            for row in sorted(rows, key=lambda row: row.opens)
        ]

    def closing(self, day: date, office: str | None = None) -> datetime:
        """The moment ``office`` closes on ``day``; the end of the day when it is not worked."""
        stretches = self.opening(day, office)
        return stretches[-1][1] if stretches else datetime.combine(day + ONE_DAY, time(), clock.VN)

    def due_at(self, received: datetime, days: int, office: str | None = None) -> datetime:
        """When a result promised in ``days`` working days is due: at closing time of the last of them."""
        return self.closing(self.add_working_days(received, days, office), office)

    def working_time_between(
        self, start: datetime, end: datetime, pauses: Iterable[Pause] = (), office: str | None = None
    ) -> timedelta:
        """Opening time between two moments without the pauses; zero when ``end`` is not after ``start``."""
        if end <= start:
            return timedelta()
        standing = _merged(pauses, end)
        total = timedelta()
        day = clock.day_of(start)
        while day <= clock.day_of(end):
            for opens, closes in self.opening(day, office):
                low, high = max(opens, start), min(closes, end)
                if low < high:
                    total += high - low
                    total -= sum((_shared(low, high, pause) for pause in standing), timedelta())
            day += ONE_DAY
        return total

    def after_pauses(self, due: date, pauses: Iterable[Pause], until: datetime, office: str | None = None) -> date:
        """``due`` moved on by the working days on which the clock stood still up to ``until``."""
        stood = sum(
            self.working_days_between(clock.day_of(low), clock.day_of(high), office)
            for low, high in _merged(pauses, until)
        )
        return self.add_working_days(due, stood, office)

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarEnds(
                first=f"{self.first:%d/%m/%Y}", last=f"{self.last:%d/%m/%Y}", day=f"{day:%d/%m/%Y}", year=day.year
            )


def _reach(special: dict[date, str]) -> tuple[date, date]:
    """The days covered: the longest run of years, from the first one, that have their public holidays."""
    count: defaultdict[int, int] = defaultdict(int)
    for day, kind in special.items():
        count[day.year] += kind == DayKind.HOLIDAY
    years = sorted(year for year, holidays in count.items() if holidays >= HOLIDAYS_A_YEAR)
    if not years:
        return date.max, date.min
    last = years[0]
    while last + 1 in years:
        last += 1
    return date(years[0], 1, 1), date(last, 12, 31)


def _merged(pauses: Iterable[Pause], until: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses in order, open ones ended at ``until``, overlapping ones as one."""
    merged: list[tuple[datetime, datetime]] = []
    for low, high in sorted((low, min(high or until, until)) for low, high in pauses):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        elif low < high:
            merged.append((low, high))
    return merged


def _shared(low: datetime, high: datetime, pause: tuple[datetime, datetime]) -> timedelta:
    return max(min(high, pause[1]) - max(low, pause[0]), timedelta())


def _load() -> dict[str, WorkingCalendar]:
    special: dict[str, dict[date, str]] = {calendar.value: {} for calendar in Calendar}
    for row in CalendarDay.objects.all():
        special[row.calendar][row.day] = row.kind
    closures: defaultdict[str, list[_Closed]] = defaultdict(list)
    for closure in Closure.objects.standing():
        closures[closure.calendar].append(_Closed(closure.first_day, closure.last_day, closure.office_id))
    hours: defaultdict[str, list[_Hours]] = defaultdict(list)
    for stretch in OfficeHours.objects.all():
        hours[stretch.calendar].append(
            _Hours(stretch.weekday, stretch.opens, stretch.closes, stretch.valid_from, stretch.valid_to)
        )
    params = parameters.Parameters(list(Parameter.objects.all()))
    return {
        calendar.value: WorkingCalendar(special[calendar], closures[calendar], hours[calendar], params)
        for calendar in Calendar
    }


_shelf: Shelf[dict[str, WorkingCalendar]] = Shelf(_load, "calendar", "parameters")


def current(calendar: str = Calendar.PROCESSING) -> WorkingCalendar:
    """A calendar as of now, to reckon with as often as needed; one small query when nothing has changed."""
    return _shelf.current()[calendar]


def is_working_day(day: date, office: str | None = None, calendar: str = Calendar.PROCESSING) -> bool:
    """Whether ``office`` works on ``day``; :class:`CalendarEnds` outside the years of the table."""
    return current(calendar).is_working_day(day, office)


def add_working_days(
    start: datetime | date, days: int, office: str | None = None, calendar: str = Calendar.PROCESSING
) -> date:
    """The ``days``-th working day after ``start``; see :meth:`WorkingCalendar.add_working_days`."""
    return current(calendar).add_working_days(start, days, office)


def due_at(received: datetime, days: int, office: str | None = None) -> datetime:
    """When a result promised in ``days`` processing days is due; see :meth:`WorkingCalendar.due_at`."""
    return current().due_at(received, days, office)


def working_days_between(start: date, end: date, office: str | None = None, calendar: str = Calendar.PROCESSING) -> int:
    """Working days after ``start`` up to and including ``end``."""
    return current(calendar).working_days_between(start, end, office)


def working_time_between(
    start: datetime,
    end: datetime,
    pauses: Iterable[Pause] = (),
    office: str | None = None,
    calendar: str = Calendar.PROCESSING,
) -> timedelta:
    """Opening time between two moments without the pauses."""
    return current(calendar).working_time_between(start, end, pauses, office)
