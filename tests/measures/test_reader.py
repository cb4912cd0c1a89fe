"""The reader of the feed: each line counted once, by whichever process, in whatever order lines come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.commands import processing
from tests import cast as play
from tests.cash import till
from tests.cast import NOON, Cast
from tests.measures import telling
from tests.measures.telling import CASE, MONDAY
from tests.measures.test_unread import DAY, DESKS, everything, told
from tracking.incidents import reader as incidents
from tracking.incidents.commands.handle import resolve_incident
from tracking.incidents.models import Incident
from tracking.incidents.steps import Matter, open_many
from tracking.measures import lines, reader
from tracking.measures.keys import Key
from tracking.measures.models import CaseFacts, Tally
from tracking.measures.projections import CASES, TALLIES
from tracking.measures.queries import behind, daily, dwell, funnel, looks, times
from tracking.measures.tasks import relay_measures


def test_two_readers_at_once_count_every_line_once(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 30)

    def work(_: int) -> int:
        try:
            total = 0
            for _batch in range(200):
                count = reader.relay(limit=7)
                total += count or 0
                if count == 0:
                    return total
            return total
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        read = sum(pool.map(work, range(4)))
    assert read > 60
    assert Tally.objects.get(committee="UB-633", key="lodged").amount == 30
    assert [*CASES.differences(), *TALLIES.differences()] == []


def test_however_small_the_batches_the_sums_are_the_same(committed_cast: Cast) -> None:
    codes = play.at_post(committed_cast, 4)
    play.scan(committed_cast.lan, codes[0], "damage")
    before = told(everything())
    while reader.relay(limit=1):
        assert told(everything()) == before
    assert told(everything()) == before
    assert relay_measures() == 0


def test_a_batch_in_which_nothing_counts_leaves_everything_as_it_was(committed_cast: Cast) -> None:
    reader.catch_up()
    assert not Tally.objects.exists()
    assert reader.catch_up() == 0


def test_more_unread_lines_than_a_look_folds_are_said_and_not_guessed(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.at_post(committed_cast, 2)
    reader.catch_up()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        play.at_post(committed_cast, 3)
        monkeypatch.setattr(looks, "LONGEST_TAIL", 4)
        read = everything()
        assert (read.behind, read.counted_to) == (True, NOON)
        assert read.on("UB-633", Key.LODGED, DAY) == 2
        monkeypatch.setattr(looks, "LONGEST_TAIL", 400)
        read = everything()
        assert (read.behind, read.counted_to) == (False, NOON + timedelta(minutes=5))
        assert read.on("UB-633", Key.LODGED, DAY) == 5


def test_before_anything_was_counted_a_look_that_is_too_long_says_never(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.lodge(cast, 3)
    monkeypatch.setattr(looks, "LONGEST_TAIL", 1)
    read = everything()
    assert read.behind
    assert read.counted_to == looks.NEVER


def agree() -> None:
    """Adding the unread lines and reading them give the same, and the ledger says so."""
    before = told(everything())
    reader.catch_up()
    assert told(everything()) == before
    assert [*CASES.differences(), *TALLIES.differences()] == []


def test_an_incident_of_a_case_stands_until_it_is_resolved(committed_cast: Cast) -> None:
    codes = play.at_post(committed_cast, 2)
    play.scan(committed_cast.lan, codes[0], "damage")
    incidents.relay()
    read = everything()
    assert read.on("UB-633", Key.INCIDENTS_OPENED, DAY) == 1
    assert read.standing("UB-633", Key.INCIDENTS_OPEN, DAY) == 1
    agree()
    tomorrow = DAY + timedelta(days=1)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        resolve_incident(actor=committed_cast.may, code=Incident.objects.get().code, resolution="no_fault")
        after = everything(tomorrow)
    assert after.standing("UB-633", Key.INCIDENTS_OPEN, DAY) == 1
    assert after.standing("UB-633", Key.INCIDENTS_OPEN, tomorrow) == 0
    agree()


def test_an_incident_without_a_case_counts_where_its_office_is(committed_cast: Cast) -> None:
    matters = [
        Matter(kind="low_code_stock", cause=f"stock:{office}", office=office, since=NOON)
        for office in ("BC-633", "UB-622", "BC-64")
    ]
    with transaction.atomic():
        open_many(matters, now=NOON)
    read = daily([*DESKS, "UB-64"], [Key.INCIDENTS_OPEN], DAY)
    assert [read.standing(desk, Key.INCIDENTS_OPEN, DAY) for desk in (*DESKS, "UB-64")] == [1, 1, 1]
    agree()


def test_cash_that_does_not_agree_counts_whichever_way_it_is_off(committed_cast: Cast) -> None:
    cast = committed_cast
    dossiers = till.dossiers(cast, 2)
    till.pay(cast.lan, dossiers[0])
    till.pay(cast.may, dossiers[1])
    till.close(cast.lan, till.OWED.total - 5_000, reason="unknown")
    till.close(cast.may, till.OWED.total + 2_000, reason="unknown")
    assert everything().on("UB-633", Key.CASH_DIFFERENCE_VND, DAY) == 7_000
    agree()


def test_a_sheet_that_both_sides_signed_with_a_difference_counts_its_largest_one_for_its_committee(cast: Cast) -> None:
    said: dict[str, Any] = {"post": 30_000, "remitted": 30_000, "committee": 22_000, "treasury": 35_000}
    sheet = telling.Telling().say("reconciliation", CASE, "draft", "drafted", MONDAY, **said)
    for to_state in ("agency_signed", "differing"):
        sheet.say("reconciliation", CASE, "sign", to_state, MONDAY, sides=("BC-633", "UB-622"), **said)
    assert lines.beside(sheet.lines) == {("UB-622", DAY, Key.CASH_DIFFERENCE_VND): 8_000}


def test_a_case_becomes_late_by_itself_and_is_never_late_before(committed_cast: Cast) -> None:
    play.lodge(committed_cast, 2)
    reader.catch_up()
    facts = CaseFacts.objects.first()
    assert facts is not None
    assert facts.due_at is not None
    due_day = facts.due_at.astimezone(NOON.tzinfo).date()

    def late(at: timedelta, day: date) -> int:
        assert facts is not None
        assert facts.due_at is not None
        with time_machine.travel(facts.due_at + at, tick=False):
            stands = daily(DESKS, [Key.LATE_OPEN], day).standing("UB-633", Key.LATE_OPEN, day)
            rows = behind(committed_cast.tinh, Key.LATE_OPEN, "UB-633", day, day)
            assert rows.count() == stands
            return stands

    moment = timedelta(seconds=1)
    assert late(-moment, due_day) == 0
    assert late(-moment, due_day + timedelta(days=9)) == 0
    assert late(moment, due_day) == 2
    assert late(moment, due_day - timedelta(days=1)) == 0
    with time_machine.travel(facts.due_at + timedelta(days=3), tick=False):
        code = CaseFacts.objects.select_related("dossier")[0].dossier.code
        processing.finish_dossier(actor=committed_cast.hanh, code=code)
    assert late(timedelta(days=3), due_day + timedelta(days=1)) == 2
    assert late(timedelta(days=4), due_day) == 2


def test_times_are_kept_apart_by_what_they_are(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 2)
    play.lodge(committed_cast)
    reader.catch_up()
    (found,) = times(DAY, DAY)
    assert (found.key, found.n, found.posted, found.on_time) == ("UB-633", 2, None, 2)
    assert found.regulated == found.committed
    assert found.actual == 0
    assert [each.key for each in times(DAY, DAY, by="procedure")] == ["2.000635"]
    assert times(DAY, DAY, committee="UB-622") == []
    assert times(DAY + timedelta(days=1), DAY + timedelta(days=2)) == []


def test_how_far_cases_came_and_how_long_items_stayed(committed_cast: Cast) -> None:
    codes = play.at_post(committed_cast, 2)
    play.lodge(committed_cast)
    later = NOON + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        play.scan(committed_cast.tien, codes[0], "take_out")
        play.scan(committed_cast.tien, codes[0], "deliver", proof="x")
    reader.catch_up()
    found = funnel("UB-633", DAY, DAY)
    assert (found.lodged, found.handed_over, found.finished, found.delivered, found.returned) == (3, 2, 2, 1, 0)
    assert funnel("UB-622", DAY, DAY).lodged == 0
    stays = {each.office: each for each in dwell(DAY, DAY, committee="UB-633")}
    assert {office: each.stays for office, each in stays.items()} == {"UB-633": 2, "BC-633": 1}
    assert 0 < stays["BC-633"].p50 <= stays["BC-633"].p90 <= 120
    assert dwell(DAY, DAY, offices=["BC-622"]) == []


def test_the_reader_takes_a_handful_of_statements_a_batch(committed_cast: Cast) -> None:
    play.at_post(committed_cast, 40)
    with CaptureQueriesContext(connection) as captured:
        assert reader.relay()
    assert len(captured) <= 24
