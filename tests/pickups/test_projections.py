"""Pickups, visits in vain, the queue of what is short and the counts at the desk are what the ledger says."""

import pytest

from tests import by_hand
from tests.cast import Cast
from tests.pickups.world import AT_DOOR, book, collected, given, windows
from tracking.custody.models import Item
from tracking.pickups.commands import intake as intakes
from tracking.pickups.commands.assignment import Failure, fail_pickup
from tracking.pickups.commands.booking import cancel_pickup
from tracking.pickups.commands.collection import Found
from tracking.pickups.commands.intake import Counted
from tracking.pickups.models import IncompleteIntake, PaperCount, Pickup, PickupAttempt, ShortPaper

SHORT = {1: Found(1), 2: Found(0, "missing")}


@pytest.fixture
def pickups(cast: Cast) -> Cast:
    """Collected with a paper short, failed, called off, and one that waits."""
    windows(capacity=9)
    collected(cast, given(cast.lan, cast.tien), found=SHORT, told="sender")
    failed = given(cast.lan, cast.tien)
    fail_pickup(actor=cast.tien, code=failed.code, failure=Failure("absent", "ask_citizen"), now=AT_DOOR)
    cancel_pickup(actor=cast.lan, code=given(cast.lan, cast.tien).code)
    book(cast.lan)
    return cast


PICKUP = {
    "state": "'failed'",
    "code": "'LH-X'",
    "office_id": "'BC-622'",
    "committee_id": "'UB-622'",
    "postman_id": "asked_by_id",
    "assigned_at": "assigned_at - interval '1 day'",
    "collected_at": "collected_at - interval '1 day'",
    "day": "day + 1",
    "opens": "opens - interval '1 minute'",
    "closes": "closes + interval '1 minute'",
    "attempts": "attempts + 1",
    "seal": "'NP-X'",
    "weight_g": "weight_g + 1",
    "item": "'HC000000005VN'",
    "receipts": "'[\"X\"]'",
    "dossier_id": "NULL",
    "asked_at": "asked_at - interval '1 day'",
    "service": "'return'",
    "source": "'series'",
}


@pytest.mark.usefixtures("pickups")
def test_a_pickup_altered_by_hand_is_found_and_put_right() -> None:
    for column, value in PICKUP.items():
        by_hand.altered(Pickup, column, value, where="state = 'collected'")
    assert by_hand.differing("pickups") == {}


@pytest.mark.usefixtures("pickups")
def test_an_invented_pickup_is_told_until_a_person_takes_it_away() -> None:
    assert by_hand.invented(Pickup, "pickups.pickup", code="'LH-X'", token="'0'", seal="'NP-X'", dossier_id="NULL") >= 1


@pytest.mark.usefixtures("pickups")
def test_visits_in_vain_follow_from_the_lines() -> None:
    for column, value in {
        "failed_at": "failed_at - interval '1 day'",
        "reason": "'refused'",
        "next_step": "'cancel'",
        "made_by_id": "NULL",
        "number": "7",
    }.items():
        if column == "number":
            by_hand.change("UPDATE pickups_pickupattempt SET number = 7")
            assert len(by_hand.differing("pickups")["pickups.pickupattempt"]) == 2
            by_hand.rebuild("pickups")
        else:
            by_hand.altered(PickupAttempt, column, value)
    by_hand.taken_away(PickupAttempt, "note")
    by_hand.added(PickupAttempt, number="8")


INTAKE = {
    "state": "'sent_on', closed_at = '2019-01-01'",
    "told": "'family'",
    "due_on": "due_on + 30",
    "office_id": "'BC-622'",
    "made_at": "made_at - interval '1 day'",
    "made_by_id": "NULL",
    "closed_by_id": "made_by_id",
    "closed_at": "'2019-01-01'",
}
PAPER = {"kind": "'copy'", "expected": "expected + 1", "found": "found + 1", "short": "'unsigned'"}


@pytest.mark.usefixtures("pickups")
def test_the_queue_of_what_is_short_follows_from_the_lines() -> None:
    for column, value in INTAKE.items():
        by_hand.altered(IncompleteIntake, column, value)
    for column, value in PAPER.items():
        by_hand.altered(ShortPaper, column, value)
    by_hand.taken_away(ShortPaper, "name")
    by_hand.added(ShortPaper, position="9")
    by_hand.added(IncompleteIntake)
    assert by_hand.differing("pickups") == {}


@pytest.mark.usefixtures("pickups")
def test_an_intake_taken_out_of_the_queue_with_its_papers_stands_in_it_again() -> None:
    before = by_hand.stands(IncompleteIntake), by_hand.stands(ShortPaper, "id", "name")
    by_hand.change("DELETE FROM pickups_shortpaper")
    by_hand.change("DELETE FROM pickups_incompleteintake")
    assert set(by_hand.differing()) == {"pickups.incompleteintake", "pickups.shortpaper"}
    by_hand.rebuild()
    assert (by_hand.stands(IncompleteIntake), by_hand.stands(ShortPaper, "id", "name")) == before


def test_how_an_intake_ended_and_what_the_desk_counted_follow_from_the_lines(pickups: Cast) -> None:
    intake = IncompleteIntake.objects.get()
    intakes.complete_intake(actor=pickups.lan, intake=intake.pk, found={2: 1})
    by_hand.altered(IncompleteIntake, "state", "'waiting'")
    by_hand.altered(IncompleteIntake, "closed_at", "closed_at + interval '1 day'")
    by_hand.altered(IncompleteIntake, "closed_by_id", "NULL")
    Item.objects.update(state="handed_in")
    item = Item.objects.get(dossier=intake.dossier_id, leg="A")
    intakes.count_papers(actor=pickups.hanh, item=item.code, found={1: Counted(1), 2: Counted(0, "missing")})
    by_hand.rebuild("custody")
    for column, value in {**PAPER, "listed": "9", "counted_by_id": "NULL", "item": "'HC000000005VN'"}.items():
        if column in ("expected", "item"):
            continue
        by_hand.altered(PaperCount, column, value)
    by_hand.taken_away(PaperCount, "name")
    by_hand.added(PaperCount, position="9")
    assert by_hand.differing("pickups") == {}


def test_an_intake_sent_on_is_no_longer_in_the_queue_whatever_the_row_says(pickups: Cast) -> None:
    intakes.send_on_intake(actor=pickups.lan, intake=IncompleteIntake.objects.get().pk)
    by_hand.altered(IncompleteIntake, "state", "'completed'")
    assert by_hand.differing("pickups") == {}
