"""The citizen says how a result should come: the second factor, the code for the door, and every kind of wish."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from postal_services.accounts.limits import Limit
from postal_services.documents.tokens import new_token
from tests import cast as play
from tests.cast import NOON, Cast
from tests.journey.conftest import mai, signed_in
from tests.journey.test_pages import PHONE_ENDING, shape
from tracking.custody.models import DeliveryCode
from tracking.journey import lookup
from tracking.journey.web import wishes
from tracking.rounds.models import Wish

FRIDAY, SATURDAY, SUNDAY = date(2019, 8, 9), date(2019, 8, 10), date(2019, 8, 11)
FAR_COMMUNE = "23587"


@pytest.fixture
def code(people: Cast) -> str:
    """A result on a postman's round."""
    found = play.at_post(people)[0]
    play.scan(people.lan, found, "take_out")
    return found


def dossier_of(code: str) -> Dossier:
    return play.item(code).dossier


def address(code: str) -> str:
    return f"/t/{dossier_of(code).token}/yeu-cau"


def opened(visitor: Client, code: str, digits: str = PHONE_ENDING) -> Any:
    return visitor.post(address(code), {"digits": digits})


def asks(visitor: Client, code: str, **said: Any) -> Any:
    answer = opened(visitor, code)
    found = re.search(r'name="pass" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return visitor.post(address(code), {"pass": found[1], **said})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_journey_page_leads_there_while_the_result_is_on_its_way(visitor: Client, people: Cast, code: str) -> None:
    page = f"/t/{dossier_of(code).token}"
    assert f'href="{page}/yeu-cau"' in text(visitor.get(page))
    play.scan(people.tien, code, "deliver", proof="đã giao")
    assert "/yeu-cau" not in text(visitor.get(page))


def test_who_looked_a_code_up_is_told_to_scan_the_slip_and_never_sees_the_token(visitor: Client, code: str) -> None:
    answer = text(visitor.post("/tra-cuu", {"code": code, "digits": PHONE_ENDING}))
    assert "quét mã vuông" in answer
    assert dossier_of(code).token not in answer


def test_the_four_digits_are_asked_for_before_anything_can_be_chosen(visitor: Client, code: str) -> None:
    answer = visitor.get(address(code))
    assert answer.status_code == 200
    assert "Bốn số cuối" in text(answer)
    assert 'name="kind"' not in text(answer)
    assert not answer.cookies


@pytest.mark.parametrize("digits", ["", "12", "abcd", "00011", "١١١١"])
def test_what_cannot_be_four_digits_takes_no_try(visitor: Client, code: str, digits: str) -> None:
    answer = opened(visitor, code, digits)
    assert answer.status_code == 422
    assert "đúng bốn chữ số" in text(answer)
    assert opened(visitor, code).status_code == 200


def test_wrong_digits_and_a_case_without_a_phone_get_the_same_answer_and_work(visitor: Client, people: Cast) -> None:
    with_phone, without = (play.at_post(people)[0] for _ in range(2))
    Dossier.objects.filter(pk=dossier_of(without).pk).update(phone_last4_key="")
    opened(visitor, with_phone, "9876")
    seen: list[tuple[int, str, list[str]]] = []
    for each in (with_phone, without):
        with CaptureQueriesContext(connection) as work:
            answer = opened(visitor, each, "9876")
        dossier = dossier_of(each)
        plain = text(answer).replace(dossier.code, "").replace(dossier.token, "")
        seen.append((answer.status_code, plain, [shape(query) for query in work]))
    assert seen[0] == seen[1]
    assert seen[0][0] == 422


def test_a_link_that_does_not_exist_is_not_there(visitor: Client, people: Cast) -> None:
    for token in (new_token(), "abc"):
        assert visitor.get(f"/t/{token}/yeu-cau").status_code == 404
        assert visitor.post(f"/t/{token}/yeu-cau", {"digits": "0001"}).status_code == 404


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_CODE", Limit("test/wish/code", 3, 900))
    monkeypatch.setattr(lookup, "PER_NETWORK", Limit("test/wish/network", 50, 900))


@pytest.mark.usefixtures("few")
def test_guessing_stops_soon_and_counts_together_with_the_search(visitor: Client, code: str) -> None:
    assert [opened(visitor, code, "1111").status_code for _ in range(2)] == [422, 422]
    assert visitor.post("/tra-cuu", {"code": dossier_of(code).code, "digits": "2222"}).status_code == 404
    stopped = opened(visitor, code)
    assert stopped.status_code == 429
    assert "Chờ" in text(stopped)


def test_a_pass_is_of_one_case_and_ends_after_a_quarter_of_an_hour(visitor: Client, people: Cast, code: str) -> None:
    found = re.search(r'name="pass" value="([^"]+)"', text(opened(visitor, code)))
    assert found is not None
    other = play.at_post(people)[0]
    for given in (found[1] + "x", "", "a:b:c"):
        assert visitor.post(address(code), {"pass": given, "act": "code"}).status_code == 422
    assert visitor.post(address(other), {"pass": found[1], "act": "code"}).status_code == 422
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        late = visitor.post(address(code), {"pass": found[1], "act": "code"})
    assert late.status_code == 422
    assert "quá 15 phút" in text(late)
    assert not DeliveryCode.objects.exists()


def test_the_citizen_takes_a_code_and_it_opens_the_door(visitor: Client, people: Cast, code: str) -> None:
    answer = asks(visitor, code, act="code")
    assert answer.status_code == 200
    found = re.search(r'big-code">(\d{3} \d{3})<', text(answer))
    assert found is not None
    assert "chưa nối với tổng đài tin nhắn" in text(answer)
    assert answer["Cache-Control"] == "no-store"
    proof = {"receiver": "Rơ Châm H'Nhung", "relation": "self", "code": found[1]}
    assert play.scan(people.tien, code, "deliver", proof=proof).outcome == "recorded"
    assert play.lines(code)[-1].data["checked"] is True


def test_no_code_is_offered_or_given_before_somebody_sets_out(visitor: Client, people: Cast) -> None:
    waiting = play.at_post(people)[0]
    assert "Lấy mã nhận</button>" not in text(opened(visitor, waiting))
    answer = asks(visitor, waiting, act="code")
    assert answer.status_code == 409
    assert "Chỉ cấp mã khi" in text(answer)


def test_another_day_is_written_down_and_told_on_the_page(visitor: Client, code: str) -> None:
    answer = asks(visitor, code, kind="deliver_on", on=FRIDAY.isoformat())
    assert answer.status_code == 200
    assert "Đã ghi yêu cầu" in text(answer)
    wish = Wish.objects.get()
    assert (wish.kind, wish.on, wish.via, wish.answered_at) == ("deliver_on", FRIDAY, "journey", None)
    page = text(visitor.get(f"/t/{dossier_of(code).token}"))
    assert "Phát vào ngày 09/08/2019." in page
    assert "đang sắp xếp" in page
    line = play.lines(code)[-1]
    assert (line.action, line.data["remark"], line.actor) == ("note", "wish", None)


def test_it_can_be_kept_at_the_office(visitor: Client, code: str) -> None:
    answer = asks(visitor, code, kind="hold_at", office="BC-633")
    assert answer.status_code == 200
    assert "Giữ tại Bưu điện huyện Chư Sê" in text(answer)
    assert Wish.objects.get().office_id == "BC-633"


def test_another_address_is_sealed_and_told_to_nobody(visitor: Client, code: str) -> None:
    where = "12 Hùng Vương, làng Plei Ốp"
    answer = asks(visitor, code, kind="forward_to", unit=FAR_COMMUNE, address=where)
    assert answer.status_code == 200
    wish = Wish.objects.get()
    assert (wish.address, wish.unit_id is not None, wish.office_id) == (where, True, "BC-622")
    assert where not in text(answer)
    assert "Hùng Vương" not in str(play.lines(code)[-1].data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM rounds_wish")
        assert cursor.fetchone()[0].startswith("e1.")


def test_the_last_wish_counts(visitor: Client, code: str) -> None:
    asks(visitor, code, kind="deliver_on", on=FRIDAY.isoformat())
    asks(visitor, code, kind="hold_at", office="BC-633")
    waiting = Wish.objects.waiting().get()
    assert waiting.kind == "hold_at"
    page = text(visitor.get(f"/t/{dossier_of(code).token}"))
    assert "Giữ tại" in page
    assert "Phát vào ngày" not in page


BAD: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "Chọn một yêu cầu"),
    "an unknown wish": ({"kind": "burn"}, "Chọn một yêu cầu"),
    "no day": ({"kind": "deliver_on"}, "Chọn ngày muốn nhận"),
    "no day at all": ({"kind": "deliver_on", "on": "mai"}, "Chọn ngày trong danh sách"),
    "a Sunday": ({"kind": "deliver_on", "on": SUNDAY.isoformat()}, "bưu cục không làm việc"),
    "a day past": ({"kind": "deliver_on", "on": "2019-08-01"}, "đã qua"),
    "a day too far": ({"kind": "deliver_on", "on": "2019-12-02"}, "quá xa"),
    "a holiday": ({"kind": "deliver_on", "on": "2019-09-02"}, "quá xa"),
    "no commune": ({"kind": "forward_to", "address": "Làng Ring"}, "Chọn xã, phường"),
    "a commune that is none": ({"kind": "forward_to", "unit": "99999", "address": "Làng Ring"}, "chọn xã, phường"),
    "no address": ({"kind": "forward_to", "unit": FAR_COMMUNE}, "Ghi địa chỉ mới"),
    "only blanks": ({"kind": "forward_to", "unit": FAR_COMMUNE, "address": " \t\u200b "}, "Ghi địa chỉ mới"),
    "a long address": ({"kind": "forward_to", "unit": FAR_COMMUNE, "address": "a" * 301}, "300"),
    "an office that is none": ({"kind": "hold_at", "office": "BC-999"}, "Không có bưu cục"),
    "an agency": ({"kind": "hold_at", "office": "UB-633"}, "Không có bưu cục"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_wished_is_said_in_words(visitor: Client, code: str, what: str) -> None:
    said, words = BAD[what]
    answer = asks(visitor, code, **said)
    assert 400 <= answer.status_code < 430
    assert words in text(answer)
    assert not Wish.objects.exists()


def test_control_characters_do_not_reach_an_address(visitor: Client, code: str) -> None:
    answer = asks(visitor, code, kind="forward_to", unit=FAR_COMMUNE, address="12 Hùng\u202e Vương\r\n tổ 3\u0007")
    assert answer.status_code == 200
    assert Wish.objects.get().address == "12 Hùng Vương tổ 3"


@pytest.mark.parametrize("end", ["deliver", "send_back"])
def test_after_the_end_nothing_can_be_wished(visitor: Client, people: Cast, code: str, end: str) -> None:
    found = re.search(r'name="pass" value="([^"]+)"', text(opened(visitor, code)))
    assert found is not None
    if end == "send_back":
        play.scan(people.tien, code, "fail", reason="refused")
    play.scan(people.tien, code, end, proof="đã giao" if end == "deliver" else None)
    answer = visitor.post(address(code), {"pass": found[1], "kind": "hold_at", "office": "BC-633"})
    assert "Lúc này không hẹn lại" in text(answer)
    assert not Wish.objects.exists()


def test_a_day_takes_only_so_many_changes_of_mind(visitor: Client, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "PER_CASE", Limit("test/wishes", 2, 86400))
    for _ in range(2):
        assert asks(visitor, code, kind="hold_at", office="BC-633").status_code == 200
    stopped = asks(visitor, code, kind="deliver_on", on=FRIDAY.isoformat())
    assert stopped.status_code == 429
    assert "gọi tổng đài" in text(stopped)


def test_attempts_and_the_last_day_are_told_in_plain_words(visitor: Client, people: Cast, code: str) -> None:
    page = f"/t/{dossier_of(code).token}"
    play.scan(people.tien, code, "fail", reason="absent", measure="hold")
    told = text(visitor.get(page))
    assert "1 lần chưa phát được" in told
    assert "người nhận đi vắng" in told
    with CaptureQueriesContext(connection) as seen:
        visitor.get(page)
    assert len(seen) == 1


def test_in_english_the_same_is_said(visitor: Client, people: Cast, code: str, settings: LazySettings) -> None:
    play.scan(people.tien, code, "fail", reason="absent")
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(visitor.get(f"/t/{dossier_of(code).token}"))
    assert "1 without success" in page
    form = text(opened(visitor, code))
    for words in ("Deliver on another day", "Keep it at the post office", "Send it to another address"):
        assert words in form
    assert "Yêu cầu" not in form


def test_the_wishes_page_is_light_and_has_no_script(visitor: Client, code: str) -> None:
    answer = opened(visitor, code)
    assert b"<script" not in answer.content
    assert len(answer.content) < 30 * 1024


def test_the_hotline_writes_down_what_a_caller_wants(people: Cast, code: str) -> None:
    desk, case = signed_in(mai()), dossier_of(code).pk
    assert "Hẹn ngày, giữ lại, đổi nơi nhận" in text(desk.get(f"/tong-dai/{case}"))
    said = {"digits": PHONE_ENDING, "kind": "deliver_on", "on": FRIDAY.isoformat()}
    answer = desk.post(f"/tong-dai/{case}/yeu-cau", said)
    assert answer.status_code == 302
    wish = Wish.objects.get()
    assert (wish.via, wish.on) == ("hotline", FRIDAY)
    assert play.lines(code)[-1].actor is not None
    page = text(desk.get(f"/tong-dai/{case}"))
    assert "Phát vào ngày 09/08/2019." in page


@pytest.mark.parametrize("digits", ["", "9999", "12"])
def test_the_agent_needs_the_caller_s_digits(people: Cast, code: str, digits: str) -> None:
    desk, case = signed_in(mai()), dossier_of(code).pk
    said = {"digits": digits, "kind": "deliver_on", "on": FRIDAY.isoformat()}
    answer = desk.post(f"/tong-dai/{case}/yeu-cau", said)
    assert answer.status_code == 422
    assert not Wish.objects.exists()


def test_a_refusal_stands_on_the_agent_s_form(people: Cast, code: str) -> None:
    desk, case = signed_in(mai()), dossier_of(code).pk
    said = {"digits": PHONE_ENDING, "kind": "deliver_on", "on": SUNDAY.isoformat()}
    answer = desk.post(f"/tong-dai/{case}/yeu-cau", said)
    assert answer.status_code == 422
    assert "bưu cục không làm việc" in text(answer)
    assert signed_in(people.lan).post(f"/tong-dai/{case}/yeu-cau", said).status_code == 404


def test_the_agent_is_told_when_nothing_can_be_changed_any_more(people: Cast, code: str) -> None:
    desk, case = signed_in(mai()), dossier_of(code).pk
    play.scan(people.tien, code, "deliver", proof="đã giao")
    answer = desk.post(f"/tong-dai/{case}/yeu-cau", {"digits": PHONE_ENDING, "kind": "hold_at"}, follow=True)
    assert "Lúc này không hẹn lại" in text(answer)
    assert not Wish.objects.exists()
