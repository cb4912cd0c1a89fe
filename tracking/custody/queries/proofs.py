"""Reads of proofs of delivery: codes for everybody who sees the item, names for those whose delivery it was."""

import base64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from delegation.registry import parameters
from delegation.registry.parameters import Key, Value
from delegation.registry.refusals import NoParameter
from postal_services.accounts.actors import Actor, Role
from postal_services.ledger.models import Line
from tracking.custody import relations
from tracking.custody.models import Item, Proof
from tracking.custody.proofs import digest_of
from tracking.custody.states import ITEM

PERSONAL = ("receiver_name", "document", "signature", "witness")
"""What somebody who opens a proof reads of people; noted under these words."""
_UNCHECKED = relations.method(relations.NO_METHOD)
_READERS = (Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof in words. Names and signature are empty where they may not be read or were forgotten.

    ``matches`` says whether what is kept still gives the ledger's digest; None once names were forgotten.
    """

    taken_at: datetime
    office: str
    postman: str
    receiver: str
    relation: str
    basis: str
    document: str
    witness: str
    method: str
    is_checked: bool
    identity_seen: bool
    signed: bool
    signature: bytes
    digest: str
    line: int
    matches: bool | None
    emptied_at: datetime | None


def latest(actor: Actor, item: Item) -> Proof | None:
    """The proof of the item's last delivery, if the actor may see the case."""
    rows = Proof.objects.visible_to(actor).filter(item=item).select_related("office", "taken_by")
    return rows.order_by("-seq").first()


def may_read_names(actor: Actor, proof: Proof) -> bool:
    """Names are for the office that delivered and for the agency whose result it was."""
    own = {proof.office_id, proof.item.dossier.committee_id}
    return bool(own & actor.offices_as(*_READERS))


def shown(proof: Proof, *, with_names: bool) -> Shown:
    """A proof in words; without names the receiver is only initials. One query."""
    line = _line_of(proof)
    signature = base64.b64decode(proof.signature) if proof.signature else b""
    return Shown(
        taken_at=proof.taken_at,
        office=proof.office.name,
        postman=proof.taken_by.get_full_name() if proof.taken_by else "",
        receiver=proof.receiver_name if with_names else masked(proof.receiver_name),
        relation=relations.relation(proof.relation) if proof.relation else "",
        basis=relations.basis(proof.basis) if proof.basis else "",
        document=proof.document if with_names else "",
        witness=proof.witness if with_names else masked(proof.witness),
        method=relations.method(proof.method),
        is_checked=proof.is_checked,
        identity_seen=line.get("identity_seen") is True,
        signed=bool(signature),
        signature=signature if with_names else b"",
        digest=proof.digest,
        line=proof.seq,
        matches=None if proof.emptied_at else line.get("proof") == digest_of(proof),
        emptied_at=proof.emptied_at,
    )


def checked_words(shown: Shown) -> str:
    """How the receiver was checked and whether it held."""
    said = [] if shown.method == _UNCHECKED else [f"{shown.method}, {'đúng' if shown.is_checked else 'không khớp'}"]
    if shown.identity_seen:
        said.append("đã xem giấy tờ tùy thân")
    return "; ".join(said) or _UNCHECKED


def masked(name: str) -> str:
    """The initials of a name: ``Rơ Châm H'Nhung`` gives ``R… C… H…``."""
    return " ".join(f"{word[0]}…" for word in name.split())


def kept(on: date) -> Value | None:
    """For how many months names and signatures are kept; None when no rule is known."""
    try:
        return parameters.value(Key.PROOF_KEEP, on)
    except NoParameter:
        return None


def _line_of(proof: Proof) -> dict[str, Any]:
    """What the ledger's line says of the delivery."""
    rows = Line.objects.filter(stream_id=proof.item.dossier_id, machine=ITEM, seq=proof.seq)
    return rows.values_list("data", flat=True).first() or {}
