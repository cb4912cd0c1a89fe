"""Bags at the scan door: their codes and links, what is refused live and noted late, and what comes astray."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Role
from postal_services.ids import uuid7
from tests.cast import Cast, actions, at_post, item, lines, one, propose, scan, send
from tests.custody import bag_desk
from tests.custody.test_bags import differences
from tests.custody.test_batches import as_json, posted
from tests.mandates import world
from tracking.custody.api import answers
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.commands import bags
from tracking.custody.commands.hand_over import CounterSignature, countersign_hand_over
from tracking.custody.models import Bag, Scan
from tracking.custody.moves import Held, lock_items, share_cases
from tracking.custody.states import BagState, Verdict

HOUR = timedelta(hours=1)


def stands(bag: Bag) -> tuple[str, str]:
    """State and office of a bag as its row stands now."""
    row = Bag.objects.get(pk=bag.pk)
    return row.state, row.office_id


def test_one_scan_of_a_bag_moves_everything_in_it(cast: Cast) -> None:
    codes = at_post(cast, 3)
    bag = bag_desk.sealed(cast.lan, codes)
    gone = scan(cast.lan, bag.code, "dispatch")
    assert (gone.outcome, gone.bag and gone.bag.state, gone.bag and gone.bag.items, gone.item) == (
        "recorded", "in_transit", 3, None
    )  # fmt: skip
    come = scan(cast.nga, f"https://hoso.gialai.vn/b/{bag.token.lower()}", "arrive")
    assert (come.outcome, stands(bag)) == ("recorded", (BagState.ARRIVED, "BC-64"))
    assert {(item(code).state, item(code).holder_office_id) for code in codes} == {("arrived", "BC-64")}
    assert {line.data["scan"] for code in codes for line in lines(code)[-1:]} == {str(come.id)}
    assert Scan.objects.count() == 2
    assert differences() == []


@pytest.mark.parametrize(
    "form", ["{}", " {} ", "]C1{}", "tui bc 633 190805 0001", "TUIBC6331908050001", "TUI–BC–633–190805–0001"]
)
def test_a_bag_s_code_is_read_however_it_is_typed(cast: Cast, form: str) -> None:
    bag = bag_desk.sealed(cast.lan, at_post(cast))
    result = posted(cast.lan, [as_json(form.format(bag.code.lower()), "dispatch")])[0]
    assert (result.outcome, result.bag and result.bag.code) == ("recorded", bag.code)


def test_the_answer_of_a_bag_s_scan_names_the_bag_and_that_of_an_item_s_stays_as_it_was(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.sealed(cast.lan, codes[:1])
    told = [answers.scan_answer(each, "vi") for each in posted(cast.lan, [
        as_json(bag.code, "dispatch"), as_json(codes[1], "take_out")
    ])]  # fmt: skip
    assert told[0]["bag"] == {"code": bag.code, "state": "in_transit", "office": "BC-633", "items": 1}
    assert told[0]["item"] is None
    assert set(told[1]) == {"id", "outcome", "code", "detail", "item"}


def _packed(cast: Cast, codes: list[str]) -> Bag:
    bag = bag_desk.begin(cast.lan)
    bags.pack_items(actor=cast.lan, code=bag.code, items=codes, confirmed=True)
    return bag


def _cancelled(cast: Cast) -> Bag:
    return bags.cancel_bag(actor=cast.lan, code=bag_desk.begin(cast.lan).code)


def _opened(cast: Cast, codes: list[str]) -> Bag:
    bag = bag_desk.arrived(cast, codes)
    bag_desk.opened(cast.nga, bag, codes)
    return bag


WRONG: dict[str, tuple[Any, str, str]] = {
    "still open": (_packed, "arrive", "bag_open"),
    "open where it was packed": (_packed, "dispatch", "bag_open"),
    "not sent yet": (lambda cast, codes: bag_desk.sealed(cast.lan, codes), "arrive", "bag_elsewhere"),
    "cancelled": (lambda cast, codes: _cancelled(cast), "arrive", "bag_cancelled"),
    "opened": (_opened, "dispatch", "bag_opened"),
    "at its end": (bag_desk.arrived, "dispatch", "bag_at_goal"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_bag_that_cannot_move_is_refused_now_and_noted_when_it_happened(cast: Cast, name: str) -> None:
    make, action, code = WRONG[name]
    codes = at_post(cast, 2)
    bag = make(cast, codes)
    before = stands(bag)
    who = cast.lan if action == "dispatch" and before[1] == "BC-633" else cast.nga
    written = [actions(each) for each in codes]
    now = scan(who, bag.code, action)
    assert (now.outcome, now.code) == ("refused", code)
    assert bag.code in now.refusal.detail("vi") if now.refusal else False
    lately = scan(who, bag.code, action, ago=HOUR)
    assert (lately.outcome, lately.code) == ("flagged", code)
    assert (stands(bag), [actions(each) for each in codes]) == (before, written)
    noted = bag_desk.lines(bag)[-1]
    assert (noted.action, noted.data["said"], list(noted.flags)) == ("note", action, [code])
    assert Scan.objects.in_tray().filter(text=bag.code).count() == 2
    assert differences() == []


def test_a_bag_that_has_arrived_is_not_taken_in_twice_and_not_elsewhere(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.arrived(cast, codes)
    assert (scan(cast.nga, bag.code, "arrive").outcome, scan(cast.nga, bag.code, "arrive").code) == (
        "replayed", "bag_arrived"
    )  # fmt: skip
    assert scan(cast.lan, bag.code, "arrive").code == "bag_elsewhere"
    assert scan(cast.lan, bag.code, "dispatch").code == "bag_elsewhere"
    assert scan(cast.minh, bag.code, "arrive").code == "unknown_bag"
    assert scan(cast.lan, "TUI-BC-633-190805-0099", "arrive").code == "unknown_bag"
    assert scan(cast.nga, bag.code, "deliver").code == "bag_act"
    assert scan(cast.hanh, bag.code, "arrive").code == "unknown_bag"
    assert actions(codes[0]).count("arrive") == 1


def test_the_same_id_twice_is_one_line_and_another_content_is_told(cast: Cast) -> None:
    bag = bag_desk.sealed(cast.lan, at_post(cast, 2))
    said = one(bag.code, "dispatch")
    first, again = send(cast.lan, [said, said])
    other = scan(cast.lan, bag.code, "arrive", id=said.id)
    assert [first.outcome, again.outcome, other.code] == ["recorded", "replayed", "scan_id_reused"]
    assert (again.bag and again.bag.state, bag_desk.said(bag).count("dispatch")) == ("in_transit", 1)
    assert scan(cast.lan, bag.code, "dispatch").code == "already_done"


def test_what_a_bag_did_late_fills_its_history(cast: Cast) -> None:
    codes = at_post(cast, 1)
    bag = bag_desk.arrived(cast, codes)
    onward = bag_desk.said(bag)
    late = scan(cast.nga, bag.code, "dispatch", ago=2 * HOUR, to="BC-622")
    assert (late.outcome, late.code, stands(bag)) == ("flagged", "late", (BagState.ARRIVED, "BC-64"))
    assert bag_desk.said(bag) == [*onward, "note"]


def test_a_bag_with_another_seal_arrives_and_says_so(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.sent(cast.lan, codes)
    result = posted(cast.nga, [as_json(bag.code, "arrive", seal="khác 1")])[0]
    assert (result.outcome, result.code, stands(bag)[0]) == ("flagged", "seal_differs", BagState.ARRIVED)
    assert item(codes[0]).marks == ["seal_differs"]
    assert Bag.objects.get(pk=bag.pk).seal_read == "KHÁC1"
    assert Scan.objects.in_tray().get().text == bag.code


def test_a_bag_that_comes_to_the_wrong_office_is_found_at_the_first_scan_and_sent_on(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.sent(cast.lan, codes)
    result = scan(cast.minh, bag.code, "arrive")
    assert (result.outcome, result.code, result.onward) == ("flagged", "mis_sent", "BC-64")
    assert "BC-64" in answers.scan_answer(result, "vi")["detail"]
    assert stands(bag) == (BagState.ARRIVED, "BC-622")
    assert item(codes[0]).marks == ["mis_sent"]
    onward = scan(cast.minh, bag.code, "dispatch")
    assert (onward.outcome, item(codes[0]).bound_for, item(codes[0]).marks) == ("recorded", "BC-64", [])
    assert scan(cast.nga, bag.code, "arrive").code == "recorded"
    assert differences() == []


def test_an_item_that_comes_to_the_wrong_office_is_found_at_the_first_scan(cast: Cast) -> None:
    codes = at_post(cast, 2)
    for code in codes:
        scan(cast.lan, code, "dispatch", to="BC-64")
    result = scan(cast.minh, codes[0], "arrive")
    assert (result.outcome, result.code, result.onward) == ("flagged", "mis_sent", "BC-64")
    assert answers.scan_answer(result, "vi")["next_office"] == "BC-64"
    assert (item(codes[0]).holder_office_id, item(codes[0]).marks) == ("BC-622", ["mis_sent"])
    assert lines(codes[0])[-1].data["next"] == "BC-64"
    assert scan(cast.minh, codes[0], "damage").outcome == "recorded", "the case is theirs to see from now on"
    assert scan(cast.nga, codes[1], "arrive").code == "recorded"
    assert differences() == []


def test_an_office_on_the_way_is_no_wrong_office(cast: Cast) -> None:
    yen = bag_desk.commune_clerk()
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="VX-23947")
    assert scan(yen, code, "arrive").code == "recorded"
    scan(yen, code, "send_back")
    home = scan(yen, code, "dispatch")
    assert (home.outcome, item(code).bound_for) == ("recorded", "UB-633"), "bound for home"
    assert scan(cast.lan, code, "arrive").code == "recorded"


def test_a_foreign_item_that_is_not_on_the_road_stays_unknown(cast: Cast) -> None:
    code = at_post(cast)[0]
    assert scan(cast.minh, code, "arrive").code == "unknown_code"
    scan(cast.lan, code, "send_back")
    assert scan(cast.minh, code, "arrive").code == "unknown_code"
    thuy = scan(cast.thuy, code, "arrive")
    assert thuy.code == "unknown_code"


def test_a_scan_of_an_item_takes_no_statement_more_because_there_are_bags(cast: Cast) -> None:
    first, second = at_post(cast, 2)
    bag_desk.sealed(cast.lan, [second])
    with CaptureQueriesContext(connection) as asked:
        scan(cast.lan, first, "take_out")
    assert len(asked) <= 8, [each["sql"][:90] for each in asked]
    codes = at_post(cast, 200)
    big = bag_desk.sealed(cast.lan, codes)
    with CaptureQueriesContext(connection) as asked:
        scan(cast.lan, big.code, "dispatch")
    assert len(asked) < 20
    with CaptureQueriesContext(connection) as asked:
        scan(cast.nga, big.code, "arrive")
    assert len(asked) < 20
    assert differences() == []


def test_somebody_of_two_offices_scans_a_bag_where_they_say(cast: Cast) -> None:
    bag = bag_desk.sealed(cast.lan, at_post(cast))
    posts = [
        world.person("hai", office, OfficeKind.DISTRICT_POST, "633", Role.CLERK) for office in ("BC-633", "BC-622")
    ]
    both = type(posts[0])(posts[0].user_id, "hai", tuple(each for actor in posts for each in actor.appointments))
    assert scan(both, bag.code, "dispatch").code == "office_needed"
    assert scan(both, bag.code, "dispatch", office="BC-622").code == "bag_elsewhere"
    assert scan(both, bag.code, "dispatch", office="BC-633").outcome == "recorded"


def test_codes_and_links_of_bags_are_told_from_those_of_cases() -> None:
    assert bag_codes.parse("TUI-VX-23947-190805-0012") == "TUI-VX-23947-190805-0012"
    assert bag_codes.parse("HC473124829VN") == bag_codes.parse("TUI-BC-633-190805-12") == ""
    assert bag_codes.token_in("HTTPS://H/T/0C7M2P9K4T1Q8B3G") == bag_codes.token_in("") == ""
    assert uuid7()


def test_an_item_that_comes_along_with_a_list_to_the_wrong_office_is_found_there(cast: Cast) -> None:
    listed_code, stray = at_post(cast, 2)
    scan(cast.lan, stray, "dispatch", to="BC-64")
    share_cases([(held(stray), "BC-622")])
    listed = propose(cast.lan, [listed_code], "BC-633", "BC-622")
    signature = CounterSignature({listed_code: Verdict.RECEIVED}, extra=[stray])
    countersign_hand_over(actor=cast.minh, code=listed.code, signature=signature)
    assert item(listed_code).marks == [], "named by the giver, so not astray"
    assert (item(stray).holder_office_id, item(stray).marks) == ("BC-622", ["mis_sent"])
    assert sorted(lines(stray)[-1].flags) == ["mis_sent", "not_listed"]


def held(code: str) -> Held:
    """An item as commands lock it."""
    return lock_items([code], offices=frozenset())[1][0]
