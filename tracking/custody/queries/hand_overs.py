"""Reads about hand-overs: lists by tab, what can be given to whom, and one list with its lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from delegation.dossiers.models import Channel, Dossier
from delegation.dossiers.states import DossierState
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line
from tracking.custody import directions
from tracking.custody.holding import Holding
from tracking.custody.models import HandOver, HandOverLine, Item, Leg
from tracking.custody.moves import Held
from tracking.custody.states import FINAL, HAND_OVER, ITEM, PAPERS_HOME, Action, HandOverState, ItemState

from .ages import a_working_day_ago

LONGEST_CHOICE = 500
"""As many items as fit on one list."""


class Tab(StrEnum):
    """What a person may want to see of the hand-overs, the most pressing first."""

    TO_SIGN = "cho-toi-ky"
    LIMBO = "cho-ben-kia"
    DRAFT = "dang-lap"
    DISPUTED = "chenh-lech"
    SETTLED = "da-xong"


TAB_LABELS: dict[Tab, str] = {
    Tab.TO_SIGN: "Chờ tôi ký nhận",
    Tab.LIMBO: "Chờ bên kia ký",
    Tab.DRAFT: "Đang lập",
    Tab.DISPUTED: "Có chênh lệch",
    Tab.SETTLED: "Đã xong",
}


def _in_tab(actor: Actor) -> dict[Tab, Q]:
    proposed = Q(state=HandOverState.PROPOSED)
    mine = Q(receiver__in=actor.offices)
    return {
        Tab.TO_SIGN: proposed & mine,
        Tab.LIMBO: proposed & ~mine,
        Tab.DRAFT: Q(state=HandOverState.DRAFT),
        Tab.DISPUTED: Q(state=HandOverState.DISPUTED),
        Tab.SETTLED: Q(state=HandOverState.SETTLED),
    }


def counts(actor: Actor) -> dict[Tab, int]:
    """How many hand-overs stand under each tab; one query."""
    tabs = _in_tab(actor)
    found = HandOver.objects.visible_to(actor).aggregate(
        **{f"n{place}": Count("pk", filter=where) for place, where in enumerate(tabs.values())}
    )
    return {tab: found[f"n{place}"] for place, tab in enumerate(tabs)}


def listing(actor: Actor, tab: Tab) -> QuerySet[HandOver]:
    """The hand-overs of a tab with offices and number of items; waiting ones oldest first, the rest newest first.

    ``is_simulated`` says that a played case is on the list.
    """
    played = HandOverLine.objects.filter(hand_over=OuterRef("pk"), item__dossier__channel=Channel.SIMULATION)
    order = ("proposed_at", "id") if tab in (Tab.TO_SIGN, Tab.LIMBO) else ("-drafted_at", "-id")
    return (
        HandOver.objects.visible_to(actor)
        .filter(_in_tab(actor)[tab])
        .select_related("giver", "receiver", "drafted_by", "proposed_by", "countersigned_by")
        .annotate(item_count=Count("lines"), is_simulated=Exists(played))
        .order_by(*order)
    )


@dataclass(frozen=True, slots=True)
class Receivers:
    """Offices a giver can hand items to: those it works with first, then all others."""

    usual: Sequence[Office]
    others: Sequence[Office]

    def find(self, code: str) -> Office | None:
        """The office with this code among them."""
        return next((office for office in (*self.usual, *self.others) if office.code == code), None)


def receivers_of(giver: Office) -> Receivers:
    """Where ``giver``'s items can go: committees to the post, post offices to committees and to each other.

    Usual are the other side of its mandates, the office above it and those below. Two queries.
    """
    mandates = Mandate.objects.filter(state=MandateState.IN_FORCE).filter(Q(committee=giver) | Q(post_office=giver))
    partners = {code for pair in mandates.values_list("committee_id", "post_office_id") for code in pair}
    offices = Office.objects.valid_on(clock.today()).exclude(code=giver.code).order_by("name")
    if giver.is_agency:
        offices = offices.post()
    usual: list[Office] = []
    others: list[Office] = []
    for office in offices:
        near = office.code in partners or office.code == giver.parent_id or office.parent_id == giver.code
        (usual if near else others).append(office)
    usual.sort(key=lambda office: (office.code not in partners, office.kind, office.name))
    return Receivers(usual, others)


@dataclass(frozen=True, slots=True)
class Ready:
    """One item that can be put on the list; ``chosen`` is the tick it starts with."""

    item: Item
    chosen: bool


def ready_items(
    actor: Actor, giver: Office, receiver: Office, *, text: str = "", wanted: Iterable[str] = (), returns: bool = False
) -> list[Ready]:
    """Items of ``giver`` that can go to ``receiver``, at most as many as a list holds; two queries.

    ``wanted`` are codes of items or dossiers to tick (and to show first); ``returns`` leaves only what goes home to its
    agency, all of it ticked. Without them a committee finds its finished
    results for the post office of their mandate ticked.
    """
    asked = set(wanted)
    rows = (
        Item.objects.visible_to(actor)
        .filter(holder_office=giver, offered_at__isnull=True, bag__isnull=True)
        .exclude(state__in=[*FINAL, ItemState.MISSING])
        .select_related("dossier__procedure", "dossier__unit", "destination")
        .order_by("since", "code")
    )
    if returns:
        rows = rows.filter(state=ItemState.RETURNING, dossier__committee=receiver)
    if text:
        folded = "".join(text.split()).upper()
        rows = rows.filter(Q(code__contains=folded) | Q(dossier__code__icontains=text.strip()))
    able = [item for item in rows[: LONGEST_CHOICE * 4] if directions.can_be_given(_standing(item), giver, receiver)]
    if asked:
        able.sort(key=lambda item: not _is_asked(item, asked))
    return [
        Ready(item, returns or (_is_asked(item, asked) if asked else _is_result_for(item, giver, receiver)))
        for item in able[:LONGEST_CHOICE]
    ]


def returns_for(actor: Actor, giver: Office, receiver: Office) -> int:
    """How many items a post office holds that go home to this agency and are on no list; one query."""
    if not (giver.is_post and receiver.is_agency):
        return 0
    rows = Item.objects.visible_to(actor).filter(holder_office=giver, dossier__committee=receiver)
    return rows.filter(state=ItemState.RETURNING, offered_at__isnull=True, bag__isnull=True).count()


def _is_asked(item: Item, asked: set[str]) -> bool:
    return item.code in asked or item.dossier.code in asked


def _is_result_for(item: Item, giver: Office, receiver: Office) -> bool:
    dossier: Dossier = item.dossier
    return (
        giver.is_agency
        and item.leg == Leg.B
        and dossier.post_office_id == receiver.code
        and (dossier.state == DossierState.FINISHED or PAPERS_HOME in item.marks)
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """A stored item as the rules of direction look at it."""

    leg: str
    committee: str
    holding: Holding


def _standing(item: Item) -> _Standing:
    holding = Holding(state=item.state, office=item.holder_office_id, offered_at=item.offered_at)
    return _Standing(item.leg, item.dossier.committee_id, holding)


def find(actor: Actor, code: str) -> HandOver | None:
    """One hand-over the actor may see, with offices and people; None for anybody else's."""
    rows = HandOver.objects.visible_to(actor).select_related(
        "giver", "receiver", "drafted_by", "proposed_by", "countersigned_by"
    )
    return rows.filter(code=code.strip().upper()).first()


