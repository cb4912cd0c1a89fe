"""The pages: the citizen books without a script, the clerk sends, the postman collects, the desk counts again."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import PersonalDataRead, User
from tests.cast import Cast, item, propose, sign
from tests.cast import lines as lines_of
from tests.mandates.world import EXTRACT
from tests.pickups.world import AT_DOOR, book, collected, drawn, given, windows
from tracking.pickups import policies
from tracking.pickups.commands.assignment import Failure, fail_pickup
from tracking.pickups.models import IncompleteIntake, PaperCount, Pickup, PickupSeries, SlotRule

SLOT = "BC-633/2019-08-06/07:30"
ASKED = {
    "unit": "23947",
    "procedure": EXTRACT,
    "service": "send",
    "window": SLOT,
    "name": "Rơ Châm H'Nhung",
    "phone": "+84 905 000 001",
    "address": "Làng Ring",
    "note": "",
    "act": "book",
}
INK = "data:image/png;base64," + base64.b64encode(drawn()).decode()


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    policies.PER_SERVICE.forget()


@pytest.fixture
def at_door() -> Iterator[None]:
    with time_machine.travel(AT_DOOR, tick=False):
        yield


def staff(person: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=person.username), "django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_citizen_sees_papers_fees_and_windows_and_books(cast: Cast) -> None:
    windows()
    visitor = Client()
    assert "Hẹn bưu điện đến lấy hồ sơ" in text(visitor.get("/lay-ho-so"))
    page = visitor.get("/lay-ho-so", {"unit": "23947", "procedure": EXTRACT})
    said = text(page)
    assert all(words in said for words in ("Tờ khai", "Bản sao chứng thực", "42.000", "còn 2 chỗ", "07:30–09:30"))
    assert "<script" not in said
    booked = visitor.post("/lay-ho-so", ASKED)
    pickup = Pickup.objects.get()
    assert (booked.status_code, booked["Location"]) == (302, f"/lay-ho-so/{pickup.token}")
    mine = visitor.get(booked["Location"])
    assert pickup.code in text(mine)
    assert "Nhung" not in text(mine)
    assert "Làng Ring" not in text(mine)
    assert mine["Cache-Control"] == "no-store"
    assert not mine.cookies
    assert len(mine.content) < 30_000


def test_a_reduction_is_shown_before_the_choice(cast: Cast) -> None:
    windows()
    said = text(Client().post("/lay-ho-so", {**ASKED, "act": "preview", "categories": "poor_household"}))
    assert "29.000" in said
    assert Pickup.objects.count() == 0
    assert "Làng Ring" in said


def test_what_is_wrong_stands_beside_its_field_and_what_was_filled_in_stays(cast: Cast) -> None:
    windows()
    answer = Client().post("/lay-ho-so", {**ASKED, "phone": "12", "window": ""})
    said = text(answer)
    assert answer.status_code == 422
    assert "Nhập số điện thoại để bưu tá gọi" in said
    assert "Rơ Châm H&#x27;Nhung" in said
    assert Client().get("/lay-ho-so", {"unit": "99999", "procedure": EXTRACT}).status_code == 422
    reader = Client()
    reader.cookies["ngon_ngu"] = "en"
    english = text(reader.post("/lay-ho-so", {**ASKED, "phone": "12"}))
    assert "Enter the telephone number" in english
    assert "2 places left" in english


def test_a_full_window_shows_the_next_ones(cast: Cast) -> None:
    windows(capacity=1)
    book()
    answer = Client().post("/lay-ho-so", {**ASKED, "phone": "0905000009"})
    assert answer.status_code == 409
    assert "đã hết chỗ" in text(answer)
    assert "14:00–16:00" in text(answer)


def test_a_bot_is_asked_to_wait(cast: Cast) -> None:
    windows(capacity=60)
    codes = [Client().post("/lay-ho-so", {**ASKED, "phone": f"09050010{n:02}"}).status_code for n in range(14)]
    assert codes == [302] * 12 + [429] * 2


def test_the_sender_moves_and_calls_off_by_the_link(cast: Cast) -> None:
    windows()
    pickup = book()
    visitor = Client()
    assert visitor.post(f"/lay-ho-so/{pickup.token}/doi", {"window": "BC-633/2019-08-06/14:00"}).status_code == 302
    assert "14:00–16:00" in text(visitor.get(f"/lay-ho-so/{pickup.token}"))
    assert visitor.post(f"/lay-ho-so/{pickup.token}/doi", {"window": "x"}).status_code == 400
    assert visitor.post(f"/lay-ho-so/{pickup.token}/huy").status_code == 302
    assert "Đã hủy hẹn" in text(visitor.get(f"/lay-ho-so/{pickup.token}"))
    assert visitor.post(f"/lay-ho-so/{pickup.token}/huy").status_code == 409
    assert visitor.get("/lay-ho-so/0000000000000000").status_code == 404


def test_the_sender_reads_why_nobody_could_collect(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    fail_pickup(actor=cast.tien, code=pickup.code, failure=Failure("absent", "ask_citizen"), now=AT_DOOR)
    said = text(Client().get(f"/lay-ho-so/{pickup.token}"))
    assert "Người gửi không có nhà" in said
    assert "Đổi giờ" in said


def test_the_clerk_sees_the_day_and_sends_somebody(cast: Cast) -> None:
    windows(capacity=9)
    codes = [book(cast.lan).code for _ in range(3)]
    lan = staff(cast.lan)
    said = text(lan.get("/lay/?muc=ngay-mai"))
    assert all(code in said for code in codes)
    assert "0905" in said
    assert lan.post("/lay/giao", {"muc": "ngay-mai", "postman": "tien"}).status_code == 422
    assert lan.post("/lay/giao", {"muc": "ngay-mai", "postman": "minh", "pickup": codes}).status_code == 422
    assert lan.post("/lay/giao", {"muc": "ngay-mai", "postman": "tien", "pickup": codes}).status_code == 302
    assert set(Pickup.objects.values_list("state", flat=True)) == {"assigned"}
    assert lan.get("/lay/danh-sach.pdf?muc=ngay-mai").content[:5] == b"%PDF-"
    assert "Giao cho tôi" in text(staff(cast.tien).get("/lay/"))
    assert PersonalDataRead.objects.filter(purpose="pickup_board").exists()
    assert staff(cast.minh).get(f"/lay/{codes[0]}").status_code == 404


def test_the_counter_books_and_finds_by_telephone(cast: Cast) -> None:
    windows()
    lan = staff(cast.lan)
    answer = lan.post("/lay/moi", ASKED)
    pickup = Pickup.objects.get()
    assert (answer.status_code, pickup.source) == (302, "counter")
    assert pickup.code in text(lan.get("/lay/moi", {"phone": "0905000001"}))
    assert pickup.code not in text(lan.get("/lay/moi", {"phone": "0905000002"}))
    assert lan.post("/lay/moi", {**ASKED, "name": ""}).status_code == 422
    assert lan.get("/lay/moi", {"unit": "23947", "procedure": EXTRACT, "phone": "0905000001"}).status_code == 200
    moved = lan.post(f"/lay/{pickup.code}/doi", {"window": "BC-633/2019-08-07/07:30"})
    assert moved.status_code == 302
    assert lan.post(f"/lay/{pickup.code}/huy").status_code == 302


def test_the_postman_goes_through_three_screens_and_shows_the_slip(cast: Cast, at_door: None) -> None:
    windows()
    with time_machine.travel("2019-08-05T05:00:00Z", tick=False):
        pickup = given(cast.lan, cast.tien)
    tien = staff(cast.tien)
    assert "Bắt đầu đếm" in text(tien.get(f"/lay/{pickup.code}"))
    bad = tien.post(f"/lay/{pickup.code}/giay-to", {"found-1": "một", "found-2": "0"})
    assert bad.status_code == 422
    assert "Nhập số lượng" in text(bad)
    assert "Chọn lý do thiếu" in text(bad)
    half = {"found-1": "1", "found-2": "0", "short-2": "missing"}
    assert tien.post(f"/lay/{pickup.code}/giay-to", half).status_code == 422
    counted = tien.post(f"/lay/{pickup.code}/giay-to", {**half, "told": "sender", "due_on": "12/08/2019"})
    assert counted["Location"].endswith("/niem-phong")
    assert tien.post(f"/lay/{pickup.code}/niem-phong", {"weight_g": "80", "seal": ""}).status_code == 422
    sealed = tien.post(f"/lay/{pickup.code}/niem-phong", {"weight_g": "80", "seal": "np 000123"})
    assert sealed["Location"].endswith("/ky")
    assert "42.000" in text(tien.get(f"/lay/{pickup.code}/ky"))
    money = {"state_fee": "8.000", "postal": "26.000", "transfer": "8.000", "method": "cash"}
    photo = tien.post(f"/lay/{pickup.code}/ky", {**money, "sender_signature": "data:image/png;base64,QUJD"})
    assert photo.status_code == 422
    off = {**money, "postal": "20.000", "sender_signature": INK, "postman_signature": INK}
    assert tien.post(f"/lay/{pickup.code}/ky", off).status_code == 422
    done = tien.post(f"/lay/{pickup.code}/ky", {**money, "sender_signature": INK, "postman_signature": INK})
    assert done["Location"] == f"/lay/{pickup.code}/phieu"
    slip = text(tien.get(done["Location"]))
    assert "NP000123" in slip
    assert slip.count("data:image/png;base64,") == 2
    assert tien.get(f"/lay/{pickup.code}/phieu.pdf").content[:5] == b"%PDF-"
    assert IncompleteIntake.objects.count() == 1
    again = tien.post(f"/lay/{pickup.code}/giay-to", {"found-1": "1", "found-2": "1"})
    assert again.status_code in {302, 409}
    assert staff(cast.hanh).get(f"/lay/{pickup.code}/phieu").status_code == 200
    assert PersonalDataRead.objects.filter(purpose="pickup_slip", actor=cast.hanh.user_id).exists()
    assert staff(cast.thuy).get(f"/lay/{pickup.code}/phieu").status_code == 404


def test_the_postman_writes_down_why_nothing_was_collected(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    tien = staff(cast.tien)
    assert tien.post(f"/lay/{pickup.code}/khong-lay-duoc", {}).status_code == 422
    sent = {"reason": "absent", "next_step": "new_window", "window": "BC-633/2019-08-07/14:00", "note": ""}
    assert tien.post(f"/lay/{pickup.code}/khong-lay-duoc", sent).status_code == 302
    assert Pickup.objects.get().state == "asked"


def test_the_supervisor_sets_windows_and_clerks_do_not(cast: Cast) -> None:
    may, lan = staff(cast.may), staff(cast.lan)
    rule = {"weekday": "2", "opens": "07:30", "closes": "09:30", "capacity": "4"}
    assert lan.post("/lay/khung", rule).status_code == 422
    assert may.post("/lay/khung", rule).status_code == 302
    assert may.post("/lay/khung", {**rule, "opens": "08:00", "closes": "10:00"}).status_code == 422
    assert may.post("/lay/khung", {**rule, "closes": "06:00"}).status_code == 422
    assert may.post("/lay/khung", {**rule, "capacity": "9"}).status_code == 302
    found = SlotRule.objects.get()
    assert found.capacity == 9
    assert may.post(f"/lay/khung/{found.pk}/het").status_code == 302
    assert staff(cast.hanh).get("/lay/khung").status_code == 403


def test_a_weekly_pickup_is_agreed_and_stopped(cast: Cast) -> None:
    windows()
    lan = staff(cast.lan)
    agreed = {
        "procedure": EXTRACT,
        "unit": "23947",
        "rule": "2/07:30",
        "name": "UBND xã Ia Tiêm",
        "phone": "0905000005",
        "address": "Trụ sở xã",
    }
    assert lan.post("/lay/hang-tuan", {**agreed, "phone": "x"}).status_code == 422
    assert lan.post("/lay/hang-tuan", agreed).status_code == 302
    series = PickupSeries.objects.get()
    assert "UBND xã Ia Tiêm" in text(lan.get("/lay/hang-tuan"))
    assert lan.post(f"/lay/hang-tuan/{series.pk}/dung").status_code == 302
    assert staff(cast.minh).post(f"/lay/hang-tuan/{series.pk}/dung").status_code == 404


def _at_counter(**changes: str) -> dict[str, str]:
    return {
        "committee": "UB-633", "procedure": EXTRACT, "name": "Siu Black", "phone": "0905000007", "unit": "23947",
        "address": "Plei Ốp", "weight_g": "80", "state_fee": "8000", "service": "send", "found-1": "1", "found-2": "1",
        **changes,
    }  # fmt: skip


def test_the_counter_counts_and_what_is_complete_is_accepted(cast: Cast) -> None:
    lan = staff(cast.lan)
    page = text(lan.get("/lay/nhan", {"committee": "UB-633", "procedure": EXTRACT}))
    assert "Giấy tờ tùy thân" in page
    answer = lan.post("/lay/nhan", _at_counter())
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/ho-so/{dossier.code}"
    assert [(each.leg, each.state) for each in dossier.items.all()] == [("A", "accepted")]
    assert lan.post("/lay/nhan", _at_counter()).status_code == 422
    assert staff(cast.hanh).get("/lay/nhan").status_code == 403


def test_what_is_short_waits_in_the_queue_until_it_is_completed(cast: Cast) -> None:
    lan = staff(cast.lan)
    short = _at_counter(**{"found-2": "0"})
    assert lan.post("/lay/nhan", short).status_code == 422
    assert lan.post("/lay/nhan", {**short, "short-2": "missing"}).status_code == 422
    assert (
        lan.post("/lay/nhan", {**short, "short-2": "missing", "told": "sender", "due_on": "01/08/2019"}).status_code
        == 422
    )
    assert Dossier.objects.count() == 0
    assert lan.post("/lay/nhan", {**short, "short-2": "missing", "told": "sender"}).status_code == 302
    dossier, intake = Dossier.objects.get(), IncompleteIntake.objects.get()
    held = dossier.items.get()
    assert (held.state, held.holder_office_id) == ("registered", "BC-633")
    page = text(lan.get("/lay/chua-du"))
    assert all(words in page for words in (dossier.code, "Giấy tờ tùy thân", "Người gửi, tại chỗ", "12/08/2019"))
    assert lan.post(f"/lay/chua-du/{intake.pk}", {"found-2": "0"}).status_code == 422
    assert lan.post(f"/lay/chua-du/{intake.pk}", {"found-2": "1"}).status_code == 302
    assert item(held.code).state == "accepted"
    assert [p.name for p in dossier.papers.all()] == ["Tờ khai", "Giấy tờ tùy thân"]
    assert [tuple(line.flags) for line in lines_of(held.code)] == [("papers_short",), ("papers_completed",), ()]
    assert lan.post(f"/lay/chua-du/{intake.pk}", {"found-2": "1"}).status_code == 422
    assert staff(cast.minh).get(f"/lay/chua-du/{intake.pk}").status_code == 404


def test_what_is_short_may_be_sent_on_as_it_is(cast: Cast) -> None:
    lan = staff(cast.lan)
    lan.post("/lay/nhan", _at_counter(**{"found-2": "0", "short-2": "missing", "told": "by_phone"}))
    intake = IncompleteIntake.objects.get()
    assert lan.post(f"/lay/chua-du/{intake.pk}", {"act": "send_on"}).status_code == 302
    assert IncompleteIntake.objects.get().state == "sent_on"


def test_the_desk_counts_again_and_both_sides_see_the_difference(cast: Cast) -> None:
    windows()
    done = collected(cast, given(cast.lan, cast.tien))
    code = done.items[0].code
    hanh = staff(cast.hanh)
    assert hanh.post(f"/lay/dem/{code}", {"found-1": "1", "found-2": "1"}).status_code == 422
    listed = propose(cast.tien, [code], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [code])
    spaced = re.sub(r"\s", "", text(hanh.get("/lay/dem")))
    assert code in spaced
    assert hanh.post(f"/lay/dem/{code}", {"found-1": "1", "found-2": "0"}).status_code == 422
    assert hanh.post(f"/lay/dem/{code}", {"found-1": "x", "found-2": "1"}).status_code == 422
    assert "chưa đếm giấy tờ" in text(staff(cast.lan).get(f"/lay/dem/{code}"))
    assert staff(cast.lan).post(f"/lay/dem/{code}", {"found-1": "1", "found-2": "1"}).status_code == 403
    counted = hanh.post(f"/lay/dem/{code}", {"found-1": "1", "found-2": "0", "short-2": "missing"})
    assert counted.status_code == 302
    assert [(row.listed, row.found, row.short) for row in PaperCount.objects.all()] == [(1, 1, ""), (1, 0, "missing")]
    note = lines_of(code)[-1]
    assert (note.action, note.flags) == ("note", ["papers_differ"])
    assert note.data["differs"] == [{"position": 2, "kind": "certified", "listed": 1, "found": 0, "why": "missing"}]
    for side in (cast.hanh, cast.lan, cast.tien):
        assert "Có chênh lệch" in text(staff(side).get(f"/lay/dem/{code}"))
    assert hanh.get(f"/lay/dem/{code}/bien-ban.pdf").content[:5] == b"%PDF-"
    assert staff(cast.minh).get(f"/lay/dem/{code}").status_code == 404


def test_the_code_of_a_pickup_leads_to_it_from_the_look_up(cast: Cast) -> None:
    windows()
    pickup = book()
    looked = Client().post("/tra-cuu", {"code": pickup.token, "digits": ""}, follow=True)
    assert looked.redirect_chain[-1][0] == f"/lay-ho-so/{pickup.token}"
    assert pickup.code in text(looked)


def test_the_board_and_the_printed_day_ask_the_same_however_many_pickups(cast: Cast) -> None:
    windows(capacity=60)
    asked: dict[str, list[int]] = {}
    lan = staff(cast.lan)
    for count in (2, 20):
        while Pickup.objects.count() < count:
            book(cast.lan)
        for path in ("/lay/?muc=ngay-mai", "/lay/danh-sach.pdf?muc=ngay-mai", "/"):
            lan.get(path)
            with CaptureQueriesContext(connection) as said:
                lan.get(path)
            asked.setdefault(path, []).append(len(said))
    assert all(few == many for few, many in asked.values()), asked


def test_the_desk_shows_what_is_to_be_collected(cast: Cast) -> None:
    windows()
    pickup = book()
    assert pickup.code in text(staff(cast.lan).get("/"))
    assert pickup.code not in text(staff(cast.tien).get("/"))
    assert pickup.code not in text(staff(cast.minh).get("/"))
