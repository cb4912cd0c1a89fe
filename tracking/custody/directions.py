"""What a hand-over means for an item: by who gives, who takes, and which way the item goes."""

from typing import Protocol

from delegation.registry.models import Office

from .holding import Holding
from .models import Leg
from .states import Action, ItemState, next_state


class Standing(Protocol):
    """What the direction depends on: which way an item goes, whose case it is, and how it stands."""

    @property
    def leg(self) -> str: ...
    @property
    def committee(self) -> str: ...
    @property
    def holding(self) -> Holding: ...


def action_of(held: Standing, giver: Office, receiver: Office) -> Action | None:
    """The act that the receiver's countersignature stands for; None when the item does not go that way."""
    if giver.is_agency and receiver.is_post:
        return Action.ACCEPT if held.leg != Leg.A else None
    if giver.is_post and receiver.is_agency:
        return _home_to(held, receiver)
    return Action.ARRIVE


def first_half(held: Standing, giver: Office, receiver: Office) -> Action:
    """What the giver's half is called: between post offices an item leaves, elsewhere it is offered."""
    leaves = giver.is_post and receiver.is_post
    return Action.DISPATCH if leaves and held.holding.state != ItemState.IN_TRANSIT else Action.OFFER


def can_be_given(held: Standing, giver: Office, receiver: Office) -> bool:
    """Whether the item stands where this hand-over can take it from."""
    action = action_of(held, giver, receiver)
    if action is None:
        return False
    first = first_half(held, giver, receiver)
    after_first = next_state(held.holding.state, first)
    return after_first is not None and next_state(after_first, action) is not None


def _home_to(held: Standing, receiver: Office) -> Action | None:
    if receiver.code != held.committee:
        return None
    if held.holding.state == ItemState.RETURNING:
        return Action.HAND_BACK
    return Action.HAND_IN if held.leg != Leg.B else None
