"""The commands that a simulated life calls, set-based, with what became of every item and dossier."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from delegation.dossiers.commands.batches import DossierAct, move_dossiers
from delegation.dossiers.lodging import BATCH, Applicant, Lodging
from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.errors import Refused
from postal_services.ids import uuid7
from tracking.custody.commands import hand_over
from tracking.custody.commands.hand_over import LONGEST_LIST, CounterSignature
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.commands.scan import LARGEST_BATCH, Batch, Scan, record_scans
from tracking.custody.models import Leg
from tracking.custody.states import ItemState, Verdict
from tracking.journey.commands.rating import Answer, rate_cases

from .world import World

Piece = TypeVar("Piece")
Said = tuple[str, str, Mapping[str, Any]]
"""A scan to be made: item code, action, and whatever else the device says."""

_TAKEN_OVER: dict[str, str] = {ItemState.ACCEPTED: ItemState.HANDED_IN, ItemState.RETURNING: ItemState.RETURNED}
"""What a countersignature makes of an item; of everything else it makes an accepted one."""
_MISSING, _DAMAGED = 0.006, 0.004


@dataclass(slots=True)
class Case:
    """One dossier of the wave, as far as the play needs it.

    ``out`` is the item of leg A, citizen to agency, and ``home`` that of leg B; empty when there is none.
    """

    pk: UUID
    code: str
    token: str
    state: int
    due_at: datetime | None
    applicant: Applicant
    out: str = ""
    home: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a hand-over, or the place of a scan: somebody in an office."""

    actor: Actor
    office: str


@dataclass(slots=True)
class Acts:
    """What can be done, and how dossiers and items stand afterwards."""

    world: World
    dice: random.Random
    cases: list[Case] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)

    def lodge(self, side: Side, lodgings: Sequence[Lodging], now: datetime) -> None:
        """Take a list of dossiers in."""
        for batch in in_batches(lodgings, BATCH):
            outcomes = self.world.do(lodge_dossiers, actor=side.actor, lodgings=batch, now=now)
            for lodging, outcome in zip(batch, outcomes, strict=True):
                if isinstance(outcome, Refused):
                    self.world.counts[f"refused {outcome.code}"] += 1
                    continue
                case = Case(
                    outcome.dossier.pk,
                    outcome.dossier.code,
                    outcome.dossier.token,
                    outcome.dossier.state,
                    outcome.dossier.due_at,
                    lodging.applicant,
                )
                self.cases.append(case)
                for item in outcome.items:
                    self.items[item.code] = item.state
                    if item.leg == Leg.A:
                        case.out = item.code
                    else:
                        case.home, case.destination = item.code, item.destination_id

    def move(self, actor: Actor, action: str, moments: Sequence[tuple[Case, datetime]]) -> None:
        """Report one act of the agency on many dossiers, each at its moment."""
        if not moments:
            return
        now = max(at for _, at in moments)
        for batch in in_batches(moments, BATCH):
            acts = [DossierAct(case.code, action, at) for case, at in batch]
            outcomes = self.world.do(move_dossiers, actor=actor, acts=acts, now=now)
            for (case, _), outcome in zip(batch, outcomes, strict=True):
                if isinstance(outcome, Dossier):
                    case.state, case.due_at = outcome.state, outcome.due_at
                else:
                    self.world.counts[f"refused {outcome.code}"] += 1

    def read_again(self, cases: Iterable[Case]) -> None:
        """Look how dossiers stand: an item that is handed in or delivered moves its dossier along."""
        by_code = {case.code: case for case in cases}
        rows = Dossier.objects.filter(code__in=by_code).values_list("code", "state", "due_at")
        for code, state, due_at in rows:
            by_code[code].state, by_code[code].due_at = state, due_at

    def rate(self, answers: Sequence[Answer], now: datetime) -> None:
        """Write down what citizens say of it."""
        for batch in in_batches(answers, BATCH):
            for outcome in self.world.do(rate_cases, answers=batch, now=now):
                self.world.counts["rated" if not isinstance(outcome, Refused) else f"refused {outcome.code}"] += 1

    def scan(self, side: Side, said: Sequence[Said], now: datetime) -> None:
        """Send what one person scanned, in the order in which it happened."""
        for batch in in_batches(said, LARGEST_BATCH):
            scans = [
                Scan(id=uuid7(), code=code, action=action, office=side.office, **facts) for code, action, facts in batch
            ]
            for result in self.world.do(record_scans, actor=side.actor, batch=Batch(scans=scans), now=now):
                self.world.counts[f"scan {result.outcome}"] += 1
                if result.item is not None:
                    self.items[result.item.code] = result.item.state

    def hand_over(self, giver: Side, receiver: Side, codes: Sequence[str], day: date, hour: int) -> list[str]:
        """Both halves of one trip, with the little that goes wrong; gives the items that were not found."""
        missing: list[str] = []
        for batch in in_batches(codes, LONGEST_LIST):
            missing += self._one_list(giver, receiver, batch, [self.world.period.at(day, hour, m) for m in (0, 5, 35)])
        for code in set(codes).difference(missing):
            self.items[code] = _TAKEN_OVER.get(self.items[code], ItemState.ACCEPTED)
        return missing

    def _one_list(self, giver: Side, receiver: Side, codes: Sequence[str], times: Sequence[datetime]) -> list[str]:
        draft = self.world.do(
            hand_over.draft_hand_over,
            actor=giver.actor,
            giver=giver.office,
            receiver=receiver.office,
            items=codes,
            now=times[0],
        )
        self.world.do(hand_over.propose_hand_over, actor=giver.actor, code=draft.code, now=times[1])
        wrong = self._look(codes)
        verdicts = {code: wrong.get(code, Verdict.RECEIVED) for code in codes}
        signed = self.world.do(
            hand_over.countersign_hand_over,
            actor=receiver.actor,
            code=draft.code,
            signature=CounterSignature(verdicts),
            now=times[2],
        )
        self.world.counts[f"list {signed.hand_over.state}"] += 1
        if wrong:
            self.world.do(
                hand_over.resolve_hand_over,
                actor=giver.actor,
                code=draft.code,
                resolution="Hai bên đếm lại và ghi nhận chênh lệch.",
                now=times[2],
            )
        return [code for code, verdict in wrong.items() if verdict == Verdict.MISSING]

    def _look(self, codes: Iterable[str]) -> dict[str, Verdict]:
        """What the receiver finds wrong: very few are missing, fewer are damaged."""
        found = {}
        for code in codes:
            throw = self.dice.random()
            if throw < _MISSING + _DAMAGED:
                found[code] = Verdict.MISSING if throw < _MISSING else Verdict.DAMAGED
        return found


def in_batches(pieces: Sequence[Piece], size: int) -> Iterator[Sequence[Piece]]:
    """The pieces in their order, ``size`` at a time."""
    return (pieces[start : start + size] for start in range(0, len(pieces), size))
