"""What the tests of the architecture look at: the house's own files, syntax trees, models and addresses."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("postal_services", "delegation", "tracking", "integrations")
LAYERS = (
    "registry", "establishment", "mandates", "dossiers", "cash", "custody", "rounds", "pickups", "incidents", "journey",
    "measures", "rollout", "reports", "simulation", "integrations",
)  # fmt: skip
"""Labels of the rooms from the bottom up; every other app of the house is floor and stands below them."""
FLOOR = ("accounts", "pulse", "ledger", "documents", "api", "web")


@functools.cache
def files(*endings: str) -> tuple[Path, ...]:
    """The project's own files with one of these endings, as the version control sees them; all of them for none."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.split("\0")
    paths = (ROOT / name for name in sorted(names) if name)
    return tuple(path for path in paths if path.is_file() and (not endings or path.name.endswith(endings)))


def python(*, tests: bool = False, migrations: bool = False) -> tuple[Path, ...]:
    """Python files of the house; those of the tests and the migrations only where asked for."""
    return tuple(
        path
        for path in files(".py")
        if (tests or path.relative_to(ROOT).parts[0] in PACKAGES) and (migrations or "migrations" not in path.parts)
    )


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A file as people call it."""
    return str(path.relative_to(ROOT))


def module(path: Path) -> str:
    """The dotted name of a Python file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def drawer(path: Path) -> str:
    """The drawer of its room that a file lies in: ``commands``, ``web``, ``states``; empty above the rooms."""
    parts = module(path).split(".")
    return next(iter(parts[1:] if parts[0] == "integrations" else parts[2:]), "")


def functions(within: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method below."""
    for node in ast.walk(within):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def models() -> list[type[Model]]:
    """Models of the house, not those of its libraries."""
    return [each for each in apps.get_models() if each.__module__.split(".")[0] in PACKAGES]


@dataclass(frozen=True, slots=True)
class Address:
    """One address pattern: its path with the converters in it and its full name."""

    path: str
    name: str
    handler: object

    def __str__(self) -> str:
        return f"/{self.path}"

    @property
    def is_call(self) -> bool:
        """Whether programs call it; the rest is pages."""
        return self.path.startswith("api/")

    @property
    def methods(self) -> tuple[str, ...]:
        """What an endpoint of the API answers; a page may answer anything."""
        view = getattr(self.handler, "cls", None) or getattr(self.handler, "view_class", None)
        names = ("get", "post", "put", "patch", "delete")
        return tuple(each for each in names if view is None or hasattr(view, each))


def addresses() -> list[Address]:
    """Every address of the house, in the order in which they are tried."""
    return list(_below(get_resolver("postal_services.urls").url_patterns, "", ""))


def _below(patterns: list[URLPattern | URLResolver], path: str, space: str) -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield Address(path + str(each.pattern), f"{space}{each.name or ''}", each.callback)
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _below(each.url_patterns, path + str(each.pattern), inner)
