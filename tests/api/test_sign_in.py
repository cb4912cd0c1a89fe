"""Programs sign people in for a bearer token."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from postal_services import clock
from postal_services.accounts.models import ApiToken, SpentPermit, User
from postal_services.api import throttles
from tests.api import hashers
from tests.api.world import PASSWORD, client, person, signed_in

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens"
WHO = "/api/test/who"


def sign_in(username: str, password: str = PASSWORD, *, network: str = "203.0.113.7", **more: str) -> Any:
    return client().post(TOKENS, {"username": username, "password": password, **more}, REMOTE_ADDR=network)


def code_now(secret: str) -> str:
    counter = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counter[len(counter) // 2])))


def test_a_token_opens_what_its_person_may_do() -> None:
    lan = person("lan")
    answer = sign_in("lan")
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    assert answer.json()["expires_at"].endswith("+07:00")
    assert answer["Cache-Control"] == "no-store"
    seen = client(authorization=f"Bearer {answer.json()['token']}").get(WHO)
    assert seen.json()["person"] == str(lan.pk)


def test_wrong_password_unknown_and_closed_names_answer_alike_with_equal_work() -> None:
    person("lan")
    closed = person("bao")
    closed.is_active = False
    closed.save()
    seen = set()
    for name, password in (("lan", "wrong"), ("nobody", "wrong"), ("bao", PASSWORD), ("bao", "wrong")):
        hashers.work.clear()
        answer = sign_in(name, password)
        seen.add((answer.status_code, answer.content, answer["WWW-Authenticate"]))
        assert len(hashers.work) == 1
    assert len(seen) == 1
    assert b"sign_in_failed" in seen.pop()[1]


def test_only_a_digest_of_the_token_is_stored() -> None:
    person("lan")
    token = sign_in("lan").json()["token"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(kept)::text FROM accounts_apitoken AS kept")
        assert token not in cursor.fetchone()[0]


def test_token_and_person_are_one_query_and_use_is_noted_coarsely() -> None:
    person("lan")
    program = signed_in("lan")
    program.get(WHO)
    with CaptureQueriesContext(connection) as queries:
        program.get(WHO)
    assert len(queries) == 1
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        program.get(WHO)
    later = ApiToken.objects.get().last_used_at
    assert later is not None
    assert later > first


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "bearer pst_wrong", f"Bearer {'x' * 300}", "Bearer a b", "Device psd_x"]
)
def test_a_key_that_opens_nothing_is_not_signed_in(header: str) -> None:
    answer = client(authorization=header).get(WHO)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
    assert answer["WWW-Authenticate"]


def test_a_token_ends_by_time_by_revocation_by_a_new_password_and_with_the_account() -> None:
    lan = person("lan")
    by_time, by_hand, by_password = (signed_in("lan") for _ in range(3))
    with time_machine.travel(clock.now() + timedelta(hours=12, seconds=1), tick=False):
        assert by_time.get(WHO).status_code == 401
    assert by_hand.delete(TOKENS + "/current").status_code == 204
    assert by_hand.get(WHO).status_code == 401
    assert by_password.get(WHO).status_code == 200
    lan.set_password("another long password")
    lan.save()
    assert by_password.get(WHO).status_code == 401
    last = client(authorization=f"Bearer {sign_in('lan', 'another long password').json()['token']}")
    assert last.get(WHO).status_code == 200
    User.objects.update(is_active=False)
    assert last.get(WHO).status_code == 401


def test_ten_failures_from_one_network_stop_one_name_there_and_nowhere_else() -> None:
    person("lan")
    person("minh")
    for _ in range(10):
        assert sign_in("lan", "wrong").status_code == 401
    stopped = sign_in("lan")
    assert stopped.status_code == 429
    assert stopped.json()["code"] == "too_many_attempts"
    assert 0 < int(stopped["Retry-After"]) <= 900
    assert sign_in("LAN").status_code == 429
    assert sign_in("lan", network="198.51.100.9").status_code == 201
    assert sign_in("minh").status_code == 201
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert sign_in("lan").status_code == 201


def test_an_unknown_name_is_stopped_like_a_known_one() -> None:
    answers = [sign_in("nobody", "wrong").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


def test_a_network_is_stopped_after_a_hundred_failures() -> None:
    person("lan")
    for number in range(100):
        assert sign_in(f"name{number}", "wrong").status_code == 401
    assert sign_in("lan").status_code == 429
    assert sign_in("lan", network="198.51.100.9").status_code == 201


def test_an_ipv6_network_is_its_first_64_bits() -> None:
    person("lan")
    for number in range(10):
        sign_in("lan", "wrong", network=f"2001:db8:1:1::{number}")
    assert sign_in("lan", network="2001:db8:1:1:ffff::1").status_code == 429
    assert sign_in("lan", network="2001:db8:1:2::1").status_code == 201


def test_a_forwarded_address_is_believed_only_behind_our_own_proxies(settings: Settings) -> None:
    person("lan")
    for number in range(10):
        client({"x-forwarded-for": f"198.51.100.{number}"}).post(TOKENS, {"username": "lan", "password": "x"})
    assert client().post(TOKENS, {"username": "lan", "password": PASSWORD}).status_code == 429
    settings.PROXY_COUNT = 1
    through = client({"x-forwarded-for": "127.0.0.1, 192.0.2.55"})
    assert through.post(TOKENS, {"username": "lan", "password": PASSWORD}).status_code == 201


def test_signing_in_properly_uses_up_nothing() -> None:
    person("lan")
    assert [sign_in("lan").status_code for _ in range(15)] == [201] * 15
    assert sum(SpentPermit.objects.values_list("spent", flat=True)) <= throttles.ANONYMOUS.block, "calls, not attempts"


def test_names_and_networks_of_attempts_are_not_stored_in_clear() -> None:
    sign_in("lan-secret", "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(kept)::text, '') FROM accounts_spentpermit AS kept")
        stored = cursor.fetchone()[0]
    assert b"lan-secret".hex() not in stored
    assert b"203.0.113.7".hex() not in stored


def test_a_second_factor_is_asked_for_in_the_same_call(clean_cache: None) -> None:
    lan = person("lan")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(lan, secret)
    asked = sign_in("lan")
    assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_required")
    assert sign_in("lan", "wrong", code=code_now(secret)).json()["code"] == "sign_in_failed"
    assert sign_in("lan", code="000000").json()["code"] == "sign_in_failed"
    good = code_now(secret)
    assert sign_in("lan", code=good).status_code == 201
    assert sign_in("lan", code=good).status_code == 401, "a code works once"


def test_a_recovery_code_works_once_and_stands_encrypted(clean_cache: None) -> None:
    lan = person("lan")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(lan, secret)
    code = RecoveryCodes.activate(lan).get_unused_codes()[0]
    assert sign_in("lan", code=code).status_code == 201
    assert sign_in("lan", code=code).status_code == 401
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, '') FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert secret not in stored
    assert "e1." in stored


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"username": "lan"},
        {"username": "lan", "password": ""},
        {"username": "x" * 151, "password": "x"},
        {"username": "lan\x00", "password": "x"},
        {"username": "lan", "password": "x" * 257},
        {"username": ["lan"], "password": "x"},
    ],
)
def test_a_sign_in_of_the_wrong_shape_is_refused_by_field(sent: dict[str, object]) -> None:
    answer = client().post(TOKENS, sent)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert hashers.work == []


def test_a_token_is_never_kept_for_an_idempotency_key() -> None:
    person("lan")
    headers = {"idempotency-key": "one"}
    sent = {"username": "lan", "password": PASSWORD}
    tokens = {client().post(TOKENS, sent, headers=headers).json()["token"] for _ in range(2)}
    assert len(tokens) == 2


def test_a_signed_in_page_may_read_but_writes_only_with_its_own_secret() -> None:
    from rest_framework.test import APIClient

    lan = person("lan")
    page = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
    page.force_login(lan, backend="django.contrib.auth.backends.ModelBackend")
    assert page.get(WHO).json()["person"] == str(lan.pk)
    refused = page.post(WHO, {})
    assert refused.status_code == 403
    assert refused.json()["code"] == "csrf_failed"


def test_ending_a_session_s_token_is_not_there() -> None:
    lan = person("lan")
    page = client()
    page.force_login(lan, backend="django.contrib.auth.backends.ModelBackend")
    assert page.delete(TOKENS + "/current").status_code == 404
