"""Sealing: the manifest is closed with a numbered seal; a seal that comes off before the bag leaves needs a reason."""

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from delegation.registry import parameters
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoParameter
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger import checkpoints, writer
from tracking.custody import bag_locks, carrying, policies
from tracking.custody.bagging.refusals import BagMoved, BagOpen, EmptyBag, SealReasonNeeded, SealUsed
from tracking.custody.carrying import Act
from tracking.custody.models import Bag, Seal
from tracking.custody.reasons import SEAL_REASONS
from tracking.custody.states import BagState

_MONTHS_WITHOUT_A_RULE: Final = 12
_ONCE: Final = "seal_used_once"


def seal_bag(*, actor: Actor, code: str, seal: str, now: datetime | None = None) -> Bag:
    """Close the manifest of a bag under a seal's number, which its office does not use again for a time.

    Raises SealNeeded for text that is no number, SealUsed for one that stands on another seal, EmptyBag.
    """
    try:
        return _seal(actor, code, carrying.seal_number(seal), now or clock.now())
    except IntegrityError as error:
        if _ONCE not in str(error):
            raise
        raise SealUsed(seal=carrying.seal_number(seal), bag="") from error


def reseal_bag(*, actor: Actor, code: str, seal: str, reason: str, now: datetime | None = None) -> Bag:
    """Put another seal on a bag whose seal came off before it left; the content stays as it was counted."""
    try:
        return _reseal(actor, code, carrying.seal_number(seal), reason, now or clock.now())
    except IntegrityError as error:
        if _ONCE not in str(error):
            raise
        raise SealUsed(seal=carrying.seal_number(seal), bag="") from error


@transaction.atomic(durable=True)
def unseal_bag(*, actor: Actor, code: str, reason: str, now: datetime | None = None) -> Bag:
    """Take the seal off again before the bag leaves, to put something in or take something out."""
    at = now or clock.now()
    _require_reason(reason)
    locked = bag_locks.hold(actor, code)
    bag = locked.bag
    _require_sealed(actor, bag)
    entry = Act(bag, actor, at, bag.office_id).line("unseal", BagState.OPEN, {"seal": bag.seal, "reason": reason})
    writer.append(locked.heads, [entry], recorded_at=at)
    _break(bag, reason, at)
    bag.seal, bag.root, bag.sealed_at, bag.sealed_by_id = "", "", None, None
    carrying.save([bag], now=at)
    return bag


@transaction.atomic(durable=True)
def _seal(actor: Actor, code: str, number: str, at: datetime) -> Bag:
    locked = bag_locks.hold(actor, code)
    bag = locked.bag
    policies.require_may_bag(actor, bag.office_id)
    if bag.state != BagState.OPEN:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    riding = carrying.content(bag, locked.helds)
    if not riding:
        raise EmptyBag(bag=bag.code)
    _require_unused(bag, number, at)
    items = [held.code for held in riding]
    entry = Act(bag, actor, at, bag.office_id).line(
        "seal", BagState.SEALED, {**_numbered(number, at), "items": items}, counterpart=bag.destination_id
    )
    writer.append(locked.heads, [entry], recorded_at=at)
    _put_on(bag, number, actor, at)
    return bag


@transaction.atomic(durable=True)
def _reseal(actor: Actor, code: str, number: str, reason: str, at: datetime) -> Bag:
    _require_reason(reason)
    locked = bag_locks.hold(actor, code)
    bag = locked.bag
    _require_sealed(actor, bag)
    _require_unused(bag, number, at)
    data = {**_numbered(number, at), "before": bag.seal, "reason": reason}
    entry = Act(bag, actor, at, bag.office_id).line("reseal", BagState.SEALED, data, "resealed")
    writer.append(locked.heads, [entry], recorded_at=at)
    _break(bag, reason, at)
    _put_on(bag, number, actor, at)
    return bag


def _require_sealed(actor: Actor, bag: Bag) -> None:
    policies.require_may_bag(actor, bag.office_id)
    if bag.state == BagState.OPEN:
        raise BagOpen(bag=bag.code)
    if bag.state != BagState.SEALED:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)


def _require_reason(reason: str) -> None:
    if reason not in SEAL_REASONS:
        raise SealReasonNeeded


def _require_unused(bag: Bag, number: str, at: datetime) -> None:
    used = Seal.objects.filter(office=bag.office_id, number=number, valid_to__gt=clock.day_of(at))
    other = used.values_list("bag__code", flat=True).first()
    if other is not None:
        raise SealUsed(seal=number, bag=other)


def _numbered(number: str, at: datetime) -> dict[str, str]:
    """What the ledger keeps of a seal: its number, and from when it may stand on another one."""
    return {"seal": number, "reusable_on": str(_reusable_on(clock.day_of(at)))}


def _put_on(bag: Bag, number: str, actor: Actor, at: datetime) -> None:
    day = clock.day_of(at)
    Seal.objects.create(
        bag=bag, office_id=bag.office_id, number=number, valid_from=day, valid_to=_reusable_on(day), put_on_at=at
    )
    bag.seal, bag.seal_read, bag.root = number, "", checkpoints.current_root()
    bag.sealed_at, bag.sealed_by_id = at, actor.user_id
    carrying.save([bag], now=at)


def _break(bag: Bag, reason: str, at: datetime) -> None:
    Seal.objects.filter(bag=bag, broken_at__isnull=True).update(broken_at=at, reason=reason)


def _reusable_on(day: date) -> date:
    """The first day on which the number may stand on another seal of the office."""
    try:
        months = parameters.whole(Key.SEAL_REUSE_MONTHS, day)
    except NoParameter:
        months = _MONTHS_WITHOUT_A_RULE
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
