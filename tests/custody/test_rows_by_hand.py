"""Lists, bags, seals, proofs and what an item is: a hand in the tables is found by name and put right."""

import pytest

from postal_services.ledger.projections import Difference
from tests import by_hand
from tests.cast import Cast, at_post, item, lodge, propose, scan, sign
from tests.custody.bag_desk import arrived, fresh_seal, opened, sealed
from tests.custody.proving import at_door, kept, proof
from tracking.custody.commands.bag_seals import reseal_bag, unseal_bag
from tracking.custody.commands.hand_over import CounterSignature, countersign_hand_over, draft_hand_over
from tracking.custody.models import Bag, BagItem, HandOver, HandOverLine, Item, Proof, Seal
from tracking.custody.projections.items import BAG_ITEMS, BagItems
from tracking.custody.states import Verdict


@pytest.fixture
def proved(cast: Cast) -> list[str]:
    """Delivered with a full proof, with a weak one, and told of by a device without any."""
    codes = at_door(cast, 3)
    scan(cast.lan, codes[0], "deliver", proof=proof())
    scan(cast.lan, codes[1], "deliver", proof={"receiver": "Siu Blih", "relation": "authorised", "authorised": True})
    scan(cast.lan, codes[2], "deliver", proof="Đưa ông Blih")
    return codes


PROOF = {
    "relation": "'spouse'",
    "basis": "'letter'",
    "method": "'code'",
    "is_checked": "NOT is_checked",
    "digest": "repeat('0', 64)",
    "taken_at": "taken_at - interval '1 day'",
    "taken_by_id": "NULL",
    "office_id": "'BC-622'",
    "scan": "gen_random_uuid()",
    "seq": "99",
}


@pytest.mark.usefixtures("proved")
def test_a_proof_altered_by_hand_is_found_and_put_right() -> None:
    assert Proof.objects.count() >= 1
    for column, value in PROOF.items():
        by_hand.altered(Proof, column, value)


def test_a_proof_taken_away_is_there_again_without_names_and_an_invented_one_is_not(proved: list[str]) -> None:
    personal = ("receiver_name", "document", "signature", "witness", "salt", "emptied_at")
    by_hand.taken_away(Proof, *personal)
    made = kept(proved[0])
    assert (made.receiver_name, made.signature, made.salt) == ("", "", "")
    assert made.emptied_at is not None, "everybody sees that the names are gone"
    by_hand.added(Proof, seq="98", digest="repeat('1', 64)")


@pytest.fixture
def listed(cast: Cast) -> HandOver:
    """A list that came home short of one, with one damaged and one too many; beside it a draft and a proposal."""
    codes = lodge(cast, 4)
    hand_over = propose(cast.hanh, codes[:3], "UB-633", "BC-633")
    verdicts = {codes[0]: Verdict.RECEIVED, codes[1]: Verdict.DAMAGED}
    signature = CounterSignature(verdicts, extra=[codes[3], "phong bì không mã"])
    countersign_hand_over(actor=cast.lan, code=hand_over.code, signature=signature)
    propose(cast.hanh, lodge(cast), "UB-633", "BC-633")
    draft_hand_over(actor=cast.hanh, giver="UB-633", receiver="BC-633", items=lodge(cast))
    settled = propose(cast.hanh, whole := lodge(cast, 2), "UB-633", "BC-633")
    sign(cast.lan, settled.code, whole)
    return hand_over


LIST = {
    "state": "'draft'",
    "code": "'BK-X'",
    "giver_id": "'BC-622'",
    "receiver_id": "'BC-64'",
    "drafted_by_id": "NULL",
    "drafted_at": "drafted_at - interval '1 day'",
    "proposed_by_id": "NULL",
    "proposed_at": "proposed_at - interval '1 day'",
    "countersigned_by_id": "NULL",
    "countersigned_at": "countersigned_at - interval '1 day'",
    "modified_at": "modified_at + interval '1 day'",
}


def test_a_list_altered_by_hand_is_found_and_put_right(listed: HandOver) -> None:
    for column, value in LIST.items():
        by_hand.altered(HandOver, column, value, where=f"id = '{listed.id}'")
    assert by_hand.differing("custody") == {}


@pytest.mark.usefixtures("listed")
def test_an_invented_list_is_told_until_a_person_takes_it_away() -> None:
    assert by_hand.invented(HandOver, "custody.handover", code="'BK-X'", token="'0'") >= 1


