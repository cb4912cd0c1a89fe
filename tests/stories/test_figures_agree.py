"""The half year of the demonstration, played in small: every place that tells a figure tells the same, to the digit.

The judged evidence and the stored sums are the measure; beside them stand the map, the list, each district's page, the
call, the quarterly report as tree, paper and workbook, the ranking as CSV and workbook, and each responsibility sheet.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User
from tests import databases
from tests.demo.conftest import furnish, told
from tests.mandates import world
from tests.reports.test_agree import squeezed
from tests.rollout.book import lower
from tracking.measures import reader
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import daily
from tracking.reports import coding
from tracking.reports import figures as tree
from tracking.reports.sheets import tables as sheet_tables
from tracking.reports.tables import Kind, said, sections
from tracking.rollout import evidence
from tracking.rollout.evidence import Progress
from tracking.rollout.queries import obstacles

pytestmark = pytest.mark.slow
DOSSIERS = 400
CODE = "44-TB-UBND"
BOARD, CALL = f"/trien-khai/{CODE}/2", f"/api/v1/rollout/{CODE}/2"
DAYS = {"2019-Q3": date(2019, 9, 30), "2019-Q4": date(2019, 12, 31)}
AFTERWARDS = datetime(2020, 2, 3, 3, tzinfo=UTC)
DIVISOR = {Kind.SHARE: 10_000, Kind.DAYS: 100}
MOST_STATEMENTS = 10
SHEETS = {key for key, _ in sheet_tables.COUNTED}
PRINTED = (0, 8, 16)
"""Which districts' sheets are looked at on paper as well; drawing one takes a second."""


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database in which the half year was played, looked back at from 2020; gives where the reports were written."""
    name, folder = f"{connection.settings_dict['NAME']}_figures", tmp_path_factory.mktemp("reports")
    with django_db_blocker.unblock():
        with databases.template(name), override_settings(POSTAL_EMBEDDED=True):
            furnish()
            lower(dossiers=3, days=45)
            told("simulate", "--dossiers", DOSSIERS, "--seed", 44, "--from", "2019-07-09", "--to", "2019-12-31")
            with time_machine.travel(AFTERWARDS, tick=False):
                reader.catch_up()
                for quarter in DAYS:
                    call_command(
                        "quarterly_report", quarter, out=str(folder), stdout=io.StringIO(), stderr=io.StringIO()
                    )
                world.person("dung.so", "UB-64", OfficeKind.PROVINCE, "64", Role.PROVINCE)
        try:
            with databases.pointed_to(name):
                yield folder
        finally:
            databases.drop(name)


@pytest.fixture
def looking_back(played: Path, django_db_blocker: Any) -> Iterator[Path]:
    """February 2020."""
    with django_db_blocker.unblock(), time_machine.travel(AFTERWARDS, tick=False):
        yield played


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day's evidence and a quarter's sums say: the measure of everything else."""

    progress: Progress
    pieces: dict[str, int]
    complete: set[str]
    report: tree.Figures


def figures(folder: Path, quarter: str) -> Figures:
    """The figures of the last day of a quarter."""
    progress = evidence.progress(DAYS[quarter], CODE, "2")
    report = coding.read((folder / f"BC-{quarter}-{CODE}.json").read_text(encoding="utf-8"))
    pieces = {each.place.code: each.pieces for each in progress.targets}
    return Figures(progress, pieces, {each.place.code for each in progress.targets if each.complete}, report)


def province() -> Client:
    """An officer of the province who has signed in."""
    client = Client()
    client.force_login(User.objects.get(username="dung.so"))
    return client


def page(client: Client, address: str, **query: str) -> str:
    """A page as text."""
    answer = client.get(address, query)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def words(text: str) -> str:
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def by_unit(pattern: str, text: str) -> dict[str, int]:
    """Numbers by unit, as attributes tell them."""
    return {unit: int(met) for unit, met in re.findall(pattern + r' data-unit="(\w+)" data-met="(\d+)"', text)}


