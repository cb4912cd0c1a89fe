"""What must not stand in a log is struck out on the way there: keys, tokens, phones, rows of the database."""

import re
from collections.abc import MutableMapping
from typing import Any

_STRUCK = (
    (re.compile(r"\bps[td]_[A-Za-z0-9_-]{8,}"), "[key]"),
    (re.compile(r"(?i)\b(bearer|device|token|password|secret)([=: ]+)[\w./+-]{8,}"), r"\1\2[key]"),
    (re.compile(r"(?i)(?<![0-9a-z])[0-9BCGHKMNPQTV]{16}(?![0-9a-z])"), "[token]"),
    (re.compile(r"(?<![\w.+-])(?:\+?84|0)(?:[ .-]?\d){9}(?![\w-])"), "[phone]"),
    (re.compile(r"VB1:\S+"), "[signed]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[mail]"),
    # PostgreSQL repeats the row that broke a rule
    (re.compile(r"DETAIL:.*"), "DETAIL: [row]"),
)


def scrub(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A log event with every text it carries struck clean."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = clean(value)
    return event


def clean(text: str) -> str:
    """``text`` without keys, tokens, telephone numbers, mail addresses and rows of the database."""
    for pattern, word in _STRUCK:
        text = pattern.sub(word, text)
    return text
