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


def test_every_call_has_a_summary_examples_and_its_errors(document: dict[str, Any]) -> None:
    missing = [fault for path, method, call in calls(document) for fault in faults_of(f"{method} {path}", call)]
    assert not missing


def faults_of(where: str, call: dict[str, Any]) -> list[str]:
    """What the description of one call lacks."""
    faults = [] if call.get("summary") else [f"{where}: summary"]
    responses = call["responses"]
    wanted = {"429"}
    if "requestBody" in call:
        wanted |= {"400", "413", "415"}
        if not all(content.get("examples") for content in call["requestBody"]["content"].values()):
            faults.append(f"{where}: example of the body")
    faults += [f"{where}: {status}" for status in sorted(wanted - set(responses))]
    for status, response in responses.items():
        content = response.get("content", {})
        if status.startswith(("4", "5")):
            problem = content.get("application/problem+json", {})
            if not problem.get("examples") or not problem["schema"]["$ref"].endswith("/Problem"):
                faults.append(f"{where}: {status} is no problem document")
        elif "application/json" in content and not content["application/json"].get("examples"):
            faults.append(f"{where}: example of {status}")
    return faults


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
