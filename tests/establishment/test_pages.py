"""Pages of offices: what they show to whom, and every act by hand, without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from delegation.establishment.commands.publishing import publish_procedures
from delegation.establishment.commands.training import record_training
from delegation.establishment.models import Publication, Training
from delegation.registry.models import Office, Post
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device, EnrolmentCode, PersonalDataRead, User
from tests.cast import Cast
from tests.documents.files import pdf
from tests.establishment.desk import TODAY, attachment, publishing, said, training
from tests.mandates.world import EXTRACT, SPLIT


def browser(actor: Actor | None = None) -> Client:
    client = Client(headers={"host": "localhost"})
    if actor is not None:
        client.force_login(User.objects.get(pk=str(actor.user_id)), "django.contrib.auth.backends.ModelBackend")
    return client


def body(response: Any) -> str:
    return str(response.content.decode())


def upload(name: str = "Biên bản.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), "application/octet-stream")


def test_the_list_shows_everybody_their_offices(cast: Cast) -> None:
    assert "Bưu điện huyện Chư Sê" in body(browser(cast.hanh).get("/co-so"))
    assert "BĐ-VHX Ia Tiêm" in body(browser(cast.may).get("/co-so"))
    seen = body(browser(cast.tinh).get("/co-so"))
    assert "Bưu điện TP Pleiku" in seen
    assert "Ia Tiêm" not in seen
    assert browser(cast.bao).get("/co-so").status_code == 403
    assert browser().get("/co-so").status_code == 302


def test_an_office_shows_what_is_missing_with_the_one_next_act(cast: Cast) -> None:
    shown = body(browser(cast.hanh).get("/co-so/UB-633"))
    assert shown.count('class="govuk-button"') == 1
    assert "Bổ nhiệm" in shown
    assert browser(cast.thuy).get("/co-so/UB-633").status_code == 404
    assert browser(cast.hanh).get("/co-so/UB-999").status_code == 404
    assert "thiet-bi" not in re.findall(
        r'href="/co-so/BC-633/([a-z-]+)"', body(browser(cast.hanh).get("/co-so/BC-633"))
    )


def test_a_past_day_is_shown_without_acts_and_a_later_one_is_today(cast: Cast) -> None:
    publish_procedures(cast.hanh, publishing())
    client = browser(cast.hanh)
    assert "5/8/2019" in body(client.get("/co-so/UB-633?ngay=31/12/2030")) or "05/08/2019" in body(
        client.get("/co-so/UB-633?ngay=31/12/2030")
    )
    before = body(client.get("/co-so/UB-633?ngay=4/8/2019"))
    assert "Chưa niêm yết" in before
    assert "/co-so/UB-633/niem-yet" not in before
    assert client.get("/co-so/UB-633?ngay=hôm kia").status_code == 200


def test_a_page_with_many_offices_takes_as_many_statements(cast: Cast, django_assert_max_num_queries: object) -> None:
    client = browser(cast.tinh)
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture of pytest-django
        client.get("/co-so")


def test_somebody_new_is_appointed_and_the_password_is_shown_once(cast: Cast) -> None:
    client = browser(cast.may)
    sent = {"username": "ksor.hlan", "full_name": "Ksor H’Lan", "role": "clerk", "valid_from": "5/8/2019"}
    answer = client.post("/co-so/BC-633/nguoi", sent)
    password = re.search(r">([0-9BCGHKMNPQTV]{4}(?:-[0-9BCGHKMNPQTV]{4}){2})<", body(answer))
    assert password
    assert User.objects.get(username="ksor.hlan").check_password(password[1])
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/co-so/BC-633/nguoi", {**sent, "full_name": ""}).status_code == 302
    refused = client.post("/co-so/BC-633/nguoi", {**sent, "username": "lan", "full_name": ""})
    assert refused.status_code == 422
    assert "đã giữ vị trí" in body(refused)
    assert browser(cast.lan).get("/co-so/BC-633/nguoi").status_code == 403


def test_somebody_is_relieved_after_a_question(cast: Cast) -> None:
    post = Post.objects.get(user=cast.lan.user_id)
    address = f"/co-so/BC-633/nguoi/{post.pk}/thoi"
    client = browser(cast.may)
    assert "Lan" in body(client.get(address))
    assert client.post(address, {"until": "5/8/2019"}).status_code == 302
    assert Post.objects.get(pk=post.pk).valid_to == TODAY
    assert client.get(f"/co-so/UB-633/nguoi/{post.pk}/thoi").status_code == 404
    assert browser(cast.tien).get(address).status_code == 403


def test_a_device_is_enrolled_by_the_code_on_the_screen(cast: Cast) -> None:
    shown = browser(cast.may).post("/co-so/BC-633/thiet-bi", {"label": "Máy quét quầy 1"})
    code = re.search(r'enrol__code code">([^<]+)<', body(shown))
    assert code
    assert "<svg" in body(shown)
    assert "trong 30 phút" in body(shown)
    phone = browser()
    assert code[1] in body(phone.get(f"/ghi-danh?ma={code[1]}"))
    done = phone.post("/ghi-danh", {"code": code[1].lower()})
    assert "psd_" in body(done)
    assert "no-store" in done["Cache-Control"]
    again = phone.post("/ghi-danh", {"code": code[1]})
    assert (again.status_code, "đã dùng" in body(again)) == (404, True)
    device = Device.objects.get()
    assert "Máy quét quầy 1" in body(browser(cast.may).get("/co-so/BC-633"))
    address = f"/co-so/BC-633/thiet-bi/{device.pk}/thu-hoi"
    assert browser(cast.may).get(address).status_code == 200
    assert Device.objects.get().revoked_at is None
    assert browser(cast.may).post(address).status_code == 302
    assert said("BC-633", "device") == ["enrol", "revoke"]
    assert browser(cast.may).get(address).status_code == 404


def test_only_who_looks_after_devices_makes_codes(cast: Cast) -> None:
    for actor in (cast.lan, cast.hanh):
        assert browser(actor).post("/co-so/BC-633/thiet-bi", {"label": "x"}).status_code == 403
    assert not EnrolmentCode.objects.exists()
    assert browser(cast.may).post("/co-so/BC-633/thiet-bi", {"label": ""}).status_code == 422
    assert browser().post("/ghi-danh", {"code": ""}).status_code == 422


def test_procedures_are_announced_with_their_days_and_a_document(cast: Cast) -> None:
    client = browser(cast.hanh)
    sent = {"document_number": "12/TB-UBND", "on": "5/8/2019", f"d-{EXTRACT}": "3", f"d-{SPLIT}": ""}
    assert client.post("/co-so/UB-633/niem-yet", {**sent, "attachment": upload()}).status_code == 302
    row = Publication.objects.get()
    assert (row.procedure_id, row.posted_days) == (EXTRACT, 3)
    assert row.attachment is not None
    page = client.get("/co-so/UB-633/niem-yet")
    assert re.search(rf'name="d-{re.escape(EXTRACT)}" value="3"', body(page))
    longer = client.post("/co-so/UB-633/niem-yet", {**sent, f"d-{EXTRACT}": "4"})
    assert (longer.status_code, "quy định chỉ 3 ngày" in body(longer)) == (422, True)
    assert client.post("/co-so/UB-633/niem-yet", {**sent, f"d-{EXTRACT}": "0"}).status_code == 422
    wrong = client.post("/co-so/UB-633/niem-yet", {**sent, "attachment": SimpleUploadedFile("x.pdf", b"<svg/>")})
    assert (wrong.status_code, "không nhận được" in body(wrong)) == (422, True)
    assert browser(cast.may).get("/co-so/UB-633/niem-yet").status_code == 404
    assert browser(cast.tinh).get("/co-so/BC-633/niem-yet").status_code == 403


def test_the_document_of_an_announcement_is_public_while_it_stands(cast: Cast) -> None:
    (row, other) = publish_procedures(cast.hanh, publishing(attachment=attachment().pk))
    address = f"/co-so/van-ban/niem-yet/{row.pk}"
    given = browser().get(address)
    assert (given.status_code, given["X-Content-Type-Options"]) == (200, "nosniff")
    assert given["Content-Disposition"].startswith("attachment")
    client = browser(cast.hanh)
    take_back = f"/co-so/UB-633/niem-yet/{row.procedure_id}/go"
    assert client.post(take_back, {"reason": "", "on": "5/8/2019"}).status_code == 422
    assert client.post(take_back, {"reason": "Sửa", "on": "5/8/2019"}).status_code == 302
    assert client.get(take_back).status_code == 404
    assert browser().get(address).status_code == 404
    assert other.state == "published"


def test_a_training_is_recorded_with_names_and_a_signed_list(cast: Cast) -> None:
    client = browser(cast.hanh)
    form = body(client.get("/co-so/UB-633/tap-huan"))
    assert "Lan · Giao dịch viên" in form
    assert "Minh ·" not in form
    sent = {
        "on": "5/8/2019",
        "topic": "hand_over",
        "people": [str(cast.hanh.user_id), str(cast.lan.user_id)],
        "others": "Rơ Châm H'Nhung\r\n\r\nSiu Blí",
    }
    assert client.post("/co-so/UB-633/tap-huan", sent).status_code == 422
    assert client.post("/co-so/UB-633/tap-huan", {**sent, "attachment": upload()}).status_code == 302
    desk, post = Training.objects.get(office="UB-633"), Training.objects.get(office="BC-633")
    assert (desk.other_names, post.other_names) == (["Rơ Châm H'Nhung", "Siu Blí"], [])
    stranger = client.post(
        "/co-so/UB-633/tap-huan", {**sent, "people": [str(cast.minh.user_id)], "attachment": upload()}
    )
    assert stranger.status_code == 422


def test_names_without_a_sign_in_are_read_by_few_and_the_reading_is_noted(cast: Cast) -> None:
    (row,) = record_training(cast.hanh, training((cast.hanh.user_id,), others=("Siu Blí",)))
    address = f"/co-so/UB-633/tap-huan/{row.pk}"
    assert "Siu Blí" in body(browser(cast.hanh).get(address))
    assert "Siu Blí" not in body(browser(cast.hanh).get("/co-so/UB-633"))
    assert PersonalDataRead.objects.get().fields == ["others"]
    assert browser(cast.thuy).get(address).status_code == 404
    assert browser(cast.lan).get(address).status_code == 404
    file = f"/co-so/van-ban/tap-huan/{row.pk}"
    assert browser(cast.hanh).get(file)["Content-Disposition"].startswith("attachment")
    assert browser(cast.thuy).get(file).status_code == 404
    assert browser().get(file).status_code == 302
    client = browser(cast.hanh)
    assert client.post(f"{address}/rut", {"reason": "Nhầm", "on": "5/8/2019"}).status_code == 302
    assert "Lý do rút" in body(client.get(address))


@pytest.mark.parametrize("who", ["hanh", "may"])
def test_a_counter_is_opened_and_closed(cast: Cast, who: str) -> None:
    home = {"hanh": "UB-633", "may": "BC-633"}[who]
    client = browser(getattr(cast, who))
    sent = {"unit": "23947", "kind": "counter", "name": "Điểm Làng Ring", "on": "1/8/2019"}
    assert client.post(f"/co-so/{home}/diem", sent).status_code == 302
    assert "Điểm Làng Ring" in body(client.get(f"/co-so/{home}"))
    assert client.post(f"/co-so/{home}/diem", {**sent, "unit": ""}).status_code == 422
    assert client.post("/co-so/DP-23947-1/dong", {"on": "5/8/2019"}).status_code == 302
    assert Office.objects.get(pk="DP-23947-1").valid_to == TODAY
    assert client.get(f"/co-so/{home}/dong").status_code == 403
    assert browser(cast.lan).get("/co-so/BC-633/diem").status_code == 403
    assert TODAY + timedelta(days=1) > TODAY
