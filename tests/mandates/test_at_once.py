"""Eight people sign one mandate at the same moment."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from delegation.mandates import commands
from delegation.mandates.refusals import WrongState
from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line
from tests.mandates import world


@pytest.mark.usefixtures("own_database")
def test_eight_threads_sign_one_mandate_once() -> None:
    world.build()
    draft = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting())
    actor, outcomes, start = world.hanh(), list[str](), Barrier(8)

    def sign(actor: Actor) -> None:
        try:
            start.wait()
            commands.sign_mandate(actor=actor, mandate=draft.id, signed_on=date(2019, 7, 30))
            outcomes.append("signed")
        except WrongState:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=sign, args=(actor,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["signed"]
    assert Line.objects.filter(stream_id=draft.id).count() == 2
