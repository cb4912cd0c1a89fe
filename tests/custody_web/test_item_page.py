import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from postal_services.accounts.models import PersonalDataRead
from tests import cast as acts
from tests.cast import NOON, Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import MOST_QUERIES, drawn, text


def reads() -> int:
    """How often personal data was looked at on item pages."""
    return PersonalDataRead.objects.filter(purpose="item_page").count()


def test_the_page_says_state_holder_and_history(people: Cast, django_assert_max_num_queries: Any) -> None:
    code = acts.at_post(people)[0]
    acts.scan(people.tien, code, "take_out")
    client = signed_in(people.lan)
    with django_assert_max_num_queries(MOST_QUERIES + 3):
        page = text(client.get(f"/buu-gui/{code}"))
    assert "Bưu điện huyện Chư Sê · Tien" in page
    for word in ("Đi phát", "Nhận", "Bàn giao, chờ ký nhận", "Đăng ký bưu gửi"):
        assert f'<h3 class="timeline__title">{word}' in page
    last = acts.lines(code)[-1]
    assert f"Dòng {last.seq} · {bytes(last.hash).hex()[:12]}" in page


def test_limbo_is_an_open_ring(people: Cast) -> None:
    code = acts.lodge(people)[0]
    listed = acts.propose(people.hanh, [code], "UB-633", "BC-633")
    page = text(signed_in(people.hanh).get(f"/buu-gui/{code}"))
    assert "timeline__step--limbo" in page
    assert f"/ban-giao/{listed.code}" in page
    acts.sign(people.lan, listed.code, [code])
    assert "timeline__step--limbo" not in text(signed_in(people.hanh).get(f"/buu-gui/{code}"))


def test_a_line_that_came_late_tells_both_times(people: Cast) -> None:
    code = acts.at_post(people)[0]
    acts.scan(people.lan, code, "damage", ago=timedelta(hours=3))
    page = text(signed_in(people.lan).get(f"/buu-gui/{code}"))
    assert "09:00 ngày 05/08/2019" in page
    assert "Ghi vào sổ lúc 12:00 ngày 05/08/2019" in page
    assert "Hư hỏng" in page


def test_not_yours_and_not_there_are_one_answer(people: Cast) -> None:
    code = acts.lodge(people)[0]
    stranger = signed_in(people.minh)
    for ending in ("", "/bang-chung.json", "/tem.pdf"):
        answers = [stranger.get(f"/buu-gui/{each}{ending}") for each in (code, "HC473124829VN")]
        assert [answer.status_code for answer in answers] == [404, 404]
        plain = {a.content.replace(code.encode(), b"").replace(b"HC473124829VN", b"") for a in answers}
        assert len(plain) == 1


def test_the_citizen_is_shown_on_asking_and_the_look_is_noted(people: Cast) -> None:
    code = acts.at_post(people)[0]
    client, before = signed_in(people.tien), reads()
    assert "Rơ Châm" not in text(client.get(f"/buu-gui/{code}"))
    assert reads() == before
    page = text(client.get(f"/buu-gui/{code}?xem=nguoi-nhan"))
    assert "Rơ Châm" in page
    assert "0905\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}001" in page
    assert reads() == before + 1


def test_the_province_does_not_need_the_citizens_name(people: Cast) -> None:
    code = acts.at_post(people)[0]
    page = text(signed_in(people.tinh).get(f"/buu-gui/{code}?xem=nguoi-nhan"))
    assert "Rơ Châm" not in page
    assert reads() == 0


def test_the_case_comes_as_a_file_without_personal_data(people: Cast) -> None:
    code = acts.at_post(people)[0]
    answer = signed_in(people.hanh).get(f"/buu-gui/{code}/bang-chung.json")
    body = json.loads(answer.content)
    assert body["stream"]["code"] == acts.item(code).dossier.code
    assert len(body["lines"]) >= len(acts.lines(code))
    assert "Rơ Châm" not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]


def test_a_label_is_printed_and_noted(people: Cast) -> None:
    code = acts.at_post(people)[0]
    answer = signed_in(people.lan).get(f"/buu-gui/{code}/tem.pdf")
    assert drawn(answer).startswith(b"%PDF")
    assert PersonalDataRead.objects.filter(purpose="label").count() == 1
    assert signed_in(people.tinh).get(f"/buu-gui/{code}/tem.pdf").status_code == 404


@pytest.mark.parametrize(
    ("written", "status"), [("hc 000 000 014 vn", 404), ("xyz", 404), ("%00", 400), ("HC00000001", 404)]
)
def test_odd_codes_are_not_there_and_what_is_no_text_is_said_to_be_none(
    people: Cast, written: str, status: int
) -> None:
    assert signed_in(people.lan).get(f"/buu-gui/{written}").status_code == status


def test_what_i_hold_is_listed_with_what_is_late(people: Cast) -> None:
    code = acts.at_post(people)[0]
    lan = signed_in(people.lan)
    assert f"/buu-gui/{code}" in text(lan.get("/buu-gui/?ai=toi"))
    assert f"/buu-gui/{code}" not in text(lan.get("/buu-gui/?muc=tre"))
    assert lan.get("/buu-gui/", {"q": code.lower()})["Location"] == f"/buu-gui/{code}"
    with time_machine.travel(NOON + timedelta(days=4), tick=False):
        assert f"/buu-gui/{code}" in text(signed_in(people.lan).get("/buu-gui/?muc=tre"))


def test_a_result_that_waits_for_its_dossier_is_not_late(people: Cast) -> None:
    code = acts.lodge(people)[0]
    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        hanh = signed_in(people.hanh)
        assert f"/buu-gui/{code}" in text(hanh.get("/buu-gui/"))
        assert f"/buu-gui/{code}" not in text(hanh.get("/buu-gui/?muc=tre"))
