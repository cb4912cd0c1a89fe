"""Journeys for programs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postal_services.documents.tokens import grouped, new_token
from tests import cast as play
from tests.cast import Cast


@pytest.fixture
def token(people: Cast) -> str:
    """The token of a case whose result the post has taken over."""
    return play.item(play.at_post(people)[0]).dossier.token


def test_the_answer_has_the_fields_of_the_contract(visitor: Client, token: str) -> None:
    body = visitor.get(f"/api/v1/journeys/{token}").json()
    assert {"code", "milestone", "text", "office", "since", "clock", "expected_on", "steps"} <= set(body)
    assert (body["milestone"], body["clock"], body["office"]) == ("accepted", "post", "Bưu điện huyện Chư Sê")
    assert set(body["steps"][0]) == {"on", "text", "office"}
    assert body["steps"][0]["text"] == "Bưu điện đã nhận kết quả"


def test_a_call_costs_one_statement(visitor: Client, token: str) -> None:
    visitor.get(f"/api/v1/journeys/{token}")
    with CaptureQueriesContext(connection) as seen:
        visitor.get(f"/api/v1/journeys/{token}")
    assert len(seen) == 1


def test_a_token_is_read_in_any_form(visitor: Client, token: str) -> None:
    for form in (token.lower(), grouped(token), f"HTTPS://EXAMPLE.VN/T/{token}"):
        assert visitor.get(f"/api/v1/journeys/{form}").status_code == 200


def test_unknown_tokens_get_one_answer(visitor: Client, people: Cast) -> None:
    answers = [visitor.get(f"/api/v1/journeys/{text}") for text in (new_token(), new_token(), "nonsense")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_nothing_new_is_not_sent_again(visitor: Client, people: Cast, token: str) -> None:
    first = visitor.get(f"/api/v1/journeys/{token}")
    again = visitor.get(f"/api/v1/journeys/{token}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_english_is_spoken_when_asked_for(visitor: Client, token: str) -> None:
    body = visitor.get(f"/api/v1/journeys/{token}", headers={"accept-language": "en"}).json()
    assert body["text"] == "The post has the result"
