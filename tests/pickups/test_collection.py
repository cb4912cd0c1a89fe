"""Collecting at the door: one transaction, everything counted, nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import PossibleDuplicate
from delegation.dossiers.states import DossierState
from delegation.dossiers.validation import Paper
from postal_services.accounts.actors import NOBODY
from postal_services.errors import Invalid, NotThere, Refused
from postal_services.ledger.models import Line
from tests.cast import Cast, actions, item, lodge
from tests.custody.test_batches import at_once
from tests.pickups.world import AT_DOOR, book, collected, collecting, given, windows
from tracking.cash.amounts import Amounts
from tracking.cash.models import Taking
from tracking.cash.refusals import AmountDiffers
from tracking.custody.models import Item
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState
from tracking.pickups.commands.assignment import Failure, fail_pickup
from tracking.pickups.commands.booking import cancel_pickup
from tracking.pickups.commands.collection import Collection, Found, collect_pickup
from tracking.pickups.models import IncompleteIntake, Pickup
from tracking.pickups.projections import PICKUPS
from tracking.pickups.refusals import (
    DeadlinePast,
    NothingCollected,
    NotYourPickup,
    PickupMoved,
    SealUsed,
    SignaturesNeeded,
)
from tracking.pickups.states import PICKUP


def test_a_collection_begins_the_case_and_puts_its_item_into_the_postman_s_hands(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    done = collected(cast, pickup)
    held = item(done.items[0].code)
    assert (held.state, held.holder_office_id, held.holder_person_id) == ("accepted", "BC-633", cast.tien.user_id)
    assert (held.destination_id, actions(held.code)) == ("UB-633", ["register", "accept"])
    assert done.dossier.state == DossierState.REGISTERED
    assert done.dossier.due_at is None
    assert [(p.name, p.count) for p in done.dossier.papers.all()] == [("Tờ khai", 1), ("Giấy tờ tùy thân", 1)]
    taking = Taking.objects.get()
    assert (taking.number,) == done.receipts
    assert taking.place == "pickup"
    row = Pickup.objects.get()
    assert (row.state, row.seal, row.item, row.dossier_id) == ("collected", "NP000123", held.code, done.dossier.id)
    assert row.sender_signature.startswith("data:image/png;base64,")
    assert [*ITEMS.differences(), *PICKUPS.differences()] == []


def test_the_ledger_has_codes_and_digests_and_no_person(cast: Cast) -> None:
    windows()
    done = collected(cast, given(cast.lan, cast.tien))
    line = Line.objects.get(machine=PICKUP, action="collect")
    assert line.data["seal"] == "NP000123"
    assert {len(digest) for digest in line.data["signed"].values()} == {64}
    written = str(list(Line.objects.values_list("data", flat=True)))
    assert not any(word in written for word in ("Nhung", "0905000001", "Ring", "Tờ khai"))
    assert done.dossier.code in written


def test_a_collection_is_one_append_and_few_statements(cast: Cast) -> None:
    windows()
    collected(cast, given(cast.lan, cast.tien))
    pickup = given(cast.lan, cast.tien, phone="0905000002", name="Siu H'Lan")
    wanted = replace(collecting(), seal="NP000124")
    with CaptureQueriesContext(connection) as asked:
        collect_pickup(actor=cast.tien, code=pickup.code, collection=wanted, now=AT_DOOR)
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert sum("INSERT INTO ledger_line" in text for text in said) == 1
    assert len(said) <= 27, len(said)


def test_both_ways_has_the_second_leg_registered_at_the_desk(cast: Cast) -> None:
    windows()
    done = collected(cast, given(cast.lan, cast.tien, service="both"), amounts=None, money_reason="short_paid")
    assert [(each.leg, item(each.code).state, item(each.code).holder_office_id) for each in done.items] == [
        ("A", "accepted", "BC-633"),
        ("B", "registered", "UB-633"),
    ]


def test_a_missing_paper_goes_into_the_queue_with_who_was_told_and_by_when(cast: Cast) -> None:
    windows()
    done = collected(
        cast,
        given(cast.lan, cast.tien),
        found={1: Found(1), 2: Found(0, "missing")},
        told="sender",
        due_on=date(2019, 8, 12),
    )
    intake = IncompleteIntake.objects.get()
    assert (intake.dossier_id, intake.state, intake.told, intake.due_on) == (
        done.dossier.id,
        "waiting",
        "sender",
        date(2019, 8, 12),
    )
    assert [(p.name, p.expected, p.found, p.short) for p in intake.papers.all()] == [
        ("Giấy tờ tùy thân", 1, 0, "missing")
    ]
    accepted = Line.objects.get(machine="item", action="accept")
    assert accepted.flags == ["papers_short"]
    assert accepted.data["short"] == [{"position": 2, "kind": "certified", "expected": 1, "found": 0, "why": "missing"}]
    assert [p.name for p in done.dossier.papers.all()] == ["Tờ khai"]


def test_papers_that_follow_may_be_short_while_the_first_still_wait(cast: Cast) -> None:
    windows()
    told = {"told": "sender", "due_on": date(2019, 8, 12)}
    first = collected(cast, given(cast.lan, cast.tien), found={1: Found(1), 2: Found(0, "missing")}, **told)
    wanted = (Paper("Giấy khai sinh", "certified", 2),)
    more = given(cast.lan, cast.tien, kind="supplement", dossier=first.dossier.id, papers=wanted)
    collected(cast, more, found={1: Found(1, "missing")}, amounts=None, seal="np 000124", **told)
    assert list(IncompleteIntake.objects.values_list("dossier", "state")) == [(first.dossier.id, "waiting")] * 2


def test_a_paper_that_this_case_does_not_need_is_not_short(cast: Cast) -> None:
    windows()
    done = collected(cast, given(cast.lan, cast.tien), found={1: Found(1), 2: Found(0, "not_needed")})
    assert done.intake is None
    assert IncompleteIntake.objects.count() == 0


def _changed(**changes: Any) -> Callable[[], Collection]:
    return lambda: replace(collecting(), **changes)


REFUSED: list[tuple[str, Callable[[], Collection], type[Refused], str]] = [
    ("not counted", _changed(found={1: Found(1)}), Invalid, "found[2]:not_counted"),
    ("too many", _changed(found={1: Found(1), 2: Found(100)}), Invalid, "found[2]:not_a_count"),
    ("below zero", _changed(found={1: Found(1), 2: Found(-1, "missing")}), Invalid, "found[2]:not_a_count"),
    ("no reason", _changed(found={1: Found(1), 2: Found(0)}), Invalid, "found[2]:say_why_short"),
    ("strange reason", _changed(found={1: Found(1), 2: Found(0, "mất")}), Invalid, "found[2]:say_why_short"),
    ("not on the list", _changed(found={1: Found(1), 2: Found(1), 9: Found(1)}), Invalid, "found[9]:not_listed"),
    ("nobody told", _changed(found={1: Found(1), 2: Found(0, "missing")}), Invalid, "told:required"),
    (
        "deadline today",
        _changed(found={1: Found(1), 2: Found(0, "missing")}, told="sender", due_on=date(2019, 8, 6)),
        DeadlinePast,
        "due_on:deadline_past",
    ),
    (
        "nothing at all",
        _changed(found={1: Found(0, "missing"), 2: Found(0, "missing")}, told="sender"),
        NothingCollected,
        "nothing_collected",
    ),
    ("no weight", _changed(weight_g=0), Invalid, "weight_g:out_of_range"),
    ("too heavy", _changed(weight_g=30_001), Invalid, "weight_g:out_of_range"),
    ("no seal", _changed(seal=" "), Invalid, "seal:required"),
    ("bad seal", _changed(seal="?!"), Invalid, "seal:bad_seal"),
    ("nobody signed", _changed(sender_signature=None), SignaturesNeeded, "signatures_needed"),
    ("postman did not", _changed(postman_signature=None), SignaturesNeeded, "signatures_needed"),
    ("money off", _changed(amounts=Amounts(8_000, 26_000, 0)), AmountDiffers, "amount_differs"),
    ("wrong column", _changed(amounts=Amounts(26_000, 8_000, 8_000)), AmountDiffers, "amount_differs"),
    ("too much", _changed(amounts=Amounts(80_000, 26_000, 8_000)), AmountDiffers, "amount_differs"),
    ("unknown category", _changed(categories=("vua",)), Invalid, "applicant.categories:unknown_category"),
]


@pytest.mark.parametrize(("_name", "make", "kind", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_collected_is_refused_and_nothing_is_written(
    cast: Cast, _name: str, make: Callable[[], Collection], kind: type[Refused], code: str
) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    before = Line.objects.count()
    with pytest.raises(kind) as refused:
        collect_pickup(actor=cast.tien, code=pickup.code, collection=make(), now=AT_DOOR)
    name, _, field_code = code.rpartition(":")
    assert (refused.value.fields[name][0].code if name else refused.value.code) == field_code
    assert refused.value.detail("vi") != refused.value.detail("en")
    assert (Line.objects.count(), Dossier.objects.count(), Item.objects.count()) == (before, 0, 0)
    assert Pickup.objects.get().state == "assigned"


def test_a_seal_is_used_once_in_an_office(cast: Cast) -> None:
    windows()
    collected(cast, given(cast.lan, cast.tien))
    second = given(cast.lan, cast.tien, phone="0905000002", name="Siu H'Lan")
    with pytest.raises(SealUsed):
        collected(cast, second, seal=" np 000 123 ")
    assert collected(cast, second, seal="NP000124").pickup.seal == "NP000124"


def test_collecting_twice_or_what_was_called_off_is_refused(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    collected(cast, pickup)
    with pytest.raises(PickupMoved):
        collected(cast, pickup, seal="NP000125")
    gone = given(cast.lan, cast.tien, phone="0905000002")
    cancel_pickup(actor=NOBODY, token=gone.token)
    with pytest.raises(PickupMoved):
        collected(cast, gone, seal="NP000126")
    failed = given(cast.lan, cast.tien, phone="0905000003")
    fail_pickup(actor=cast.tien, code=failed.code, failure=Failure("absent", "ask_citizen"))
    with pytest.raises(PickupMoved):
        collected(cast, failed, seal="NP000127")
    assert Dossier.objects.count() == 1


def test_two_at_once_collect_one_pickup_once(committed_cast: Cast) -> None:
    windows()
    pickup = given(committed_cast.lan, committed_cast.tien)

    def collect(_number: int) -> Any:
        return collected(committed_cast, pickup).dossier.code

    got = at_once(3, collect)
    assert sorted(type(each).__name__ for each in got) == ["PickupMoved", "PickupMoved", "str"]
    assert Dossier.objects.count() == 1


def test_only_the_one_who_was_sent_collects(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    with pytest.raises(NotYourPickup):
        collect_pickup(actor=cast.lan, code=pickup.code, collection=collecting(), now=AT_DOOR)
    for stranger in (cast.minh, cast.bao, cast.thuy):
        with pytest.raises(NotThere):
            collect_pickup(actor=stranger, code=pickup.code, collection=collecting(), now=AT_DOOR)
    waiting = book(phone="0905000004")
    with pytest.raises(PickupMoved):
        collect_pickup(actor=cast.tien, code=waiting.code, collection=collecting(), now=AT_DOOR)


def test_who_cannot_sign_is_stood_for_by_a_witness(cast: Cast) -> None:
    windows()
    done = collected(cast, given(cast.lan, cast.tien), sender_signature=None, witness="Trưởng thôn Rơ Lan Bích")
    assert Pickup.objects.get(pk=done.pickup.pk).witness == "Trưởng thôn Rơ Lan Bích"
    assert Line.objects.get(machine=PICKUP, action="collect").data["witnessed"] is True


def test_a_case_that_looks_like_one_of_yesterday_is_shown_for_a_person_to_decide(cast: Cast) -> None:
    windows()
    collected(cast, given(cast.lan, cast.tien))
    second = given(cast.lan, cast.tien)
    with pytest.raises(PossibleDuplicate):
        collected(cast, second, seal="NP000130")
    assert collected(cast, second, seal="NP000130", confirm_duplicate=True).dossier.code


def test_a_reduction_shown_at_the_door_lowers_what_is_taken(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    done = collected(cast, pickup, categories=("poor_household",), amounts=Amounts(8_000, 13_000, 8_000))
    assert done.dossier.exemption == "poor_household"


def test_a_supplement_adds_a_leg_to_the_case_and_no_case(cast: Cast) -> None:
    windows()
    case = item(lodge(cast, service="send")[0]).dossier
    wanted = (Paper("Giấy khai sinh", "certified", 1),)
    pickup = given(cast.lan, cast.tien, kind="supplement", dossier=case.id, papers=wanted)
    done = collected(cast, pickup, found={1: Found(1)}, amounts=None)
    assert (done.dossier.id, Dossier.objects.count()) == (case.id, 1)
    assert list(Item.objects.filter(dossier=case).values_list("leg", flat=True)) == ["A", "A"]
    assert item(done.items[0].code).state == ItemState.ACCEPTED
    assert [*ITEMS.differences(), *PICKUPS.differences()] == []
