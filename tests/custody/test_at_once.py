"""Different acts on one case at the same moment: nobody waits for ever, and nobody decides by what was true before."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

from django.db import connection, connections

from delegation.dossiers.commands import processing
from delegation.dossiers.commands.batches import DossierAct, move_dossiers
from delegation.dossiers.states import DossierState
from postal_services.api.idempotency import ActWithAnswer
from postal_services.ledger import verification, writer
from tests.cast import NOON, Cast, at_post, item, lodge, one, propose, scan, send
from tests.custody.test_batches import at_once
from tracking.custody.projections import ITEMS

ROUNDS = 4
PATIENCE_S = 20


def waiting_meanwhile(act: Callable[[], Any]) -> Callable[[], Any]:
    """Begin ``act`` on another connection and come back when it waits for a lock; gives how to fetch its result."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(act())
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    ends = time.monotonic() + PATIENCE_S
    while not _somebody_waits_for_us():
        assert thread.is_alive()
        assert time.monotonic() < ends
        time.sleep(0.01)

    def result() -> Any:
        thread.join(PATIENCE_S)
        return got[0]

    return result


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_the_agency_s_acts_and_the_post_s_scans_on_the_same_cases_never_block_each_other(committed_cast: Cast) -> None:
    for _ in range(ROUNDS):
        codes = lodge(committed_cast, 30, service="both")
        cases = sorted({item(code).dossier.code for code in codes}, reverse=True)
        scans = [one(code, "accept", ago=timedelta(hours=1)) for code in codes]

        def act(number: int, cases: list[str] = cases, scans: Any = scans) -> object:
            if number % 2:
                return send(committed_cast.lan, scans)
            return move_dossiers(actor=committed_cast.hanh, acts=[DossierAct(code, "process", NOON) for code in cases])

        got = at_once(4, act)
        assert not [each for each in got if isinstance(each, Exception)], got
    assert verification.verify().broken is None
    assert list(ITEMS.differences()) == []


def test_an_act_of_the_agency_takes_the_case_before_the_dossier_as_scans_do(committed_cast: Cast) -> None:
    dossier = item(lodge(committed_cast, service="both")[0]).dossier
    with ActWithAnswer():
        writer.lock([dossier.id])
        moved = waiting_meanwhile(lambda: processing.process_dossier(actor=committed_cast.hanh, code=dossier.code))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM dossiers_dossier WHERE id = %s FOR UPDATE NOWAIT", [dossier.id])
    assert moved().state == DossierState.IN_PROCESS


def test_who_waits_for_a_case_that_is_just_being_offered_to_them_sees_it_afterwards(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    with ActWithAnswer():
        propose(committed_cast.lan, [code], "BC-633", "BC-64")
        scanned = waiting_meanwhile(lambda: scan(committed_cast.nga, code, "arrive"))
    assert (scanned().outcome, item(code).holder_office_id) == ("recorded", "BC-64")
