"""Hand-overs by call: the way of one list, and what a program is told that sends something wrong."""

from tests.cast import Cast, actions, item, lodge, propose
from tests.custody.conftest import Call
from tracking.custody.states import HandOverState, ItemState


def test_a_list_goes_all_its_way_by_calls(cast: Cast, call: Call) -> None:
    codes = lodge(cast, 2)
    drafted = call(cast.hanh, "post", "hand-overs", {"from": "UB-633", "to": "BC-633", "items": codes})
    assert (drafted.status_code, drafted.json()["state"]) == (201, "draft")
    listed = f"hand-overs/{drafted.json()['code']}"
    assert call(cast.hanh, "post", f"{listed}/proposal", {}).json()["state"] == "proposed"
    lines = [{"item": codes[0], "verdict": "received"}, {"item": codes[1], "verdict": "damaged"}]
    signed = call(cast.lan, "post", f"{listed}/countersignature", {"lines": lines, "extra": [], "note": "Bì rách"})
    assert (signed.status_code, signed.json()["state"]) == (200, "disputed")
    assert signed.json()["receipt"]["signed"].startswith("VB1:")
    assert [item(code).holder_office_id for code in codes] == ["BC-633", "BC-633"]


def test_two_verdicts_about_one_item_are_refused_and_nothing_is_signed(cast: Cast, call: Call) -> None:
    codes = lodge(cast, 2)
    listed = propose(cast.hanh, codes, "UB-633", "BC-633")
    said = [
        {"item": codes[0], "verdict": "received"},
        {"item": codes[1], "verdict": "received"},
        {"item": codes[0].lower(), "verdict": "missing"},
    ]
    told = call(cast.lan, "post", f"hand-overs/{listed.code}/countersignature", {"lines": said})
    assert (told.status_code, told.json()["code"]) == (400, "invalid")
    assert list(told.json()["errors"]) == ["lines[2].verdict"]
    assert told.json()["errors"]["lines[2].verdict"][0]["code"] == "contradicts_earlier_line"
    listed.refresh_from_db()
    assert listed.state == HandOverState.PROPOSED
    assert {item(code).state for code in codes} == {ItemState.REGISTERED}


def test_the_same_verdict_twice_is_one(cast: Cast, call: Call) -> None:
    code = lodge(cast)[0]
    listed = propose(cast.hanh, [code], "UB-633", "BC-633")
    said = [{"item": code, "verdict": "received"}] * 2
    told = call(cast.lan, "post", f"hand-overs/{listed.code}/countersignature", {"lines": said})
    assert (told.status_code, told.json()["state"]) == (200, "settled")
    assert actions(code) == ["register", "offer", "accept"]


def test_what_is_no_item_code_is_named_by_its_place_in_the_list(cast: Cast, call: Call) -> None:
    codes = lodge(cast, 2)
    wanted = {"from": "UB-633", "to": "BC-633", "items": [codes[0], "rác", codes[1], "HC 1"]}
    told = call(cast.hanh, "post", "hand-overs", wanted)
    assert told.status_code == 400
    assert {place: found[0]["code"] for place, found in told.json()["errors"].items()} == {
        "items[1]": "not_an_item_code",
        "items[3]": "not_an_item_code",
    }
