import pytest

from postal_services.errors import Invalid, NotAllowed, NotThere
from tests import cast as acts
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import MOST_QUERIES, text
from tracking.custody.commands.tray import close_scan
from tracking.custody.models import Scan
from tracking.custody.refusals import ScanDealtWith


def refused(people: Cast, raw: str = "xin chào") -> Scan:
    """A scan of Lan that nobody could read."""
    acts.scan(people.lan, raw, "arrive")
    return Scan.objects.get(text=raw)


def test_a_refused_scan_waits_with_its_reason_and_raw_text(people: Cast) -> None:
    refused(people)
    page = text(signed_in(people.lan).get("/khay"))
    for words in ("xin chào", "Không đọc được mã", "Lan", "Bưu điện huyện Chư Sê"):
        assert words in page
    assert "xin chào" not in text(signed_in(people.minh).get("/khay"))


def test_filters_stand_in_the_address(people: Cast) -> None:
    refused(people)
    code = acts.at_post(people)[0]
    acts.scan(people.tien, code, "take_out")
    acts.scan(people.tien, code, "deliver")
    lan = signed_in(people.lan)
    flagged = text(lan.get("/khay?kq=flagged"))
    assert code in flagged
    assert "xin chào" not in flagged
    assert code not in text(lan.get("/khay", {"q": "chào"}))


def test_closing_takes_a_scan_out_with_a_note(people: Cast) -> None:
    scan = refused(people)
    lan = signed_in(people.lan)
    row = lan.post(f"/khay/{scan.pk}/xu-ly", {"note": "Tem mờ, đã in lại."}, headers={"HX-Request": "true"})
    assert row.status_code == 200
    assert "Tem mờ, đã in lại." in text(row)
    assert "<html" not in text(row)
    assert "Khay trống" in text(lan.get("/khay"))
    assert "Tem mờ" in text(lan.get("/khay?muc=xong"))


def test_a_note_is_needed(people: Cast) -> None:
    scan = refused(people)
    lan = signed_in(people.lan)
    part = lan.post(f"/khay/{scan.pk}/xu-ly", {"note": " "}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "Ghi cách đã xử lý." in text(part)
    assert lan.post(f"/khay/{scan.pk}/xu-ly", {"note": ""}).status_code == 422
    assert lan.post(f"/khay/{scan.pk}/xu-ly", {"note": "Xong"})["Location"] == "/khay"


def test_only_the_office_closes_and_only_once(people: Cast) -> None:
    scan = refused(people)
    assert signed_in(people.minh).post(f"/khay/{scan.pk}/xu-ly", {"note": "x"}).status_code == 404
    with pytest.raises(NotThere):
        close_scan(actor=people.minh, scan=scan.pk, note="x")
    with pytest.raises(NotAllowed):
        close_scan(actor=people.tien, scan=scan.pk, note="x")
    with pytest.raises(Invalid):
        close_scan(actor=people.may, scan=scan.pk, note="a" * 301)
    closed = close_scan(actor=people.may, scan=scan.pk, note=" Đã hỏi nơi gửi ")
    assert (closed.closing_note, closed.closed_by_id) == ("Đã hỏi nơi gửi", people.may.user_id)
    with pytest.raises(ScanDealtWith):
        close_scan(actor=people.lan, scan=scan.pk, note="lần hai")


def test_a_recorded_scan_was_never_in_the_tray(people: Cast) -> None:
    acts.scan(people.lan, acts.at_post(people)[0], "take_out")
    with pytest.raises(NotThere):
        close_scan(actor=people.lan, scan=Scan.objects.get(action="take_out").pk, note="x")


def test_a_full_tray_asks_few_questions(people: Cast, django_assert_max_num_queries: object) -> None:
    for number in range(60):
        acts.scan(people.lan, f"hỏng {number}", "arrive")
    lan = signed_in(people.lan)
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        page = text(lan.get("/khay"))
    assert page.count('id="scan-') == 50
    assert "cursor=2" in page
    assert text(lan.get("/khay?cursor=2")).count('id="scan-') == 10
