"""Paper, workbook, page and call say the same, to the digit."""

import hashlib
import json
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import rfc8785
from django.test import Client
from python_calamine import CalamineWorkbook

from postal_services.clock import VN
from tests.reports.conftest import World, drafted, shown
from tests.reports.sample import sample
from tracking.reports import coding, issuing
from tracking.reports.models import Report
from tracking.reports.states import ReportState
from tracking.reports.tables import Kind, Table, said, sections
from tracking.rollout.models import Directive


@pytest.fixture
def report(reporting: World) -> Report:
    """The figures drawn by hand, as the frozen-looking report of a quarter."""
    made = shown(Directive.objects.get(), reporting.tinh)
    made.stream_id = drafted(reporting.tinh).stream_id
    made.save(force_insert=True)
    return made


def tables() -> list[Table]:
    return [table for section in sections(sample()) for table in section.tables]


def paper_text(report: Report) -> str:
    out = BytesIO()
    issuing.pdf(report, out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def book(report: Report) -> list[list[list[Any]]]:
    out = BytesIO()
    issuing.workbook(report, out)
    found = CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))
    return [found.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in found.sheet_names]


def squeezed(text: str) -> str:
    """Words without the places where lines were broken."""
    return "".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_written_form_is_that_of_rfc_8785_and_reads_back() -> None:
    text = coding.written(sample())
    assert text.encode() == rfc8785.dumps(json.loads(text))
    assert coding.read(text) == sample()
    assert coding.digest(text) == hashlib.sha256(text.encode()).hexdigest()


def test_a_tree_of_another_form_is_not_read() -> None:
    broken = json.loads(coding.written(sample()))
    broken["progress"]["complete"] = "3"
    with pytest.raises(ValueError, match="complete"):
        coding.read(json.dumps(broken))


def test_differences_name_the_place() -> None:
    before = coding.written(sample())
    told = json.loads(before)
    told["progress"]["complete"] = 4
    told["rows"][2]["pieces"] = 1
    found = coding.differences(before, json.dumps(told))
    assert found == ["progress.complete: 3 -> 4", f"rows[2].pieces: {sample().rows[2].pieces} -> 1"]
    assert coding.differences(before, before) == []


def test_every_row_of_every_table_stands_on_paper_in_its_order(report: Report) -> None:
    text, place = squeezed(paper_text(report)), 0
    for table in tables():
        for cells in table.texts:
            row = "".join(squeezed(cell) for cell in cells)
            found = text.find(row, place)
            assert found >= 0, (table.title, row)
            place = found + len(row)


def test_every_cell_of_the_workbook_is_the_figure(report: Report) -> None:
    sheets = book(report)[1:-1]
    assert len(sheets) == len(tables())
    divisor = {Kind.SHARE: 10_000, Kind.DAYS: 100}
    for table, sheet in zip(tables(), sheets, strict=True):
        assert sheet[0][: len(table.columns)] == [column.head for column in table.columns]
        for number, cells in enumerate(table.rows, 1):
            for place, cell in enumerate(cells):
                kind, found = table.kind(number - 1, place), sheet[number][place]
                if isinstance(cell, bool):
                    assert found == ("x" if cell else "")
                elif isinstance(cell, int):
                    assert found == cell / divisor.get(kind, 1), (table.title, cells)
                else:
                    assert found == ("" if cell is None else cell), (table.title, cells)


def test_the_workbook_says_what_it_is_and_works_nothing_out(report: Report) -> None:
    sheets = book(report)
    about = {row[0]: row[1] for row in sheets[0]}
    assert about["SHA-256 của số liệu"] == report.sha256
    assert about["Mã báo cáo"] == report.code
    assert about["Theo dòng sổ ghi đến lúc"] == report.known_to.astimezone(VN).replace(tzinfo=None)
    assert about["Tính đến hết ngày"] == report.as_of
    procedures = next(sheet for sheet in sheets if sheet[0][0] == "Thủ tục")
    assert procedures[2][0] == sample().times.procedures[1].name
    points = sheets[-1]
    assert [row[1:3] for row in points[1:]] == [[p.complete, p.pieces] for p in sample().progress.points]


def test_every_cell_of_every_table_stands_on_the_page(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(state=ReportState.WITHDRAWN)
    client = Client(headers={"host": "localhost"})
    client.force_login(report.drafted_by)
    page = client.get(f"/bao-cao/{report.code}").content.decode()
    for table in tables():
        part = page.split(f'data-table="{table.key}"', 1)[-1].split("</table>", 1)[0]
        for cells in table.texts:
            for cell in cells:
                shown_text = cell.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
                assert f">{shown_text}<" in part, (table.title, cell)


def test_the_call_gives_the_tree_whose_digest_it_names(report: Report) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(report.drafted_by)
    answer = client.get(f"/api/v1/reports/{report.code}").json()
    assert hashlib.sha256(rfc8785.dumps(answer["figures"])).hexdigest() == answer["sha256"] == report.sha256
    assert coding.read(json.dumps(answer["figures"])) == sample()


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    def made(draw: Any) -> bytes:
        out = BytesIO()
        draw(report, out)
        return out.getvalue()

    assert made(issuing.pdf) == made(issuing.pdf)
    assert made(issuing.workbook) == made(issuing.workbook)


def test_a_draft_and_what_is_simulated_say_so_on_every_page(report: Report) -> None:
    out = BytesIO()
    issuing.pdf(report, out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    for number, text in enumerate(pages, 1):
        assert "DỰ THẢO" in text
        assert "MÔ PHỎNG" in text
        assert f"trang {number}/{len(pages)}" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert "không có giá trị ban hành" in squeezed(pages[-1]) or "Bản chưa chốt" in pages[-1]


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (None, Kind.COUNT, "–"),
        (1234567, Kind.COUNT, "1.234.567"),
        (-3, Kind.COUNT, "−3"),
        (3, Kind.CHANGE, "+3"),
        (-3, Kind.CHANGE, "−3"),
        (0, Kind.CHANGE, "0"),
        (6471, Kind.SHARE, "64,71\N{NO-BREAK SPACE}%"),
        (-5, Kind.SHARE, "−0,05\N{NO-BREAK SPACE}%"),
        (250, Kind.DAYS, "2,50"),
        (True, Kind.MARK, "x"),
        (False, Kind.MARK, ""),
    ],
)
def test_a_cell_is_said_as_people_read_it(cell: Any, kind: Kind, text: str) -> None:
    assert said(cell, kind) == text
