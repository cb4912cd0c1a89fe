"""One case as a file that anyone can check: lines, seals, inclusion proofs and public keys."""

from typing import Any

from postal_services import clock
from postal_services.documents import keys

from . import canonical, checkpoints
from .checkpoints import PURPOSE
from .models import Checkpoint, Line, Stream

FORMAT = "VB-CASE-1"


def case(code: str, *, kind: str = "case") -> dict[str, Any]:
    """The stream ``code`` with everything a stranger needs to check it; raises ``Stream.DoesNotExist``."""
    stream = Stream.objects.get(kind=kind, code=code)
    lines = list(Line.objects.filter(stream_id=stream.id).order_by("seq"))
    proofs = checkpoints.prove(stream.id, [(line.seq, line.tx) for line in lines])
    seals = Checkpoint.objects.filter(number__in={proof.checkpoint for proof in proofs.values()})
    return {
        "format": FORMAT,
        "exported_at": canonical.instant_text(clock.now()),
        "stream": {"kind": stream.kind, "code": stream.code, "id": str(stream.id)},
        "lines": [_line(line, proofs.get(line.seq)) for line in lines],
        "seals": [_seal(seal) for seal in seals],
        "keys": {key_id: public.hex() for key_id, public in keys.public_keys(PURPOSE).items()},
    }


def written(line: Line) -> str:
    """The canonical text of a stored line."""
    return (
        canonical.line_head(
            action=line.action, actor=line.actor, confidence=line.confidence, counterpart=line.counterpart
        )
        + canonical.data_text(line.data)
        + canonical.line_tail(
            device=line.device,
            flags=line.flags,
            from_state=line.from_state,
            machine=line.machine,
            occurred_at=canonical.instant_text(line.occurred_at),
            office=line.office,
            recorded_at=canonical.instant_text(line.recorded_at),
            seq=line.seq,
            skew_ms=line.skew_ms,
            stream_id=line.stream_id,
            subject=line.subject,
            to_state=line.to_state,
            tx=line.tx,
        )
    )


def _line(line: Line, proof: checkpoints.Proof | None) -> dict[str, Any]:
    steps = None if proof is None else [[side, sibling.hex()] for side, sibling in proof.steps]
    return {
        "written": written(line),
        "hash": bytes(line.hash).hex(),
        "seal": None if proof is None else proof.checkpoint,
        "path": steps,
    }


def _seal(seal: Checkpoint) -> dict[str, Any]:
    return {
        "number": seal.number,
        "written": checkpoints.written(
            number=seal.number,
            from_tx=seal.from_tx,
            to_tx=seal.to_tx,
            line_count=seal.line_count,
            root=bytes(seal.root),
            prev_hash=bytes(seal.prev_hash),
            sealed_at=seal.sealed_at,
        ).decode(),
        "root": bytes(seal.root).hex(),
        "key": seal.key_id,
        "signature": bytes(seal.signature).hex(),
    }
