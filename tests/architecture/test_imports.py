"""Imports go one way; the contracts are in pyproject.toml, and what they cannot say is said here."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture import house

LATE = {
    ("postal_services.celery", "expect_heartbeats"): "models cannot be loaded before the worker has set Django up",
    ("postal_services.instance.prepare", "prepare"): "Django is set up inside, after the servers answer",
    ("postal_services.instance.prepare", "collect"): "Django is set up before it is called",
    ("postal_services.instance.prepare", "main"): "the launcher must start before the packages are there",
    ("postal_services.web.assets", "_npm"): "a package for development; production never builds",
    ("postal_services.web.assets", "_node"): "a package for development; production never builds",
    ("postal_services.web.assets", "_fonts"): "a package for development; production never builds",
    ("postal_services.web.assets", "_figures"): "a package for development; production never builds",
    ("postal_services.web.assets", "_translations"): "a package for development; production never builds",
}
"""Functions that import inside, each with its reason. A cycle between rooms is never one."""

SIGNALS = {
    "postal_services.accounts.hooks": "forgets what it looked up when a test changes the settings",
    "postal_services.accounts.privacy": "forgets the keys when a test changes the settings",
    "postal_services.celery": "Celery's own, of the worker and the schedule",
}
"""Modules that listen to a signal, each with its reason. None listens to a model."""

RULES = {
    "commands", "models", "policies", "projections", "queries", "states", "steps", "lodging", "intake", "validation",
    "calendar", "tariff", "rulings", "moves", "holding", "halves", "directions", "milestones", "settling",
}  # fmt: skip
"""Drawers that know nothing of requests and answers."""

WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save"}


def test_every_contract_of_the_house_is_kept() -> None:
    asked = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(asked, cwd=house.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_room_has_a_contract_about_its_drawers() -> None:
    read = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    told = {room for contract in read["contracts"] if contract.get("exhaustive") for room in contract["containers"]}
    rooms = {house.module(path.parent / "__init__.py") for path in house.python() if path.name == "apps.py"}
    assert rooms <= told, rooms - told


def test_imports_inside_functions_have_a_reason() -> None:
    found = {
        (house.module(path), function.name)
        for path in house.python()
        for function in house.functions(house.tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert found == set(LATE)


def test_no_import_is_hidden_from_running_code() -> None:
    told = [
        house.name(path)
        for path in house.python(tests=True)
        for node in ast.walk(house.tree(path))
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        or (isinstance(node, ast.ImportFrom) and _is_star(node))
    ]
    assert told == ["tests/bench/settings.py"], "settings of the benchmark are those of the house and a few more"


def _is_star(node: ast.ImportFrom) -> bool:
    return any(alias.name == "*" for alias in node.names)


def test_nobody_listens_to_models() -> None:
    imported = {
        house.module(path): node.module
        for path in house.python()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[-1] in {"signals", "dispatch"}
    }
    assert set(imported) == set(SIGNALS)
    assert set(imported.values()) <= {"django.core.signals", "celery.signals"}


def test_rules_know_no_requests() -> None:
    told = [
        f"{house.name(path)} imports {_told(node)}"
        for path in house.python()
        if house.drawer(path) in RULES
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and _told(node).startswith(("django.http", "django.views"))
    ]
    assert not told


def _told(node: ast.Import | ast.ImportFrom) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name


def test_nobody_writes_lines_past_the_writer() -> None:
    told = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.python()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and {"Line", "Stream", "LegalEdge"} & _names(node.func)
    ]
    assert not told


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def test_sql_that_writes_lines_stands_in_the_writer_alone() -> None:
    verbs = ("insert into ledger_", "update ledger_", "delete from ledger_")
    told = {
        house.module(path)
        for path in house.python()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(verb in " ".join(node.value.lower().split()) for verb in verbs)
    }
    assert told <= {
        "postal_services.ledger.writer",
        "postal_services.ledger.edges",  # the table of legal edges, by migration
        "postal_services.ledger.feed",  # how far a reader has come
    }, told
