"""Files as offices really send them: Excel's CSV, old encodings, wrong files, wrong headings, long lists."""

import io
import json
import resource
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter

from delegation.dossiers.intake import Reader
from delegation.dossiers.lists import ROWS_AT_MOST, read_list
from delegation.dossiers.lodging import Lodging, Paper
from delegation.dossiers.refusals import (
    BadHeadings,
    EmptyList,
    NotAList,
    TooLargeFile,
    TooManyRows,
    UnreadableList,
)
from postal_services.errors import Invalid
from tests.mandates import world

HEADINGS = "Mã thủ tục;Dịch vụ;Họ và tên;Số điện thoại;Mã xã;Khối lượng (g);Lệ phí"
ROW = "2.000635;nhận;Rơ Châm H'Nhung;0905000001;23947;80;8.000"
TONES = "\u0300\u0301\u0303\u0309\u0323"
TEXT = f"{HEADINGS}\r\n{ROW}\r\n"


def cp1258(text: str) -> bytes:
    """Windows-1258 as old programs write it: base letters with tones as letters of their own."""
    out = bytearray()
    for symbol in unicodedata.normalize("NFC", text):
        try:
            out += symbol.encode("cp1258")
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", symbol)
            tone = next(mark for mark in decomposed if mark in TONES)
            out += unicodedata.normalize("NFC", decomposed.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (cp1258(TEXT), "windows-1258"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.replace(";", ",").encode(), "utf-8"),
        (TEXT.replace(";", "\t").encode(), "utf-8"),
        (b"sep=;\r\n" + TEXT.encode(), "utf-8"),
        (b"\r\n;;;\r\n" + TEXT.encode() + b";;;;\r\n\r\n", "utf-8"),
        (TEXT.replace("Họ và tên", "HO VA TEN").replace("Mã xã", "ma xa").encode(), "utf-8"),
    ],
)
def test_every_way_of_writing_the_same_list_is_read_alike(content: bytes, encoding: str) -> None:
    found = read_list(content)
    assert (found.kind, found.encoding) == ("csv", encoding)
    assert [row.cells for row in found.rows] == [
        {
            "procedure": "2.000635",
            "service": "nhận",
            "name": "Rơ Châm H'Nhung",
            "phone": "0905000001",
            "unit": "23947",
            "weight_g": "80",
            "state_fee": "8.000",
        }
    ]


def workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_a_workbook_is_read_with_its_numbers_as_people_see_them() -> None:
    cells = ["2.000635", "nhận", "Y Thơm", 905000001, 23947, 80.0, 8000]
    found = read_list(workbook([HEADINGS.split(";"), [], cells]))
    assert found.kind == "xlsx"
    (row,) = found.rows
    assert row.number == 3
    assert (row.cells["phone"], row.cells["unit"], row.cells["weight_g"]) == ("905000001", "23947", "80")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyList),
        (b"\xef\xbb\xbf", EmptyList),
        (b"\r\n \r\n", EmptyList),
        (HEADINGS.encode(), EmptyList),
        (f"{HEADINGS}\r\n;;;;;;\r\n".encode(), EmptyList),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", NotAList),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, NotAList),
        (b"PK\x03\x04 not really packed", NotAList),
        (bytes(range(256)) * 20, NotAList),
        (b"<!doctype html><html>", NotAList),
        (b"\xff\xfe" + b"a" * 3, UnreadableList),
        (b"a" * (5 * 1024 * 1024 + 1), TooLargeFile),
        (TEXT.replace("Dịch vụ", "Họ tên").encode(), BadHeadings),
        (TEXT.replace("Mã xã", "Ghi chú").encode(), BadHeadings),
        (ROW.encode(), BadHeadings),
    ],
)
def test_what_is_no_list_is_refused_with_a_stable_code(content: bytes, refusal: type[UnreadableList]) -> None:
    with pytest.raises(refusal) as refused:
        read_list(content)
    assert type(refused.value) is refusal
    assert refused.value.detail()


def test_headings_that_stand_twice_or_are_missing_are_named() -> None:
    with pytest.raises(BadHeadings) as refused:
        read_list(TEXT.replace("Dịch vụ", "họ tên").encode())
    assert "Họ và tên có hai lần" in refused.value.detail()
    assert "thiếu cột Dịch vụ" in refused.value.detail()
    assert "stands twice" in refused.value.detail("en")


def test_five_thousand_rows_are_read_and_one_more_is_too_many() -> None:
    rows = f"{ROW}\r\n" * ROWS_AT_MOST
    assert len(read_list(f"{HEADINGS}\r\n{rows}".encode()).rows) == ROWS_AT_MOST
    with pytest.raises(TooManyRows):
        read_list(f"{HEADINGS}\r\n{rows}{ROW}\r\n".encode())


