"""Eight desks of one committee lodge at the same moment: no gap, no repeat."""

from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connections

from delegation.dossiers.models import CodeSerial, Dossier
from postal_services.errors import Refused
from tests.dossiers import desk
from tests.mandates import world

THREADS = 8
EACH = 5


@pytest.mark.usefixtures("own_database")
def test_eight_threads_allocate_serials_without_gap_or_repeat() -> None:
    world.build()
    actor = world.hanh()
    rows = desk.many(THREADS * EACH)
    start, outcomes = Barrier(THREADS), list[Dossier | Refused]()
    with time_machine.travel(world.NOON, tick=False):
        world.mandate_in_force(actor)

        def lodge(number: int) -> None:
            try:
                start.wait()
                for row in rows[number * EACH : (number + 1) * EACH]:
                    outcomes.extend(desk.lodge_many(actor, [row]))
            finally:
                connections.close_all()

        threads = [Thread(target=lodge, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    serials = sorted(int(code[-4:]) for code in Dossier.objects.values_list("code", flat=True))
    assert serials == list(range(1, THREADS * EACH + 1))
    assert CodeSerial.objects.get().last == THREADS * EACH
    assert len(outcomes) == THREADS * EACH
