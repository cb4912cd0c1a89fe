"""A month in small: fetched at home, completed, decided, forwarded, bagged, delivered, counted and reconciled."""

from datetime import time

from delegation.dossiers import commands as cases
from delegation.dossiers.validation import Paper
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.accounts.actors import NOBODY
from tests.cast import Cast, actions, item, propose, sign
from tests.dossiers import notice_desk
from tests.mandates.world import EXTRACT
from tests.pickups.world import booking, collecting
from tests.rounds.desk import proof_of
from tests.stories.telling import Story, case_of, close_all_days, incidents, milestone, names_nobody, page, told
from tracking.cash.amounts import NOTHING, Amounts, total_of
from tracking.cash.commands.reconcile import Figure, draft_reconciliation, sign_reconciliation, state_figure
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries import outstanding
from tracking.cash.queries.reconciliations import post_sum
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.models import Item
from tracking.custody.states import Verdict
from tracking.incidents.commands import handle
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.booking import book_pickup
from tracking.pickups.commands.collection import Collected, Found, collect_pickup
from tracking.pickups.steps import Slot
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.commands.delivering import deliver_at_door
from tracking.rounds.commands.going_out import take_out_round
from tracking.rounds.commands.keeping import forward_item, hold_items
from tracking.rounds.commands.planning import build_round
from tracking.rounds.commands.wishes import Asked, wish_for_item

NAMES = ("H'Nhung", "Rơ Châm", "Y Bôn", "Làng Ring", "0905000001", "905000001", "hẻm 12", "Lê Lợi", "BA 123456")
"""What people are called, where they live, what they can be reached by, and what stood on the old paper."""


def test_a_district_and_its_post_office_run_a_whole_month_cash_included(committed_cast: Cast) -> None:
    Procedure.objects.filter(pk=EXTRACT).update(withdraws_papers=True)
    with told(committed_cast) as story:
        papers, result = fetched_at_home(story)
        handed_in(story, papers)
        completed_by_post(story, result)
        decided_and_taken_over(story, result)
        kept_and_forwarded(story, result)
        carried_in_a_bag(story, [result], "BC-633", "BC-622")
        old_papers = delivered_in_pleiku(story, result)
        carried_in_a_bag(story, [old_papers], "BC-622", "BC-633")
        handed_in(story, old_papers, receives=False)
        counted_and_reconciled(story)

        states = {row.code: (row.leg, row.state) for row in Item.objects.all()}
        assert sorted(states.values()) == [
            ("A", "handed_in"),
            ("A", "handed_in"),
            ("B", "delivered"),
            ("C", "handed_in"),
        ]
        assert (case_of(result).state, milestone(result)) == (10, "delivered")
        short = incidents()
        assert [each.kind for each in short] == ["amount_differs"], "what was not paid at the pickup was paid since"
        handle.resolve_incident(actor=committed_cast.may, code=short[0].code, resolution="made_up")
        assert incidents() == []
        assert names_nobody(NAMES)


def fetched_at_home(story: Story) -> tuple[str, str]:
    """The citizen books for tomorrow; the postman counts, seals, and takes what she has: the fee, not the postage."""
    slot = Slot("BC-633", clock.today().replace(day=6), time(7, 30))
    collected = visit(story, service="both", slot=slot, amounts=Amounts(8_000, 0, 0), money_reason="short_paid")
    papers, result = (each.code for each in collected.items)
    owed = outstanding([collected.dossier.pk])[collected.dossier.pk]
    assert (owed.state_fee, bool(owed.postal), len(collected.receipts)) == (0, True, 1)
    assert (item(papers).state, item(papers).holder_person_id) == ("accepted", story.cast.tien.user_id)
    assert (item(result).state, milestone(papers)) == ("registered", "accepted")
    return papers, result


def visit(story: Story, **changes: object) -> Collected:
    """A booking, an assignment, and a visit on the morning that was asked for."""
    money = {name: changes.pop(name) for name in ("amounts", "money_reason", "found", "seal") if name in changes}
    pickup = book_pickup(actor=NOBODY, booking=booking(**changes))
    assign_pickups(actor=story.cast.lan, codes=[pickup.code], postman="tien")
    while clock.today() < pickup.day:
        story.next_morning()
    return collect_pickup(actor=story.cast.tien, code=pickup.code, collection=collecting(**money))


def handed_in(story: Story, code: str, receives: bool = True) -> None:
    """The post gives something to the one-stop desk, which counts and signs; till then the post answers."""
    story.hours_pass(1)
    listed = propose(story.cast.lan, [code], "BC-633", "UB-633")
    assert (item(code).holder_office_id, item(code).offered_in_id) == ("BC-633", listed.id)
    assert not receives or milestone(code) == "awaiting_countersignature"
    sign(story.cast.hanh, listed.code, [code])
    assert (item(code).state, item(code).holder_office_id) == ("handed_in", "UB-633")


def completed_by_post(story: Story, result: str) -> None:
    """The agency asks for one more paper; the clock stands still until the post has brought it."""
    dossier = case_of(result)
    cases.process_dossier(actor=story.cast.hanh, code=dossier.code)
    due = case_of(result).due_at
    notice_desk.ask(story.cast.hanh, dossier)
    assert (case_of(result).state, milestone(result)) == (5, "supplement_asked")
    story.hours_pass(1)
    day = clock.today()
    collected = visit(
        story,
        kind="supplement",
        dossier=dossier.pk,
        slot=Slot("BC-633", day.replace(day=day.day + 2), time(14, 0)),
        papers=(Paper("Giấy khai sinh của con Rơ Châm Y Bôn", "certified", 1),),
        amounts=None,
        found={1: Found(1)},
        seal="NP 000124",
    )
    assert collected.dossier.pk == dossier.pk
    assert collected.receipts == ()
    handed_in(story, collected.items[0].code, receives=False)
    resumed = case_of(result)
    assert (resumed.state, resumed.paused_at) == (4, None)
    assert due is not None
    assert resumed.due_at is not None
    assert resumed.due_at > due


