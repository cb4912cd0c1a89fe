"""Taking dossiers in, together with the items that will carry them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delegation.dossiers import lodging
from delegation.dossiers.lodging import Lodging, Prepared
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import Service
from delegation.registry.queries import Quote
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import Refused
from postal_services.ledger import writer
from tracking.custody import item_codes
from tracking.custody.models import Item, Leg
from tracking.custody.states import ITEM, Action, ItemState

LEGS = {Service.SEND: (Leg.A,), Service.RETURN: (Leg.B,), Service.BOTH: (Leg.A, Leg.B)}
"""Which items each of the three services needs (QĐ 45/2016/QĐ-TTg, article 5)."""


@dataclass(frozen=True, slots=True)
class LodgedDossier:
    """One dossier taken in, with its items, what its charges are made of, and earlier ones that look like it."""

    dossier: Dossier
    items: tuple[Item, ...]
    quote: Quote
    duplicates: tuple[str, ...] = ()


@transaction.atomic(durable=True)
def lodge_dossiers(
    *, actor: Actor, lodgings: Sequence[Lodging], now: datetime | None = None
) -> list[LodgedDossier | Refused]:
    """Take dossiers in and register their items; one outcome for each, in the order given.

    At most ``lodging.BATCH`` at a time; a constant number of statements whatever their number.
    """
    at = now or clock.now()
    outcomes = lodging.prepare_many(actor, lodgings, at)
    taken = [each for each in outcomes if isinstance(each, Prepared)]
    heads = lodging.write_many(taken, at)
    items = _register(taken, heads, at)
    return [
        LodgedDossier(each.dossier, tuple(items[each.dossier.code]), each.quote, each.duplicates)
        if isinstance(each, Prepared)
        else each
        for each in outcomes
    ]


def _register(taken: Sequence[Prepared], heads: writer.Heads, now: datetime) -> dict[str, list[Item]]:
    """Give every leg of the dossiers its item and its first line."""
    legs = [(each, leg) for each in taken for leg in LEGS[Service(each.dossier.service)]]
    codes = _codes([each.dossier.committee_id for each, _ in legs])
    items = [_item(each, leg, code) for (each, leg), code in zip(legs, codes, strict=True)]
    entries = [_entry(each, item) for (each, _), item in zip(legs, items, strict=True)]
    for item, line in zip(items, writer.append(heads, entries, recorded_at=now), strict=True):
        item.seq = line.seq
    Item.objects.bulk_create(items)
    by_dossier: dict[str, list[Item]] = {each.dossier.code: [] for each in taken}
    for (each, _), item in zip(legs, items, strict=True):
        by_dossier[each.dossier.code].append(item)
    return by_dossier


def _codes(agencies: Sequence[str]) -> list[str]:
    """One code for each item, out of the block of its agency."""
    blocks = {agency: iter(item_codes.take(agency, agencies.count(agency))) for agency in sorted(set(agencies))}
    return [next(blocks[agency]) for agency in agencies]


def _item(each: Prepared, leg: Leg, code: str) -> Item:
    dossier = each.dossier
    outward = leg == Leg.A
    at_counter = each.entry.office != dossier.committee_id
    taken_at = each.entry.office if at_counter and each.entry.office else dossier.post_office_id
    holder = taken_at if outward else dossier.committee_id
    return Item(
        code=code,
        dossier=dossier,
        leg=leg,
        destination_id=dossier.committee_id if outward else _delivery_office(each),
        registered_at=dossier.recorded_at,
        state=ItemState.REGISTERED,
        holder_office_id=holder,
        since=dossier.received_at,
        last_occurred_at=dossier.received_at,
    )


def _delivery_office(each: Prepared) -> str:
    """The district post office where the citizen lives, when the case goes there; else the mandated one."""
    district = each.dossier.unit.district
    at_home = f"BC-{district.code}" if district else ""
    offices = {office.office_id for office in each.offices}
    return at_home if at_home in offices else each.dossier.post_office_id


def _entry(each: Prepared, item: Item) -> writer.Entry:
    return writer.Entry(
        stream=each.dossier.id,
        machine=ITEM,
        action=str(Action.REGISTER),
        from_state="",
        to_state=str(ItemState.REGISTERED),
        subject=item.id,
        occurred_at=each.dossier.received_at,
        office=item.holder_office_id,
        actor=each.entry.actor,
        device=each.entry.device,
        data={"item": item.code, "leg": str(item.leg), "destination": item.destination_id},
    )
