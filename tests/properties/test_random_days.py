"""Any sequence of acts keeps the promises."""

from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.properties.machine import RandomDays

EXAMPLES, STEPS = 30, 30


@pytest.mark.slow
def test_whatever_people_of_two_districts_do_the_promises_hold(cast: Cast) -> None:
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(RandomDays, cast), settings=bounded)  # type: ignore[arg-type]  # it only calls it
