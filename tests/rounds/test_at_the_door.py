"""At the door: proof, money and old papers in one act; what fails, why, and what comes next."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.errors import NotThere
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast, actions, at_post, item, lines, scan
from tests.rounds.desk import built, deliver, fail, home, out, proof_of, stop
from tracking.cash.amounts import Amounts
from tracking.cash.models import Taking
from tracking.cash.refusals import AmountDiffers
from tracking.custody.commands.delivery_codes import issue_delivery_code
from tracking.custody.models import Item, Proof, ProofTry
from tracking.custody.projections import ITEMS
from tracking.custody.proofs import digest_of
from tracking.custody.refusals import ProofWrong, UnknownCode
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands.delivering import deliver_at_counter, deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.commands.keeping import hold_items
from tracking.rounds.models import Stop, Wish, WithdrawnPaper
from tracking.rounds.places import NewAddress
from tracking.rounds.refusals import (
    DayOff,
    MeasureUnfit,
    NotOut,
    OnAnotherRound,
    PapersNeeded,
    ReceiverNeeded,
    RoundMoved,
    StopDone,
    UnknownReason,
)
from tracking.rounds.states import StopOutcome, WishKind

HOUR = timedelta(hours=1)


def test_an_item_is_delivered_against_proof_and_money_in_one_act(cast: Cast) -> None:
    round_, codes = out(cast)
    owed = stop(round_, codes[0]).due
    done = deliver(cast, round_, codes[0])
    assert (item(codes[0]).state, item(codes[0]).dossier.state) == ("delivered", 10)
    assert (stop(round_, codes[0]).outcome, stop(round_, codes[0]).taken) == (StopOutcome.DELIVERED, owed)
    assert [taking.amounts.total for taking in Taking.objects.all()] == [owed]
    assert done.receipts == (Taking.objects.get().number,)
    assert (done.flags, Proof.objects.get().receiver_name) == ((), "Rơ Châm H'Lan")
    line = lines(codes[0])[-1]
    assert line.data["round"] == str(round_.id)
    assert "H'Lan" not in str(Line.objects.filter(stream_id=line.stream_id).values_list("data", flat=True))
    assert list(ITEMS.differences()) == []
    assert verification.verify().broken is None


def test_old_papers_become_an_item_of_their_own_and_ride_home(cast: Cast) -> None:
    Procedure.objects.update(withdraws_papers=True)
    round_, codes = out(cast)
    with pytest.raises(PapersNeeded):
        deliver(cast, round_, codes[0])
    papers = [CollectedPaper("GCN quyền sử dụng đất số BA 123456"), CollectedPaper("Trích lục", "copy", 2)]
    done = deliver(cast, round_, codes[0], collected=papers)
    assert done.collected is not None
    back = item(done.collected.code)
    assert (back.leg, back.state, back.holder_person_id) == ("C", "accepted", cast.tien.user_id)
    assert (back.destination_id, WithdrawnPaper.objects.filter(item=back).count()) == ("UB-633", 2)
    assert lines(back.code)[-1].data["papers"] == 3
    assert "BA 123456" not in str([line.data for line in lines(back.code)])
    home(cast, round_, cash=stop(round_, codes[0]).taken)
    assert item(back.code).holder_person_id == cast.lan.user_id
    assert list(ITEMS.differences()) == []


def test_a_delivery_with_money_a_code_and_old_papers_takes_fewer_than_twenty_statements(cast: Cast) -> None:
    """Not counted: the opening of the postman's cash, once a day."""
    Procedure.objects.update(withdraws_papers=True)
    round_, codes = out(cast, 2)
    deliver(cast, round_, codes[0], not_collected="lost")
    token = item(codes[1]).dossier.token
    proof = proof_of(codes[1], method="code", value=issue_delivery_code(token=token).code)
    columns = stop(round_, codes[1])
    paid = Amounts(columns.state_fee, columns.postal, columns.transfer)
    papers = [CollectedPaper("Giấy khai sinh bản cũ")]
    told = Delivery(proof=proof, paid=paid, collected=papers)
    with CaptureQueriesContext(connection) as asked:
        done = deliver_at_door(actor=cast.tien, round_code=round_.code, item=codes[1], delivery=told)
    own = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(own) < 20, "\n".join(sql[:100] for sql in own)
    assert (done.flags, done.collected is not None) == ((), True)


def test_papers_that_do_not_exist_need_a_reason(cast: Cast) -> None:
    Procedure.objects.update(withdraws_papers=True)
    round_, codes = out(cast)
    deliver(cast, round_, codes[0], not_collected="lost")
    assert lines(codes[0])[-1].data["not_collected"] == "lost"


