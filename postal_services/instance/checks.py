"""What ``make check`` looks at: style, types, import contracts, migrations, settings for deployment; and the locks."""

import os
import subprocess
import sys
import time
from pathlib import Path

from postal_services.instance import console, keys, places

ROOMS = ("postal_services", "delegation", "tracking", "integrations")
LOCK_OPTIONS = (
    "--generate-hashes", "--strip-extras", "--allow-unsafe", "--quiet", "--no-header", "--annotation-style=line",
    "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
)  # fmt: skip
DEPLOYED = {"HTTPS": "true", "ALLOWED_HOSTS": "hoso.example.vn", "PUBLIC_HOST": "hoso.example.vn", "DEBUG": "false"}
"""A production environment for ``check --deploy``."""


def check(home: places.Places) -> int:
    """Run every check, also after one has failed; 0 when all passed."""
    keys.ensure(home.secrets)
    failed = [name for name, words, extra in _checks() if not _passes(name, words, {**os.environ, **extra})]
    if failed:
        console.tell(f"✗ {', '.join(failed)}")
    return 1 if failed else 0


def _checks() -> list[tuple[str, tuple[str, ...], dict[str, str]]]:
    python = sys.executable
    manage = (python, str(places.PROJECT / "manage.py"))
    found: list[tuple[str, tuple[str, ...], dict[str, str]]] = [
        ("style", (python, "-m", "ruff", "check", "--quiet", "."), {}),
        ("format", (python, "-m", "ruff", "format", "--check", "--quiet", "."), {}),
        ("types", (python, "-m", "mypy", "--no-error-summary", *ROOMS), {}),
        ("migrations", (*manage, "makemigrations", "--check", "--dry-run"), {}),
        ("deployment", (*manage, "check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
    ]
    if _has_contracts():
        found.insert(3, ("imports", (str(Path(python).parent / "lint-imports"), "--no-logo", "--no-cache"), {}))
    return found


def _has_contracts() -> bool:
    if (places.PROJECT / ".importlinter").exists():
        return True
    return "[tool.importlinter" in (places.PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def _passes(name: str, words: tuple[str, ...], environment: dict[str, str]) -> bool:
    begun = time.monotonic()
    done = subprocess.run(
        words,
        cwd=places.PROJECT,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    console.tell(f"{'✗' if done.returncode else '✓'} {name} ({time.monotonic() - begun:.1f} s)")
    if done.returncode:
        console.tell(done.stdout.rstrip())
    return not done.returncode


def lock() -> int:
    """Write both locks anew from the public index alone, whatever this machine is configured to use beside it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment["PIP_CONFIG_FILE"] = os.devnull
    for certificates in ("PIP_CERT", "PIP_PROXY"):
        if certificates in os.environ:
            environment[certificates] = os.environ[certificates]
    for name in ("run", "dev"):
        words = (
            sys.executable,
            "-m",
            "piptools",
            "compile",
            *LOCK_OPTIONS,
            "--output-file",
            f"{name}.txt",
            f"{name}.in",
        )
        done = subprocess.run(words, cwd=places.PROJECT / "requirements", env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0
