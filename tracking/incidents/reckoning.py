"""Legal limits of complaints and compensation, reckoned by the parameters of the day.

TT 17/2017/TT-BTTTT, article 8: a complaint within six months from the end of the whole-transit time, answered within
five working days in the province and seven between provinces. Compensation by article 14 of QĐ 45/2016/QĐ-TTg and
postal law: at least a multiple of the charge and the charge itself (NĐ 47/2011, unverified), the cost of new papers on
top (unverified).
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from delegation.registry import calendar
from delegation.registry.models import Calendar
from delegation.registry.parameters import Key, Value
from delegation.registry.refusals import CalendarEnds
from postal_services import clock
from postal_services.ledger.models import Line
from tracking.custody.states import ITEM, Action
from tracking.incidents.deadlines import Clockwork, number

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Limitation:
    """Until when one may complain: the day transit ended, the last day, and on what basis."""

    ended: date
    last: date
    basis: str


def limitation(case: UUID, at: datetime, *, inter_province: bool = False) -> Limitation | None:
    """The limitation for a case: from the latest of its items that the post took over; None while it took none.

    One query. The whole-transit time ends so many working days after the post took the item over.
    """
    taken = Line.objects.filter(stream_id=case, machine=ITEM, action=Action.ACCEPT)
    latest = taken.order_by("-occurred_at").values_list("occurred_at", flat=True).first()
    if latest is None:
        return None
    key, days = (Key.TRANSIT_INTER_PROVINCE, 6) if inter_province else (Key.TRANSIT_IN_PROVINCE, 2)
    taken_on, today = clock.day_of(latest), clock.day_of(at)
    transit = number(key, days, "ngày làm việc", taken_on).whole
    try:
        ended = calendar.add_working_days(taken_on, transit, calendar=Calendar.POSTAL)
    except CalendarEnds:
        ended = date.fromordinal(taken_on.toordinal() + transit)
    allowed = number(Key.COMPLAINT_MONTHS, 6, "tháng", today)
    return Limitation(ended, add_months(ended, allowed.whole), allowed.legal_basis or "TT 17/2017/TT-BTTTT, Điều 8")


def add_months(day: date, count: int) -> date:
    """The same day of the month ``count`` months later; the last day of a month that is shorter."""
    month = day.month - 1 + count
    year, month = day.year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def answer_by(at: datetime, office: str, *, post: bool, inter_province: bool) -> datetime:
    """Until when a complaint lodged at ``at`` must be answered: five or seven working days, at closing time."""
    key, days = (Key.COMPLAINT_DAYS_INTER_PROVINCE, 7) if inter_province else (Key.COMPLAINT_DAYS_IN_PROVINCE, 5)
    return Clockwork(at).days_after(at, number(key, days, "ngày làm việc").whole, office, post=post)


@dataclass(frozen=True, slots=True)
class Owed:
    """What compensation is reckoned to, all in VND, with the basis of the multiple."""

    charge: int
    multiple: int
    reissue_cost: int
    basis: str
    verified: bool

    @property
    def loss(self) -> int:
        """The multiple of the charge."""
        return self.charge * self.multiple

    @property
    def limit(self) -> int:
        """The multiple of the charge, the charge back, and the cost of new papers."""
        return self.loss + self.charge + self.reissue_cost


def owed(charge: int, reissue_cost: int, on: date) -> Owed:
    """What a loss on a case with this postal charge is reckoned to by the parameters of the day."""
    value: Value = number(Key.COMPENSATION_MULTIPLE, 4, "lần cước", on)
    return Owed(charge, value.whole, reissue_cost, value.legal_basis, value.verified)


def search_until(since: datetime, office: str, *, post: bool) -> datetime:
    """Until when a missing item is searched for before it can be declared lost."""
    days = number(Key.SEARCH_DAYS, 5, "ngày làm việc").whole
    return Clockwork(since).days_after(since, days, office, post=post)
