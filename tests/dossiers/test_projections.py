"""Whatever happened, dossiers and mandates read again from the ledger are what stands in the tables."""

from datetime import date, timedelta

import pytest
import time_machine

from delegation.dossiers import commands
from delegation.dossiers.models import Dossier
from delegation.dossiers.projections import DOSSIERS
from delegation.mandates import commands as mandate_commands
from delegation.mandates.models import Mandate, MandateSpan
from delegation.mandates.projections import SPANS, STATES
from tests import by_hand
from tests.dossiers import desk, notice_desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")


def play() -> None:
    """Some cases in every kind of state, and a mandate that was suspended."""
    actor = world.hanh()
    desk.lodge(world.lan(), service="send")
    cases = desk.lodge_many(actor, desk.many(4))
    codes = [case.code for case in cases if isinstance(case, Dossier)]
    for code in codes:
        commands.process_dossier(actor=actor, code=code)
    notice_desk.ask(actor, Dossier.objects.get(code=codes[0]))
    notice_desk.reappoint(actor, Dossier.objects.get(code=codes[3]), date(2019, 8, 30))
    commands.require_financial_duty(actor=actor, code=codes[1])
    commands.finish_dossier(actor=actor, code=codes[2])
    commands.give_back_result(actor=actor, code=codes[2])
    mandate = Mandate.objects.get()
    mandate_commands.suspend_mandate(actor=actor, mandate=mandate.pk)
    with time_machine.travel(world.NOON + timedelta(days=3), tick=False):
        commands.resume_dossier(actor=actor, code=codes[0])
        commands.withdraw_dossier(actor=actor, code=codes[1])
        mandate_commands.resume_mandate(actor=actor, mandate=mandate.pk)


def test_the_rows_are_what_the_ledger_says() -> None:
    play()
    assert list(DOSSIERS.differences()) == []
    assert list(SPANS.differences()) == []
    assert list(STATES.differences()) == []


def test_rows_that_were_changed_behind_the_ledger_are_found_and_put_right() -> None:
    play()
    Dossier.objects.filter(state=4).update(due_at=None)
    Dossier.objects.filter(state=10).update(finished_at=None)
    MandateSpan.objects.filter(to_at=None).update(from_at=world.NOON + timedelta(days=9))
    assert len(list(DOSSIERS.differences())) == 3
    assert len(list(SPANS.differences())) == 1
    assert (DOSSIERS.repair(), SPANS.repair()) == (3, 1)
    assert list(DOSSIERS.differences()) == []
    assert list(SPANS.differences()) == []


def test_an_invented_dossier_is_told_until_a_person_takes_it_away() -> None:
    play()
    assert by_hand.invented(Dossier, "dossiers.dossier", "dossiers.dossier.identity", code="'X'", token="'0'") >= 1
