"""Deadlines as documents say them, and the last day on which each is kept.

A month or a quarter without a day means its last day: "tháng 12/2019" is kept on 31/12/2019.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LEAD = r"(?:(?:truoc|den het|het|trong|han)\s+)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY = re.compile(_LEAD + r"(?:ngay\s+)?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_MONTH = re.compile(_LEAD + r"(?:thang\s+)?(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})", re.ASCII)
_QUARTER = re.compile(_LEAD + r"(?:quy|q)[\s.]*(iv|i{1,3}|[1-4])\s*(?:[/.-]|nam|\s)\s*(\d{4})", re.ASCII)
_YEAR = re.compile(_LEAD + r"nam\s+(\d{4})", re.ASCII)
_MONTHS_A_QUARTER = 3


class NotADeadline(ValueError):
    """Words from which no day follows."""


def last_day(words: str) -> date:
    """The last day that ``words`` leave: "12/2019", "tháng 12/2019", "quý II/2019", "Q III/2019", "31/12/2019".

    Raises :class:`NotADeadline` for words that name no day, month, quarter or year between 1900 and 2100.
    """
    text = _plain(words)
    found: tuple[int, int, int]
    if match := _ISO.fullmatch(text):
        found = (int(match[1]), int(match[2]), int(match[3]))
    elif match := _DAY.fullmatch(text):
        found = (int(match[3]), int(match[2]), int(match[1]))
    elif match := _MONTH.fullmatch(text):
        found = (int(match[2]), int(match[1]), 0)
    elif match := _QUARTER.fullmatch(text):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        found = (int(match[2]), quarter * _MONTHS_A_QUARTER, 0)
    elif match := _YEAR.fullmatch(text):
        found = (int(match[1]), 12, 0)
    else:
        raise NotADeadline(words)
    return _day(words, *found)


def _day(words: str, year: int, month: int, day: int) -> date:
    """The day; ``day`` 0 stands for the last of its month."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADeadline(words)
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError as error:
        raise NotADeadline(words) from error


def _plain(words: str) -> str:
    """Small letters without marks and with single spaces, in whatever Unicode form they came."""
    letters = unicodedata.normalize("NFD", words.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", bare).strip().lower()
