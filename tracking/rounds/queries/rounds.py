"""Reads about rounds: lists, one round with its stops, who can carry one, and what could go on one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from delegation.dossiers.models import Channel, Dossier
from delegation.registry.models import Office, Post
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User
from postal_services.folding import fold
from postal_services.ledger.models import Line
from tracking.cash import queries as cash
from tracking.cash.amounts import Amounts
from tracking.custody.models import Item, Leg
from tracking.custody.states import ITEM, MOVES, Action, ItemState
from tracking.rounds import days
from tracking.rounds.models import Round, Stop, Wish
from tracking.rounds.states import RoundState, StopOutcome, WishAnswer, WishKind

PEOPLE = ("applicant_name", "applicant_phone", "applicant_address")
"""Personal data that a round shows to those who deliver; reading it is noted."""
TAKEABLE = (ItemState.ACCEPTED, ItemState.ARRIVED, ItemState.HELD)
LONGEST_CHOICE = 400
_MOVING = frozenset(str(edge.action) for edge in MOVES)


class Tab(StrEnum):
    """What a person may want to see of the rounds."""

    TODAY = "hom-nay"
    OUT = "dang-phat"
    DRAFT = "dang-lap"
    CLOSED = "da-ve"


TAB_LABELS: dict[Tab, str] = {
    Tab.TODAY: "Hôm nay",
    Tab.OUT: "Đang đi phát",
    Tab.DRAFT: "Đang lập",
    Tab.CLOSED: "Đã về",
}


def _in_tab(today: date) -> dict[Tab, Q]:
    return {
        Tab.TODAY: Q(day=today) & ~Q(state=RoundState.CANCELLED),
        Tab.OUT: Q(state=RoundState.OUT),
        Tab.DRAFT: Q(state=RoundState.DRAFT),
        Tab.CLOSED: Q(state=RoundState.CLOSED),
    }


def counts(actor: Actor, today: date) -> dict[Tab, int]:
    """How many rounds stand under each tab; one query."""
    tabs = _in_tab(today)
    found = Round.objects.visible_to(actor).aggregate(
        **{f"n{place}": Count("pk", filter=where) for place, where in enumerate(tabs.values())}
    )
    return {tab: found[f"n{place}"] for place, tab in enumerate(tabs)}


def listing(actor: Actor, tab: Tab, today: date) -> QuerySet[Round]:
    """The rounds of a tab, newest day first, with how many of their items are delivered and how many still open.

    ``is_simulated`` says that an item of a played case is on the round.
    """
    played = Stop.objects.filter(round=OuterRef("pk"), item__dossier__channel=Channel.SIMULATION)
    open_ones = Q(stops__outcome="") & ~Q(stops__outcome=StopOutcome.SPLIT)
    return (
        Round.objects.visible_to(actor)
        .filter(_in_tab(today)[tab])
        .select_related("office", "postman")
        .annotate(
            item_count=Count("stops", filter=~Q(stops__outcome=StopOutcome.SPLIT)),
            delivered_count=Count("stops", filter=Q(stops__outcome=StopOutcome.DELIVERED)),
            waiting_count=Count("stops", filter=open_ones),
            is_simulated=Exists(played),
        )
        .order_by("-day", "-drafted_at", "-id")
    )


def find(actor: Actor, code: str) -> Round | None:
    """One round the actor may see, with office and people; None for anybody else's."""
    rows = Round.objects.visible_to(actor).select_related("office", "postman", "drafted_by", "closed_by")
    return rows.filter(code=code.strip().upper()).first()


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop as it is shown: where it goes (the new address where one was given) and what the addressee wishes."""

    stop: Stop
    address: str
    area: str
    wish: Wish | None = None

    @property
    def item(self) -> Item:
        """The item of the stop."""
        return self.stop.item

    @property
    def dossier(self) -> Dossier:
        """The case of the stop."""
        return self.stop.item.dossier

    @property
    def place(self) -> str:
        """The whole address on one line."""
        return ", ".join(part for part in (self.address, self.area) if part)


def visits(round_: Round) -> list[Visit]:
    """The stops of a round in their order with everything its list shows; two queries.

    While it is being drawn up, what is owed is what would be asked for today: one query more.
    """
    rows = round_.stops.select_related("item__dossier__unit__parent", "item__dossier__procedure", "collected")
    stops = list(rows.order_by("position"))
    if round_.state == RoundState.DRAFT:
        owed = cash.outstanding([stop.item.dossier_id for stop in stops])
        for stop in stops:
            stop.state_fee, stop.postal, stop.transfer = owed.get(stop.item.dossier_id, Amounts()).columns
    return _visits(stops)


def visit(round_: Round, item: str) -> Visit | None:
    """One stop of a round by its item's code; two queries."""
    rows = round_.stops.select_related("item__dossier__unit__parent", "item__dossier__procedure", "collected")
    found = rows.filter(item__code=item).first()
    return _visits([found])[0] if found else None


def _visits(stops: Sequence[Stop]) -> list[Visit]:
    told = wishes_of([stop.item_id for stop in stops])
    return [_visit(stop, told) for stop in stops]


@dataclass(frozen=True, slots=True)
class Told:
    """What is known from wishes: the address that replaces the old one, and the wish that still waits."""

    moved_to: Wish | None = None
    waiting: Wish | None = None


NOTHING_TOLD = Told()


