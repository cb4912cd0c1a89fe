"""The sheet of a unit, the lines behind each of its evidences, and what staff see more."""

import html
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from delegation.dossiers.models import Dossier
from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import NOON, Cast, committed_cast
from tests.journey.conftest import signed_in
from tests.rollout.book import day, device
from tests.rollout.world import load_notice
from tests.rollout_web.conftest import BOARD, CALL, page, text_of
from tracking.measures.reader import catch_up
from tracking.rollout.evidence import ITEM_TWO
from tracking.rollout.models import Rule
from tracking.rollout.web import usage
from tracking.rollout.web.addresses import Addresses
from tracking.rollout.web.beside import SHOWN

__all__ = ["committed_cast"]

SHEET = f"{BOARD}/633"


def cases(text: str) -> set[str]:
    """The cases that a page leads to."""
    return set(re.findall(r'href="/ho-so/([^"]+)"', text))


def test_eight_tasks_say_since_when_or_what_to_do(busy: Cast) -> None:
    done = text_of(SHEET, ngay="2019-08-10")
    assert re.findall(r'data-kind="(\w+)" data-met="(\d)"', done) == [(key, "1") for key in ITEM_TWO]
    assert "Có từ 05/08/2019" in done
    assert "Việc tiếp theo" not in done
    back = text_of(SHEET, ngay="2019-09-30")
    assert 'data-kind="sustained_use" data-met="0"' in back
    assert "0 hồ sơ bàn giao trong 10 ngày gần nhất, cần 2. Chuyển thêm hồ sơ qua bưu điện." in back
    assert "Mất từ 15/08/2019." in back
    assert "Việc tiếp theo: Dùng thường xuyên" in back
    assert "trước đã đủ đến 15/08/2019" in back


def test_the_history_is_drawn_and_told(busy: Cast) -> None:
    text = text_of(SHEET, ngay="2019-09-30")
    assert 'data-since="2019-08-05" data-until="2019-08-15"' in text
    assert re.search(r"15/08/2019: .*mất “Dùng thường xuyên”", text)
    assert "data-until" not in text_of(SHEET, ngay="2019-08-10")


def test_every_line_behind_an_evidence_is_one_of_the_ledger(busy: Cast) -> None:
    for key in ITEM_TWO:
        text = text_of(f"{SHEET}/dong-so", ngay="2019-08-10", kind=key)
        rows = re.findall(r'class="lines__stream">([^<]+), dòng (\d+).*?lines__hash">(\w+)<', text, re.DOTALL)
        assert rows, key
        for _, seq, digits in rows:
            assert any(bytes(line.hash).hex().startswith(digits) for line in Line.objects.filter(seq=int(seq)))


def test_the_lines_page_tells_in_words_when_it_happened_and_when_it_was_written(busy: Cast) -> None:
    text = text_of(f"{SHEET}/dong-so", ngay="2019-08-10", kind="devices_enrolled")
    assert "Ghi danh thiết bị" in text
    assert "12:00 ngày 01/08/2019" in text
    assert "12:01 ngày 01/08/2019" in text
    assert "1 dòng sổ xảy ra đến hết ngày 10/08/2019" in text


def test_what_sets_a_line_apart_is_said_in_words(busy: Cast) -> None:
    device(day(8, 3), "BC-633", "loaded", "damaged")
    text = text_of(f"{SHEET}/dong-so", ngay="2019-08-10", kind="devices_enrolled")
    assert "lấy từ danh sách có sẵn, tính từ ngày danh sách nêu" in text
    assert "Hư hỏng" in text
    assert ">loaded<" not in text


def test_only_those_who_may_see_it_are_led_to_the_case(busy: Cast) -> None:
    address = f"{SHEET}/dong-so?ngay=2019-08-10&bang-chung=first_hand_over"
    assert not cases(text_of(address))
    assert cases(text_of(address, signed_in(busy.hanh)))
    assert cases(text_of(address, signed_in(busy.tinh)))
    assert not cases(text_of(address, signed_in(busy.thuy)))


def test_the_code_of_a_dossier_is_read_by_those_alone_who_may_see_it(busy: Cast) -> None:
    address = f"{SHEET}/dong-so?ngay=2019-08-10&bang-chung=first_hand_over"
    codes = set(Dossier.objects.values_list("code", flat=True))
    for stranger in (None, signed_in(busy.thuy)):
        text = text_of(address, stranger)
        assert not [code for code in codes if code in text]
        assert "một hồ sơ, dòng" in text
        assert "Bưu điện nhận gửi" in text
        assert ">accept<" not in text
    shown = cases(text_of(address, signed_in(busy.hanh)))
    assert shown
    assert shown <= codes
    called = Client().get(f"{CALL}/targets/633", {"as_of": "2019-08-10"})
    assert called.status_code == 200
    streams = {each["key"]: [line["stream"] for line in each["lines"]] for each in called.json()["evidence"]}
    of_item, of_list = streams["first_hand_over"]
    assert (of_item, bool(of_list)) == ("", True)
    assert streams["sustained_use"] == [of_list]
    assert not [code for code in codes if code in called.content.decode()]
    province = signed_in(busy.tinh).get(f"{CALL}/targets/633", {"as_of": "2019-08-10"}).json()
    assert province["evidence"][5]["lines"][0]["stream"] in codes


def test_sustained_use_shows_its_newest_lists_in_words(busy: Cast) -> None:
    text = text_of(f"{SHEET}/dong-so?ngay=2019-08-10&bang-chung=sustained_use")
    assert "Ký nhận bảng kê" in text
    assert not [code for code in Dossier.objects.values_list("code", flat=True) if code in text]


