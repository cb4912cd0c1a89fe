"""Signed receipts: a text in a QR code that proves a hand-over without a network and for ever.

The text is ``VB1:`` and the Base45 (RFC 9285) of 140 bytes, 214 characters in all, ASCII, which fits a QR code of
version 8 at level M (49 modules, 25 mm or more). Numbers are big-endian:

======  =====  ================================================================================================
offset  bytes  field
======  =====  ================================================================================================
0       1      version of the layout: 1
1       1      kind of document: 1 = receipt of a hand-over
2       2      key id
4       16     receipt id (UUID)
20      5      issued at, seconds since 1970-01-01 UTC
25      1      party that holds this copy: 1 = giver, 2 = receiver
26      8      giver's office code, base 40 (see below)
34      8      receiver's office code, base 40
42      10     counts, 2 bytes each: listed, received, missing, damaged, extra
52      16     first 16 bytes of the SHA-256 of the list (``list_digest``)
68      8      first 8 bytes of the ledger's root at the time
76      64     Ed25519 signature over ``VB1:`` in ASCII and bytes 0 to 75
======  =====  ================================================================================================

Base 40: up to 12 characters of `` 0-9A-Z-./`` as one number, first character highest, filled up with the blank.
Everything has exactly one encoding: other lengths, unknown versions, blanks inside codes and lower case are refused.
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from postal_services.documents import base45, keys
from postal_services.documents.refusals import WontFit

PREFIX: Final = "VB1:"
VERSION: Final = 1
KIND_RECEIPT: Final = 1
CHARACTERS: Final = 214

_LAYOUT: Final = struct.Struct(">BBH16s5sB8s8s5H16s8s")
_SIGNATURE: Final = 64
_MAX_COUNT: Final = 0xFFFF
_MAX_SECONDS: Final = (1 << 40) - 1
_DIGEST: Final = 16
_ROOT: Final = 8
_BASE40: Final = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./"
_OFFICE_LENGTH: Final = 12
_OFFICE_BYTES: Final = 8


class Party(IntEnum):
    """Whose copy of the receipt it is."""

    GIVER = 1
    RECEIVER = 2


class Reason(StrEnum):
    """Why a text is not a genuine receipt."""

    NOT_OURS = "not_ours"
    DAMAGED = "damaged"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_KEY = "unknown_key"
    WRONG_SIGNATURE = "wrong_signature"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items stood on the list, and what the receiver found; each 0 to 65,535."""

    listed: int
    received: int
    missing: int = 0
    damaged: int = 0
    extra: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a signed receipt says; no names, no addresses, no numbers of citizens.

    ``issued_at`` is aware and counts to the second. ``digest`` is ``list_digest``'s 16 bytes, ``root`` 8 bytes.
    """

    receipt_id: UUID
    issued_at: datetime
    party: Party
    giver: str
    receiver: str
    counts: Counts
    digest: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text taken apart; nothing is proved yet."""

    facts: ReceiptFacts
    key_id: str
    message: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine receipt: the signature is right. Whether it was taken back since is another question."""

    facts: ReceiptFacts
    key_id: str


@dataclass(frozen=True, slots=True)
class NotGenuine:
    """A text that proves nothing, and why."""

    reason: Reason

    def detail(self, language: str = "vi") -> str:
        """The sentence for the person, in ``vi`` (default) or ``en``."""
        vi, en = _WORDS[self.reason]
        return en if language == "en" else vi


_WORDS: Final = {
    Reason.NOT_OURS: (
        "Đây không phải mã biên nhận. Quét ô vuông lớn in trên biên nhận bàn giao.",
        "This is not the code of a receipt. Scan the large square printed on the hand-over receipt.",
    ),
    Reason.DAMAGED: (
        "Mã bị thiếu hoặc hỏng. Quét lại từ bản in rõ.",
        "The code is incomplete or damaged. Scan it again from a clear print.",
    ),
    Reason.UNKNOWN_VERSION: (
        "Mã thuộc phiên bản mới hơn. Cập nhật ứng dụng rồi quét lại.",
        "The code is of a newer version. Update the application and scan again.",
    ),
    Reason.UNKNOWN_KEY: (
        "Mã ký bằng khóa chưa biết. Tải lại danh sách khóa; nếu vẫn vậy, biên nhận không phải của hệ thống này.",
        "The code is signed with an unknown key. Reload the keys; if it stays so, the receipt is not from this system.",
    ),
    Reason.WRONG_SIGNATURE: (
        "Chữ ký không đúng: biên nhận đã bị sửa hoặc làm giả. Giữ lại tờ giấy và báo kiểm soát viên.",
        "The signature is wrong: the receipt was changed or forged. Keep the paper and tell your supervisor.",
    ),
}


def sign(facts: ReceiptFacts, signer: "keys.Signer | None" = None) -> str:
    """The signed text of a receipt; pass ``keys.current_key("receipt")`` to sign several with one query."""
    signer = signer or keys.current_key(keys.RECEIPT)
    message = encode_receipt(facts, signer.key_id)
    return PREFIX + base45.encode(message + signer.sign(PREFIX.encode("ascii") + message))


def verify(text: str, public_keys: Mapping[str, bytes] | None = None) -> Verified | NotGenuine:
    """What a scanned text proves; ``public_keys`` by key id, all known receipt keys when not given (one query)."""
    decoded = decode(text)
    if isinstance(decoded, NotGenuine):
        return decoded
    known = keys.public_keys(keys.RECEIPT) if public_keys is None else public_keys
    public = known.get(decoded.key_id)
    if public is None:
        return NotGenuine(Reason.UNKNOWN_KEY)
    if not keys.verify(PREFIX.encode("ascii") + decoded.message, decoded.signature, public):
        return NotGenuine(Reason.WRONG_SIGNATURE)
    return Verified(decoded.facts, decoded.key_id)


def encode_receipt(facts: ReceiptFacts, key_id: str) -> bytes:
    """Bytes 0 to 75 of a receipt, before the signature.

    Raises:
        WontFit: a count, an office code or a digest does not have its size.
    """
    counts = facts.counts
    numbers = (counts.listed, counts.received, counts.missing, counts.damaged, counts.extra)
    if not all(0 <= number <= _MAX_COUNT for number in numbers):
        raise WontFit(what=max(numbers, key=abs))
    seconds = int(facts.issued_at.timestamp())
    if len(facts.digest) != _DIGEST or len(facts.root) != _ROOT or not 0 <= seconds <= _MAX_SECONDS:
        raise WontFit(what=facts.issued_at.isoformat())
    return _LAYOUT.pack(
        VERSION,
        KIND_RECEIPT,
        int(key_id, 16),
        facts.receipt_id.bytes,
        seconds.to_bytes(5, "big"),
        facts.party,
        _pack_office(facts.giver),
        _pack_office(facts.receiver),
        *numbers,
        facts.digest,
        facts.root,
    )


def decode(text: str) -> Decoded | NotGenuine:
    """The parts of a text, not yet proved; only blanks around it are forgiven."""
    text = text.strip()
    if not text.startswith(PREFIX):
        return NotGenuine(Reason.NOT_OURS)
    try:
        data = base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        return NotGenuine(Reason.DAMAGED)
    if data[:2] and (data[:1] != bytes([VERSION]) or data[1:2] not in (b"", bytes([KIND_RECEIPT]))):
        return NotGenuine(Reason.UNKNOWN_VERSION)
    if len(data) != _LAYOUT.size + _SIGNATURE:
        return NotGenuine(Reason.DAMAGED)
    message, signature = data[: _LAYOUT.size], data[_LAYOUT.size :]
    try:
        key_id, facts = _read(message)
    except ValueError:
        return NotGenuine(Reason.DAMAGED)
    return Decoded(facts, key_id, message, signature)


def list_digest(hand_over: str, lines: Iterable[tuple[str, str]]) -> bytes:
    """16 bytes that stand for a whole list: the code of the hand-over, then every item code with its verdict.

    SHA-256 over lines of ASCII text ``CODE VERDICT`` in the order of the codes, each ended by a line feed, the
    hand-over's own code being the first line.
    """
    text = "".join(f"{line}\n" for line in [hand_over, *(f"{code} {verdict}" for code, verdict in sorted(lines))])
    return hashlib.sha256(text.encode()).digest()[:_DIGEST]


def _read(message: bytes) -> tuple[str, ReceiptFacts]:
    _, _, key, receipt_id, seconds, party, giver, receiver, *counts, digest, root = _LAYOUT.unpack(message)
    facts = ReceiptFacts(
        receipt_id=UUID(bytes=receipt_id),
        issued_at=_instant(int.from_bytes(seconds, "big")),
        party=Party(party),
        giver=_unpack_office(giver),
        receiver=_unpack_office(receiver),
        counts=Counts(*counts),
        digest=digest,
        root=root,
    )
    return f"{key:04x}", facts


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as problem:
        raise ValueError(seconds) from problem


def _pack_office(code: str) -> bytes:
    if not 0 < len(code) <= _OFFICE_LENGTH or any(character not in _BASE40[1:] for character in code):
        raise WontFit(what=code)
    value = 0
    for character in code.ljust(_OFFICE_LENGTH):
        value = value * 40 + _BASE40.index(character)
    return value.to_bytes(_OFFICE_BYTES, "big")


def _unpack_office(data: bytes) -> str:
    value, characters = int.from_bytes(data, "big"), []
    for _ in range(_OFFICE_LENGTH):
        value, digit = divmod(value, 40)
        characters.append(_BASE40[digit])
    code = "".join(reversed(characters)).rstrip(" ")
    if value or not code or " " in code:
        raise ValueError(data)
    return code
