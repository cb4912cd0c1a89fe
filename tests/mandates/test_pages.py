"""The pages and calls of mandates: who sees what, and what the buttons do."""

from typing import Any

import pytest
from django.test import Client

from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from postal_services.accounts.models import User
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("gia_lai")


def signed_in(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=getattr(world, who)().user_id))
    return client


@pytest.fixture
def mandate() -> Mandate:
    return world.mandate_in_force()


@pytest.mark.parametrize(
    ("who", "listed"), [("hanh", True), ("lan", True), ("tinh", True), ("minh", False), ("bao", False)]
)
def test_the_list_and_the_calls_show_the_mandates_of_ones_offices(mandate: Mandate, who: str, listed: bool) -> None:
    client = signed_in(who)
    page = client.get("/van-ban/")
    assert page.status_code == 200
    assert (mandate.number in page.content.decode()) is listed
    answer = client.get("/api/v1/mandates").json()
    assert [row["number"] for row in answer["results"]] == ([mandate.number] if listed else [])
    expected = 200 if listed else 404
    assert client.get(f"/van-ban/{mandate.pk}").status_code == expected
    assert client.get(f"/api/v1/mandates/{mandate.pk}").status_code == expected


def test_a_foreign_mandate_and_none_get_the_same_answer(mandate: Mandate) -> None:
    client = signed_in("minh")
    foreign = client.get(f"/api/v1/mandates/{mandate.pk}")
    nothing = client.get("/api/v1/mandates/01987a1c-2f63-7c54-9f0e-6a54d8a3b1c2")
    assert (foreign.status_code, foreign.content) == (nothing.status_code, nothing.content)


def test_the_detail_tells_number_days_procedures_basis_and_history(mandate: Mandate) -> None:
    page = signed_in("lan").get(f"/van-ban/{mandate.pk}").content.decode()
    for words in ("44/VBCG-UBND", "01/08/2019", "Cấp bản sao trích lục hộ tịch", "QĐ 45/2016/QĐ-TTg", "Có hiệu lực"):
        assert words in page
    assert "/tam-dung" not in page, "the post office has no button to stop it"
    assert f"/van-ban/{mandate.pk}/tam-dung" in signed_in("hanh").get(f"/van-ban/{mandate.pk}").content.decode()


def test_one_call_gives_what_the_mandate_delegates(mandate: Mandate) -> None:
    answer = signed_in("hanh").get(f"/api/v1/mandates/{mandate.pk}").json()
    assert (answer["committee"], answer["post_office"], answer["state"]) == ("UB-633", "BC-633", "in_force")
    assert [row["procedure"] for row in answer["procedures"]] == [world.SPLIT, world.EXTRACT]
    assert [row["to_at"] for row in answer["in_force"]] == [None]


def draft_fields(**changes: Any) -> dict[str, Any]:
    fields = {
        "committee": "UB-633",
        "post_office": "BC-633",
        "number": "07/VBCG-UBND",
        "effective_from": "1/8/2019",
        "effective_to": "",
        "tasks": ["receive", "return"],
        "procedures": [world.EXTRACT],
        "legal_basis": "QĐ 45/2016/QĐ-TTg",
        "note": "",
    }
    return {**fields, **changes}


def test_an_officer_drafts_signs_puts_in_force_and_stops_a_mandate_by_form() -> None:
    client = signed_in("hanh")
    assert client.get("/van-ban/moi").status_code == 200
    made = client.post("/van-ban/moi", draft_fields())
    mandate = Mandate.objects.get()
    assert made.headers["Location"] == f"/van-ban/{mandate.pk}"
    assert client.post(f"/van-ban/{mandate.pk}/ky", {"signed_on": "2/8/2019"}).status_code == 422
    for act, sent in (("ky", {"signed_on": "30/7/2019"}), ("hieu-luc", {}), ("tam-dung", {}), ("tiep-tuc", {})):
        assert client.get(f"/van-ban/{mandate.pk}/{act}").status_code == 200
        assert client.post(f"/van-ban/{mandate.pk}/{act}", sent).status_code == 302, act
    mandate.refresh_from_db()
    assert mandate.state == MandateState.IN_FORCE
    twice = client.post(f"/van-ban/{mandate.pk}/ky", {"signed_on": "30/7/2019"})
    assert twice.status_code == 422
    assert "Đang hiệu lực" in twice.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_from": "31/02/2019"}, "31/12/2019"),
        ({"effective_from": "1/1/1900"}, "Ngày hiệu lực không hợp lý"),
        ({"procedures": []}, "Chọn"),
        ({"procedures": ["9.9"]}, "9.9"),
        ({"number": ""}, "Nhập"),
    ],
)
def test_a_wrong_draft_comes_back_with_words(changes: dict[str, Any], words: str) -> None:
    page = signed_in("hanh").post("/van-ban/moi", draft_fields(**changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("who", ["lan", "tinh", "bao"])
def test_nobody_else_gets_the_form(who: str) -> None:
    client = signed_in(who)
    assert client.get("/van-ban/moi").status_code == 403
    assert client.post("/van-ban/moi", draft_fields()).status_code == 403
    assert not Mandate.objects.exists()


def test_without_signing_in_there_is_only_the_door(mandate: Mandate) -> None:
    client = Client()
    for path in ("/van-ban/", "/van-ban/moi", f"/van-ban/{mandate.pk}"):
        assert client.get(path).status_code == 302
    assert client.get("/api/v1/mandates").status_code == 401


def test_the_list_costs_the_same_whatever_its_length(mandate: Mandate, django_assert_max_num_queries: Any) -> None:
    client = signed_in("hanh")
    for number in range(3):
        world.mandate_in_force(
            number=f"{number}/VB",
            post_office="BC-622" if number else "BC-64",
            procedures=(world.SPLIT,) if number == 2 else (world.EXTRACT,),
        )
    with django_assert_max_num_queries(6):
        client.get("/van-ban/")
