"""What is committed speaks of the post alone, is finished, and every test can fail."""

import ast
import re

from tests.architecture import house

TEXTS = (
    ".py",
    ".md",
    ".html",
    ".js",
    ".scss",
    ".css",
    ".toml",
    ".in",
    ".sh",
    ".csv",
    ".po",
    ".json",
    ".txt",
    "Makefile",
    "run",
)
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|NotImplemented[E]rror)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:wo[r]k|ho[m]e|ro[o]t|Us[e]rs)/(?!\.)[\w-]+|/t[m]p/[\w-]+")
"""A place on somebody's machine. The brackets keep these patterns from finding themselves."""
WORKSHOP = re.compile(r"\b(?:cl[a]ude|anthr[o]pic|chat[g]pt|open[a]i|co[p]ilot|ll[m]|gp[t]-\d)\b", re.IGNORECASE)
HOSTS = re.compile(r"--(?:extra-)?index-[u]rl|trusted-[h]ost\s+\S")
LOCKS = ("package-lock.json",)
PLACES: dict[str, str] = {}
"""Files that may name a place, each with its reason."""


def found(rule: re.Pattern[str], *endings: str) -> dict[str, str]:
    """Files that say something, with the first thing they say."""
    told = {}
    for path in house.files(*(endings or TEXTS)):
        if path.name not in LOCKS and (match := rule.search(path.read_text(encoding="utf-8", errors="replace"))):
            told[house.name(path)] = match[0]
    return told


def test_nothing_is_left_for_later() -> None:
    assert not found(UNFINISHED)


def test_nothing_names_a_place_on_a_machine() -> None:
    assert found(MACHINE).keys() == PLACES.keys(), found(MACHINE)


def test_nothing_names_the_tools_it_was_made_with() -> None:
    assert not found(WORKSHOP)


def test_the_locks_name_no_private_index() -> None:
    assert not found(HOSTS, ".txt", ".in")


def test_no_body_is_empty() -> None:
    """But for a loop whose condition does the work."""
    told = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.python(tests=True)
        for holder in ast.walk(house.tree(path))
        for node in ast.iter_child_nodes(holder)
        if isinstance(node, ast.Pass) and not isinstance(holder, ast.While)
    ]
    assert not told


def test_no_test_is_passed_over() -> None:
    banned = {"skip", "skipif", "xfail", "importorskip"}
    told = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.python(tests=True)
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in banned and "pytest" in ast.unparse(node)
    ]
    assert not told


def test_every_test_asserts_something() -> None:
    told = [
        f"{house.name(path)}::{function.name}"
        for path in house.files(".py")
        if path.name.startswith("test_")
        for function in house.functions(house.tree(path))
        if function.name.startswith("test_") and not _asserts(path, function, set())
    ]
    assert not told


def _asserts(path: object, function: ast.AST, seen: set[str]) -> bool:
    """Whether a test asserts by itself, expects an exception, or calls something of its own module that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func)
            if (
                words.startswith(("pytest.raises", "pytest.fail", "pytest.warns", "run_state_machine"))
                or "assert" in words.lower()
            ):
                return True
            called = words.split(".")[-1]
            if called not in seen and (other := _function(path, called)) is not None:
                seen.add(called)
                if _asserts(path, other, seen):
                    return True
    return False


def _function(path: object, name: str) -> ast.AST | None:
    module = house.tree(path)
    return next((each for each in house.functions(module) if each.name == name), None)


def test_every_test_is_named_as_a_sentence() -> None:
    told = [
        f"{house.name(path)}::{function.name}"
        for path in house.files(".py")
        if path.name.startswith("test_")
        for function in house.functions(house.tree(path))
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert not told


def test_modules_are_named_after_what_they_hold() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "stuff"}
    assert not [house.name(path) for path in house.python() if path.stem in vague]