def decided_and_taken_over(story: Story, result: str) -> None:
    """The result is there and the post signs for it."""
    story.next_morning()
    listed = propose(story.cast.hanh, [result], "UB-633", "BC-633")
    assert milestone(result) == "awaiting_countersignature"
    sign(story.cast.lan, listed.code, [result])
    assert (case_of(result).state, milestone(result)) == (9, "accepted")


def kept_and_forwarded(story: Story, result: str) -> None:
    """The citizen has gone to Pleiku for work and asks for it there."""
    asked = Asked("forward_to", unit="23587", address="12 Lê Lợi, hẻm 12", note="Rơ Châm H'Nhung, 0905000001")
    wish_for_item(item=result, asked=asked)
    hold_items(actor=story.cast.lan, office="BC-633", items=[result])
    assert milestone(result) == "held"
    forward_item(actor=story.cast.lan, office="BC-633", item=result)
    assert (item(result).destination_id, item(result).holder_office_id) == ("BC-622", "BC-633")
    assert "Lê Lợi" not in page(result)


def carried_in_a_bag(story: Story, codes: list[str], origin: str, goal: str) -> None:
    """By the province, sealed at one end and counted at the other; a scan of the bag is a scan of what is in it."""
    packer, counter = (story.cast.lan, story.cast.minh) if origin == "BC-633" else (story.cast.minh, story.cast.lan)
    bag = bags.open_bag(actor=packer, origin=origin, goal=goal)
    assert bag.destination_id == "BC-64"
    packed = bags.pack_items(actor=packer, code=bag.code, items=codes)
    assert (list(packed.done), dict(packed.refused)) == (codes, {})
    sealed = bag_seals.seal_bag(actor=packer, code=bag.code, seal=f"GL {origin[-3:]}77")
    bag_journeys.dispatch_bags(actor=packer, codes=[bag.code])
    story.hours_pass(2)
    bag_journeys.arrive_bag(actor=story.cast.nga, code=bag.code, office="BC-64", seal=sealed.seal)
    assert [item(code).holder_office_id for code in codes] == ["BC-64"] * len(codes)
    bag_journeys.dispatch_bags(actor=story.cast.nga, codes=[bag.code])
    story.hours_pass(2)
    bag_journeys.arrive_bag(actor=counter, code=bag.code, office=goal, seal=sealed.seal)
    count = BagCount(dict.fromkeys(codes, Verdict.RECEIVED))
    bag_openings.open_bag_at(actor=counter, code=bag.code, count=count)
    assert [(item(code).holder_office_id, item(code).bag) for code in codes] == [(goal, None)] * len(codes)


def delivered_in_pleiku(story: Story, result: str) -> str:
    """Against the slip and a signature, for the postage that was still owed and the old paper that is withdrawn."""
    story.next_morning()
    minh = story.cast.minh
    round_ = build_round(actor=minh, office="BC-622", postman="minh", items=[result])
    take_out_round(actor=minh, code=round_.code)
    assert milestone(result) == "out_for_delivery"
    owed = outstanding([case_of(result).pk])[case_of(result).pk]
    old = [CollectedPaper("Giấy chứng nhận BA 123456 của Rơ Châm H'Nhung")]
    delivered = deliver_at_door(
        actor=minh, round_code=round_.code, item=result, delivery=Delivery(proof=proof_of(result), collected=old)
    )
    assert (delivered.flags, len(delivered.receipts)) == ((), 1)
    assert outstanding([case_of(result).pk])[case_of(result).pk] == NOTHING
    assert (item(result).state, case_of(result).state, milestone(result)) == ("delivered", 10, "delivered")
    assert delivered.collected is not None
    home = close_round(actor=minh, code=round_.code, homecoming=Homecoming(cash_counted=owed.total))
    assert home.round.cash_expected == home.round.cash_counted == owed.total
    assert actions(result)[-2:] == ["take_out", "deliver"]
    return delivered.collected.code


def counted_and_reconciled(story: Story) -> None:
    """Every till is counted; what the post took for the committee is what both sides and the treasury sign for."""
    story.hours_pass(1)
    close_all_days(story.cast)
    assert not CashDay.objects.filter(state="open").exists()
    rows = list(Taking.objects.all())
    assert len(rows) == len(["fee at the pickup", "postage at the door"])
    paid = total_of(row.amounts for row in rows)
    dossier = rows[0].dossier
    assert paid == Amounts(dossier.state_fee, dossier.postal_charge, dossier.transfer_charge)
    fee = next(row for row in rows if row.state_fee)
    sheet = draft_reconciliation(actor=story.cast.lan, post_office="BC-633", committee="UB-633", on=fee.on)
    assert post_sum("BC-633", "UB-633", fee.on) == paid.state_fee
    lan, hanh = story.cast.lan, story.cast.hanh
    for actor, side in ((lan, "remitted"), (hanh, "committee"), (hanh, "treasury")):
        figure = Figure(side=side, amount=paid.state_fee, document="GNT 31/2019")
        state_figure(actor=actor, code=sheet.code, figure=figure)
    for actor in (lan, hanh):
        signed = sign_reconciliation(actor=actor, code=sheet.code)
    assert (signed.state, signed.post) == ("settled", paid.state_fee)
