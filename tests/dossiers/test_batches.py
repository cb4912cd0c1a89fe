"""The agency's acts on many dossiers at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.commands.batches import BATCH, DossierAct, move_dossiers
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import WrongState
from delegation.dossiers.states import DossierState
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.dossiers import desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")


def lodged(count: int) -> list[Dossier]:
    return [each for each in desk.lodge_many(world.hanh(), desk.many(count)) if isinstance(each, Dossier)]


def finish(*dossiers: Dossier) -> list[DossierAct]:
    return [DossierAct(dossier.code, "finish", world.NOON) for dossier in dossiers]


def test_each_act_has_its_own_moment_and_its_own_outcome() -> None:
    first, second, third = lodged(3)
    acts = [
        DossierAct(first.code, "finish", world.NOON - timedelta(hours=1)),
        DossierAct(second.code, "process", world.NOON),
        DossierAct(third.code, "give_back", world.NOON),
        DossierAct("000.00.33.H21-190805-9999", "finish", world.NOON),
    ]
    outcomes = move_dossiers(actor=world.hanh(), acts=acts)

    states = [outcome.state if isinstance(outcome, Dossier) else type(outcome) for outcome in outcomes]
    assert states == [DossierState.FINISHED, DossierState.IN_PROCESS, WrongState, NotThere]
    first.refresh_from_db()
    assert first.finished_at == world.NOON - timedelta(hours=1)
    written = Line.objects.filter(action__in=["finish", "process"]).order_by("occurred_at")
    assert list(written.values_list("stream_id", "action")) == [(first.pk, "finish"), (second.pk, "process")]


def test_statements_do_not_grow_with_the_list() -> None:
    few, many, officer = lodged(2), lodged(60)[2:], world.hanh()

    def counted(dossiers: list[Dossier]) -> int:
        with CaptureQueriesContext(connection) as queries:
            move_dossiers(actor=officer, acts=finish(*dossiers))
        return len(queries)

    assert counted(few) == counted(many) <= 7


def test_the_post_and_other_districts_move_nothing() -> None:
    dossiers = lodged(2)
    by_clerk = move_dossiers(actor=world.lan(), acts=finish(*dossiers))
    by_stranger = move_dossiers(actor=world.minh(), acts=finish(*dossiers))

    assert [type(outcome) for outcome in by_clerk] == [NotAllowed, NotAllowed]
    assert [type(outcome) for outcome in by_stranger] == [NotThere, NotThere]
    assert not Line.objects.filter(action="finish").exists()


def test_what_has_not_come_yet_is_refused() -> None:
    (dossier,) = lodged(1)
    act = DossierAct(dossier.code, "finish", world.NOON + timedelta(minutes=1))
    (outcome,) = move_dossiers(actor=world.hanh(), acts=[act])

    assert isinstance(outcome, Refused)
    assert list(outcome.fields) == ["at"]


def test_one_dossier_twice_and_a_list_too_long_are_refused_as_a_whole() -> None:
    (dossier,) = lodged(1)
    too_many = [DossierAct(f"000.00.33.H21-190805-{n:04}", "finish", world.NOON) for n in range(BATCH + 1)]
    for acts in (finish(dossier, dossier), too_many):
        with pytest.raises(Invalid):
            move_dossiers(actor=world.hanh(), acts=acts)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.RECEIVED


def test_an_empty_list_is_no_work() -> None:
    assert move_dossiers(actor=world.hanh(), acts=[]) == []
