"""Seals: every minute what is new is bound by a signed Merkle root, chained to the root before.

The first 16 hex digits of the current root stand on every hand-over list both sides sign: paper that nobody can recall.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services import clock
from postal_services.documents import keys

from . import canonical, merkle
from .models import Checkpoint

PURPOSE = "checkpoint"
GENESIS = bytes(32)
_LOCK = 0x5EA1


@dataclass(frozen=True, slots=True)
class Proof:
    """How one line hangs on a seal: the seal's number and the path from the line's hash to its root."""

    checkpoint: int
    steps: tuple[tuple[str, bytes], ...]


def seal(*, now: datetime | None = None) -> Checkpoint | None:
    """Seal every committed line that no seal covers yet; None when there is nothing new."""
    sealed_at = now or clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Checkpoint.objects.order_by("-number").first()
        from_tx = last.to_tx if last else 0
        cursor.execute("SELECT ledger_horizon()")
        to_tx = int(cursor.fetchone()[0])
        hashes = line_hashes(from_tx, to_tx)
        if not hashes:
            return None
        number = last.number + 1 if last else 1
        root = merkle.root(hashes)
        prev_hash = bytes(last.hash) if last else GENESIS
        facts: dict[str, Any] = {
            "number": number,
            "from_tx": from_tx,
            "to_tx": to_tx,
            "line_count": len(hashes),
            "root": root,
            "prev_hash": prev_hash,
            "sealed_at": sealed_at,
        }
        text = written(**facts)
        key_id, signature = keys.sign(text, PURPOSE)
        return Checkpoint.objects.create(
            **facts, hash=hashlib.sha256(text).digest(), key_id=key_id, signature=signature
        )


def written(
    *, number: int, from_tx: int, to_tx: int, line_count: int, root: bytes, prev_hash: bytes, sealed_at: datetime
) -> bytes:
    """The one form of a seal that is hashed and signed: text, one field a line."""
    fields = (
        "VB-SEAL-1",
        number,
        from_tx,
        to_tx,
        line_count,
        root.hex(),
        prev_hash.hex(),
        canonical.instant_text(sealed_at),
    )
    return "\n".join(map(str, fields)).encode()


def line_hashes(from_tx: int, to_tx: int) -> list[bytes]:
    """Hashes of the lines of transactions ``[from_tx, to_tx)`` in the order of the tree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM ledger_line WHERE tx >= %s AND tx < %s ORDER BY tx, stream_id, seq", [from_tx, to_tx]
        )
        return [bytes(row[0]) for row in cursor.fetchall()]


def current_root() -> str:
    """First 16 hex digits of the newest root; empty before the first seal."""
    last = Checkpoint.objects.order_by("-number").values_list("root", flat=True).first()
    return bytes(last).hex()[:16] if last else ""


def prove(stream: UUID, lines: Sequence[tuple[int, int]]) -> dict[int, Proof]:
    """Inclusion proofs by ``seq`` for lines of ``stream`` given as ``(seq, tx)``; unsealed lines have none yet."""
    proofs: dict[int, Proof] = {}
    for checkpoint in _covering([tx for _, tx in lines]):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT stream_id, seq, hash FROM ledger_line WHERE tx >= %s AND tx < %s ORDER BY tx, stream_id, seq",
                [checkpoint.from_tx, checkpoint.to_tx],
            )
            rows = cursor.fetchall()
        tree = merkle.levels([bytes(row[2]) for row in rows])
        proofs |= {
            row[1]: Proof(checkpoint.number, tuple(merkle.path(tree, index)))
            for index, row in enumerate(rows)
            if row[0] == stream
        }
    return proofs


def _covering(numbers: Sequence[int]) -> list[Checkpoint]:
    if not numbers:
        return []
    candidates = Checkpoint.objects.filter(to_tx__gt=min(numbers), from_tx__lte=max(numbers))
    return [c for c in candidates if any(c.from_tx <= tx < c.to_tx for tx in numbers)]
