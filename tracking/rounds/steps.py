"""Steps that the commands about rounds share: lock a round, write lines of it and of its items, keep its stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from delegation.mandates import queries as mandates
from postal_services.accounts.actors import Actor
from postal_services.clock import VN
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from postal_services.ledger.writer import Entry
from postal_services.statements import prepared_cursor
from tracking.custody import moves
from tracking.custody.holding import Holding
from tracking.custody.models import Leg
from tracking.custody.moves import Held, Move
from tracking.custody.refusals import IllegalMove, UnknownCode, problem
from tracking.custody.states import Action, ItemState, next_state

from .models import Round, Stop, Wish
from .refusals import (
    HeldForAnother,
    NotForDelivery,
    NotReadyHere,
    OnAnotherRound,
    RoundAlreadyClosed,
    RoundAlreadyOut,
    RoundEmpty,
    RoundMoved,
    RoundTooLong,
)
from .states import ROUND, RoundState, WishAnswer

STREAM_KIND = "office_day"
LONGEST_ROUND = 300


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's act on a round at one moment."""

    round: Round
    actor: Actor
    at: datetime

    def line(self, before: str, action: str, after: str, **data: Any) -> Entry:
        """A line about the round itself."""
        return Entry(
            stream=self.round.stream_id,
            machine=ROUND,
            action=action,
            from_state=str(before),
            to_state=str(after),
            subject=self.round.id,
            occurred_at=self.at,
            office=self.round.office_id,
            actor=self.actor.user_id,
            device=self.actor.device_id,
            data={"bd13": self.round.code, **data},
        )

    def move(self, held: Held, action: Action, *, flags: tuple[str, ...] = (), **data: Any) -> Move:
        """A line that moves an item of the round."""
        to_state = next_state(held.holding.state, action)
        if to_state is None:
            raise IllegalMove(action=action.label, state=ItemState(held.holding.state).label, hint="")
        return self.write(held, action, to_state, flags=flags, **data)

    def write(self, held: Held, action: Action, to_state: str, *, flags: tuple[str, ...] = (), **data: Any) -> Move:
        """A line about an item of the round, wherever it leads."""
        facts = {"item": held.code, "round": str(self.round.id), "bd13": self.round.code, **data}
        return item_move(self.actor, self.round.office_id, held, action, to_state, at=self.at, data=facts, flags=flags)


def item_move(  # a line about an item, with who writes it and where
    actor: Actor,
    office: str,
    held: Held,
    action: Action,
    to_state: str,
    *,
    at: datetime,
    data: dict[str, Any],
    flags: tuple[str, ...] = (),
    counterpart: str | None = None,
) -> Move:
    """A line about an item by somebody of an office, on a round or off it."""
    written = moves.entry(
        held,
        action,
        to_state,
        occurred_at=at,
        office=office,
        counterpart=counterpart,
        actor=actor.user_id,
        device=actor.device_id,
        data=data,
        flags=flags,
    )
    return moves.move(held, written)


def locked_round(actor: Actor, code: str) -> Round:
    """The round under lock, with its office; NotThere for anybody it does not concern."""
    found = Round.objects.visible_to(actor).filter(code=code.strip().upper())
    round_ = found.select_related("office", "postman").locked().first()
    if round_ is None:
        raise NotThere
    return round_


def require_state(round_: Round, state: RoundState) -> None:
    """The round must stand where the act begins; what was done before says so in its own words."""
    if round_.state == state:
        return
    if round_.state == RoundState.CLOSED:
        raise RoundAlreadyClosed(round=round_.code, at=said_at(round_.closed_at))
    if state == RoundState.DRAFT and round_.state == RoundState.OUT:
        raise RoundAlreadyOut(round=round_.code, at=said_at(round_.taken_out_at))
    raise RoundMoved(state=RoundState(round_.state).label)


def said_at(instant: datetime | None) -> str:
    """An instant as refusals say it: ``08:15 05/08/2019``."""
    return f"{instant.astimezone(VN):%H:%M %d/%m/%Y}" if instant else "…"


def item_codes(texts: Iterable[str]) -> list[str]:
    """Item codes in their order, each once; raises Invalid naming what is no code."""
    codes: dict[str, None] = {}
    problems: dict[str, list[FieldProblem]] = {}
    for text in texts:
        try:
            codes[s10.parse(text)] = None
        except Refused as refused:
            problems[f"items[{text[:20]}]"] = [problem(refused)]
    if problems:
        raise Invalid(problems)
    if not codes:
        raise RoundEmpty
    if len(codes) > LONGEST_ROUND:
        raise RoundTooLong(limit=LONGEST_ROUND)
    return list(codes)


