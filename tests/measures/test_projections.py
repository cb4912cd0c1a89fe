"""Facts and sums are what the whole ledger says, and what somebody changed by hand is found and put right."""

import pytest

from tests import cast as play
from tests.cast import Cast
from tracking.measures import reader
from tracking.measures.models import CaseFacts, Tally
from tracking.measures.projections import CASES, TALLIES


@pytest.fixture
def counted(committed_cast: Cast) -> Cast:
    """Two districts at work, counted."""
    codes = play.at_post(committed_cast, 3)
    play.scan(committed_cast.lan, codes[0], "damage")
    play.at_post(committed_cast, 1, "622")
    reader.catch_up()
    return committed_cast


def found() -> list[str]:
    return [str(each) for each in (*CASES.differences(), *TALLIES.differences())]


def test_what_was_counted_is_what_the_ledger_says(counted: Cast) -> None:
    assert found() == []


def test_what_the_reader_has_not_dealt_with_is_no_difference(counted: Cast) -> None:
    play.at_post(counted, 2)
    assert found() == []
    assert CaseFacts.objects.count() == 6


def test_a_sum_changed_by_hand_is_found_and_put_right(counted: Cast) -> None:
    row = Tally.objects.get(committee="UB-633", key="lodged")
    Tally.objects.filter(pk=row.pk).update(amount=17)
    Tally.objects.filter(committee="UB-622", key="handed_over").delete()
    assert [each.split(":")[0] for each in found()] == [
        f"measures.tally UB-633 {row.day} lodged",
        f"measures.tally UB-622 {row.day} handed_over",
    ]
    assert CASES.repair() == 0
    assert TALLIES.repair() == 2
    assert found() == []


def test_facts_changed_by_hand_are_found_and_put_right(counted: Cast) -> None:
    first, second, third, _ = CaseFacts.objects.order_by("lodged_at", "pk")
    CaseFacts.objects.filter(pk=first.pk).update(on_time=False)
    CaseFacts.objects.filter(pk=second.pk).update(counted=[])
    wanted = {str(each.pk) for each in (first, second, third)}
    third.delete()
    assert {each.subject for each in CASES.differences()} == wanted
    assert CASES.repair() == 3
    TALLIES.repair()
    assert found() == []
