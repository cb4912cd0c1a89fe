"""The lines of one half of a hand-over: what is written about the list and about each item on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postal_services.accounts.actors import Actor
from postal_services.ledger import writer

from . import directions, moves
from .models import HandOver
from .moves import Held, Move
from .refusals import IllegalMove
from .states import HAND_OVER, Action, ItemState, Verdict, next_state


@dataclass(frozen=True, slots=True)
class Half:
    """One side's act on a hand-over at one moment; ``office`` is the side that acts."""

    hand_over: HandOver
    actor: Actor
    at: datetime
    office: str

    @property
    def other(self) -> str:
        """The side across."""
        giver, receiver = self.hand_over.giver_id, self.hand_over.receiver_id
        return receiver if self.office == giver else giver

    def line(self, before: str, action: str, after: str, data: Mapping[str, Any]) -> writer.Entry:
        """A line about the list itself."""
        return writer.Entry(
            stream=self.hand_over.stream_id,
            machine=HAND_OVER,
            action=action,
            from_state=str(before),
            to_state=str(after),
            subject=self.hand_over.id,
            occurred_at=self.at,
            office=self.office,
            counterpart=self.other,
            actor=self.actor.user_id,
            device=self.actor.device_id,
            data={"hand_over": self.hand_over.code, **data},
        )

    def say(self, held: Held, action: Action, *flags: str) -> Move:
        """A line that says something about an item without moving it."""
        return self._write(held, action, held.holding.state, flags)

    def move(self, held: Held, action: Action, *flags: str) -> Move:
        """A line that moves an item along with the hand-over."""
        to_state = next_state(held.holding.state, action)
        if to_state is None:
            raise IllegalMove(action=action.label, state=ItemState(held.holding.state).label, hint="")
        return self._write(held, action, to_state, flags)

    def give(self, held: Held) -> Move:
        """The giver's half for one item: between post offices it leaves, elsewhere it is offered."""
        action = directions.first_half(held, self.hand_over.giver, self.hand_over.receiver)
        return self.say(held, action) if action == Action.OFFER else self.move(held, action)

    def take(
        self, held: Held, verdict: Verdict, *, listed: bool = True, passed_on: bool = False, astray: bool = False
    ) -> list[Move]:
        """The receiver's half for one item; what is missing stays the giver's, in dispute.

        What happened otherwise to an item since the list was proposed stands; when the receiver signs for it all the
        same, it is in dispute, unless the receiver had it meanwhile and passed it on.
        """
        if verdict == Verdict.MISSING:
            pending = held.holding.offered_in == self.hand_over.id
            return [self.say(held, Action.CONTEST, "disputed")] if pending else []
        written: list[Move] = []
        if held.holding.office == self.hand_over.giver_id:
            if held.holding.state == ItemState.MISSING:
                written.append(self._write(held, Action.FIND, held.holding.before_missing, ()))
            action = directions.action_of(held, self.hand_over.giver, self.hand_over.receiver)
            if action is not None and next_state(held.holding.state, action):
                flags = (*(() if listed else ("not_listed",)), *(("mis_sent",) if astray else ()))
                written.append(self.move(held, action, *flags))
            elif not written:
                written.append(self.say(held, Action.NOTE, "disputed"))
        elif held.holding.office != self.hand_over.receiver_id and not passed_on:
            written.append(self.say(held, Action.NOTE, "disputed"))
        if verdict == Verdict.DAMAGED:
            written.append(self.say(held, Action.DAMAGE, "damaged"))
        return written

    def _write(self, held: Held, action: Action, to_state: str, flags: tuple[str, ...]) -> Move:
        return moves.move(
            held,
            moves.entry(
                held,
                action,
                to_state,
                occurred_at=self.at,
                office=self.office,
                counterpart=self.other,
                actor=self.actor.user_id,
                device=self.actor.device_id,
                data={"item": held.code, "hand_over": str(self.hand_over.id), "list": self.hand_over.code},
                flags=flags,
            ),
        )
