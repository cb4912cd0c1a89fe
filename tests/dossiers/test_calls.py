"""The calls of CONTRACT.md about dossiers, end to end with their items."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from delegation.dossiers.api.serializers import LODGING_EXAMPLE
from delegation.dossiers.models import Dossier
from postal_services.accounts.models import PersonalDataRead, User
from tests.mandates import world
from tracking.custody import item_codes
from tracking.custody.models import Item

pytestmark = pytest.mark.usefixtures("chu_se", "codes")


@pytest.fixture
def codes(gia_lai: None) -> None:
    """Chư Sê has a block of item codes."""
    item_codes.give_block("UB-633", 1000, on=date(2019, 8, 1))


def signed_in(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=getattr(world, who)().user_id))
    return client


def lodge(who: str, *, headers: Mapping[str, str] | None = None, **changes: Any) -> Any:
    body = {**LODGING_EXAMPLE, **changes}
    return signed_in(who).post("/api/v1/dossiers", body, content_type="application/json", headers=headers)


def test_the_example_of_the_contract_is_taken_in() -> None:
    answer = lodge("hanh")
    assert answer.status_code == 201
    body = answer.json()
    assert body["code"] == "000.00.98.H21-190805-0001"
    assert body["state"] == 2
    assert body["charges"] == {
        "postal": 13000,
        "transfer": 8000,
        "state_fee": 8000,
        "exemption": "poor_household",
    }
    assert body["due_at"] == "2019-08-08T17:00:00+07:00"
    (item,) = body["items"]
    assert (item["leg"], item["state"], item["holder"]) == ("B", "registered", {"office": "UB-633", "person": None})
    assert len(body["token"]) == 16


def test_both_services_make_two_items() -> None:
    assert [item["leg"] for item in lodge("hanh", service="both").json()["items"]] == ["A", "B"]


def test_the_same_key_gives_the_same_dossier_and_another_body_is_refused() -> None:
    headers = {"Idempotency-Key": "a-1"}
    first, again = lodge("hanh", headers=headers), lodge("hanh", headers=headers)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Dossier.objects.count() == 1
    other = lodge("hanh", headers=headers, weight_g=90)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("who", "changes", "status", "code"),
    [
        ("minh", {"service": "send"}, 404, "not_found"),
        ("thuy", {}, 404, "not_found"),
        ("bao", {}, 404, "not_found"),
        ("tinh", {}, 403, "not_allowed"),
        ("hanh", {"procedure": world.OFFLINE}, 400, "invalid"),
        ("hanh", {"state_fee": -1}, 400, "invalid"),
        ("hanh", {"weight_g": "many"}, 400, "invalid"),
        ("hanh", {"surprise": 1}, 400, "invalid"),
        ("hanh", {"received_at": "1900-01-01T00:00:00+07:00"}, 400, "invalid"),
        ("hanh", {"received_at": "2019-07-31T10:00:00+07:00"}, 409, "mandate_not_yet"),
    ],
)
def test_refusals_have_stable_codes_write_nothing(who: str, changes: dict[str, Any], status: int, code: str) -> None:
    answer = lodge(who, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert not Dossier.objects.exists()
    assert not Item.objects.exists()


def test_a_refusal_speaks_both_languages() -> None:
    vietnamese = lodge("hanh", weight_g=0).json()
    english = lodge("hanh", headers={"Accept-Language": "en"}, weight_g=0).json()
    assert vietnamese["errors"]["weight_g"][0]["code"] == english["errors"]["weight_g"][0]["code"] == "out_of_range"
    assert "Khối lượng" in vietnamese["errors"]["weight_g"][0]["message"]
    assert "weight" in english["errors"]["weight_g"][0]["message"]


def test_fields_below_others_are_named_by_their_path() -> None:
    errors = lodge(
        "hanh",
        applicant={**LODGING_EXAMPLE["applicant"], "phone": "1"},
        papers=[{"name": "Tờ khai", "kind": "copy", "count": 0}],
    ).json()["errors"]
    assert set(errors) == {"applicant.phone", "papers[0].count"}


def test_a_possible_duplicate_is_taken_in_and_names_the_other() -> None:
    first = lodge("hanh").json()
    assert first["possible_duplicates"] == []
    again = lodge("hanh")
    assert again.status_code == 201
    assert again.json()["possible_duplicates"] == [first["code"]]
    assert lodge("hanh", confirm_duplicate=True).json()["possible_duplicates"] == []


def test_reading_a_dossier_shows_the_citizen_and_notes_who_read() -> None:
    code = lodge("hanh").json()["code"]
    body = signed_in("lan").get(f"/api/v1/dossiers/{code.lower()}").json()
    assert body["applicant"]["name"] == "Rơ Châm H'Nhung"
    assert body["papers"] == LODGING_EXAMPLE["papers"]
    assert [item["leg"] for item in body["items"]] == ["B"]
    read = PersonalDataRead.objects.get()
    assert (read.actor, read.purpose, read.subject) == (world.lan().user_id, "dossier_call", Dossier.objects.get().pk)


def test_a_foreign_dossier_and_none_get_the_same_answer() -> None:
    code = lodge("hanh").json()["code"]
    client = signed_in("minh")
    foreign = client.get(f"/api/v1/dossiers/{code}")
    nothing = client.get("/api/v1/dossiers/000.00.98.H21-190805-9999")
    assert (foreign.status_code, foreign.content) == (nothing.status_code, nothing.content)
    assert not PersonalDataRead.objects.exists()


def test_the_list_is_filtered_paged_and_without_citizens() -> None:
    lodge("hanh")
    with time_machine.travel(world.NOON + timedelta(hours=1), tick=False):
        second = lodge("hanh", procedure=world.SPLIT).json()["code"]
    client = signed_in("hanh")

    def listed(query: str) -> list[str]:
        return [row["code"] for row in client.get(f"/api/v1/dossiers?{query}").json()["results"]]

    assert len(listed("")) == 2
    assert listed("modified_since=2019-08-05T12:30:00%2B07:00") == [second]
    assert listed(f"procedure={world.SPLIT}") == [second]
    assert listed("state=4") == []
    assert len(listed("committee=633&state=2")) == 2
    page = client.get("/api/v1/dossiers?page_size=1").json()
    assert len(page["results"]) == 1
    assert page["next"]
    assert "Nhung" not in client.get("/api/v1/dossiers").content.decode()
    assert signed_in("minh").get("/api/v1/dossiers").json()["results"] == []
    assert client.get("/api/v1/dossiers?state=11").json()["code"] == "invalid"
    assert client.get("/api/v1/dossiers?modified_since=hier").status_code == 400
