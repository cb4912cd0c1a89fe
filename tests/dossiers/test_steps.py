"""The agency's acts on a dossier: the clock runs, stands still, moves the appointment on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from delegation.dossiers import commands
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import WrongState
from delegation.dossiers.states import PAUSING, DossierState, actions_from, next_state
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.dossiers import desk, notice_desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")


def actions(dossier: Dossier) -> list[str]:
    return list(Line.objects.filter(stream_id=dossier.pk).order_by("seq").values_list("action", flat=True))


def test_a_dossier_is_processed_finished_and_given_back() -> None:
    dossier = desk.lodge(world.hanh())
    for act in (commands.process_dossier, commands.finish_dossier, commands.give_back_result):
        act(actor=world.hanh(), code=dossier.code)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.GIVEN_BACK
    assert dossier.finished_at == world.NOON
    assert actions(dossier) == ["lodge", "process", "finish", "give_back"]


def test_waiting_for_the_citizen_moves_the_appointment_on_by_the_working_days_waited() -> None:
    dossier = desk.lodge(world.hanh())
    due = dossier.due_at
    assert due is not None
    commands.process_dossier(actor=world.hanh(), code=dossier.code)
    notice_desk.ask(world.hanh(), dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.SUPPLEMENT_ASKED, world.NOON)
    with time_machine.travel(world.NOON + timedelta(days=7), tick=False):
        commands.resume_dossier(actor=world.hanh(), code=dossier.code)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.IN_PROCESS, None)
    assert dossier.due_at == datetime(2019, 8, 15, 10, tzinfo=UTC), "five working days later, the weekend not counted"
    last = Line.objects.filter(stream_id=dossier.pk).order_by("-seq")[0]
    assert datetime.fromisoformat(last.data["due_at"]) == dossier.due_at


def test_what_a_clerk_registered_gets_its_appointment_when_the_agency_receives_it() -> None:
    dossier = desk.lodge(world.lan(), service="send")
    with time_machine.travel(world.NOON + timedelta(days=1), tick=False):
        commands.receive_dossier(actor=world.hanh(), code=dossier.code)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.RECEIVED
    assert dossier.received_at == world.NOON + timedelta(days=1)
    assert dossier.due_at == datetime(2019, 8, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "refusal"), [("lan", NotAllowed), ("tinh", NotAllowed), ("minh", NotThere), ("bao", NotThere)]
)
def test_only_the_agency_moves_the_case(who: str, refusal: type[Refused]) -> None:
    dossier = desk.lodge(world.hanh())
    with pytest.raises(refusal):
        commands.process_dossier(actor=getattr(world, who)(), code=dossier.code)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.RECEIVED
    assert actions(dossier) == ["lodge"]


@pytest.mark.parametrize(
    "act",
    [commands.receive_dossier, commands.resume_dossier, commands.give_back_result],
)
def test_an_act_that_the_state_does_not_allow_writes_nothing(act: Callable[..., Dossier]) -> None:
    dossier = desk.lodge(world.hanh())
    with pytest.raises(WrongState) as refused:
        act(actor=world.hanh(), code=dossier.code)
    assert "Được tiếp nhận" in refused.value.detail()
    assert actions(dossier) == ["lodge"]


def test_an_act_twice_is_one_line() -> None:
    dossier = desk.lodge(world.hanh())
    commands.process_dossier(actor=world.hanh(), code=dossier.code)
    with pytest.raises(WrongState):
        commands.process_dossier(actor=world.hanh(), code=dossier.code)
    assert actions(dossier) == ["lodge", "process"]


def test_nothing_happens_in_the_future() -> None:
    dossier = desk.lodge(world.hanh())
    with pytest.raises(Invalid):
        commands.process_dossier(actor=world.hanh(), code=dossier.code, at=world.NOON + timedelta(hours=1))


def test_every_state_is_reached_and_final_ones_lead_nowhere() -> None:
    reached, waiting = set[DossierState](), [next_state(None, "register"), next_state(None, "lodge")]
    while waiting:
        state = waiting.pop()
        if state is None or state in reached:
            continue
        reached.add(state)
        waiting += [next_state(state, action) for action in actions_from(state)]
    assert reached == set(DossierState)
    for state in PAUSING:
        assert next_state(state, "resume") == DossierState.IN_PROCESS


def test_postgresql_refuses_a_pause_outside_a_pausing_state_and_an_unknown_state() -> None:
    dossier = desk.lodge(world.hanh())
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(paused_at=world.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(state=11)
