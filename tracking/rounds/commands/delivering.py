"""Handing an item over at the door or at the counter: proof, money and old papers in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from delegation.dossiers import steps as case_steps
from delegation.dossiers.models import Dossier
from delegation.registry.models import PaperKind
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger.writer import Entry
from tracking.cash import queries as cash
from tracking.cash import steps as cash_steps
from tracking.cash.amounts import Amounts
from tracking.custody import consequences, moves, proofs, registering
from tracking.custody.models import Item, Leg
from tracking.custody.moves import Move
from tracking.custody.proofs import Checked, Checks
from tracking.custody.states import Action, ItemState, forced_state, next_state
from tracking.custody.times import moment
from tracking.rounds import steps
from tracking.rounds.at_door import OUT_OF_ORDER, CollectedPaper, Delivery, Door, open_counter, open_door, save_stop
from tracking.rounds.models import WithdrawnPaper
from tracking.rounds.reasons import NOT_COLLECTED
from tracking.rounds.refusals import NotReadyHere, PapersNeeded, ReceiverNeeded
from tracking.rounds.states import RoundState, StopOutcome, WishAnswer

NEVER_TAKEN_OUT = "never_taken_out"
_INDOORS = (ItemState.ACCEPTED, ItemState.ARRIVED, ItemState.HELD)
_MOST_PAPERS = 20
_MOST_COPIES = 99


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was written: the item, the numbers of the receipts, the item of old papers, and what has to be looked at."""

    item: Item
    receipts: tuple[str, ...]
    collected: Item | None
    flags: tuple[str, ...]


def deliver_at_door(
    *, actor: Actor, round_code: str, item: str, delivery: Delivery, now: datetime | None = None
) -> Delivered:
    """Deliver one item of a round against proof, take what is owed, and take old papers along as leg C.

    Everything is one transaction of fewer than twenty statements, or nothing. Raises NotOut, OutWithAnother, StopDone,
    ReceiverNeeded, PapersNeeded, what the proof is refused with, AmountDiffers.
    """
    return _counting_tries(_Asked(actor, item, delivery, now or clock.now(), round_code))


