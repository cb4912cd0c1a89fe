"""Devices are enrolled by a one-time code, have a key of their own, and are rolled and revoked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from delegation.registry.actors import actor_of
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.accounts.models import Device, EnrolmentCode
from tests.api import world
from tests.api.world import client, enrolled, person, signed_in

pytestmark = pytest.mark.django_db
WHO = "/api/test/who"
CODES = "/api/v1/devices/enrolment-codes"
ENROL = "/api/v1/devices/enrolment"


@pytest.fixture
def quan() -> APIClient:
    """The supervisor of BC-633, signed in."""
    world.build()
    person("quan", "BC-633", Role.SUPERVISOR)
    return signed_in("quan")


def with_key(device: dict[str, Any]) -> APIClient:
    return client(authorization=f"Device {device['key']}")


def test_a_code_makes_a_device_of_its_office_once(quan: APIClient) -> None:
    code = quan.post(CODES, {"office": "BC-633", "label": "Máy quét 1"}).json()
    assert code["office"] == "BC-633"
    typed = " " + code["code"].lower().replace("-", " ")
    answer = client().post(ENROL, {"code": typed})
    assert answer.status_code == 201
    assert set(answer.json()) == {"device", "key", "office"}
    again = client().post(ENROL, {"code": code["code"]})
    assert (again.status_code, again.json()["code"]) == (404, "enrolment_code_unknown")
    assert Device.objects.get().label == "Máy quét 1"


def test_wrong_used_and_old_codes_answer_alike(quan: APIClient) -> None:
    used = quan.post(CODES, {"office": "BC-633", "label": "1"}).json()["code"]
    client().post(ENROL, {"code": used})
    old = quan.post(CODES, {"office": "BC-633", "label": "2"}).json()["code"]
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        answers = {client().post(ENROL, {"code": code}).content for code in ("0000-0000-0000", "???", used, old)}
    assert len(answers) == 1


def test_a_lost_answer_of_enrolment_comes_again_with_its_key(quan: APIClient) -> None:
    code = quan.post(CODES, {"office": "BC-633", "label": "1"}).json()["code"]
    headers = {"idempotency-key": str(uuid4())}
    first = client().post(ENROL, {"code": code}, headers=headers)
    again = client().post(ENROL, {"code": code}, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Device.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(kept)::text, '') FROM api_keptanswer AS kept")
        assert first.json()["key"] not in cursor.fetchone()[0]


def test_guessing_codes_is_stopped() -> None:
    answers = [client().post(ENROL, {"code": f"{number:012d}"}).status_code for number in range(31)]
    assert answers == [404] * 30 + [429]


def test_being_told_to_wait_is_not_kept_for_the_key(quan: APIClient) -> None:
    code = quan.post(CODES, {"office": "BC-633", "label": "1"}).json()["code"]
    for number in range(30):
        client().post(ENROL, {"code": f"{number:012d}"})
    headers = {"idempotency-key": str(uuid4())}
    assert client().post(ENROL, {"code": code}, headers=headers).status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert client().post(ENROL, {"code": code}, headers=headers).status_code == 201


def test_neither_codes_nor_keys_are_stored_in_clear(quan: APIClient) -> None:
    code = quan.post(CODES, {"office": "BC-633", "label": "1"}).json()["code"]
    key = client().post(ENROL, {"code": code}).json()["key"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(row_to_json(c)::text, '') FROM accounts_enrolmentcode c)"
            " || (SELECT string_agg(row_to_json(d)::text, '') FROM accounts_device d)"
        )
        stored = cursor.fetchone()[0]
    assert code not in stored
    assert code.replace("-", "") not in stored
    assert key not in stored


def test_only_supervisors_of_the_office_and_administrators_make_codes(quan: APIClient) -> None:
    person("lan", "BC-633", Role.CLERK)
    person("minh", "BC-622", Role.SUPERVISOR)
    person("admin", "BC-622", Role.ADMIN)
    asked = {"office": "BC-633", "label": "1"}
    for name in ("lan", "minh"):
        refused = signed_in(name).post(CODES, asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "office_not_yours")
    unknown = quan.post(CODES, {"office": "BC-999", "label": "1"})
    assert unknown.json()["code"] == "office_not_yours", "whether an office exists is nobody's business"
    admin = signed_in("admin")
    assert admin.post(CODES, asked).status_code == 201
    assert admin.post(CODES, {"office": "BC-999", "label": "1"}).json()["code"] == "office_unknown"
    assert with_key(enrolled(quan)).post(CODES, asked).status_code == 403
    assert client().post(CODES, asked).status_code == 401
    assert EnrolmentCode.objects.filter(office="BC-999").count() == 0


def test_a_device_acts_as_a_clerk_of_its_office_without_a_person(quan: APIClient) -> None:
    device = enrolled(quan)
    seen = with_key(device).get(WHO).json()
    assert seen == {"person": None, "device": device["device"], "alone": True}
    actor = actor_of(None, device=Device.objects.get())
    assert actor.user_id is None
    assert actor.offices_as(Role.CLERK) == {"BC-633"}


def test_a_person_signed_in_on_the_device_is_the_one_who_acts(quan: APIClient) -> None:
    lan = person("lan", "BC-633", Role.CLERK)
    device = enrolled(quan)
    phone = APIClient(enforce_csrf_checks=True, headers={"authorization": f"Device {device['key']}"})
    phone.force_login(lan, backend="django.contrib.auth.backends.ModelBackend")
    seen = phone.post(WHO, {}).json()
    assert seen == {"person": str(lan.pk), "device": device["device"], "alone": False}


def test_a_closed_account_on_a_device_does_not_act(quan: APIClient) -> None:
    lan = person("lan", "BC-633", Role.CLERK)
    phone = with_key(enrolled(quan))
    phone.force_login(lan, backend="django.contrib.auth.backends.ModelBackend")
    lan.is_active = False
    lan.save()
    assert phone.get(WHO).json()["person"] is None


def test_a_device_calls_only_what_is_on_its_list(quan: APIClient) -> None:
    device = enrolled(quan)
    phone = with_key(device)
    assert phone.get(WHO).status_code == 200
    refused = phone.get("/api/test/elsewhere")
    assert (refused.status_code, refused.json()["code"]) == (403, "device_not_allowed")
    Device.objects.update(endpoints=["else*"])
    assert phone.get(WHO).status_code == 403
    assert phone.get("/api/test/elsewhere").status_code == 200


def test_a_device_is_one_query_and_is_seen_coarsely(quan: APIClient) -> None:
    phone = with_key(enrolled(quan))
    phone.get(WHO)
    first = Device.objects.get().last_seen_at
    assert first is not None
    with CaptureQueriesContext(connection) as queries:
        phone.get(WHO)
    assert len(queries) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        phone.get(WHO)
    later = Device.objects.get().last_seen_at
    assert later is not None
    assert later > first


def test_a_rolled_key_replaces_the_old_one_when_it_is_first_used(quan: APIClient) -> None:
    device = enrolled(quan)
    old = with_key(device)
    rolled = old.post(f"/api/v1/devices/{device['device']}/key")
    assert rolled.status_code == 201
    assert rolled.json()["key"] != device["key"]
    assert old.get(WHO).status_code == 200, "the answer may have been lost"
    assert with_key(rolled.json()).get(WHO).status_code == 200
    assert old.get(WHO).status_code == 401


def test_a_revoked_device_is_out_at_once(quan: APIClient) -> None:
    device = enrolled(quan)
    address = f"/api/v1/devices/{device['device']}"
    assert quan.delete(address).status_code == 204
    assert with_key(device).get(WHO).status_code == 401
    assert quan.delete(address).status_code == 404
    assert quan.post(address + "/key").status_code == 404


def test_another_office_s_device_is_not_there(quan: APIClient) -> None:
    person("minh", "BC-622", Role.SUPERVISOR)
    person("lan", "BC-633", Role.CLERK)
    device = enrolled(quan)
    other = enrolled(quan)
    unknown = uuid4()
    for caller in (signed_in("minh"), signed_in("lan"), with_key(other)):
        answers = set()
        for number in (device["device"], unknown):
            for answer in (caller.post(f"/api/v1/devices/{number}/key"), caller.delete(f"/api/v1/devices/{number}")):
                assert answer.status_code == 404
                answers.add(answer.content)
        assert len(answers) == 1


def test_each_sees_the_devices_they_look_after(quan: APIClient) -> None:
    person("minh", "BC-622", Role.SUPERVISOR)
    person("tinh", "BC-622", Role.PROVINCE)
    person("lan", "BC-633", Role.CLERK)
    mine = enrolled(quan)
    theirs = enrolled(signed_in("minh"), "BC-622")

    def seen(caller: APIClient) -> set[str]:
        return {row["device"] for row in caller.get("/api/v1/devices").json()["results"]}

    assert seen(quan) == {mine["device"]}
    assert seen(signed_in("minh")) == {theirs["device"]}
    assert seen(signed_in("tinh")) == {mine["device"], theirs["device"]}
    assert seen(signed_in("lan")) == set()
    assert seen(with_key(mine)) == {mine["device"]}
    assert "key" not in quan.get("/api/v1/devices").json()["results"][0]
