"""The province's Ed25519 keys: who signs now, and by which public keys old signatures are checked.

The public half is a row, the private half is a file of mode 600 in ``VAR_DIR/secrets`` (``receipt-1f3a.key``) or an
entry of the environment variable ``SIGNING_KEYS`` (``receipt:BASE64,checkpoint:BASE64``), for hosts without a disk of
their own. Where no key is current, the first signature takes up a private key it finds, or makes one.
"""

import base64
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from postal_services.clock import now
from postal_services.documents.models import Purpose, RevokedReceipt, SigningKey
from postal_services.documents.refusals import NoSigningKey

RECEIPT = Purpose.RECEIPT.value
CHECKPOINT = Purpose.CHECKPOINT.value

_ENDORSES = b"postal-services key\x00"
_BUNDLE = b"postal-services key bundle\x00"


@dataclass(frozen=True, slots=True)
class Signer:
    """A current key with its private half in hand; fetch it once to sign many messages."""

    key_id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self.private.sign(message)


def sign(message: bytes, purpose: str) -> tuple[str, bytes]:
    """The id (four hex digits) of the current key of ``purpose`` and its signature of ``message``, 64 bytes.

    Raises:
        NoSigningKey: the private half of the current key is not on this machine.
    """
    signer = current_key(purpose)
    return signer.key_id, signer.sign(message)


