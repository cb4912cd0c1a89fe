"""The one written form of a line, and its hash.

A line is written as RFC 8785 JSON (JCS). Its values are restricted so that the short way below gives exactly the bytes
of JCS: names and codes come from a small alphabet, keys of ``data`` are ASCII, and there are no fractions. The tests
hold it against an independent JCS implementation.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

VERSION = b"\x01"
"""First byte of what is hashed; a new form of line gets a new version and old lines keep theirs."""

CODE = re.compile(r"[A-Za-z0-9_./:-]{0,80}")
"""What machines, actions, states, flags and office codes are made of; the database checks the same."""

_MAX_INT = 2**53 - 1
_UNAGREED = re.compile("[\x00\ud800-\udfff]")
_read = json.JSONDecoder().raw_decode
_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_quote = json.encoder.encode_basestring


class NotCanonical(ValueError):
    """A value that has no agreed written form, such as a fraction."""


def data_text(data: Mapping[str, Any]) -> str:
    """``data`` as RFC 8785 text; raises :class:`NotCanonical` for what the ledger does not hold."""
    if data:
        _check(data)
    return _written(data)


def reread_data(text: str) -> str:
    """RFC 8785 text of ``data`` from the text PostgreSQL prints for it."""
    return text if text == "{}" else _written(_read(text)[0])


def _written(data: Any) -> str:
    """``data`` as ``_write`` writes it. Nearly all is one map of texts and whole numbers: that is joined here, because
    the library builds a new encoder for every call."""
    if type(data) is not dict:
        return _write(data)
    parts = []
    for key in sorted(data):
        value = data[key]
        if type(value) is str:
            parts.append(f"{_quote(key)}:{_quote(value)}")
        elif type(value) is int:
            parts.append(f"{_quote(key)}:{value}")
        else:
            return _write(data)
    return f"{{{','.join(parts)}}}"


def instant_text(at: datetime) -> str:
    """``2019-07-09T01:02:03.000004Z``: UTC with six decimals, always."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_head(  # everything before ``data``, in the order of the keys
    *, action: str, actor: UUID | None, confidence: str, counterpart: str | None
) -> str:
    """The written line up to ``data``."""
    return (
        f'{{"action":"{action}","actor":{_quoted(actor)},"confidence":"{confidence}",'
        f'"counterpart":{_quoted(counterpart)},"data":'
    )


def line_tail(
    *,
    device: UUID | None,
    flags: Iterable[str],
    from_state: str,
    machine: str,
    occurred_at: str,
    office: str | None,
    recorded_at: str,
    seq: int,
    skew_ms: int,
    stream_id: UUID,
    subject: UUID,
    to_state: str,
    tx: int,
) -> str:
    """The written line after ``data``; instants come as :func:`instant_text` gives them."""
    marks = ",".join(f'"{flag}"' for flag in flags)
    return (
        f',"device":{_quoted(device)},"flags":[{marks}],"from":"{from_state}","machine":"{machine}",'
        f'"occurred_at":"{occurred_at}","office":{_quoted(office)},"recorded_at":"{recorded_at}","seq":{seq},'
        f'"skew_ms":{skew_ms},"stream":"{stream_id}","subject":"{subject}","to":"{to_state}","tx":"{tx}"}}'
    )


def line_hash(canonical: bytes, prev_hash: bytes) -> bytes:
    """SHA-256 over version, written line and the hash of the line before."""
    return hashlib.sha256(VERSION + canonical + prev_hash).digest()


def genesis(kind: str, code: str, stream_id: UUID) -> bytes:
    """What the first line of a stream is chained to: the stream's own name."""
    return hashlib.sha256(f"VB-STREAM-1\n{kind}\n{code}\n{stream_id}".encode()).digest()


def _quoted(value: UUID | str | None) -> str:
    return "null" if value is None else f'"{value}"'


def _check_text(value: str) -> None:
    if _UNAGREED.search(value):
        msg = "text with a character that no JSON reader agrees on"
        raise NotCanonical(msg)


def _check(value: Any) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if not -_MAX_INT <= value <= _MAX_INT:
            msg = "a whole number beyond 53 bits"
            raise NotCanonical(msg)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                msg = f"a key that is not ASCII: {key!r}"
                raise NotCanonical(msg)
            _check_text(key)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        msg = f"a {type(value).__name__}; the ledger holds text, whole numbers, truth values, lists and maps"
        raise NotCanonical(msg)
