"""The served document is kept: calls made up from it are answered with the statuses it declares, and never fail."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from postal_services.api.documents import schema_bytes
from tests.architecture import house
from tests.architecture.doors import DOORS
from tests.architecture.test_doors import walked
from tests.architecture.world import World, undone

EXAMPLES = 12
SETTINGS = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
WHO = {"partner": "tinh", "rollout": "tinh"}
"""Who calls a wing that most people have no post for."""


def document() -> Any:
    return schemathesis.openapi.from_dict(json.loads(schema_bytes()))


def shown(address: house.Address) -> str:
    """An address as the document writes it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.path)


def operations() -> list[Any]:
    return [result.ok() for result in document().get_all_operations()]


def send(client: Client, case: Any, path: str) -> Any:
    """One made-up call, by the test client."""
    body = b"" if isinstance(case.body, type(schemathesis.core.NOT_SET)) else json.dumps(case.body).encode()
    query = urlencode(dict(case.query or {}), doseq=True)
    headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    return client.generic(
        case.method.upper(),
        path,
        body,
        content_type="application/json",
        query_string=query,
        headers={name: str(value) for name, value in headers.items() if str(value).isprintable()},
    )


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.label)
def test_a_call_made_up_from_the_document_gets_a_declared_answer(chu_se: World, operation: Any) -> None:
    who = next((name for word, name in WHO.items() if word in operation.path), "hanh")
    client = chu_se.client(who, page=False)
    declared = {str(status) for status in operation.definition.raw["responses"]}
    door = next(each for each in walked().values() if shown(each) == operation.path)
    there = chu_se.path(door.path, DOORS[door.name].thing)
    seen: list[int] = []

    @SETTINGS
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        with undone():
            # every other call is about a thing that is there
            answer = send(client, case, there if len(seen) % 2 else case.formatted_path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen.append(answer.status_code)
        assert str(answer.status_code) in declared, (answer.status_code, case.formatted_path, case.body, body[:500])
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"

    ask()
    assert seen


def test_the_examples_of_the_document_fit_its_own_shapes() -> None:
    faults = []
    for operation in operations():
        content = operation.definition.raw.get("requestBody", {}).get("content", {})
        for media in content.values():
            known = _properties(media.get("schema", {}))
            for example in media.get("examples", {}).values():
                if isinstance(example["value"], dict) and known:
                    faults += [f"{operation.label}: {key}" for key in example["value"] if key not in known]
    assert not faults, "\n".join(faults)


def _properties(schema: dict[str, Any]) -> set[str]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        schema = json.loads(schema_bytes())["components"]["schemas"][name]
    return set(schema.get("properties", ()))
