"""Putting money right: lines are added, nothing is erased, and only who may does it."""

from datetime import timedelta

import pytest
import time_machine

from delegation.dossiers.commands import processing
from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.cash.test_take import at_once
from tests.cash.till import close, day_of, differences, dossiers, ledger_says, owes, pay, rows_say
from tests.cast import NOON, Cast
from tracking.cash.amounts import NOTHING, Amounts
from tracking.cash.commands.correct import (
    NewCharges,
    Refund,
    correct_charges,
    refund_money,
    reverse_taking,
)
from tracking.cash.models import Kind, Taking
from tracking.cash.refusals import (
    AlreadyReversed,
    ChargesSame,
    NotATaking,
    NothingTaken,
    NotYourTaking,
    RefundExceeds,
)

TOMORROW = NOON + timedelta(days=1)


def reverse(actor: Actor, taking: Taking, reason: str = "wrong_amount") -> Taking:
    return reverse_taking(actor=actor, number=taking.number, reason=reason)


def correct(actor: Actor, dossier: Dossier, charges: Amounts, reason: str = "wrong_fee") -> None:
    correct_charges(actor=actor, dossier=dossier.code, new=NewCharges(charges=charges, reason=reason))


def refund(actor: Actor, dossier: Dossier, amounts: Amounts, reason: str = "fee_corrected") -> Taking:
    return refund_money(actor=actor, dossier=dossier.code, refund=Refund(amounts=amounts, reason=reason))


