"""People as dossiers know them: how names and phones are written, folded and found without being readable."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from postal_services.accounts.privacy import keyed_hash, normal_phone
from postal_services.folding import fold

_INNER = re.compile(r"[-'’ʼ`´.]")
_KEY_DIGITS = 32
"""Hexadecimal digits kept of a hashed word of a name: 128 bits, half the index."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """The citizen a dossier is about; ``unit`` is the statistics code of the commune the result goes to."""

    name: str
    phone: str
    address: str
    unit: str
    categories: tuple[str, ...] = field(default=())


def tidy(text: str) -> str:
    """Composed letters (NFC), no control characters, single spaces."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():  # most text is, and looking at each letter's category takes long
        kept = "".join(" " if unicodedata.category(symbol) in {"Cc", "Zl", "Zp"} else symbol for symbol in composed)
        composed = "".join(symbol for symbol in kept if unicodedata.category(symbol) != "Cf")
    return " ".join(composed.split())


def national_phone(text: str) -> str | None:
    """A phone number with its leading zero (``0905000001``), or None when it is not one that can exist."""
    number = normal_phone(text)
    if number is None:
        return None
    return f"0{number.removeprefix('+84')}" if number.startswith("+84") else number


def words_of(name: str) -> list[str]:
    """The folded words of a name in their order: ``Rơ Châm H'Nhung`` gives ``ro``, ``cham``, ``hnhung``."""
    return [word for word in (fold(part) for part in tidy(name).split()) if word]


def name_key(name: str) -> str:
    """The keyed hash of a whole name, the same for every way of writing it."""
    return keyed_hash(" ".join(words_of(name)), "dossier_name")


def _inner_words(name: str) -> list[str]:
    """What stands beside apostrophes and hyphens: people search ``Nhung`` for ``H'Nhung``."""
    pieces = (fold(piece) for part in tidy(name).split() for piece in _INNER.split(part))
    return [piece for piece in pieces if len(piece) > 1]


def word_keys(words: Sequence[str]) -> list[str]:
    """Keyed hashes of folded words, each once."""
    return [keyed_hash(word, "dossier_name_word")[:_KEY_DIGITS] for word in dict.fromkeys(words)]


def keys_to_store(name: str) -> list[str]:
    """Keyed hashes of everything by which a name is found."""
    return word_keys([*words_of(name), *_inner_words(name)])


def keys_to_find(text: str) -> list[str]:
    """Keyed hashes that a name must all have to be what ``text`` asks for."""
    return word_keys(words_of(text))


def phone_key(phone: str) -> str:
    """The keyed hash of a phone number however it is written; empty when it is none."""
    number = normal_phone(phone)
    return keyed_hash(number, "phone") if number else ""


def last4_key(code: str, digits: str) -> str:
    """The keyed hash of the last four digits of the phone, bound to one dossier's code; empty without four digits.

    Bound to the code, equal endings of two people do not show as equal.
    """
    ending = "".join(symbol for symbol in digits if symbol.isdigit())[-4:]
    return keyed_hash(f"{code}:{ending}", "phone_last4") if len(ending) == 4 else ""  # noqa: PLR2004
