"""Limits count together over threads and processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from postal_services import clock
from postal_services.accounts import limits, sweeps
from postal_services.accounts.limits import Limit
from postal_services.accounts.models import SpentPermit


@pytest.mark.django_db
def test_a_window_ends_and_another_begins() -> None:
    limit = Limit("w", 2, 60)
    with time_machine.travel(1_565_000_000, tick=False):
        assert [limit.take("lan") for _ in range(3)] == [None, None, 40]
        assert limit.take("minh") is None
    with time_machine.travel(1_565_000_000 + 40, tick=False):
        assert limit.take("lan") is None


@pytest.mark.django_db
def test_a_permit_given_back_can_be_taken_again() -> None:
    limit = Limit("g", 1, 3600)
    assert limit.take("lan") is None
    limit.give_back("lan")
    assert limit.take("lan") is None
    assert limit.take("lan") is not None


@pytest.mark.django_db
def test_a_block_costs_one_statement_and_never_gives_more_than_the_limit() -> None:
    limit = Limit("b", 25, 3600, block=10)
    with CaptureQueriesContext(connection) as queries:
        granted = [limit.take("lan") for _ in range(30)].count(None)
    assert granted == 25
    assert len(queries) <= 3 + 5
    with CaptureQueriesContext(connection) as queries:
        for _ in range(10):
            limit.take("minh")
    assert len(queries) == 1


@pytest.mark.django_db
def test_two_processes_share_one_limit() -> None:
    one, other = (Limit("p", 20, 3600, block=5) for _ in range(2))
    granted = sum((one if number % 2 else other).take("lan") is None for number in range(60))
    assert granted == 20


@pytest.mark.django_db
def test_counters_whose_window_is_over_are_thrown_away() -> None:
    Limit("s", 5, 60).take("lan")
    assert sweeps.purge_expired()["permits"] == 0
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        assert sweeps.purge_expired()["permits"] == 1
    assert SpentPermit.objects.count() == 0


def test_sixteen_threads_get_exactly_the_limit(committed_db: None) -> None:
    limit = Limit("t", 50, 3600)

    def take(_: int) -> int:
        try:
            return [limit.take("lan") for _ in range(10)].count(None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(take, range(16))) == 50


@pytest.mark.django_db
def test_free_permits_cost_no_statement_and_are_given_once_a_window() -> None:
    limit = Limit("f", 20, 60, block=5, free=5)
    with time_machine.travel(1_565_000_000, tick=False):
        with CaptureQueriesContext(connection) as queries:
            assert {limit.take("lan") for _ in range(5)} == {None}
        assert len(queries) == 0
        assert [limit.take("lan") for _ in range(30)].count(None) == 20
        with CaptureQueriesContext(connection) as queries:
            assert limit.take("lan") == 40
        assert len(queries) == 0, "that nothing is left is remembered"


@pytest.mark.django_db
def test_an_act_may_cost_several_permits() -> None:
    limit = Limit("c", 25, 3600, block=10)
    assert [limit.take("lan", 10) for _ in range(3)].count(None) == 2
    one = Limit("c1", 25, 3600)
    assert [one.take("lan", 10) for _ in range(3)].count(None) == 2


@pytest.mark.django_db
def test_a_crowd_of_identities_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_HELD", 100)
    limit = Limit("m", 20, 60, block=5, free=5)
    with time_machine.travel(1_565_000_000, tick=False):
        for number in range(1000):
            assert limit.take(str(number)) is None
        assert len(limit._held._left) <= 100
