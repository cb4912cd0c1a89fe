"""Secrets of an instance: made once, kept in ``VAR_DIR/secrets``, readable by their owner only.

Each can be given in the environment instead; several web hosts must share the same ones.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from postal_services.instance import console


def _text() -> str:
    return secrets.token_urlsafe(64)


def _named_32_bytes() -> str:
    return f"k{secrets.token_hex(2)}:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {"secret_key": _text, "field_keys": _named_32_bytes, "search_key": _text}
"""Name of each secret (environment variable in capitals, file in lower case) and how a new one is made."""


def ensure(folder: Path) -> list[str]:
    """Make every secret that neither the environment nor ``folder`` has; return the names of the new ones."""
    made = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, make in MAKERS.items():
            if not os.environ.get(name.upper()) and _write_new(folder / name, make()):
                made.append(name)
    except OSError as error:
        raise console.from_os(error, str(folder)) from None
    return made


def read(folder: Path, name: str) -> str:
    """The secret ``name`` from the environment or from ``folder``; an empty text when it is nowhere."""
    given = os.environ.get(name.upper(), "")
    if given:
        return given
    try:
        return (folder / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write_new(path: Path, value: str) -> bool:
    """Write a secret that does not exist yet; two runs at once agree on the first one's."""
    if path.exists() and path.stat().st_size:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(value + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        if path.stat().st_size:
            return False
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True
