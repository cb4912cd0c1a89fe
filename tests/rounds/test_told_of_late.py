"""What already happened on a round is recorded whatever the rules say; what happens now is held to them."""

from datetime import datetime, timedelta

import pytest

from delegation.mandates.commands import end_mandate
from postal_services.ledger import verification
from tests.cast import NOON, Cast, actions, at_post, item, lines, scan
from tests.rounds.desk import built, deliver, fail, home, out, proof_of, stop, taken_out
from tracking.cash.commands.correct import reverse_taking
from tracking.cash.models import Taking
from tracking.custody.models import Proof
from tracking.custody.projections import ITEMS
from tracking.rounds.at_door import Delivery
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.commands.delivering import deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.commands.going_out import add_to_round
from tracking.rounds.models import Round, Stop
from tracking.rounds.refusals import OutWithAnother, RoundEmpty, StopDone
from tracking.rounds.states import StopOutcome

HOUR = timedelta(hours=1)
VISIT = NOON + HOUR
EVENING = NOON + 8 * HOUR


def come_home(cast: Cast, round_: Round, untried: str, now: datetime) -> None:
    """Lan takes a round back on which one item was not tried."""
    found = Homecoming(cash_counted=0, untried={untried: "no_time"})
    close_round(actor=cast.lan, code=round_.code, homecoming=found, now=now)


def moved_on(cast: Cast) -> tuple[Round, str]:
    """An item that came home untried and lies in another office by now."""
    round_, codes = out(cast)
    come_home(cast, round_, codes[0], NOON + 3 * HOUR)
    assert scan(cast.lan, codes[0], "dispatch", to="BC-64", now=NOON + 4 * HOUR).code == "recorded"
    assert scan(cast.nga, codes[0], "arrive", office="BC-64", now=NOON + 5 * HOUR).outcome in ("recorded", "flagged")
    assert item(codes[0]).holder_office_id == "BC-64"
    return round_, codes[0]


def tell(cast: Cast, round_: Round, code: str) -> tuple[str, ...]:
    """Tiến says in the evening that he delivered the item after noon; gives the flags of the line."""
    told = Delivery(proof=proof_of(code), occurred_at=VISIT)
    return deliver_at_door(actor=cast.tien, round_code=round_.code, item=code, delivery=told, now=EVENING).flags


def tell_failure(cast: Cast, round_: Round, code: str) -> Stop:
    """Tiến says in the evening that nobody opened after noon."""
    told = Failure("absent", occurred_at=VISIT)
    return fail_at_door(actor=cast.tien, round_code=round_.code, item=code, failure=told, now=EVENING)


def test_a_delivery_told_of_after_the_item_moved_on_is_noted_with_its_proof_and_money(cast: Cast) -> None:
    round_, code = moved_on(cast)
    assert {"out_of_order", "late"} <= set(tell(cast, round_, code))
    last = lines(code)[-1]
    assert (last.action, last.data["said"], last.office) == ("note", "deliver", "BC-633")
    assert (item(code).state, item(code).holder_office_id) == ("arrived", "BC-64")
    assert (Proof.objects.get().receiver_name, Taking.objects.count()) == ("Rơ Châm H'Lan", 1)
    assert (stop(round_, code).outcome, stop(round_, code).taken) == (
        StopOutcome.DELIVERED,
        Taking.objects.get().total,
    )
    with pytest.raises(StopDone):
        tell(cast, round_, code)
    assert list(ITEMS.differences()) == []
    assert verification.verify().broken is None


def test_a_failure_told_of_after_the_item_moved_on_is_noted(cast: Cast) -> None:
    round_, code = moved_on(cast)
    assert tell_failure(cast, round_, code).outcome == StopOutcome.FAILED
    last = lines(code)[-1]
    assert (last.action, last.data["said"], last.flags) == ("note", "fail", ["out_of_order", "late"])
    assert (item(code).state, item(code).holder_office_id, item(code).attempts) == ("arrived", "BC-64", 0)
    with pytest.raises(StopDone):
        tell_failure(cast, round_, code)
    assert list(ITEMS.differences()) == []


