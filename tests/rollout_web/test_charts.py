"""Drawings are pure: figures in, markup out."""

import csv
import re
from collections import defaultdict
from datetime import date, timedelta

import pytest

from delegation.registry.models.units import DISTRICT_KINDS
from tracking.rollout.charts import (
    Band,
    Bar,
    BurnUpData,
    Lane,
    LanesData,
    Pip,
    Size,
    Span,
    Step,
    bars,
    burn_up,
    lanes,
    pips,
)
from tracking.rollout.charts.scales import Counts, Days
from tracking.rollout.charts.svg import element, number
from tracking.rollout.web.drawing import DESK, PHONE, WALL
from tracking.rollout.web.showing import GRID, grid

START, DEADLINE = date(2019, 7, 9), date(2019, 12, 31)
SIZES = (DESK, PHONE, WALL)


def drawn(steps: list[Step], as_of: date, size: Size = SIZES[0], band: tuple[Band, ...] = ()) -> str:
    data = BurnUpData(steps, 17, 136, as_of, date(2026, 11, 23), DEADLINE, band, simulated=True)
    return str(burn_up(data, "x", size))


def test_text_and_attributes_are_escaped() -> None:
    drawing = lanes(LanesData([Lane("<script>&\"'", [])], START, DEADLINE), "x", 340)
    assert "<script>" not in drawing
    assert "&lt;script&gt;&amp;&quot;&#x27;" in drawing
    assert element("a", "<", title='"') == '<a title="&quot;">&lt;</a>'


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("complete", [0, 1, 9, 17])
@pytest.mark.parametrize("pieces", [0, 50, 136])
def test_every_label_lies_inside_the_drawing(size: Size, complete: int, pieces: int) -> None:
    pieces = max(pieces, complete * 8)
    text = drawn([Step(START, 0, 0), Step(DEADLINE, complete, pieces)], DEADLINE, size)
    for x, y, anchor, words in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)<', text):
        wide = len(words) * size.letter * 0.5
        left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -size.letter * 0.3, words
        assert left + wide <= size.width + size.letter * 0.6, words
        assert size.letter * 0.7 <= float(y) <= size.height, words


@pytest.mark.parametrize(("complete", "pieces"), [(0, 0), (9, 72), (9, 107), (16, 130), (17, 136)])
def test_the_two_numbers_do_not_lie_on_each_other(complete: int, pieces: int) -> None:
    for size in SIZES:
        text = drawn([Step(START, 0, 0), Step(DEADLINE, complete, pieces)], DEADLINE, size)
        ends = re.findall(r'y="([\d.]+)"[^>]*chart__word chart__(?:line|pieces)-word', text)
        assert len(ends) == 2
        assert abs(float(ends[0]) - float(ends[1])) >= size.letter * 1.2


def test_a_drawing_of_one_day_and_one_of_seven_years_have_few_marks() -> None:
    assert "data-complete" in drawn([Step(START, 0, 0)], START)
    for years in (0, 1, 3, 7, 40):
        marks = Days(START, date(2019 + years, 12, 31), 30, 600).marks(70)
        assert 1 <= len(marks) <= 9, years
        assert all(str(day.year) in label for day, label in marks if day.month == 1)


def test_the_forecast_is_told_with_its_uncertainty_and_what_was_played_is_marked() -> None:
    ahead = tuple(Band(START + timedelta(days=7 * n), n, n + 1, n + 2.5) for n in (1, 2))
    text = drawn([Step(START, 0, 0)], START, band=ahead)
    assert "Dự báo đến 23/07/2019: khoảng 3 đơn vị, từ 2 đến 4,5." in text
    assert "dự báo 2–4,5" in text
    assert ">Mô phỏng</text>" in text


def test_counts_and_coordinates_are_exact() -> None:
    assert Counts(17, 300, 40).marks() == [0, 5, 10, 17]
    assert (Counts(17, 300, 40).y(0), Counts(17, 300, 40).y(17)) == (300, 40)
    assert Counts(0, 300, 40).y(0) == 300
    assert [number(value) for value in (12.0, 12.55, -0.01, 3)] == ["12", "12.6", "0", "3"]


def test_squares_and_bars_say_what_they_show() -> None:
    row = str(pips([Pip.MET, Pip.MISSING, Pip.LOST]))
    assert 'data-marks="m-l"' in row
    assert row.count("<path") == 3
    assert 'width="100"' in bars(Bar(3, 6))
    assert 'width="200"' in bars(Bar(9, 6))
    assert 'width="0"' in bars(Bar(0, 0))


def test_a_history_is_drawn_from_its_days() -> None:
    rows = [Lane("Thiết bị", [Span(date(2019, 8, 1), date(2019, 9, 1)), Span(date(2019, 10, 1))])]
    text = str(lanes(LanesData(rows, START, DEADLINE, DEADLINE), "x", 720))
    assert "Thiết bị: từ 01/08/2019 đến trước 01/09/2019; từ 01/10/2019." in text
    assert text.count("lane__lost") == 1


def centres() -> dict[str, tuple[float, float]]:
    """Where the communes of a district lie in the middle: latitude and longitude."""
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    units = GRID.parents[3] / "delegation" / "registry" / "data" / "gialai_units_2019.csv"
    with units.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lat"]:
                found[row["district_code"]].append((float(row["lat"]), float(row["lon"])))
    return {
        code: (sum(lat for lat, _ in all_) / len(all_), sum(lon for _, lon in all_) / len(all_))
        for code, all_ in found.items()
    }


def test_every_district_has_a_place_of_its_own_on_the_map() -> None:
    assert set(grid()) == set(centres())
    assert len(set(grid().values())) == len(grid()) == 17
    assert DISTRICT_KINDS


def test_the_map_lies_as_the_country_does() -> None:
    """Whoever is clearly north or west of another is never drawn south or east of it."""
    lie = centres()
    for one, (row, column) in grid().items():
        for other, (other_row, other_column) in grid().items():
            if lie[one][0] > lie[other][0] + 0.15:
                assert row <= other_row, (one, other)
            if lie[one][1] < lie[other][1] - 0.19:
                assert column <= other_column, (one, other)
