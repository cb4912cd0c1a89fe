"""Stories: a result comes home with its money and its old papers; three attempts in vain lead back to the agency."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from delegation.registry.models import Parameter, Procedure
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests import cast as people
from tests.cast import NOON, Cast, actions, at_post, item, lines
from tests.rounds.desk import proof_of, stop
from tracking.cash.models import Taking
from tracking.custody.models import Item, Proof
from tracking.custody.projections import HAND_OVERS, ITEMS
from tracking.custody.states import ItemState
from tracking.journey.queries import journey
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.commands.delivering import deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.commands.going_out import take_out_round
from tracking.rounds.commands.keeping import hold_items, send_items_back
from tracking.rounds.commands.planning import build_round
from tracking.rounds.commands.watching import watch_holds
from tracking.rounds.models import Round
from tracking.rounds.projections import ROUNDS

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def books_agree(cast: Cast) -> Iterator[None]:
    """After every story the rows say what the ledger says, and the chain holds."""
    days = "transit_days_in_province"
    Parameter.objects.create(key=days, name=days, value="2", unit="ngày", valid_from=NOON.date() - 365 * DAY)
    yield
    assert [list(each.differences()) for each in (ITEMS, HAND_OVERS, ROUNDS)] == [[], [], []]
    assert verification.verify().broken is None


def test_a_result_is_delivered_with_proof_and_money_and_the_old_papers_ride_home(cast: Cast) -> None:
    Procedure.objects.update(withdraws_papers=True)
    code = at_post(cast)[0]
    dossier = item(code).dossier
    owed = dossier.state_fee + dossier.postal_charge + dossier.transfer_charge
    before = Item.objects.count()

    round_ = build_round(actor=cast.lan, office="BC-633", postman="tien", items=[code])
    take_out_round(actor=cast.tien, code=round_.code)
    assert item(code).holder_person_id == cast.tien.user_id
    papers = [CollectedPaper("Giấy chứng nhận cũ số K-01234")]
    done = deliver_at_door(
        actor=cast.tien,
        round_code=round_.code,
        item=code,
        delivery=Delivery(proof=proof_of(code), collected=papers),
        now=NOON + timedelta(hours=2),
    )
    assert done.collected is not None
    close_round(
        actor=cast.lan,
        code=round_.code,
        homecoming=Homecoming(cash_counted=owed),
        now=NOON + timedelta(hours=4),
    )
    old = done.collected.code
    assert item(old).holder_person_id == cast.lan.user_id
    listed = people.propose(cast.lan, [old], "BC-633", "UB-633")
    people.sign(cast.hanh, listed.code, [old])

    assert (item(code).state, item(code).dossier.state) == (ItemState.DELIVERED, 10)
    assert (item(old).state, item(old).holder_office_id) == (ItemState.HANDED_IN, "UB-633")
    assert Item.objects.count() == before + 1
    assert Taking.objects.get().amounts.total == owed
    assert (Taking.objects.get().place, Proof.objects.get().relation) == ("door", "spouse")
    told = journey(dossier.token)
    assert told is not None
    assert told.milestone == "delivered"
    everything = str(list(Line.objects.filter(stream_id=dossier.pk).values_list("data", flat=True)))
    for secret in ("H'Lan", "K-01234", dossier.applicant_name):
        assert secret not in everything


def test_three_attempts_in_vain_and_home_to_the_agency_with_its_countersignature(cast: Cast) -> None:
    code = at_post(cast)[0]
    for attempt in (1, 2, 3):
        day = NOON + attempt * DAY
        round_ = build_round(actor=cast.lan, office="BC-633", postman="tien", items=[code], now=day)
        take_out_round(actor=cast.tien, code=round_.code, now=day)
        failed = fail_at_door(actor=cast.tien, round_code=round_.code, item=code, failure=Failure("absent"), now=day)
        assert (failed.attempt, failed.measure) == (attempt, "retry")
        closed = close_round(actor=cast.lan, code=round_.code, homecoming=Homecoming(cash_counted=0), now=day)
        assert list(closed.to_send_back) == ([code] if attempt == 3 else [])
        assert item(code).state == ItemState.ARRIVED
    assert Round.objects.count() == 3
    assert stop(round_, code).attempt == 3

    hold_items(actor=cast.lan, office="BC-633", items=[code], now=NOON + 3 * DAY)
    watch_holds(now=NOON + 13 * DAY)
    told = journey(item(code).dossier.token)
    assert told is not None
    assert told.steps[0].text == "Nhắc: sắp hết hạn giữ tại bưu cục"
    watch_holds(now=NOON + 20 * DAY)
    assert item(code).state == ItemState.HELD
    send_items_back(actor=cast.lan, office="BC-633", items=[code], now=NOON + 20 * DAY)
    listed = people.propose(cast.lan, [code], "BC-633", "UB-633")
    people.sign(cast.hanh, listed.code, [code])

    row = item(code)
    assert (row.state, row.holder_office_id, row.attempts) == (ItemState.RETURNED, "UB-633", 3)
    assert [each for each in actions(code) if each in ("fail", "hold", "send_back", "hand_back")] == [
        *["fail"] * 3,
        "hold",
        "send_back",
        "hand_back",
    ]
    assert [line.data["attempt"] for line in lines(code) if line.action == "fail"] == [1, 2, 3]
    assert not Taking.objects.exists()
