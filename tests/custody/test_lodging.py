"""Taking dossiers in with the items that will carry them."""

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from delegation.dossiers.models import Dossier
from postal_services.documents import s10
from postal_services.errors import Refused
from postal_services.ledger.models import Line, Stream
from tests.cast import Cast, item, lines, lodge, lodging, taken
from tests.custody.test_batches import at_once
from tracking.custody import item_codes
from tracking.custody.commands.lodge import LodgedDossier, lodge_dossiers
from tracking.custody.item_codes import give_block, is_low, left
from tracking.custody.models import Item, ItemCodeRange
from tracking.custody.projections import ITEMS
from tracking.custody.refusals import CodesExhausted
from tracking.custody.states import ItemState


@pytest.mark.parametrize(("service", "legs"), [("send", "A"), ("return", "B"), ("both", "AB")])
def test_each_service_has_the_items_it_needs(cast: Cast, service: str, legs: str) -> None:
    lodged = taken(lodge_dossiers(actor=cast.hanh, lodgings=[lodging(service=service)])[0])
    assert "".join(each.leg for each in lodged.items) == legs
    for each in lodged.items:
        assert s10.is_code(each.code)
        found = item(each.code)
        outward = each.leg == "A"
        assert (found.state, found.dossier_id) == (ItemState.REGISTERED, lodged.dossier.id)
        assert found.holder_office_id == ("BC-633" if outward else "UB-633")
        assert found.destination_id == ("UB-633" if outward else "BC-633")
        assert [line.action for line in lines(each.code)] == ["register"]
    assert list(ITEMS.differences()) == []


def test_a_result_goes_to_the_post_office_of_the_district_where_the_citizen_lives(cast: Cast) -> None:
    away = lodging().applicant.__class__("Siu Black", "0905000002", "Plei Ốp", "23587")
    code = lodge(cast, applicant=away)[0]
    assert item(code).destination_id == "BC-622"
    offices = set(item(code).dossier.case_offices.values_list("office_id", flat=True))
    assert offices == {"UB-633", "BC-633", "BC-622", "BC-64"}


def test_what_a_clerk_takes_in_at_the_counter_is_held_there(cast: Cast) -> None:
    lodged = taken(lodge_dossiers(actor=cast.lan, lodgings=[lodging(service="send")])[0])
    assert lodged.items[0].holder_office_id == "BC-633"


def test_codes_come_from_the_agency_s_own_block_one_after_the_other(cast: Cast) -> None:
    block = ItemCodeRange.objects.get(agency="UB-633")
    serials = [s10.serial_of(code) for code in lodge(cast, 3, service="both")]
    assert serials == list(range(block.first, block.first + 6))
    other = ItemCodeRange.objects.get(agency="UB-622")
    assert s10.serial_of(lodge(cast, 1, "622")[0]) == other.first
    assert left("UB-633") == block.last - block.first + 1 - 6


def test_when_one_block_ends_the_next_one_goes_on(cast: Cast) -> None:
    ItemCodeRange.objects.filter(agency="UB-633").update(next=20_000)
    second = give_block("UB-633", 10, on=date(2019, 8, 1))
    serials = [s10.serial_of(code) for code in lodge(cast, 3)]
    assert serials == [20_000, second.first, second.first + 1]
    assert is_low("UB-633") is False


def test_blocks_never_overlap(cast: Cast) -> None:
    ranges = sorted(ItemCodeRange.objects.values_list("first", "last"))
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert len(ranges) == 2


def _written() -> tuple[int, ...]:
    return (Dossier.objects.count(), Item.objects.count(), Line.objects.count(), Stream.objects.count())


def test_an_exhausted_block_refuses_the_whole_batch_and_nothing_is_written(committed_cast: Cast) -> None:
    ItemCodeRange.objects.filter(agency="UB-633").update(next=19_999)
    before = _written()
    with pytest.raises(CodesExhausted) as caught:
        lodge(committed_cast, 3)
    assert caught.value.code == "codes_exhausted"
    assert (_written(), left("UB-633")) == (before, 2)
    assert [s10.serial_of(code) for code in lodge(committed_cast, 2)] == [19_999, 20_000]
    with pytest.raises(CodesExhausted):
        lodge(committed_cast)


def test_eight_threads_never_give_one_code_twice(committed_cast: Cast) -> None:
    got = at_once(8, lambda _: lodge(committed_cast, 5, service="both"))
    assert not [each for each in got if isinstance(each, Exception)], got
    codes = [code for each in got for code in each]
    assert (len(codes), len(set(codes))) == (80, 80)
    serials = sorted(s10.serial_of(code) for code in codes)
    assert serials == list(range(serials[0], serials[0] + 80))
    assert Item.objects.count() == 80


def test_eight_threads_that_take_codes_and_nothing_else_share_none(committed_cast: Cast) -> None:
    def take(_: int) -> list[str]:
        with transaction.atomic():
            return item_codes.take("UB-633", 5)

    got = at_once(8, take)
    assert not [each for each in got if isinstance(each, Exception)], got
    assert len({code for each in got for code in each}) == 40
    assert left("UB-633") == 20_000 - 40


def test_eight_threads_for_the_last_five_codes_share_them(committed_cast: Cast) -> None:
    ItemCodeRange.objects.filter(agency="UB-633").update(next=19_996)
    got = at_once(8, lambda _: lodge(committed_cast))
    assert Counter(type(each).__name__ for each in got) == {"list": 5, "CodesExhausted": 3}, got
    assert (Item.objects.count(), Dossier.objects.count(), left("UB-633")) == (5, 5, 0)


def test_two_districts_at_once_do_not_wait_for_each_other_in_a_circle(committed_cast: Cast) -> None:
    def act(number: int) -> list[str]:
        return lodge(committed_cast, 10, "633" if number % 2 else "622")

    got = at_once(6, act)
    assert not [each for each in got if isinstance(each, Exception)], got
    assert Item.objects.count() == 60


def test_bad_lodgings_among_good_ones_take_no_code(cast: Cast) -> None:
    slips = [lodging(), lodging(state_fee=-1), lodging(procedure="x"), lodging(committee="622"), lodging()]
    outcomes: list[Any] = lodge_dossiers(actor=cast.hanh, lodgings=slips)
    assert [isinstance(each, LodgedDossier) for each in outcomes] == [True, False, False, False, True]
    assert all(isinstance(each, Refused) for each in outcomes[1:4])
    serials = [s10.serial_of(outcomes[place].items[0].code) for place in (0, 4)]
    assert serials[1] == serials[0] + 1
    assert Item.objects.count() == 2