def open_rounds(helds: Sequence[Held], *, but: Round | None = None) -> dict[object, str]:
    """Codes of the rounds that items are on and that are not over, by item; one statement."""
    rows = Stop.objects.filter(item__in=[held.id for held in helds], is_open=True)
    if but is not None:
        rows = rows.exclude(round=but)
    return dict(rows.values_list("item_id", "round__code"))


def why_not(held: Held | None, office: str, elsewhere: str = "") -> Refused | None:
    """Why an item cannot be taken out from ``office``; None when it can. ``elsewhere`` is a round that has it."""
    if held is None or not held.visible:
        return UnknownCode()
    if elsewhere:
        return OnAnotherRound(round=elsewhere)
    if held.leg != Leg.B:
        return NotForDelivery()
    if held.holding.office != office:
        return HeldForAnother(holder=held.holding.office)
    return _not_here(held.holding)


def _not_here(holding: Holding) -> NotReadyHere | None:
    """Why an item at this office cannot leave it with a postman."""
    if holding.offered_at is not None:
        return NotReadyHere(state="Chờ ký nhận")
    if holding.bag is not None:
        return NotReadyHere(state="Trong túi")
    if next_state(holding.state, Action.TAKE_OUT) is None:
        return NotReadyHere(state=ItemState(holding.state).label)
    return None


_ANSWER = """
UPDATE rounds_wish SET answered_at = %(at)s, answer = %(answer)s
 WHERE answered_at IS NULL AND item_id = ANY(%(items)s) AND (kind = %(kind)s OR %(kind)s = '')
   AND ("on" <= %(by)s OR %(by)s::date IS NULL) AND (office_id = %(office)s OR %(office)s = '')
RETURNING item_id, id
"""


def answer_wishes(
    items: Iterable[UUID], answer: WishAnswer, at: datetime, *, kind: str = "", by: date | None = None, office: str = ""
) -> dict[UUID, dict[str, Any]]:
    """Answer the wishes that wait for some items: of one kind, for a day up to ``by``, about one office, if given.

    Gives by item what its next line has to say of it. The caller holds the locks of the items; one statement.
    """
    values: dict[str, Any] = {"at": at, "answer": answer.value, "items": list(items)}
    values |= {"kind": str(kind), "by": by, "office": office}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, values)
        return {item: {"answers": {str(wish): answer.value}} for item, wish in cursor.fetchall()}


def asked(wish: Wish) -> dict[str, Any]:
    """A new wish as the ledger keeps it: its kind, day, office and commune; never an address."""
    said = {
        "id": str(wish.id),
        "kind": str(wish.kind),
        "via": str(wish.via),
        "on": str(wish.on) if wish.on else None,
        "office": wish.office_id,
        "unit": str(wish.unit_id) if wish.unit_id else None,
    }
    return {"asked": {name: value for name, value in said.items() if value is not None}}


UNCOVERED = ("uncovered",)


def uncovered(helds: Sequence[Held], at: datetime) -> dict[UUID, tuple[str, ...]]:
    """The flag of the items for which no mandate is in force at the instant ``at``, by item; one statement.

    Nobody is turned away at a door for want of a mandate; the line says so, and a person looks at it.
    """
    acts = [mandates.Act(held.committee, held.post_office, held.procedure, at) for held in helds]
    found = zip(helds, mandates.covering_many(acts), strict=True)
    return {held.id: UNCOVERED for held, mandate in found if mandate is None}


_STOP_ROWS = """
UPDATE rounds_stop s SET is_open = n.is_open, state_fee = n.state_fee, postal = n.postal, transfer = n.transfer,
       taken = n.taken, outcome = n.outcome, reason = n.reason, measure = n.measure, attempt = n.attempt,
       again_on = n.again_on, worked_at = n.worked_at, seq = n.seq, collected_id = n.collected
  FROM unnest(%b::uuid[], %b::bool[], %b::int[], %b::int[], %b::int[], %b::int[], %b::text[], %b::text[], %b::text[],
              %b::int[], %b::date[], %b::timestamptz[], %b::int[], %b::uuid[])
    AS n(id, is_open, state_fee, postal, transfer, taken, outcome, reason, measure, attempt, again_on, worked_at, seq,
         collected)
 WHERE s.id = n.id
"""


def save_stops(stops: Sequence[Stop]) -> None:
    """Bring the rows of stops up to what they say; one statement, none for none."""
    if not stops:
        return
    rows = [
        (
            stop.id,
            stop.is_open,
            stop.state_fee,
            stop.postal,
            stop.transfer,
            stop.taken,
            str(stop.outcome),
            stop.reason,
            stop.measure,
            stop.attempt,
            stop.again_on,
            stop.worked_at,
            stop.seq,
            stop.collected_id,
        )
        for stop in stops
    ]
    with prepared_cursor() as cursor:
        cursor.execute(_STOP_ROWS, [list(column) for column in zip(*rows, strict=True)])
