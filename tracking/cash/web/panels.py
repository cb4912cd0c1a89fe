"""What money puts on the desk: today's sums, days that wait for their count, fees that wait to be reconciled."""

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures, Panel, Row
from postal_services.web.formats import vn_date, vnd
from tracking.cash import policies
from tracking.cash.models import Taking
from tracking.cash.queries import days as reads
from tracking.cash.web.doors import watches

_FIRST = 5


def figures(actor: Actor) -> Figures | None:
    """What was taken today: one's own, or of all the offices one watches; two queries at most."""
    if not (policies.may_take(actor) or actor.is_any((Role.PROVINCE,))):
        return None
    today = clock.today()
    taken = Taking.objects.filter(on=today)
    if watches(actor):
        taken = taken.of_offices(actor)
        label, address = "Thu hôm nay, cả đơn vị", reverse("cash:days") + "?muc=tat-ca"
    else:
        taken = taken.filter(cash_day__person=actor.user_id)
        label, address = "Tôi thu hôm nay", reverse("cash:my-day")
    sums = taken.aggregate(
        fee=Coalesce(Sum("state_fee"), 0), postal=Coalesce(Sum("postal"), 0), transfer=Coalesce(Sum("transfer"), 0)
    )
    total = sum(int(each) for each in sums.values())
    note = f"phí {vnd(sums['fee'])} · cước {vnd(sums['postal'])} · chuyển nộp {vnd(sums['transfer'])}"
    shown = [Figure(vnd(total), label, address, note=note, icon="coins")]
    if watches(actor):
        late = reads.unclosed(actor, today).count()
        shown.append(
            Figure(late, "Quỹ quá ngày chưa chốt", reverse("cash:days"), icon="clock", colour="red" if late else "")
        )
    return Figures(shown)


def unclosed(actor: Actor) -> Panel | None:
    """One's own days that are over and not counted, and counted cash that waits to be taken over; one query."""
    if not policies.may_take(actor):
        return None
    today = clock.today()
    own, taking_over = reads.on_the_desk(actor, today)
    rows = [
        Row(day.code, reverse("cash:close", args=[day.code]), "late", "Chưa chốt quỹ của bạn", vn_date(day.on))
        for day in own[:_FIRST]
    ]
    rows += [
        Row(day.code, reverse("cash:accept", args=[day.code]), "", f"Chờ nhận {vnd(day.counted)}", str(day.person))
        for day in taking_over[:_FIRST]
    ]
    if not rows:
        return None
    href = reverse("cash:days") + "?muc=cho-nhan" if taking_over else reverse("cash:my-day")
    return Panel("Quỹ chờ chốt, chờ nhận", rows, len(own) + len(taking_over), href=href, icon="coins")