def deliver_at_counter(*, actor: Actor, item: str, delivery: Delivery, now: datetime | None = None) -> Delivered:
    """Hand an item out at the office where it lies, to somebody who comes for it; otherwise as at the door."""
    return _counting_tries(_Asked(actor, item, delivery, now or clock.now()))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one of the two commands was asked; no round at the counter."""

    actor: Actor
    item: str
    delivery: Delivery
    at: datetime
    round_code: str = ""


def _counting_tries(asked: _Asked) -> Delivered:
    """A wrong code is counted even though the delivery it belongs to is rolled back."""
    judged: list[Checks] = []
    try:
        return _deliver(asked, judged)
    except Exception:
        for checks in judged:
            proofs.keep_tries(checks)
        raise


@transaction.atomic(durable=True)
def _deliver(asked: _Asked, judged: list[Checks]) -> Delivered:
    actor, at, delivery = asked.actor, asked.at, asked.delivery
    when = moment(said_at=delivery.occurred_at, age_ms=None, skew_ms=0, received_at=at)
    at_door = bool(asked.round_code)
    door = (
        open_door(actor, asked.round_code, asked.item, when, StopOutcome.DELIVERED)
        if at_door
        else open_counter(actor, asked.item, when)
    )
    handing = _Handing(door, delivery, at)
    handing.marks += steps.uncovered([door.held], when.occurred_at).get(door.held.id, ())
    checked, checks = handing.check(judged)
    handing.require_papers()
    # Item codes before receipt numbers, as at a pickup, or a delivery and a pickup could wait for each other for good.
    papers = handing.papers()
    money = handing.money()
    moved = handing.moves(checked, money, papers)
    follow, cases = consequences.of(moved, actor, now=at)
    new = registering.entries_of(papers)
    appended = moves.write(door.heads, moved, recorded_at=at, also=[*follow, *money.entries, *new])
    moves.save_items(moved)
    case_steps.save(cases)
    cash_steps.save(money)
    taken = proofs.Taken(door.held.id, checked, moved[-1].seq, when.occurred_at, door.office)
    proofs.save(checks, [taken], actor=actor)
    collected = registering.finish(papers, appended[len(appended) - len(new) :]) if papers else []
    handing.keep_papers(collected)
    handing.keep_stop(moved[-1], money, collected)
    judged.clear()
    numbers = tuple(taking.number for taking in money.takings)
    return Delivered(door.item, numbers, next(iter(collected), None), moved[-1].entry.flags)


@dataclass(slots=True)
class _Handing:
    """One delivery while it is being decided."""

    door: Door
    delivery: Delivery
    at: datetime
    marks: list[str] = field(default_factory=list)

    def check(self, judged: list[Checks]) -> tuple[Checked, Checks]:
        """Judge the proof; what is happening now can be refused, what has happened is flagged."""
        live = not self.door.moment.already_happened
        proof = proofs.read_proof(self.delivery.proof)
        if proof.text:
            # At a door there is no scan beside which the words are kept: they say who took the item.
            proof = replace(proof, receiver=proof.text, text="")
        checks = proofs.load([(self.door.held.id, proof)], now=self.at)
        checked = checks.judge(self.door.held, proof, self.door.moment.occurred_at)
        checks.count(self.door.held, checked)
        if live and (why := checked.refusal or proof.doubt) is not None:
            judged.append(checks)
            raise why
        if live and not (proof.receiver and proof.relation):
            raise ReceiverNeeded
        self.marks += checked.flags
        return checked, checks

    def require_papers(self) -> None:
        """A result that replaces old papers goes out against them, or with the reason why there are none."""
        wanted = self.door.item.takes_papers
        if not wanted or self.delivery.collected or self.delivery.not_collected in NOT_COLLECTED:
            return
        if not self.door.moment.already_happened:
            raise PapersNeeded
        self.marks.append("papers_missing")

    def money(self) -> cash_steps.Prepared:
        """Take what is owed, or what was said to have been paid; nothing where nothing is owed and nothing was paid."""
        door, said, paid = self.door, self.delivery, self.delivery.paid
        if not paid:
            owed = cash.outstanding([door.held.case]).get(door.held.case, Amounts())
            if not owed:
                return cash_steps.Prepared()
            paid = owed if paid is None else paid
        ask = cash_steps.Ask(
            dossier=cash_steps.CaseRef(
                door.held.case, door.item.dossier.code, door.held.committee, door.held.post_office
            ),
            amounts=paid,
            at=door.moment.occurred_at,
            place="door" if door.round is not None else "counter",
            method=said.method,
            item_code=door.held.code,
            reason=said.amount_reason,
            happened=door.moment.already_happened,
            next_day=True,  # whoever has closed the day still meets people at doors
        )
        return cash_steps.prepare(door.actor, door.office, [ask], heads=door.heads, now=self.at)

    def papers(self) -> list[registering.Registered]:
        """The item of leg C that carries the old papers home, in the postman's hands from now on."""
        if not self.delivery.collected:
            return []
        held = self.door.held
        counted = sum(paper.count for paper in tidy(self.delivery.collected))
        facts = {**self.door.facts, "of": held.code, "papers": counted}
        del facts["item"]  # the new item's own code stands there
        new = registering.NewItem(
            dossier=Dossier(id=held.case, committee_id=held.committee),
            leg=Leg.C,
            office=self.door.office,
            destination=held.committee,
            since=self.door.moment.occurred_at,
            accept=True,
            data=facts,
        )
        return registering.prepare([new], actor=self.door.actor, at=self.at)

    def moves(
        self, checked: Checked, money: cash_steps.Prepared, papers: Sequence[registering.Registered]
    ) -> list[Move]:
        """The line of the delivery, and before it what must have happened.

        At the counter an item that was not kept for fetching is kept first; at a door to which the postman went back
        it is on its way out once more. An item that has moved on since stays where it is: the line only says what
        happened.
        """
        door = self.door
        if door.has_moved_on and door.moment.already_happened:
            return [self._note(checked, money, papers)]
        out_of_turn = door.is_out_of_turn
        written: list[Move] = []
        state = door.held.holding.state
        if door.round is None and state in (ItemState.ACCEPTED, ItemState.ARRIVED):
            written.append(self._line(Action.HOLD, ItemState.HELD, door.facts, ()))
        elif door.round is not None and state == ItemState.ATTEMPTED:
            again = {**door.facts, "keeper": str(door.round.postman_id), "again": True}
            written.append(self._line(Action.TAKE_OUT, ItemState.OUT_FOR_DELIVERY, again, ()))
        state = door.held.holding.state
        flags = [*self.marks, *money.flags.get(door.held.case, ())]
        if next_state(state, Action.DELIVER) is None:
            if forced_state(state, Action.DELIVER) is None:
                raise NotReadyHere(state=ItemState(state).label)
            flags.insert(0, "forced")
        if door.round is not None and state in _INDOORS:
            flags.append(NEVER_TAKEN_OUT)
        if out_of_turn:
            flags.append(OUT_OF_ORDER)
        if door.is_late:
            flags.append("late")
        facts = {**self._facts(checked, money, papers), **self._overtaken()}
        written.append(self._line(Action.DELIVER, ItemState.DELIVERED, facts, tuple(dict.fromkeys(flags))))
        return written

    def _note(self, checked: Checked, money: cash_steps.Prepared, papers: Sequence[registering.Registered]) -> Move:
        """A delivery told of when another office has the item: kept with its proof and money, for a person to see."""
        state = self.door.holding.state
        facts = {**self._facts(checked, money, papers), "said": str(Action.DELIVER)}
        facts |= self._overtaken() if state == ItemState.DELIVERED else {}
        flags = dict.fromkeys([*self.door.marks_of_note, *self.marks, *money.flags.get(self.door.held.case, ())])
        return self._line(Action.NOTE, state, facts, tuple(flags))

    def _overtaken(self) -> dict[str, Any]:
        """What has been delivered answers the wish that waited for it."""
        if not self.door.may_have_wish:
            return {}
        item = self.door.held.id
        return steps.answer_wishes([item], WishAnswer.OVERTAKEN, self.at).get(item, {})

    def _facts(
        self, checked: Checked, money: cash_steps.Prepared, papers: Sequence[registering.Registered]
    ) -> dict[str, Any]:
        """What the ledger keeps of a delivery: codes, digests and sums only."""
        facts: dict[str, Any] = {**self.door.facts, **checked.facts}
        if self.door.round is not None:
            facts["taken"] = _in_cash(money)
        if papers:
            facts["collected"] = papers[0].item.code
        elif self.delivery.not_collected in NOT_COLLECTED:
            facts["not_collected"] = self.delivery.not_collected
        return facts

    def keep_papers(self, collected: Sequence[Item]) -> None:
        """The list of the papers that ride in the item of leg C."""
        if collected:
            WithdrawnPaper.objects.bulk_create(
                WithdrawnPaper(item=collected[0], position=place, name=each.name, kind=each.kind, count=each.count)
                for place, each in enumerate(tidy(self.delivery.collected), start=1)
            )

    def keep_stop(self, move: Move, money: cash_steps.Prepared, collected: Sequence[Item]) -> None:
        """What came of the stop."""
        stop = self.door.stop
        if stop is None:
            return
        stop.outcome, stop.reason, stop.measure = StopOutcome.DELIVERED, "", ""
        stop.worked_at, stop.seq, stop.taken = self.door.moment.occurred_at, move.seq, _in_cash(money)
        stop.collected = next(iter(collected), None)
        if self.door.round is not None and self.door.round.state == RoundState.DRAFT:
            stop.is_open = False  # it will not leave with the round
        save_stop(self.door)

    def _line(self, action: Action, to_state: str, facts: dict[str, Any], flags: tuple[str, ...]) -> Move:
        door, when = self.door, self.door.moment
        entry: Entry = moves.entry(
            door.held,
            action,
            to_state,
            occurred_at=when.occurred_at,
            office=door.office,
            actor=door.actor.user_id,
            device=door.actor.device_id,
            data=facts,
            flags=flags,
            skew_ms=when.skew_ms,
            confidence=when.confidence,
        )
        return moves.move(door.held, entry)


def _in_cash(money: cash_steps.Prepared) -> int:
    """What was taken in cash, in đồng."""
    return sum(taking.amounts.total for taking in money.takings if taking.method == "cash")


def tidy(papers: Sequence[CollectedPaper]) -> list[CollectedPaper]:
    """Collected papers as they are kept: named, of a known kind, counted from 1 to 99, at most twenty lines."""
    kept = [
        CollectedPaper(
            paper.name.strip()[:200] or "Giấy tờ cũ",
            paper.kind if paper.kind in PaperKind.values else str(PaperKind.ORIGINAL),
            min(max(paper.count, 1), _MOST_COPIES),
        )
        for paper in papers
    ]
    return kept[:_MOST_PAPERS]
