"""Reads of the hotline desk: finding a case, what to read out, and the calls of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from delegation.dossiers import queries as dossiers
from delegation.dossiers.models import Dossier, DossierQuerySet
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.documents import s10
from postal_services.errors import Refused
from postal_services.web.formats import vn_date, vn_datetime
from tracking.custody.models import Item
from tracking.custody.states import FINAL, ItemState

from .milestones import Journey
from .models import Call, Topic

SHORTEST = 4
"""Symbols from which a search is worth its work."""
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that fits a search: how it stands, in whose hands."""

    dossier: Dossier
    state: str
    holder: str
    since: datetime


def find(actor: Actor, text: str) -> list[Hit]:
    """Cases that a code, item code, link, phone or words of a name mean, the newest first; reading names is noted."""
    if len(text.strip()) < SHORTEST:
        return []
    rows = _by_item(actor, text)
    if rows is None:
        rows = dossiers.search(actor, text)
    found = list(rows.select_related("procedure", "committee", "unit").order_by("-received_at", "-id")[:SHOWN])
    if not found:
        return []
    note_reads(actor, "hotline_search", [dossier.pk for dossier in found], ["applicant_name"])
    return _with_holders(found)


def _by_item(actor: Actor, text: str) -> DossierQuerySet | None:
    try:
        code = s10.parse(text)
    except Refused:
        return None
    return Dossier.objects.visible_to(actor).filter(items__code=code)


def _with_holders(found: Sequence[Dossier]) -> list[Hit]:
    """Who has the item that is on its way, else the agency."""
    items: dict[UUID, Item] = {}
    rows = Item.objects.filter(dossier__in=found).exclude(state=ItemState.CANCELLED).select_related("holder_office")
    for item in rows.order_by("since"):
        if item.state != ItemState.REGISTERED or item.offered_at:
            items[item.dossier_id] = item
    hits = []
    for dossier in found:
        held = items.get(dossier.pk)
        if held is None or (held.state in FINAL and held.leg == "A"):
            hits.append(Hit(dossier, str(dossier.state), dossier.committee.name, dossier.received_at))
        else:
            state = "limbo" if held.offered_at else held.state
            hits.append(Hit(dossier, state, held.holder_office.name, held.since))
    return hits


@dataclass(frozen=True, slots=True)
class Hand:
    """One item of a case in somebody's hands: office and person, since when, and who still has to sign."""

    item: Item
    office: str
    person: str
    since: datetime
    age: timedelta
    waiting_for: str
    is_over: bool


def hands(dossier: Dossier, now: datetime) -> list[Hand]:
    """Who holds the items of a case; one query."""
    rows = dossier.items.select_related("holder_office", "holder_person", "offered_in__receiver", "destination")
    return [
        Hand(
            item=item,
            office=item.holder_office.name,
            person=item.holder_person.get_full_name() if item.holder_person else "",
            since=item.since,
            age=now - item.since,
            waiting_for=_signer(item),
            is_over=item.state in FINAL,
        )
        for item in rows.order_by("leg", "registered_at")
    ]


def _signer(item: Item) -> str:
    if item.offered_at is None:
        return ""
    return item.offered_in.receiver.name if item.offered_in else item.destination.name


def script(journey: Journey) -> list[str]:
    """What to read out, sentence by sentence; the words are the page's own."""
    text = journey.text[:1].lower() + journey.text[1:]
    since = vn_datetime(journey.since)
    lines = [f"Hồ sơ mã {journey.code}: {text}."]
    if journey.clock == "nobody":
        lines.append(f"Ghi nhận tại {journey.office}, lúc {since}.")
    else:
        lines.append(f"Nơi đang giữ là {journey.office}, từ {since}.")
    if journey.limbo and journey.tone != "limbo":
        lines.append(f"{journey.limbo}.")
    if journey.attempts_text:
        lines.append(f"Bưu tá đã đến: {journey.attempts_text}.")
    if journey.held_until:
        lines.append(f"Kết quả được giữ đến hết ngày {vn_date(journey.held_until)} {journey.held_text}")
    if journey.wish_text:
        lines.append(f"Yêu cầu đã ghi: {journey.wish_text}")
    if journey.expected_on and journey.expected_late:
        lines.append(f"Ngày {vn_date(journey.expected_on)} dự kiến có kết quả đã qua; tôi sẽ hỏi nơi đang giữ.")
    elif journey.expected_on:
        lines.append(f"Ngày nhận kết quả: {vn_date(journey.expected_on)} ({journey.expected_note}).")
    lines.append(journey.next)
    return lines


@dataclass(frozen=True, slots=True)
class Day:
    """The calls of one day."""

    total: int
    mine: int
    by_topic: tuple[tuple[str, int], ...]


def day_of(actor: Actor, now: datetime) -> Day:
    """How many calls were taken today, by the asker and by topic; one query."""
    start = datetime.combine(clock.day_of(now), time.min, clock.VN)
    calls = Call.objects.visible_to(actor).filter(at__gte=start)
    rows = calls.values("topic").annotate(n=Count("pk"), mine=Count("pk", filter=Q(agent=actor.user_id)))
    counted = [(row["topic"], row["n"], row["mine"]) for row in rows.order_by("-n", "topic")]
    labels = dict(Topic.choices)
    return Day(
        total=sum(n for _, n, _ in counted),
        mine=sum(mine for _, _, mine in counted),
        by_topic=tuple((str(labels[topic]), n) for topic, n, _ in counted),
    )
