"""Every figure of a responsibility sheet and of the ranking is opened from the paper and from the workbook."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from tests import cast as play
from tests.cast import Cast, committed_cast, furnished
from tests.journey.conftest import signed_in
from tests.reports.links import Figure, Pages, linked, number, of_book, of_pdf, rows_of
from tests.reports.test_sheets import Q3, office
from tests.rollout import book
from tracking.measures import reader
from tracking.reports import sheets
from tracking.reports.addresses import SheetAddresses
from tracking.reports.figures import share
from tracking.reports.quarters import Quarter
from tracking.reports.sheets import tables
from tracking.reports.sheets.gather import quarter_of, span_of, times_by_procedure
from tracking.reports.tables import Kind, Opens, Table, said
from tracking.rollout.commands.obstacles import Report as Trouble
from tracking.rollout.commands.obstacles import report_obstacle
from tracking.rollout.steps import Aim

__all__ = ["committed_cast", "furnished", "office"]

NOVEMBER = datetime(2019, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def held_up(office: Cast) -> Iterator[Cast]:
    """November: Chư Sê has shown something, and waits for an answer since the quarter before."""
    book.furnished(book.day(8, 1))
    book.of_target("readiness", "declare", book.day(9, 1), "3/23947")
    trouble = Trouble("network", "Đường truyền hay mất.", blocks="devices_enrolled")
    with time_machine.travel(datetime(2019, 9, 20, 2, 0, tzinfo=UTC), tick=False):
        report_obstacle(actor=office.hanh, aim=Aim("44-TB-UBND", "2", "633"), report=trouble)
    with time_machine.travel(NOVEMBER, tick=False):
        play.lodge(office, 2)
        reader.catch_up()
        yield office


def tables_of(quarter: str, unit: str = "633") -> tuple[list[Table], SheetAddresses]:
    """The tables of a sheet as they stand on its paper."""
    found = sheets.gather(span_of(quarter_of(quarter)))
    mine = found.sheet(unit)
    assert mine is not None
    rows = times_by_procedure(mine.committee, found.span)
    made = [tables.times(mine, rows), tables.counts(mine), tables.others(mine, found.rule), tables.rule(found)]
    return made, SheetAddresses(found.span)


def comes_to(page: str, figure: Figure, address: str) -> str:
    """What the page at the end of a link says of a figure, counted from its list."""
    days = sum(number(row["Số"] if "Số" in row else row["Tăng, giảm"]) for row in rows_of(page))
    if figure.head in {"Kỳ này", "Kỳ trước", "Quá hạn", "Chờ ký nhận", "Đánh giá"}:
        return said(days, Kind.COUNT)
    if figure.head in {"Quy định", "Niêm yết", "Đã hẹn", "Thực tế", "Rút ngắn", "Hài lòng"}:
        return rows_of(page, "means")[0][figure.head]
    if figure.head == "Đúng hẹn":
        return said(share(days, number(figure.table.texts[figure.row][4])), Kind.SHARE)
    if figure.head == "Thay đổi":
        (row,) = rows_of(page, "compared")
        assert number(row["Kỳ này"]) == days
        assert number(row["Thay đổi"]) == days - number(row["Kỳ trước"])
        return row["Thay đổi"]
    return _list(page, figure, days)


def _list(page: str, figure: Figure, days: int) -> str:
    """Figures that are counted from cases, obstacles or evidence."""
    if figure.head == "Hồ sơ xong":
        listed, means = set(re.findall(r'href="/ho-so/([^"]+)"', page)), rows_of(page, "means")
        assert len(listed) == number(means[0]["Hồ sơ xong"] if means else "0")
        return said(len(listed), Kind.COUNT)
    if figure.head == "Vướng mắc":
        return str(len(rows_of(page, "waiting")))
    if "Minh chứng" in {figure.head, figure.name.split(" chuyển", maxsplit=1)[0]}:
        return "/".join(re.findall(r'data-met="(\d+)">\d+<span class="headline__of">/(\d+)<', page)[0])
    return _other(page, figure, days)


def _other(page: str, figure: Figure, days: int) -> str:
    """Rows of the table of other things, and what the ranking says of a unit as a whole."""
    if figure.table.key == "ranking":
        return figure.text if figure.text in " ".join(re.sub(r"<[^>]+>", " ", page).split()) else "?"
    if figure.name.startswith("Lượt"):
        return str(days)
    if figure.name.startswith("Xã"):
        rows = re.findall(r"<tr><th.*?</tr>", page.split("<tbody>", 1)[1], re.DOTALL)
        return f"{sum('Sẵn sàng</' in row for row in rows)}/{len(rows)}"
    if figure.name.startswith("Khó khăn"):
        waiting = rows_of(page, "waiting")
        return f"{len(waiting)}, quá hạn trả lời {sum(number(row['Quá hạn trả lời']) for row in waiting)}"
    (means,) = rows_of(page, "means")
    return means["Hài lòng" if figure.name.startswith("Hài lòng") else "Điểm trung bình, trên 5"]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("quarter", [Q3, "2019-Q4"])
@pytest.mark.parametrize("who", ["tinh", "hanh"])
def test_every_figure_of_a_printed_sheet_is_opened_by_its_reader(held_up: Cast, who: str, quarter: str) -> None:
    client = signed_in(getattr(held_up, who))
    paper = client.get("/trach-nhiem/633/phieu.pdf", {"quy": quarter}).content
    made, _ = tables_of(quarter)
    figures = [figure for table in made for figure in linked(table)]
    (way_in, page), *links = of_pdf(paper)
    assert page.partition("://")[2] in way_in.replace(" ", "")
    pages = Pages(client)
    assert "Phiếu trách nhiệm: Huyện Chư Sê" in pages.open(page)
    assert len(links) == len(figures) > 35
    for (text, address), figure in zip(links, figures, strict=True):
        where = (figure.table.title, figure.name, figure.head, address)
        assert text.replace(" ", "") == figure.text.replace(" ", ""), where
        assert plain(comes_to(pages.open(address), figure, address)) == figure.text, where


def test_a_sheet_of_a_running_quarter_is_opened_as_of_its_day_later_on(held_up: Cast) -> None:
    client = signed_in(held_up.tinh)
    links = of_pdf(client.get("/trach-nhiem/633/phieu.pdf", {"quy": "2019-Q4"}).content)[1:]
    made, _ = tables_of("2019-Q4")
    figures = [figure for table in made for figure in linked(table)]
    with time_machine.travel(datetime(2019, 12, 10, 2, 0, tzinfo=UTC), tick=False):
        play.lodge(held_up, 3)
        book.device(book.day(12, 5), "UB-633")
        reader.catch_up()
        pages = Pages(signed_in(held_up.tinh))
        for (_, address), figure in zip(links, figures, strict=True):
            if figure.head == "Kỳ này" or figure.table.key == "others":
                assert plain(comes_to(pages.open(address), figure, address)) == figure.text, (figure.name, address)
        told = {parse_qs(urlsplit(address).query).get("den", [""])[0] for _, address in links}
        assert "2019-11-20" in told


def test_every_figure_of_the_ranking_is_opened_from_the_workbook(held_up: Cast) -> None:
    client = signed_in(held_up.tinh)
    book_ = client.get("/trach-nhiem/xep-hang.xlsx", {"quy": Q3}).content
    table = tables.ranking(sheets.gather(span_of(Quarter(2019, 3))))
    links = of_book(book_)[0]
    pages, seen = Pages(client), set[str]()
    for figure in linked(table):
        ref = f"{chr(ord('A') + figure.place)}{figure.row + 3}"
        found = comes_to(pages.open(links[ref]), figure, links[ref])
        if figure.head not in {"Hạng", "So quý trước"}:
            assert plain(found) == figure.text, (ref, figure.head, links[ref])
        seen.add(ref)
    assert seen == set(links)
    assert len(seen) > 15


def test_a_day_outside_the_quarter_counts_for_nothing(held_up: Cast) -> None:
    quarter = Quarter(2019, 4)
    assert span_of(quarter, until=date(2019, 11, 5)).as_of == date(2019, 11, 5)
    assert span_of(quarter, until=date(2030, 1, 1)).as_of == date(2019, 11, 20)
    assert span_of(quarter, until=date(2019, 9, 1)).as_of == date(2019, 11, 20)


def test_the_list_behind_a_figure_is_not_for_other_units(held_up: Cast) -> None:
    to = SheetAddresses(span_of(Quarter(2019, 3)))
    table = tables.ranking(sheets.gather(span_of(Quarter(2019, 3))))
    ways = [way for row in table.ways for way in row if way and way.unit == "622" and way.opens != Opens.UNIT]
    reader_ = signed_in(held_up.hanh)
    assert {reader_.get(to.path(way)).status_code for way in ways} == {404}
    assert Client().get(to.path(ways[0])).status_code == 302