def test_the_sums_of_sustained_use_are_written_as_the_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def daily(*_asked: object) -> SimpleNamespace:
        return SimpleNamespace(between=lambda *_span: 1234)

    monkeypatch.setattr(usage, "daily", daily)
    target: Any = SimpleNamespace(place=SimpleNamespace(committee="UB-633", code="633"))
    shown: Any = SimpleNamespace(key="sustained_use", numbers={"days": 30})
    to = Addresses("44-TB-UBND", "2", date(2019, 12, 31))
    for language, told in (("vi", "1.234"), ("en", "1,234")):
        with translation.override(language):
            assert {each.number for each in usage.counted_from(target, shown, date(2019, 12, 31), to)} == {told}


def test_only_the_parties_are_led_to_the_mandate(busy: Cast) -> None:
    address = f"{SHEET}/dong-so?ngay=2019-08-10&bang-chung=mandate_signed"
    link = f'href="/van-ban/{busy.mandate}"'
    assert link not in text_of(address)
    assert link in text_of(address, signed_in(busy.lan))
    assert link not in text_of(address, signed_in(busy.thuy))


def test_a_figure_opens_its_days_and_for_those_who_may_its_cases(committed_cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        load_notice()
        play.at_post(committed_cast, 3)
        catch_up()
        sheet = text_of(SHEET, ngay="2019-08-10")
        for key in SHOWN:
            address = f"{SHEET}/so-lieu/{key}"
            public = text_of(address, ngay="2019-08-10")
            number = re.search(r"page-head__title\">[^<]+: (\d+)<", public)
            assert number is not None
            assert not cases(public)
            assert len(cases(text_of(address, signed_in(committed_cast.hanh), ngay="2019-08-10"))) == int(number[1])
            assert not cases(text_of(address, signed_in(committed_cast.thuy), ngay="2019-08-10"))
            assert f">{number[1]}</span>" in sheet
    assert "Hồ sơ tiếp nhận" in sheet


def test_the_sums_of_sustained_use_open_the_cases_they_were_counted_from(busy: Cast) -> None:
    text = text_of(f"{SHEET}/dong-so", ngay="2019-08-10", kind="sustained_use")
    told = re.findall(r'href="([^"]*/so-lieu/[^"]*)">([^<]+): <span[^>]*>(\d+)</span>', text)
    assert [label for _, label, _ in told] == [
        "Hồ sơ đã bàn giao",
        "Hồ sơ giải quyết xong",
        "Giải quyết xong đúng hẹn",
    ]
    days = Rule.objects.get(kind="sustained_use").parameters["days"]
    first = date(2019, 8, 10) - timedelta(days=days - 1)
    for href, label, number in told:
        opened = text_of(html.unescape(href))
        assert f"{label}: {number}" in opened
        assert f"từ {first:%d/%m/%Y} đến hết 10/08/2019" in opened
    assert any(int(number) for _, _, number in told)


def test_another_day_of_a_sheet_is_a_day_of_the_same_sheet(busy: Cast) -> None:
    for address in (SHEET, f"{BOARD}/622"):
        presets = re.findall(r'href="([^"]+)"[^>]*>[^<]*<span class="days__what">', text_of(address, ngay="2019-08-10"))
        assert len(presets) == 3
        assert {each.split("?")[0] for each in presets} == {address}


def test_the_months_that_were_stated_stand_with_their_reasons(busy: Cast) -> None:
    text = text_of(SHEET, ngay="2019-09-30")
    assert "08/2019" in text
    assert "3 (30 %)" in text
    assert "Giá cước: 7" in text
    assert "chưa khai có bao nhiêu hồ sơ" in text_of(f"{BOARD}/622", ngay="2019-09-30")


def test_staff_are_led_to_what_they_can_do(busy: Cast) -> None:
    assert "Việc bạn làm được ở đây" not in text_of(SHEET)
    assert f'href="{SHEET}/vuong-mac/moi"' in text_of(SHEET, signed_in(busy.hanh))
    assert f'href="{SHEET}/nghiem-thu"' in text_of(SHEET, signed_in(busy.tinh))
    assert f'href="{SHEET}/vuong-mac/moi"' not in text_of(SHEET, signed_in(busy.thuy))
    assert f'href="{BOARD}/nhac"' in text_of(BOARD, signed_in(busy.tinh))
    assert f'href="{BOARD}/nhac"' not in text_of(BOARD)


@pytest.mark.parametrize(
    "address",
    [
        "/trien-khai/45-TB-UBND",
        "/trien-khai/45-TB-UBND/2",
        "/trien-khai/44-TB-UBND/99",
        f"{BOARD}/999",
        f"{BOARD}/999/dong-so",
        f"{BOARD}/633/dong-so?bang-chung=nonsense",
        f"{BOARD}/633/so-lieu/nonsense",
        f"{BOARD}/633/so-lieu/score_sum",
        "/trien-khai/44-TB-UBND/3/tuong",
    ],
)
def test_what_is_not_there_is_not_there(busy: Cast, address: str) -> None:
    assert page(address).status_code == 404


def test_no_personal_data_stands_on_any_public_page(busy: Cast) -> None:
    addresses = ["/trien-khai/44-TB-UBND", BOARD, SHEET, f"{BOARD}/622", f"{BOARD}/tuong"]
    addresses += [f"{SHEET}/dong-so?bang-chung={key}" for key in ITEM_TWO]
    for address in addresses:
        text = Client().get(address).content.decode()
        for words in ("H'Nhung", "0905", "Làng Ring", "hay mất", "hanh", "Hạnh"):
            assert words not in text, (address, words)
