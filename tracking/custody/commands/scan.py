"""Recording what devices say they scanned."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from delegation.dossiers import steps
from delegation.mandates import queries as mandates
from delegation.mandates.refusals import NotMandated
from delegation.registry.models import Office
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import keyring
from postal_services.documents import s10, tokens
from postal_services.documents.refusals import WrongCheckDigit as MisreadCode
from postal_services.errors import NotAllowed, Refused
from postal_services.ids import uuid7
from postal_services.statements import prepared_cursor
from tracking.custody import consequences, moves, rulings
from tracking.custody.holding import Holding
from tracking.custody.models import Outcome
from tracking.custody.moves import Held, Move
from tracking.custody.refusals import (
    NotACode,
    NotYourOffice,
    OfficeNeeded,
    ScanIdReused,
    UnknownAction,
    UnknownCode,
    UnknownOffice,
    WrongCheckDigit,
)
from tracking.custody.rulings import SCANNABLE, Reading, Ruling
from tracking.custody.states import FINAL, Action, next_state
from tracking.custody.times import Moment, moment, skew_of

LARGEST_BATCH: Final = 500
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan as a device sent it; ``age_ms`` is by its stop-watch, ``occurred_at`` by its clock."""

    id: UUID
    code: str
    action: str
    occurred_at: datetime | None = None
    age_ms: int | None = None
    office: str = ""
    to: str = ""
    reason: str = ""
    measure: str = ""
    proof: str | Mapping[str, Any] | None = None
    unreadable: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a device sends at once; ``device_time`` is its clock at that moment."""

    scans: Sequence[Scan]
    device_time: datetime | None = None
    app: str = ""


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


def record_scans(*, actor: Actor, batch: Batch, now: datetime | None = None) -> list[ScanResult]:
    """Write what was scanned; one result for each scan, in the order sent, whatever became of the others.

    One transaction and at most six statements, for one scan or five hundred. Raises NotAllowed for somebody who holds
    no post at all.
    """
    if not actor.appointments:
        raise NotAllowed
    received_at = now or clock.now()
    offices = _offices_named(batch)
    for attempt in range(_TRIES):
        try:
            return _record(actor, batch, received_at, offices)
        except IntegrityError as error:
            # Another request wrote the same scan id between our look and our insert: look again.
            if attempt + 1 == _TRIES or "custody_scan_pkey" not in str(error):
                raise
    raise AssertionError


@transaction.atomic(durable=True)
def _record(actor: Actor, batch: Batch, received_at: datetime, known: frozenset[str]) -> list[ScanResult]:
    readings = [_read(actor, scan, skew_of(batch.device_time, received_at), received_at) for scan in batch.scans]
    heads, helds = moves.lock_items(
        {each.item_code for each in readings if each.item_code},
        offices=actor.offices,
        sees_everything=actor.sees_everything,
        tokens={each.token for each in readings if each.token},
    )
    book = _Book(actor, received_at, helds, _seen_before([scan.id for scan in batch.scans]))
    _check_offices(readings, known)
    _cover(readings, book)
    results = [book.take(each) for each in readings]
    follow, cases = consequences.of(book.moves, actor, now=received_at)
    moves.write(heads, book.moves, recorded_at=received_at, also=follow)
    _save(book)
    steps.save(cases)
    moves.share_cases((each.held, to) for each in book.moves if (to := each.entry.counterpart))
    return results


@dataclass(slots=True)
class _Read:
    """One scan, taken apart before anything is locked."""

    scan: Scan
    digest: bytes
    moment: Moment
    office: str
    office_is_post: bool
    item_code: str = ""
    token: str = ""
    refusal: Refused | None = None
    uncovered: NotMandated | None = None


def _read(actor: Actor, scan: Scan, skew_ms: int, received_at: datetime) -> _Read:
    office, kind, refusal = _office(actor, scan.office)
    read = _Read(
        scan=scan,
        digest=_digest(scan),
        moment=moment(said_at=scan.occurred_at, age_ms=scan.age_ms, skew_ms=skew_ms, received_at=received_at),
        office=office,
        office_is_post=kind in POST_KINDS,
        refusal=scan.unreadable or refusal,
    )
    if read.refusal is None and scan.action not in SCANNABLE:
        read.refusal = UnknownAction(action=scan.action[:20])
    if read.refusal is None:
        _find_code(read)
    return read


def _find_code(read: _Read) -> None:
    try:
        read.item_code = s10.parse(read.scan.code)
    except MisreadCode:
        read.refusal = WrongCheckDigit()
    except Refused:
        read.token = tokens.find_token(read.scan.code) or ""
        if not read.token:
            read.refusal = NotACode()


def _office(actor: Actor, named: str) -> tuple[str, str, Refused | None]:
    """The office the scan was made in, its kind, and what is wrong with it."""
    kinds = {each.office: each.office_kind for each in actor.appointments}
    first = next(iter(kinds))
    if not named:
        return first, kinds[first], OfficeNeeded() if len(kinds) > 1 else None
    if named not in kinds:
        return first, kinds[first], NotYourOffice(office=named[:24])
    return named, kinds[named], None


def _digest(scan: Scan) -> bytes:
    """What makes two scans with one id the same: everything but the stop-watch, which runs on."""
    said = scan.occurred_at.isoformat() if scan.occurred_at else ""
    parts = (scan.code, scan.action, said, scan.office, scan.to, scan.reason, scan.measure, _proof_text(scan.proof))
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def _proof_text(proof: str | Mapping[str, Any] | None) -> str:
    if not proof:
        return ""
    return proof if isinstance(proof, str) else json.dumps(proof, ensure_ascii=False, sort_keys=True)


def _offices_named(batch: Batch) -> frozenset[str]:
    """Of the offices that scans say items go to, those there are; one statement, and none when no scan says so."""
    named = {scan.to for scan in batch.scans if scan.to}
    return frozenset(Office.objects.filter(code__in=named).values_list("code", flat=True)) if named else frozenset()


def _check_offices(readings: Sequence[_Read], known: frozenset[str]) -> None:
    for each in readings:
        if each.scan.to and each.scan.to not in known and each.refusal is None:
            each.refusal = UnknownOffice(office=each.scan.to[:24])


@dataclass(frozen=True, slots=True)
class _Seen:
    digest: bytes
    outcome: str
    code: str
    item: UUID | None


def _seen_before(ids: Sequence[UUID]) -> dict[UUID, _Seen]:
    """Scans that were recorded under these ids; read after the locks, so that a twin has committed or waits."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT id, digest, outcome, code, item_id FROM custody_scan WHERE id = ANY(%s)", [list(ids)])
        return {row[0]: _Seen(bytes(row[1]), row[2], row[3], row[4]) for row in cursor.fetchall()}