@pytest.mark.parametrize("quarter", DAYS)
def test_map_list_pages_and_calls_say_what_the_evidence_says(looking_back: Path, quarter: str) -> None:
    found, day = figures(looking_back, quarter), DAYS[quarter].isoformat()
    assert len(found.pieces) == 17
    assert len(set(found.pieces.values())) > 2, "districts that are alike would prove little"
    text, called = page(Client(), BOARD, ngay=day), Client().get(CALL, {"as_of": day}).json()
    assert by_unit(r'<li class="place [^"]*"', text) == found.pieces
    assert by_unit(r"<tr", text) == found.pieces
    assert {each["unit"]: sum(kind["met"] for kind in each["evidence"]) for each in called["targets"]} == found.pieces
    assert {each["unit"] for each in called["targets"] if each["complete"]} == found.complete
    headline = re.search(r'data-complete="(\d+)" data-units="(\d+)" data-share="([\d.]+)"', text)
    assert headline is not None
    assert (int(headline[1]), int(headline[2])) == (len(found.complete), 17)
    assert (called["complete"], called["units"], called["share"]) == (len(found.complete), 17, float(headline[3]))
    assert f'data-pieces="{sum(found.pieces.values())}"' in text
    wall = page(Client(), f"{BOARD}/tuong", ngay=day)
    assert by_unit(r"<li [^>]*", wall) == found.pieces
    for unit, met in found.pieces.items():
        own = page(Client(), f"{BOARD}/{unit}", ngay=day)
        assert f'data-met="{met}">{met}' in own
        assert len(re.findall(r'data-kind="\w+" data-met="1"', own)) == met
        assert Client().get(f"{CALL}/targets/{unit}", {"as_of": day}).json() in called["targets"]


@pytest.mark.parametrize("quarter", DAYS)
def test_the_quarterly_report_says_what_the_board_of_its_last_day_says(looking_back: Path, quarter: str) -> None:
    found = figures(looking_back, quarter)
    told_of = found.report.progress
    assert (told_of.units, told_of.complete, told_of.pieces) == (17, len(found.complete), sum(found.pieces.values()))
    assert {row.unit: row.pieces for row in found.report.rows} == found.pieces
    assert {row.unit for row in found.report.rows if row.complete} == found.complete
    drawn = evidence.burn_up(CODE, "2", DAYS[quarter]).days
    known = [(point.day, point.complete, point.pieces) for point in drawn if point.complete is not None]
    assert [(point.day, point.complete, point.pieces) for point in told_of.points] == known


@pytest.mark.parametrize("quarter", DAYS)
def test_paper_and_workbook_say_what_the_report_says(looking_back: Path, quarter: str) -> None:
    found, stem = figures(looking_back, quarter), f"BC-{quarter}-{CODE}"
    tables = [table for section in sections(found.report) for table in section.tables]
    with pypdfium2.PdfDocument((looking_back / f"{stem}.pdf").read_bytes()) as document:
        text = squeezed("\n".join(each.get_textpage().get_text_range() for each in document))
    place = 0
    for table in tables:
        for texts in table.texts:
            row = "".join(squeezed(cell) for cell in texts)
            place = text.find(row, place) + len(row)
            assert place >= len(row), (table.title, row)
    book = CalamineWorkbook.from_path(str(looking_back / f"{stem}.xlsx"))
    sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names][1:-1]
    for table, sheet in zip(tables, sheets, strict=True):
        for number, cells in enumerate(table.rows, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    divisor = DIVISOR.get(table.kind(number - 1, column), 1)
                    assert sheet[number][column] == cell / divisor, (table.title, cells)


@pytest.mark.parametrize("quarter", DAYS)
def test_sums_are_the_same_in_report_call_ranking_and_sheets(looking_back: Path, quarter: str) -> None:
    found, day, client = figures(looking_back, quarter), DAYS[quarter], province()
    desks = [f"UB-{unit}" for unit in found.pieces]
    sums = daily(desks, list(Key), day)
    first = found.report.head.first
    order = [Key(measure.key) for measure in found.report.measures]
    ranking, book = ranked(client, quarter)
    standing = obstacles.standing(day, CODE)
    shown = words(page(client, "/trach-nhiem", quy=quarter))
    for row in found.report.rows:
        expected = {key: _within(sums, f"UB-{row.unit}", key, first, day) for key in order}
        assert dict(zip(order, row.values, strict=True)) == expected
        called = client.get(f"/api/v1/responsibility/{row.unit}", {"quarter": quarter}).json()
        assert {key: called["figures"][str(key)] for key in order} == expected
        assert called["evidence"] == {"met": row.pieces, "of": 8}
        line = ranking[row.name]
        assert (int(line["Hồ sơ xong"]), int(line["Quá hạn"])) == (expected[Key.FINISHED], expected[Key.LATE_OPEN])
        assert line["Minh chứng"] == f"{row.pieces}/8"
        mine = standing.of(row.unit)
        assert int(line["Vướng mắc"]) == called["obstacles"]["open"] == len(mine.open), "what waits for an answer"
        assert row.obstacles_open == len([each for each in mine.obstacles if each.state != "closed"]), "not closed yet"
        assert [book[row.name][head] for head in WHOLE] == [int(line[head]) for head in WHOLE]
        assert row.name in shown
    for measure in found.report.measures:
        assert measure.within == sum(row.values[order.index(Key(measure.key))] for row in found.report.rows)


WHOLE = ("Hồ sơ xong", "Đánh giá", "Quá hạn", "Chờ ký nhận", "Vướng mắc")
"""Columns of the ranking that are whole numbers."""


def ranked(client: Client, quarter: str) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, Any]]]:
    """The ranking by name of the unit, as the CSV and as the workbook have it."""
    text = client.get("/trach-nhiem/xep-hang.csv", {"quy": quarter}).content.decode("utf-8-sig")
    below_title = io.StringIO(text.partition("\r\n")[2])
    lines = {line["Đơn vị"]: line for line in csv.DictReader(below_title, delimiter=";")}
    content = client.get("/trach-nhiem/xep-hang.xlsx", {"quy": quarter}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if "Đơn vị" in row)
    cells = [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]
    return lines, {str(row["Đơn vị"]): row for row in cells}


