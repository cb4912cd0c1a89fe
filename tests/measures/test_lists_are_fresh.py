"""The list behind a figure has the cases that the figure counts: at every moment, with a worker or without."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast as play
from tests.cast import Cast
from tracking.measures import reader
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.models import CaseFacts
from tracking.measures.queries import behind, daily, handed_over_by, origins, times
from tracking.rollout.queries import coverage

DAY = date(2019, 8, 5)
DESKS = ("UB-633", "UB-622")
OF_CASES = (Key.LODGED, Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME, Key.LATE_OPEN, Key.LIMBO_OPEN)
"""Figures that count each case once."""


def agrees(cast: Cast) -> dict[tuple[str, Key], int]:
    """Every figure is as long as its list; gives the figures."""
    read, found = daily(list(DESKS), OF_CASES, DAY), {}
    for desk in DESKS:
        for key in OF_CASES:
            figure = read.standing(desk, key, DAY) if MEANINGS[key].gauge else read.on(desk, key, DAY)
            listed = behind(cast.tinh, key, desk, DAY, DAY)
            assert (listed.count(), len(list(listed)), len(listed[:50])) == (figure,) * 3, (desk, key)
            assert len({row.pk for row in listed}) == figure, "each case once"
            found[desk, key] = figure
        carried = handed_over_by(cast.tinh, desk, DAY)
        assert carried.count() == sum(origin.cases for origin in origins(desk, DAY))
        finished = times(DAY, DAY, committee=desk)
        assert sum(each.n for each in finished) == behind(cast.tinh, Key.FINISHED, desk, DAY, DAY).count()
    return found


def test_a_list_is_as_long_as_its_figure_before_and_after_the_reader_came(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 3)
    unread = agrees(committed_cast)
    assert not CaseFacts.objects.exists(), "nobody has counted yet"
    assert unread["UB-633", Key.HANDED_OVER] == 3
    reader.catch_up()
    assert agrees(committed_cast) == unread
    codes = play.at_post(committed_cast, 2)
    play.at_post(committed_cast, 1, "622")
    play.scan(committed_cast.tien, codes[0], "take_out")
    play.scan(committed_cast.tien, codes[0], "deliver", proof="x")
    mixed = agrees(committed_cast)
    assert (mixed["UB-633", Key.LODGED], mixed["UB-622", Key.LODGED]) == (5, 1)
    reader.catch_up()
    assert agrees(committed_cast) == mixed


def test_times_count_what_the_reader_has_not_dealt_with(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    before = times(DAY, DAY, by="procedure")
    assert sum(each.n for each in before) == 2
    reader.catch_up()
    assert times(DAY, DAY, by="procedure") == before
    play.at_post(committed_cast, 1)
    mixed = times(DAY, DAY)
    reader.catch_up()
    assert times(DAY, DAY) == mixed


def test_rows_come_in_one_order_whatever_was_read(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    reader.catch_up()
    play.at_post(committed_cast, 3)
    fresh = behind(committed_cast.tinh, Key.LODGED, None, DAY, DAY)
    order = [row.pk for row in fresh]
    pages = [row.pk for start in range(0, 6, 2) for row in fresh[start : start + 2]]
    dossiers = [(row.dossier.code, row.procedure.name, row.committee.name, row.lodged_at) for row in fresh]
    reader.catch_up()
    stored = behind(committed_cast.tinh, Key.LODGED, None, DAY, DAY)
    assert [row.pk for row in stored] == order == pages
    assert [(row.dossier.code, row.procedure.name, row.committee.name, row.lodged_at) for row in stored] == dossiers
    assert stored[0].pk == fresh[0].pk == order[0]


def test_an_unread_case_is_listed_to_those_who_may_see_it_alone(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    play.at_post(committed_cast, 1, "622")
    listed = {who: behind(getattr(committed_cast, who), Key.LODGED, None, DAY, DAY) for who in ("tinh", "hanh", "bao")}
    assert {who: cases.count() for who, cases in listed.items()} == {"tinh": 3, "hanh": 2, "bao": 0}
    assert not listed["bao"].exists()


def test_filters_hold_for_what_is_unread(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 1)
    reader.catch_up()
    play.at_post(committed_cast, 2)
    cases = behind(committed_cast.tinh, Key.LODGED, None, DAY, DAY)
    procedure, unit = cases[0].procedure_id, cases[0].dossier.unit_id
    assert cases.filter(procedure=procedure, committee__in=DESKS).count() == 3
    assert cases.filter(dossier__unit__in=[unit]).count() == 3
    assert cases.filter(procedure="9.999999").count() == cases.exclude(dossier__unit__in=[unit]).count() == 0
    assert cases.exclude(procedure__in=["9.999999"]).count() == 3


def test_the_squares_of_the_coverage_are_as_long_as_their_lists(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    wanted = coverage.Wanted("633", "UB-633")
    board = coverage.coverage(wanted, DAY)
    squares = {key: tally.cases for key, tally in board.squares.items()}
    assert sum(squares.values()) == 2
    for (commune, procedure), number in squares.items():
        assert coverage.cases_of(committed_cast.tinh, wanted, board, commune, procedure).count() == number


@pytest.mark.parametrize("key", [Key.LODGED, Key.LIMBO_OPEN])
def test_a_list_costs_the_same_however_much_is_unread(committed_cast: Cast, key: Key) -> None:
    counts = []
    play.at_post(committed_cast, 1)
    list(behind(committed_cast.tinh, key, None, DAY, DAY)[:50])
    for number in (1, 12):
        play.at_post(committed_cast, number)
        with CaptureQueriesContext(connection) as captured:
            assert behind(committed_cast.tinh, key, None, DAY, DAY)[:50] is not None
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6
