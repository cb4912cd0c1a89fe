"""A round built, changed, taken out and brought home: who answers for what, and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services import clock
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.ledger import verification
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, scan
from tests.custody.test_batches import at_once
from tests.rounds.desk import built, home, out, stop, taken_out
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState
from tracking.rounds.commands.going_out import TakenOut, add_to_round, take_out_round
from tracking.rounds.commands.planning import build_round, cancel_round, change_round
from tracking.rounds.commands.wishes import Asked, wish_for_item
from tracking.rounds.models import Hold, Round
from tracking.rounds.projections import ROUNDS
from tracking.rounds.refusals import (
    CountNeeded,
    DayPast,
    NotAPostman,
    NotYourRound,
    RoundAlreadyClosed,
    RoundAlreadyOut,
    RoundMoved,
    StopsNotReady,
    UntriedNeedsReason,
)
from tracking.rounds.states import RoundState, StopOutcome, WishAnswer, WishKind


def codes_of(refused: Refused) -> dict[str, str]:
    """The stable code beside each item that a refusal names."""
    return {name: problems[0].code for name, problems in refused.fields.items()}


def test_a_round_is_drawn_up_taken_out_and_then_its_postman_answers(cast: Cast) -> None:
    codes = at_post(cast, 3)
    round_ = built(cast, codes)
    assert (round_.code, round_.state) == ("BD13-BC-633-190805-01", RoundState.DRAFT)
    assert item(codes[0]).state == ItemState.ACCEPTED
    taken_out(cast, round_)
    standing = item(codes[0])
    assert (standing.state, standing.holder_person_id) == (ItemState.OUT_FOR_DELIVERY, cast.tien.user_id)
    assert lines(codes[0])[-1].data["bd13"] == round_.code
    assert lines(codes[0])[-1].data["round"] == str(round_.id)
    assert list(ROUNDS.differences()) == []
    assert list(ITEMS.differences()) == []


def test_the_postman_answers_even_when_the_clerk_takes_the_round_out(cast: Cast) -> None:
    codes = at_post(cast)
    take_out_round(actor=cast.lan, code=built(cast, codes).code)
    assert item(codes[0]).holder_person_id == cast.tien.user_id
    assert lines(codes[0])[-1].actor == cast.lan.user_id
    assert list(ITEMS.differences()) == []


def test_a_round_keeps_what_is_owed_in_three_columns(cast: Cast) -> None:
    round_, codes = out(cast)
    dossier = item(codes[0]).dossier
    at = stop(round_, codes[0])
    assert (at.state_fee, at.transfer) == (dossier.state_fee, dossier.transfer_charge)
    assert at.due == dossier.state_fee + dossier.postal_charge + dossier.transfer_charge


def test_a_round_is_not_taken_out_twice(cast: Cast) -> None:
    round_, _ = out(cast)
    with pytest.raises(RoundAlreadyOut) as refused:
        taken_out(cast, round_)
    assert round_.code in refused.value.detail("vi")


def test_a_round_is_not_closed_twice(cast: Cast) -> None:
    round_, codes = out(cast)
    home(cast, round_, untried={codes[0]: "no_time"})
    with pytest.raises(RoundAlreadyClosed):
        home(cast, round_, untried={codes[0]: "no_time"})
    with pytest.raises(RoundAlreadyClosed):
        taken_out(cast, round_)


def test_a_draft_cannot_be_closed_before_it_was_out(cast: Cast) -> None:
    with pytest.raises(RoundMoved):
        home(cast, built(cast, at_post(cast)))


def test_an_item_is_on_one_open_round_only(cast: Cast) -> None:
    codes = at_post(cast, 2)
    first = built(cast, codes[:1])
    with pytest.raises(StopsNotReady) as refused:
        built(cast, codes)
    assert codes_of(refused.value) == {codes[0]: "on_another_round"}
    assert first.code in refused.value.fields[codes[0]][0].vi
    cancel_round(actor=cast.lan, code=first.code)
    assert built(cast, codes).code == "BD13-BC-633-190805-02"


def test_items_that_are_not_here_are_named_each_with_its_reason(cast: Cast) -> None:
    here, foreign = at_post(cast)[0], at_post(cast, district="622")[0]
    at_desk, outward = lodge(cast)[0], lodge(cast, service="send")[0]
    with pytest.raises(StopsNotReady) as refused:
        built(cast, [here, foreign, at_desk, outward])
    assert codes_of(refused.value) == {
        foreign: "unknown_code",
        at_desk: "round_held_elsewhere",
        outward: "not_for_delivery",
    }
    assert Round.objects.count() == 0


def test_what_moved_since_the_list_was_drawn_up_stays_behind_and_the_rest_goes(cast: Cast) -> None:
    codes = at_post(cast, 3)
    round_ = built(cast, codes)
    scan(cast.lan, codes[1], "dispatch", to="BC-64")
    done = taken_out(cast, round_)
    assert {code: why.code for code, why in done.left_behind.items()} == {codes[1]: "not_ready_here"}
    assert (stop(round_, codes[1]).outcome, stop(round_, codes[1]).is_open) == (StopOutcome.SPLIT, False)
    assert [item(code).state for code in codes] == ["out_for_delivery", "in_transit", "out_for_delivery"]


def test_a_round_of_which_nothing_is_left_does_not_go_out(cast: Cast) -> None:
    codes = at_post(cast)
    round_ = built(cast, codes)
    scan(cast.lan, codes[0], "dispatch", to="BC-64")
    with pytest.raises(StopsNotReady):
        taken_out(cast, round_)
    assert Round.objects.get().state == RoundState.DRAFT


def test_a_draft_gets_another_order_and_another_content(cast: Cast) -> None:
    codes = at_post(cast, 3)
    round_ = built(cast, codes[:2])
    change_round(actor=cast.lan, code=round_.code, items=[codes[2], codes[0]])
    assert [each.item.code for each in round_.stops.select_related("item")] == [codes[2], codes[0]]
    assert built(cast, codes[1:2]).code.endswith("-02")


def test_an_item_can_join_a_round_that_is_already_out(cast: Cast) -> None:
    round_, _ = out(cast)
    late = at_post(cast)[0]
    add_to_round(actor=cast.tien, code=round_.code, items=[late])
    assert item(late).state == ItemState.OUT_FOR_DELIVERY
    assert stop(round_, late).position == 2
    with pytest.raises(StopsNotReady):
        add_to_round(actor=cast.tien, code=round_.code, items=[late])


def test_a_wish_for_a_day_is_met_by_joining_a_round_of_that_day(cast: Cast) -> None:
    round_, _ = out(cast)
    late = at_post(cast)[0]
    wish = wish_for_item(item=late, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 6)))
    add_to_round(actor=cast.tien, code=round_.code, items=[late], now=NOON + timedelta(days=1))
    wish.refresh_from_db()
    assert wish.answer == WishAnswer.DONE


def test_what_was_not_tried_comes_home_with_a_reason_for_each_item(cast: Cast) -> None:
    round_, codes = out(cast, 2)
    with pytest.raises(UntriedNeedsReason) as refused:
        home(cast, round_, untried={codes[0]: "no_time", codes[1]: "bored"})
    assert codes_of(refused.value) == {codes[1]: "reason_needed"}
    home(cast, round_, untried=dict.fromkeys(codes, "no_time"))
    standing = item(codes[0])
    assert (standing.state, standing.holder_person_id, standing.attempts) == ("arrived", cast.lan.user_id, 0)
    assert stop(round_, codes[0]).outcome == StopOutcome.UNTRIED
    assert lines(codes[0])[-1].data["reason"] == "no_time"
    assert built(cast, codes).state == RoundState.DRAFT


def test_a_round_is_closed_with_a_count_of_money_even_of_none(cast: Cast) -> None:
    round_, codes = out(cast)
    with pytest.raises(CountNeeded):
        home(cast, round_, cash=None, untried={codes[0]: "no_time"})


def test_what_failed_by_scan_comes_home_held_or_sent_back_by_its_measure(cast: Cast) -> None:
    round_, codes = out(cast, 3)
    for code in codes:
        scan(cast.tien, code, "fail", reason="absent", measure="retry")
    home(cast, round_, measures={codes[0]: "hold", codes[1]: "send_back"})
    assert [item(code).state for code in codes] == ["held", "returning", "arrived"]
    assert actions(codes[0])[-3:] == ["fail", "arrive", "hold"]
    kept = Hold.objects.running().get()
    assert kept.until == clock.day_of(clock.now()) + timedelta(days=10)
    assert [stop(round_, code).outcome for code in codes] == [StopOutcome.FAILED] * 3


def test_a_postman_builds_and_carries_his_own_rounds_only(cast: Cast) -> None:
    codes = at_post(cast, 2)
    with pytest.raises(NotAllowed):
        built(cast, codes, actor=cast.tien, postman="lan")
    of_lan = built(cast, codes[:1], postman="lan")
    with pytest.raises(NotYourRound):
        take_out_round(actor=cast.tien, code=of_lan.code)
    assert built(cast, codes[1:], actor=cast.tien).postman_id == cast.tien.user_id


def test_the_rounds_of_another_office_are_not_there(cast: Cast) -> None:
    round_ = built(cast, at_post(cast))
    for stranger in (cast.minh, cast.thuy, cast.nga, cast.hanh, cast.bao):
        with pytest.raises(NotThere):
            take_out_round(actor=stranger, code=round_.code)
    with pytest.raises(NotThere):
        build_round(actor=cast.lan, office="BC-622", postman="minh", items=at_post(cast))
    with pytest.raises(NotAllowed):
        take_out_round(actor=cast.tinh, code=round_.code)


def test_a_round_needs_a_postman_of_the_office_and_a_day_ahead(cast: Cast) -> None:
    codes = at_post(cast)
    with pytest.raises(NotAPostman):
        built(cast, codes, postman="minh")
    with pytest.raises(DayPast):
        built(cast, codes, day=clock.day_of(clock.now()) - timedelta(days=1))


def test_two_hundred_items_go_out_and_come_home_in_fewer_than_twenty_statements_each(cast: Cast) -> None:
    codes = at_post(cast, 200)
    with CaptureQueriesContext(connection) as building:
        round_ = built(cast, codes)
    with CaptureQueriesContext(connection) as leaving:
        taken_out(cast, round_)
    with CaptureQueriesContext(connection) as coming:
        home(cast, round_, untried=dict.fromkeys(codes, "no_time"))
    assert [len(each) < 20 for each in (building, leaving, coming)] == [True] * 3, [
        len(each) for each in (building, leaving, coming)
    ]
    assert verification.verify().broken is None


def test_eight_threads_taking_out_one_round_take_it_out_once(committed_cast: Cast) -> None:
    codes = at_post(committed_cast, 5)
    round_ = built(committed_cast, codes)
    got = at_once(8, lambda _: taken_out(committed_cast, round_))
    assert sum(isinstance(each, TakenOut) for each in got) == 1
    assert sum(isinstance(each, RoundAlreadyOut) for each in got) == 7, got
    assert {actions(code).count("take_out") for code in codes} == {1}
    assert verification.verify().broken is None


def test_eight_threads_building_on_one_item_put_it_on_one_round(committed_cast: Cast) -> None:
    codes = at_post(committed_cast)
    got = at_once(8, lambda _: built(committed_cast, codes))
    assert sum(isinstance(each, Round) for each in got) == 1, got
    assert sum(isinstance(each, StopsNotReady) for each in got) == 7
