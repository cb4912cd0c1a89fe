"""Collecting at the door: counted, sealed, paid, signed; the dossier begins, and its item is in the postman's hands.

QĐ 45/2016/QĐ-TTg, article 5, and TT 17/2017/TT-BTTTT, article 5, steps 1 to 4: counted against the announced list, the
list signed by both, packed and sealed before the sender's eyes, fees taken against a receipt.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from delegation.dossiers import lodging
from delegation.dossiers.lodging import Applicant, Lodging, Paper
from delegation.dossiers.models import CaseOffice, Channel, Dossier
from delegation.dossiers.states import Service
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import pictures
from postal_services.errors import FieldProblem, Invalid, Refused
from postal_services.ledger import writer
from tracking.cash import steps as cash
from tracking.cash.amounts import NOTHING, Amounts
from tracking.cash.models import Method, Place
from tracking.custody import registering
from tracking.custody.models import Item, Leg
from tracking.custody.registering import NewItem
from tracking.pickups import policies, steps
from tracking.pickups.models import IncompleteIntake, Pickup, PickupKind, PickupPaper
from tracking.pickups.reasons import SHORT, TOLD
from tracking.pickups.refusals import DeadlinePast, NothingCollected, SealUsed, SignaturesNeeded
from tracking.pickups.states import PickupAction
from tracking.pickups.steps import Short, ShortLine

_SEAL = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,23}")
_COUNTS = range(100)
_WEIGHTS_G = range(1, 30_001)


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted of one paper, and why it is short when it is fewer than announced."""

    count: int
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What happened at the door.

    ``found`` by position on the pickup's list. ``amounts`` is the money taken, None for none; another sum than what is
    owed needs ``money_reason`` (see tracking.cash.reasons). Signatures are small PNGs as
    :func:`postal_services.documents.pictures.signature_png` gives them; who cannot sign is stood for by ``witness``,
    and a postman whose telephone has no glass to sign on confirms under their own sign-in (``postman_confirms``).
    Where papers are short, ``told`` says who was told and ``due_on`` by when they are to be brought.
    """

    found: Mapping[int, Found]
    weight_g: int
    seal: str
    sender_signature: bytes | None = None
    postman_signature: bytes | None = None
    witness: str = ""
    postman_confirms: bool = False
    amounts: Amounts | None = None
    money_reason: str = ""
    method: str = Method.CASH
    categories: tuple[str, ...] | None = None
    told: str = ""
    due_on: date | None = None
    confirm_duplicate: bool = False
    channel: str = Channel.FORM


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of it: the pickup, the case, its items, the numbers of the money receipts, what is short."""

    pickup: Pickup
    dossier: Dossier
    items: tuple[Item, ...]
    receipts: tuple[str, ...] = ()
    intake: IncompleteIntake | None = None


@dataclass(slots=True)
class _Begun:
    """A case that begins, or goes on, with this collection; its streams are locked."""

    dossier: Dossier
    heads: writer.Heads
    news: list[NewItem]
    entries: list[writer.Entry] = field(default_factory=list)


@transaction.atomic(durable=True)
def collect_pickup(*, actor: Actor, code: str, collection: Collection, now: datetime | None = None) -> Collected:
    """Write down a collection: dossier, item, money and pickup in one transaction and one append.

    Raises Invalid with fields, NothingCollected, SealUsed, SignaturesNeeded, PickupMoved, NotYourPickup,
    PossibleDuplicate, what lodging refuses (NotMandated, …) and what the cash refuses (AmountDiffers, …).
    """
    at = now or clock.now()
    pickup = steps.locked(actor, code=code)
    policies.require_may_collect(actor, pickup)
    steps.require_move(pickup, PickupAction.COLLECT)
    papers = list(pickup.papers.all())
    short = _counted(papers, collection, at)
    seal = _sealed(collection)
    _require_signatures(collection)
    lacking = steps.short_of(short, told=collection.told, due_on=collection.due_on, at=at)
    begun = _begin(actor, pickup, papers, collection, short=lacking, seal=seal, at=at)
    registered = registering.prepare(begun.news, actor=actor, at=at)
    if pickup.stream_id not in begun.heads.ends:
        begun.heads.add(writer.lock([pickup.stream_id]))
    taken = cash.prepare(
        actor,
        pickup.office_id,
        _asks(pickup, begun.dossier, collection, registered[0].item, at),
        heads=begun.heads,
        now=at,
    )
    receipts = tuple(taking.number for taking in taken.takings)
    facts = _facts(pickup, begun.dossier, collection, registered[0].item.code, seal=seal, receipts=receipts)
    own = steps.line(pickup, actor, PickupAction.COLLECT, at=at, data=facts, flags=_flags(lacking))
    lines = registering.entries_of(registered)
    appended = writer.append(begun.heads, [*begun.entries, *lines, *taken.entries, own], recorded_at=at)
    first = len(begun.entries)
    items = registering.finish(registered, appended[first : first + len(lines)])
    cash.save(taken)
    _save(pickup, papers, collection, begun.dossier, items[0].code, seal=seal, receipts=receipts, at=at)
    intake = steps.note_intake(actor, begun.dossier, pickup.office_id, lacking, at=at) if lacking else None
    return Collected(pickup, begun.dossier, tuple(items), receipts, intake)


