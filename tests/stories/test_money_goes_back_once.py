"""What was refunded is not given back again by reversing the taking."""

import pytest

from tests.cash.till import dossiers, owes, pay
from tests.cast import Cast
from tests.stories.telling import everything_agrees
from tracking.cash.amounts import NOTHING, Amounts
from tracking.cash.commands.correct import NewCharges, Refund, correct_charges, refund_money, reverse_taking
from tracking.cash.models import Taking
from tracking.cash.queries import accounts
from tracking.cash.refusals import ReversalExceeds


def test_a_taking_that_was_refunded_is_not_reversed_as_well(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    taking = pay(cast.lan, dossier)
    free = NewCharges(charges=Amounts(), reason="exempted")
    correct_charges(actor=cast.hanh, dossier=dossier.code, new=free)
    refund_money(actor=cast.may, dossier=dossier.code, refund=Refund(amounts=taking.amounts, reason="fee_corrected"))
    with pytest.raises(ReversalExceeds):
        reverse_taking(actor=cast.lan, number=taking.number, reason="wrong_amount")
    assert accounts([dossier.pk])[dossier.pk].paid == NOTHING
    assert Taking.objects.count() == len(["taken", "refunded"])
    everything_agrees()


def test_what_is_left_after_a_refund_can_still_be_reversed(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    first = pay(cast.lan, dossier, Amounts(postal=13_000), reason="short_paid")
    second = pay(cast.lan, dossier)
    rest = NewCharges(charges=Amounts(postal=13_000), reason="wrong_fee")
    correct_charges(actor=cast.hanh, dossier=dossier.code, new=rest)
    refund_money(actor=cast.may, dossier=dossier.code, refund=Refund(amounts=second.amounts, reason="fee_corrected"))
    reverse_taking(actor=cast.lan, number=first.number, reason="not_paid")
    assert accounts([dossier.pk])[dossier.pk].paid == NOTHING
    assert owes(dossier) == Amounts(postal=13_000)
    everything_agrees()
