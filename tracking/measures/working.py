"""The working calendars as the fold asks them: thousands of cases a second, so that days are reckoned once.

Offices of the administration work by the processing calendar, all others by that of the post. Outside the years of the
calendar a plain day counts as eight working hours and as one working day, so that nothing is left without a number.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from delegation.registry import calendar, parameters
from delegation.registry.calendar import WorkingCalendar
from delegation.registry.editions import read_once
from delegation.registry.models import Calendar, Procedure
from delegation.registry.parameters import Key, Parameters
from delegation.registry.refusals import CalendarEnds, NoParameter
from postal_services.clock import VN, day_of

AGENCY = "UB-"
"""How the codes of the administration's desks begin."""
TRANSIT_DAYS = 2
"""Working days of the post within the province where the parameter has no value."""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_PLAIN = 3
"""Of a plain day a third is worked."""


@dataclass(slots=True)
class _Year:
    """Openings of one office in one year, with the minutes worked before each."""

    opens: list[datetime] = field(default_factory=list)
    closes: list[datetime] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    minutes: int = 0

    def until(self, at: datetime) -> int:
        """Minutes worked in the year up to a moment."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        return self.before[place] + (min(at, self.closes[place]) - self.opens[place]) // _MINUTE


class Clockwork:
    """Both calendars and the parameters as of one reading."""

    def __init__(self, processing: WorkingCalendar, postal: WorkingCalendar, params: Parameters) -> None:
        self.editions = (processing, postal, params)
        self._processing, self._postal, self._parameters = processing, postal, params
        self._years: dict[tuple[str, int], _Year] = {}
        self._days: dict[tuple[date, date, str], int] = {}
        self._transit: dict[tuple[date, date], bool] = {}
        self._regulated: dict[str, int] = {}

    def regulated_days(self, procedure: str) -> int:
        """Working days of a procedure in the registry; for cases whose first line does not say them."""
        if procedure not in self._regulated:
            found = Procedure.objects.filter(code=procedure).values_list("working_days", flat=True).first()
            self._regulated[procedure] = found or 0
        return self._regulated[procedure]

    def in_transit_time(self, accepted: datetime, delivered: datetime) -> bool:
        """Whether a result came within the post's working days; the day on which the post took it is not counted."""
        key = (day_of(accepted), day_of(delivered))
        if key not in self._transit:
            try:
                days = self._postal.working_days_between(*key)
            except CalendarEnds:
                days = (key[1] - key[0]).days
            self._transit[key] = days <= self.transit_days(key[0])
        return self._transit[key]

    def transit_days(self, on: date) -> int:
        """Working days that the post may take within the province."""
        try:
            return self._parameters.on(Key.TRANSIT_IN_PROVINCE, on).whole
        except NoParameter:
            return TRANSIT_DAYS

    def worked_minutes(self, low: datetime, high: datetime, office: str) -> int:
        """Opening minutes of an office between two moments; zero when the second is not after the first."""
        if high <= low:
            return 0
        try:
            first, last = day_of(low).year, day_of(high).year
            whole = sum(self._year(office, year).minutes for year in range(first, last))
            return whole + self._year(office, last).until(high) - self._year(office, first).until(low)
        except CalendarEnds:
            return (high - low) // _MINUTE // _PLAIN

    def _year(self, office: str, year: int) -> _Year:
        key = (office, year)
        if key not in self._years:
            self._years[key] = self._reckoned(office, year)
        return self._years[key]

    def _reckoned(self, office: str, year: int) -> _Year:
        working = self._processing if office.startswith(AGENCY) else self._postal
        reckoned, day = _Year(), date(year, 1, 1)
        while day.year == year:
            for opens, closes in working.opening(day, office):
                reckoned.opens.append(opens)
                reckoned.closes.append(closes)
                reckoned.before.append(reckoned.minutes)
                reckoned.minutes += (closes - opens) // _MINUTE
            day += _DAY
        return reckoned

    def working_days(self, low: datetime, high: datetime, office: str) -> int:
        """Working days of an agency after the day of ``low`` up to and including that of ``high``."""
        return self._between(day_of(low), day_of(high), office)

    def promised_days(self, received: datetime, due: datetime, office: str) -> int:
        """Working days from the day as whose receipt ``received`` counts to the day of the appointment."""
        return self._between(self._counting_day(received, office), day_of(due), office)

    def clock_starts(self, received: datetime, office: str) -> datetime:
        """The end of the day as whose receipt ``received`` counts: from then on an agency's days are counted."""
        return datetime.combine(self._counting_day(received, office) + _DAY, time(), VN)

    def _counting_day(self, received: datetime, office: str) -> date:
        try:
            return self._processing.counting_day(received, office)
        except (CalendarEnds, NoParameter):
            return day_of(received)

    def _between(self, low: date, high: date, office: str) -> int:
        key = (low, high, office)
        if key not in self._days:
            try:
                self._days[key] = self._processing.working_days_between(low, high, office)
            except CalendarEnds:
                self._days[key] = (high - low).days
        return self._days[key]


_kept: list[Clockwork] = []


def current() -> Clockwork:
    """The calendars as of now; one small query when nothing has changed."""
    with read_once():
        editions = (calendar.current(Calendar.PROCESSING), calendar.current(Calendar.POSTAL), parameters.current())
    if not _kept or any(mine is not now for mine, now in zip(_kept[0].editions, editions, strict=True)):
        _kept[:] = [Clockwork(*editions)]
    return _kept[0]
