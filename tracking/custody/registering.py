"""Giving a leg its item: a code out of the agency's block, the first lines and the row.

Shared by every place where a leg begins: the desk where a dossier is taken in, the home where it is fetched, and the
door where papers to be withdrawn are handed to the postman. The caller holds the lock of the cases and an open
transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.ledger.writer import Appended, Entry

from . import item_codes
from .holding import after_all
from .models import Item, Leg
from .states import ITEM, Action, ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """One leg that begins: who holds its item, where it goes, since when; codes only in ``data``.

    ``accept`` says that the post takes it over at once, by the person who acts; ``flags`` go to that line.
    """

    dossier: Dossier
    leg: Leg
    office: str
    destination: str
    since: datetime
    accept: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registered:
    """An item that is not stored yet, and the lines to be written about it."""

    item: Item
    entries: tuple[Entry, ...]


def home_office(dossier: Dossier, offices: Collection[str]) -> str:
    """The district post office where the citizen lives, when it is among the case's ``offices``; else the mandated."""
    district = dossier.unit.district
    at_home = f"BC-{district.code}" if district else ""
    return at_home if at_home in offices else dossier.post_office_id


def prepare(news: Sequence[NewItem], *, actor: Actor, at: datetime) -> list[Registered]:
    """Items with their codes and lines, in the order of ``news``; ``at`` is when they are registered here.

    One statement for each agency whose block gives codes.
    """
    agencies = [new.dossier.committee_id for new in news]
    blocks = {agency: iter(item_codes.take(agency, agencies.count(agency))) for agency in sorted(set(agencies))}
    return [_registered(new, next(blocks[new.dossier.committee_id]), actor, at) for new in news]


def finish(registered: Sequence[Registered], appended: Sequence[Appended]) -> list[Item]:
    """Store the items once their lines stand; ``appended`` are those lines, in the order of :func:`entries_of`."""
    lines = iter(appended)
    for each in registered:
        for line in [next(lines) for _ in each.entries]:
            each.item.seq = line.seq
    return Item.objects.bulk_create([each.item for each in registered])


def entries_of(registered: Sequence[Registered]) -> list[Entry]:
    """All lines to be written about the items, one item after the other."""
    return [entry for each in registered for entry in each.entries]


def _registered(new: NewItem, code: str, actor: Actor, at: datetime) -> Registered:
    item = Item(code=code, dossier=new.dossier, leg=new.leg, destination_id=new.destination, registered_at=at, seq=0)
    moves = [(Action.REGISTER, "", ItemState.REGISTERED)]
    if new.accept:
        moves.append((Action.ACCEPT, ItemState.REGISTERED, ItemState.ACCEPTED))
    entries = [_entry(new, item, actor, move) for move in moves]
    holding = after_all(entries)
    item.state, item.holder_office_id, item.holder_person_id = holding.state, holding.office, holding.person
    item.since, item.last_occurred_at, item.marks = new.since, new.since, list(holding.marks)
    item.undo = list(holding.undo) if holding.undo else None
    return Registered(item, tuple(entries))


def _entry(new: NewItem, item: Item, actor: Actor, move: tuple[Action, str, ItemState]) -> Entry:
    action, before, after = move
    first = {"leg": str(new.leg), "destination": new.destination} if action == Action.REGISTER else {}
    is_last = action == Action.ACCEPT or not new.accept
    return Entry(
        stream=new.dossier.id,
        machine=ITEM,
        action=str(action),
        from_state=str(before),
        to_state=str(after),
        subject=item.id,
        occurred_at=new.since,
        office=new.office,
        actor=actor.user_id,
        device=actor.device_id,
        data={"item": item.code, **first, **new.data},
        flags=new.flags if is_last else (),
    )
