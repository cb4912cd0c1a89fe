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
from tracking.custody import registering
from tracking.custody.models import Item, Leg
from tracking.custody.registering import NewItem

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
    items = _register(actor, taken, heads, at)
    return [
        LodgedDossier(each.dossier, tuple(items[each.dossier.code]), each.quote, each.duplicates)
        if isinstance(each, Prepared)
        else each
        for each in outcomes
    ]


def _register(actor: Actor, taken: Sequence[Prepared], heads: writer.Heads, now: datetime) -> dict[str, list[Item]]:
    """Give every leg of the dossiers its item and its first line."""
    legs = [(each, leg) for each in taken for leg in LEGS[Service(each.dossier.service)]]
    registered = registering.prepare([_new_item(each, leg) for each, leg in legs], actor=actor, at=now)
    lines = writer.append(heads, registering.entries_of(registered), recorded_at=now)
    items: dict[str, list[Item]] = {each.dossier.code: [] for each in taken}
    for item in registering.finish(registered, lines):
        items[item.dossier.code].append(item)
    return items


def _new_item(each: Prepared, leg: Leg) -> NewItem:
    dossier = each.dossier
    outward = leg == Leg.A
    at_counter = each.entry.office != dossier.committee_id
    taken_at = each.entry.office if at_counter and each.entry.office else dossier.post_office_id
    return NewItem(
        dossier=dossier,
        leg=leg,
        office=taken_at if outward else dossier.committee_id,
        destination=dossier.committee_id if outward else _home(each),
        since=dossier.received_at,
    )


def _home(each: Prepared) -> str:
    return registering.home_office(each.dossier, {office.office_id for office in each.offices})
