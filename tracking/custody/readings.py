"""Scans as devices send them, taken apart before anything is locked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from delegation.mandates.refusals import NotMandated
from delegation.registry.models.offices import POST_KINDS
from postal_services.accounts.actors import Actor
from postal_services.documents import s10, tokens
from postal_services.documents.refusals import WrongCheckDigit as MisreadCode
from postal_services.errors import Refused

from .bagging import codes as bag_codes
from .proof_reading import Proof
from .refusals import NotACode, NotYourOffice, OfficeNeeded, UnknownAction, WrongCheckDigit
from .rulings import SCANNABLE
from .times import Moment, moment


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
    seal: str | None = None
    unreadable: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a device sends at once; ``device_time`` is its clock at that moment."""

    scans: Sequence[Scan]
    device_time: datetime | None = None
    app: str = ""


@dataclass(slots=True)
class Read:
    """One scan, taken apart before anything is locked."""

    scan: Scan
    digest: bytes
    moment: Moment
    office: str
    office_is_post: bool
    item_code: str = ""
    token: str = ""
    bag: str = ""
    refusal: Refused | None = None
    uncovered: NotMandated | None = None
    proof: Proof | None = None


def take_apart(actor: Actor, scan: Scan, skew_ms: int, received_at: datetime) -> Read:
    """One scan with its instant, its office and what its code names; what is wrong with it is kept as its refusal."""
    office, kind, refusal = _office(actor, scan.office)
    read = Read(
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


def _find_code(read: Read) -> None:
    try:
        read.item_code = s10.parse(read.scan.code)
    except MisreadCode:
        read.refusal = WrongCheckDigit()
    except Refused:
        read.bag = bag_codes.parse(read.scan.code) or bag_codes.token_in(read.scan.code)
        read.token = "" if read.bag else tokens.find_token(read.scan.code) or ""
        if not read.bag and not read.token:
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
    parts = [scan.code, scan.action, said, scan.office, scan.to, scan.reason, scan.measure, proof_text(scan.proof)]
    if scan.seal is not None:
        parts.append(scan.seal)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def proof_text(proof: str | Mapping[str, Any] | None) -> str:
    """A proof as one text: as sent, or as JSON in the order of its keys; empty when there is none."""
    if not proof:
        return ""
    return proof if isinstance(proof, str) else json.dumps(proof, ensure_ascii=False, sort_keys=True)
