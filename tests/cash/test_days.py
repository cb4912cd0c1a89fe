"""Closing: a count, a variance with its reason, a supervisor who takes the money over, and nothing twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services import clock
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger.models import Line
from tests.cash.test_take import at_once
from tests.cash.till import close, day_of, differences, dossiers, owes, pay
from tests.cast import NOON, Cast
from tracking.cash.amounts import Amounts
from tracking.cash.commands.correct import reverse_taking
from tracking.cash.commands.days import Count, accept_day, close_day
from tracking.cash.models import CashDay, Kind, Method, Place, Taking
from tracking.cash.refusals import (
    DayMoved,
    DayNotBegun,
    NotesDiffer,
    NotYourDay,
    OwnMoney,
    VarianceUnexplained,
)

MANY = 2_000
STATEMENTS = 12


def test_closing_writes_the_sums_of_the_day_in_one_line(cast: Cast) -> None:
    several = dossiers(cast, 3)
    sums = owes(several[0])
    for dossier in several[:2]:
        pay(cast.lan, dossier)
    pay(cast.lan, several[2], method="transfer", bank_reference="FT19217001")
    day = close(cast.lan, 2 * sums.total)
    assert (day.state, day.count, day.cash, day.bank, day.variance) == ("closed", 3, 2 * sums.total, sums.total, 0)
    line = Line.objects.get(machine="cash_day", action="close")
    assert line.data["state_fee"] == 3 * sums.state_fee
    assert line.data["postal"] == 3 * sums.postal
    assert line.data["transfer"] == 3 * sums.transfer
    assert (line.data["counted"], line.data["variance"], list(line.flags)) == (2 * sums.total, 0, [])
    assert differences() == []


def test_a_variance_needs_a_reason_and_is_flagged(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    with pytest.raises(VarianceUnexplained) as refused:
        close(cast.lan, taking.total - 2_000)
    assert "−2.000" in refused.value.detail()
    assert day_of(cast.lan).state == "open"
    day = close(cast.lan, taking.total - 2_000, reason="change_given", words="Thối nhầm cho khách cuối ngày")
    assert day.variance == -2_000
    line = Line.objects.get(machine="cash_day", action="close")
    assert (line.data["variance"], line.data["reason"], list(line.flags)) == (-2_000, "change_given", ["variance"])
    assert "Thối" not in str(line.data)


def test_the_notes_add_up_to_the_count(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    assert taking.total == 42_000
    code = day_of(cast.lan).code
    with pytest.raises(NotesDiffer):
        close_day(actor=cast.lan, code=code, count=Count(counted=42_000, notes={20_000: 1}))
    with pytest.raises(Invalid):
        close_day(actor=cast.lan, code=code, count=Count(notes={3_000: 14}))
    with pytest.raises(Invalid):
        close_day(actor=cast.lan, code=code, count=Count(notes={20_000: -1}))
    day = close_day(actor=cast.lan, code=code, count=Count(notes={20_000: 2, 2_000: 1, 500: 0}))
    assert (day.counted, day.notes) == (42_000, {"20000": 2, "2000": 1})


@pytest.mark.parametrize("counted", [-1, 10**13])
def test_an_impossible_count_is_refused(cast: Cast, counted: int) -> None:
    pay(cast.lan, dossiers(cast)[0])
    with pytest.raises(Invalid):
        close(cast.lan, counted, reason="unknown")


def test_a_day_is_closed_once(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    close(cast.lan, taking.total)
    with pytest.raises(DayMoved):
        close(cast.lan, taking.total)
    assert Line.objects.filter(machine="cash_day", action="close").count() == 1


def test_of_eight_closings_at_once_one_succeeds(committed_cast: Cast) -> None:
    taking = pay(committed_cast.lan, dossiers(committed_cast)[0])

    def act() -> str:
        try:
            close(committed_cast.lan, taking.total)
        except Refused as refused:
            return refused.code
        return "closed"

    assert sorted(at_once([act] * 8)) == ["closed"] + ["day_moved"] * 7
    assert differences() == []


def test_money_taken_while_the_day_is_closed_is_in_the_count_or_on_the_next_day(committed_cast: Cast) -> None:
    several = dossiers(committed_cast, 6)
    pay(committed_cast.lan, several[0])

    def take(place: int) -> str:
        try:
            return str(pay(committed_cast.lan, several[place]).on)
        except Refused as refused:
            return refused.code

    def shut() -> str:
        return str(close(committed_cast.lan, 0, reason="not_recorded").count)

    outcomes = at_once([lambda: take(1), lambda: take(2), shut, lambda: take(3), lambda: take(4), lambda: take(5)])
    day = CashDay.objects.get(person=committed_cast.lan.user_id)
    booked = 1 + outcomes.count("2019-08-05")
    assert int(outcomes[2]) == booked == day.count == Taking.objects.count()
    assert outcomes.count("day_closed") == 6 - booked
    assert differences() == []


def test_somebody_else_s_day_is_not_there_for_a_colleague_and_not_yet_a_supervisor_s(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    code = day_of(cast.lan).code
    for somebody in (cast.tien, cast.minh, cast.hanh):
        with pytest.raises(NotThere):
            close(somebody, taking.total, code)
    for watcher in (cast.may, cast.tinh):
        with pytest.raises(NotYourDay):
            close(watcher, taking.total, code)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert close(cast.may, taking.total, code).closed_by_id == cast.may.user_id


def test_a_supervisor_takes_counted_cash_over_and_counts_again(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    code = day_of(cast.lan).code
    with pytest.raises(DayMoved):
        accept_day(actor=cast.may, code=code, count=Count(counted=taking.total))
    close(cast.lan, taking.total)
    with pytest.raises(NotAllowed):
        accept_day(actor=cast.lan, code=code, count=Count(counted=taking.total))
    with pytest.raises(VarianceUnexplained):
        accept_day(actor=cast.may, code=code, count=Count(counted=taking.total - 1_000))
    day = accept_day(actor=cast.may, code=code, count=Count(counted=taking.total - 1_000, reason="not_handed"))
    assert (day.state, day.accepted_sum) == ("accepted", taking.total - 1_000)
    assert list(Line.objects.get(machine="cash_day", action="accept").flags) == ["variance"]
    with pytest.raises(DayMoved):
        accept_day(actor=cast.may, code=code, count=Count(counted=taking.total))
    assert differences() == []


def test_nobody_accepts_what_they_took_or_counted(cast: Cast) -> None:
    first, second = dossiers(cast, 2)
    own = pay(cast.may, first)
    close(cast.may, own.total)
    with pytest.raises(OwnMoney):
        accept_day(actor=cast.may, code=day_of(cast.may).code, count=Count(counted=own.total))
    left = pay(cast.lan, second)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        close(cast.may, left.total, day_of(cast.lan).code)
        with pytest.raises(OwnMoney):
            accept_day(actor=cast.may, code=day_of(cast.lan).code, count=Count(counted=left.total))


def test_what_the_till_advanced_is_counted_below_zero(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    close(cast.lan, taking.total)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        reverse_taking(actor=cast.may, number=taking.number, reason="wrong_dossier")
        day = close(cast.may, -taking.total)
    assert (day.cash, day.counted, day.variance) == (-taking.total, -taking.total, 0)


def test_a_day_that_has_not_come_is_not_counted(cast: Cast) -> None:
    first, second = dossiers(cast, 2)
    close(cast.lan, pay(cast.lan, first).total)
    late = pay(cast.lan, second, next_day=True)
    with pytest.raises(DayNotBegun):
        close(cast.lan, late.total, late.cash_day.code)


@pytest.mark.parametrize("count", [500, MANY])
def test_closing_takes_the_same_statements_for_any_number_of_takings(cast: Cast, count: int) -> None:
    day = filled(cast, count)
    with CaptureQueriesContext(connection) as asked:
        closed = close(cast.lan, count * 42_000, day.code)
    assert closed.count == count
    assert len(asked) <= STATEMENTS, [each["sql"][:80] for each in asked]


def filled(cast: Cast, count: int) -> CashDay:
    """A day with many takings of one dossier, laid down as rows."""
    dossier = dossiers(cast)[0]
    pay(cast.lan, dossier)
    day = day_of(cast.lan)
    taker = day.person_id
    Taking.objects.bulk_create(
        Taking(
            id=uuid7(),
            number=f"BN-BC-633-190805-{serial:04}",
            kind=Kind.TAKE,
            dossier=dossier,
            committee_id="UB-633",
            post_office_id="BC-633",
            office_id="BC-633",
            cash_day=day,
            on=day.on,
            **Amounts(8_000, 26_000, 8_000).as_data(),
            method=Method.CASH,
            place=Place.COUNTER,
            by_id=taker,
            taken_at=clock.now(),
            recorded_at=clock.now(),
        )
        for serial in range(2, count + 1)
    )
    return day
