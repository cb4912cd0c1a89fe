"""Secrets handed out once and kept only as digests: bearer tokens, device keys, enrolment codes."""

import hashlib
import secrets

TOKEN_PREFIX = "pst_"  # noqa: S105 - the public first letters of a token, not a token
DEVICE_PREFIX = "psd_"
CODE_ALPHABET = "0123456789BCGHKMNPQTV"
"""No vowels and no Telex letters: a Vietnamese keyboard cannot corrupt what is typed."""
CODE_LENGTH = 12
"""Symbols of an enrolment code: 52 bits, for a code that lives minutes and works once."""


def new_key(prefix: str) -> str:
    """A fresh secret of 256 random bits behind ``prefix``; shown once, never stored."""
    return prefix + secrets.token_urlsafe(32)


def new_code() -> str:
    """A fresh one-time code in three groups of four, as it is printed and read out: ``BCGH-0123-KMNP``."""
    symbols = [secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)]
    return "-".join("".join(symbols[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def digest_of(secret: str) -> bytes:
    """What is stored of a secret: its SHA-256 (32 bytes).

    The secrets are random and long, so a plain digest is enough, and looking one up by its digest tells a guesser
    nothing through timing: the comparison is of digests the guesser cannot choose.
    """
    return hashlib.sha256(secret.encode()).digest()


def code_digest(code: str) -> bytes:
    """The stored form of an enrolment code, blind to case, spaces and dashes."""
    return digest_of("".join(symbol for symbol in code.upper() if symbol in CODE_ALPHABET))
