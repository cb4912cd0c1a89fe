"""Watching what is kept at offices: a reminder before the end, and at the end a list for the clerk.

Nothing is ever sent back or thrown away by the clock: a person turns items round, by one list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from postal_services import clock
from postal_services.ledger.writer import Entry
from tracking.custody import moves
from tracking.custody.models import Item, Leg
from tracking.custody.moves import Held
from tracking.custody.states import Action, ItemState
from tracking.rounds import days
from tracking.rounds.models import Hold

AT_ONCE = 200
BEGUN, REMINDER, EXPIRED = "hold_begun", "hold_reminder", "hold_expired"


@dataclass(frozen=True, slots=True)
class Watched:
    """What one sweep did: holds begun for what a scan held, reminders, and holds found to be over."""

    begun: int
    reminded: int
    expired: int


def watch_holds(*, now: datetime | None = None) -> Watched:
    """Give every held item its last day, remind addressees before it, and mark what is over.

    In portions, each a transaction of a few statements; run again, it goes on where it stopped.
    """
    at = now or clock.now()
    today = clock.day_of(at)
    begun = _until_done(lambda: _begin(at))
    waiting = Hold.objects.running()
    soon = waiting.filter(until__lte=days.reminder_from(today), until__gte=today, reminded_at__isnull=True)
    over = waiting.filter(until__lt=today, expired_at__isnull=True)
    reminded = _until_done(lambda: _say(soon, REMINDER, "reminded_at", at))
    return Watched(begun, reminded, _until_done(lambda: _say(over, EXPIRED, "expired_at", at)))


def _until_done(portion: Callable[[], int]) -> int:
    """How many were dealt with, portion by portion; a portion that changes nothing is the last."""
    total = 0
    while done := portion():
        total += done
    return total


@transaction.atomic(durable=True)
def _begin(at: datetime) -> int:
    """Items that a scan put aside have no day yet; it is counted from the moment they were put aside.

    The line that says so counts from that moment too: what devices tell later is no later than it.
    """
    known = Hold.objects.filter(item=models.OuterRef("pk"), since=models.OuterRef("since"))
    rows = Item.objects.filter(state=ItemState.HELD, leg=Leg.B).exclude(models.Exists(known)).order_by("pk")[:AT_ONCE]
    holds = {
        item.id: Hold(
            item=item,
            office_id=item.holder_office_id,
            since=item.since,
            until=days.kept_until(clock.day_of(item.since), item.holder_office_id),
        )
        for item in rows
    }
    if not holds:
        return 0
    codes = [hold.item.code for hold in holds.values()]
    heads, helds = moves.lock_items(codes, offices=frozenset(), sees_everything=True)
    still = [held for held in helds if _still_held(held, holds[held.id])]
    begun = [holds[held.id] for held in still]
    written = [moves.move(held, _remark(held, holds[held.id], BEGUN, holds[held.id].since)) for held in still]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    Hold.objects.bulk_create(begun, ignore_conflicts=True)
    return len(begun)


@transaction.atomic(durable=True)
def _say(rows: "models.QuerySet[Hold]", remark: str, mark: str, at: datetime) -> int:
    """Write a remark about the items of some holds, under the locks of their cases."""
    holds = {hold.item_id: hold for hold in rows.select_related("item").order_by("until", "pk")[:AT_ONCE]}
    codes = [hold.item.code for hold in holds.values()]
    heads, helds = moves.lock_items(codes, offices=frozenset(), sees_everything=True)
    still = [held for held in helds if _still_held(held, holds[held.id])]
    written = [moves.move(held, _remark(held, holds[held.id], remark, at)) for held in still]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    Hold.objects.filter(pk__in=[holds[held.id].pk for held in still]).update(**{mark: at})
    return len(still)


def _still_held(held: Held, hold: Hold) -> bool:
    return held.holding.state == ItemState.HELD and held.holding.since == hold.since


def _remark(held: Held, hold: Hold, remark: str, at: datetime) -> Entry:
    return moves.entry(
        held,
        Action.NOTE,
        ItemState.HELD,
        occurred_at=at,
        office=hold.office_id,
        data={"item": held.code, "remark": remark, "until": str(hold.until)},
    )
