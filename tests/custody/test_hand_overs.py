"""Hand-overs: two halves, counted line by line, with receipts that prove what was found."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services.documents import s10
from postal_services.errors import Invalid, NotThere, Refused
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, propose, scan, sign
from tests.custody.test_batches import at_once
from tracking.custody.commands import hand_over as commands
from tracking.custody.commands.hand_over import CounterSignature
from tracking.custody.models import HandOver, HandOverLine, Receipt
from tracking.custody.projections import HAND_OVERS, ITEMS
from tracking.custody.queries.receipts import verify_receipt
from tracking.custody.refusals import HandOverMoved, ListTooLong, NotYourHalf
from tracking.custody.states import HandOverState, ItemState, Verdict

GIVEN = ("UB-633", "BC-633")


def in_step() -> None:
    """Rows are what the ledger says, and the ledger is whole."""
    assert list(ITEMS.differences()) == []
    assert list(HAND_OVERS.differences()) == []
    assert verification.verify().broken is None


def test_until_the_receiver_countersigns_the_giver_answers_for_every_item_and_it_is_in_limbo(cast: Cast) -> None:
    codes = lodge(cast, 3)
    drafted = commands.draft_hand_over(actor=cast.hanh, giver="UB-633", receiver="BC-633", items=codes)
    assert drafted.state == HandOverState.DRAFT
    assert {item(code).offered_at for code in codes} == {None}
    listed = commands.propose_hand_over(actor=cast.hanh, code=drafted.code, now=NOON + timedelta(hours=1))
    for code in codes:
        found = item(code)
        assert (found.holder_office_id, found.state) == ("UB-633", ItemState.REGISTERED)
        assert (found.offered_in_id, found.offered_at) == (listed.id, NOON + timedelta(hours=1))
    sign(cast.lan, listed.code, codes)
    for code in codes:
        found = item(code)
        assert (found.holder_office_id, found.holder_person_id) == ("BC-633", cast.lan.user_id)
        assert (found.state, found.offered_in_id, found.offered_at) == (ItemState.ACCEPTED, None, None)
        assert actions(code) == ["register", "offer", "accept"]
        assert lines(code)[-1].counterpart == "UB-633"
    assert HandOver.objects.get().state == HandOverState.SETTLED
    in_step()


def test_a_draft_is_the_giver_s_own_business(cast: Cast) -> None:
    drafted = commands.draft_hand_over(actor=cast.hanh, giver="UB-633", receiver="BC-633", items=lodge(cast))
    for act in (commands.propose_hand_over, commands.withdraw_hand_over):
        with pytest.raises(NotThere):
            act(actor=cast.lan, code=drafted.code)
    assert not HandOver.objects.visible_to(cast.lan).exists()
    assert HandOver.objects.visible_to(cast.hanh).exists()


def test_a_withdrawn_list_leaves_limbo_and_can_be_proposed_again(cast: Cast) -> None:
    codes = lodge(cast, 2)
    listed = propose(cast.hanh, codes, *GIVEN)
    commands.withdraw_hand_over(actor=cast.hanh, code=listed.code)
    assert {item(code).offered_at for code in codes} == {None}
    with pytest.raises(Refused):
        sign(cast.lan, listed.code, codes)
    commands.propose_hand_over(actor=cast.hanh, code=listed.code)
    sign(cast.lan, listed.code, codes)
    assert actions(codes[0]) == ["register", "offer", "retract", "offer", "accept"]
    in_step()


def test_a_short_count_never_blocks_the_rest(cast: Cast) -> None:
    codes = lodge(cast, 5)
    listed = propose(cast.hanh, codes, *GIVEN)
    signed = sign(cast.lan, listed.code, codes[:4], **{codes[3]: Verdict.DAMAGED})
    assert signed.hand_over.state == HandOverState.DISPUTED
    assert [item(code).holder_office_id for code in codes] == ["BC-633"] * 4 + ["UB-633"]
    assert item(codes[3]).marks == ["damaged"]
    assert (item(codes[4]).marks, item(codes[4]).state) == (["disputed"], ItemState.REGISTERED)
    assert actions(codes[4]) == ["register", "offer", "contest"]
    verdicts = dict(HandOverLine.objects.values_list("item__code", "verdict"))
    assert verdicts == {**dict.fromkeys(codes[:3], "received"), codes[3]: "damaged", codes[4]: "missing"}
    in_step()


def test_a_difference_is_settled_in_writing_by_the_side_that_still_answers(cast: Cast) -> None:
    codes = lodge(cast, 2)
    listed = propose(cast.hanh, codes, *GIVEN)
    sign(cast.lan, listed.code, codes[:1])
    with pytest.raises(NotYourHalf):
        commands.resolve_hand_over(actor=cast.lan, code=listed.code, resolution="Đã tìm thấy")
    with pytest.raises(Invalid):
        commands.resolve_hand_over(actor=cast.hanh, code=listed.code, resolution="  ")
    settled = commands.resolve_hand_over(actor=cast.hanh, code=listed.code, resolution="Còn ở ngăn bàn")
    assert (settled.state, settled.resolution) == (HandOverState.SETTLED, "Còn ở ngăn bàn")
    assert item(codes[1]).marks == []
    assert actions(codes[1])[-1] == "settle"
    again = propose(cast.hanh, [codes[1]], *GIVEN)
    sign(cast.lan, again.code, [codes[1]])
    assert item(codes[1]).holder_office_id == "BC-633"
    in_step()


def test_a_difference_can_be_settled_after_the_item_came_another_way_and_was_delivered(cast: Cast) -> None:
    codes = lodge(cast, 2)
    first = propose(cast.hanh, codes, *GIVEN)
    sign(cast.lan, first.code, codes[:1])
    second = propose(cast.hanh, codes[1:], *GIVEN)
    sign(cast.lan, second.code, codes[1:])
    scan(cast.lan, codes[1], "take_out")
    scan(cast.lan, codes[1], "deliver", proof="x")
    commands.resolve_hand_over(actor=cast.hanh, code=first.code, resolution="Đã giao theo bảng kê sau")
    assert (item(codes[1]).state, item(codes[1]).marks) == (ItemState.DELIVERED, [])
    in_step()


def test_settling_an_old_difference_leaves_an_item_in_the_limbo_of_its_new_list(cast: Cast) -> None:
    codes = lodge(cast, 2)
    first = propose(cast.hanh, codes, *GIVEN)
    sign(cast.lan, first.code, codes[:1])
    second = propose(cast.hanh, codes[1:], *GIVEN)
    commands.resolve_hand_over(actor=cast.hanh, code=first.code, resolution="Giao lại")
    assert item(codes[1]).offered_in_id == second.id
    in_step()


def test_items_beyond_the_list_come_along_and_what_is_no_item_is_noted(cast: Cast) -> None:
    listed_code, extra = lodge(cast, 2)
    foreign = lodge(cast, 1, "622")[0]
    listed = propose(cast.hanh, [listed_code], *GIVEN)
    odd = [extra.lower(), foreign, s10.compose("HC", 99_999_999), "phong bì không mã", ""]
    signature = CounterSignature({listed_code: Verdict.RECEIVED}, extra=odd, note="  Thừa một  ")
    signed = commands.countersign_hand_over(actor=cast.lan, code=listed.code, signature=signature)
    assert signed.hand_over.state == HandOverState.DISPUTED
    assert signed.hand_over.extra == [extra, foreign, s10.compose("HC", 99_999_999), "phong bì không mã"]
    assert signed.hand_over.note == "Thừa một"
    assert (item(extra).holder_office_id, lines(extra)[-1].flags) == ("BC-633", ["not_listed"])
    assert (item(foreign).holder_office_id, actions(foreign)) == ("UB-622", ["register"])
    in_step()


def test_what_somebody_typed_beside_the_codes_stays_out_of_the_ledger(cast: Cast) -> None:
    code, extra = lodge(cast, 2)
    listed = propose(cast.hanh, [code], *GIVEN)
    typed = "phong bì của Rơ Châm H'Nhung, 0905000001"
    signature = CounterSignature({code: Verdict.RECEIVED}, extra=[extra, typed])
    commands.countersign_hand_over(actor=cast.lan, code=listed.code, signature=signature)
    line = Line.objects.get(subject=listed.id, action="countersign")
    assert line.data == {
        "hand_over": listed.code,
        "verdicts": {code: "received"},
        "extra": [extra],
        "unreadable": 1,
    }


def test_no_more_is_counted_beyond_a_list_than_a_list_holds(cast: Cast) -> None:
    code = lodge(cast)[0]
    listed = propose(cast.hanh, [code], *GIVEN)
    many = [s10.compose("HC", serial) for serial in range(90_000_000, 90_000_000 + commands.LONGEST_LIST + 1)]
    with pytest.raises(ListTooLong):
        commands.countersign_hand_over(
            actor=cast.lan, code=listed.code, signature=CounterSignature({code: Verdict.RECEIVED}, extra=many)
        )


@pytest.mark.parametrize("party", ["giver", "receiver"])
def test_both_sides_receipts_verify_and_say_the_right_counts(cast: Cast, party: str) -> None:
    codes = lodge(cast, 6)
    extra = lodge(cast)[0]
    listed = propose(cast.hanh, codes, *GIVEN)
    found = {**dict.fromkeys(codes[:4], Verdict.RECEIVED), codes[3]: Verdict.DAMAGED, codes[4]: Verdict.MISSING}
    signature = CounterSignature(found, extra=[extra])
    signed = commands.countersign_hand_over(actor=cast.lan, code=listed.code, signature=signature)
    check = verify_receipt(signed.receipts[party].signed)
    assert check.counts_as_proof
    assert check.facts is not None
    said, counts = check.facts, check.facts.counts
    assert (said.party, said.giver, said.receiver, said.hand_over) == (party, "UB-633", "BC-633", listed.code)
    assert (counts.listed, counts.received, counts.missing, counts.damaged, counts.extra) == (6, 4, 2, 1, 1)
    forged = signed.receipts[party].signed
    assert not verify_receipt(forged[:-2] + ("AA" if forged[-2:] != "AA" else "BB")).genuine


def test_a_second_countersignature_is_refused_and_changes_nothing(cast: Cast) -> None:
    codes = lodge(cast, 2)
    listed = propose(cast.hanh, codes, *GIVEN)
    sign(cast.lan, listed.code, codes)
    count = Line.objects.count()
    for again in (codes, []):
        with pytest.raises(HandOverMoved):
            sign(cast.lan, listed.code, again)
    assert (Line.objects.count(), Receipt.objects.count()) == (count, 2)


def test_eight_threads_countersign_one_list_once(committed_cast: Cast) -> None:
    codes = lodge(committed_cast, 5)
    listed = propose(committed_cast.hanh, codes, *GIVEN)
    got = at_once(8, lambda _: sign(committed_cast.lan, listed.code, codes))
    kinds = Counter("signed" if isinstance(each, commands.Countersigned) else type(each).__name__ for each in got)
    assert kinds == {"signed": 1, "HandOverMoved": 7}, got
    assert Receipt.objects.count() == 2
    assert {tuple(actions(code)) for code in codes} == {("register", "offer", "accept")}
    in_step()


def test_a_countersignature_and_a_withdrawal_at_once_leave_one_of_them(committed_cast: Cast) -> None:
    codes = lodge(committed_cast, 3)
    listed = propose(committed_cast.hanh, codes, *GIVEN)

    def act(number: int) -> object:
        if number % 2:
            return sign(committed_cast.lan, listed.code, codes)
        return commands.withdraw_hand_over(actor=committed_cast.hanh, code=listed.code)

    got = at_once(4, act)
    assert sum(not isinstance(each, Exception) for each in got) == 1, got
    state = HandOver.objects.get().state
    holder = "BC-633" if state == HandOverState.SETTLED else "UB-633"
    assert state in (HandOverState.SETTLED, HandOverState.DRAFT)
    assert {item(code).holder_office_id for code in codes} == {holder}
    in_step()


def test_eight_threads_offering_one_item_on_eight_lists_offer_it_once(committed_cast: Cast) -> None:
    code = lodge(committed_cast)[0]
    got = at_once(8, lambda _: propose(committed_cast.hanh, [code], *GIVEN))
    assert Counter(type(each).__name__ for each in got) == {"HandOver": 1, "ItemsNotReady": 7}, got
    assert actions(code) == ["register", "offer"]
    codes = list(HandOver.objects.values_list("code", flat=True))
    assert len(set(codes)) == len(codes)
    in_step()


def test_an_item_the_receiver_scanned_before_signing_counts_as_received(cast: Cast) -> None:
    codes = lodge(cast, 3)
    listed = propose(cast.hanh, codes, *GIVEN)
    assert scan(cast.lan, codes[0], "accept").outcome == "recorded"
    assert scan(cast.lan, codes[1], "accept").outcome == "recorded"
    scan(cast.lan, codes[1], "take_out")
    signed = sign(cast.lan, listed.code, [codes[2]])
    assert signed.hand_over.state == HandOverState.SETTLED
    assert actions(codes[0]) == ["register", "offer", "accept"]
    assert item(codes[1]).state == ItemState.OUT_FOR_DELIVERY
    in_step()


def test_what_the_giver_did_otherwise_since_is_not_counted_as_received(cast: Cast) -> None:
    codes = at_post(cast, 2)
    listed = propose(cast.lan, codes, "BC-633", "BC-64")
    assert [item(code).state for code in codes] == [ItemState.IN_TRANSIT] * 2
    scan(cast.lan, codes[1], "arrive")
    scan(cast.lan, codes[1], "take_out")
    scan(cast.lan, codes[1], "deliver", proof="x")
    signed = sign(cast.nga, listed.code, codes[:1])
    assert signed.hand_over.state == HandOverState.DISPUTED
    assert (item(codes[1]).state, item(codes[1]).holder_office_id) == (ItemState.DELIVERED, "BC-633")
    check = verify_receipt(signed.receipts["giver"].signed)
    assert check.facts is not None
    assert (check.facts.counts.received, check.facts.counts.missing) == (1, 1)
    in_step()


def _taken_by_another_office(cast: Cast) -> tuple[str, HandOver]:
    """A withdrawn result on a list to its agency, which the provincial post office took before the agency signed."""
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    listed = propose(cast.lan, [code], "BC-633", "UB-633")
    scan(cast.lan, code, "dispatch", to="BC-64")
    assert scan(cast.nga, code, "arrive").outcome == "recorded"
    return code, listed


def test_what_a_third_office_took_meanwhile_is_not_received_by_who_says_nothing_about_it(cast: Cast) -> None:
    code, listed = _taken_by_another_office(cast)
    signed = sign(cast.hanh, listed.code, [])
    check = verify_receipt(signed.receipts["receiver"].signed)
    assert check.facts is not None
    assert (check.facts.counts.received, check.facts.counts.missing) == (0, 1)
    assert signed.hand_over.state == HandOverState.DISPUTED
    assert (item(code).holder_office_id, item(code).marks) == ("BC-64", [])
    in_step()


def test_who_signs_for_what_a_third_office_has_is_in_dispute_with_it(cast: Cast) -> None:
    code, listed = _taken_by_another_office(cast)
    sign(cast.hanh, listed.code, [code])
    assert (item(code).holder_office_id, item(code).marks) == ("BC-64", ["disputed"])
    assert actions(code)[-1] == "note"
    in_step()


def test_what_the_receiver_took_and_passed_on_before_signing_counts_as_received(cast: Cast) -> None:
    codes = lodge(cast, 2)
    listed = propose(cast.hanh, codes, *GIVEN)
    scan(cast.lan, codes[0], "accept")
    scan(cast.lan, codes[0], "dispatch", to="BC-64")
    scan(cast.nga, codes[0], "arrive")
    signed = sign(cast.lan, listed.code, codes[1:])
    assert signed.hand_over.state == HandOverState.SETTLED
    assert (item(codes[0]).holder_office_id, item(codes[0]).marks) == ("BC-64", [])
    in_step()


@pytest.mark.parametrize("verdict", [Verdict.MISSING, Verdict.RECEIVED, Verdict.DAMAGED])
def test_any_count_of_what_the_giver_has_delivered_meanwhile_can_be_signed(cast: Cast, verdict: Verdict) -> None:
    codes = at_post(cast, 2)
    listed = propose(cast.lan, codes, "BC-633", "BC-64")
    scan(cast.lan, codes[1], "arrive")
    scan(cast.lan, codes[1], "take_out")
    scan(cast.lan, codes[1], "deliver", proof="x")
    sign(cast.nga, listed.code, codes[:1], **{codes[1]: verdict})
    found = item(codes[1])
    assert (found.state, found.holder_office_id) == (ItemState.DELIVERED, "BC-633")
    assert ("disputed" in found.marks) == (verdict != Verdict.MISSING)
    in_step()


def test_an_item_reported_missing_by_the_giver_and_counted_by_the_receiver_is_found_and_taken_over(cast: Cast) -> None:
    code = lodge(cast)[0]
    listed = propose(cast.hanh, [code], *GIVEN)
    assert scan(cast.hanh, code, "report_missing").outcome == "recorded"
    sign(cast.lan, listed.code, [code])
    found = item(code)
    assert (found.state, found.holder_office_id, found.offered_at) == (ItemState.ACCEPTED, "BC-633", None)
    assert actions(code)[-2:] == ["find", "accept"]
    in_step()


def test_a_dossier_is_handed_in_and_the_agency_countersigns(cast: Cast) -> None:
    code = lodge(cast, service="send")[0]
    scan(cast.lan, code, "accept")
    listed = propose(cast.lan, [code], "BC-633", "UB-633")
    assert (item(code).holder_office_id, item(code).state) == ("BC-633", ItemState.ACCEPTED)
    sign(cast.hanh, listed.code, [code])
    assert (item(code).holder_office_id, item(code).state) == ("UB-633", ItemState.HANDED_IN)
    in_step()


def test_a_clerk_s_own_hand_in_waits_for_the_agency_s_scan(cast: Cast) -> None:
    code = lodge(cast, service="send")[0]
    scan(cast.lan, code, "accept")
    half = scan(cast.lan, code, "hand_in")
    assert (half.outcome, half.code) == ("flagged", "awaiting_countersignature")
    assert item(code).holder_office_id == "BC-633"
    assert scan(cast.lan, code, "hand_in").code == "already_done"
    assert scan(cast.thuy, code, "hand_in").code == "unknown_code"
    assert scan(cast.hanh, code, "hand_in").outcome == "recorded"
    assert (item(code).holder_office_id, item(code).state) == ("UB-633", ItemState.HANDED_IN)
    in_step()


def test_what_could_not_be_delivered_goes_home_against_the_agency_s_countersignature(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    listed = propose(cast.lan, [code], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [code])
    assert (item(code).holder_office_id, item(code).state) == ("UB-633", ItemState.RETURNED)
    assert lines(code)[-1].action == "hand_back"
    in_step()


def test_between_post_offices_the_giver_s_half_is_the_dispatch_and_the_receiver_s_the_arrival(cast: Cast) -> None:
    code = at_post(cast)[0]
    listed = propose(cast.lan, [code], "BC-633", "BC-64")
    assert (item(code).state, item(code).holder_office_id) == (ItemState.IN_TRANSIT, "BC-633")
    assert item(code).offered_in_id == listed.id
    sign(cast.nga, listed.code, [code])
    assert (item(code).state, item(code).holder_office_id) == (ItemState.ARRIVED, "BC-64")
    assert actions(code)[-2:] == ["dispatch", "arrive"]
    in_step()


def test_two_hundred_items_are_countersigned_in_one_transaction_with_fewer_than_twenty_statements(cast: Cast) -> None:
    codes = lodge(cast, 200)
    listed = propose(cast.hanh, codes, *GIVEN)
    found = {**dict.fromkeys(codes, Verdict.RECEIVED), codes[7]: Verdict.DAMAGED, codes[8]: Verdict.MISSING}
    with CaptureQueriesContext(connection) as asked:
        signed = commands.countersign_hand_over(actor=cast.lan, code=listed.code, signature=CounterSignature(found))
    assert len(asked) < 20, [each["sql"][:90] for each in asked]
    assert Line.objects.filter(action="accept").values("tx").distinct().count() == 1
    assert HandOverLine.objects.filter(verdict="received").count() == 198
    assert signed.hand_over.state == HandOverState.DISPUTED
    in_step()
