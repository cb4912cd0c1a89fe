"""Whatever people of two districts do, every day's figures are the fold of what had happened by its end."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from delegation.dossiers.models import Dossier
from postal_services import clock
from tests.cast import NOON, Cast
from tests.properties.machine import RandomDays
from tracking.custody.models import Item
from tracking.measures import folding, lines, working
from tracking.measures.facts import Amounts, Told
from tracking.measures.keys import BY_NUMBER, Key
from tracking.measures.queries import daily

DESKS = ["UB-633", "UB-622"]
EXAMPLES, STEPS = 8, 25


class MeasuredDays(RandomDays):
    """The same days; at the end of each run they are counted."""

    played = 0

    def teardown(self) -> None:
        """Count, then undo."""
        self.every_day_is_what_had_happened_by_its_end()
        super().teardown()

    def every_day_is_what_had_happened_by_its_end(self) -> None:
        """Figures read with everything unread, against each case folded alone, whole and cut at every midnight."""
        clockwork, first = working.current(), clock.day_of(NOON) - timedelta(days=45)
        days = [first + timedelta(days=number) for number in range((clock.day_of(self.now) - first).days + 1)]
        totals: dict[tuple[str, Key], int] = {}
        for of in lines.of_streams(Dossier.objects.values_list("pk", flat=True)).values():
            folded = folding.fold(of, clockwork, self.now)
            assert folded is not None
            for day in {clock.day_of(line.occurred_at) for line in of} & set(days[:-1]):
                assert _cut(of, clockwork, datetime.combine(day + timedelta(days=1), time(), clock.VN)) == {
                    key: amount for key, amount in folded.amounts.items() if amount and key[0] <= day
                }
            for (_, number), amount in folded.amounts.items():
                key = (folded.facts.committee, BY_NUMBER[number])
                totals[key] = totals.get(key, 0) + amount
        read = daily(DESKS, list(Key), days[-1], now=self.now)
        for desk in DESKS:
            for each in Key:
                assert read.standing(desk, each, days[-1]) == totals.get((desk, each), 0), (desk, each)
        self.the_gauges_are_what_the_rows_say(read.standing("UB-633", Key.LIMBO_OPEN, days[-1]))
        type(self).played += 1

    def the_gauges_are_what_the_rows_say(self, in_limbo: int) -> None:
        """What hangs between two hands by the sums, and by the items' own rows."""
        rows = Item.objects.filter(dossier__committee="UB-633", offered_at__isnull=False)
        assert rows.count() == in_limbo


def _cut(of: list[Told], clockwork: working.Clockwork, end: datetime) -> Amounts:
    found = folding.fold([line for line in of if line.occurred_at < end], clockwork, end)
    return {} if found is None else {key: amount for key, amount in found.amounts.items() if amount}


@pytest.mark.slow
def test_random_days_are_counted_as_they_happened(cast: Cast) -> None:
    MeasuredDays.played = 0
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: MeasuredDays(cast), settings=bounded)  # type: ignore[arg-type]  # it only calls it
    assert MeasuredDays.played >= EXAMPLES
