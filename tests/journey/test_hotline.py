"""The hotline desk: found in a moment, read out, written down."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from delegation.dossiers.models import Dossier
from postal_services.accounts.models import PersonalDataRead
from postal_services.errors import Invalid, NotThere
from tests import cast as play
from tests.cast import Cast
from tests.dossiers import desk
from tests.journey.conftest import mai, signed_in
from tracking.journey.commands import calls as commands
from tracking.journey.models import Call


@pytest.fixture
def agent(people: Cast) -> Client:
    """Mai at her desk."""
    return signed_in(mai())


@pytest.fixture
def dossier(people: Cast) -> Dossier:
    """A case whose result the post has taken over."""
    return play.item(play.at_post(people)[0]).dossier


def finds(agent: Client, text: str) -> str:
    return str(agent.get("/tong-dai", {"q": text}).content.decode())


@pytest.mark.parametrize("how", ["code", "item", "phone", "folded", "link"])
def test_a_case_is_found_by_whatever_the_caller_has(agent: Client, dossier: Dossier, how: str) -> None:
    text = {
        "code": dossier.code.lower(),
        "item": dossier.items.get().code,
        "phone": "+84 905 000 001",
        "folded": "nhung cham",
        "link": f"https://x.vn/T/{dossier.token}",
    }[how]
    assert f"/tong-dai/{dossier.pk}" in finds(agent, text)


def test_three_symbols_are_too_few(agent: Client, dossier: Dossier) -> None:
    assert "từ 4 ký tự" in finds(agent, "nhu")
    assert str(dossier.pk) not in finds(agent, "nhu")


def test_typing_brings_only_the_part_that_changes(agent: Client, dossier: Dossier) -> None:
    answer = agent.get("/tong-dai", {"q": dossier.code}, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="hits"')
    assert str(dossier.pk) in text


def test_the_agent_reads_the_citizens_own_words_and_sees_who_holds_it(agent: Client, dossier: Dossier) -> None:
    text = agent.get(f"/tong-dai/{dossier.pk}").content.decode()
    assert f"Hồ sơ mã {dossier.code}: bưu điện đã nhận kết quả." in text
    assert "Nơi đang giữ là Bưu điện huyện Chư Sê" in text
    assert "Lan" in text


def test_reading_names_is_noted(agent: Client, dossier: Dossier) -> None:
    finds(agent, dossier.code)
    agent.get(f"/tong-dai/{dossier.pk}")
    noted = PersonalDataRead.objects.filter(subject=dossier.pk, actor=mai().user_id)
    assert set(noted.values_list("purpose", flat=True)) == {"hotline_search", "hotline_case"}


def test_a_call_is_written_down_and_counted(agent: Client, dossier: Dossier) -> None:
    answer = agent.post(f"/tong-dai/{dossier.pk}", {"topic": "when", "outcome": "answered", "note": "Hẹn thứ Sáu"})
    assert answer.status_code == 302
    call = Call.objects.get()
    assert (call.dossier_id, call.topic, call.note) == (dossier.pk, "when", "Hẹn thứ Sáu")
    desk_page = agent.get("/tong-dai").content.decode()
    assert "Khi nào có kết quả" in desk_page
    assert "Đã ghi cuộc gọi." in desk_page


def test_a_call_about_no_case_counts_too(agent: Client) -> None:
    agent.post("/tong-dai", {"topic": "other", "outcome": "not_found", "note": ""})
    assert Call.objects.get().dossier_id is None


def test_an_unknown_topic_comes_back_with_words(agent: Client, dossier: Dossier) -> None:
    answer = agent.post(f"/tong-dai/{dossier.pk}", {"topic": "weather", "outcome": "answered"})
    assert answer.status_code == 422
    assert not Call.objects.exists()


def test_the_note_stands_encrypted(agent: Client, dossier: Dossier) -> None:
    commands.log_call(actor=mai(), call=commands.TakenCall("when", "answered", "số 0905000001", dossier.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journey_call")
        assert "0905000001" not in cursor.fetchone()[0]


@pytest.mark.parametrize("who", ["hanh", "lan", "may", "bao"])
def test_the_desk_is_not_there_for_anybody_else(people: Cast, dossier: Dossier, who: str) -> None:
    client = signed_in(getattr(people, who))
    assert client.get("/tong-dai").status_code == 404
    assert client.get(f"/tong-dai/{dossier.pk}").status_code == 404
    with pytest.raises(NotThere):
        commands.log_call(actor=getattr(people, who), call=commands.TakenCall("when", "answered"))
    assert not Call.objects.exists()


def test_strangers_are_led_to_the_sign_in(people: Cast) -> None:
    assert Client().get("/tong-dai").status_code == 302


def test_a_call_about_a_case_that_is_none_is_refused(people: Cast) -> None:
    with pytest.raises(NotThere):
        commands.log_call(actor=mai(), call=commands.TakenCall("when", "answered", dossier=uuid4()))
    with pytest.raises(Invalid):
        commands.log_call(actor=mai(), call=commands.TakenCall("x", "y", note="z" * 2000))


def test_names_are_found_however_they_are_written(agent: Client, people: Cast) -> None:
    play.lodge(people, applicant=desk.applicant(name="Đinh Thị Ngọc Diễm", phone="0912000009"))
    for text in ("đinh diễm", "DINH DIEM", "Diễm Đinh"):
        assert "Đinh Thị Ngọc Diễm" in finds(agent, text)
