"""Workbooks as they are opened and printed: typed cells, heads in sight, a page wide, notes that stay in place."""

import re
import zipfile
from io import BytesIO

import pytest

from tests.reports.sample import sample
from tests.reports.test_typography import paper
from tracking.reports.tables import sections
from tracking.reports.workbook import render_workbook, width_of


@pytest.fixture(scope="module")
def book() -> zipfile.ZipFile:
    out = BytesIO()
    render_workbook(paper(sample()), out)
    return zipfile.ZipFile(BytesIO(out.getvalue()))


def sheets(book: zipfile.ZipFile) -> list[str]:
    names = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    return [book.read(name).decode() for name in sorted(names, key=lambda each: int(re.findall(r"\d+", each)[0]))]


def test_every_sheet_prints_on_a4_as_wide_as_the_page_with_its_heads_and_page_numbers(book: zipfile.ZipFile) -> None:
    found = sheets(book)
    titles = re.findall(r'<definedName name="_xlnm\.Print_Titles"', book.read("xl/workbook.xml").decode())
    assert len(titles) == len(found) == len([t for s in sections(sample()) for t in s.tables]) + 2
    for text in found:
        assert '<pageSetUpPr fitToPage="1"/>' in text
        assert re.search(r'<pageSetup paperSize="9"[^>]* fitToHeight="0"', text)
        assert "trang &amp;P/&amp;N" in text
        assert 'state="frozen"' in text


def test_wide_tables_lie_across_and_narrow_ones_stand(book: zipfile.ZipFile) -> None:
    tables = [table for section in sections(sample()) for table in section.tables]
    for table, text in zip(tables, sheets(book)[1:-1], strict=True):
        wide = sum(width_of(column) for column in table.columns) > 95
        assert ('orientation="landscape"' in text) is wide, table.title


def test_notes_are_wrapped_within_the_columns_of_their_table(book: zipfile.ZipFile) -> None:
    strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", book.read("xl/sharedStrings.xml").decode(), re.DOTALL)
    tables = [(s, t) for s in sections(sample()) for t in s.tables]
    for (section, table), text in zip(tables, sheets(book)[1:-1], strict=True):
        notes = [*section.words, table.note] if table is section.tables[0] else [table.note]
        merged = re.findall(r'<mergeCell ref="A(\d+):([A-Z]+)\d+"', text)
        assert len(merged) == len([each for each in notes if each]), table.title
        for row, end in merged:
            assert end == chr(ord("A") + len(table.columns) - 1)
            height = re.search(rf'<row r="{row}"[^>]* ht="([\d.]+)"', text)
            (number,) = re.findall(rf'<c r="A{row}"[^>]* t="s"><v>(\d+)</v>', text)
            room = sum(width_of(column) for column in table.columns)
            assert len(strings[int(number)]) / room <= float(height[1] if height else 15) / 15


def test_a_link_leaves_a_figure_a_number_and_looking_like_one(book: zipfile.ZipFile) -> None:
    text = sheets(book)[1]
    assert re.search(r'<c r="B2" s="\d+"><v>3</v></c>', text)
    styles = book.read("xl/styles.xml").decode()
    assert "<u/>" not in styles, "no figure is underlined"
    assert "FF0000FF" not in styles
    assert 'theme="10"' not in styles
