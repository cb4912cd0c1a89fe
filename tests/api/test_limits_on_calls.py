"""Nobody calls faster than their share."""

from dataclasses import replace

import pytest

from postal_services.accounts.limits import Limit
from postal_services.api import throttles
from tests.api.world import client, person, signed_in

pytestmark = pytest.mark.django_db
WHO = "/api/test/who"
PEOPLE = "/api/test/people"


def test_strangers_are_limited_by_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "ANONYMOUS", Limit("t1", 3, 3600))
    answers = [client().get(PEOPLE, REMOTE_ADDR="203.0.113.1") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    last = answers[-1]
    assert last.json()["code"] == "too_many_requests"
    assert last["Content-Type"] == "application/problem+json"
    assert 0 < int(last["Retry-After"]) <= 3600
    assert last["Retry-After"] in last.json()["detail"]
    assert client().get(PEOPLE, REMOTE_ADDR="203.0.113.2").status_code == 200


def test_keys_are_limited_one_by_one_wherever_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "KEYED", Limit("t2", 3, 3600, block=2))
    person("lan")
    person("minh")
    lan, minh = signed_in("lan"), signed_in("minh")
    seen = [lan.get(WHO, REMOTE_ADDR=f"203.0.113.{number}").status_code for number in range(4)]
    assert seen == [200, 200, 200, 429]
    assert minh.get(WHO).status_code == 200


def test_a_wrong_key_does_not_escape_the_limit_of_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "ANONYMOUS", Limit("t3", 3, 3600))
    wrong = client(authorization="Bearer pst_wrong")
    assert [wrong.get(WHO).status_code for _ in range(4)] == [401, 401, 401, 429]


def test_zero_means_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "ANONYMOUS", replace(Limit("t4", 1, 3600), allowed=0))
    assert {client().get(PEOPLE).status_code for _ in range(5)} == {200}
