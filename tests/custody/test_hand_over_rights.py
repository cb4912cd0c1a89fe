"""Who may do what with a list, and what cannot be listed at all."""

from collections.abc import Callable

import pytest

from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from tests.cast import Cast, item, lodge, propose, sign
from tracking.custody.commands import hand_over as commands
from tracking.custody.models import HandOver
from tracking.custody.projections import HAND_OVERS, ITEMS
from tracking.custody.refusals import ItemsNotReady, ListTooLong, NothingToHandOver, NotYourHalf, WrongDirection

GIVEN = ("UB-633", "BC-633")


def reasons(refused: ItemsNotReady) -> dict[str, str]:
    """Why each item cannot be handed over."""
    return {code: problems[0].code for code, problems in refused.fields.items()}


ACTS: dict[str, Callable[[Actor, str, list[str]], object]] = {
    "propose": lambda actor, code, _: commands.propose_hand_over(actor=actor, code=code),
    "withdraw": lambda actor, code, _: commands.withdraw_hand_over(actor=actor, code=code),
    "countersign": sign,
    "resolve": lambda actor, code, _: commands.resolve_hand_over(actor=actor, code=code, resolution="x"),
}


def refusal(act: str, actor: Actor, code: str, codes: list[str]) -> tuple[type[Refused], str, str]:
    """What an act comes to for somebody who may not do it: its kind and its words in both languages."""
    with pytest.raises(Refused) as caught:
        ACTS[act](actor, code, codes)
    return type(caught.value), caught.value.detail("vi"), caught.value.detail("en")


@pytest.mark.parametrize(
    ("who", "act"),
    [("hanh", "countersign"), ("lan", "propose"), ("lan", "withdraw"), ("lan", "resolve"), ("tinh", "countersign")],
)
def test_the_wrong_side_is_told_whose_half_it_is(cast: Cast, who: str, act: str) -> None:
    codes = lodge(cast)
    listed = propose(cast.hanh, codes, *GIVEN)
    kind, vi, _ = refusal(act, getattr(cast, who), listed.code, codes)
    assert kind is NotYourHalf
    assert ("BC-633" if act == "countersign" else "UB-633") in vi
    assert item(codes[0]).offered_in_id == listed.id


@pytest.mark.parametrize("who", ["minh", "thuy", "bao"])
def test_to_a_stranger_a_list_is_as_absent_as_one_that_does_not_exist(cast: Cast, who: str) -> None:
    codes = lodge(cast)
    listed = propose(cast.hanh, codes, *GIVEN)
    stranger: Actor = getattr(cast, who)
    for act in ACTS:
        there, nowhere = (refusal(act, stranger, code, codes) for code in (listed.code, "BK-UB-633-190805-9999"))
        assert there == nowhere
        assert issubclass(there[0], NotThere)
    assert item(codes[0]).offered_in_id == listed.id


def test_only_the_giver_s_own_items_that_go_that_way_are_listed(cast: Cast) -> None:
    mine, gone = lodge(cast, 2)
    sign(cast.lan, propose(cast.hanh, [gone], *GIVEN).code, [gone])
    foreign, inbound = lodge(cast, 1, "622")[0], lodge(cast, service="send")[0]
    nowhere = s10.compose("HC", 99_999_999)
    with pytest.raises(ItemsNotReady) as caught:
        propose(cast.hanh, [mine, gone, foreign, inbound, nowhere], *GIVEN)
    assert reasons(caught.value) == {
        gone: "held_elsewhere",
        foreign: "unknown_code",
        inbound: "held_elsewhere",
        nowhere: "unknown_code",
    }
    assert not HandOver.objects.exclude(lines__item__code=gone).exists()


def test_empty_endless_and_unreadable_lists_are_refused_with_their_reason(cast: Cast) -> None:
    with pytest.raises(NothingToHandOver):
        propose(cast.hanh, [], *GIVEN)
    with pytest.raises(ListTooLong):
        propose(cast.hanh, [s10.compose("HC", number) for number in range(501)], *GIVEN)
    with pytest.raises(Invalid):
        propose(cast.hanh, ["HC000000000VN", "xyz"], *GIVEN)
    with pytest.raises(NotThere):
        propose(cast.lan, lodge(cast), *GIVEN)
    with pytest.raises(NotThere):
        propose(cast.hanh, lodge(cast), "UB-633", "BC-999")
    with pytest.raises(WrongDirection):
        propose(cast.hanh, lodge(cast), "UB-633", "UB-622")
    with pytest.raises(NotAllowed):
        propose(cast.tinh, lodge(cast), "UB-64", "BC-64")
    assert not HandOver.objects.exists()


def test_an_item_offered_on_one_list_cannot_be_offered_on_another(cast: Cast) -> None:
    codes = lodge(cast, 2)
    second = commands.draft_hand_over(actor=cast.hanh, giver="UB-633", receiver="BC-633", items=codes)
    propose(cast.hanh, codes[:1], *GIVEN)
    with pytest.raises(ItemsNotReady) as caught:
        commands.propose_hand_over(actor=cast.hanh, code=second.code)
    assert reasons(caught.value) == {codes[0]: "illegal_move"}
    with pytest.raises(ItemsNotReady):
        propose(cast.hanh, codes[:1], *GIVEN)
    assert item(codes[1]).offered_at is None
    assert [*ITEMS.differences(), *HAND_OVERS.differences()] == []
