"""Filters that take a word of a few name their words in the served document, and refuse every other word."""

import json
from typing import Any

from postal_services.api.documents import schema_bytes
from tests.architecture.world import World

NAMED = {"kind", "leg", "service", "state"}
"""Filters that take one word of a few, wherever they are."""
WHO = "tinh"
UNKNOWN = "nobody_knows_this"
Filter = tuple[str, str, dict[str, Any]]


def filters() -> list[Filter]:
    """Address, name and shape of everything a list is narrowed down by."""
    document = json.loads(schema_bytes())["paths"]
    return [
        (path, each["name"], each["schema"])
        for path, methods in document.items()
        for each in methods.get("get", {}).get("parameters", ())
        if each["in"] == "query" and "{" not in path and each["name"] not in {"cursor", "page_size"}
    ]


def words() -> list[Filter]:
    """Those of them that take a word of a few."""
    return [each for each in filters() if "enum" in each[2] or each[2]["type"] == "boolean"]


def test_a_filter_of_words_names_them_all() -> None:
    asked = [(path, name, shape) for path, name, shape in filters() if name in NAMED and shape["type"] == "string"]
    assert not [f"{path} {name}" for path, name, shape in asked if "enum" not in shape]
    assert ("/api/v1/rollout/tasks", "state") in [each[:2] for each in words()]


def test_a_word_nobody_knows_is_refused_in_both_languages(chu_se: World) -> None:
    client, faults = chu_se.client(WHO, page=False), []
    for path, name, _ in words():
        said: set[str] = set()
        for language in ("vi", "en"):
            answer = client.get(path, {name: UNKNOWN}, headers={"accept-language": language})
            problem = answer.json()
            if answer.status_code == 400 and problem["code"] == "invalid":
                said.update(each["message"] for each in problem["errors"].get(name, ()))
        if len(said) != 2:
            faults.append(f"{path}?{name}: {answer.status_code} {said}")
    assert not faults, "\n".join(faults)


def test_every_word_that_is_named_is_taken(chu_se: World) -> None:
    client, faults = chu_se.client(WHO, page=False), []
    for path, name, shape in words():
        for word in shape.get("enum", ("true", "0", "True")):
            answer = client.get(path, {name: word})
            if answer.status_code >= 400 and name in answer.json()["errors"]:
                faults.append(f"{path}?{name}={word}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_an_empty_word_is_as_good_as_none(chu_se: World) -> None:
    client = chu_se.client(WHO, page=False)
    for path in ("rollout/tasks", "rollout/obstacles", "incidents", "reports", "items", "cash-days", "reconciliations"):
        plain, empty = client.get(f"/api/v1/{path}"), client.get(f"/api/v1/{path}", {"state": ""})
        assert (plain.status_code, plain.json()) == (200, empty.json()), path
