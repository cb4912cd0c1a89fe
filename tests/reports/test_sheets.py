"""Responsibility sheets: the same figures on page, paper, file and call; who reads which; days in Vietnam's time."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers import commands as agency
from delegation.registry.models import Parameter, Unit
from tests import cast as play
from tests.cast import NOON, Cast
from tests.custody.test_batches import at_once
from tests.journey.conftest import mai, signed_in
from tests.mandates import world
from tests.rollout.world import load_notice
from tracking.journey.commands.rating import Answer, rate_cases
from tracking.measures import reader
from tracking.measures.keys import Key
from tracking.reports import sheets
from tracking.reports.quarters import Quarter
from tracking.reports.refusals import NotAQuarter, QuarterNotBegun
from tracking.reports.sheets.gather import quarter_of, span_of, times_by_procedure
from tracking.reports.sheets.tables import FEW

Q3, Q4 = "2019-Q3", "2019-Q4"
OCTOBER = datetime(2019, 10, 7, 2, 0, tzinfo=UTC)
NUMBERS = {
    "sheet_weight_on_time": "30",
    "sheet_weight_cut": "20",
    "sheet_weight_satisfied": "20",
    "sheet_weight_evidence": "20",
    "sheet_weight_not_late": "10",
    "sheet_least_finished": "2",
    "sheet_least_ratings": "2",
}


@pytest.fixture
def office(committed_cast: Cast) -> Iterator[Cast]:
    """October: the notice and the rule are loaded; three results of Chư Sê were finished and one is open."""
    load_notice()
    for key, value in NUMBERS.items():
        Parameter.objects.create(key=key, name=key, value=value, unit="", valid_from=world.OLD)
    done = finished(committed_cast, 3)
    rate_cases(answers=[Answer(each, score) for each, score in zip(done, (5, 2), strict=False)])
    play.lodge(committed_cast)
    with time_machine.travel(OCTOBER, tick=False):
        reader.catch_up()
        yield committed_cast


def finished(people: Cast, count: int, district: str = "633") -> list[Any]:
    """Cases whose result was handed over at the counter three working hours after they were taken in."""
    done = []
    for code in play.lodge(people, count, district, service="send"):
        case = play.item(code).dossier
        with time_machine.travel(NOON + timedelta(hours=5), tick=False):
            for act in (agency.process_dossier, agency.finish_dossier, agency.give_back_result):
                act(actor=people.officer(district), code=case.code)
        done.append(case.pk)
    return done


def text(answer: Any) -> str:
    return html.unescape(str(answer.content.decode()))


def plain(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def page(people: Cast, unit: str = "633", quarter: str = Q3) -> Any:
    return signed_in(people.tinh).get(f"/trach-nhiem/{unit}", {"quy": quarter})


def paper(people: Cast, unit: str = "633", quarter: str = Q3) -> str:
    answer = signed_in(people.tinh).get(f"/trach-nhiem/{unit}/phieu.pdf", {"quy": quarter})
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(answer.content)
    return " ".join(" ".join(each.get_textpage().get_text_range() for each in pages).split())


def test_the_figures_of_a_quarter_are_counted_once_and_shown_everywhere_alike(office: Cast) -> None:
    found = sheets.gather(span_of(Quarter(2019, 3)))
    mine = found.sheet("633")
    assert mine is not None
    assert (mine.counts[Key.FINISHED], mine.counts[Key.FINISHED_ON_TIME]) == (3, 3)
    assert (mine.counts[Key.RATED], mine.mean_score, mine.satisfied) == (2, 350, 5_000)
    assert mine.times.cut is not None
    assert mine.rank is not None
    shown, printed = plain(page(office)), paper(office)
    called = signed_in(office.tinh).get("/api/v1/responsibility/633", {"quarter": Q3}).json()
    rows = times_by_procedure(mine.committee, found.span)
    for row in rows:
        for number in (row.regulated, row.actual):
            assert number is not None
            words = f"{number // 100},{number % 100:02}"
            assert words in shown
            assert words in printed
    cut = f"{abs(mine.times.cut) // 100},{abs(mine.times.cut) % 100:02}"
    assert cut in shown
    assert cut in printed
    assert called["times"]["cut"] == mine.times.cut
    assert called["figures"]["finished"] == 3
    assert called["satisfaction"] == {"ratings": 2, "mean": 350, "satisfied": 5_000, "least": 2}
    assert "3,50" in shown
    assert "3,50" in printed
    points = f"{mine.rank.points // 10},{mine.rank.points % 10}"
    assert f"{points} điểm" in shown
    assert f"{points} điểm" in printed
    assert called["rank"]["points"] == mine.rank.points


def test_the_ranking_is_the_same_to_the_digit_on_page_csv_and_workbook(office: Cast) -> None:
    finished(office, 2, "622")
    province = signed_in(office.tinh)
    shown = plain(province.get("/trach-nhiem", {"quy": Q3}))
    answer = province.get("/trach-nhiem/xep-hang.csv", {"quy": Q3})
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    book = province.get("/trach-nhiem/xep-hang.xlsx", {"quy": Q3}).content
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        texts = html.unescape(opened.read("xl/sharedStrings.xml").decode())
        cells = opened.read("xl/worksheets/sheet1.xml").decode()
    heads, rows = table[1], table[2:-1]
    assert len(rows) == len(sheets.gather(span_of(Quarter(2019, 3))).sheets)
    for row in rows:
        found = dict(zip(heads, row, strict=True))
        assert found["Đơn vị"] in texts
        if found["Điểm"] != "–":
            assert found["Điểm"] in shown
            assert f"<v>{float(found['Điểm'].replace(',', '.')):g}</v>" in cells
        assert f"<v>{found['Hồ sơ xong']}</v>" in cells
        assert found["Đơn vị"] in shown
    assert "chưa kiểm chứng" in table[-1][0]


@pytest.mark.parametrize("evil", ["=1+1", "+84", "-2+3", "@SUM(1)", "\t=1"])
def test_a_hostile_cell_does_nothing_in_a_spreadsheet(office: Cast, evil: str) -> None:
    Unit.objects.filter(code="622").update(name=evil)
    province = signed_in(office.tinh)
    content = province.get("/trach-nhiem/xep-hang.csv", {"quy": Q3}).content
    assert content.startswith("\ufeff".encode())
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    book = province.get("/trach-nhiem/xep-hang.xlsx", {"quy": Q3}).content
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert "<f>" not in opened.read("xl/worksheets/sheet1.xml").decode()
        assert evil.strip() in html.unescape(opened.read("xl/sharedStrings.xml").decode())


def test_the_csv_is_written_as_spreadsheets_in_vietnam_read_it(office: Cast) -> None:
    content = signed_in(office.tinh).get("/trach-nhiem/xep-hang.csv", {"quy": Q3}).content.decode("utf-8-sig")
    assert "Hài lòng;" in content
    table = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert {len(row) for row in table[1:-1]} == {len(table[1])}, "commas of decimals part no cells"
    shares = [cell for row in table[2:-1] for cell in row if cell.endswith("%")]
    assert shares
    assert all(re.fullmatch(r"−?\d+,\d\d\N{NO-BREAK SPACE}%", cell) for cell in shares)


def test_every_figure_opens_the_cases_it_was_counted_from(office: Cast) -> None:
    client = signed_in(office.tinh)
    body = text(page(office))
    links = set(re.findall(r'href="(/trach-nhiem/633/[^"]+\?[^"]+)"', body)) - {
        "/trach-nhiem/633/phieu.pdf?quy=2019-Q3"
    }
    assert len(links) > 8
    for link in links:
        assert client.get(link).status_code == 200
    listed = text(client.get("/trach-nhiem/633/finished", {"quy": Q3}))
    assert len(set(re.findall(r"/ho-so/([0-9.A-Z]+-\d+-\d+)", listed))) == 3
    assert client.get("/trach-nhiem/633/finished", {"quy": Q3, "thu-tuc": "9.9"}).status_code == 200
    for figure, other in (
        ("rated", "/danh-gia?noi=UB-633"),
        ("cash-difference-vnd", "/tien/doi-soat"),
        ("cho-tra-loi", "/trien-khai/vuong-mac?don-vi=633"),
    ):
        opened = text(client.get(f"/trach-nhiem/633/{figure}", {"quy": Q3}))
        (way,) = re.findall(rf'href="({re.escape(other)}[^"]*)">', opened)
        assert client.get(way).status_code == 200


def test_an_open_case_says_which_office_has_it_for_how_long_and_whose_turn_it_is(office: Cast) -> None:
    code = play.lodge(office)[0]
    play.propose(office.hanh, [code], "UB-633", "BC-633")
    reader.catch_up()
    shown = plain(page(office, quarter=Q4))
    assert "chờ Bưu điện huyện Chư Sê ký nhận" in shown
    assert "Chờ ký nhận" in shown
    assert "Cơ quan giải quyết" in shown
    for person in ("Lan", "Hạnh", "H'Nhung"):
        assert person not in shown.replace("Hạn", "")


@pytest.mark.parametrize("who", ["hanh", "may"])
def test_a_unit_reads_its_own_sheet_and_no_other(office: Cast, who: str) -> None:
    client = signed_in(getattr(office, who))
    for path in ("", "/phieu.pdf", "/finished"):
        assert client.get(f"/trach-nhiem/633{path}", {"quy": Q3}).status_code == 200
        assert client.get(f"/trach-nhiem/622{path}", {"quy": Q3}).status_code == 404
    assert client.get("/api/v1/responsibility/622", {"quarter": Q3}).status_code == 404


@pytest.mark.parametrize("who", ["tinh", "hanh", "may"])
def test_no_figure_of_a_sheet_leads_its_reader_to_another_room_that_is_closed_to_them(office: Cast, who: str) -> None:
    client, led = signed_in(getattr(office, who)), set()
    for figure in ("rated", "satisfied", "cash-difference-vnd", "cho-tra-loi"):
        page = html.unescape(client.get(f"/trach-nhiem/633/{figure}", {"quy": Q3}).content.decode())
        for path in re.findall(r'<p><a class="govuk-link" href="([^"]+)">', page):
            assert client.get(path).status_code == 200, path
            led.add(figure)
    assert led >= {"cash-difference-vnd", "cho-tra-loi"}
    assert ("rated" in led) == ("satisfied" in led) == (who != "may")


def test_committees_read_the_ranking_and_post_supervisors_their_own_line(office: Cast) -> None:
    ranking = signed_in(office.hanh).get("/trach-nhiem", {"quy": Q3})
    assert 'href="/trach-nhiem/633?quy=2019-Q3"' in text(ranking)
    assert 'href="/trach-nhiem/622' not in text(ranking)
    assert "Pleiku" in plain(ranking)
    own = signed_in(office.may).get("/trach-nhiem", {"quy": Q3})
    assert "Pleiku" not in plain(own)
    assert signed_in(office.may).get("/trach-nhiem/xep-hang.csv").status_code == 404


@pytest.mark.parametrize("who", ["lan", "tien", "bao", "mai"])
def test_nobody_else_knows_of_the_sheets(office: Cast, who: str) -> None:
    client = signed_in(mai() if who == "mai" else getattr(office, who))
    for path in ("", "/633", "/633/phieu.pdf", "/xep-hang.csv", "/xep-hang.xlsx"):
        assert client.get(f"/trach-nhiem{path}", {"quy": Q3}).status_code == 404
    assert Client().get("/trach-nhiem").status_code == 302


def test_a_quarter_ends_at_midnight_in_vietnam(committed_cast: Cast) -> None:
    codes = play.lodge(committed_cast, 2, service="send")
    cases = [play.item(code).dossier for code in codes]
    last = datetime(2019, 9, 30, 16, 59, 59, tzinfo=UTC)
    for case, at in zip(cases, (last, last + timedelta(seconds=2)), strict=True):
        with time_machine.travel(at, tick=False):
            agency.process_dossier(actor=committed_cast.hanh, code=case.code)
            agency.finish_dossier(actor=committed_cast.hanh, code=case.code)
    with time_machine.travel(OCTOBER, tick=False):
        reader.catch_up()
        third, fourth = (sheets.gather(span_of(Quarter(2019, n))).sheet("633") for n in (3, 4))
    assert third is not None
    assert fourth is not None
    assert (third.counts[Key.FINISHED], fourth.counts[Key.FINISHED]) == (1, 1)
    assert fourth.before[Key.FINISHED] == 1


def test_a_running_quarter_says_up_to_which_day_it_was_counted(office: Cast) -> None:
    shown = plain(page(office, quarter=Q4))
    assert "Quý đang chạy" in shown
    assert "tính đến hết ngày 07/10/2019" in shown
    assert "đang chạy, đến hết 07/10/2019" in paper(office, quarter=Q4)
    assert "Quý đang chạy" not in plain(page(office))


def test_a_unit_without_anything_is_empty_and_whole(office: Cast) -> None:
    shown = plain(page(office, unit="622"))
    assert "Chưa có hồ sơ nào có kết quả trong kỳ." in shown
    assert "chưa xếp, dưới 2 hồ sơ xong" in shown
    assert FEW.format(least=2) in shown
    assert "Chưa có hồ sơ nào" in paper(office, unit="622")


def test_too_few_answers_give_no_share(office: Cast) -> None:
    Parameter.objects.filter(key="sheet_least_ratings").update(value="3")
    shown, printed = plain(page(office)), paper(office)
    assert FEW.format(least=3) in shown
    assert FEW.format(least=3) in printed
    assert "3,50" not in shown


@pytest.mark.parametrize("quarter", ["2019-Q5", "abc", "2019", "٢٠١٩-Q4", "x" * 500])
def test_what_is_no_quarter_is_said(office: Cast, quarter: str) -> None:
    answer = page(office, quarter=quarter)
    assert answer.status_code == 422
    assert "không phải một quý" in plain(answer)
    assert signed_in(office.tinh).get("/api/v1/responsibility/633", {"quarter": quarter}).status_code == 400
    with pytest.raises(NotAQuarter):
        quarter_of(quarter)


def test_a_quarter_to_come_has_no_sheet(office: Cast) -> None:
    assert page(office, quarter="2020-Q1").status_code == 409
    with pytest.raises(QuarterNotBegun):
        span_of(Quarter(2020, 1))


def test_without_a_quarter_the_last_one_with_anything_in_it_is_shown(office: Cast) -> None:
    assert "Quý III/2019" in plain(signed_in(office.tinh).get("/trach-nhiem"))


def test_units_that_do_not_exist_have_no_sheet(office: Cast) -> None:
    for unit in ("999", "abc", "64"):
        assert page(office, unit=unit).status_code == 404
    client = signed_in(office.tinh)
    assert client.get("/trach-nhiem/633/no-such-figure").status_code == 404
    assert client.get("/trach-nhiem/633/score-sum").status_code == 404
    for wrong in ("khac", "2019-13-01"):
        assert client.get("/trach-nhiem/633", {"quy": Q3, "den": wrong}).status_code == 404


def test_reading_is_a_fixed_number_of_statements(office: Cast) -> None:
    client = signed_in(office.tinh)
    counts = []
    for _ in range(2):
        client.get("/trach-nhiem/633", {"quy": Q3})
        with CaptureQueriesContext(connection) as seen:
            client.get("/trach-nhiem/633", {"quy": Q3})
        counts.append(len(seen))
        finished(office, 4)
        reader.catch_up()
    assert counts[0] == counts[1] < 45


def test_the_same_figures_give_the_same_paper(office: Cast) -> None:
    client = signed_in(office.tinh)
    got = [client.get("/trach-nhiem/633/phieu.pdf", {"quy": Q3}).content for _ in range(2)]
    assert got[0] == got[1]
    assert "Họ và tên người đứng đầu: ……" in paper(office)


def test_eight_readers_at_once_see_the_same(office: Cast) -> None:
    found = at_once(8, lambda _: sheets.gather(span_of(Quarter(2019, 3))).sheet("633"))
    assert not [each for each in found if isinstance(each, Exception)]
    assert len({each.rank for each in found}) == 1