def _counted(papers: Sequence[PickupPaper], collection: Collection, at: datetime) -> list[ShortLine]:
    """Put the counts on the list; gives what is short. Every paper must have been counted."""
    problems: dict[str, list[FieldProblem]] = {}
    short: list[ShortLine] = []
    for paper in papers:
        found = collection.found.get(paper.position)
        problem = _problem_of(paper, found)
        if problem is not None:
            problems[f"found[{paper.position}]"] = [problem]
            continue
        assert found is not None
        paper.found, paper.short = found.count, found.short if found.count < paper.expected else ""
        if found.count < paper.expected and found.short != "not_needed":
            short.append(ShortLine(paper.position, paper.name, paper.kind, paper.expected, found.count, found.short))
    strangers = sorted(set(collection.found) - {paper.position for paper in papers})
    for position in strangers:
        vi, en = "Không có giấy tờ số này trong danh mục.", "There is no such paper on the list."
        problems[f"found[{position}]"] = [FieldProblem("not_listed", vi, en)]
    if collection.weight_g not in _WEIGHTS_G:
        vi, en = "Khối lượng phải từ 1 đến 30.000 gam.", "The weight must be 1 to 30,000 grams."
        problems["weight_g"] = [FieldProblem("out_of_range", vi, en)]
    if short and collection.told not in TOLD:
        vi, en = "Ghi đã báo cho ai về giấy tờ còn thiếu.", "Say who was told what is short."
        problems["told"] = [FieldProblem("required", vi, en)]
    if problems:
        raise Invalid(problems)
    if papers and not any(paper.found for paper in papers):
        raise NothingCollected
    if short and collection.due_on is not None and collection.due_on <= clock.day_of(at):
        raise DeadlinePast
    return short


def _problem_of(paper: PickupPaper, found: Found | None) -> FieldProblem | None:
    if found is None:
        return FieldProblem("not_counted", f"Chưa đếm: {paper.name}.", f"Not counted yet: {paper.name}.")
    if found.count not in _COUNTS:
        return FieldProblem("not_a_count", "Số lượng từ 0 đến 99.", "The count is 0 to 99.")
    if found.count < paper.expected and found.short not in SHORT:
        vi, en = f"Chọn lý do thiếu: {paper.name}.", f"Say why it is short: {paper.name}."
        return FieldProblem("say_why_short", vi, en)
    return None


def _sealed(collection: Collection) -> str:
    """The seal number as it is kept; that it is new in the office is seen when the row is stored."""
    seal = "".join(collection.seal.split()).upper()
    if not _SEAL.fullmatch(seal):
        vi = "Nhập số in trên dây niêm phong: 3 đến 24 chữ và số."
        en = "Enter the number printed on the seal: 3 to 24 letters and digits."
        raise Invalid({"seal": [FieldProblem("bad_seal" if seal else "required", vi, en)]})
    return seal


def _require_signatures(collection: Collection) -> None:
    if collection.sender_signature is None and not collection.witness.strip():
        raise SignaturesNeeded(who="người gửi", who_en="the sender")
    if collection.postman_signature is None and not collection.postman_confirms:
        raise SignaturesNeeded(who="bưu tá", who_en="the postman")


def _begin(
    actor: Actor,
    pickup: Pickup,
    papers: Sequence[PickupPaper],
    collection: Collection,
    *,
    short: Short | None,
    seal: str,
    at: datetime,
) -> _Begun:
    data: dict[str, Any] = {"pickup": pickup.code, "seal": seal, **(short.as_data() if short else {})}
    if pickup.kind == PickupKind.SUPPLEMENT:
        return _go_on(pickup, data, _flags(short), at)
    wanted = Lodging(
        procedure=pickup.procedure_id,
        service=pickup.service,
        committee=pickup.committee_id,
        weight_g=collection.weight_g,
        applicant=Applicant(
            name=pickup.contact_name,
            phone=pickup.contact_phone,
            address=pickup.contact_address,
            unit=pickup.unit.code,
            categories=tuple(pickup.categories if collection.categories is None else collection.categories),
        ),
        papers=tuple(Paper(paper.name, paper.kind, paper.found) for paper in papers if paper.found),
        confirm_duplicate=collection.confirm_duplicate,
        channel=collection.channel,
        source=pickup.id,
    )
    there = Actor(
        actor.user_id,
        actor.username,
        tuple(each for each in actor.appointments if each.office == pickup.office_id),
        device_id=actor.device_id,
    )
    outcome = lodging.prepare_many(there, [wanted], at)[0]
    if isinstance(outcome, Refused):
        raise outcome
    heads = lodging.store_many([outcome], at)
    dossier = outcome.dossier
    news = [_leg_a(dossier, pickup, data, _flags(short), at)]
    if dossier.service == Service.BOTH:
        home = registering.home_office(dossier, [office.office_id for office in outcome.offices])
        news.append(NewItem(dossier=dossier, leg=Leg.B, office=dossier.committee_id, destination=home, since=at))
    return _Begun(dossier, heads, news, [outcome.entry])