def _cover(readings: Sequence[_Read], book: "_Book") -> None:
    """Mark the scans of acts that no mandate covered at their moment; one statement."""
    asked = [(each, held) for each in readings if (held := book.find(each)) and each.office_is_post]
    acts = [
        mandates.Act(held.committee, held.post_office, held.procedure, each.moment.occurred_at) for each, held in asked
    ]
    missing = [
        (each, act)
        for (each, _), act, found in zip(asked, acts, mandates.covering_many(acts), strict=True)
        if found is None
    ]
    if missing:
        reasons = mandates.refusals_for([act for _, act in missing])
        for (each, _), reason in zip(missing, reasons, strict=True):
            each.uncovered = reason


@dataclass(slots=True)
class _Book:
    """The batch while it is being decided: items as they stand, lines to write, scans to keep."""

    actor: Actor
    received_at: datetime
    helds: Sequence[Held]
    seen: dict[UUID, _Seen]
    moves: list[Move] = field(default_factory=list)
    kept: list[tuple[_Read, UUID, Outcome, str, Held | None, Move | None]] = field(default_factory=list)
    by_code: dict[str, Held] = field(init=False)
    by_token: dict[str, list[Held]] = field(init=False)
    by_id: dict[UUID, Held] = field(init=False)

    def __post_init__(self) -> None:
        self.by_code = {held.code: held for held in self.helds}
        self.by_id = {held.id: held for held in self.helds}
        self.by_token = {}
        for held in self.helds:
            self.by_token.setdefault(held.token, []).append(held)

    def find(self, read: _Read) -> Held | None:
        """The item a scan means; a link means the item of its case that can make the move."""
        if read.refusal is not None:
            return None
        by_token = self.by_token.get(read.token, [])
        held = self.by_code.get(read.item_code) if read.item_code else _meant(by_token, read)
        return held if held is not None and held.visible else None

    def take(self, read: _Read) -> ScanResult:
        """Decide one scan and note what is to be written."""
        before = self.seen.get(read.scan.id)
        if before is not None:
            return self._again(read, before)
        held = self.find(read)
        if held is None:
            return self._keep(read, Ruling(Outcome.REFUSED, "", read.refusal or UnknownCode()), None)
        return self._keep(read, rulings.rule(held, self._reading(read)), held)

    def _reading(self, read: _Read) -> Reading:
        return Reading(
            action=read.scan.action,
            office=read.office,
            office_is_post=read.office_is_post,
            actor=self.actor,
            moment=read.moment,
            reason=read.scan.reason,
            measure=read.scan.measure,
            has_proof=bool(read.scan.proof),
            towards=read.scan.to,
            uncovered=read.uncovered,
        )

    def _again(self, read: _Read, before: _Seen) -> ScanResult:
        if before.digest == read.digest:
            held = self.by_id.get(before.item) if before.item else None
            return ScanResult(read.scan.id, Outcome.REPLAYED, before.code, read.scan.action, None, self._now(held))
        self.kept.append((read, uuid7(), Outcome.REFUSED, ScanIdReused.code, None, None))
        return ScanResult(read.scan.id, Outcome.REFUSED, ScanIdReused.code, read.scan.action, ScanIdReused())

    def _keep(self, read: _Read, ruling: Ruling, held: Held | None) -> ScanResult:
        move = None
        if held is not None and ruling.action:
            move = moves.move(held, self._entry(read, ruling, held))
            self.moves.append(move)
        code = ruling.code or (ruling.refusal.code if ruling.refusal else "")
        self.kept.append((read, read.scan.id, ruling.outcome, code, held, move))
        self.seen[read.scan.id] = _Seen(read.digest, ruling.outcome, code, held.id if held else None)
        return ScanResult(read.scan.id, ruling.outcome, code, read.scan.action, ruling.refusal, self._now(held))

    def _entry(self, read: _Read, ruling: Ruling, held: Held) -> Any:
        scan = read.scan
        data: dict[str, Any] = {"item": held.code, "scan": str(scan.id), **ruling.facts}
        if scan.reason:
            data["reason"] = scan.reason
        if scan.measure:
            data["measure"] = scan.measure
        if scan.proof:
            data["proof"] = hashlib.sha256(_proof_text(scan.proof).encode()).hexdigest()
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


