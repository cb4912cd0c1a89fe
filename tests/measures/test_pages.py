"""The published service level: readable by anybody, honest where nothing is known, and open as data."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from delegation.registry.models import Unit
from tests import cast as play
from tests.cast import NOON, Cast
from tests.measures.telling import MONDAY
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.measures.web.drawing import line
from tracking.measures.web.views import read_day

TUESDAY = NOON + timedelta(days=1)


def page(**query: str) -> str:
    answer = Client().get("/chat-luong", query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(**query: str) -> list[list[str]]:
    answer = Client().get("/chat-luong.csv", query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.fixture
def delivered(cast: Cast) -> Cast:
    """Four dossiers finished on Monday, two of their results delivered."""
    codes = play.at_post(cast, 4)
    for code in codes[:2]:
        play.scan(cast.tien, code, "take_out")
        play.scan(cast.tien, code, "deliver", proof="x")
    return cast


def test_without_anything_done_the_page_says_so(cast: Cast) -> None:
    shown = page()
    assert "Chưa có số liệu" in shown
    assert "chưa có số liệu" in shown
    assert "<svg viewBox" not in shown
    assert "Mô phỏng" not in shown
    assert rows() == [rows()[0]]


def test_yesterday_and_the_last_days_are_shown_with_their_rules(delivered: Cast) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        shown = page()
        api = Client().get("/api/v1/service-level", {"from": "2019-08-05", "to": "2019-08-05"}).json()
    assert "2 trên 2" in shown
    assert "4 trên 4" in shown
    assert shown.count('class="level__number"') == 6
    assert "chưa kiểm chứng" in shown
    assert "Bưu gửi mang kết quả đến tay người dân" in shown
    assert (api["whole"]["delivered"], api["whole"]["finished_share"], api["simulated"]) == (2, 1.0, False)
    assert api["days"][0]["day"] == "2019-08-05"


def test_the_file_has_a_row_for_each_day_and_committee_with_something_done(delivered: Cast) -> None:
    found = rows(tu="2019-08-01", den="2019-08-05")
    assert found[1:] == [["2019-08-05", "UB-633", "Huyện Chư Sê", "2", "2", "4", "4", "không"]]
    assert rows(tu="2019-08-06", den="2019-08-05")[1:] == found[1:]


def test_the_file_is_written_as_spreadsheets_in_vietnam_read_it(delivered: Cast) -> None:
    Unit.objects.filter(code="633").update(name="=1+1;2")
    content = Client().get("/chat-luong.csv", {"den": "2019-08-05"}).content.decode()
    assert content.startswith("\ufeffNgày;Mã cơ quan;")
    assert content.splitlines()[1].startswith('2019-08-05;UB-633;"\'=1+1;2";2;2;')
    assert content.count("\r\n") == content.count("\n") == 2


def test_dossiers_of_the_simulation_are_marked(cast: Cast) -> None:
    lodged = lodge_dossiers(actor=cast.hanh, lodgings=[play.lodging(channel="simulation")])
    code = play.taken(lodged[0]).items[0].code
    listed = play.propose(cast.hanh, [code], "UB-633", "BC-633")
    play.sign(cast.lan, listed.code, [code])
    assert "Mô phỏng." in page(den="05/08/2019")
    assert rows(den="2019-08-05")[1][-1] == "có"
    answer = Client().get("/api/v1/service-level", {"to": "2019-08-05"}).json()
    assert answer["simulated"] is True


def test_a_day_that_is_none_leads_to_yesterday_with_a_word_about_it(cast: Cast) -> None:
    assert "Ngày phải có dạng 31/12/2019" in page(den="hôm kia")
    assert "Ngày phải có dạng" not in page(den="2019-08-05")


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"to": "5/8"}, "to", "not_a_day"),
        ({"from": "2019-08-06", "to": "2019-08-05"}, "from", "too_long"),
        ({"from": "2017-08-06", "to": "2019-08-05"}, "from", "too_long"),
    ],
)
def test_a_span_that_is_none_is_refused(cast: Cast, query: dict[str, str], field: str, code: str) -> None:
    answer = Client().get("/api/v1/service-level", query)
    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][field][0]["code"] == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/08/2019", "2019-08-05"),
        ("2019-08-05", "2019-08-05"),
        ("31/2/2019", None),
        ("x", None),
        ("1/1/0019", None),
        (f"1/1/{'9' * 30}", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: str | None) -> None:
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


def test_days_without_anything_leave_a_gap_in_the_line() -> None:
    days = [MONDAY.date() + timedelta(days=number) for number in range(5)]
    drawn = line("x", "X", list(zip(days, (1.0, 0.5, None, 0.25, 0.75), strict=True)))
    assert len(drawn.points) == 4
    assert len(drawn.stretches) == 2
    assert [point.percent for point in drawn.points] == [100, 50, 25, 75]
    assert line("x", "X", [(days[0], None)]).points == ()
