"""Rounds, stops, holds and wishes are what the ledger says: a hand in the tables is found and put right."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import by_hand
from tests.cast import NOON, Cast, at_post, item, scan
from tests.rounds.desk import built, deliver, fail, home, out, stop, taken_out
from tracking.rounds.at_door import Delivery
from tracking.rounds.commands.delivering import deliver_at_counter
from tracking.rounds.commands.going_out import add_to_round
from tracking.rounds.commands.keeping import forward_item, hold_items, send_items_back
from tracking.rounds.commands.planning import cancel_round, change_round
from tracking.rounds.commands.watching import watch_holds
from tracking.rounds.commands.wishes import Asked, decline_wish, wish_for_item
from tracking.rounds.models import Hold, Round, Stop, Wish
from tracking.rounds.places import NewAddress
from tracking.rounds.projections import STOPS
from tracking.rounds.states import WishAnswer, WishKind, WishVia

DAY = timedelta(days=1)


@pytest.fixture
def worked(cast: Cast) -> Cast:
    """A round that came home with everything that can come of a stop, one that is out, one that is drawn up."""
    delivered, failed, untried, lost, moved = at_post(cast, 5)
    round_ = built(cast, [delivered, failed, untried, lost, moved])
    scan(cast.lan, moved, "hold")
    scan(cast.lan, moved, "send_back")
    taken_out(cast, round_)
    deliver(cast, round_, delivered)
    fail(cast, round_, failed, measure="hold")
    scan(cast.tien, lost, "report_missing")
    home(cast, round_, untried={untried: "no_time"})
    other, codes = out(cast, 2)
    fail(cast, other, codes[0], measure="retry", again_on=date(2019, 8, 8))
    add_to_round(actor=cast.tien, code=other.code, items=at_post(cast))
    drawn = built(cast, at_post(cast, 2))
    change_round(actor=cast.lan, code=drawn.code, items=at_post(cast, 2))
    return cast


def outcomes() -> set[str]:
    """What has come of stops."""
    return {str(outcome) for outcome in Stop.objects.values_list("outcome", flat=True)}


def test_nothing_differs_whatever_came_of_a_stop(worked: Cast) -> None:
    assert outcomes() == {"", "delivered", "failed", "untried", "split"}
    assert by_hand.differing() == {}


STOP = {
    "position": "9",
    "is_open": "NOT is_open",
    "state_fee": "state_fee + 1",
    "postal": "postal + 1",
    "transfer": "transfer + 1",
    "taken": "taken + 1",
    "outcome": "'split'",
    "reason": "'nobody'",
    "measure": "'send_back'",
    "attempt": "7",
    "again_on": "'2019-09-02'",
    "worked_at": "'2019-01-01'",
    "seq": "99",
    "collected_id": "item_id",
}


@pytest.mark.parametrize("outcome", ["delivered", "failed", ""])
@pytest.mark.usefixtures("worked")
def test_a_stop_altered_by_hand_is_found_and_put_right(outcome: str) -> None:
    where = f"outcome = '{outcome}' AND seq IS NOT NULL"
    for column, value in STOP.items():
        by_hand.altered(Stop, column, value, where=where)
    assert by_hand.differing("rounds") == {}


def test_stops_taken_away_are_made_anew_and_a_stop_added_is_taken_away(worked: Cast) -> None:
    by_hand.taken_away(Stop)
    foreign = item(at_post(worked)[0]).id
    by_hand.added(Stop, item_id=f"'{foreign}'", is_open="false")
    assert by_hand.differing("rounds") == {}


def test_a_stop_on_another_item_is_told_from_the_one_that_was_there(worked: Cast) -> None:
    foreign = item(at_post(worked)[0]).id
    before = by_hand.stands(Stop, "id")
    for was in list(Stop.objects.filter(outcome="failed").values_list("item_id", flat=True)):
        assert by_hand.change("UPDATE rounds_stop SET item_id = %s WHERE item_id = %s", foreign, was) == 1
        assert len(by_hand.differing()["rounds.stop"]) == 2
        by_hand.rebuild()
        assert by_hand.stands(Stop, "id") == before


ROUND = {
    "state": "'cancelled'",
    "postman_id": "(SELECT id FROM accounts_user WHERE username = 'lan')",
    "office_id": "'BC-622'",
    "day": "day + 1",
    "drafted_at": "drafted_at - interval '1 day'",
    "taken_out_at": "'2019-01-01'",
    "closed_at": "'2019-01-01'",
    "cash_expected": "cash_expected + 1",
    "cash_counted": "7",
    "root": "'0000000000000000'",
    "code": "'BD13-X'",
}


@pytest.mark.usefixtures("worked")
def test_a_round_altered_by_hand_is_found_and_put_right() -> None:
    for column, value in ROUND.items():
        by_hand.altered(Round, column, value)
    assert by_hand.differing("rounds") == {}


def test_a_round_taken_away_with_its_stops_is_there_again_and_an_invented_one_is_not(worked: Cast) -> None:
    rounds, stops = by_hand.stands(Round), by_hand.stands(Stop, "id")
    by_hand.change("DELETE FROM rounds_stop")
    by_hand.change("DELETE FROM rounds_round")
    assert {"rounds.round", "rounds.stop"} <= set(by_hand.differing())
    by_hand.rebuild()
    assert (by_hand.stands(Round), by_hand.stands(Stop, "id")) == (rounds, stops)
    by_hand.added(Round, code="'BD13-X'")


def test_a_stop_of_an_invented_round_goes_with_it(worked: Cast) -> None:
    before = by_hand.stands(Stop), by_hand.stands(Round)
    by_hand.change(
        "INSERT INTO rounds_round (id, code, stream_id, office_id, postman_id, day, state, drafted_at, modified_at,"
        " cash_expected, root) SELECT '00000000-0000-7000-8000-000000000001', 'BD13-X', stream_id, office_id,"
        " postman_id, day, 'draft', drafted_at, modified_at, 0, '' FROM rounds_round WHERE state = 'closed'"
    )
    by_hand.change(
        "INSERT INTO rounds_stop (id, round_id, item_id, position, is_open, state_fee, postal, transfer, taken,"
        " outcome, reason, measure, attempt) SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', item_id,"
        " 1, false, 0, 0, 0, 0, '', '', '', 0 FROM rounds_stop WHERE outcome = 'delivered'"
    )
    assert "rounds.round" in by_hand.differing()
    by_hand.rebuild()
    assert (by_hand.stands(Stop), by_hand.stands(Round)) == before


def test_a_second_visit_and_a_round_that_was_thrown_away_follow_from_the_lines(cast: Cast) -> None:
    round_, (code,) = out(cast)
    fail(cast, round_, code)
    deliver(cast, round_, code, now=NOON + DAY)
    assert stop(round_, code).outcome == "delivered"
    cancel_round(actor=cast.lan, code=built(cast, at_post(cast)).code)
    assert by_hand.differing() == {}


@pytest.fixture
def kept(cast: Cast) -> Cast:
    """Items that are kept, were kept longer, were reminded of, have expired, and one that a scan put aside."""
    reminded, longer, expired, scanned, gone = at_post(cast, 5)
    hold_items(actor=cast.lan, office="BC-633", items=[reminded, longer, gone])
    hold_items(actor=cast.lan, office="BC-633", items=[expired], until=date(2019, 8, 7))
    scan(cast.lan, scanned, "hold")
    scan(cast.lan, gone, "deliver", proof={"receiver": "A", "relation": "self"})
    watch_holds(now=NOON + 8 * DAY)
    hold_items(actor=cast.lan, office="BC-633", items=[longer], until=date(2019, 8, 30), now=NOON + 9 * DAY)
    return cast


HOLD = {
    "office_id": "'BC-622'",
    "since": "since - interval '1 day'",
    "until": "until + 1",
    "reminded_at": "coalesce(reminded_at + interval '1 day', '2019-01-01')",
    "expired_at": "coalesce(expired_at + interval '1 day', '2019-01-01')",
}


@pytest.mark.parametrize("not_reminded", [True, False])
def test_a_hold_altered_by_hand_is_found_and_put_right(kept: Cast, not_reminded: bool) -> None:
    foreign = item(at_post(kept)[0]).id
    before = by_hand.stands(Hold, "id")
    picked = list(Hold.objects.filter(reminded_at__isnull=not_reminded).values_list("item_id", "since"))
    for column, value in {**HOLD, "item_id": f"'{foreign}'"}.items():
        for one in picked:
            statement = f"UPDATE rounds_hold SET {column} = {value} WHERE item_id = %s AND since = %s"
            assert by_hand.change(statement, *one) == 1
            assert list(by_hand.differing("rounds")) == ["rounds.hold"]
            by_hand.rebuild("rounds")
            assert by_hand.stands(Hold, "id") == before
    assert by_hand.differing() == {}


def test_holds_taken_away_are_made_anew_and_a_hold_added_is_taken_away(kept: Cast) -> None:
    assert Hold.objects.count() == 5
    by_hand.taken_away(Hold)
    by_hand.added(Hold, since="since - interval '5 days'")


def test_the_last_day_of_what_a_scan_put_aside_stands_in_the_ledger(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "hold")
    told = item(code).last_occurred_at
    watch_holds()
    assert item(code).last_occurred_at == told, "what a device tells later is no later than that"
    by_hand.altered(Hold, "until", "until + 30")


@pytest.fixture
def wished(cast: Cast) -> Cast:
    """Wishes with every answer, and one of each kind that waits or was made at the door."""
    day, replaced, declined, sent_on, fetched, back, overtaken = at_post(cast, 7)
    for code in (replaced, replaced, day, overtaken, back):
        wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 8)))
    wish_for_item(
        item=declined, asked=Asked(WishKind.FORWARD_TO, unit="23587", address="12 Trần Phú", note="cổng xanh")
    )
    decline_wish(actor=cast.lan, item=declined)
    wish_for_item(item=sent_on, asked=Asked(WishKind.HOLD_AT, office="BC-633"), via=WishVia.HOTLINE)
    hold_items(actor=cast.lan, office="BC-633", items=[sent_on])
    forward_item(actor=cast.lan, office="BC-633", item=sent_on, to=NewAddress("23587", "12 Trần Phú"))
    wish_for_item(item=fetched, asked=Asked(WishKind.HOLD_AT, office="BC-64"))
    send_items_back(actor=cast.lan, office="BC-633", items=[back])
    token = item(overtaken).dossier.token
    proof = {"receiver": "A", "relation": "self", "method": "receipt", "value": token}
    deliver_at_counter(actor=cast.lan, item=overtaken, delivery=Delivery(proof=proof))
    round_, (failed,) = out(cast)
    fail(cast, round_, failed, reason="moved", measure="forward", to=NewAddress("23587", "34 Lê Lợi"))
    at_post(cast)
    return cast


def test_every_answer_to_a_wish_is_a_line(wished: Cast) -> None:
    answers = {str(each) for each in Wish.objects.values_list("answer", flat=True)}
    assert answers == {"", *(str(each) for each in WishAnswer)}
    assert by_hand.differing() == {}


WISH = {
    "kind": "'deliver_on', \"on\" = '2019-09-02'",
    "on": "'2019-12-02'",
    "office_id": "'BC-623'",
    "unit_id": "(SELECT u.id FROM registry_unit u WHERE u.id IS DISTINCT FROM rounds_wish.unit_id LIMIT 1)",
    "via": "CASE via WHEN 'counter' THEN 'journey' ELSE 'counter' END",
    "made_at": "made_at - interval '1 day'",
    "answer": "'declined', answered_at = '2019-01-01'",
    "item_id": "(SELECT id FROM custody_item i WHERE NOT EXISTS (SELECT FROM rounds_wish w WHERE w.item_id = i.id))",
}


@pytest.mark.parametrize("kind", ["hold_at", "forward_to"])
@pytest.mark.usefixtures("wished")
def test_a_wish_altered_by_hand_is_found_and_put_right(kind: str) -> None:
    for column, value in WISH.items():
        by_hand.altered(Wish, column, value, where=f"kind = '{kind}'")
    assert by_hand.differing("rounds") == {}


def test_wishes_taken_away_are_made_anew_without_their_words_and_one_added_is_taken_away(wished: Cast) -> None:
    by_hand.taken_away(Wish, "address", "note")
    assert set(Wish.objects.values_list("address", "note")) == {("", "")}
    by_hand.added(Wish, answered_at="'2019-01-01'", answer="'done'")


def test_stops_are_put_right_under_the_locks_of_acts_in_the_order_of_acts(cast: Cast) -> None:
    round_, (code,) = out(cast)
    by_hand.change("UPDATE rounds_stop SET attempt = 7")
    with CaptureQueriesContext(connection) as asked:
        assert STOPS.repair() == 1
    locks = [each["sql"] for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]
    assert len(locks) == 3, locks
    assert 'FROM "rounds_round"' in locks[0], "whoever joins at the door holds the round, and no stream it has yet"
    assert item(code).dossier_id.hex in locks[1], "whoever draws a round up holds its items, then asks for the day"
    assert round_.stream_id.hex in locks[2]
    assert round_.stream_id.hex not in locks[1]
