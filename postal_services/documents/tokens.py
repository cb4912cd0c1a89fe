"""Public tokens: the unguessable name of a case on labels, slips and links.

A token is 15 random symbols (65.9 bits) and one check symbol. The alphabet has no vowels, so no word appears by
accident, and no letter that Telex typing turns into another one, so a hand scanner that types into a Vietnamese
keyboard cannot spoil it.

The check symbol is a pure system in the manner of ISO 7064 with modulus 21 and radix 2: the sum of the symbols, each
times 2 to the power of its distance from the right, must leave 1. Since 2, and every difference of neighbouring
powers, has no factor in common with 21, it detects

- every single wrong symbol,
- every exchange of two neighbouring symbols,

and, because 21 is 3 times 7, only a part of the rest: of exchanges across one symbol and of twins (``44`` for ``77``)
9 in 10, of exchanges across two symbols 7 in 10, of exchanges six places apart none, of errors at random 20 in 21.
"""

import re
import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789BCGHKMNPQTV"
LENGTH: Final = 16

_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_MODULUS: Final = len(ALPHABET)
_SCANNER_PREFIX: Final = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_BREAKS: Final = re.compile(r"[^0-9A-Z\s\-]+")
_JOINS: Final = re.compile(r"[\s\-]+")
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−_"), "-")


def check_symbol(symbols: str) -> str:
    """The symbol that makes ``symbols`` (15 of the alphabet) a token."""
    total = 0
    for symbol in symbols:
        total = (total + _VALUE[symbol]) * 2 % _MODULUS
    return ALPHABET[(1 - total) % _MODULUS]


def new_token() -> str:
    """A fresh token from the system's source of randomness."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return symbols + check_symbol(symbols)


def is_token(text: str) -> bool:
    """Whether ``text`` is exactly a token as stored: 16 capital symbols, the last one right."""
    return len(text) == LENGTH and all(symbol in _VALUE for symbol in text) and check_symbol(text[:-1]) == text[-1]


def find_token(text: str) -> str | None:
    """The token in whatever a scanner or a person typed, or ``None``.

    Reads a link of any host, lower case, groups parted by spaces or hyphens, composed and decomposed Unicode, and full
    width digits. The rightmost run of exactly 16 symbols with a right check symbol counts. A run that is too long, or
    holds a foreign letter, is no token: dropping what does not fit would give a misread code a second chance to pass.
    """
    plain = unicodedata.normalize("NFKD", _SCANNER_PREFIX.sub("", text.strip()))
    plain = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    plain = plain.translate(_DASHES).upper()
    if plain.startswith("VB1:"):
        return None
    return next(filter(None, map(_token_at_end, reversed(_BREAKS.split(plain)))), None)


def _token_at_end(part: str) -> str | None:
    """The token made of the last groups of ``part``, joined across spaces and hyphens."""
    run = ""
    for group in reversed(_JOINS.split(part.strip())):
        run = group + run
        if len(run) >= LENGTH:
            return run if is_token(run) else None
    return None


def grouped(token: str) -> str:
    """The token as people read it out: four groups of four."""
    return " ".join(token[start : start + 4] for start in range(0, len(token), 4))


def url_for(token: str, host: str) -> str:
    """The address printed as a QR code, in capitals only, so that it stays in the QR alphanumeric mode."""
    return f"HTTPS://{host}/T/{token}".upper()