def test_a_reversal_is_a_line_of_its_own_and_erases_nothing(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    full = owes(dossier)
    taking = pay(cast.lan, dossier)
    back = reverse(cast.lan, taking)
    assert back.amounts == -taking.amounts
    assert (back.number[-4:], back.reverses_id) == ("0002", taking.pk)
    assert Taking.objects.get(pk=taking.pk).amounts == full
    assert [line.action for line in Line.objects.filter(machine="taking").order_by("seq")] == ["take", "reverse"]
    assert owes(dossier) == full
    again = pay(cast.lan, dossier)
    assert again.number[-4:] == "0003"
    assert ledger_says() == rows_say() == full
    assert differences() == []


def test_a_taking_is_reversed_once(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    reverse(cast.lan, taking)
    with pytest.raises(AlreadyReversed):
        reverse(cast.may, taking)
    assert Taking.objects.count() == 2


def test_a_reversal_and_a_refund_are_not_reversed(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    back = reverse(cast.lan, pay(cast.lan, dossier))
    with pytest.raises(NotATaking):
        reverse(cast.lan, back)
    full = owes(dossier)
    pay(cast.lan, dossier, full + Amounts(postal=500), reason="over_paid")
    returned = refund(cast.lan, dossier, Amounts(postal=500), "paid_too_much")
    with pytest.raises(NotATaking):
        reverse(cast.lan, returned)


def test_a_colleague_reverses_nothing_a_supervisor_does(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    for somebody in (cast.tien, cast.hanh):
        with pytest.raises(NotYourTaking):
            reverse(somebody, taking)
    with pytest.raises(NotThere):
        reverse(cast.minh, taking)
    with pytest.raises(NotAllowed):
        reverse(cast.tinh, taking)
    assert reverse(cast.may, taking).cash_day_id == taking.cash_day_id


def test_after_the_count_only_a_supervisor_reverses_on_a_day_of_today(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    close(cast.lan, taking.total)
    with pytest.raises(NotYourTaking):
        reverse(cast.lan, taking)
    with time_machine.travel(TOMORROW, tick=False):
        back = reverse(cast.may, taking)
    assert (f"{back.on}", back.cash_day.person_id) == ("2019-08-06", cast.may.user_id)
    assert day_of(cast.lan).cash == taking.total
    assert differences() == []


def test_of_eight_reversals_at_once_one_succeeds(committed_cast: Cast) -> None:
    taking = pay(committed_cast.lan, dossiers(committed_cast)[0])

    def act(actor: Actor) -> str:
        try:
            reverse(actor, taking)
        except Refused as refused:
            return refused.code
        return "reversed"

    who = [committed_cast.lan, committed_cast.may] * 4
    outcomes = at_once([lambda actor=actor: act(actor) for actor in who])
    assert sorted(outcomes) == ["already_reversed"] * 7 + ["reversed"]
    assert rows_say() == ledger_says() == NOTHING
    assert differences() == []


def test_a_reason_is_needed(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    for reason in ("", "mood"):
        with pytest.raises(Invalid):
            reverse(cast.lan, taking, reason)


def test_a_corrected_fee_makes_what_was_paid_too_much_refundable(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    full = owes(dossier)
    pay(cast.lan, dossier)
    with pytest.raises(RefundExceeds):
        refund(cast.lan, dossier, Amounts(state_fee=8_000))
    correct(cast.hanh, dossier, Amounts(0, full.postal, 0), "exempted")
    assert owes(dossier) == NOTHING
    with pytest.raises(RefundExceeds) as refused:
        refund(cast.lan, dossier, Amounts(state_fee=8_000, postal=1))
    assert "8.000" in refused.value.detail()
    back = refund(cast.lan, dossier, Amounts(state_fee=8_000, transfer=8_000))
    assert (back.kind, back.total) == (Kind.REFUND, -16_000)
    assert owes(dossier) == NOTHING
    with pytest.raises(RefundExceeds):
        refund(cast.lan, dossier, Amounts(state_fee=8_000))
    assert ledger_says() == rows_say() == Amounts(postal=full.postal)
    line = Line.objects.get(machine="charge")
    assert (line.data["state_fee"], line.data["transfer"], line.data["reason"]) == (-8_000, -8_000, "exempted")
    assert differences() == []


def test_a_raised_fee_is_outstanding(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    full = owes(dossier)
    pay(cast.lan, dossier)
    correct(cast.hanh, dossier, full + Amounts(state_fee=4_000))
    assert owes(dossier) == Amounts(state_fee=4_000)
    assert dossier.state_fee == Dossier.objects.get(pk=dossier.pk).state_fee
    with pytest.raises(ChargesSame):
        correct(cast.hanh, dossier, full + Amounts(state_fee=4_000))


def test_the_post_corrects_its_own_charges_only(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    full = owes(dossier)
    correct(cast.may, dossier, full - Amounts(postal=1_000), "weight")
    with pytest.raises(NotAllowed):
        correct(cast.may, dossier, full + Amounts(state_fee=1_000))
    with pytest.raises(NotAllowed):
        correct(cast.lan, dossier, full - Amounts(postal=2_000))
    with pytest.raises(NotThere):
        correct(cast.thuy, dossier, full)


def test_a_withdrawn_return_owes_nothing_and_gives_everything_back(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    taking = pay(cast.lan, dossier)
    processing.withdraw_dossier(actor=cast.hanh, code=dossier.code)
    assert owes(dossier) == NOTHING
    refund(cast.may, dossier, taking.amounts, "withdrawn")
    assert rows_say() == ledger_says() == NOTHING


def test_who_took_nothing_from_the_citizen_refunds_nothing(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    pay(cast.lan, dossier, owes(dossier) + Amounts(postal=4_000), reason="over_paid")
    with pytest.raises(NotYourTaking):
        refund(cast.tien, dossier, Amounts(postal=4_000), "paid_too_much")
    with pytest.raises(NothingTaken):
        refund(cast.lan, dossier, NOTHING, "paid_too_much")
    with pytest.raises(Invalid):
        refund(cast.lan, dossier, Amounts(postal=-4_000), "paid_too_much")
    with pytest.raises(NotThere):
        refund(cast.minh, dossier, Amounts(postal=4_000), "paid_too_much")