def lines_of(hand_over: HandOver) -> list[HandOverLine]:
    """The lines of a list in their order, with items, dossiers and procedures; one query."""
    joined = hand_over.lines.select_related("item__dossier__procedure", "item__dossier__unit")
    return list(joined.order_by("position"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long a proposed list has been in limbo, and whether that is longer than a working day."""

    since: datetime
    age: timedelta
    too_long: bool


def waiting(hand_over: HandOver, now: datetime, limit: datetime | None = None) -> Waiting | None:
    """The limbo of a proposed list; None in any other state. ``limit`` is :func:`a_working_day_ago`, once for many."""
    if hand_over.state != HandOverState.PROPOSED or hand_over.proposed_at is None:
        return None
    edge = limit or a_working_day_ago(now)
    return Waiting(hand_over.proposed_at, now - hand_over.proposed_at, hand_over.proposed_at < edge)


def history(hand_over: HandOver) -> list[Line]:
    """The ledger's lines about the list itself, newest first; one query."""
    lines = Line.objects.filter(stream_id=hand_over.stream_id, subject=hand_over.id, machine=HAND_OVER)
    return list(lines.order_by("-seq"))


_TAKEN_OVER = (Action.ACCEPT, Action.ARRIVE, Action.HAND_IN, Action.HAND_BACK, Action.FIND)


def passed_on(hand_over: HandOver, helds: Iterable[Held]) -> frozenset[UUID]:
    """Of items that a third office holds by now, those that the receiver took over after they were offered on the list.

    One query, none when every item is with one of the two sides.
    """
    sides = {hand_over.giver_id, hand_over.receiver_id}
    cases = {held.id: held.case for held in helds if held.holding.office not in sides}
    passed: set[UUID] = set()
    rows = Line.objects.filter(stream_id__in=cases.values(), subject__in=cases, machine=ITEM) if cases else []
    for line in sorted(rows, key=lambda line: line.seq):
        if line.action in (Action.OFFER, Action.DISPATCH) and line.data.get("hand_over") == str(hand_over.id):
            passed.discard(line.subject)
        elif line.office == hand_over.receiver_id and line.action in _TAKEN_OVER:
            passed.add(line.subject)
    return frozenset(passed)