def test_the_lines_of_lists_follow_from_what_both_sides_signed(cast: Cast, listed: HandOver) -> None:
    found = sorted(listed.lines.values_list("position", "verdict", "listed"))
    assert found == [(1, "received", True), (2, "damaged", True), (3, "missing", True), (4, "received", False)]
    picked = f"hand_over_id = '{listed.id}' AND position = "
    by_hand.altered(HandOverLine, "verdict", "'received'", where=f"{picked} 3")
    by_hand.altered(HandOverLine, "verdict", "'missing'", where=f"{picked} 4")
    by_hand.altered(HandOverLine, "position", "9", where=f"{picked} 1")
    by_hand.altered(HandOverLine, "listed", "true", where=f"{picked} 4")
    by_hand.taken_away(HandOverLine)
    by_hand.added(HandOverLine, item_id=f"'{item(lodge(cast)[0]).id}'")


@pytest.fixture
def bagged(cast: Cast) -> Bag:
    """A bag that was opened; beside it one under its second seal, and one whose seal was taken off again."""
    here = at_post(cast, 2)
    bag = arrived(cast, here)
    opened(cast.nga, bag, here)
    second = sealed(cast.lan, at_post(cast))
    reseal_bag(actor=cast.lan, code=second.code, seal=fresh_seal(), reason="broken")
    unseal_bag(actor=cast.lan, code=sealed(cast.lan, at_post(cast)).code, reason="add_items")
    return bag


BAG = {
    "state": "'arrived'",
    "code": "'TUI-X'",
    "origin_id": "'BC-622'",
    "goal_id": "'BC-622'",
    "office_id": "'BC-622'",
    "destination_id": "'BC-622'",
    "seal": "'GL-X'",
    "sealed_at": "NULL",
    "sealed_by_id": "NULL",
    "dispatched_at": "NULL",
    "arrived_at": "NULL",
    "opened_at": "NULL",
    "opened_by_id": "NULL",
    "begun_at": "begun_at - interval '1 day'",
    "last_occurred_at": "last_occurred_at + interval '1 day'",
}


def test_a_bag_altered_by_hand_is_found_and_put_right(bagged: Bag) -> None:
    for column, value in BAG.items():
        by_hand.altered(Bag, column, value, where=f"id = '{bagged.id}'")
    assert by_hand.differing("custody") == {}


@pytest.mark.usefixtures("bagged")
def test_an_invented_bag_is_told_until_a_person_takes_it_away() -> None:
    assert by_hand.invented(Bag, "custody.bag", code="'TUI-X'", token="'0'") >= 1


@pytest.mark.usefixtures("bagged")
def test_seals_follow_from_the_lines_of_their_bags() -> None:
    assert Seal.objects.filter(broken_at=None).count() == 2
    for column, value in {
        "office_id": "'BC-622'",
        "put_on_at": "put_on_at - interval '1 day'",
        "broken_at": "coalesce(broken_at + interval '1 day', '2019-01-01')",
        "reason": "'lost'",
        "valid_from": "valid_from - 1",
        "valid_to": "valid_to + 1",
    }.items():
        by_hand.altered(Seal, column, value)
    by_hand.taken_away(Seal)
    by_hand.added(Seal, number="'GL-X'")


def test_an_item_taken_out_of_its_bag_by_hand_is_put_back(cast: Cast) -> None:
    sealed(cast.lan, at_post(cast))
    by_hand.change("UPDATE custody_bagitem SET left_at = now(), found = 'left'")
    assert list(by_hand.differing()) == ["custody.bagitem"]
    by_hand.rebuild()
    assert BagItem.objects.get().left_at is None


def test_what_was_packed_while_the_rows_were_held_against_the_lines_stays_in_its_bag(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = at_post(cast)[0]
    sealed(cast.lan, [code])
    once = [[Difference("custody.bagitem", str(item(code).id), "in no bag", "a bag")]]
    said = BagItems.differences
    monkeypatch.setattr(BagItems, "differences", lambda self: iter(once.pop()) if once else said(self))
    assert BAG_ITEMS.repair() == 0
    assert BagItem.objects.get().left_at is None


def test_what_an_item_is_follows_from_the_line_that_registered_it(cast: Cast) -> None:
    code, other = lodge(cast, 2)
    where = f"code = '{code}'"
    by_hand.altered(Item, "leg", "'C'", where=where, name="custody.item.identity")
    by_hand.altered(Item, "dossier_id", f"'{item(other).dossier_id}'", where=where, name="custody.item.identity")
    where = f"id = '{item(code).id}'"
    by_hand.altered(Item, "code", "'HC000000005VN'", where=where, name="custody.item.identity")
    by_hand.taken_away(Item, where=where, name="custody.item.identity")
    assert by_hand.differing("custody") == {}


def test_an_invented_item_is_told_until_a_person_takes_it_away(cast: Cast) -> None:
    at_post(cast, 2)
    assert by_hand.invented(Item, "custody.item", "custody.item.identity", code="'HC000000005VN'") >= 1
