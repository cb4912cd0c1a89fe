"""Taking money: what is outstanding, in three columns, with a number, once."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState
from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.cash.till import OWED, close, day_of, differences, dossiers, ledger_says, owes, pay, rows_say
from tests.cast import Cast
from tracking.cash import billing
from tracking.cash.amounts import NOTHING, Amounts
from tracking.cash.commands.take import Payment, take_money
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries import outstanding
from tracking.cash.refusals import (
    AmountDiffers,
    DayClosed,
    NothingOutstanding,
    NothingTaken,
    PersonNeeded,
    SumDiffers,
)

THREADS = 8


def test_a_taking_settles_what_is_outstanding_in_three_columns(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    before = owes(dossier)
    assert before.state_fee == dossier.state_fee
    assert before.postal == dossier.postal_charge
    assert before.transfer == dossier.transfer_charge
    taking = pay(cast.lan, dossier)
    assert taking.amounts == before
    assert taking.number == "BN-BC-633-190805-0001"
    assert owes(dossier) == NOTHING
    line = Line.objects.get(stream_id=dossier.pk, machine="taking")
    assert [line.data[name] for name in ("state_fee", "postal", "transfer")] == list(before.columns)
    assert line.data["number"] == taking.number
    assert (line.office, line.counterpart, line.actor) == ("BC-633", "UB-633", cast.lan.user_id)
    assert differences() == []


def test_receipt_numbers_of_an_office_and_day_have_no_gap_even_after_refusals(cast: Cast) -> None:
    first, second, third = dossiers(cast, 3)
    pay(cast.lan, first)
    with pytest.raises(AmountDiffers):
        pay(cast.lan, second, OWED + Amounts(postal=1))
    pay(cast.tien, second)
    pay(cast.may, third)
    assert [each.number[-4:] for each in Taking.objects.order_by("number")] == ["0001", "0002", "0003"]


def test_paying_at_the_agency_is_a_taking_of_the_officer_with_numbers_of_its_own(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    taking = pay(cast.hanh, dossier, agency_receipt="AA/2019E 0001234")
    assert (taking.place, taking.number) == ("agency", "BN-UB-633-190805-0001")
    assert Line.objects.get(machine="taking").data["agency_receipt"] == "AA/2019E 0001234"


@pytest.mark.parametrize("change", [Amounts(state_fee=-1_000), Amounts(postal=1_000), Amounts(transfer=-8_000)])
def test_another_sum_is_refused_without_a_reason_and_flagged_with_one(cast: Cast, change: Amounts) -> None:
    dossier = dossiers(cast)[0]
    wrong = owes(dossier) + change
    with pytest.raises(AmountDiffers) as refused:
        pay(cast.lan, dossier, wrong)
    assert "8.000" in refused.value.detail("vi")
    assert dossier.code in refused.value.detail("en")
    assert Taking.objects.count() == 0
    reason = "short_paid" if change.total < 0 else "over_paid"
    taking = pay(cast.lan, dossier, wrong, reason=reason)
    line = Line.objects.get(machine="taking")
    assert (taking.reason, taking.flags, list(line.flags)) == (reason, ["amount_differs"], ["amount_differs"])
    assert owes(dossier) == (-change).above_zero
    assert differences() == []


def test_what_was_paid_short_is_asked_for_later(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    full = owes(dossier)
    pay(cast.lan, dossier, Amounts(postal=full.postal), reason="short_paid")
    rest = pay(cast.tien, dossier)
    assert rest.amounts == Amounts(full.state_fee, 0, full.transfer)
    with pytest.raises(NothingOutstanding):
        pay(cast.lan, dossier, full)


def test_nothing_is_no_payment(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    for changes in ({}, {"reason": "short_paid"}):
        with pytest.raises(NothingTaken):
            pay(cast.lan, dossier, NOTHING, **changes)
    assert Line.objects.filter(machine__in=["taking", "cash_day"]).count() == 0


@pytest.mark.parametrize(
    ("amounts", "field"),
    [
        (Amounts(state_fee=-8_000), "state_fee"),
        (Amounts(postal=10**9 + 1), "postal"),
        (Amounts(transfer=10**30), "transfer"),
    ],
)
def test_impossible_sums_are_refused_by_column(cast: Cast, amounts: Amounts, field: str) -> None:
    dossier = dossiers(cast)[0]
    with pytest.raises(Invalid) as refused:
        pay(cast.lan, dossier, amounts, reason="over_paid")
    assert [each.code for each in refused.value.fields[field]] == ["out_of_range"]


def test_a_total_that_is_not_the_columns_is_refused(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    with pytest.raises(SumDiffers):
        pay(cast.lan, dossier, total=owes(dossier).total + 1)


@pytest.mark.parametrize(
    "changes",
    [{"reason": "because"}, {"reason": "unexplained"}, {"method": "gold"}, {"agency_receipt": "Nguyễn Văn A"}],
)
def test_codes_that_do_not_exist_are_refused(cast: Cast, changes: dict[str, Any]) -> None:
    dossier = dossiers(cast)[0]
    with pytest.raises(Invalid) as refused:
        pay(cast.lan, dossier, **changes)
    assert list(refused.value.fields) == list(changes)


def test_a_dossier_of_others_is_not_there(cast: Cast) -> None:
    dossier = dossiers(cast, district="622")[0]
    for somebody in (cast.lan, cast.hanh):
        with pytest.raises(NotThere):
            pay(somebody, dossier)
    assert Taking.objects.count() == 0


def test_who_only_watches_takes_no_money(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    with pytest.raises(NotAllowed):
        pay(cast.tinh, dossier)
    with pytest.raises(NotAllowed):
        pay(cast.bao, dossier)
    with pytest.raises(NotAllowed):
        pay(cast.lan, dossier, office="BC-622")


def test_a_device_alone_takes_no_money(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    device = Actor(None, "", (Appointment("BC-633", "district_post", "633", Role.CLERK),))
    with pytest.raises(PersonNeeded):
        pay(device, dossier)


def test_after_the_count_money_goes_to_the_next_day_by_choice_only(cast: Cast) -> None:
    first, second, third = dossiers(cast, 3)
    taken = pay(cast.lan, first)
    close(cast.lan, taken.total)
    with pytest.raises(DayClosed):
        pay(cast.lan, second)
    late = pay(cast.lan, second, next_day=True)
    assert f"{late.on}" == "2019-08-06"
    assert late.flags == ["after_close"]
    assert pay(cast.lan, third, next_day=True).cash_day_id == late.cash_day_id
    assert CashDay.objects.count() == 2
    assert differences() == []


def test_words_are_never_in_the_ledger(cast: Cast) -> None:
    dossier = dossiers(cast)[0]
    taking = pay(cast.lan, dossier, words="Con gái bà H'Nhung nộp thay")
    assert Taking.objects.get(pk=taking.pk).words == "Con gái bà H'Nhung nộp thay"
    assert "H'Nhung" not in str(Line.objects.get(machine="taking").data)


def test_outstanding_of_many_is_one_statement(cast: Cast) -> None:
    several = dossiers(cast, 40)
    for dossier in several[:3]:
        pay(cast.lan, dossier)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = outstanding([each.pk for each in several])
    assert len(asked) == 1
    assert len(found) == 40
    assert sum(not each for each in found.values()) == 3


def test_every_state_says_what_it_owes() -> None:
    charges = Amounts(1, 2, 4)
    assert set(billing.BILLABLE) == set(DossierState)
    assert billing.owed(DossierState.IN_PROCESS, "send", charges) == charges
    assert billing.owed(DossierState.NOT_ACCEPTED, "send", charges) == Amounts(postal=2)
    assert billing.owed(DossierState.WITHDRAWN, "both", charges) == Amounts(postal=2)
    assert billing.owed(DossierState.WITHDRAWN, "return", charges) == NOTHING


@pytest.mark.parametrize(
    ("service", "leg", "due"),
    [
        ("send", "A", True),
        ("send", "B", False),
        ("return", "A", False),
        ("return", "B", True),
        ("both", "A", True),
        ("both", "B", True),
        ("both", "C", False),
    ],
)
def test_money_is_asked_for_on_the_right_leg(service: str, leg: str, *, due: bool) -> None:
    assert billing.due_on(service, leg) is due


def test_of_eight_who_take_the_same_money_at_once_one_succeeds(committed_cast: Cast) -> None:
    dossier = dossiers(committed_cast)[0]
    sums = owes(dossier)
    people = [committed_cast.lan, committed_cast.tien, committed_cast.may, committed_cast.hanh] * 2
    outcomes = at_once([lambda who=who: _take(who, dossier, sums) for who in people])
    assert sorted(outcomes) == ["nothing_outstanding"] * 7 + ["taken"]
    assert Taking.objects.count() == 1
    assert rows_say() == ledger_says() == sums
    assert differences() == []


def test_of_eight_who_take_for_eight_dossiers_at_once_all_succeed_with_gapless_numbers(committed_cast: Cast) -> None:
    several = dossiers(committed_cast, THREADS)
    sums = [owes(each) for each in several]
    outcomes = at_once(
        [
            lambda dossier=dossier, amounts=amounts: _take(committed_cast.lan, dossier, amounts)
            for dossier, amounts in zip(several, sums, strict=True)
        ]
    )
    assert outcomes == ["taken"] * THREADS
    assert [each.number[-4:] for each in Taking.objects.order_by("number")] == [f"{n:04}" for n in range(1, 9)]
    assert day_of(committed_cast.lan).takings.count() == THREADS
    assert differences() == []


def _take(actor: Actor, dossier: Dossier, amounts: Amounts) -> str:
    try:
        take_money(actor=actor, dossier=dossier.code, payment=Payment(amounts=amounts))
    except Refused as refused:
        return refused.code
    return "taken"


def at_once(acts: list[Any]) -> list[Any]:
    """Run the acts in threads of their own and give what came of each."""
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            outcomes[place] = acts[place]()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
