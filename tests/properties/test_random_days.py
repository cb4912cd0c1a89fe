"""Any sequence of acts keeps the promises."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.properties.machine import RandomDays

EXAMPLES, STEPS = 30, 30


@pytest.mark.slow
def test_whatever_people_of_two_districts_do_the_promises_hold(cast: Cast) -> None:
    begun: list[RandomDays] = []

    def a_day() -> RandomDays:
        begun.append(RandomDays(cast))
        return begun[-1]

    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(a_day, settings=bounded)  # type: ignore[arg-type]  # it only calls it
    assert len(begun) >= EXAMPLES, "the days were really played"
