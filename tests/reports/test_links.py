"""Every figure can be opened, from paper too: each link of each table leads to a list that comes to the figure."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.test.utils import override_settings

from delegation.dossiers import commands as agency
from delegation.dossiers.models import Dossier
from delegation.registry.models import Unit
from tests import cast as play
from tests.cast import NOON
from tests.journey.conftest import signed_in
from tests.reports.conftest import CODE, World, drafted, frozen
from tests.reports.links import Figure, Pages, comes_to, linked, number, of_book, of_pdf, rows_of
from tests.rollout import book
from tracking.reports import issuing
from tracking.reports.addresses import Addresses
from tracking.reports.models import Report
from tracking.reports.tables import Opens, sections
from tracking.rollout.commands.obstacles import Report as Trouble
from tracking.rollout.commands.obstacles import report_obstacle
from tracking.rollout.steps import Aim

JANUARY = datetime(2020, 1, 6, 2, 0, tzinfo=UTC)
SEPTEMBER = datetime(2019, 9, 20, 2, 0, tzinfo=UTC)
NOVEMBER = datetime(2019, 11, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def busy(reporting: World) -> World:
    """Chư Sê has shown everything in August, lost its use since, said how many cases could have gone, and is held up
    since September; three of its cases were handed over, more were taken in in November, when another trouble came."""
    people = reporting.cast
    book.lower()
    book.furnished(book.day(8, 1))
    book.of_target("acceptance", "accept", book.day(8, 5))
    book.of_target("statement", "state", book.day(9, 3), month="2019-08", eligible=10, reasons={"price": 7})
    book.device(book.day(9, 2), "BC-622", "simulated")
    with time_machine.travel(SEPTEMBER, tick=False):
        trouble = Trouble("network", "Đường truyền ở một cửa hay mất.", blocks="devices_enrolled")
        report_obstacle(actor=people.thuy, aim=Aim("44-TB-UBND", "2", "622"), report=trouble)
    return reporting


def later(world: World) -> None:
    """What the autumn brought."""
    book.of_target("statement", "state", book.day(11, 3), month="2019-10", eligible=4, reasons={"online": 1})
    book.appointed(book.day(10, 20), "BC-622", "clerk")
    with time_machine.travel(NOVEMBER, tick=False):
        play.lodge(world.cast, 2)
        trouble = Trouble("software", "Máy quét không đọc được mã.", blocks="")
        report_obstacle(actor=world.cast.thuy, aim=Aim("44-TB-UBND", "2", "622"), report=trouble)


def printed(report: Report) -> list[tuple[str, str]]:
    out = BytesIO()
    issuing.pdf(report, out)
    return of_pdf(out.getvalue())


def figures_of(report: Report) -> list[Figure]:
    tables = (table for section in sections(report.tree) for table in section.tables)
    return [figure for table in tables for figure in linked(table)]


def hold(report: Report, reader: Client) -> None:
    """Follow every link of the printed report and hold what it opens against the figure."""
    (way_in, page), *links = printed(report)
    assert page.endswith(f"/bao-cao/{report.code}")
    assert page.partition("://")[2] in way_in.replace(" ", ""), "the address is printed beside its code"
    pages, figures = Pages(reader), figures_of(report)
    pages.open(page)
    assert len(links) == len(figures) > 150
    for (text, address), figure in zip(links, figures, strict=True):
        where = (figure.table.title, figure.name, figure.head, address)
        assert text.replace(" ", "") == figure.text.replace(" ", ""), where
        found = comes_to(pages.open(address), figure, address)
        assert found.replace("\N{NO-BREAK SPACE}", " ") == figure.text, where


def test_every_figure_of_a_frozen_report_is_opened_by_everybody_who_reads_the_paper(busy: World) -> None:
    report = frozen(busy)
    figures = figures_of(report)
    ways = [figure.table.way(figure.row, figure.place) for figure in figures]
    told = {way.opens for way in ways if way}
    assert told >= {Opens.COMPLETE, Opens.UNITS, Opens.SHOWING, Opens.UNIT, Opens.EVIDENCE, Opens.COUNTED}
    assert told >= {Opens.OBSTACLES, Opens.STATED, Opens.ASKED, Opens.NOTED}
    hold(report, Client(headers={"host": "localhost"}))


def test_every_figure_of_a_draft_is_opened_beside_the_quarter_before(busy: World) -> None:
    later(busy)
    with time_machine.travel(JANUARY, tick=False):
        report = drafted(busy.tinh, "2019-Q4")
        ways = [figure.table.way(figure.row, figure.place) for figure in figures_of(report)]
        assert Opens.CHANGES in {way.opens for way in ways if way}
        hold(report, signed_in(busy.tinh))


def test_times_are_opened_by_procedure_and_by_unit(busy: World) -> None:
    done = play.lodge(busy.cast, 2, "633", service="send")
    for code in done:
        case = play.item(code).dossier
        for act in (agency.process_dossier, agency.finish_dossier, agency.give_back_result):
            act(actor=busy.cast.hanh, code=case.code)
    with time_machine.travel(JANUARY, tick=False):
        report = drafted(busy.tinh, "2019-Q4")
        opened = [figure.table.key for figure in figures_of(report)]
        assert opened.count("unit_times") >= 6
        assert opened.count("procedure_times") >= 6
        hold(report, signed_in(busy.tinh))


def test_the_late_cases_of_a_running_quarter_are_those_of_the_draft_s_moment(busy: World) -> None:
    early, late = (lodged_at(busy, NOVEMBER + timedelta(days=days)) for days in (0, 1))
    assert late.due_at
    with time_machine.travel(late.due_at - timedelta(hours=1), tick=False):
        report = drafted(busy.tinh, "2019-Q4")
    with time_machine.travel(late.due_at + timedelta(hours=1), tick=False):
        reader = signed_in(busy.tinh)
        page = reader.get(f"/bao-cao/{report.code}/so/so-lieu?noi=633&chi-tieu=late_open").content.decode()
    assert early.code in page
    assert late.code not in page
    assert sum(number(row["Tăng, giảm"]) for row in rows_of(page)) == 1


def lodged_at(world: World, moment: datetime) -> Dossier:
    """A dossier taken in at a moment, which nobody works on."""
    with time_machine.travel(moment, tick=False):
        return play.item(play.lodge(world.cast, 1)[0]).dossier


def test_the_links_of_a_frozen_report_keep_to_its_day_whatever_comes_later(busy: World) -> None:
    report = frozen(busy)
    before = printed(report)
    later(busy)
    book.device(book.day(9, 10), "BC-622").act("revoke", book.day(10, 2))
    with time_machine.travel(JANUARY, tick=False):
        report.refresh_from_db()
        assert printed(report) == before
        hold(report, Client(headers={"host": "localhost"}))
    boards = [address for _, address in before if "/trien-khai/" in address]
    assert boards
    assert all("ngay=2019-09-30" in address for address in boards)


def test_a_list_that_grew_after_the_report_says_so_and_the_report_stays(busy: World) -> None:
    report = frozen(busy)
    reader = Client(headers={"host": "localhost"})
    path = f"/bao-cao/{CODE}/so/so-lieu?chi-tieu=lodged"
    assert "khác con số trong báo cáo" not in reader.get(path).content.decode()
    with time_machine.travel(NOON, tick=False):
        play.lodge(busy.cast, 1)
    page = reader.get(path).content.decode()
    assert "khác con số trong báo cáo" in page
    assert report.tree.measures[0].within == 3


def test_the_workbook_links_the_same_figures_to_the_same_addresses(busy: World) -> None:
    report = frozen(busy)
    out = BytesIO()
    issuing.workbook(report, out)
    sheets = of_book(out.getvalue())
    tables = [table for section in sections(report.tree) for table in section.tables]
    to = Addresses(report.code, report.tree.head, report.tree.progress.ask)
    assert len(sheets) == len(tables) + 2
    for table, links in zip(tables, sheets[1:-1], strict=True):
        wanted = {}
        for figure in linked(table):
            way = table.way(figure.row, figure.place)
            assert way is not None
            wanted[f"{chr(ord('A') + figure.place)}{figure.row + 2}"] = to.absolute(way)
        assert links == wanted, table.title
    assert sum(map(len, sheets)) == len(figures_of(report))


def test_addresses_name_the_public_host_of_the_installation(busy: World) -> None:
    report = frozen(busy)
    with override_settings(PUBLIC_HOST="hoso.gialai.gov.vn", SECURE_SSL_REDIRECT=True):
        links = printed(report)
    assert all(address.startswith("https://hoso.gialai.gov.vn/") for _, address in links)
    assert f"hoso.gialai.gov.vn/bao-cao/{CODE}" in links[0][0].replace(" ", "")


def test_what_leads_nowhere_is_not_there(busy: World) -> None:
    frozen(busy)
    reader = Client(headers={"host": "localhost"})
    counted = ("so-lieu", "so-lieu?chi-tieu=khac", "so-lieu?chi-tieu=lodged&noi=999", "so-lieu?chi-tieu=lodged&ky=mai")
    first = "so-lieu?chi-tieu=lodged&ky=truoc"  # no quarter came before this one
    asked = ("muc?chi-tieu=99", "muc?chi-tieu=3&noi=khac", "vuong-mac?chi-tieu=khac", "luu-y", "luu-y?chi-tieu=khac")
    for wrong in (*counted, first, *asked, "thoi-gian", "thoi-gian?noi=UB-999", "khac", "complete"):
        assert reader.get(f"/bao-cao/{CODE}/so/{wrong}").status_code == 404, wrong


def test_a_note_names_the_unit_whose_acts_it_counts_not_its_code(busy: World) -> None:
    book.Subject("target", "44-TB-UBND/2/622", "acceptance").act("accept", book.day(9, 5), {}, "simulated")
    frozen(busy)
    page = Client(headers={"host": "localhost"}).get(f"/bao-cao/{CODE}/so/luu-y?chi-tieu=simulated").content.decode()
    assert f"{Unit.objects.get(code='622').name}, mục 2" in page
    assert "44-TB-UBND/2/622" not in page


def test_cases_are_listed_for_the_units_own_people_alone(busy: World) -> None:
    frozen(busy)
    path = f"/bao-cao/{CODE}/so/so-lieu?chi-tieu=lodged&noi=633"
    assert "caption>Hồ sơ đã đếm" in signed_in(busy.cast.hanh).get(path).content.decode()
    for reader in (Client(headers={"host": "localhost"}), signed_in(busy.cast.thuy)):
        page = reader.get(path).content.decode()
        assert "Hồ sơ đã đếm" not in page
        assert "Theo ngày" in page


def test_a_draft_opens_for_the_province_alone(busy: World) -> None:
    drafted(busy.tinh)
    path = f"/bao-cao/{CODE}/so/so-lieu?chi-tieu=lodged"
    assert signed_in(busy.tinh).get(path).status_code == 200
    assert signed_in(busy.cast.hanh).get(path).status_code == 404
