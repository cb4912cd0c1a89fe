"""The board of a district's use: communes by procedures, filled by cases alone, as of any day."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.mandates.commands import suspend_mandate
from delegation.registry.models import Unit, UnitKind, UnitSuccession
from tests import cast as play
from tests.cast import NOON, Cast, committed_cast
from tests.dossiers import desk
from tests.journey.conftest import mai, signed_in
from tests.rollout.world import load_notice
from tests.rollout_web.conftest import BOARD, page, text_of
from tracking.measures.keys import Key
from tracking.measures.queries import daily
from tracking.measures.reader import catch_up
from tracking.rollout.queries.coverage import OTHER, Coverage, Wanted, cases_of, coverage

__all__ = ["committed_cast"]

ADDRESS = f"{BOARD}/633/do-phu"
DAY = date(2019, 8, 5)
HOME = "23947"
CHU_SE = Wanted("633", "UB-633")


def handed_over(cast: Cast, count: int = 1, **changes: Any) -> None:
    """Results of new dossiers, taken over by the post of Chư Sê."""
    codes = play.lodge(cast, count, **changes)
    listed = play.propose(cast.hanh, codes, "UB-633", "BC-633")
    play.sign(cast.lan, listed.code, codes)


def board(day: date = DAY, post_office: str = "") -> Coverage:
    return coverage(Wanted("633", "UB-633", post_office=post_office), day)


def link_numbers(text: str) -> list[int]:
    """The numbers in the squares of a page."""
    return [int(number) for number in re.findall(r'do-phu/ho-so\?[^"]*xa=\d+&amp;thu-tuc=[^"]*">(\d+)</a></td>', text)]


def fill(cast: Cast) -> None:
    handed_over(cast, 2)
    handed_over(cast, applicant=desk.applicant(unit="23587"))
    play.lodge(cast)


@pytest.fixture
def used(asked: Cast) -> Cast:
    """Two cases of one commune of Chư Sê, one of somebody who lives in Pleiku; all of the same procedure."""
    fill(asked)
    return asked


@pytest.fixture
def kept(committed_cast: Cast) -> Cast:
    """The same where commits are real and the reader has dealt with them."""
    load_notice()
    fill(committed_cast)
    catch_up()
    return committed_cast


def test_a_square_is_filled_by_a_hand_over_and_by_nothing_else(asked: Cast) -> None:
    play.lodge(asked)
    assert board().used == 0
    handed_over(asked)
    found = board()
    assert (found.used, found.whole.cases) == (1, 1)
    assert found.percent == 100 // found.all


def test_the_squares_and_what_is_outside_are_all_cases_that_were_handed_over(used: Cast) -> None:
    found = board()
    assert found.of_commune(HOME).cases == 2
    assert found.elsewhere.cases == 1
    counted = daily(["UB-633"], [Key.HANDED_OVER], DAY).standing("UB-633", Key.HANDED_OVER, DAY)
    assert found.whole.cases + found.elsewhere.cases + found.no_longer.cases == counted == 3
    assert sum(found.of_procedure(each.code).cases for each in found.procedures) == found.whole.cases
    assert not found.simulated


def test_unread_lines_give_the_same_board_as_read_ones(kept: Cast) -> None:
    handed_over(kept, 2)
    before = board()
    assert before.of_commune(HOME).cases == 4
    catch_up()
    assert board() == before


def test_a_day_before_the_hand_over_has_no_square_filled(used: Cast) -> None:
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert board(DAY - timedelta(days=1)).used == 0
        assert board(DAY).used == board(DAY + timedelta(days=20)).used == 1


def test_what_is_not_delegated_that_day_has_no_column(used: Cast) -> None:
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        suspend_mandate(actor=used.hanh, mandate=used.mandate)
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        found = board(DAY + timedelta(days=4))
        assert (found.procedures, found.all, found.percent) == ((), 0, None)
        assert found.no_longer.cases == 3
        assert board(DAY).used == 1
        assert "Chưa có ô nào để tính" in text_of(ADDRESS, ngay="2019-08-09")


def test_a_post_office_that_served_nobody_fills_nothing(used: Cast) -> None:
    assert board(post_office="BC-633") == board()
    other = board(post_office="BC-622")
    assert (other.used, other.procedures) == (0, ())
    assert [each.code for each in other.carriers] == ["BC-633"]


def test_cases_of_a_commune_that_was_taken_over_count_with_the_one_heir(used: Cast) -> None:
    old = Unit.objects.get(code=HOME)
    ends = date(2020, 3, 1)
    Unit.objects.filter(pk=old.pk).update(valid_to=ends)
    heir = Unit.objects.create(
        code="23999", name="Xã Mới", short_name="Mới", kind=UnitKind.COMMUNE, parent=old.parent, valid_from=ends
    )
    assert HOME not in {each.code for each in board(ends).communes}
    assert board(ends).elsewhere.cases == 3
    UnitSuccession.objects.create(old=old, new=heir, on=ends, legal_basis="NQ")
    assert board(ends).of_commune("23999").cases == 2
    assert board(DAY).of_commune(HOME).cases == 2
    other = Unit.objects.create(
        code="23998", name="Xã Khác", short_name="Khác", kind=UnitKind.COMMUNE, parent=old.parent, valid_from=ends
    )
    UnitSuccession.objects.create(old=old, new=other, on=ends, legal_basis="NQ")
    assert board(ends).elsewhere.cases == 3


def test_a_district_that_has_ended_shows_the_communes_of_its_last_day(used: Cast) -> None:
    ended = date(2025, 7, 1)
    Unit.objects.filter(parent__code="633").update(valid_to=ended)
    found = coverage(Wanted("633", "UB-633", ended), date(2025, 9, 1))
    assert found.rows_on == date(2025, 6, 30)
    assert HOME in {each.code for each in found.communes}


def test_visitors_see_whether_and_never_how_many(used: Cast) -> None:
    handed_over(used, 7)
    public = text_of(ADDRESS, ngay="2019-08-05")
    assert 'data-commune="23947" data-used="1"' in public
    assert "coverage__used" in public
    assert not link_numbers(public)
    assert "do-phu/ho-so" not in public
    assert "do-phu.csv" not in public
    assert not re.search(r"\d hồ sơ", public)
    stranger = text_of(ADDRESS, signed_in(used.thuy), ngay="2019-08-05")
    assert "do-phu/ho-so" not in stranger


def test_staff_open_every_number(kept: Cast) -> None:
    client = signed_in(kept.hanh)
    text = text_of(ADDRESS, client, ngay="2019-08-05")
    assert link_numbers(text) == [2]
    links = set(re.findall(r'href="([^"]*do-phu/ho-so[^"]*)"', text))
    assert len(links) >= 5
    numbers = {}
    for link in links:
        opened = client.get(link.replace("&amp;", "&")).content.decode()
        shown = re.search(r'page-head__title">(\d+) hồ sơ', opened)
        assert shown
        numbers[link] = int(shown[1])
        assert len(re.findall(r'href="/ho-so/[^"]+"', opened)) == numbers[link]
    assert sorted(numbers.values()) == [0, 1, 2, 2, 2, 2]


def test_a_list_holds_only_what_the_asker_may_see(kept: Cast) -> None:
    found = board()
    assert cases_of(kept.hanh, CHU_SE, found, HOME).count() == 2
    assert cases_of(mai(), CHU_SE, found, OTHER).count() == 1
    assert cases_of(kept.thuy, CHU_SE, found).count() == 0


@pytest.mark.parametrize("query", [{"xa": "99999"}, {"thu-tuc": "9.999999"}, {"xa": "23587"}, {"buu-dien": "B\u200b"}])
def test_a_square_that_is_not_there_is_not_there(used: Cast, query: dict[str, str]) -> None:
    assert page(f"{ADDRESS}/ho-so", signed_in(used.hanh), ngay="2019-08-05", **query).status_code == 404


def test_the_file_has_a_line_for_every_square(used: Cast) -> None:
    answer = page(f"{ADDRESS}.csv", signed_in(used.may), ngay="2019-08-05")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="do-phu-633-20190805.csv"'
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 1 + board().all + 2
    filled = [row for row in rows[1:] if row[7] != "0"]
    assert [(row[2], row[7], row[8]) for row in filled] == [(HOME, "2", "0"), ("", "1", "0")]
    evil = page(f"{ADDRESS}.csv", signed_in(used.may), ngay="2019-08-05", **{"buu-dien": "=1+1"}).content.decode()
    assert ";'=1+1;" in evil
    assert page(f"{ADDRESS}.csv", signed_in(used.thuy)).status_code == 404
    assert page(f"{ADDRESS}.csv").status_code == 302


def test_played_cases_are_marked(asked: Cast) -> None:
    handed_over(asked, channel="simulation")
    text = text_of(ADDRESS, ngay="2019-08-05")
    assert "Mô phỏng." in text
    assert "chỉ có hồ sơ mô phỏng (1 ô)" in text
    handed_over(asked)
    assert (board().used, board().only_simulated) == (1, 0)


@pytest.mark.parametrize("unit", ["999", HOME, "UB-64"])
def test_a_unit_without_a_board_has_none(used: Cast, unit: str) -> None:
    assert page(f"{BOARD}/{unit}/do-phu").status_code == 404
    assert page("/trien-khai/44-TB-UBND/3/23947/do-phu").status_code == 404


def test_a_day_that_is_none_is_told(used: Cast) -> None:
    answer = page(ADDRESS, ngay="hôm kia")
    assert answer.status_code == 400
    assert "không phải là một ngày" in answer.content.decode()


def test_more_cases_take_no_more_statements(kept: Cast) -> None:

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            board()
        return len(seen)

    before = count()
    handed_over(kept, 5)
    catch_up()
    assert count() == before <= 8


def test_the_sheet_of_a_district_leads_to_the_board(used: Cast) -> None:
    assert f'href="{ADDRESS}?ngay=2019-08-05"' in text_of(f"{BOARD}/633", Client(), ngay="2019-08-05")
