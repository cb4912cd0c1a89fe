"""The same figures, to the digit, on the map, in the table, in the drawing, beside it, and for programs."""

import re
from datetime import date

import pytest
from django.test import Client

from tests.cast import Cast
from tests.rollout_web.conftest import BOARD, CALL, DONE, STOPPED, text_of

DAYS = [date(2019, 7, 9), DONE, STOPPED, date(2019, 9, 30), date(2019, 12, 31)]


def numbers(pattern: str, text: str) -> dict[str, int]:
    return {unit: int(met) for unit, met in re.findall(pattern, text)}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_map_table_and_calls_agree(busy: Cast, day: date) -> None:
    text = text_of(BOARD, ngay=day.isoformat())
    told = Client().get(CALL, {"as_of": day.isoformat()}).json()
    expected = {each["unit"]: sum(kind["met"] for kind in each["evidence"]) for each in told["targets"]}
    assert numbers(r'<li class="place [^"]*" data-unit="(\w+)" data-met="(\d+)"', text) == expected
    assert numbers(r'<tr data-unit="(\w+)" data-met="(\d+)"', text) == expected
    headline = re.search(r'data-complete="(\d+)" data-units="(\d+)" data-share="([\d.]+)"', text)
    assert headline is not None
    assert (int(headline[1]), int(headline[2]), float(headline[3])) == (told["complete"], told["units"], told["share"])
    assert f'data-pieces="{sum(expected.values())}"' in text


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_squares_show_what_is_met_and_what_was_lost(busy: Cast, day: date) -> None:
    text = text_of(BOARD, ngay=day.isoformat())
    told = Client().get(CALL, {"as_of": day.isoformat()}).json()
    for target in told["targets"]:
        marks = "".join("m" if each["met"] else "l" if each["lost_on"] else "-" for each in target["evidence"])
        tile = re.search(
            rf'<li class="place [^"]*" data-unit="{target["unit"]}".*?data-marks="([^"]+)"', text, re.DOTALL
        )
        assert tile is not None
        assert tile[1] == marks


def test_the_drawing_says_on_every_day_what_programs_are_told(busy: Cast, afterwards: None) -> None:
    text = text_of(BOARD, ngay="2019-09-30")
    days = {each["day"]: each for each in Client().get(f"{CALL}/burn-up", {"as_of": "2019-09-30"}).json()["days"]}
    for css, key in (("chart__line", "complete"), ("chart__pieces", "pieces")):
        steps = re.findall(rf'class="{css}"[^>]*data-steps="([^"]+)"', text)
        assert len(steps) == 2, "one for wide places and one for narrow ones"
        assert steps[0] == steps[1]
        drawn = [(day, int(count)) for day, _, count in (each.partition(":") for each in steps[0].split())]
        assert dict(drawn) == {day: days[day][key] for day, _ in drawn}
        standing = {day: [count for since, count in drawn if since <= day][-1] for day in days if day <= "2019-09-30"}
        assert standing == {day: days[day][key] for day in standing}


def test_the_table_beside_the_drawing_says_the_same(busy: Cast, afterwards: None) -> None:
    text = text_of(BOARD, ngay="2019-09-30")
    days = {each["day"]: each for each in Client().get(f"{CALL}/burn-up", {"as_of": "2019-09-30"}).json()["days"]}
    rows = re.findall(r'<tr data-day="([\d-]+)">.*?>(\d+)/2</td>.*?>(\d+)/16</td>', text)
    assert len(rows) > 3
    assert {day: (int(complete), int(pieces)) for day, complete, pieces in rows} == {
        day: (days[day]["complete"], days[day]["pieces"]) for day, _, _ in rows
    }


def test_what_is_missing_opens_the_units_it_was_counted_from(busy: Cast) -> None:
    told = Client().get(CALL, {"as_of": "2019-08-25"}).json()
    for each in told["missing"]:
        text = text_of(BOARD, ngay="2019-08-25", thieu=each["key"])
        assert len(re.findall(r'<tr data-unit="', text)) == each["count"]
    whole = text_of(BOARD, ngay="2019-08-25")
    assert [int(n) for n in re.findall(r"</span>(\d+) <span class=\"ranking__of\">nơi", whole)] == [
        each["count"] for each in told["missing"]
    ]


def test_a_number_opens_as_many_rows_as_it_says(busy: Cast) -> None:
    complete = text_of(BOARD, ngay=DONE.isoformat(), xem="du")
    assert re.findall(r'<tr data-unit="(\w+)"', complete) == ["633"]
    assert re.findall(r'<tr data-unit="(\w+)"', text_of(BOARD, ngay="2019-09-30", xem="lui")) == ["633"]
    assert re.findall(r'<tr data-unit="(\w+)"', text_of(BOARD, ngay="2019-09-30", xem="vuong-mac")) == ["622"]
    assert re.findall(r'<tr data-unit="(\w+)"', text_of(BOARD, ngay="2019-09-30", xem="chua")) == ["622", "633"]


def test_the_share_by_post_is_the_one_programs_are_told(busy: Cast) -> None:
    asked = {"from": "2019-08-01", "to": "2019-08-31", "as_of": "2019-09-30"}
    rows = Client().get(f"{CALL}/share", asked).json()["rows"]
    told = next(each for each in rows if each["unit"] == "633" and each["eligible"] is not None)
    text = text_of(BOARD, ngay="2019-09-30")
    assert f"{round(100 * told['by_post'] / told['eligible'])} %</a>" in text
    assert text.count("chưa khai") == 1, "Pleiku said nothing"
    assert "chưa khai" in text_of(BOARD, ngay="2019-09-02"), "as of a day before it was stated"


def test_the_wall_shows_the_same_figures(busy: Cast) -> None:
    board, wall = text_of(BOARD, ngay="2019-08-10"), text_of(f"{BOARD}/tuong", ngay="2019-08-10")
    tile = r'data-unit="(\w+)" data-met="(\d+)"'
    assert numbers(r"<li [^>]*" + tile, wall) == numbers(r"<li [^>]*" + tile, board)
    assert 'class="wall-count" data-complete="1"' in wall