def test_money_that_does_not_add_up_is_refused_until_somebody_says_why(cast: Cast) -> None:
    round_, codes = out(cast)
    with pytest.raises(AmountDiffers):
        deliver(cast, round_, codes[0], paid=Amounts(1000, 0, 0))
    assert item(codes[0]).state == "out_for_delivery"
    assert not Taking.objects.exists()
    done = deliver(cast, round_, codes[0], paid=Amounts(1000, 0, 0), amount_reason="short_paid")
    assert "amount_differs" in done.flags
    assert stop(round_, codes[0]).taken == 1000


def test_a_delivery_names_who_received_it(cast: Cast) -> None:
    round_, codes = out(cast)
    with pytest.raises(ReceiverNeeded):
        deliver(cast, round_, codes[0], proof=proof_of(codes[0], receiver=""))


def test_what_a_device_says_in_one_text_is_kept_with_its_digest(cast: Cast) -> None:
    round_, codes = out(cast)
    told = Delivery(proof="Mẹ nhận thay", occurred_at=clock.now() - HOUR)
    done = deliver_at_door(actor=cast.tien, round_code=round_.code, item=codes[0], delivery=told)
    kept = Proof.objects.get()
    assert kept.receiver_name == "Mẹ nhận thay"
    assert lines(codes[0])[-1].data["proof"] == kept.digest == digest_of(kept)
    assert "proof_weak" in done.flags


def test_a_wrong_answer_is_counted_although_nothing_else_is_written(committed_cast: Cast) -> None:
    round_, codes = out(committed_cast)
    with pytest.raises(ProofWrong):
        deliver(committed_cast, round_, codes[0], proof=proof_of(codes[0], method="last4", value="0000"))
    assert ProofTry.objects.get().wrong == 1
    assert item(codes[0]).state == "out_for_delivery"


def test_what_nobody_took_out_is_refused_live_and_recorded_as_a_past_fact_with_its_flag(cast: Cast) -> None:
    round_, _ = out(cast)
    inside = at_post(cast)[0]
    with pytest.raises(NotOut) as refused:
        deliver(cast, round_, inside)
    assert round_.code in refused.value.detail("vi")
    done = deliver(cast, round_, inside, occurred_at=clock.now() - HOUR)
    assert set(done.flags) >= {"forced", "never_taken_out"}
    assert item(inside).state == "delivered"
    assert stop(round_, inside).outcome == StopOutcome.DELIVERED


def test_a_scanned_delivery_of_what_nobody_took_out_carries_the_flag_too(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.tien, code, "deliver", now=NOON + 4 * HOUR, ago=HOUR, proof={"receiver": "A", "relation": "self"})
    assert {"forced", "never_taken_out"} <= set(lines(code)[-1].flags)


def test_an_item_is_delivered_once(cast: Cast) -> None:
    round_, codes = out(cast)
    deliver(cast, round_, codes[0])
    with pytest.raises(StopDone):
        deliver(cast, round_, codes[0])
    with pytest.raises(StopDone):
        fail(cast, round_, codes[0])
    assert Taking.objects.count() == 1


def test_an_item_of_another_round_or_office_is_not_delivered_here(cast: Cast) -> None:
    round_, _ = out(cast)
    _, others = out(cast)
    foreign = at_post(cast, district="622")[0]
    with pytest.raises(OnAnotherRound):
        deliver(cast, round_, others[0])
    with pytest.raises(UnknownCode):
        deliver_at_door(actor=cast.tien, round_code=round_.code, item=foreign, delivery=Delivery())
    with pytest.raises(NotThere):
        deliver_at_door(actor=cast.minh, round_code=round_.code, item=foreign, delivery=Delivery())


def test_nothing_is_delivered_on_a_round_that_has_not_left(cast: Cast) -> None:
    codes = at_post(cast)
    with pytest.raises(RoundMoved):
        deliver(cast, built(cast, codes), codes[0])


def test_a_failure_has_a_reason_a_fitting_measure_and_its_number(cast: Cast) -> None:
    round_, codes = out(cast, 2)
    with pytest.raises(UnknownReason):
        fail(cast, round_, codes[0], "dog")
    with pytest.raises(MeasureUnfit) as refused:
        fail(cast, round_, codes[0], "refused", measure="retry")
    assert "chuyển hoàn" in refused.value.detail("vi")
    done = fail(cast, round_, codes[0], "refused")
    assert (done.measure, done.attempt, item(codes[0]).state) == ("send_back", 1, "attempted")
    assert lines(codes[0])[-1].data["attempt"] == 1
    with pytest.raises(StopDone):
        fail(cast, round_, codes[0])


def test_the_day_agreed_at_the_door_becomes_a_wish_and_must_be_a_working_day(cast: Cast) -> None:
    round_, codes = out(cast)
    with pytest.raises(DayOff) as refused:
        fail(cast, round_, codes[0], "rescheduled", again_on=date(2019, 8, 10))
    assert "12/08/2019" in refused.value.detail("vi")
    fail(cast, round_, codes[0], "rescheduled", again_on=date(2019, 8, 12))
    wish = Wish.objects.get()
    assert (wish.kind, wish.on) == (WishKind.DELIVER_ON, date(2019, 8, 12))
    assert stop(round_, codes[0]).again_on == date(2019, 8, 12)