def _within(sums: Any, desk: str, key: Key, first: date, day: date) -> int:
    return int(sums.standing(desk, key, day) if MEANINGS[key].gauge else sums.between(desk, key, first, day))


@pytest.mark.parametrize("quarter", DAYS)
def test_each_sheet_says_on_page_and_paper_what_its_row_of_the_report_says(looking_back: Path, quarter: str) -> None:
    found, client = figures(looking_back, quarter), province()
    order = [Key(measure.key) for measure in found.report.measures]
    assert len(SHEETS & set(order)) > 4
    for place, row in enumerate(found.report.rows):
        texts = [words(page(client, f"/trach-nhiem/{row.unit}", quy=quarter))]
        if place in PRINTED:
            answer = client.get(f"/trach-nhiem/{row.unit}/phieu.pdf", {"quy": quarter})
            with pypdfium2.PdfDocument(answer.content) as document:
                texts.append("\n".join(each.get_textpage().get_text_range() for each in document))
        for text in texts:
            assert f"{row.pieces}/8" in text, row.name
            for key in SHEETS & set(order):
                told_of = f"{sheet_tables.label(key)} {said(row.values[order.index(key)], Kind.COUNT)} "
                assert told_of in " ".join(text.split()), (row.name, key)


def test_a_board_of_any_day_takes_ten_statements_with_cases_and_without(looking_back: Path) -> None:
    counts = set()
    for day in (date(2019, 7, 9), date(2019, 8, 20), *DAYS.values(), date(2020, 2, 3)):
        for read in (evidence.progress, lambda at: evidence.burn_up(CODE, "2", at), evidence.regressions):
            with CaptureQueriesContext(connection) as seen:
                read(day)
            counts.add(len([each for each in seen.captured_queries if "SELECT" in each["sql"]]))
        with CaptureQueriesContext(connection) as seen:
            answer = Client().get(CALL, {"as_of": day.isoformat()})
        assert answer.status_code == 200
        assert len(seen) <= MOST_STATEMENTS, [each["sql"][:80] for each in seen.captured_queries]
    assert max(counts) <= MOST_STATEMENTS
    assert max(counts) - min(counts) <= 1, "however much had happened"


def test_the_forecast_of_a_day_is_always_the_same(looking_back: Path) -> None:
    for day in DAYS.values():
        once, again = (evidence.burn_up(CODE, "2", day) for _ in range(2))
        assert once == again
        called = [Client().get(CALL, {"as_of": day.isoformat()}).json()["forecast"] for _ in range(2)]
        assert json.dumps(called[0]) == json.dumps(called[1])
