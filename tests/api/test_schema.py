"""The served document is complete: every call has an example, its errors and a name of its own."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from postal_services.api import documents
from tests.api.world import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings: Settings) -> dict[str, Any]:
    settings.ROOT_URLCONF = "postal_services.urls"
    documents.schema_bytes.cache_clear()
    answer = client().get("/api/v1/schema")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def calls(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, call)
        for path, methods in document["paths"].items()
        for method, call in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]


def test_it_is_openapi_3_1_and_generated_without_warnings(
    document: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS

    GENERATOR_STATS.reset()
    documents.schema_bytes.cache_clear()
    with GENERATOR_STATS.silence():
        documents.schema_bytes()
    assert document["openapi"] == "3.1.1"
    assert not GENERATOR_STATS, capsys.readouterr().err


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [call["operationId"] for _, _, call in calls(document)]
    assert len(names) == len(set(names)) >= 7


def test_every_call_with_a_body_has_an_example_and_its_errors(document: dict[str, Any]) -> None:
    for path, method, call in calls(document):
        where = f"{method} {path}"
        assert call.get("summary"), where
        responses = call["responses"]
        assert "429" in responses, where
        if "requestBody" in call:
            content = call["requestBody"]["content"]["application/json"]
            assert content.get("examples"), where
            assert {"400", "413", "415"} <= set(responses), where
        for status, response in responses.items():
            if status.startswith(("4", "5")):
                content = response["content"]["application/problem+json"]
                assert content["schema"]["$ref"].endswith("/Problem"), where
                assert content["examples"], where
            elif status not in {"204", "304"} and "application/json" in response.get("content", {}):
                assert response["content"]["application/json"].get("examples"), where


def test_every_write_that_keeps_answers_takes_the_key(document: dict[str, Any]) -> None:
    without = {
        call["operationId"]
        for _, method, call in calls(document)
        if method != "get"
        and not any(parameter["name"] == "Idempotency-Key" for parameter in call.get("parameters", []))
    }
    assert without <= {"create_token", "end_token", "verify_receipt"}, "only what hands out a secret or changes nothing"


def test_the_three_ways_of_signing_in_are_described(document: dict[str, Any]) -> None:
    assert {"bearer", "device", "session"} <= set(document["components"]["securitySchemes"])


def test_the_reading_page_has_no_inline_script(settings: Settings) -> None:
    page = client().get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<script") == text.count("<script src=") == 2
    assert "<style" not in text
    assert "unsafe" not in page["Content-Security-Policy"]
