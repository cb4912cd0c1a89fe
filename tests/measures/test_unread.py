"""Figures are exact at every instant: what the reader has not dealt with yet is added while reading."""

from datetime import date, timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast as play
from tests.cast import Cast
from tracking.measures import reader
from tracking.measures.keys import Key
from tracking.measures.models import CaseFacts, Tally
from tracking.measures.queries import Daily, behind, daily, handed_over

DAY = date(2019, 8, 5)
DESKS = ["UB-633", "UB-622"]


def everything(until: date = DAY) -> Daily:
    return daily(DESKS, list(Key), until)


def told(read: Daily) -> dict[tuple[str, Key], list[tuple[date, int]]]:
    return {(desk, key): read.days(desk, key) for desk in DESKS for key in Key}


def test_what_was_countersigned_a_moment_ago_counts_without_a_worker(cast: Cast) -> None:
    play.at_post(cast, 3)
    read = everything()
    assert Tally.objects.count() == 0
    assert not read.behind
    assert read.on("UB-633", Key.LODGED, DAY) == 3
    assert read.on("UB-633", Key.HANDED_OVER, DAY) == 3
    assert read.standing("UB-622", Key.LODGED, DAY) == 0


def test_adding_the_unread_lines_gives_what_the_reader_counts(committed_cast: Cast) -> None:
    codes = play.at_post(committed_cast, 3)
    play.scan(committed_cast.tien, codes[0], "take_out")
    play.scan(committed_cast.tien, codes[0], "deliver", proof="x")
    before = told(everything())
    assert reader.catch_up() > 0
    assert CaseFacts.objects.count() == 3
    assert told(everything()) == before
    play.scan(committed_cast.tien, codes[1], "take_out")
    play.scan(committed_cast.tien, codes[1], "fail", reason="absent", measure="retry")
    before = told(everything())
    reader.catch_up()
    assert told(everything()) == before


def test_a_look_takes_three_statements_however_many_cases_there_are(cast: Cast) -> None:
    play.at_post(cast)
    everything()  # the calendar is read once a process
    counts = []
    for number in (1, 20):
        play.at_post(cast, number)
        with CaptureQueriesContext(connection) as captured:
            everything()
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 3


def test_the_first_hand_over_names_the_line_of_the_list_and_of_the_item(committed_cast: Cast) -> None:
    codes = play.at_post(committed_cast, 2)
    unread = handed_over(DESKS, DAY)
    reader.catch_up()
    assert handed_over(DESKS, DAY) == unread
    assert unread["UB-633"].newest == ()
    of_list, of_item = unread["UB-633"].first
    assert of_list.action == "countersign"
    assert of_item.action == "accept"
    assert of_item.stream in {play.item(code).dossier.code for code in codes}
    assert "UB-622" not in unread
    assert handed_over(DESKS, date(2019, 8, 4)) == {}


def test_beside_a_played_first_hand_over_stands_the_first_real_one_read_or_not(committed_cast: Cast) -> None:
    play.at_post(committed_cast, channel="simulation")
    alone = handed_over(DESKS, DAY)["UB-633"]
    assert [line.flags for line in alone.first] == [("simulated",)] * 2
    assert alone.first_real == ()
    codes = []
    for minutes in (10, 20):
        with time_machine.travel(play.NOON + timedelta(minutes=minutes), tick=False):
            codes += play.at_post(committed_cast, 1)
    unread = handed_over(DESKS, DAY)["UB-633"]
    assert unread.first == alone.first
    of_list, of_item = unread.first_real
    assert (of_list.action, of_item.stream) == ("countersign", play.item(codes[0]).dossier.code)
    assert not of_list.is_simulated
    reader.catch_up()
    assert handed_over(DESKS, DAY)["UB-633"] == unread
    assert handed_over(DESKS, DAY, newest=1)["UB-633"].first_real == unread.first_real


def test_a_real_first_hand_over_stands_alone_whatever_is_played_later(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 1)
    with time_machine.travel(play.NOON + timedelta(minutes=10), tick=False):
        play.at_post(committed_cast, channel="simulation")
    for _ in ("unread", "read"):
        told = handed_over(DESKS, DAY)["UB-633"]
        assert not told.first[0].is_simulated
        assert told.first_real == ()
        reader.catch_up()


def test_the_newest_hand_overs_are_those_of_the_newest_cases_read_or_not(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    reader.catch_up()
    with time_machine.travel(play.NOON + timedelta(minutes=10), tick=False):
        play.at_post(committed_cast, 2)
    newest = handed_over(DESKS, DAY, newest=3)["UB-633"].newest
    assert [line.action for line in newest] == ["countersign"] * 2
    assert newest[0].occurred_at < newest[1].occurred_at
    assert handed_over(DESKS, DAY, newest=2)["UB-633"].newest == newest[1:]
    reader.catch_up()
    assert handed_over(DESKS, DAY, newest=3)["UB-633"].newest == newest


def test_the_cases_behind_a_figure_are_its_cases_and_only_the_actor_s(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    play.at_post(committed_cast, 1, "622")
    reader.catch_up()
    read = everything()
    for desk in DESKS:
        for key in (Key.LODGED, Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME, Key.LATE_OPEN):
            found = behind(committed_cast.tinh, key, desk, DAY, DAY)
            assert found.count() == read.on(desk, key, DAY), (desk, key)
    assert behind(committed_cast.hanh, Key.LODGED, None, DAY, DAY).count() == 2
    assert not behind(committed_cast.bao, Key.LODGED, None, DAY, DAY).exists()
