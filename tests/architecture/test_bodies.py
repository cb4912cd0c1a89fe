"""Whatever is sent, every door answers with words: never a fault, and calls always with a problem document."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from postal_services.api.documents import schema_bytes
from postal_services.api.problems import CONTENT_TYPE
from tests.architecture import house
from tests.architecture.doors import DOORS
from tests.architecture.test_doors import walked
from tests.architecture.world import World, undone

NUL = "a\0b"
LONG = "Ư" * 5_000
ODD = (NUL, LONG, "9" * 40, "-1", "0001-01-01", "🚲")
"""Texts that forms, filters and addresses meet sooner or later."""
WHO = "hanh"


def bodies() -> dict[str, tuple[bytes, str]]:
    """Bodies that no call asks for, by what is wrong with them."""
    kind = "application/json"
    return {
        "nothing": (b"", kind),
        "a list": (b"[]", kind),
        "null": (b"null", kind),
        "a text": (b'"x"', kind),
        "half a document": (b'{"a": ', kind),
        "not UTF-8": (b'{"a": "\xff"}', kind),
        "no number": (b'{"a": NaN}', kind),
        "very deep": (b"[" * 20_000 + b"]" * 20_000, kind),
        "too large": (b'{"a": "' + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10) + b'"}', kind),
        "plain text": (b"a=1", "text/plain"),
        "a form": (b"a=1", "application/x-www-form-urlencoded"),
        "XML": (b"<a/>", "application/xml"),
        "a type that is none": (b"{}", "x"),
    }


def writes() -> list[tuple[str, house.Address, str]]:
    return [
        (name, address, method)
        for name, address in walked().items()
        if address.is_call and DOORS[name].act is not None
        for method in address.methods
        if method != "get"
    ]


@pytest.mark.parametrize("wrong", sorted(bodies()))
def test_a_call_with_a_body_that_cannot_be_meant_is_a_problem(chu_se: World, wrong: str) -> None:
    body, content_type = bodies()[wrong]
    client = chu_se.client(WHO, page=False)
    faults = []
    for name, address, method in writes():
        path = chu_se.path(address.path, DOORS[name].thing)
        with undone():
            answer = client.generic(method.upper(), path, body, content_type=content_type)
        if answer.status_code >= 500 or (answer.status_code >= 400 and answer["Content-Type"] != CONTENT_TYPE):
            faults.append(f"{method} {address}: {answer.status_code} {answer['Content-Type']}")
    assert not faults, "\n".join(faults)


def test_a_call_with_odd_values_in_its_own_example_is_a_problem(chu_se: World) -> None:
    client = chu_se.client(WHO, page=False)
    document = json.loads(schema_bytes())
    faults, tried = [], 0
    for name, address, method in writes():
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.path)
        told = document["paths"].get(path, {}).get(method, {}).get("requestBody", {})
        for example in _examples(told):
            for body in spoilt(example):
                tried += 1
                with undone():
                    answer = client.generic(
                        method.upper(),
                        chu_se.path(address.path, DOORS[name].thing),
                        json.dumps(body).encode(),
                        content_type="application/json",
                    )
                if answer.status_code >= 500:
                    faults.append(f"{method} {address}: {json.dumps(body)[:300]}")
    assert not faults, "\n".join(faults)
    assert tried > 200


def _examples(told: dict[str, Any]) -> list[Any]:
    contents = told.get("content", {}).values()
    return [each["value"] for content in contents for each in content.get("examples", {}).values()]


def spoilt(example: Any) -> Iterator[Any]:
    """The example as it is, and with each of its values in turn made odd."""
    yield example
    odd: Any
    for path in _leaves(example):
        for odd in (NUL, LONG, "", None, [], {}, -1, 10**30, True, 1.5):
            yield _replaced(example, path, odd)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from _leaves(value[0], (*path, 0))


def _replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(copy[path[0]], path[1:], odd)
    return copy


def test_odd_words_in_addresses_are_not_there(chu_se: World) -> None:
    faults, tried = [], 0
    for name, address in walked().items():
        if not re.search(r"<(str|path):", address.path):
            continue
        for odd in ("%00", "a%00b", "%F0%9F%9A%B2", "%FF", "..", "x" * 3000, "%0A", "%E1%BB%80" * 40):
            path = "/" + re.sub(r"<(?:str|path|slug):\w+>", odd, address.path)
            path = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000000", path)
            path = re.sub(r"<int:\w+>", "2", re.sub(r"<dossier:\w+>", "000.00.98.H21-190805-0001", path))
            for kind in ("get", "post"):
                if (DOORS[name].get if kind == "get" else DOORS[name].act) is None:
                    continue
                tried += 1
                client = chu_se.client("tinh", page=not address.is_call)
                with undone():
                    data = (
                        {"data": b"{}", "content_type": "application/json"}
                        if address.is_call and kind == "post"
                        else {}
                    )
                    answer = getattr(client, kind)(path, **data)
                if answer.status_code >= 500:
                    faults.append(f"{kind} {path[:80]}")
    assert not faults, "\n".join(faults)
    assert tried > 60


def test_odd_words_in_filters_are_answered(chu_se: World) -> None:
    document = json.loads(schema_bytes())
    faults, tried = [], 0
    for name, address in walked().items():
        if DOORS[name].get is None:
            continue
        client = chu_se.client("tinh", page=not address.is_call)
        path = chu_se.path(address.path, DOORS[name].thing)
        for field in _filters(address, document, client, path):
            for odd in ODD:
                tried += 1
                with undone():
                    answer = client.get(f"{path}?{urlencode({field: odd})}")
                    list(answer) if answer.streaming else answer.content
                if answer.status_code >= 500:
                    faults.append(f"{path}?{field}={odd[:20]!r}")
    assert not faults, "\n".join(faults)
    assert tried > 200


def _filters(address: house.Address, document: dict[str, Any], client: Any, path: str) -> set[str]:
    if address.is_call:
        told = document["paths"].get("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.path), {}).get("get", {})
        return {each["name"] for each in told.get("parameters", []) if each["in"] == "query"} | {"cursor"}
    answer = client.get(path)
    if answer.streaming and list(answer):
        return set()
    if not answer["Content-Type"].startswith("text/html"):
        return set()
    return set(re.findall(r'<(?:input|select)[^>]* name="([\w.-]+)"', answer.content.decode())) | {"cursor"}


def test_odd_words_in_forms_are_answered(chu_se: World) -> None:
    faults, tried = [], 0
    for name, address in walked().items():
        if DOORS[name].act is None or address.is_call:
            continue
        who = "tinh" if name.startswith(("integrations", "journey")) else WHO
        client = chu_se.client(who, page=True)
        path = chu_se.path(address.path, DOORS[name].thing)
        text = client.get(path).content.decode() if DOORS[name].get is not None else ""
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([\w.-]+)"', text)) - {"csrfmiddlewaretoken"}
        for odd in ODD:
            tried += 1
            with undone():
                answer = client.post(path, dict.fromkeys(fields | {"code", "note", "reason", "items"}, odd))
            if answer.status_code >= 500:
                faults.append(f"{address} {odd[:10]!r}")
    assert not faults, "\n".join(faults)
    assert tried > 60
