"""The bells of custody; what is owed stands in the database."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from .commands import case_ends, emptying, printing

PRINT_EVERY_S = 10
FORGET_EVERY_S = 300
EMPTY_EVERY_S = 300
CANCEL_EVERY_S = 120


@shared_task
@beats("print_waiting", every_seconds=PRINT_EVERY_S)
def print_waiting(**_: Any) -> int:
    """Make every print that is owed; gives how many."""
    made = 0
    while printing.make_next_print() is not None:
        made += 1
    return made


@shared_task
@beats("forget_prints", every_seconds=FORGET_EVERY_S)
def forget_prints(**_: Any) -> int:
    """Delete prints after their time."""
    return printing.forget_old_prints()


@shared_task
@beats("empty_proofs", every_seconds=EMPTY_EVERY_S)
def empty_proofs(**_: Any) -> int:
    """Forget names and signatures of deliveries after their time."""
    return emptying.empty_old_proofs()


@shared_task
@beats("cancel_left_over", every_seconds=CANCEL_EVERY_S)
def cancel_left_over(**_: Any) -> int:
    """Cancel the items of results that will never come; gives how many."""
    return case_ends.cancel_left_over_results().cancelled
