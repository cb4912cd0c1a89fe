"""Mandates start and end on the days they name, without anybody pressing a button."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from delegation.mandates import commands
from delegation.mandates.models import Mandate
from delegation.mandates.queries import covering
from delegation.mandates.states import MandateState
from delegation.mandates.tasks import turn_mandates
from postal_services.clock import VN
from tests.mandates import world

pytestmark = pytest.mark.django_db


def _signed(effective_from: date, effective_to: date | None) -> Mandate:
    hanh = world.hanh()
    drafting = commands.Drafting(
        number="09/VBCG-UBND",
        committee="UB-633",
        post_office="BC-633",
        effective_from=effective_from,
        effective_to=effective_to,
        procedures=(world.EXTRACT,),
        legal_basis="QĐ 45/2016/QĐ-TTg",
    )
    mandate = commands.draft_mandate(actor=hanh, drafting=drafting)
    return commands.sign_mandate(actor=hanh, mandate=mandate.id, signed_on=date(2019, 8, 5))


def test_a_signed_mandate_comes_into_force_on_its_day_and_not_before() -> None:
    with time_machine.travel(world.NOON, tick=False) as now:
        world.build()
        mandate = _signed(date(2019, 8, 12), None)
        assert turn_mandates() == 0
        now.move_to(world.NOON + timedelta(days=7))
        assert turn_mandates() == 1
        assert turn_mandates() == 0
    mandate.refresh_from_db()
    assert mandate.state == MandateState.IN_FORCE
    assert covering("UB-633", "BC-633", world.EXTRACT, datetime(2019, 8, 12, 0, 0, tzinfo=VN)) == mandate


def test_a_mandate_in_force_ends_after_its_last_day() -> None:
    with time_machine.travel(world.NOON, tick=False) as now:
        world.build()
        mandate = _signed(date(2019, 8, 5), date(2019, 8, 31))
        assert turn_mandates() == 1
        now.move_to(datetime(2019, 8, 31, 23, 0, tzinfo=VN))
        assert turn_mandates() == 0
        now.move_to(datetime(2019, 9, 2, 8, 0, tzinfo=VN))
        assert turn_mandates() == 1
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ENDED
    assert mandate.spans.get().to_at == datetime(2019, 9, 1, 0, 0, tzinfo=VN)
    assert covering("UB-633", "BC-633", world.EXTRACT, datetime(2019, 8, 31, 23, 59, tzinfo=VN)) == mandate