def test_a_day_agreed_at_a_door_that_is_told_of_late_is_judged_by_the_day_of_the_visit(cast: Cast) -> None:
    round_, codes = out(cast)
    visit = Failure("rescheduled", again_on=date(2019, 8, 6), occurred_at=NOON + HOUR)
    late = NOON + timedelta(days=2)
    fail_at_door(actor=cast.tien, round_code=round_.code, item=codes[0], failure=visit, now=late)
    assert (item(codes[0]).state, Wish.objects.get().on) == ("attempted", date(2019, 8, 6))


def test_a_new_address_told_at_the_door_is_sealed_and_waits_for_the_desk(cast: Cast) -> None:
    round_, codes = out(cast)
    fail(cast, round_, codes[0], "moved", to=NewAddress("23587", "12 Trần Phú"))
    wish = Wish.objects.get()
    assert (wish.kind, wish.office_id, wish.address) == (WishKind.FORWARD_TO, "BC-622", "12 Trần Phú")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM rounds_wish")
        assert cursor.fetchone()[0].startswith("e1.")
    assert "Trần Phú" not in str(lines(codes[0])[-1].data)


def test_a_failure_of_what_nobody_took_out_fills_the_history_only(cast: Cast) -> None:
    round_, _ = out(cast)
    inside = at_post(cast)[0]
    with pytest.raises(NotOut):
        fail(cast, round_, inside)
    fail(cast, round_, inside, occurred_at=clock.now() - HOUR)
    assert (item(inside).state, actions(inside)[-1], lines(inside)[-1].flags) == (
        "accepted",
        "note",
        ["never_taken_out"],
    )


def test_what_is_kept_is_handed_out_at_the_counter_with_the_same_proof_and_money(cast: Cast) -> None:
    code = at_post(cast)[0]
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    deliver_at_counter(actor=cast.lan, item=code, delivery=Delivery(proof=proof_of(code)))
    assert item(code).state == "delivered"
    assert (Taking.objects.get().place, Stop.objects.count()) == ("counter", 0)
    assert lines(code)[-1].flags == []


def test_somebody_who_comes_before_the_postman_leaves_gets_the_item_at_the_counter(cast: Cast) -> None:
    code = at_post(cast)[0]
    deliver_at_counter(actor=cast.lan, item=code, delivery=Delivery(proof=proof_of(code)))
    assert actions(code)[-2:] == ["hold", "deliver"]
    out_round, codes = out(cast)
    with pytest.raises(OnAnotherRound) as refused:
        deliver_at_counter(actor=cast.lan, item=codes[0], delivery=Delivery(proof=proof_of(codes[0])))
    assert out_round.code in refused.value.detail("vi")


def test_the_money_of_a_round_stands_beside_what_was_counted(cast: Cast) -> None:
    round_, codes = out(cast, 2)
    for code in codes:
        deliver(cast, round_, code)
    expected = sum(stop(round_, code).taken for code in codes)
    closed = home(cast, round_, cash=expected - 5000).round
    assert (closed.cash_expected, closed.cash_counted) == (expected, expected - 5000)
    last = Line.objects.filter(machine="round", subject=round_.id).order_by("-seq").first()
    assert last is not None
    assert (last.flags, last.data["expected"], last.data["counted"]) == (["amount_differs"], expected, expected - 5000)


def test_every_item_of_a_worked_round_ends_somewhere_and_none_appears(cast: Cast) -> None:
    before = Item.objects.count()
    round_, codes = out(cast, 4)
    deliver(cast, round_, codes[0])
    fail(cast, round_, codes[1], "absent", measure="hold")
    fail(cast, round_, codes[2], "refused")
    home(cast, round_, cash=stop(round_, codes[0]).taken, untried={codes[3]: "no_time"})
    assert [item(code).state for code in codes] == ["delivered", "held", "returning", "arrived"]
    assert Item.objects.count() == before + 4
    assert not Stop.objects.filter(round=round_, is_open=True).exists()
    assert list(ITEMS.differences()) == []


def test_a_postman_who_goes_back_the_same_day_delivers_what_failed_in_the_morning(cast: Cast) -> None:
    round_, codes = out(cast)
    fail(cast, round_, codes[0])
    done = deliver(cast, round_, codes[0])
    assert (done.flags, item(codes[0]).state, item(codes[0]).attempts) == ((), "delivered", 1)
    assert actions(codes[0])[-4:] == ["take_out", "fail", "take_out", "deliver"]
    assert stop(round_, codes[0]).outcome == StopOutcome.DELIVERED
    assert list(ITEMS.differences()) == []


def test_what_a_round_did_is_no_slip_of_a_scanner(cast: Cast) -> None:
    _, codes = out(cast)
    assert scan(cast.tien, codes[0], "correct").code == "nothing_to_correct"
    assert item(codes[0]).state == "out_for_delivery"