def test_a_packed_file_that_swells_is_not_unpacked() -> None:
    content = workbook([HEADINGS.split(";"), ["x" * 30_000] * 7, *[[str(n) * 100] * 50 for n in range(8_000)]])
    assert len(content) < 5 * 1024 * 1024
    with pytest.raises((NotAList, TooLargeFile, TooManyRows, BadHeadings)):
        read_list(content)


@pytest.fixture
def reader(gia_lai: None) -> Reader:
    return Reader.of("UB-633")


def cells(**changes: str) -> dict[str, str]:
    row = {"procedure": "2.000635", "service": "nhận", "name": "Y Thơm", "unit": "23947", "weight_g": "80"}
    return {**row, **changes}


def lodging(reader: Reader, **changes: str) -> Lodging:
    return reader.lodging(cells(**changes), source=uuid4())


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("changes", "read", "value"),
    [
        ({"service": "Gửi hồ sơ"}, lambda row: row.service, "send"),
        ({"service": "CA HAI"}, lambda row: row.service, "both"),
        ({"weight_g": "1.250 g"}, lambda row: row.weight_g, 1250),
        ({"state_fee": "8,000 ₫"}, lambda row: row.state_fee, 8000),
        ({"state_fee": "8000.00"}, lambda row: row.state_fee, 8000),
        ({"state_fee": "-5"}, lambda row: row.state_fee, -5),
        ({"state_fee": ""}, lambda row: row.state_fee, None),
        ({"phone": "905000001"}, lambda row: row.applicant.phone, "0905000001"),
        ({"unit": "Xã Ia Tiêm"}, lambda row: row.applicant.unit, "23947"),
        ({"unit": "ia tiem"}, lambda row: row.applicant.unit, "23947"),
        ({"unit": "Chư H’Drông"}, lambda row: row.applicant.unit, "23587"),
        ({"categories": "hộ nghèo"}, lambda row: row.applicant.categories, ("poor_household",)),
        ({"categories": "giàu"}, lambda row: row.applicant.categories, ("giàu",)),
        ({"not_duplicate": "x"}, lambda row: row.confirm_duplicate, True),
        ({"received_on": "2/8/2019"}, lambda row: row.received_at.isoformat(), "2019-08-02T12:00:00+07:00"),
        ({"received_on": "5/8/2019"}, lambda row: row.received_at, world.NOON),
        (
            {"papers": "Tờ khai|bản chính|1; Giấy khai sinh | bản sao | 2"},
            lambda row: row.papers,
            (Paper("Tờ khai", "original", 1), Paper("Giấy khai sinh", "copy", 2)),
        ),
    ],
)
def test_cells_are_read_as_people_write_them(
    reader: Reader, changes: dict[str, str], read: Callable[[Lodging], Any], value: Any
) -> None:
    assert read(lodging(reader, **changes)) == value


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"service": "bay"}, "service", "unknown_service"),
        ({"weight_g": "nặng"}, "weight_g", "not_a_number"),
        ({"weight_g": ""}, "weight_g", "not_a_number"),
        ({"state_fee": "tám nghìn"}, "state_fee", "not_a_number"),
        ({"received_on": "31/02/2019"}, "received_at", "not_a_date"),
        ({"unit": "Atlantis"}, "applicant.unit", "unknown_unit"),
        ({"papers": "Tờ khai|ảnh chụp|1"}, "papers", "unreadable"),
        ({"papers": "Tờ khai|bản chính|nhiều"}, "papers", "unreadable"),
    ],
)
def test_cells_that_cannot_be_read_are_named(reader: Reader, changes: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        lodging(reader, **changes)
    assert [problem.code for problem in refused.value.fields[field]] == [code]


def test_rows_survive_being_stored_as_text() -> None:
    (row,) = read_list(TEXT.encode()).rows
    assert json.loads(json.dumps(row.cells, ensure_ascii=False)) == row.cells


_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Target="xl/workbook.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Target="worksheets/sheet1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    ),
}


def workbook_of(cells: dict[str, str]) -> bytes:
    """A workbook with nothing but these cells, each in a row of its own."""
    rows = "".join(
        f'<row r="{"".join(sign for sign in place if sign.isdigit())}"><c r="{place}" t="str"><v>{text}</v></c></row>'
        for place, text in cells.items()
    )
    sheet = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": f"{sheet}</worksheet>"}.items():
            packed.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("last", ["XFD10000", "XFD1048576"])
def test_a_tiny_workbook_that_asks_for_billions_of_cells_is_refused_and_harms_nobody(last: str) -> None:
    content = workbook_of({"A1": "Mã thủ tục", last: "x"})
    assert len(content) < 2_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TooLargeFile):
        read_list(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_stray_mark_far_below_the_headings_is_a_row_like_any_other() -> None:
    with pytest.raises(BadHeadings):
        read_list(workbook_of({"A1": "Mã thủ tục", "C9000": "x"}))