def _meant(candidates: Sequence[Held], read: _Read) -> Held | None:
    """Of the items of one case, the one that can make the move; else the one still on its way; else the last."""
    able = [held for held in candidates if next_state(held.holding.state, read.scan.action)]
    still_open = [held for held in candidates if held.holding.state not in FINAL]
    chosen = able or still_open or list(candidates)
    return chosen[-1] if chosen else None


def _towards(read: _Read, ruling: Ruling, held: Held) -> str | None:
    """Where a dispatched or forwarded item goes: where the clerk says, else where it is meant to end."""
    if ruling.action == Action.DISPATCH:
        return read.scan.to or held.destination
    return read.scan.to or None if ruling.action == Action.FORWARD else None


_SAVE_SCANS = """
INSERT INTO custody_scan (id, digest, text, action, item_id, office_id, actor_id, device_id, said_at, occurred_at,
                          received_at, skew_ms, reason, measure, proof, outcome, code, seq, closing_note)
SELECT n.id, n.digest, n.text, n.action, n.item, n.office, %s, %s, n.said_at, n.occurred_at, %s, n.skew_ms, n.reason,
       n.measure, n.proof, n.outcome, n.code, n.seq, ''
  FROM unnest(%b::uuid[], %b::bytea[], %b::text[], %b::text[], %b::uuid[], %b::text[], %b::timestamptz[],
              %b::timestamptz[], %b::int[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::int[])
    AS n(id, digest, text, action, item, office, said_at, occurred_at, skew_ms, reason, measure, proof, outcome, code,
         seq)
"""


def _save(book: _Book) -> None:
    """Bring the items up to date and keep the scans; one statement.

    Scans are kept in the order of their ids, so that two devices that send the same ones in different orders do not
    wait for each other.
    """
    rows = [
        (
            scan_id,
            read.digest,
            read.scan.code[:300],
            read.scan.action[:20],
            held.id if held else None,
            read.office,
            read.scan.occurred_at,
            read.moment.occurred_at,
            read.moment.skew_ms,
            read.scan.reason[:40],
            read.scan.measure[:40],
            keyring().seal(text) if (text := _proof_text(read.scan.proof)) else "",
            str(outcome),
            code,
            move.seq if move else None,
        )
        for read, scan_id, outcome, code, held, move in sorted(book.kept, key=lambda each: each[1])
    ]
    changed = {move.held.id: move.held for move in book.moves}
    statement: list[str] = []
    params: list[Any] = []
    if changed:
        statement.append(f"WITH items AS ({moves.ITEM_ROWS})")
        params += moves.item_row_params(changed.values())
    if rows:
        statement.append(_SAVE_SCANS)
        params += [book.actor.user_id, book.actor.device_id, book.received_at]
        params += [list(column) for column in zip(*rows, strict=True)]
        with prepared_cursor() as cursor:
            cursor.execute("\n".join(statement), params)
