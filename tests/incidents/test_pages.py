"""The exception desk on the screen: counts, filters, deadlines, acts, refusals, and a constant number of queries."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from postal_services.accounts.models import PersonalDataRead
from tests import cast as play
from tests.cast import NOON, Cast
from tests.incidents.conftest import mai, missing, read, signed_in, sweep
from tracking.incidents import steps
from tracking.incidents.commands import complain, handle, report
from tracking.incidents.models import Incident, SetAside

QUERIES = 16


def broken(cast: Cast, count: int = 1) -> list[Incident]:
    """Items of Chư Sê whose seal was found broken."""
    for code in play.at_post(cast, count):
        play.scan(cast.lan, code, "open_seal")
    read()
    return list(Incident.objects.filter(kind="opened_seal").order_by("code"))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_desk_shows_what_is_due_first_with_owner_age_and_deadline(people: Cast) -> None:
    late, fresh = broken(people, 2)
    Incident.objects.filter(pk=late.pk).update(due_at=NOON - timedelta(hours=3))
    text = page(signed_in(people.lan), "/viec")
    assert text.index(late.code) < text.index(fresh.code)
    assert "quá 2 giờ làm việc" in text
    assert "còn 1 ngày làm việc" in text
    assert "chưa có người nhận" in text
    assert "Mở niêm phong (2)" in text


@pytest.mark.parametrize(
    ("who", "sees"), [("lan", True), ("may", True), ("tinh", True), ("hanh", False), ("minh", False), ("bao", False)]
)
def test_incidents_are_there_for_those_they_concern(people: Cast, who: str, sees: bool) -> None:
    incident = broken(people)[0]
    client = signed_in(getattr(people, who))
    assert (incident.code in page(client, "/viec?ai=tat")) is sees
    assert client.get(f"/viec/{incident.code}").status_code == (200 if sees else 404)
    for act in ("nhan", "giai-quyet", "giao"):
        assert client.post(f"/viec/{incident.code}/{act}").status_code in ((302, 422) if sees else (404,))


def test_the_hotline_reads_but_does_not_act(people: Cast) -> None:
    incident = broken(people)[0]
    client = signed_in(mai())
    assert client.get(f"/viec/{incident.code}").status_code == 200
    answer = client.post(f"/viec/{incident.code}/nhan")
    assert answer.status_code == 403
    assert "do Bưu điện huyện Chư Sê phụ trách" in answer.content.decode()


def test_filters_stand_in_the_address(people: Cast) -> None:
    broken(people)
    missing(people)
    client = signed_in(people.lan)
    assert "Thiếu, đang tìm" not in page(client, "/viec?loai=opened_seal").split("<tbody>")[1]
    assert "Không có việc nào" in page(client, "/viec?han=late")
    assert "Không có việc nào" in page(client, "/viec?ai=toi")
    code = play.lines(Incident.objects.filter(kind="missing").get().item.code)[0].data["item"]  # type: ignore[union-attr]
    found = page(client, f"/viec?q={code}")
    assert found.count('<th scope="row"') == 1


def test_an_incident_is_found_by_its_number(people: Cast) -> None:
    incident = broken(people)[0]
    answer = signed_in(people.lan).get(f"/viec?q={incident.code.lower()}")
    assert (answer.status_code, answer["Location"]) == (302, f"/viec/{incident.code}")


def test_somebody_takes_it_hands_it_on_and_settles_it(people: Cast) -> None:
    incident = broken(people)[0]
    lan, may = signed_in(people.lan), signed_in(people.may)
    assert lan.post(f"/viec/{incident.code}/nhan").status_code == 302
    assert 'Của tôi <span class="count">1</span>' in page(lan, "/viec?ai=toi")
    assert lan.post(f"/viec/{incident.code}/giao", {"to": "may"}).status_code == 302
    assert 'Của tôi <span class="count">0</span>' in page(lan, "/viec?ai=toi")
    refused = may.post(f"/viec/{incident.code}/giai-quyet", {"resolution": "other", "note": ""})
    assert (refused.status_code, "Ghi rõ cách giải quyết." in refused.content.decode()) == (422, True)
    sent = {"resolution": "resealed", "note": "Đếm đủ, niêm phong lại số 0417"}
    assert may.post(f"/viec/{incident.code}/giai-quyet", sent).status_code == 302
    text = page(may, f"/viec/{incident.code}")
    assert "Đã kiểm đếm và niêm phong lại" in text
    assert "niêm phong lại số 0417" in text
    assert incident.code in page(may, "/viec?muc=xong")
    twice = may.post(f"/viec/{incident.code}/giai-quyet", sent)
    assert (twice.status_code, "Đã giải quyết" in twice.content.decode()) == (422, True)


def test_the_page_of_an_incident_tells_the_next_step_the_clock_and_the_custody(people: Cast) -> None:
    incident = broken(people)[0]
    text = page(signed_in(people.lan), f"/viec/{incident.code}")
    for words in ("Việc tiếp theo", "niêm phong lại với số mới", "Nằm tại bưu cục", "16 giờ", "chưa kiểm chứng"):
        assert words in text
    assert "Mở việc: Mở niêm phong" in text
    assert "Báo mở niêm phong" in text


def test_what_is_paused_says_why(people: Cast) -> None:
    code = play.at_post(people)[0]
    for action in ("take_out", "fail", "hold"):
        play.scan(people.lan, code, action, reason="absent", measure="hold")
    play.scan(people.lan, code, "damage")
    read()
    text = page(signed_in(people.lan), f"/viec/{Incident.objects.get().code}")
    assert "Đang tạm dừng" in text
    assert "chờ người nhận đến lấy" in text


def test_words_that_may_name_people_are_sealed_and_reading_them_is_noted(people: Cast) -> None:
    code = play.at_post(people)[0]
    told = report.Report("wrong_content", code, "BC-633", "Trong túi là hồ sơ của bà H'Nhung")
    incident = report.report_incident(actor=people.lan, report=told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT report FROM incidents_incident WHERE id = %s", [incident.pk])
        assert "Nhung" not in cursor.fetchone()[0]
    before = PersonalDataRead.objects.count()
    assert "Nhung" in page(signed_in(people.may), f"/viec/{incident.code}")
    assert PersonalDataRead.objects.count() == before + 1


def test_reporting_and_complaining_have_pages_with_answers(people: Cast) -> None:
    code = play.at_post(people)[0]
    client = signed_in(people.lan)
    assert code in page(client, f"/viec/bao?buu-gui={code}")
    sent = {"item": code, "kind": "wrong_content", "office": "BC-633", "words": "Sai giấy"}
    made = client.post("/viec/bao", sent)
    assert (made.status_code, Incident.objects.get().kind) == (302, "wrong_content")
    bad = client.post("/viec/bao", {**sent, "words": ""})
    assert bad.status_code == 422
    dossier = play.item(code).dossier.code
    wrong = client.post("/viec/khieu-nai", {"dossier": "x", "subject": "late", "channel": "counter", "words": "Chậm"})
    assert (wrong.status_code, "Không tìm thấy" in wrong.content.decode()) == (422, True)
    lodged = client.post(
        "/viec/khieu-nai", {"dossier": dossier, "subject": "late", "channel": "counter", "words": "Chậm"}
    )
    assert lodged.status_code == 302
    text = page(client, lodged["Location"])
    assert "Hết thời hiệu khiếu nại" in text
    assert "Trả lời khiếu nại" in text


def many(code: str, count: int) -> None:
    """So many open incidents of Chư Sê, opened by the same step as any other."""
    case = play.item(code).dossier_id
    matters = [
        steps.Matter(kind="complaint", cause=f"complaint:{n}", office="BC-633", since=NOON, case=case)
        for n in range(count)
    ]
    steps.open_many(matters, now=NOON)


def test_a_thousand_incidents_take_the_same_queries_as_three(people: Cast) -> None:
    client, code = signed_in(people.lan), play.at_post(people)[0]
    many(code, 3)
    page(client, "/viec")
    with CaptureQueriesContext(connection) as few:
        page(client, "/viec")
    many(code, 1000)
    with CaptureQueriesContext(connection) as lots:
        text = page(client, "/viec")
    assert len(lots) == len(few) <= QUERIES
    assert "cursor=2" in text
    assert page(client, "/viec?cursor=20").count('<th scope="row"') == 50


def test_opening_two_hundred_takes_few_statements(people: Cast) -> None:
    code = play.at_post(people)[0]
    with CaptureQueriesContext(connection) as done:
        many(code, 200)
    assert Incident.objects.count() == 200
    assert len(done) < 20


def test_the_standards_of_every_stage_stand_on_a_page_with_counts_by_office(people: Cast) -> None:
    play.at_post(people, 2)
    with time_machine.travel(NOON + timedelta(days=6), tick=False):
        text = page(signed_in(people.tinh), reverse("incidents:stages"))
    assert "Bưu điện huyện Chư Sê" in text
    assert '<strong class="late-number">2</strong>' in text
    assert "chưa kiểm chứng" in text


def test_lines_set_aside_are_shown_to_the_province(people: Cast) -> None:
    item = play.item(play.lodge(people)[0])
    SetAside.objects.create(stream_id=item.dossier_id, seq=1, error="KeyError", set_aside_at=NOON, tried_at=NOON)
    client = signed_in(people.tinh)
    assert "1 dòng sổ chưa mở được việc" in page(client, "/viec")
    assert "KeyError" in page(client, "/viec/dong-de-rieng")
    assert signed_in(people.lan).get("/viec/dong-de-rieng").status_code == 404


def test_every_desk_counts_what_needs_somebody(people: Cast) -> None:
    broken(people)
    for person in (people.lan, people.may, people.tinh, mai()):
        text = page(signed_in(person), "/")
        assert "Việc cần xử lý" in text
        assert "Cần xử lý ngay" in text
    assert "Việc quá hạn" not in page(signed_in(people.bao), "/")


def test_papers_are_printed_for_those_who_work_on_it(people: Cast) -> None:
    incident = broken(people)[0]
    for who, status in (("lan", 200), ("minh", 404)):
        client = signed_in(getattr(people, who))
        for name in ("bien-ban.pdf", "thu-xin-loi.pdf"):
            answer = client.get(f"/viec/{incident.code}/{name}")
            assert answer.status_code == status
            assert status != 200 or answer.content.startswith(b"%PDF")
            assert status != 200 or answer["Cache-Control"] == "private, no-store"


def test_a_complaint_s_incident_ends_with_its_answer_only(people: Cast) -> None:
    code = play.at_post(people)[0]
    told = complain.Complaining("late", "Chậm quá")
    made = complain.lodge_complaint(actor=people.lan, dossier=play.item(code).dossier.code, complaining=told)
    client = signed_in(people.lan)
    refused = client.post(f"/viec/{made.incident.code}/giai-quyet", {"resolution": "no_fault", "note": "x"})
    assert refused.status_code == 422
    assert made.code in refused.content.decode()
    assert handle.take_incident(actor=people.lan, code=made.incident.code).owner_id == people.lan.user_id
    assert sweep(NOON).opened == 0
