"""A batch of scans while it is being decided: items as they stand, lines to write, scans to keep."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_services.accounts.actors import Actor
from postal_services.errors import Refused
from postal_services.ids import uuid7

from . import moves, reasons, rulings
from .bag_scans import BagNow, BagScans
from .holding import Holding
from .models import Outcome
from .moves import Held, Move
from .proofs import Checked, Checks
from .readings import Read, proof_text
from .refusals import ScanIdReused, UnknownCode
from .rulings import Reading, Ruling
from .states import FINAL, Action, ItemState, next_state


@dataclass(frozen=True, slots=True)
class ItemNow:
    """An item as it stands."""

    code: str
    state: str
    office: str
    person: str | None


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What became of one scan."""

    id: UUID
    outcome: Outcome
    code: str
    action: str
    refusal: Refused | None = None
    item: ItemNow | None = None
    bag: BagNow | None = None
    onward: str = ""
    """The office that a thing which came astray goes to from here."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recorded under a scan's id before."""

    digest: bytes
    outcome: str
    code: str
    item: UUID | None


@dataclass(slots=True)
class Book:
    """The batch while it is being decided: items as they stand, lines to write, scans to keep."""

    actor: Actor
    received_at: datetime
    helds: Sequence[Held]
    seen: dict[UUID, Seen]
    checks: Checks
    bags: BagScans
    moves: list[Move] = field(default_factory=list)
    proved: list[tuple[Read, Checked, Move]] = field(default_factory=list)
    kept: list[tuple[Read, UUID, Outcome, str, Held | None, Move | None]] = field(default_factory=list)
    by_code: dict[str, Held] = field(init=False)
    by_token: dict[str, list[Held]] = field(init=False)
    by_id: dict[UUID, Held] = field(init=False)

    def __post_init__(self) -> None:
        self.by_code = {held.code: held for held in self.helds}
        self.by_id = {held.id: held for held in self.helds}
        self.by_token = {}
        for held in self.helds:
            self.by_token.setdefault(held.token, []).append(held)

    def find(self, read: Read) -> Held | None:
        """The item a scan means; a link means the item of its case that can make the move."""
        if read.refusal is not None:
            return None
        by_token = self.by_token.get(read.token, [])
        held = self.by_code.get(read.item_code) if read.item_code else _meant(by_token, read)
        return held if held is not None and (held.visible or _strayed(held, read)) else None

    def take(self, read: Read) -> ScanResult:
        """Decide one scan and note what is to be written."""
        before = self.seen.get(read.scan.id)
        if before is not None:
            return self._again(read, before)
        if read.bag and read.refusal is None:
            return self._take_bag(read)
        held = self.find(read)
        if held is None:
            return self._keep(read, Ruling(Outcome.REFUSED, "", read.refusal or UnknownCode()), None)
        checked = self._checked(read, held)
        ruling = rulings.rule(held, self._reading(read, held, checked))
        if checked and (ruling.action or ruling.refusal is checked.refusal):
            self.checks.count(held, checked)
        return self._keep(read, ruling, held, checked)

    def _take_bag(self, read: Read) -> ScanResult:
        """A scan of a bag is one of everything in it; what is kept is the one scan."""
        ruling, written = self.bags.take(read)
        self.moves += written
        self.kept.append((read, read.scan.id, ruling.outcome, ruling.code, None, None))
        self.seen[read.scan.id] = Seen(read.digest, ruling.outcome, ruling.code, None)
        onward = self.bags.onward(read) if "mis_sent" in ruling.flags else ""
        return ScanResult(
            read.scan.id,
            ruling.outcome,
            ruling.code,
            read.scan.action,
            ruling.refusal,
            None,
            self.bags.now(read),
            onward,
        )

    def _astray(self, read: Read, held: Held) -> tuple[bool, str]:
        """Whether the item came to an office it was not to come through, and where it goes from there."""
        if not _is_coming(held, read) or read.office in (held.holding.office, held.holding.bound_for, held.goal):
            return False, ""
        ways = self.bags.roads.ways
        if ways.is_on_the_way(read.office, held.holding.office, held.goal):
            return False, ""
        return True, ways.next_office(read.office, held.goal) or ""

    def _checked(self, read: Read, held: Held) -> Checked | None:
        """The proof of a delivery, held against its item; nothing is counted yet."""
        return None if read.proof is None else self.checks.judge(held, read.proof, read.moment.occurred_at)

    def _reading(self, read: Read, held: Held, checked: Checked | None) -> Reading:
        astray, onward = self._astray(read, held)
        return Reading(
            action=read.scan.action,
            office=read.office,
            office_is_post=read.office_is_post,
            actor=self.actor,
            moment=read.moment,
            reason=read.scan.reason,
            measure=read.scan.measure,
            has_proof=bool(read.scan.proof),
            proof_refusal=checked.refusal if checked else None,
            proof_flags=checked.flags if checked else (),
            towards=read.scan.to,
            uncovered=read.uncovered,
            astray=astray,
            onward=onward,
        )

    def _again(self, read: Read, before: Seen) -> ScanResult:
        if before.digest == read.digest:
            held = self.by_id.get(before.item) if before.item else None
            now = self._now(held if held is not None and held.visible else None)
            bag = self.bags.now(read) if read.bag else None
            return ScanResult(read.scan.id, Outcome.REPLAYED, before.code, read.scan.action, None, now, bag)
        self.kept.append((read, uuid7(), Outcome.REFUSED, ScanIdReused.code, None, None))
        return ScanResult(read.scan.id, Outcome.REFUSED, ScanIdReused.code, read.scan.action, ScanIdReused())

    def _keep(self, read: Read, ruling: Ruling, held: Held | None, checked: Checked | None = None) -> ScanResult:
        move = None
        if held is not None and ruling.action:
            move = moves.move(held, self._entry(read, ruling, held, checked))
            self.moves.append(move)
            if checked and not checked.proof.text:
                self.proved.append((read, checked, move))
        code = ruling.code or (ruling.refusal.code if ruling.refusal else "")
        self.kept.append((read, read.scan.id, ruling.outcome, code, held, move))
        self.seen[read.scan.id] = Seen(read.digest, ruling.outcome, code, held.id if held else None)
        onward = str(ruling.facts.get("next", ""))
        return ScanResult(
            read.scan.id, ruling.outcome, code, read.scan.action, ruling.refusal, self._now(held), onward=onward
        )

    def _entry(self, read: Read, ruling: Ruling, held: Held, checked: Checked | None) -> Any:
        scan = read.scan
        data: dict[str, Any] = {"item": held.code, "scan": str(scan.id), **ruling.facts}
        if scan.reason:
            data["reason"] = reasons.code_of(scan.reason)
        if scan.measure:
            data["measure"] = reasons.code_of(scan.measure)
        if checked and not checked.proof.text:
            data |= checked.facts
        elif scan.proof:
            data["proof"] = hashlib.sha256(proof_text(scan.proof).encode()).hexdigest()
        return moves.entry(
            held,
            ruling.action,
            ruling.to_state,
            occurred_at=read.moment.occurred_at,
            office=read.office,
            counterpart=ruling.facts.get("to") or _towards(read, ruling, held),
            actor=self.actor.user_id,
            device=self.actor.device_id,
            data=data,
            flags=ruling.flags,
            skew_ms=read.moment.skew_ms,
            confidence=read.moment.confidence,
        )

    def _now(self, held: Held | None) -> ItemNow | None:
        if held is None:
            return None
        holding: Holding = held.holding
        if holding.person is None:
            person = None
        elif holding.person == self.actor.user_id:
            person = self.actor.username
        else:
            person = held.person_name
        return ItemNow(held.code, holding.state, holding.office, person)


def _is_coming(held: Held, read: Read) -> bool:
    """Whether a post office says that something on its way has arrived."""
    on_its_way = held.holding.state in (ItemState.IN_TRANSIT, ItemState.RETURNING)
    return read.scan.action == Action.ARRIVE and read.office_is_post and on_its_way


def _strayed(held: Held, read: Read) -> bool:
    """An item on the road that lies in a post office is there, whether or not anybody there was to know of it."""
    return _is_coming(held, read) and bool(held.holding.bound_for)


def _meant(candidates: Sequence[Held], read: Read) -> Held | None:
    """Of the items of one case, the one that can make the move; else the one still on its way; else the last."""
    able = [held for held in candidates if next_state(held.holding.state, read.scan.action)]
    still_open = [held for held in candidates if held.holding.state not in FINAL]
    chosen = able or still_open or list(candidates)
    return chosen[-1] if chosen else None


def _towards(read: Read, ruling: Ruling, held: Held) -> str | None:
    """Where a dispatched or forwarded item goes: where the clerk says, else where it is meant to end."""
    if ruling.action == Action.DISPATCH:
        return read.scan.to or held.goal
    return read.scan.to or None if ruling.action == Action.FORWARD else None
