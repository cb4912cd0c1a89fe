"""Reads about what waits at an office: until when, what is close to its end, what was wished for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from postal_services.accounts.actors import Actor
from tracking.custody.models import Item, Leg
from tracking.custody.states import ItemState
from tracking.rounds import days
from tracking.rounds.models import Hold, Stop, Wish

from .rounds import NOTHING_TOLD, TAKEABLE, wishes_of


class Tab(StrEnum):
    """What a clerk looks for among the items that wait."""

    ALL = "tat-ca"
    SOON = "sap-het"
    OVER = "qua-han"
    WISHES = "yeu-cau"
    WORN = "nhieu-lan"
    ANSWER = "cho-y-kien"


TAB_LABELS: dict[Tab, str] = {
    Tab.ALL: "Đang lưu",
    Tab.SOON: "Sắp hết hạn",
    Tab.OVER: "Quá hạn, phải chuyển hoàn",
    Tab.WISHES: "Người nhận yêu cầu",
    Tab.WORN: "Phát nhiều lần",
    Tab.ANSWER: "Chờ ý kiến cơ quan",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One item that waits; ``days_left`` counts calendar days to ``until`` and is negative when it is over."""

    item: Item
    until: date | None
    days_left: int | None
    wish: Wish | None


def kept(actor: Actor, today: date) -> QuerySet[Item]:
    """Items of results at the actor's offices that are kept, asked about or worn out, the first to end first.

    ``kept_until`` is the last day of the present hold, ``last_measure`` the next step chosen at the last attempt.
    """
    hold = Hold.objects.filter(item=OuterRef("pk"), since=OuterRef("since"))
    last = Stop.objects.filter(item=OuterRef("pk"), is_open=False).exclude(measure="").order_by("-worked_at")
    rows = Item.objects.visible_to(actor).filter(state__in=TAKEABLE, leg=Leg.B, offered_at__isnull=True)
    if not actor.sees_everything:
        rows = rows.filter(holder_office__in=actor.offices)
    return (
        rows.annotate(
            kept_until=Subquery(hold.values("until")[:1]),
            last_measure=Subquery(last.values("measure")[:1]),
            wish=Subquery(Wish.objects.waiting().filter(item=OuterRef("pk")).values("kind")[:1]),
        )
        .select_related("dossier__procedure", "dossier__unit", "holder_office")
        .order_by(F("kept_until").asc(nulls_last=True), "since", "code")
    )


def in_tab(tab: Tab, today: date) -> Q:
    """The condition of a tab on the rows of :func:`kept`."""
    held = Q(state=ItemState.HELD)
    return {
        Tab.ALL: held,
        Tab.SOON: held & Q(kept_until__range=(today, days.reminder_from(today))),
        Tab.OVER: held & Q(kept_until__lt=today),
        Tab.WISHES: Q(wish__isnull=False),
        Tab.WORN: ~held & Q(attempts__gte=days.attempts(today).whole),
        Tab.ANSWER: Q(state=ItemState.ARRIVED, last_measure="ask_agency"),
    }[tab]


def shown(items: list[Item], today: date) -> list[Kept]:
    """Rows of a page with their wishes; one query."""
    told = wishes_of([item.pk for item in items])
    return [_kept(item, told.get(item.pk, NOTHING_TOLD).waiting, today) for item in items]


def _kept(item: Item, wish: Wish | None, today: date) -> Kept:
    until = getattr(item, "kept_until", None) if item.state == ItemState.HELD else None
    return Kept(item, until, (until - today).days if until else None, wish)
