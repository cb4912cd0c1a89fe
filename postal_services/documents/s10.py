"""Item codes of UPU S10: two letters of service, eight digits, a check digit, the country.

Source: UPU standard S10-12 (October 2017). Codes are guessable by construction and never secret.
"""

import re
import unicodedata
from typing import Final

from postal_services.documents.refusals import NotAnItemCode, SerialOutOfRange, WrongCheckDigit, WrongPrefix

COUNTRY: Final = "VN"
MAX_SERIAL: Final = 99_999_999

_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE: Final = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_LETTERS: Final = re.compile(r"[A-Z]{2}")
_SCANNER_PREFIX: Final = re.compile(r"^\][A-Z][0-9A-Z]")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—−.]+")


def check_digit(serial: str | int) -> int:
    """The S10 check digit of a serial of eight digits: weights 8 6 4 2 3 5 9 7, modulus 11, 10 as 0, 11 as 5."""
    digits = _serial_digits(serial)
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def compose(prefix: str, serial: int | str, country: str = COUNTRY) -> str:
    """The item code of a service indicator and a serial, such as ``HC473124829VN``.

    Raises:
        WrongPrefix: the prefix or the country is not two capital letters.
        SerialOutOfRange: the serial does not fit eight digits.
    """
    for letters in (prefix, country):
        if not _LETTERS.fullmatch(letters):
            raise WrongPrefix(prefix=letters)
    return f"{prefix}{_serial_digits(serial)}{check_digit(serial)}{country}"


def parse(text: str) -> str:
    """The item code in what was typed or scanned: lower case, spaces, hyphens and full width digits are read.

    Raises:
        NotAnItemCode: the text does not have the shape of a code.
        WrongCheckDigit: it has, but one of its digits is wrong.
    """
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).strip().upper())
    found = _SHAPE.fullmatch(_SCANNER_PREFIX.sub("", plain))
    if not found:
        raise NotAnItemCode(text=text.strip()[:40])
    if check_digit(found[2]) != int(found[3]):
        raise WrongCheckDigit(text=printed(found[0]))
    return found[0]


def is_code(text: str) -> bool:
    """Whether ``text`` is exactly an item code as stored: 13 characters, capitals, right check digit."""
    found = _SHAPE.fullmatch(text) if text.isascii() else None
    return bool(found) and check_digit(text[2:10]) == int(text[10])


def printed(code: str) -> str:
    """The code as printed under its bars: ``HC 473 124 829 VN``; what is no item code stays as it is."""
    if not is_code(code):
        return code
    return f"{code[:2]} {code[2:5]} {code[5:8]} {code[8:11]} {code[11:]}"


def serial_of(code: str) -> int:
    """The serial number inside a code, 0 to 99,999,999."""
    return int(code[2:10])


def _serial_digits(serial: str | int) -> str:
    digits = f"{serial:08d}" if isinstance(serial, int) else serial
    if not (len(digits) == len(_WEIGHTS) and digits.isascii() and digits.isdigit()):
        raise SerialOutOfRange(serial=serial)
    return digits