def wishes_of(items: Iterable[UUID]) -> dict[UUID, Told]:
    """Wishes by item: the latest new address that stands, and the one waiting; a query, one more for new addresses."""
    rows = Wish.objects.filter(item__in=list(items)).filter(
        Q(answered_at__isnull=True) | Q(kind=WishKind.FORWARD_TO, answer=WishAnswer.DONE)
    )
    wishes = list(rows.select_related("item", "unit__parent", "office").order_by("made_at"))
    standing = _standing([wish.item for wish in wishes if wish.answered_at is not None])
    told: dict[UUID, Told] = {}
    for wish in wishes:
        before = told.get(wish.item_id, NOTHING_TOLD)
        if wish.answered_at is None:
            told[wish.item_id] = Told(before.moved_to, wish)
        elif str(wish.pk) in standing:
            told[wish.item_id] = Told(wish, before.waiting)
    return told


def _standing(items: Sequence[Item]) -> set[str]:
    """Wishes by which items were sent on and not called back: a correction takes the last move of an item back."""
    if not items:
        return set()
    lines = Line.objects.filter(stream_id__in={item.dossier_id for item in items}, machine=ITEM)
    moved: dict[UUID, list[str]] = {}
    told = lines.filter(subject__in={item.pk for item in items}).order_by("stream_id", "seq")
    for subject, action, data in told.values_list("subject", "action", "data"):
        moves = moved.setdefault(subject, [])
        if action == Action.CORRECT and moves:
            moves.pop()
        elif action in _MOVING:
            moves.append(str(data.get("wish", "")))
    return {wish for moves in moved.values() for wish in moves if wish}


def _visit(stop: Stop, told: dict[UUID, Told]) -> Visit:
    said = told.get(stop.item_id, NOTHING_TOLD)
    return Visit(stop, *where(stop.item, said), said.waiting)


def where(item: Item, told: Told) -> tuple[str, str]:
    """The words of the address and the commune with its district."""
    moved, dossier = told.moved_to, item.dossier
    unit = moved.unit if moved is not None and moved.unit is not None else dossier.unit
    area = unit.name if unit.parent is None else f"{unit.name}, {unit.parent.name}"
    return (moved.address if moved is not None else dossier.applicant_address), area


def next_visit(visits_: Sequence[Visit]) -> Visit | None:
    """The first stop where the postman has not been."""
    return next((each for each in visits_ if not each.stop.outcome), None)


def postmen(office: str, on: date) -> list[User]:
    """Who can carry a round of an office on a day, postmen first; one query."""
    roles = (Role.POSTMAN, Role.CLERK, Role.SUPERVISOR)
    held = Post.objects.valid_on(on).filter(office=office, role__in=[role.value for role in roles])
    people: dict[UUID, tuple[int, User]] = {}
    for post in held.select_related("user"):
        rank = roles.index(Role(post.role))
        known = people.get(post.user_id)
        people[post.user_id] = (min(rank, known[0]) if known else rank, post.user)
    return [user for _, user in sorted(people.values(), key=lambda each: (each[0], each[1].username))]


def post_offices(actor: Actor) -> list[Office]:
    """The post offices in which the actor works on rounds; one query."""
    codes = actor.offices_as(Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
    return list(Office.objects.post().filter(code__in=codes).order_by("code")) if codes else []


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that could go on a round; ``is_fitting`` is the tick it starts with, ``why_not`` the word beside it."""

    item: Item
    address: str
    area: str
    is_fitting: bool
    why_not: str
    wish: Wish | None


def candidates(actor: Actor, office: Office, on: date, *, wanted: Iterable[str] = ()) -> list[Candidate]:
    """Items of an office that a postman could take out on a day, by commune and address; three queries.

    Ticked are those that go to this office's area, have no wish against the day, and have not been tried as often as
    is usual. ``wanted`` are codes to tick instead.
    """
    asked = set(wanted)
    on_round = Stop.objects.filter(item=OuterRef("pk"), is_open=True).values("pk")[:1]
    rows = (
        Item.objects.visible_to(actor)
        .filter(holder_office=office, state__in=TAKEABLE, leg=Leg.B, offered_at__isnull=True, bag__isnull=True)
        .annotate(on_round=Subquery(on_round))
        .filter(on_round__isnull=True)
        .select_related("dossier__unit__parent", "dossier__procedure")
        .order_by("since", "code")[:LONGEST_CHOICE]
    )
    items = list(rows)
    told = wishes_of([item.pk for item in items])
    most = days.attempts(on).whole
    found = []
    for item in items:
        said = told.get(item.pk, NOTHING_TOLD)
        address, area = where(item, said)
        why_not = _why_not(item, office, said.waiting, on, most)
        chosen = item.code in asked if asked else not why_not
        found.append(Candidate(item, address, area, chosen, why_not, said.waiting))
    return sorted(found, key=lambda each: (fold(each.area), fold(each.address), each.item.code))


def _why_not(item: Item, office: Office, wish: Wish | None, on: date, most: int) -> str:
    """Why an item is not ticked for the day, in a few words; empty when it fits."""
    if item.destination_id != office.code:
        return "Nơi đến khác"
    if wish is not None and wish.kind != WishKind.DELIVER_ON:
        return WishKind(wish.kind).label
    if wish is not None and wish.on is not None and wish.on > on:
        return f"Hẹn phát {wish.on:%d/%m/%Y}"
    if item.state == ItemState.HELD and wish is None:
        return "Đang lưu chờ nhận"
    return f"Đã phát {item.attempts} lần" if item.attempts >= most else ""
