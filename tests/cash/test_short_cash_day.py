"""A story: a short cash day, from the counter to the signed difference."""

from datetime import date, timedelta

import pytest
import time_machine

from postal_services.ledger.models import Line
from tests.cash.till import close, day_of, differences, dossiers, ledger_says, pay, rows_say
from tests.cast import NOON, Cast
from tracking.cash.commands.correct import reverse_taking
from tracking.cash.commands.days import Count, accept_day
from tracking.cash.commands.reconcile import (
    Figure,
    draft_reconciliation,
    sign_reconciliation,
    state_figure,
    tick_dossiers,
)
from tracking.cash.models import Taking
from tracking.cash.queries import reconciliations as reads
from tracking.cash.refusals import VarianceUnexplained


def test_a_short_cash_day(cast: Cast) -> None:
    first, second, third = dossiers(cast, 3)
    good, twice = pay(cast.lan, first), pay(cast.lan, second)
    reverse_taking(actor=cast.lan, number=twice.number, reason="not_paid")
    other = pay(cast.lan, third)
    expected = good.total + other.total

    # At five the drawer holds ten thousand less than the takings say; Lan says why, and May counts again.
    with pytest.raises(VarianceUnexplained):
        close(cast.lan, expected - 10_000)
    day = close(cast.lan, expected - 10_000, reason="change_given", words="Thối nhầm tờ 10.000 đồng")
    accept_day(actor=cast.may, code=day.code, count=Count(counted=expected - 10_000))
    said = Line.objects.filter(machine="cash_day").order_by("seq")
    assert [(line.action, list(line.flags)) for line in said] == [("open", []), ("close", ["variance"]), ("accept", [])]

    # The next morning committee and treasury hold their figures against it: one fee has not arrived.
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        sheet = draft_reconciliation(actor=cast.may, post_office="BC-633", committee="UB-633", on=date(2019, 8, 5))
        tick_dossiers(actor=cast.hanh, code=sheet.code, numbers=[good.number, twice.number, "BN-BC-633-190805-0003"])
        for actor, side, amount in ((cast.may, "remitted", 16_000), (cast.hanh, "treasury", 8_000)):
            state_figure(actor=actor, code=sheet.code, figure=Figure(side=side, amount=amount, document="NT-01"))
        unticked = [line.taking.number for line in reads.lines(sheet) if not line.ticked]
        assert unticked == [other.number]
        sign_reconciliation(actor=cast.hanh, code=sheet.code, words=f"Chưa nhận lệ phí của {other.number}")
        assert sign_reconciliation(actor=cast.may, code=sheet.code).state == "differing"

    assert Taking.objects.count() == 4
    assert rows_say() == ledger_says() == good.amounts + other.amounts
    assert day_of(cast.lan).variance == -10_000
    assert differences() == []
