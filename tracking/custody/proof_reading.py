"""Proof of delivery as a device or a page sends it, understood before anything is locked.

Nothing is taken in but the named facts and the strokes of a signature: a photograph, of a card or of a door, has no
place to be put and is not kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from delegation.dossiers.applicants import tidy
from postal_services.documents.pictures import signature_png
from postal_services.documents.refusals import NotAnImage
from postal_services.errors import Refused

from .refusals import BasisNeeded, MethodUnknown, RelationUnknown
from .relations import BASES, METHODS, NO_METHOD, UNLISTED, relation_code

LONGEST_NAME: Final = 120
LONGEST_DOCUMENT: Final = 60
LONGEST_TEXT: Final = 500
"""Of a proof that came as one text."""
_LONGEST_VALUE: Final = 400
_PICTURE: Final = "data:"
_NAMES: Final = ("receiver", "name", "receiver_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who took an item and what was shown for it; ``value`` is the code, the slip or the digits that were given.

    ``text`` is a proof that came as one text, which says nothing that can be checked. ``problem`` is why a delivery
    that happens now is refused; of one that has happened the rest is kept all the same. ``doubt`` is what a person who
    still can choose again is asked to, and what a device's words are marked with.
    """

    receiver: str = ""
    relation: str = ""
    is_authorised: bool = False
    basis: str = ""
    document: str = ""
    signature: bytes | None = None
    witness: str = ""
    identity_seen: bool = False
    method: str = NO_METHOD
    value: str = field(default="", repr=False)
    text: str = ""
    problem: Refused | None = None
    doubt: Refused | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither a person, nor a signature, nor anything to check."""
        said = self.receiver or self.relation or self.signature or self.witness or self.text
        return not said and self.method == NO_METHOD

    @property
    def signed(self) -> str:
        """``ink`` when the receiver signed, ``witness`` when somebody witnessed, else ``no``."""
        return "ink" if self.signature else "witness" if self.witness else "no"


def read_proof(sent: Mapping[str, Any] | str | None) -> Proof:
    """A proof as the scan API or a form sends it; never raises, what is wrong stands in ``problem`` and ``doubt``.

    A mapping has ``receiver``, ``relation`` (a code of ``relations.RELATIONS`` or words), ``authorised`` (true, with
    ``basis`` and ``document``, or an object of both), ``signature`` (the ``data:`` address of a PNG), ``witness``,
    ``identity_seen`` (true when an identity paper was looked at; nothing of it is taken), ``method`` and ``value``;
    ``code``, ``receipt`` and ``last4`` may stand in place of the last two. One that has none of these is kept as text.
    """
    if not sent:
        return Proof()
    if isinstance(sent, str):
        is_picture = sent.lstrip().startswith(_PICTURE)
        return Proof(text="" if is_picture else sent[:LONGEST_TEXT], problem=NotAnImage() if is_picture else None)
    authorised = sent.get("authorised")
    details = authorised if isinstance(authorised, Mapping) else sent
    relation, relation_doubt = _relation(_text(sent, "relation", _LONGEST_VALUE))
    is_authorised = bool(authorised) or relation == "authorised"
    basis, basis_doubt = _basis(_text(details, "basis", _LONGEST_VALUE), is_authorised=is_authorised)
    signature, problem = _signature(sent)
    method, value, method_doubt = _method(sent)
    proof = Proof(
        receiver=next((name for key in _NAMES if (name := _text(sent, key, LONGEST_NAME))), ""),
        relation=relation,
        is_authorised=is_authorised,
        basis=basis,
        document=_text(details, "document", LONGEST_DOCUMENT),
        signature=signature,
        witness=_text(sent, "witness", LONGEST_NAME),
        identity_seen=sent.get("identity_seen") is True,
        method=method,
        value=value,
        problem=problem,
        doubt=relation_doubt or basis_doubt or method_doubt,
    )
    return replace(proof, text=_as_text(sent)) if proof.says_nothing and problem is None else proof


def kept_text(sent: Mapping[str, Any] | str | None) -> str:
    """What is kept of a proof beside the scan itself: the named facts; no signature, no picture, no code."""
    if not sent:
        return ""
    proof = read_proof(sent) if isinstance(sent, str) else read_proof({**sent, "signature": None})
    if proof.text or isinstance(sent, str):
        return proof.text
    named = ("receiver", "relation", "basis", "document", "witness")
    facts = {name: value for name in named if (value := getattr(proof, name))}
    if proof.relation == UNLISTED:
        facts["relation"] = _text(sent, "relation", LONGEST_NAME)
    if proof.method != NO_METHOD:
        facts["method"] = proof.method
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""


def _text(sent: Mapping[str, Any], key: str, longest: int) -> str:
    said = sent.get(key)
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    return tidy(str(said)[: longest * 4])[:longest]


def _as_text(sent: Mapping[str, Any]) -> str:
    """What a proof says that has none of the named facts."""
    said = {str(key): value for key, value in sent.items() if isinstance(value, str | int | float) and value != ""}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)[:LONGEST_TEXT] if said else ""


def _relation(said: str) -> tuple[str, Refused | None]:
    code = relation_code(said)
    return (code, RelationUnknown(relation=said[:40])) if code == UNLISTED else (code, None)


def _basis(said: str, *, is_authorised: bool) -> tuple[str, Refused | None]:
    if not is_authorised:
        return "", None
    return (said, None) if said in BASES else ("", BasisNeeded())


def _signature(sent: Mapping[str, Any]) -> tuple[bytes | None, Refused | None]:
    """The strokes of the signature; any other picture anywhere in the proof is refused like a wrong signature."""
    drawn = sent.get("signature")
    others = [value for key, value in sent.items() if key != "signature"]
    if any(_has_picture(value) for value in others):
        return None, NotAnImage()
    if not drawn:
        return None, None
    try:
        return signature_png(drawn if isinstance(drawn, str | bytes) else ""), None
    except NotAnImage as refused:
        return None, refused


def _has_picture(value: Any) -> bool:
    """Whether a picture stands in a value; the doors bound how deep values stand in one another."""
    if isinstance(value, str):
        return value.lstrip().startswith(_PICTURE)
    if isinstance(value, Mapping):
        return any(_has_picture(each) for each in value.values())
    return any(_has_picture(each) for each in value) if isinstance(value, list) else isinstance(value, bytes)


def _method(sent: Mapping[str, Any]) -> tuple[str, str, Refused | None]:
    """The way of checking and what was given for it; a way without a value checks nothing."""
    method = _text(sent, "method", _LONGEST_VALUE)
    value = _text(sent, "value", _LONGEST_VALUE)
    if not method:
        method = next((each for each in METHODS if each != NO_METHOD and sent.get(each)), NO_METHOD)
        value = _text(sent, method, _LONGEST_VALUE)
    if method not in METHODS:
        return NO_METHOD, "", MethodUnknown()
    return (method, value, None) if value and method != NO_METHOD else (NO_METHOD, "", None)
