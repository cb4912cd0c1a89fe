"""The one written form of a report's figures: RFC 8785 text, its SHA-256, and the way back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from postal_services.ledger.canonical import data_text

from .figures import Figures


def written(figures: Figures) -> str:
    """The figures as RFC 8785 text; the same figures give the same text."""
    return data_text(plain(figures))


def digest(text: str) -> str:
    """SHA-256 of a written form, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Figures:
    """The figures of a written form. Raises ValueError where it is none."""
    return _adapter().validate_json(text, strict=True)


def plain(value: Any) -> Any:
    """Dataclasses as maps, tuples as lists, days as ``2019-12-31``."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def differences(before: str, after: str) -> list[str]:
    """Where two written forms say different things, as paths such as ``progress.complete: 3 -> 4``, in order."""
    return list(_differing("", json.loads(before), json.loads(after)))


def _differing(path: str, before: Any, after: Any) -> list[str]:
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = sorted({*before, *after})
        return [each for key in keys for each in _differing(f"{path}.{key}", before.get(key), after.get(key))]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [each for place, (old, new) in pairs for each in _differing(f"{path}[{place}]", old, new)]
    return [f"{path.lstrip('.')}: {_short(before)} -> {_short(after)}"]


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"({len(value)})"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST = 60


@cache
def _adapter() -> TypeAdapter[Figures]:
    return TypeAdapter(Figures)
