"""Whose forms are printed: those of the day of the act, on both sides of the change, whatever day it is today."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from delegation.dossiers import forms
from delegation.dossiers.forms import FormKind
from delegation.dossiers.models import Dossier, DossierNotice
from delegation.registry.models import Calendar as Calendars
from delegation.registry.models import CalendarDay, DayKind, Parameter
from delegation.registry.refusals import NoParameter
from postal_services.accounts.models import User
from postal_services.documents.tokens import find_token
from tests.documents.papers import codes_in, text_of
from tests.dossiers import desk, notice_desk
from tests.mandates import world

BEFORE, FROM = date(2025, 9, 14), date(2025, 9, 15)
NUMBERS = {
    "01/2018": [1, 2, 3, 4, 0, 5, 6],
    "03/2025": [1, 2, 3, 4, 5, 6, 7],
}


@pytest.mark.parametrize(("day", "edition"), [(BEFORE, "01/2018"), (FROM, "03/2025"), (date(2018, 11, 23), "01/2018")])
def test_the_set_is_that_of_the_day(gia_lai: None, day: date, edition: str) -> None:
    found = [forms.of_day(kind, day) for kind in FormKind]
    assert [each.number for each in found] == NUMBERS[edition]
    assert all(edition in each.circular for each in found)


def test_stopping_has_no_form_of_its_own_before_and_number_05_after(gia_lai: None) -> None:
    assert "không có mẫu riêng" in forms.of_day(FormKind.STOP, BEFORE).source
    assert forms.of_day(FormKind.STOP, FROM).source.startswith("Mẫu số 05, Thông tư số 03/2025/TT-VPCP")


def test_form_04_changes_its_name_with_the_circular(gia_lai: None) -> None:
    assert forms.of_day(FormKind.APOLOGY, BEFORE).title == "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
    assert forms.of_day(FormKind.APOLOGY, FROM).title.startswith("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN")


def test_a_day_of_force_put_right_in_the_registry_changes_the_next_paper(gia_lai: None) -> None:
    Parameter.objects.filter(key="form_set", value="03/2025").update(valid_from=date(2026, 1, 1), verified=True)
    assert forms.set_on(date(2025, 12, 31)) == "01/2018"
    assert forms.of_day(FormKind.SUPPLEMENT, date(2026, 1, 1)).source == "Mẫu số 02, Thông tư số 03/2025/TT-VPCP"


def test_an_unverified_day_of_force_is_marked_on_the_paper(gia_lai: None) -> None:
    assert "ngày áp dụng chưa kiểm chứng" in forms.of_day(FormKind.SUPPLEMENT, FROM).source


def test_before_the_first_circular_there_is_no_form(gia_lai: None) -> None:
    with pytest.raises(NoParameter):
        forms.set_on(date(2009, 1, 1))


def _holidays_of(year: int) -> None:
    days = [(1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1), (9, 2)]
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(year, *day), calendar=calendar, kind=DayKind.HOLIDAY, name="Nghỉ lễ")
        for day in days
        for calendar in Calendars.values
    )


def _paper(dossier: Dossier, notice: DossierNotice) -> bytes:
    client = Client()
    client.force_login(User.objects.get(username="hanh"))
    content: bytes = client.get(f"/ho-so/{dossier.code}/phieu/{notice.pk}.pdf").content
    return content


def test_an_old_paper_printed_again_years_later_keeps_its_form(chu_se: None) -> None:
    dossier = desk.lodge(world.hanh())
    notice = notice_desk.ask(world.hanh(), dossier)
    first = _paper(dossier, notice)
    with time_machine.travel(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False):
        again = _paper(dossier, notice)
    assert first == again
    text = text_of(again)
    assert "Mẫu số 02, Thông tư số 01/2018/TT-VPCP" in text
    for words in ("Số: 1/HDHS", "Rơ Châm H'Nhung", notice_desk.BIRTH.name, "NGƯỜI HƯỚNG DẪN", "máy lẻ 12", "bưu điện"):
        assert words in text, words
    assert {dossier.code} <= set(codes_in(again))
    assert dossier.token in {find_token(code) for code in codes_in(again)}


def test_an_act_of_today_on_an_old_dossier_takes_today_s_form(chu_se: None) -> None:
    for year in range(2021, 2027):
        _holidays_of(year)
    dossier = desk.lodge(world.hanh())
    with time_machine.travel(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False):
        notice = notice_desk.stop(world.hanh(), dossier)
        text = text_of(_paper(dossier, notice))
    assert notice.form_set == "03/2025"
    for words in ("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Mẫu số 05", "tranh chấp", "Luật Đất đai", "THỦ TRƯỞNG CƠ QUAN"):
        assert words in text, words


def test_refusal_and_apology_say_what_the_forms_ask_for(chu_se: None) -> None:
    cases = [each for each in desk.lodge_many(world.hanh(), desk.many(2)) if isinstance(each, Dossier)]
    refusal = text_of(_paper(cases[0], notice_desk.refuse(world.hanh(), cases[0])))
    for words in ("PHIẾU TỪ CHỐI TIẾP NHẬN", "Không thuộc thẩm quyền", "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ"):
        assert words in refusal, words
    apology = text_of(_paper(cases[1], notice_desk.reappoint(world.hanh(), cases[1], date(2019, 8, 15))))
    for words in (
        "Số: 1/PXL",
        "Kính gửi: Nguyễn Văn c",
        "17 giờ 00 phút, ngày 08/08/2019",
        "17 giờ 00 phút, ngày 15/08/2019",
        "xin lỗi Ông/Bà",
        "Nơi nhận:",
    ):
        assert words in apology, words
