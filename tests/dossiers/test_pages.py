"""The intake desk on the screen: list, form, prices, drafts, case page, a day's list by file."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client

from delegation.dossiers.models import Dossier, DossierDraft
from delegation.dossiers.states import DossierState
from delegation.dossiers.web import panels
from delegation.mandates import commands as mandate_commands
from delegation.mandates.models import Mandate
from postal_services.accounts.models import PersonalDataRead, User
from tests.dossiers import desk
from tests.mandates import world
from tracking.custody import item_codes
from tracking.custody.models import Item

pytestmark = pytest.mark.usefixtures("chu_se", "codes")


@pytest.fixture
def codes(gia_lai: None) -> None:
    """Chư Sê has a block of item codes."""
    item_codes.give_block("UB-633", 2000, on=date(2019, 8, 1))


def signed_in(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=getattr(world, who)().user_id))
    return client


def form(**changes: Any) -> dict[str, Any]:
    fields = {
        "committee": "UB-633",
        "procedure": world.EXTRACT,
        "draft": "",
        "once": str(uuid4()),
        "name": "Rơ Châm H'Nhung",
        "phone": "0905 000 001",
        "unit": "23947",
        "address": "Làng Ring",
        "categories": ["poor_household"],
        "weight_g": "80",
        "state_fee": "8.000",
        "received_on": "",
        "service": "return",
        "paper-0-name": "Tờ khai",
        "paper-0-kind": "original",
        "paper-0-count": "1",
        "paper-1-name": "",
        "paper-1-kind": "original",
        "paper-1-count": "1",
        "act": "lodge",
    }
    return {**fields, **changes}


def test_the_form_starts_with_the_procedure_and_then_shows_its_checklist() -> None:
    client = signed_in("hanh")
    start = client.get("/ho-so/moi").content.decode()
    assert world.EXTRACT in start
    assert world.OFFLINE not in start, "only what a mandate in force delegates"
    page = client.get(f"/ho-so/moi?committee=UB-633&procedure={world.EXTRACT}").content.decode()
    assert 'value="Tờ khai"' in page
    assert 'value="Giấy tờ tùy thân"' in page
    assert 'value="8.000"' in page


def test_a_dossier_is_lodged_by_form_and_its_page_tells_everything() -> None:
    client = signed_in("hanh")
    answer = client.post("/ho-so/moi", form())
    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == f"/ho-so/{dossier.code}"
    assert Item.objects.get().dossier == dossier
    page = client.get(f"/ho-so/{dossier.code}").content.decode()
    for words in ("Rơ Châm H&#x27;Nhung", "0905\xa0000\xa0001", "13.000\xa0₫", "hộ nghèo", "Tờ khai", "Được tiếp nhận"):
        assert words in page
    assert Item.objects.get().code[2:11] in page
    assert PersonalDataRead.objects.filter(purpose="case_page", subject=dossier.pk).count() == 1


def test_a_double_click_makes_one_dossier() -> None:
    client, sent = signed_in("hanh"), form()
    first, second = client.post("/ho-so/moi", sent), client.post("/ho-so/moi", sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Nhập họ và tên"),
        ({"phone": "12"}, "Số điện thoại chưa đúng"),
        ({"weight_g": "0"}, "30.000 gam"),
        ({"state_fee": "-1"}, "không được âm"),
        ({"received_on": "1/1/1900"}, "Ngày tiếp nhận phải từ"),
        ({"received_on": "31/12/2099"}, "Ngày tiếp nhận phải từ"),
        ({"paper-0-count": "100"}, "Số lượng từ 1 đến 99"),
        ({"service": ""}, "Chọn dịch vụ"),
        ({"unit": "99999"}, "99999"),
    ],
)
def test_a_wrong_form_comes_back_filled_in_with_words(changes: dict[str, Any], words: str) -> None:
    answer = signed_in("hanh").post("/ho-so/moi", form(**changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Làng Ring" in page
    assert not Dossier.objects.exists()


def test_a_possible_duplicate_is_shown_and_a_person_decides() -> None:
    client = signed_in("hanh")
    client.post("/ho-so/moi", form())
    first = Dossier.objects.get()
    again = client.post("/ho-so/moi", form())
    assert again.status_code == 422
    assert f"/ho-so/{first.code}" in again.content.decode()
    assert client.post("/ho-so/moi", form(confirm_duplicate="on")).status_code == 302
    assert Dossier.objects.count() == 2


def test_the_price_is_shown_before_the_service_is_chosen_with_the_exemption_in_words() -> None:
    client = signed_in("hanh")
    asked = {"committee": "UB-633", "unit": "23947", "weight_g": "80", "state_fee": "8.000"}
    part = client.get("/ho-so/gia-cuoc", {**asked, "categories": "poor_household"}).content.decode()
    for words in ("13.000\xa0₫", "26.000\xa0₫", "29.000\xa0₫", "Giảm 50 %"):
        assert words in part
    assert "Chọn xã" in client.get("/ho-so/gia-cuoc", {"committee": "UB-633"}).content.decode()
    without_script = client.post("/ho-so/moi", form(act="preview", service="")).content.decode()
    assert "13.000\xa0₫" in without_script
    assert not Dossier.objects.exists()


def test_more_lines_of_papers_are_given_without_losing_what_was_written() -> None:
    page = signed_in("hanh").post("/ho-so/moi", form(act="more")).content.decode()
    assert "paper-4-name" in page
    assert "Rơ Châm H&#x27;Nhung" in page


def test_a_draft_is_put_aside_taken_up_and_gone_after_lodging() -> None:
    client = signed_in("hanh")
    saved = client.post("/ho-so/moi", form(act="draft", service=""))
    draft = DossierDraft.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM dossiers_dossierdraft")
        assert "Nhung" not in cursor.fetchone()[0]
    assert str(draft.pk) in saved.headers["Location"]
    page = client.get(saved.headers["Location"]).content.decode()
    assert "Rơ Châm H&#x27;Nhung" in page
    assert 'value="Tờ khai"' in page
    assert signed_in("thuy").get(f"/ho-so/moi?draft={draft.pk}").status_code == 404
    with time_machine.travel(world.NOON + timedelta(days=8), tick=False):
        assert signed_in("hanh").get(f"/ho-so/moi?draft={draft.pk}").status_code == 410
    assert client.post("/ho-so/moi", form(draft=str(draft.pk))).status_code == 302
    assert not DossierDraft.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("lan", 200), ("bao", 403), ("tinh", 403)])
def test_who_gets_the_form(who: str, status: int) -> None:
    assert signed_in(who).get("/ho-so/moi").status_code == status


@pytest.mark.parametrize("who", ["minh", "thuy"])
def test_a_foreign_desk_is_not_there(who: str) -> None:
    client = signed_in(who)
    assert client.get(f"/ho-so/moi?committee=UB-633&procedure={world.EXTRACT}").status_code == 422
    assert client.post("/ho-so/moi", form()).status_code in {404, 422}
    assert not Dossier.objects.exists()


def test_the_form_of_a_suspended_mandate_offers_nothing() -> None:
    mandate_commands.suspend_mandate(actor=world.hanh(), mandate=Mandate.objects.get().pk)
    with time_machine.travel(world.NOON + timedelta(minutes=1), tick=False):
        assert "Chưa có thủ tục nào" in signed_in("hanh").get("/ho-so/moi").content.decode()
        refused = signed_in("hanh").post("/ho-so/moi", form())
    assert refused.status_code == 422
    assert "tạm dừng" in refused.content.decode()


def test_the_list_is_filtered_by_what_stands_in_the_address() -> None:
    client = signed_in("hanh")
    dossier = desk.lodge(world.hanh())
    other = desk.lodge(world.hanh(), applicant=desk.applicant(name="Ksor Bưởi", phone="0987654321"), service="both")

    def shown(query: str) -> list[bool]:
        page = client.get(f"/ho-so/?{query}").content.decode()
        return [each.code in page for each in (dossier, other)]

    assert shown("") == [True, True]
    assert shown("q=buoi") == [False, True]
    assert shown(f"q={dossier.code}") == [True, False]
    assert shown("q=0905000001") == [True, False]
    assert shown("service=both") == [False, True]
    assert shown("state=4") == [False, False]
    assert shown("state=2&since=05/08/2019&until=05/08/2019") == [True, True]
    assert shown("since=06/08/2019") == [False, False]
    assert shown("since=99/99/9999&state=elephant") == [True, True]
    assert shown("cursor=nonsense") == [True, True]
    with time_machine.travel(world.NOON + timedelta(days=10), tick=False):
        late = signed_in("hanh").get("/ho-so/?state=late").content.decode()
    assert dossier.code in late
    assert "quá hạn" in late
    assert dossier.code not in signed_in("minh").get("/ho-so/").content.decode()
    assert PersonalDataRead.objects.filter(purpose="dossier_list").exists()


def test_pages_go_forth_and_back_and_cost_the_same(django_assert_max_num_queries: Any) -> None:
    desk.lodge_many(world.hanh(), desk.many(120))
    client = signed_in("hanh")
    seen: list[str] = []
    address = "/ho-so/"
    for _ in range(3):
        with django_assert_max_num_queries(9):
            answer = client.get(address)
        page = answer.context["page"]
        seen += [row.dossier.code for row in page.rows]
        address = f"/ho-so/?cursor={page.next}"
    assert len(set(seen)) == len(seen) == 120
    assert page.next == ""
    back = client.get(f"/ho-so/?cursor={page.previous}").context["page"]
    assert [row.dossier.code for row in back.rows] == seen[50:100]


def test_the_agency_moves_the_case_by_buttons_and_others_have_none() -> None:
    dossier = desk.lodge(world.hanh())
    client = signed_in("hanh")
    assert f"/ho-so/{dossier.code}/xu-ly" in client.get(f"/ho-so/{dossier.code}").content.decode()
    assert client.get(f"/ho-so/{dossier.code}/xu-ly").status_code == 200
    assert client.post(f"/ho-so/{dossier.code}/xu-ly").headers["Location"] == f"/ho-so/{dossier.code}"
    assert Dossier.objects.get().state == DossierState.IN_PROCESS
    assert client.post(f"/ho-so/{dossier.code}/xu-ly").status_code == 422
    assert "/xu-ly" not in signed_in("lan").get(f"/ho-so/{dossier.code}").content.decode()
    assert signed_in("lan").post(f"/ho-so/{dossier.code}/co-ket-qua").status_code == 422
    assert signed_in("minh").get(f"/ho-so/{dossier.code}").status_code == 404
    assert signed_in("minh").post(f"/ho-so/{dossier.code}/co-ket-qua").status_code == 404
    assert Dossier.objects.get().state == DossierState.IN_PROCESS


def test_the_desk_counts_what_runs_and_what_is_late() -> None:
    desk.lodge(world.hanh())
    desk.lodge(world.lan(), service="send", applicant=desk.applicant(name="Y Thơm", phone=""))
    with time_machine.travel(world.NOON + timedelta(days=10), tick=False):
        given = panels.figures(world.hanh())
    assert given is not None
    assert [figure.number for figure in given.figures] == [2, 1, 1]
    assert panels.figures(world.bao()) is None
    assert "Hồ sơ quá hạn" in signed_in("hanh").get("/").content.decode()
