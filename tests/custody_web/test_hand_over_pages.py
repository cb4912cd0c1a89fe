from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState
from postal_services.accounts.models import PersonalDataRead
from tests import cast as acts
from tests.cast import NOON, Cast
from tests.custody_web.conftest import signed_in
from tracking.custody.models import HandOver
from tracking.custody.states import HandOverState, Verdict

MOST_QUERIES = 10
DESK_QUERIES = 18
"""One or two for each of a dozen panels and figures, and four to know who asks and which registry is in force."""
MANY = 200


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content, "utf-8")


def drawn(response: Any) -> bytes:
    """The file a page answers with."""
    return b"".join(response.streaming_content)


def test_what_waits_for_my_signature_comes_first(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    page = text(signed_in(people.lan).get("/ban-giao/"))
    assert listed.code in page
    assert f"/ban-giao/{listed.code}/nhan" in page
    assert listed.code in text(signed_in(people.hanh).get("/ban-giao/?muc=cho-ben-kia"))


def test_limbo_turns_amber_after_a_working_day(people: Cast) -> None:
    acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    for hours, amber in ((23, False), (25, True)):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            page = text(signed_in(people.lan).get("/ban-giao/?muc=cho-toi-ky"))
        assert f"{hours} giờ" in page
        assert (f"<span>{hours} giờ</span>" in page) is amber


def test_friday_to_monday_is_one_working_day(people: Cast) -> None:
    with time_machine.travel(NOON - timedelta(days=3) + timedelta(hours=1), tick=False):
        acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    assert "<span>47 giờ" not in text(signed_in(people.lan).get("/ban-giao/?muc=cho-toi-ky"))


def test_a_list_is_found_by_an_item_on_it(people: Cast) -> None:
    codes = acts.lodge(people, 2)
    first = acts.propose(people.hanh, codes[:1], "UB-633", "BC-633")
    other = acts.propose(people.hanh, codes[1:], "UB-633", "BC-633")
    page = text(signed_in(people.lan).get("/ban-giao/", {"muc": "cho-toi-ky", "q": codes[0].lower()}))
    assert first.code in page
    assert other.code not in page


def test_somebody_elses_list_is_not_there(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    stranger = signed_in(people.minh)
    for address in ("", "/nhan", "/rut", "/bang-ke.pdf", "/bien-nhan.pdf", "/tem.pdf"):
        theirs, nobodys = (
            stranger.get(f"/ban-giao/{code}{address}") for code in (listed.code, "BK-UB-633-190805-9999")
        )
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.content.replace(listed.code.encode(), b"") == nobodys.content.replace(
            b"BK-UB-633-190805-9999", b""
        )
    assert stranger.post(f"/ban-giao/{listed.code}/giao").status_code == 404


def test_a_draft_is_not_there_for_the_receiver(people: Cast) -> None:
    page = signed_in(people.hanh).post(
        "/ban-giao/moi", {"giver": "UB-633", "receiver": "BC-633", "items": acts.lodge(people)}
    )
    assert page.status_code == 302
    assert signed_in(people.hanh).get(page["Location"]).status_code == 200
    assert signed_in(people.lan).get(page["Location"]).status_code == 404


def test_strangers_are_led_to_the_sign_in(people: Cast, client: Any) -> None:
    assert client.get("/ban-giao/")["Location"].startswith("/dang-nhap")
    part = client.get("/ban-giao/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"][:10]) == (204, "/dang-nhap")


def test_finished_results_are_ticked_for_the_mandated_post_office(people: Cast) -> None:
    ready, unready = acts.lodge(people, 2)
    Dossier.objects.filter(items__code=ready).update(state=DossierState.FINISHED)
    page = text(signed_in(people.hanh).get("/ban-giao/moi"))
    assert f'aria-label="Chọn {ready}" checked' in page
    assert f'aria-label="Chọn {unready}">' in page


def test_items_asked_for_come_ticked_by_item_or_dossier(people: Cast) -> None:
    first, second, third = acts.lodge(people, 3)
    asked = f"{first},{acts.item(second).dossier.code}"
    page = text(signed_in(people.hanh).get("/ban-giao/moi", {"items": asked}))
    assert f'aria-label="Chọn {first}" checked' in page
    assert f'aria-label="Chọn {second}" checked' in page
    assert f'aria-label="Chọn {third}">' in page


def test_a_list_is_drafted_given_withdrawn_and_given_again(people: Cast) -> None:
    codes = acts.lodge(people, 2)
    hanh = signed_in(people.hanh)
    made = hanh.post(
        "/ban-giao/moi",
        {"giver": "UB-633", "receiver": "BC-633", "items": codes[:1], "codes": f" {codes[1].lower()} \n"},
    )
    address = made["Location"]
    listed = HandOver.objects.get()
    assert listed.lines.count() == 2
    assert "Bàn giao</button>" in text(hanh.get(address))
    for act, state in (("giao", "proposed"), ("rut", "draft"), ("giao", "proposed")):
        assert hanh.post(f"{address}/{act}").status_code == 302
        listed.refresh_from_db()
        assert listed.state == state
    page = text(hanh.get(address))
    assert "timeline__step--limbo" in page
    assert "Rút bảng kê" in page
    assert "Đếm và ký nhận" not in page


def test_what_cannot_be_listed_is_named_with_its_reason(people: Cast) -> None:
    code = acts.lodge(people)[0]
    acts.propose(people.hanh, [code], "UB-633", "BC-633")
    page = signed_in(people.hanh).post(
        "/ban-giao/moi", {"giver": "UB-633", "receiver": "BC-633", "items": [code], "codes": "HC000000000VN"}
    )
    assert page.status_code == 422
    assert "HC000000000VN" in text(page)
    assert HandOver.objects.count() == 1


def test_proposing_twice_says_where_the_list_stands(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    page = signed_in(people.hanh).post(f"/ban-giao/{listed.code}/giao")
    assert page.status_code == 422
    assert "Chờ ký nhận" in text(page)


def test_only_the_giver_may_give(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people), "UB-633", "BC-633")
    lan = signed_in(people.lan)
    assert lan.get(f"/ban-giao/{listed.code}/rut").status_code == 403
    assert lan.post(f"/ban-giao/{listed.code}/rut").status_code == 422
    listed.refresh_from_db()
    assert listed.state == HandOverState.PROPOSED


def test_a_difference_is_settled_in_writing(people: Cast) -> None:
    codes = acts.lodge(people, 2)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    acts.sign(people.lan, listed.code, codes, **{codes[0]: Verdict.MISSING})
    hanh = signed_in(people.hanh)
    address = f"/ban-giao/{listed.code}"
    assert "Cách giải quyết chênh lệch" in text(hanh.get(address))
    assert "Cách giải quyết chênh lệch" not in text(signed_in(people.lan).get(address))
    assert hanh.post(f"{address}/giai-quyet", {"resolution": " "}).status_code == 422
    assert hanh.post(f"{address}/giai-quyet", {"resolution": "Tìm thấy ở ngăn bàn số 2."}).status_code == 302
    assert "Tìm thấy ở ngăn bàn số 2." in text(signed_in(people.lan).get(address))


@pytest.mark.parametrize("who", ["hanh", "lan", "tinh"])
def test_both_sides_and_the_province_print_the_papers(people: Cast, who: str) -> None:
    codes = acts.lodge(people, 2)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    acts.sign(people.lan, listed.code, codes)
    client = signed_in(getattr(people, who))
    for paper in ("bang-ke.pdf", "bien-nhan.pdf", "bien-nhan.pdf?ben=receiver"):
        answer = client.get(f"/ban-giao/{listed.code}/{paper}")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert drawn(answer).startswith(b"%PDF")


def test_labels_are_for_the_giver_and_noted_as_a_read(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people, 2), "UB-633", "BC-633")
    assert signed_in(people.lan).get(f"/ban-giao/{listed.code}/tem.pdf").status_code == 403
    before = PersonalDataRead.objects.count()
    answer = signed_in(people.hanh).get(f"/ban-giao/{listed.code}/tem.pdf?kho=a4")
    assert drawn(answer).startswith(b"%PDF")
    assert PersonalDataRead.objects.filter(purpose="label", actor=people.hanh.user_id).count() == before + 2


