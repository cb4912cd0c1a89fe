"""From the JSON a device sent to scans; one bad scan never spoils the others."""

import json
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from postal_services.errors import FieldProblem, Invalid
from postal_services.ids import uuid7
from tracking.custody.commands.scan import LARGEST_BATCH, Batch, Scan
from tracking.custody.refusals import ScanUnreadable

_PROOF_LEVELS = 8
_LONGEST_SEAL = 30
_TEXTS = {"code": 400, "action": 20, "office": 24, "to": 24, "reason": 40, "measure": 40}


def batch_of(body: Any) -> Batch:
    """The batch in a request's body; raises Invalid when it is no batch of 1 to 500 scans."""
    if not isinstance(body, Mapping) or not isinstance(body.get("scans"), list):
        raise Invalid({"scans": [FieldProblem("required", "Thiếu danh sách lượt quét.", "Give a list of scans.")]})
    scans = body["scans"]
    if not 1 <= len(scans) <= LARGEST_BATCH:
        vi, en = f"Gửi từ 1 đến {LARGEST_BATCH} lượt quét.", f"Send 1 to {LARGEST_BATCH} scans."
        raise Invalid({"scans": [FieldProblem("wrong_count", vi, en)]})
    device_time = _instant(body.get("device_time")) or _instant(body.get("sent_at"))
    return Batch(scans=[_scan(each) for each in scans], device_time=device_time, app=str(body.get("app") or "")[:40])


def _scan(sent: Any) -> Scan:
    """One scan; what cannot be understood is marked and kept for a person, under an id of ours if need be."""
    if not isinstance(sent, Mapping):
        return Scan(id=uuid7(), code=_storable(str(sent))[:300], action="", unreadable=ScanUnreadable(fields="scan"))
    wrong: list[str] = []
    scan_id = _uuid(sent.get("id"))
    if scan_id is None:
        wrong.append("id")
    texts = {name: _text(sent.get(name), limit, name, wrong) for name, limit in _TEXTS.items()}
    occurred_at = _instant(sent.get("occurred_at"))
    if sent.get("occurred_at") is not None and occurred_at is None:
        wrong.append("occurred_at")
    age_ms = sent.get("age_ms")
    if age_ms is not None and not _is_number(age_ms):
        wrong.append("age_ms")
        age_ms = None
    proof = sent.get("proof")
    if proof is not None and not _is_proof(proof):
        wrong.append("proof")
        proof = None
    seal = sent.get("seal")
    return Scan(
        id=scan_id or uuid7(),
        **texts,
        seal=None if seal is None else _text(seal, _LONGEST_SEAL, "seal", wrong),
        occurred_at=occurred_at,
        age_ms=None if age_ms is None else int(age_ms),
        proof=proof,
        unreadable=ScanUnreadable(fields=", ".join(wrong)) if wrong else None,
    )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: Any, limit: int, name: str, wrong: list[str]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit or _storable(value) != value:
        wrong.append(name)
        return _storable(str(value))[:limit]
    return value.strip()


def _storable(text: str) -> str:
    """The text without the characters that PostgreSQL does not keep: NUL and halves of a pair of UTF-16."""
    return "".join(char for char in text if char != "\x00" and not "\ud800" <= char <= "\udfff")


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_proof(value: Any) -> bool:
    if not isinstance(value, str | Mapping) or _is_deep(value, _PROOF_LEVELS):
        return False
    text = json.dumps(value, ensure_ascii=False)
    return _storable(text) == text


def _is_deep(value: Any, levels: int) -> bool:
    """Whether lists and objects stand in one another more than ``levels`` deep."""
    if not isinstance(value, Mapping | list):
        return False
    inner = value.values() if isinstance(value, Mapping) else value
    return levels == 0 or any(_is_deep(each, levels - 1) for each in inner)


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant: datetime | None = datetime.fromisoformat(value)
    except ValueError:
        try:
            instant = parse_datetime(value)
        except ValueError:
            return None
    readable = instant is not None and instant.tzinfo is not None and MINYEAR < instant.year < MAXYEAR
    return instant if readable else None
