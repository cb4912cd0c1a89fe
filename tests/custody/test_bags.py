"""Bags: packed, sealed, sent, taken in, opened; one with an item too many, one with an item too few."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.ledger import verification
from tests.cast import Cast, actions, at_post, item, lines, propose, scan, sign
from tests.custody import bag_desk
from tests.custody.test_batches import at_once
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.commands.bags import Packed
from tracking.custody.models import Bag, BagItem, Found
from tracking.custody.projections import BAG_ITEMS, BAGS, ITEMS
from tracking.custody.states import BagState, ItemState, Verdict


def differences() -> list[Any]:
    """What rows say that the ledger does not."""
    return [*ITEMS.differences(), *BAGS.differences(), *BAG_ITEMS.differences()]


def refusal(act: Any, **facts: Any) -> Refused:
    """Why an act is refused."""
    with pytest.raises(Refused) as told:
        act(**facts)
    return told.value


def test_a_bag_carries_its_items_to_the_next_office_and_the_packer_answers_until_it_arrives(cast: Cast) -> None:
    codes = at_post(cast, 3)
    bag = bag_desk.sent(cast.lan, codes)
    assert (bag.state, bag.code) == (BagState.IN_TRANSIT, "TUI-BC-633-190805-0001")
    assert {(item(code).state, item(code).holder_office_id, item(code).bound_for) for code in codes} == {
        ("in_transit", "BC-633", "BC-64")
    }
    bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=bag.seal.lower())
    assert {(item(code).state, item(code).holder_office_id, item(code).bag) for code in codes} == {
        ("arrived", "BC-64", bag.id)
    }
    done = bag_desk.opened(cast.nga, bag, codes)
    assert (sorted(done.received), done.missing, done.bag.state, done.bag.marks) == (
        sorted(codes), [], BagState.OPENED, []
    )  # fmt: skip
    assert {item(code).bag for code in codes} == {None}
    assert actions(codes[0])[-4:] == ["pack", "dispatch", "arrive", "unpack"]
    assert bag_desk.said(bag) == ["begin", "pack", "seal", "dispatch", "arrive", "open"]
    assert differences() == []


def test_a_bag_with_one_item_too_many(cast: Cast) -> None:
    *codes, stray = at_post(cast, 3)
    bag = bag_desk.arrived(cast, codes)
    done = bag_desk.opened(cast.nga, bag, codes, extra=[stray.lower(), "phong bì không mã"])
    assert (done.taken_over, done.unknown) == ([stray], ["phong bì không mã"])
    assert (item(stray).state, item(stray).holder_office_id) == ("arrived", "BC-64")
    assert [(line.action, list(line.flags)) for line in lines(stray)[-2:]] == [
        ("dispatch", ["one_sided"]), ("arrive", ["not_listed"])
    ]  # fmt: skip
    assert done.bag.marks == ["over"]
    assert done.bag.extra == [stray, "phong bì không mã"]
    assert list(BagItem.objects.filter(bag=bag, listed=False).values_list("item__code", "found")) == [
        (stray, Found.RECEIVED)
    ]
    assert bag_desk.lines(bag)[-1].data["unreadable"] == 1
    assert differences() == []


def test_a_bag_with_one_item_too_few_leaves_it_with_the_packer_in_dispute(cast: Cast) -> None:
    *codes, lost = at_post(cast, 3)
    bag = bag_desk.arrived(cast, [*codes, lost])
    done = bag_desk.opened(cast.nga, bag, codes)
    assert (done.missing, done.bag.marks) == ([lost], ["short"])
    row = item(lost)
    assert (row.state, row.holder_office_id, row.holder_person_id, row.bag) == (
        "in_transit", "BC-633", cast.lan.user_id, None
    )  # fmt: skip
    assert row.marks == ["disputed"]
    assert [(line.action, sorted(line.flags)) for line in lines(lost)[-2:]] == [
        ("correct", []), ("contest", ["disputed", "not_in_bag"])
    ]  # fmt: skip
    assert {item(code).holder_office_id for code in codes} == {"BC-64"}
    bag_openings.resolve_bag(actor=cast.lan, code=bag.code, resolution="Còn trong ngăn kéo, gửi chuyến sau.")
    assert item(lost).marks == []
    assert Bag.objects.get(pk=bag.pk).resolution.startswith("Còn trong")
    assert "Còn trong" not in str(bag_desk.lines(bag)[-1].data)
    assert scan(cast.lan, lost, "arrive").outcome == "recorded"
    assert differences() == []


def test_an_unopened_bag_that_goes_through_the_province_stays_the_packer_s_matter(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.sent(cast.lan, codes, goal="BC-622")
    bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64")
    onward = bag_journeys.dispatch_bags(actor=cast.nga, codes=[bag.code])[0]
    assert (onward.destination_id, onward.office_id) == ("BC-622", "BC-64")
    assert {item(code).bound_for for code in codes} == {"BC-622"}
    bag_journeys.arrive_bag(actor=cast.minh, code=bag.code, office="BC-622", seal=bag.seal)
    bag_desk.opened(cast.minh, bag, codes[:1])
    assert (item(codes[1]).holder_office_id, item(codes[1]).holder_person_id) == ("BC-633", cast.lan.user_id)
    assert item(codes[0]).holder_office_id == "BC-622"
    assert differences() == []


def test_damaged_items_are_taken_out_and_marked(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.arrived(cast, codes)
    done = bag_desk.opened(cast.nga, bag, codes[:1], damaged=codes[1:])
    assert (done.damaged, item(codes[1]).marks, item(codes[1]).holder_office_id) == (codes[1:], ["damaged"], "BC-64")
    assert dict(BagItem.objects.values_list("item__code", "found")) == {codes[0]: "received", codes[1]: "damaged"}


def test_returning_items_ride_in_bags_to_their_agency_s_post_office(cast: Cast) -> None:
    codes = at_post(cast, 2)
    for code in codes:
        scan(cast.lan, code, "send_back")
    bag = bag_desk.sent(cast.lan, codes)
    bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=bag.seal)
    bag_desk.opened(cast.nga, bag, codes[:1])
    assert {(item(code).state, item(code).holder_office_id) for code in codes} == {
        ("returning", "BC-64"), ("returning", "BC-633")
    }  # fmt: skip
    assert differences() == []


def test_what_does_not_belong_into_a_bag_is_told_why_and_the_rest_goes_in(cast: Cast) -> None:
    good, there, offered, out, ended = at_post(cast, 5)
    foreign = at_post(cast, district="622")[0]
    bag = bag_desk.begin(cast.lan)
    other = bag_desk.begin(cast.lan)
    bags.pack_items(actor=cast.lan, code=other.code, items=[there], confirmed=True)
    propose(cast.lan, [offered], "BC-633", "BC-64")
    scan(cast.lan, out, "take_out")
    scan(cast.lan, ended, "take_out")
    scan(cast.lan, ended, "deliver", proof="x")
    read = [good, there, offered, out, ended, foreign, "rác", good]
    packed = bags.pack_items(actor=cast.lan, code=bag.code, items=read, confirmed=True)
    assert packed.done == [good]
    assert {text: why.code for text, why in packed.refused.items()} == {
        there: "in_other_bag",
        offered: "not_ready_for_bag",
        out: "not_ready_for_bag",
        ended: "not_ready_for_bag",
        foreign: "unknown_code",
        "rác": "not_an_item_code",
    }
    assert other.code in packed.refused[there].detail("vi")
    again = bags.pack_items(actor=cast.lan, code=bag.code, items=[good])
    assert again.refused[good].code == "already_packed"
    token = item(good).dossier.token
    assert bags.unpack_items(actor=cast.lan, code=bag.code, items=[token]).done == [good]
    assert bags.unpack_items(actor=cast.lan, code=bag.code, items=[good]).refused[good].code == "not_in_bag"
    assert (item(good).bag, actions(good)[-2:]) == (None, ["pack", "unpack"])
    assert differences() == []


def test_an_item_for_another_way_goes_in_only_when_confirmed_and_is_marked(cast: Cast) -> None:
    code = at_post(cast)[0]
    bag = bag_desk.begin(cast.lan)
    told = bags.pack_items(actor=cast.lan, code=bag.code, items=[code])
    assert told.refused[code].code == "other_way"
    assert "BC-633" in told.refused[code].detail("vi")
    assert bags.pack_items(actor=cast.lan, code=bag.code, items=[code], confirmed=True).done == [code]
    assert list(lines(code)[-1].flags) == ["other_way"]


def test_an_item_in_a_bag_is_neither_handed_over_nor_corrected_by_itself(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "accept")
    bag_desk.sealed(cast.lan, [code])
    told = refusal(propose, actor=cast.lan, codes=[code], giver="BC-633", receiver="BC-64")
    assert told.fields[code][0].code == "in_bag"
    assert scan(cast.lan, code, "correct").code == "nothing_to_correct"
    assert scan(cast.lan, code, "hand_in").code in ("in_bag", "illegal_move")


def test_an_item_that_goes_its_own_way_leaves_its_bag_with_a_flag(cast: Cast) -> None:
    codes = at_post(cast, 3)
    bag = bag_desk.sent(cast.lan, codes)
    alone = scan(cast.nga, codes[0], "arrive")
    assert (alone.outcome, alone.code, item(codes[0]).bag) == ("flagged", "left_bag", None)
    assert BagItem.objects.get(bag=bag, item__code=codes[0]).found == Found.LEFT
    bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=bag.seal)
    assert actions(codes[0]).count("arrive") == 1
    assert bag_desk.opened(cast.nga, bag, codes[1:]).missing == []
    assert differences() == []


def test_what_is_reported_missing_before_the_bag_leaves_stays_behind(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.sealed(cast.lan, codes)
    assert scan(cast.lan, codes[0], "report_missing").code == "left_bag"
    bag_journeys.dispatch_bags(actor=cast.lan, codes=[bag.code])
    assert [item(code).state for code in codes] == ["missing", "in_transit"]
    assert differences() == []


def test_a_seal_s_number_stands_on_one_bag_of_an_office_in_a_year(cast: Cast) -> None:
    first, second, third = (bag_desk.begin(cast.lan) for _ in range(3))
    for bag, code in zip((first, second, third), at_post(cast, 3), strict=True):
        bags.pack_items(actor=cast.lan, code=bag.code, items=[code], confirmed=True)
    assert bag_seals.seal_bag(actor=cast.lan, code=first.code, seal=" gl 000 777").seal == "GL000777"
    told = refusal(bag_seals.seal_bag, actor=cast.lan, code=second.code, seal="GL000777")
    assert (told.code, first.code in told.detail("vi")) == ("seal_used", True)
    assert refusal(bag_seals.seal_bag, actor=cast.lan, code=second.code, seal=" ").code == "seal_needed"
    assert refusal(bag_seals.seal_bag, actor=cast.lan, code=second.code, seal="số 7").code == "seal_needed"
    bag_seals.seal_bag(actor=cast.lan, code=second.code, seal="GL000778")
    why = refusal(bag_seals.reseal_bag, actor=cast.lan, code=second.code, seal="GL000779", reason="")
    assert why.code == "seal_reason_needed"
    again = bag_seals.reseal_bag(actor=cast.lan, code=second.code, seal="GL000779", reason="broken")
    assert (again.seal, again.state, again.marks) == ("GL000779", BagState.SEALED, ["resealed"])
    undone = bag_seals.unseal_bag(actor=cast.lan, code=second.code, reason="add_items")
    assert (undone.state, undone.seal) == (BagState.OPEN, "")
    assert refusal(bag_seals.seal_bag, actor=cast.lan, code=second.code, seal="GL000778").code == "seal_used"
    assert [(seal.number, seal.reason) for seal in second.seals.order_by("number")] == [
        ("GL000778", "broken"), ("GL000779", "add_items")
    ]  # fmt: skip


def test_a_seal_that_differs_or_is_gone_is_recorded_on_the_bag_and_on_everything_in_it(cast: Cast) -> None:
    for read, mark in (("GL-KHAC", "seal_differs"), ("", "seal_opened")):
        codes = at_post(cast, 2)
        bag = bag_desk.sent(cast.lan, codes)
        taken_in, ruling = bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=read)
        assert (str(ruling.outcome), ruling.code, taken_in.marks) == ("flagged", mark, [mark])
        assert taken_in.seal_read == read
        assert {tuple(item(code).marks) for code in codes} == {(mark,)}
        assert list(bag_desk.lines(bag)[-1].flags) == [mark]
    bag = bag_desk.sent(cast.lan, codes := at_post(cast, 1))
    bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64")
    count = BagCount({codes[0]: Verdict.RECEIVED}, seal="GL-KHAC")
    assert bag_openings.open_bag_at(actor=cast.nga, code=bag.code, count=count).bag.marks == ["seal_differs"]
    assert item(codes[0]).marks == ["seal_differs"]


def test_every_bag_in_the_wrong_state_has_its_words(cast: Cast) -> None:
    empty, code = bag_desk.begin(cast.lan), at_post(cast)[0]
    assert refusal(bag_seals.seal_bag, actor=cast.lan, code=empty.code, seal="A1").code == "empty_bag"
    bags.pack_items(actor=cast.lan, code=empty.code, items=[code], confirmed=True)
    assert refusal(bags.cancel_bag, actor=cast.lan, code=empty.code).code == "bag_not_empty"
    told = refusal(bag_journeys.dispatch_bags, actor=cast.lan, codes=[empty.code])
    assert told.fields[empty.code][0].code == "bag_open"
    assert refusal(bag_journeys.arrive_bag, actor=cast.nga, code=empty.code, office="BC-64").code == "bag_open"
    bag_seals.seal_bag(actor=cast.lan, code=empty.code, seal="A1")
    assert refusal(bags.pack_items, actor=cast.lan, code=empty.code, items=[code]).code == "bag_state"
    elsewhere = refusal(bag_journeys.arrive_bag, actor=cast.nga, code=empty.code, office="BC-64")
    assert (elsewhere.code, "BC-633" in elsewhere.detail("vi")) == ("bag_elsewhere", True)
    bag_journeys.dispatch_bags(actor=cast.lan, codes=[empty.code])
    bag = bag_journeys.arrive_bag(actor=cast.nga, code=empty.code, office="BC-64")[0]
    again, ruling = bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64")
    assert (ruling.code, again.state, bag_desk.said(bag).count("arrive")) == ("bag_arrived", "arrived", 1)
    assert (
        refusal(bag_journeys.dispatch_bags, actor=cast.nga, codes=[bag.code]).fields[bag.code][0].code == "bag_at_goal"
    )
    bag_desk.opened(cast.nga, bag, [code])
    assert (
        refusal(bag_journeys.dispatch_bags, actor=cast.nga, codes=[bag.code]).fields[bag.code][0].code == "bag_opened"
    )
    gone = bags.cancel_bag(actor=cast.lan, code=bag_desk.begin(cast.lan).code)
    assert refusal(bag_journeys.arrive_bag, actor=cast.nga, code=gone.code, office="BC-64").code == "bag_cancelled"
    assert refusal(bags.open_bag, actor=cast.lan, origin="BC-633", destination="UB-633").code == "no_way"
    assert refusal(bags.open_bag, actor=cast.lan, origin="BC-633", destination="BC-633").code == "no_way"


def test_bags_are_the_matter_of_the_offices_they_have_to_do_with(cast: Cast) -> None:
    code = at_post(cast)[0]
    bag = bag_desk.begin(cast.lan)
    with pytest.raises(NotThere):
        bags.pack_items(actor=cast.minh, code=bag.code, items=[code])
    with pytest.raises(NotAllowed):
        bags.pack_items(actor=cast.nga, code=bag.code, items=[code])
    for nobody in (cast.hanh, cast.bao, cast.tinh, cast.minh):
        with pytest.raises(NotAllowed):
            bags.open_bag(actor=nobody, origin="BC-633", destination="BC-64")
    with pytest.raises(NotThere):
        bag_journeys.arrive_bag(actor=cast.minh, code="TUI-BC-633-190805-0099", office="BC-622")
    assert refusal(bag_journeys.arrive_bag, actor=cast.minh, code=bag.code, office="BC-622").code == "unknown_bag"


def test_eight_threads_that_pack_one_item_into_two_bags_pack_it_once(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    two = [bag_desk.begin(committed_cast.lan).code for _ in range(2)]

    def pack(number: int) -> Packed:
        return bags.pack_items(actor=committed_cast.lan, code=two[number % 2], items=[code], confirmed=True)

    got = at_once(8, pack)
    assert not [each for each in got if isinstance(each, Exception)], got
    assert sum(each.done == [code] for each in got) == 1
    assert Counter(why.code for each in got for why in each.refused.values()) == {
        "already_packed": 3, "in_other_bag": 4
    }  # fmt: skip
    assert actions(code).count("pack") == 1
    assert differences() == []
    assert verification.verify().broken is None


def test_every_act_on_a_bag_of_two_hundred_items_takes_fewer_than_twenty_statements(cast: Cast) -> None:
    codes = at_post(cast, 200)
    taken: dict[str, int] = {}

    def count(name: str, act: Any, **facts: Any) -> Any:
        with CaptureQueriesContext(connection) as asked:
            got = act(**facts)
        taken[name] = len(asked)
        return got

    lan, nga = cast.lan, cast.nga
    bag = count("begin", bags.open_bag, actor=lan, origin="BC-633", destination="BC-64", goal="")
    count("pack", bags.pack_items, actor=lan, code=bag.code, items=codes, confirmed=True)
    count("unpack", bags.unpack_items, actor=lan, code=bag.code, items=codes)
    count("again", bags.pack_items, actor=lan, code=bag.code, items=codes, confirmed=True)
    count("seal", bag_seals.seal_bag, actor=lan, code=bag.code, seal="A1")
    count("reseal", bag_seals.reseal_bag, actor=lan, code=bag.code, seal="A2", reason="broken")
    count("dispatch", bag_journeys.dispatch_bags, actor=lan, codes=[bag.code])
    count("arrive", bag_journeys.arrive_bag, actor=nga, code=bag.code, office="BC-64", seal="A2")
    stray = at_post(cast, 10)
    verdicts = dict.fromkeys(codes[:150], Verdict.RECEIVED) | dict.fromkeys(codes[150:180], Verdict.DAMAGED)
    found = BagCount(verdicts, stray)
    done = count("open", bag_openings.open_bag_at, actor=nga, code=bag.code, count=found)
    assert (len(done.received), len(done.damaged), len(done.missing), len(done.taken_over)) == (150, 30, 20, 10)
    count("resolve", bag_openings.resolve_bag, actor=lan, code=bag.code, resolution="Đã tìm thấy.")
    assert max(taken.values()) < 20, taken
    assert differences() == []


def test_a_hand_over_of_what_lay_in_an_opened_bag_goes_on_as_ever(cast: Cast) -> None:
    codes = at_post(cast, 2)
    bag = bag_desk.arrived(cast, codes)
    bag_desk.opened(cast.nga, bag, codes)
    listed = propose(cast.nga, codes, "BC-64", "BC-633")
    sign(cast.lan, listed.code, codes)
    assert {(item(code).holder_office_id, item(code).state) for code in codes} == {("BC-633", ItemState.ARRIVED)}
    assert differences() == []