def verify(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether ``signature`` (64 bytes) of ``message`` was made by the holder of ``public_key`` (32 bytes)."""
    try:
        _public(bytes(public_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys(purpose: str) -> dict[str, bytes]:
    """Every public key that ever signed for ``purpose``, retired ones included, by key id."""
    rows = SigningKey.objects.filter(purpose=purpose).values_list("id", "public_key")
    return {key_id: bytes(public) for key_id, public in rows}


def current_key(purpose: str) -> Signer:
    """The key that signs for ``purpose`` now; the first call in a new installation makes it. One query as a rule.

    Raises:
        NoSigningKey: the private half is not on this machine.
    """
    key_id = _current_id(purpose)
    if key_id is None:
        key_id = _take_up(purpose, _spare(purpose) or _new_private(purpose))
    return Signer(key_id, _private(key_id, purpose, str(_folder())))


@transaction.atomic
def roll_key(purpose: str) -> str:
    """Retire the current key of ``purpose`` and put a new one in its place; returns the new id.

    Where the old private half is at hand it endorses the new key, so that a device that trusts the old one can follow.
    """
    old = SigningKey.objects.select_for_update().filter(purpose=purpose, retired_at__isnull=True).first()
    fresh = _new_private(purpose)
    if old is None:
        return _take_up(purpose, fresh)
    row = _row(purpose, fresh)
    with contextlib.suppress(NoSigningKey):  # a lost private half is a reason to roll, not one to stop
        row.endorsement = _private(old.id, purpose, str(_folder())).sign(_ENDORSES + bytes(row.public_key))
        row.endorsed_by = old.id
    old.retired_at = row.created_at
    old.save(update_fields=["retired_at"])
    row.save(force_insert=True)
    return row.id


def revoke_receipt(receipt_id: UUID, reason: str) -> None:
    """Take a signed receipt back; twice is once, and the first reason stays."""
    RevokedReceipt.objects.get_or_create(receipt_id=receipt_id, defaults={"reason": reason})


def is_revoked(receipt_id: UUID) -> bool:
    """Whether the receipt was taken back."""
    return RevokedReceipt.objects.filter(receipt_id=receipt_id).exists()


def key_bundle() -> dict[str, str]:
    """All public keys and revoked receipts as one signed text, for devices that verify without a network.

    ``signed`` is JSON text with ``issued_at`` (its age is what a device shows), ``keys`` and ``revoked``; the signature
    (base64) is over exactly that text, after the 26 characters
    ``postal-services key bundle`` and a zero byte.
    """
    body = {
        "version": 1,
        "issued_at": now().isoformat(timespec="seconds"),
        "keys": [_described(key) for key in SigningKey.objects.order_by("created_at", "id")],
        "revoked": [str(found) for found in RevokedReceipt.objects.order_by("pk").values_list("pk", flat=True)],
    }
    text = json.dumps(body, separators=(",", ":"), sort_keys=True)
    key_id, signature = sign(_BUNDLE + text.encode("ascii"), RECEIPT)
    return {"signed": text, "key_id": key_id, "signature": _text(signature)}


def bundle_is_genuine(bundle: Mapping[str, str], public_key: bytes) -> bool:
    """Whether the bundle was signed by ``public_key`` and not changed since."""
    message = _BUNDLE + bundle["signed"].encode()
    return verify(message, base64.b64decode(bundle["signature"]), public_key)


def _described(key: SigningKey) -> dict[str, str | None]:
    return {
        "id": key.id,
        "purpose": key.purpose,
        "public_key": _text(bytes(key.public_key)),
        "created_at": key.created_at.isoformat(timespec="seconds"),
        "retired_at": key.retired_at.isoformat(timespec="seconds") if key.retired_at else None,
        "endorsed_by": key.endorsed_by or None,
        "endorsement": _text(bytes(key.endorsement)) or None,
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@cache
def _public(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def _current_id(purpose: str) -> str | None:
    return SigningKey.objects.filter(purpose=purpose, retired_at__isnull=True).values_list("id", flat=True).first()


def _row(purpose: str, private: Ed25519PrivateKey) -> SigningKey:
    public = private.public_key().public_bytes_raw()
    return SigningKey(id=_id_of(public), purpose=purpose, public_key=public, created_at=now())


def _id_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:4]


def _take_up(purpose: str, private: Ed25519PrivateKey) -> str:
    """Make ``private`` the current key; when another process was quicker, its key is the current one."""
    SigningKey.objects.bulk_create([_row(purpose, private)], ignore_conflicts=True)
    current = _current_id(purpose)
    if current is None:
        raise NoSigningKey(key_id=_id_of(private.public_key().public_bytes_raw()))
    return current


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "secrets"


@cache
def _private(key_id: str, purpose: str, folder: str) -> Ed25519PrivateKey:
    """The private half, kept once found; a half that is missing is looked for again each time, as it may be copied."""
    for private in _held(purpose, Path(folder)):
        if _id_of(private.public_key().public_bytes_raw()) == key_id:
            return private
    raise NoSigningKey(key_id=key_id)


def _held(purpose: str, folder: Path) -> Iterator[Ed25519PrivateKey]:
    """The private keys on this machine, the environment's first, then files from new to old."""
    for entry in filter(None, os.environ.get("SIGNING_KEYS", "").split(",")):
        named, _, seed = entry.strip().partition(":")
        if named == purpose:
            yield Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
    for path in sorted(folder.glob(f"{purpose}-*.key"), key=lambda path: (-path.stat().st_mtime_ns, path.name)):
        yield Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def _spare(purpose: str) -> Ed25519PrivateKey | None:
    """A private key on this machine that no row knows: one handed over by the operator, or left from a lost insert."""
    known = set(SigningKey.objects.values_list("id", flat=True))
    for private in _held(purpose, _folder()):
        if _id_of(private.public_key().public_bytes_raw()) not in known:
            return private
    return None


def _new_private(purpose: str) -> Ed25519PrivateKey:
    """A fresh private key, written to disk before anything refers to it."""
    known = set(SigningKey.objects.values_list("id", flat=True)) | {"0000"}
    private = Ed25519PrivateKey.generate()
    while _id_of(private.public_key().public_bytes_raw()) in known:
        private = Ed25519PrivateKey.generate()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:  # made with mode 600
        file.write(base64.b64encode(private.private_bytes_raw()))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(folder / f"{purpose}-{_id_of(private.public_key().public_bytes_raw())}.key")
    _private.cache_clear()
    return private
