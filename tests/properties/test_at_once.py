"""Two people at the same moment, over all legs: one of them does it, the other is told; nobody waits for ever."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from delegation.registry.models import Procedure
from postal_services.api.idempotency import ActWithAnswer
from postal_services.clock import day_of
from postal_services.errors import Refused
from postal_services.ledger import verification, writer
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.cast import NOON, Cast, at_post, item, lodge, one, propose, scan, send, sign
from tests.custody import bag_desk
from tests.custody.test_at_once import waiting_meanwhile
from tests.custody.test_batches import at_once
from tests.pickups.world import collected, given, windows
from tests.rounds.desk import built, deliver, fail, home, out, stop, taken_out
from tracking.cash.commands.days import Count, close_day
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries.days import sums_of
from tracking.custody.commands import bag_journeys
from tracking.custody.models import Bag, Item
from tracking.incidents import reader, steps, sweeps
from tracking.incidents.models import Incident
from tracking.rounds.at_door import CollectedPaper
from tracking.rounds.models import Round

PAPERS = [CollectedPaper("Giấy chứng nhận cũ")]
THREADS = 8


def outcome(act: Callable[[], Any]) -> Any:
    """What an act gives, or the code it is refused with."""
    try:
        return act()
    except Refused as refused:
        return refused.code


def both(*acts: Callable[[], Any]) -> list[Any]:
    """What came of acts that were begun at the same moment; whatever is no refusal is raised."""
    got = at_once(len(acts), lambda number: (number, outcome(acts[number])))
    for each in got:
        if isinstance(each, Exception):
            raise each
    return [came for _, came in sorted(got, key=lambda each: each[0])]


def everything_agrees() -> None:
    """Every projection, and the chain."""
    assert [str(found) for each in all_projections() for found in each.differences()] == []
    assert verification.verify().broken is None


def is_free(table: str, where: str, *values: str | UUID) -> bool:
    """Whether this connection gets the lock of rows at once; raises where somebody else holds them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {where} FOR UPDATE NOWAIT", values)
        return bool(cursor.fetchall())


def test_a_delivery_takes_codes_for_old_papers_before_receipt_numbers_as_a_pickup_does(committed_cast: Cast) -> None:
    round_, codes = out(committed_cast, 2)
    deliver(committed_cast, round_, codes[0])
    with ActWithAnswer():
        assert is_free("custody_itemcoderange", "agency_id = %s", "UB-633")
        delivered = waiting_meanwhile(lambda: deliver(committed_cast, round_, codes[1], collected=PAPERS))
        assert is_free("cash_receiptserial", "office = %s", "BC-633")
        assert is_free("cash_cashday", "office_id = %s", "BC-633")
    assert delivered().collected is not None


