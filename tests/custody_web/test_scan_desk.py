from uuid import UUID

import pytest
from django.test import Client

from postal_services.ids import uuid7
from tests import cast as acts
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import text
from tracking.custody.models import Scan

PART = {"HX-Request": "true"}


def post(client: Client, code: str, action: str, **more: str) -> str:
    """One scan by the page's script; gives the part that comes back."""
    data = {"id": str(uuid7()), "code": code, "action": action, "office": "BC-633", **more}
    answer = client.post("/quet", data, headers=PART)
    assert answer.status_code == 200
    return text(answer)


def test_a_scan_is_recorded_and_shown_with_icon_word_and_colour(people: Cast) -> None:
    code = acts.at_post(people)[0]
    part = post(signed_in(people.lan), code, "take_out")
    assert "<html" not in part
    assert 'data-outcome="recorded"' in part
    assert "icons.svg#check" in part
    assert "Đang đi phát" in part
    assert acts.item(code).state == "out_for_delivery"


def test_a_double_click_is_one_scan(people: Cast) -> None:
    code, scan_id = acts.at_post(people)[0], str(uuid7())
    lan = signed_in(people.lan)
    assert 'data-outcome="recorded"' in post(lan, code, "take_out", id=scan_id)
    assert 'data-outcome="replayed"' in post(lan, code, "take_out", id=scan_id)
    assert acts.actions(code).count("take_out") == 1


def test_a_repeat_says_when_it_was_done_in_the_time_of_vietnam(people: Cast) -> None:
    code = acts.at_post(people)[0]
    lan = signed_in(people.lan)
    post(lan, code, "take_out")
    assert "12:00 05/08/2019" in post(lan, code, "take_out")


def test_a_refusal_says_what_to_do(people: Cast) -> None:
    part = post(signed_in(people.lan), "HC000000001VN", "arrive")
    assert 'data-outcome="refused"' in part
    assert "Đối chiếu lại từng ký tự với tem" in part


def test_a_code_of_another_district_is_answered_like_none(people: Cast) -> None:
    theirs = acts.at_post(people, district="622")[0]
    lan = signed_in(people.lan)
    assert "Không tìm thấy mã này" in post(lan, theirs, "take_out")
    assert "Không tìm thấy mã này" in post(lan, "HC473124829VN", "take_out")


def test_delivering_keeps_the_receiver_sealed(people: Cast) -> None:
    code = acts.at_post(people)[0]
    tien = signed_in(people.tien)
    post(tien, code, "take_out")
    part = post(tien, code, "deliver", receiver="Rơ Châm H'Nhung", relation="self")
    assert 'data-outcome="recorded"' in part
    kept = Scan.objects.get(action="deliver")
    assert "H'Nhung" in kept.proof
    assert "H'Nhung" not in str(acts.lines(code)[-1].data)


def test_delivering_without_a_receiver_is_flagged(people: Cast) -> None:
    code = acts.at_post(people)[0]
    tien = signed_in(people.tien)
    post(tien, code, "take_out")
    assert 'data-outcome="flagged"' in post(tien, code, "deliver")


def test_a_failure_carries_its_reason(people: Cast) -> None:
    code = acts.at_post(people)[0]
    tien = signed_in(people.tien)
    post(tien, code, "take_out")
    assert "Chọn lý do" in post(tien, code, "fail")
    post(tien, code, "fail", reason="absent", measure="retry")
    assert acts.lines(code)[-1].data["reason"] == "absent"
    assert "Người nhận đi vắng" in text(tien.get(f"/buu-gui/{code}"))


@pytest.mark.parametrize("said", ["code", "token", "link", "receipt"])
def test_a_lists_code_leads_to_its_count(people: Cast, said: str) -> None:
    codes = acts.lodge(people)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    address = f"/ban-giao/{listed.code}/nhan"
    if said == "receipt":
        signed = acts.sign(people.lan, listed.code, codes)
        address = f"/ban-giao/{listed.code}"
        text_read = signed.receipts["receiver"].signed
    else:
        link = f"HTTPS://POST.EXAMPLE/T/{listed.token}"
        text_read = {"code": listed.code.lower(), "token": listed.token, "link": link}[said]
    lan = signed_in(people.lan)
    data = {"code": text_read, "action": "arrive", "office": "BC-633"}
    assert lan.post("/quet", data, headers=PART)["HX-Redirect"] == address
    assert lan.post("/quet", data)["Location"] == address
    assert "HX-Redirect" not in signed_in(people.minh).post("/quet", data, headers=PART).headers


def test_without_a_script_the_whole_page_answers(people: Cast) -> None:
    code = acts.at_post(people)[0]
    page = signed_in(people.lan).post("/quet", {"code": code, "action": "take_out", "id": str(uuid7())})
    assert page.status_code == 200
    assert 'data-outcome="recorded"' in text(page)
    assert 'value="take_out" data-key="4" checked' in text(page)


def test_no_code_or_no_act_is_asked_for(people: Cast) -> None:
    lan = signed_in(people.lan)
    part = lan.post("/quet", {"code": "", "action": "arrive"}, headers=PART)
    assert (part.status_code, "Quét hoặc gõ một mã." in text(part)) == (422, True)
    page = lan.post("/quet", {"code": "HC473124829VN", "action": "steal"})
    assert (page.status_code, "Chọn việc đang làm" in text(page)) == (422, True)
    assert Scan.objects.count() == 0


def test_every_form_has_an_id_of_its_own(people: Cast) -> None:
    lan = signed_in(people.lan)
    ids = {text(lan.get("/quet")).split('name="id" value="')[1][:36] for _ in range(2)}
    assert len({UUID(each).version for each in ids}) == 1
    assert len(ids) == 2


def test_acts_are_those_of_the_office(people: Cast) -> None:
    assert 'value="take_out"' in text(signed_in(people.lan).get("/quet"))
    officers = text(signed_in(people.hanh).get("/quet"))
    assert 'value="hand_in"' in officers
    assert 'value="take_out"' not in officers


def test_the_desk_is_for_those_who_hold_items(people: Cast) -> None:
    assert signed_in(people.tinh).get("/quet").status_code == 403
    assert signed_in(people.bao).get("/quet").status_code == 403


def test_text_that_is_no_text_is_survived(people: Cast) -> None:
    part = post(signed_in(people.lan), "a\x00b" * 400, "arrive", id="no id", age_ms="-5")
    assert 'data-outcome="refused"' in part


def test_the_page_shows_what_was_scanned_lately(people: Cast) -> None:
    code = acts.at_post(people)[0]
    lan = signed_in(people.lan)
    post(lan, code, "take_out")
    page = text(lan.get("/quet"))
    assert page.count('data-outcome="recorded"') == 1
    assert f"/buu-gui/{code}" in page
