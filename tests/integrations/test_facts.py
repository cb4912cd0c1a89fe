"""The table from lines of the ledger to facts for partners."""

import re

import pytest

from integrations import facts
from tracking.custody.states import HAND_OVER, ITEM, ITEM_EDGES, ItemState


@pytest.mark.parametrize(
    ("machine", "action", "to_state", "fact"),
    [
        ("dossier", "lodge", "2", "dossiers.lodged.v1"),
        ("item", "accept", "accepted", "custody.item_accepted.v1"),
        ("item", "take_out", "out_for_delivery", "custody.item_out_for_delivery.v1"),
        ("item", "fail", "attempted", "custody.item_attempted.v1"),
        ("item", "hand_back", "returned", "custody.item_returned.v1"),
        ("hand_over", "countersign", "settled", "custody.hand_over_settled.v1"),
        ("hand_over", "countersign", "disputed", "custody.hand_over_disputed.v1"),
        ("hand_over", "resolve", "settled", "custody.hand_over_settled.v1"),
    ],
)
def test_a_line_tells_its_fact(machine: str, action: str, to_state: str, fact: str) -> None:
    assert facts.fact_of(machine, action, to_state) == fact


@pytest.mark.parametrize(
    ("machine", "action", "to_state"),
    [
        ("item", "offer", "accepted"),
        ("item", "note", "accepted"),
        ("item", "unheard_of", "accepted"),
        ("hand_over", "propose", "proposed"),
        ("hand_over", "discard", "discarded"),
        ("mandate", "sign", "signed"),
        ("", "", ""),
    ],
)
def test_a_line_that_is_not_for_partners_tells_nothing(machine: str, action: str, to_state: str) -> None:
    assert facts.fact_of(machine, action, to_state) is None


def test_every_fact_is_past_tense_with_a_version_and_has_vietnamese_words() -> None:
    for name in facts.KNOWN:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+\.v\d+", name)
        assert facts.described(name).vi != name


def test_every_state_an_item_can_reach_by_a_move_is_told() -> None:
    told = {edge.to_state for edge in ITEM_EDGES if facts.fact_of(ITEM, edge.action, edge.to_state)}
    assert told >= set(ItemState.values) - {ItemState.REGISTERED}


def test_the_machines_have_the_names_the_table_knows() -> None:
    assert (ITEM, HAND_OVER) == ("item", "hand_over")
