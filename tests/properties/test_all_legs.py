"""A month over all legs keeps the promises, and really was a month: every kind of act came off at least once."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.properties.legs import Month

EXAMPLES, STEPS = 12, 60
MUST_HAPPEN = {
    "lodge", "book", "assign", "collect", "cash_at_pickup", "fail_pickup", "take_in_short",
    "begin_bag", "pack_items", "seal", "dispatch_bag", "arrive_bag", "open_bag",
    "build_round", "take_out_round", "deliver_at_door", "cash_at_door", "fail_at_door", "close_round", "wish",
    "take_money", "reverse_taking", "correct_charges", "close_day", "draft_reconciliation", "state_figure", "sign",
    "ask_supplement", "mandate_ended_in_the_middle", "report_incident", "opened_by_feed", "opened_by_sweep",
}  # fmt: skip
"""Acts without which no leg comes to its end; the rest happens too, but need not in every run."""


@pytest.mark.slow
def test_whatever_people_do_in_a_month_no_item_and_no_dong_is_lost(furnished: Cast, django_db_blocker: object) -> None:
    Month.done.clear()
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django names no type for it
        run_state_machine_as_test(lambda: Month(furnished), settings=bounded)  # type: ignore[arg-type]  # only called
    missing = {act for act in MUST_HAPPEN if not Month.done[act]}
    assert Month.done["mandate_ended_in_the_middle"] >= EXAMPLES - 1, "every month but one that was cut short"
    assert not missing, f"never came off: {sorted(missing)}; refused: {Month.refused.most_common(20)}"
