"""What is printed on bags: the bag's code, and the address in its square code."""

import re
import unicodedata
from datetime import date
from typing import Final

from postal_services.documents import tokens

LAST_NUMBER: Final = 9999
"""Bags that one office can begin in a day."""
_SHAPE: Final = re.compile(r"TUI-?([A-Z]{2})-?([0-9A-Z]{1,20})-?([0-9]{6})-?([0-9]{4})")
_SCANNER_PREFIX: Final = re.compile(r"^\][A-Z][0-9A-Z]")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—−]+")
_LINK: Final = re.compile(r"/B/([0-9A-Z]{16})(?![0-9A-Z])")


def compose(office: str, day: date, number: int) -> str:
    """The code of the ``number``-th bag that ``office`` begins on ``day``: ``TUI-BC-633-190805-0001``."""
    return f"TUI-{office}-{day:%y%m%d}-{number:04}"


def parse(text: str) -> str:
    """The code of a bag in what was typed or scanned, as it is stored; empty when it is none."""
    plain = _SEPARATORS.sub("-", unicodedata.normalize("NFKC", text).strip().upper())
    found = _SHAPE.fullmatch(_SCANNER_PREFIX.sub("", plain))
    return f"TUI-{found[1]}-{found[2]}-{found[3]}-{found[4]}" if found else ""


def token_in(text: str) -> str:
    """The token in the link of a bag's square code (``…/B/<token>``); empty when it is none."""
    found = _LINK.search(unicodedata.normalize("NFKC", text).strip().upper())
    return found[1] if found and tokens.is_token(found[1]) else ""


def url_for(token: str, host: str) -> str:
    """The address printed as a QR code, in capitals only, so that it stays in the QR alphanumeric mode."""
    return f"HTTPS://{host}/B/{token}".upper()