def test_pages_of_two_hundred_items_ask_few_questions(people: Cast, django_assert_max_num_queries: Any) -> None:
    codes = acts.lodge(people, MANY)
    hanh, lan = signed_in(people.hanh), signed_in(people.lan)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert text(hanh.get("/ban-giao/moi")).count('name="items"') == MANY
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    for client, address in (
        (lan, "/ban-giao/"),
        (lan, f"/ban-giao/{listed.code}"),
        (lan, f"/ban-giao/{listed.code}/nhan"),
        (hanh, "/buu-gui/"),
        (hanh, "/ban-giao/?muc=cho-ben-kia"),
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200


def test_the_desk_counts_what_its_lists_show(people: Cast) -> None:
    listed = acts.propose(people.hanh, acts.lodge(people, 3), "UB-633", "BC-633")
    lan = signed_in(people.lan)
    page = text(lan.get("/"))
    assert f"/ban-giao/{listed.code}/nhan" in page
    assert 'href="/ban-giao/?muc=cho-toi-ky"' in page
    assert "Quét bưu gửi" in page
    assert "Quét bưu gửi" not in text(signed_in(people.hanh).get("/"))


def test_the_desk_asks_the_same_however_much_there_is(people: Cast) -> None:
    asked: dict[str, list[int]] = {}
    for lists in (1, 7):
        for _ in range(lists):
            acts.propose(people.hanh, acts.lodge(people, 9), "UB-633", "BC-633")
            acts.at_post(people, 5)
        for person in (people.hanh, people.lan, people.tien, people.may, people.tinh):
            browser = signed_in(person)
            browser.get("/")
            with CaptureQueriesContext(connection) as said:
                page = text(browser.get("/"))
            asked.setdefault(person.username, []).append(len(said))
            if person is people.lan:
                assert f'Chờ tôi ký nhận</h2><span class="panel__count">{lists + lists // 7}</span>' in page
    assert all(few == many <= DESK_QUERIES for few, many in asked.values()), asked
