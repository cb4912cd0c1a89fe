"""Personal data at rest: encrypted fields with rotating keys, and keyed hashes to search them by.

Encryption is AES-256-GCM. A stored value reads ``e1.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>``; the key id says
which key opens it, so a new key can be put in front while old values stay readable until ``manage.py
rotate_field_keys`` has written them anew. Keys come from the environment
(``FIELD_KEYS="2026b:<base64>,2026a:<base64>"``, the first one writes).
"""

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.signals import setting_changed
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

VERSION = "e1"
_NONCE = 12
_KEY_BYTES = 32


class Unreadable(Exception):
    """A stored value cannot be opened: its key is not configured, or it was changed after it was written."""


@dataclass(frozen=True)
class Keyring:
    """The keys in use: ``active`` writes, every one of ``ciphers`` reads."""

    active: str
    ciphers: Mapping[str, AESGCM]

    def seal(self, text: str) -> str:
        """Encrypt one value under the active key; the same text never gives the same result twice."""
        nonce = os.urandom(_NONCE)
        body = self.ciphers[self.active].encrypt(nonce, text.encode(), self.active.encode())
        return f"{VERSION}.{self.active}.{base64.urlsafe_b64encode(nonce + body).decode()}"

    def open(self, stored: str) -> str:
        """Decrypt one stored value.

        Raises:
            Unreadable: when the key is unknown or the value was altered.
        """
        version, _, rest = stored.partition(".")
        key_id, _, body = rest.partition(".")
        cipher = self.ciphers.get(key_id)
        if version != VERSION or not body:
            raise Unreadable("The stored value is not in the form of an encrypted field (e1.<key id>.<data>).")
        if cipher is None:
            raise Unreadable(
                f"The stored value was encrypted with key '{key_id}', which is not in FIELD_KEYS "
                f"(known: {', '.join(sorted(self.ciphers))}). Put the key back, then run rotate_field_keys."
            )
        try:
            raw = base64.urlsafe_b64decode(body)
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], key_id.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as problem:
            raise Unreadable(f"The stored value under key '{key_id}' was altered or cut short.") from problem


def _key_bytes(key_id: str, text: str) -> bytes:
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ImproperlyConfigured(f"FIELD_KEYS: key '{key_id}' is not base64.") from problem
    if len(raw) != _KEY_BYTES:
        raise ImproperlyConfigured(f"FIELD_KEYS: key '{key_id}' must be {_KEY_BYTES} bytes, not {len(raw)}.")
    return raw


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keyring of this process, read from the settings once."""
    ciphers: dict[str, AESGCM] = {}
    for entry in str(settings.FIELD_KEYS).split(","):
        key_id, _, text = entry.strip().partition(":")
        if not key_id or "." in key_id or key_id in ciphers:
            raise ImproperlyConfigured("FIELD_KEYS: give each key a name of its own, without a dot: name:base64.")
        ciphers[key_id] = AESGCM(_key_bytes(key_id, text))
    return Keyring(next(iter(ciphers)), ciphers)


@lru_cache(maxsize=64)
def _hash_key(purpose: str) -> bytes:
    if not settings.SEARCH_KEY:
        raise ImproperlyConfigured("SEARCH_KEY is empty: keyed hashes need a secret of their own.")
    root = hashlib.sha256(str(settings.SEARCH_KEY).encode()).digest()
    return hmac.digest(root, purpose.encode(), hashlib.sha256)


def _forget_keys(*, setting: str, **_: Any) -> None:
    if setting in {"FIELD_KEYS", "SEARCH_KEY"}:
        keyring.cache_clear()
        _hash_key.cache_clear()


setting_changed.connect(_forget_keys, dispatch_uid="accounts.privacy")


def keyed_digest(value: str, purpose: str) -> bytes:
    """HMAC-SHA256 (32 bytes) of ``value`` under the key of ``purpose``; without the key nobody can try values out."""
    return hmac.digest(_hash_key(purpose), value.encode(), hashlib.sha256)


def keyed_hash(value: str, purpose: str) -> str:
    """``keyed_digest`` as 64 hexadecimal digits, for columns that are searched for an exact value.

    The same text gives the same hash for one purpose and unrelated hashes for two (``phone`` and ``phone_last4``, say).
    Text is brought to NFC first, so both ways of writing a Vietnamese letter are one.
    """
    return keyed_digest(unicodedata.normalize("NFC", value), purpose).hex()


def normal_phone(text: str) -> str | None:
    """The E.164 form of a phone number as people write it in Viet Nam, or ``None`` when it is none.

    ``0905000001``, ``+84 905 000 001`` and ``84905000001`` are all ``+84905000001``.
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(symbol for symbol in cleaned if symbol.isdigit())
    for candidate in (cleaned, f"+{digits}" if digits.startswith("84") else ""):
        if not candidate:
            continue
        try:
            number = phonenumbers.parse(candidate, "VN")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def phone_hash(text: str) -> str | None:
    """The keyed hash of a phone number, the same for every way of writing it; ``None`` when it is not a number."""
    number = normal_phone(text)
    return None if number is None else keyed_hash(number, "phone")


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # takes no arguments when it runs
    """Text that stands encrypted in the database and reads as itself in Python.

    It cannot be searched (only ``isnull``); keep a ``keyed_hash`` beside it for that. An empty string stays empty.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text if text is None or text == "" else keyring().seal(text)

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> str | None:
        """Open what was stored; a value of an unknown key stops here with the key's name."""
        return value if value is None or value == "" else keyring().open(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only ``isnull``: every other comparison would compare ciphertexts and quietly find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be filtered by '{lookup_name}'; use its keyed hash.")
        return super().get_lookup(lookup_name)
