"""Whatever people do with money, in any order: the columns of every table add up to the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_services.errors import Refused
from postal_services.ledger import verification
from tests.cash.till import differences, dossiers, ledger_says, owes, pay, rows_say
from tests.cast import NOON, Cast
from tracking.cash.amounts import Amounts
from tracking.cash.commands.correct import (
    NewCharges,
    Refund,
    correct_charges,
    refund_money,
    reverse_taking,
)
from tracking.cash.commands.days import Count, accept_day, close_day
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries import accounts
from tracking.cash.queries.days import sums_of
from tracking.cash.states import DayState

WHO = st.sampled_from(["lan", "tien", "may", "hanh", "minh"])
PLACE = st.integers(0, 2)
SUM = st.sampled_from([0, 500, 8_000, 26_000])
ACTS = st.one_of(
    st.tuples(st.just("take"), WHO, PLACE),
    st.tuples(st.just("take_other"), WHO, PLACE, SUM, SUM, SUM),
    st.tuples(st.just("reverse"), WHO, st.integers(0, 20)),
    st.tuples(st.just("correct"), WHO, PLACE, SUM, SUM, SUM),
    st.tuples(st.just("refund"), WHO, PLACE),
    st.tuples(st.just("close"), WHO, st.sampled_from([0, 0, -500])),
    st.tuples(st.just("accept"), st.just("may")),
    st.tuples(st.just("tomorrow"), WHO),
)


@contextmanager
def undone() -> Iterator[None]:
    inner = transaction.atomic()
    inner._from_testcase = True  # type: ignore[attr-defined]  # as the cast's own transaction
    with inner:
        yield
        transaction.set_rollback(True)


class Play:
    """One random story on three dossiers."""

    def __init__(self, cast: Cast, clock: time_machine.Traveller) -> None:
        self.cast, self.clock, self.days = cast, clock, 0
        self.dossiers = dossiers(cast, 3)
        self.done = 0

    def act(self, name: str, who: str, *rest: int) -> None:
        try:
            getattr(self, name)(getattr(self.cast, who), *rest)
        except Refused:
            return
        self.done += 1

    def take(self, actor: object, place: int) -> None:
        pay(actor, self.dossiers[place], next_day=True)  # type: ignore[arg-type]

    def take_other(self, actor: object, place: int, *sums: int) -> None:
        pay(actor, self.dossiers[place], Amounts(*sums), reason="over_paid", next_day=True)  # type: ignore[arg-type]

    def reverse(self, actor: object, place: int) -> None:
        numbers = list(Taking.objects.order_by("number").values_list("number", flat=True))
        if numbers:
            number = numbers[place % len(numbers)]
            reverse_taking(actor=actor, number=number, reason="wrong_amount")  # type: ignore[arg-type]

    def correct(self, actor: object, place: int, *sums: int) -> None:
        new = NewCharges(charges=Amounts(*sums), reason="wrong_fee")
        correct_charges(actor=actor, dossier=self.dossiers[place].code, new=new)  # type: ignore[arg-type]

    def refund(self, actor: object, place: int) -> None:
        dossier = self.dossiers[place]
        most = accounts([dossier.pk])[dossier.pk].overpaid
        refund = Refund(amounts=most, reason="fee_corrected")
        refund_money(actor=actor, dossier=dossier.code, refund=refund)  # type: ignore[arg-type]

    def close(self, actor: object, off: int) -> None:
        for day in CashDay.objects.filter(person=getattr(actor, "user_id"), state=DayState.OPEN):  # noqa: B009
            counted = max(sums_of(day.pk).cash + off, min(sums_of(day.pk).cash, 0))
            count = Count(counted=counted, reason="unknown")
            close_day(actor=actor, code=day.code, count=count)  # type: ignore[arg-type]

    def accept(self, actor: object) -> None:
        for day in CashDay.objects.filter(state=DayState.CLOSED):
            count = Count(counted=day.counted)
            accept_day(actor=actor, code=day.code, count=count)  # type: ignore[arg-type]

    def tomorrow(self, _actor: object) -> None:
        self.days += 1
        self.clock.move_to(NOON + timedelta(days=self.days), tick=False)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=6, max_size=18))
def test_every_dong_is_found_again_in_the_ledger(cast: Cast, acts: list[tuple[str, str]]) -> None:
    with undone(), time_machine.travel(NOON, tick=False) as clock:
        play = Play(cast, clock)
        for act in acts:
            play.act(*act)
        assert rows_say() == ledger_says()
        assert differences() == []
        assert verification.verify().broken is None
        for dossier in play.dossiers:
            found = accounts([dossier.pk])[dossier.pk]
            rows = Taking.objects.filter(dossier=dossier)
            assert found.paid == sum((each.amounts for each in rows), start=Amounts())
            assert not (owes(dossier) and not found.owed)
        for day in CashDay.objects.exclude(state=DayState.OPEN):
            assert (day.cash, day.count) == (sums_of(day.pk).cash, sums_of(day.pk).count)


def test_the_play_really_plays(cast: Cast) -> None:
    with undone(), time_machine.travel(NOON, tick=False) as clock:
        play = Play(cast, clock)
        acts = [("take", "lan", 0), ("reverse", "lan", 0), ("close", "lan", 0), ("accept", "may"), ("tomorrow", "lan")]
        for act in acts:
            play.act(*act)  # type: ignore[arg-type]
        assert play.done == len(acts)
