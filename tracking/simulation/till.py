"""The money of the demonstration: fees at the counter, the clerks' days, the sheet that both sides sign."""

from collections.abc import Sequence
from datetime import date, datetime

from delegation.dossiers.models import Dossier
from postal_services import clock
from tracking.cash.commands import days, reconcile, take
from tracking.cash.commands.days import Count
from tracking.cash.commands.reconcile import Figure
from tracking.cash.commands.take import Payment
from tracking.cash.models import CashDay, FigureSide
from tracking.cash.queries import outstanding
from tracking.cash.queries.days import sums_of
from tracking.cash.queries.reconciliations import fees, open_days, post_sum
from tracking.cash.reasons import VarianceReason
from tracking.cash.states import DayState

from .demo_day import Day
from .morning import DESK, POST, Told

_SHORT = 2_000
"""Đồng that are missing from Lan's drawer in the evening."""


def at_the_counter(day: Day) -> Told:
    """Lan takes the fees of those who brought their papers; every receipt has its number."""
    ids = {row.code: row.id for row in Dossier.objects.filter(code__in=[taken.code for taken in day.plan.sent])}
    owed = outstanding(ids.values())
    due = {dossier: owed[identity] for dossier, identity in ids.items() if owed[identity]}
    for dossier, amounts in due.items():
        payment = Payment(amounts=amounts, office=POST, next_day=True)
        day.do(take.take_money, actor=day.who("lan"), dossier=dossier, payment=payment, now=day.hours.at(8, 5))
    return {"count": len(due)}


def evening(day: Day) -> Told:
    """Lan and Tiến count; a little is missing from her drawer, and she says why; Nga takes the money over."""
    closed: list[CashDay] = []
    for name in ("lan", "tien"):
        closed += [_close(day, row, name, day.hours.at(16, 20)) for row in _open(day, name)]
    for row in closed:
        taken_over = Count(counted=row.counted)
        day.do(days.accept_day, actor=day.who("nga"), code=row.code, count=taken_over, now=day.hours.at(16, 30))
    total = sum(row.counted or 0 for row in closed)
    return {"count": len(closed), "cash": f"{total:,}".replace(",", "."), "sheets": _reconcile(day, closed)}


def _open(day: Day, name: str) -> Sequence[CashDay]:
    """The days of one person that are not closed yet; money after a closing is booked on tomorrow's."""
    today = clock.day_of(day.hours.at(16, 20))
    mine = CashDay.objects.filter(office=POST, person=day.who(name).user_id, state=DayState.OPEN, on__lte=today)
    return list(mine.order_by("on"))


def _close(day: Day, row: CashDay, name: str, now: datetime) -> CashDay:
    cash = sums_of(row.id).cash
    short = _SHORT if name == "lan" and cash > _SHORT else 0
    reason = str(VarianceReason.CHANGE_GIVEN) if short else ""
    words = "Thối nhầm một tờ 2.000 đồng, sẽ bù." if short else ""
    count = Count(counted=cash - short, reason=reason, words=words)
    return day.do(days.close_day, actor=day.who(name), code=row.code, count=count, now=now)


def _reconcile(day: Day, closed: Sequence[CashDay]) -> int:
    """The post passes the state's fees on; desk and treasury have them; both sides sign. Gives how many sheets."""
    return sum(_sheet(day, on, day.hours.at(16, 35)) for on in sorted({row.on for row in closed}))


def _sheet(day: Day, on: date, now: datetime) -> bool:
    if not fees(POST, DESK, on).exists() or open_days(POST, DESK, on):
        return False
    lan, hanh = day.who("lan"), day.who("hanh")
    sheet = day.do(reconcile.draft_reconciliation, actor=lan, post_office=POST, committee=DESK, on=on, now=now)
    total = post_sum(POST, DESK, on)
    said = (
        (lan, Figure(side=FigureSide.REMITTED, amount=total, document=f"UNC-{on:%d%m}-01")),
        (hanh, Figure(side=FigureSide.COMMITTEE, amount=total)),
        (hanh, Figure(side=FigureSide.TREASURY, amount=total, document=f"GNT-{on:%d%m}-07")),
    )
    for actor, figure in said:
        day.do(reconcile.state_figure, actor=actor, code=sheet.code, figure=figure, now=now)
    for actor in (lan, hanh):
        day.do(reconcile.sign_reconciliation, actor=actor, code=sheet.code, now=now)
    return True