def test_a_failure_told_of_after_the_delivery_fills_the_history_only(cast: Cast) -> None:
    round_, codes = out(cast)
    deliver(cast, round_, codes[0], now=NOON + 2 * HOUR)
    assert tell_failure(cast, round_, codes[0]).outcome == StopOutcome.DELIVERED
    assert (item(codes[0]).state, lines(codes[0])[-1].data["said"]) == ("delivered", "fail")


def test_what_is_told_of_late_is_recorded_although_another_round_has_the_item(cast: Cast) -> None:
    first, _ = out(cast)
    second, codes = out(cast, 2)
    assert "out_of_order" in tell(cast, first, codes[0])
    assert item(codes[0]).state == "delivered"
    assert not stop(first, codes[0]).is_open
    tell_failure(cast, first, codes[1])
    assert (item(codes[1]).state, actions(codes[1])[-1]) == ("out_for_delivery", "note")
    come_home(cast, second, codes[1], EVENING + HOUR)
    assert stop(second, codes[0]).outcome == StopOutcome.DELIVERED
    assert list(ITEMS.differences()) == []


def test_what_is_told_of_late_is_recorded_on_a_round_that_never_left(cast: Cast) -> None:
    codes = at_post(cast, 2)
    round_ = built(cast, codes)
    assert {"forced", "never_taken_out"} <= set(tell(cast, round_, codes[0]))
    taken_out(cast, round_)
    assert (stop(round_, codes[0]).outcome, stop(round_, codes[0]).is_open) == (StopOutcome.DELIVERED, False)
    assert item(codes[1]).state == "out_for_delivery"
    alone = at_post(cast)
    drawn = built(cast, alone)
    tell(cast, drawn, alone[0])
    with pytest.raises(RoundEmpty):
        taken_out(cast, drawn)


def test_what_a_colleague_took_out_is_refused_live_and_flagged_when_told_of_late(cast: Cast) -> None:
    round_, _ = out(cast)
    inside = at_post(cast, 3)
    for code in inside:
        scan(cast.may, code, "take_out")
    with pytest.raises(OutWithAnother) as refused:
        deliver(cast, round_, inside[0])
    assert round_.code in refused.value.detail("vi")
    with pytest.raises(OutWithAnother):
        fail(cast, round_, inside[1])
    scan(cast.may, inside[2], "fail", reason="absent", measure="retry", now=NOON + 2 * HOUR)
    assert "out_of_order" in tell(cast, round_, inside[0])
    assert "out_of_order" in tell(cast, round_, inside[2])
    tell_failure(cast, round_, inside[1])
    assert (item(inside[1]).state, item(inside[1]).holder_person_id) == ("out_for_delivery", cast.may.user_id)
    assert list(ITEMS.differences()) == []


def test_the_desk_may_record_on_a_postmans_round_and_he_goes_on_from_there(cast: Cast) -> None:
    round_, codes = out(cast, 2)
    told = Delivery(proof=proof_of(codes[0]))
    assert deliver_at_door(actor=cast.lan, round_code=round_.code, item=codes[0], delivery=told).flags == ()
    fail_at_door(actor=cast.lan, round_code=round_.code, item=codes[1], failure=Failure("absent"))
    assert deliver(cast, round_, codes[1]).flags == ()


def test_a_taking_reversed_before_the_postman_is_home_is_not_expected_of_him(cast: Cast) -> None:
    round_, codes = out(cast, 2)
    for code in codes:
        deliver(cast, round_, code)
    reverse_taking(actor=cast.tien, number=Taking.objects.get(item_code=codes[0]).number, reason="wrong_amount")
    kept = Taking.objects.get(item_code=codes[1]).total
    assert home(cast, round_, cash=kept).round.cash_expected == kept


def test_acts_of_a_round_that_no_mandate_covers_are_flagged_and_never_refused(cast: Cast) -> None:
    codes, late = at_post(cast, 2), at_post(cast)
    round_ = built(cast, codes)
    end_mandate(actor=cast.hanh, mandate=cast.mandate, at=NOON)
    taken_out(cast, round_)
    add_to_round(actor=cast.tien, code=round_.code, items=late)
    fail(cast, round_, codes[1])
    assert "uncovered" in deliver(cast, round_, codes[0]).flags
    assert lines(late[0])[-1].flags == lines(codes[1])[-1].flags == ["uncovered"]
    assert "uncovered" in item(codes[1]).marks