def _go_on(pickup: Pickup, data: Mapping[str, Any], flags: tuple[str, ...], at: datetime) -> _Begun:
    """More papers for a case that stands: one more leg A, no new dossier."""
    assert pickup.dossier_id is not None
    heads = writer.lock([pickup.dossier_id])
    dossier = Dossier.objects.locked().get(pk=pickup.dossier_id)
    CaseOffice.objects.bulk_create([CaseOffice(dossier=dossier, office_id=pickup.office_id)], ignore_conflicts=True)
    return _Begun(dossier, heads, [_leg_a(dossier, pickup, {**data, "supplement": True}, flags, at)])


def _leg_a(dossier: Dossier, pickup: Pickup, data: Mapping[str, Any], flags: tuple[str, ...], at: datetime) -> NewItem:
    return NewItem(
        dossier=dossier,
        leg=Leg.A,
        office=pickup.office_id,
        destination=dossier.committee_id,
        since=at,
        accept=True,
        data=data,
        flags=flags,
    )


def _flags(short: Short | None) -> tuple[str, ...]:
    return ("papers_short",) if short else ()


def _asks(pickup: Pickup, dossier: Dossier, collection: Collection, item: Item, at: datetime) -> list[cash.Ask]:
    """The money of a new dossier; nothing is asked where nothing is owed, and papers that follow cost nothing here."""
    owed = Amounts(dossier.state_fee, dossier.postal_charge, dossier.transfer_charge)
    amounts = collection.amounts or NOTHING
    if pickup.kind == PickupKind.SUPPLEMENT and not amounts:
        return []
    if not owed and not amounts:
        return []
    case = cash.CaseRef(dossier.id, dossier.code, dossier.committee_id, dossier.post_office_id)
    return [
        cash.Ask(
            dossier=case,
            amounts=amounts,
            at=at,
            place=Place.PICKUP,
            method=collection.method,
            item_code=item.code,
            reason=collection.money_reason,
            next_day=True,  # whoever has closed the day still meets people at doors
        )
    ]


def _facts(
    pickup: Pickup, dossier: Dossier, collection: Collection, item: str, *, seal: str, receipts: Sequence[str]
) -> dict[str, Any]:
    """What the ledger keeps of a collection: codes, counts and digests."""
    signed = {"sender": collection.sender_signature, "postman": collection.postman_signature}
    return {
        "dossier": dossier.code,
        "item": item,
        "seal": seal,
        "papers": sum(each.count for each in collection.found.values()),
        "weight_g": collection.weight_g,
        "signed": {who: hashlib.sha256(png).hexdigest() for who, png in signed.items() if png},
        **({"postman_confirmed": True} if collection.postman_confirms else {}),
        **({"witnessed": True} if collection.witness.strip() else {}),
        **({"receipts": list(receipts)} if receipts else {}),
    }


def _save(
    pickup: Pickup,
    papers: Sequence[PickupPaper],
    collection: Collection,
    dossier: Dossier,
    item: str,
    *,
    seal: str,
    receipts: Sequence[str],
    at: datetime,
) -> None:
    pickup.dossier_id, pickup.item, pickup.seal, pickup.weight_g = dossier.id, item, seal, collection.weight_g
    pickup.collected_at, pickup.receipts, pickup.witness = at, list(receipts), collection.witness.strip()
    if collection.sender_signature:
        pickup.sender_signature = pictures.data_url(collection.sender_signature)
    if collection.postman_signature:
        pickup.postman_signature = pictures.data_url(collection.postman_signature)
    try:
        pickup.save(
            update_fields=[
                "state", "dossier", "item", "seal", "weight_g", "collected_at", "receipts", "witness",
                "sender_signature", "postman_signature", "modified_at",
            ]
        )  # fmt: skip
    except IntegrityError as problem:
        # Only the database can say so for certain: two postmen may read the same number from two packs.
        if "pickup_seal_once" in str(problem):
            raise SealUsed(seal=seal) from problem
        raise
    PickupPaper.objects.bulk_update(papers, ["found", "short"])