def test_the_exception_desk_takes_cases_before_days_of_offices_as_lists_do(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    scan(committed_cast.lan, code, "damage")
    deliver_and_close_short(committed_cast)
    while reader.relay():
        continue
    about_a_case = Incident.objects.exclude(dossier=None).get()
    about_a_day = Incident.objects.filter(dossier=None).get()
    both_of_them = Incident.objects.filter(pk__in=[about_a_case.pk, about_a_day.pk])

    def take_both() -> int:
        with ActWithAnswer():
            return len(steps.lock(both_of_them)[1])

    with ActWithAnswer():
        writer.lock([about_a_case.stream_id])
        taken = waiting_meanwhile(take_both)
        assert is_free("ledger_stream", "id = %s", about_a_day.stream_id)
    assert taken() == len(both_of_them)


def deliver_and_close_short(cast: Cast) -> None:
    """A postman's day with a thousand đồng too little."""
    round_, codes = out(cast)
    deliver(cast, round_, codes[0])
    day = CashDay.objects.get(person=cast.tien.user_id)
    count = Count(counted=sums_of(day.pk).cash - 1_000, reason="unknown")
    close_day(actor=cast.tien, code=day.code, count=count)


def test_deliveries_with_old_papers_and_pickups_at_the_same_moment_all_come_to_an_end(committed_cast: Cast) -> None:
    windows(capacity=THREADS)
    round_, codes = out(committed_cast, THREADS // 2)
    fetched = [
        given(committed_cast.lan, committed_cast.tien, phone=f"090500001{number}") for number in range(THREADS // 2)
    ]
    acts: list[Callable[[], Any]] = [partial(deliver, committed_cast, round_, code, collected=PAPERS) for code in codes]
    acts += [
        partial(collected, committed_cast, pickup, NOON, seal=f"NP {number:05}", confirm_duplicate=True)
        for number, pickup in enumerate(fetched)
    ]
    came = both(*acts)
    assert not [each for each in came if isinstance(each, str)], came
    assert Item.objects.filter(leg="C").count() == len(codes)
    numbers = [each.number[-4:] for each in Taking.objects.order_by("number")]
    assert numbers == [f"{number:04}" for number in range(1, THREADS + 1)]
    everything_agrees()


def test_of_eight_who_open_a_bag_one_counts_it(committed_cast: Cast) -> None:
    codes = at_post(committed_cast, 3)
    bag = bag_desk.arrived(committed_cast, codes)
    came = both(*[lambda: bag_desk.opened(committed_cast.nga, bag, codes[:2])] * THREADS)
    assert sorted(each for each in came if isinstance(each, str)) == ["bag_state"] * (THREADS - 1)
    assert Line.objects.filter(machine="bag", action="open").count() == 1
    assert [item(code).holder_office_id for code in codes] == ["BC-64", "BC-64", "BC-633"]
    everything_agrees()


def test_a_bag_that_arrives_twice_at_once_arrives_once(committed_cast: Cast) -> None:
    codes = at_post(committed_cast, 2)
    bag = bag_desk.sent(committed_cast.lan, codes)

    def arrive() -> Any:
        return bag_journeys.arrive_bag(actor=committed_cast.nga, code=bag.code, office="BC-64", seal=bag.seal)[
            1
        ].outcome

    def by_scan() -> Any:
        return scan(committed_cast.nga, bag.code, "arrive").outcome

    came = both(*[arrive, by_scan] * (THREADS // 2))
    assert sorted(came) == ["recorded"] + ["replayed"] * (THREADS - 1)
    assert Line.objects.filter(machine="item", action="arrive").count() == len(codes)
    everything_agrees()


def test_a_delivery_while_the_round_is_closed_is_on_it_or_is_refused(committed_cast: Cast) -> None:
    for _ in range(3):
        round_, codes = out(committed_cast)
        untried = {codes[0]: "no_time"}
        delivered, closed = both(
            partial(deliver, committed_cast, round_, codes[0]),
            partial(home, committed_cast, round_, untried=untried),
        )
        row, found = stop(round_, codes[0]), item(codes[0])
        assert not isinstance(closed, str), closed
        assert (row.is_open, closed.round.state) == (False, "closed")
        if isinstance(delivered, str):
            assert (row.outcome, found.state, closed.round.cash_expected) == ("untried", "arrived", 0)
        else:
            assert (row.outcome, found.state, closed.round.cash_expected) == ("delivered", "delivered", row.taken)
    everything_agrees()


@pytest.mark.slow
def test_a_storm_of_people_leaves_every_item_held_once_and_every_dong_in_the_ledger(committed_cast: Cast) -> None:
    """Eight people do what they like with the same things for a while; nothing but refusals, nothing lost."""
    Procedure.objects.update(withdraws_papers=False)
    codes = at_post(committed_cast, 6) + lodge(committed_cast, 2)
    round_ = taken_out(committed_cast, built(committed_cast, codes[:3])).round
    bag = bag_desk.sealed(committed_cast.lan, codes[3:5])
    came = both(*[partial(storm, committed_cast, number, codes, round_, bag) for number in range(THREADS)])
    assert came == [None] * THREADS
    assert Item.objects.count() == len(codes)
    assert sorted(
        Line.objects.filter(machine="item", action="register").values_list("data__item", flat=True)
    ) == sorted(codes)
    while reader.relay():
        continue
    assert sweeps.sweep(NOON).failed == 0
    day = CashDay.objects.filter(office="BC-633", on=day_of(NOON))
    assert sum(sums_of(each.pk).amounts.total for each in day) == sum(each.total for each in Taking.objects.all())
    everything_agrees()


def storm(cast: Cast, number: int, codes: list[str], round_: Round, bag: Bag) -> None:
    """What one of the eight does, in an order of their own."""
    dice = Random(number)
    some = dice.sample(codes, 4)
    acts: list[Callable[[], Any]] = [
        lambda: deliver(cast, round_, some[0]),
        lambda: fail(cast, round_, some[1]),
        lambda: home(cast, round_, untried=dict.fromkeys(codes, "no_time")),
        lambda: bag_journeys.dispatch_bags(actor=cast.lan, codes=[bag.code]),
        lambda: bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=bag.seal),
        lambda: bag_desk.opened(cast.nga, bag, codes[3:4], extra=some[:1]),
        lambda: send(cast.lan, [one(bag.code, "dispatch", to="BC-64"), *(one(code, "arrive") for code in some)]),
        lambda: send(cast.nga, [one(code, "arrive") for code in reversed(some)] + [one(bag.code, "arrive")]),
        lambda: send(cast.may, [one(code, "report_missing") for code in some[:2]]),
        lambda: send(cast.may, [one(code, "find") for code in some[:2]]),
        lambda: sign(cast.hanh, propose(cast.lan, some[2:3], "BC-633", "UB-633").code, some[2:3]),
        lambda: taken_out(cast, built(cast, some)),
        reader.relay,
        lambda: sweeps.sweep(NOON),
    ]
    dice.shuffle(acts)
    for act in acts:
        outcome(act)
