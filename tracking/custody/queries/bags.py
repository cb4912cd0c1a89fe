"""Reads about bags: lists by tab, one with its content and history, what could go in, and where it could go."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from delegation.dossiers.models import Channel
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.models import Bag, BagItem, Item
from tracking.custody.routes import Ways
from tracking.custody.states import BAG, PACKABLE, BagState, ItemState

from . import routes

LONGEST_CHOICE = 500


class Tab(StrEnum):
    """What a person may want to see of the bags, the most pressing first."""

    TO_OPEN = "cho-mo"
    COMING = "sap-den"
    OPEN = "dang-dong"
    SEALED = "cho-gui"
    SENT = "da-gui"
    DONE = "da-mo"


TAB_LABELS: dict[Tab, str] = {
    Tab.TO_OPEN: "Đã đến, chờ mở",
    Tab.COMING: "Sắp đến",
    Tab.OPEN: "Đang đóng",
    Tab.SEALED: "Chờ gửi đi",
    Tab.SENT: "Đã gửi đi",
    Tab.DONE: "Đã mở",
}


def _in_tab(actor: Actor) -> dict[Tab, Q]:
    on_the_road, here = Q(state=BagState.IN_TRANSIT), Q(office__in=actor.offices)
    coming = Q(destination__in=actor.offices)
    return {
        Tab.TO_OPEN: Q(state=BagState.ARRIVED) & here,
        Tab.COMING: on_the_road & coming,
        Tab.OPEN: Q(state=BagState.OPEN) & here,
        Tab.SEALED: Q(state=BagState.SEALED) & here,
        Tab.SENT: (on_the_road | Q(state=BagState.ARRIVED)) & ~coming & ~(Q(state=BagState.ARRIVED) & here),
        Tab.DONE: Q(state=BagState.OPENED),
    }


def counts(actor: Actor) -> dict[Tab, int]:
    """How many bags stand under each tab; one query."""
    tabs = _in_tab(actor)
    found = Bag.objects.visible_to(actor).aggregate(
        **{f"n{place}": Count("pk", filter=where) for place, where in enumerate(tabs.values())}
    )
    return {tab: found[f"n{place}"] for place, tab in enumerate(tabs)}


def listing(actor: Actor, tab: Tab) -> QuerySet[Bag]:
    """The bags of a tab with their offices and number of items; waiting ones oldest first, the rest newest first.

    ``is_simulated`` says that an item of a played case is in the bag.
    """
    played = BagItem.objects.filter(bag=OuterRef("pk"), item__dossier__channel=Channel.SIMULATION)
    order = ("last_occurred_at", "id") if tab in (Tab.TO_OPEN, Tab.COMING) else ("-last_occurred_at", "-id")
    return (
        Bag.objects.visible_to(actor)
        .filter(_in_tab(actor)[tab])
        .select_related("origin", "destination", "goal", "office")
        .annotate(
            item_count=Count("lines", filter=Q(lines__listed=True) & ~Q(lines__found="left")),
            is_simulated=Exists(played),
        )
        .order_by(*order)
    )


def find(actor: Actor, text: str) -> Bag | None:
    """One bag the actor may see, by its code or its link, with offices and people; None for anybody else's."""
    code, token = bag_codes.parse(text), bag_codes.token_in(text)
    rows = Bag.objects.visible_to(actor).select_related(
        "origin", "destination", "goal", "office", "begun_by", "sealed_by", "opened_by"
    )
    return rows.filter(Q(code=code) if code else Q(token=token or "-")).first()


def lines_of(bag: Bag) -> list[BagItem]:
    """The content of a bag in its order, with items, dossiers and goals; one query."""
    joined = bag.lines.select_related(
        "item__dossier__procedure", "item__dossier__unit", "item__dossier__committee", "item__destination"
    )
    return list(joined.order_by("position", "packed_at"))


def goal_of(item: Item) -> Office:
    """The office where an item's way is meant to end; ``destination`` and ``dossier.committee`` are joined."""
    return item.dossier.committee if item.state == ItemState.RETURNING else item.destination


def history(bag: Bag) -> list[Line]:
    """The ledger's lines about the bag itself, newest first; one query."""
    lines = Line.objects.filter(stream_id=bag.stream_id, subject=bag.id, machine=BAG)
    return list(lines.order_by("-seq"))


def names(lines: Iterable[Line]) -> dict[str, str]:
    """Names of the offices that lines speak of; one query."""
    codes = {code for line in lines for code in (line.office, line.counterpart) if code}
    return dict(Office.objects.filter(code__in=codes).values_list("code", "name"))


def _to_pack(actor: Actor, office: str) -> QuerySet[Item]:
    rows = Item.objects.visible_to(actor).filter(
        holder_office=office, offered_at__isnull=True, bag__isnull=True, state__in=PACKABLE
    )
    return rows.select_related("dossier__procedure", "dossier__unit", "dossier__committee", "destination")


def going_there(actor: Actor, bag: Bag, ways: Ways) -> list[Item]:
    """Items in the bag's office whose next station is the bag's, longest held first; one query."""
    rows = _to_pack(actor, bag.office_id).order_by("since", "code")[: LONGEST_CHOICE * 4]
    ours = [item for item in rows if ways.next_office(bag.office_id, goal_of(item).code) == bag.destination_id]
    return ours[:LONGEST_CHOICE]


@dataclass(frozen=True, slots=True)
class Station:
    """A post office that bags go to next, with how many items wait for that way."""

    office: Office
    waiting: int


def stations(actor: Actor, origin: str) -> Sequence[Station]:
    """Post offices to send bags to: first those that items wait for, then the near ones; four queries."""
    ways = routes.ways()
    waiting = Counter(
        ways.next_office(origin, goal_of(item).code) for item in _to_pack(actor, origin)[: LONGEST_CHOICE * 4]
    )
    here = ways.places.get(origin)
    parent = here.parent if here else ""
    offices = Office.objects.valid_on(clock.today()).post().exclude(code=origin).order_by("kind", "name")
    near = [
        office
        for office in offices
        if waiting[office.code] or office.kind in _FAR or parent == office.code or office.parent_id == origin
    ]
    near.sort(key=lambda office: (-waiting[office.code], office.code != parent, office.parent_id != origin))
    return [Station(office, waiting[office.code]) for office in near]


_FAR = ("provincial_post", "district_post")


def bag_code(item: Item) -> str:
    """The code of the bag an item rides in; one query, none when it rides in none."""
    return "" if item.bag is None else Bag.objects.values_list("code", flat=True).get(pk=item.bag)


def station_towards(actor: Actor, code: str, office: str) -> str:
    """The name of the office that an item goes to next from ``office``, for who has just sent it off; four queries."""
    rows = Item.objects.visible_to(actor).select_related("dossier__committee", "destination")
    item = rows.filter(code=code).first()
    following = item and routes.ways().next_office(office, goal_of(item).code)
    return Office.objects.filter(code=following).values_list("name", flat=True).first() or "" if following else ""


def station_after(item: Item) -> str:
    """The name of the office an item goes to next from where it lies; empty when it has come to its end.

    Three queries, none for an item that nothing is sent on with.
    """
    if item.state not in PACKABLE or item.bound_for:
        return ""
    following = routes.ways().next_office(item.holder_office_id, goal_of(item).code)
    return Office.objects.filter(code=following).values_list("name", flat=True).first() or "" if following else ""
