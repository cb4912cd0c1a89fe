"""An item that went on by scans of its own is somebody else's by the time the round comes home."""

from datetime import timedelta

from tests.cast import NOON, Cast, actions, item, lines, propose, scan, sign
from tests.rounds.desk import deliver, home, out, stop
from tests.stories.telling import everything_agrees


def test_a_round_does_not_bring_home_what_another_office_delivers_by_now(cast: Cast) -> None:
    round_, codes = out(cast)
    code = codes[0]
    scan(cast.lan, code, "arrive")
    sign(cast.minh, propose(cast.lan, [code], "BC-633", "BC-622").code, [code])
    assert scan(cast.minh, code, "take_out").outcome == "recorded"
    closed = home(cast, round_)
    assert (closed.round.state, stop(round_, code).outcome) == ("closed", "split")
    assert (item(code).state, item(code).holder_office_id) == ("out_for_delivery", "BC-622")
    assert (item(code).holder_person_id, actions(code)[-1]) == (cast.minh.user_id, "take_out")
    everything_agrees()


def test_a_round_does_not_bring_home_what_a_colleague_carries_by_now(cast: Cast) -> None:
    round_, codes = out(cast)
    code = codes[0]
    scan(cast.lan, code, "arrive")
    assert scan(cast.may, code, "take_out").outcome == "recorded"
    home(cast, round_)
    assert (item(code).holder_person_id, item(code).state) == (cast.may.user_id, "out_for_delivery")
    assert (stop(round_, code).outcome, stop(round_, code).is_open) == ("split", False)
    everything_agrees()


def test_a_delivery_reported_for_a_time_before_it_was_taken_out_says_that_it_is_late(cast: Cast) -> None:
    round_, codes = out(cast, 3)
    ahead = NOON + timedelta(days=3)
    assert deliver(cast, round_, codes[0], occurred_at=NOON - timedelta(hours=2)).flags == ("late",)
    long_ago = deliver(cast, round_, codes[2], occurred_at=NOON - timedelta(days=400))
    assert long_ago.flags == ("uncovered", "late"), "no mandate was in force then"
    assert deliver(cast, round_, codes[1], occurred_at=ahead).flags == ()
    assert lines(codes[1])[-1].occurred_at == NOON, "nothing has happened that is still to come"
    everything_agrees()
