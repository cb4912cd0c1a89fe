"""A code that passed to another unit: what is said of a day counts for the unit that bore it then, or is refused."""

from datetime import date

import pytest
import time_machine

from delegation.registry.models import Unit
from postal_services.errors import Refused
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_SE, DIRECTIVE, IA_TIEM, TASK, noon
from tracking.rollout import evidence
from tracking.rollout.commands.acceptances import Accepting, accept_target
from tracking.rollout.commands.readiness import Commune, Declared, Declaring, declare_ready, withdraw_readiness
from tracking.rollout.commands.readiness_lists import declare_list
from tracking.rollout.commands.statements import Stating, state_month
from tracking.rollout.commands.tasks import Done, report_task_done
from tracking.rollout.evidence.kinds import READINESS
from tracking.rollout.evidence.kinds import TASK as TASK_KIND
from tracking.rollout.models import Ask, Readiness, Rule, Target
from tracking.rollout.refusals import CodePassedOn, RowsNotRight, UnitNotThen
from tracking.rollout.steps import Aim, aim_of

REFORM = date(2020, 3, 1)


@pytest.fixture
def reformed(asked: Cast) -> Cast:
    """On 1 March 2020 every unit that is asked ends, and another one is asked under its code."""
    for ask in Ask.objects.filter(directive=DIRECTIVE).exclude(number="2"):
        kind = READINESS if ask.number == "3" else TASK_KIND
        Rule.objects.create(ask=ask, kind=kind, position=1, basis="Kế hoạch", valid_from=world.ISSUED)
    for code in ("633", "23947"):
        passes_on(code)
    office = Target.objects.get(code="UB-64")
    Target.objects.filter(pk=office.pk).update(valid_to=REFORM)
    Target.objects.create(ask=office.ask, code=office.code, office_id=office.office_id, valid_from=REFORM)
    return asked


def passes_on(code: str) -> None:
    old = Unit.objects.get(code=code)
    Unit.objects.filter(pk=old.pk).update(valid_to=REFORM)
    unit = Unit.objects.create(
        code=code, name=f"{old.name} mới", short_name="Mới", kind=old.kind, parent=old.parent, valid_from=REFORM
    )
    target = Target.objects.get(code=code)
    Target.objects.filter(pk=target.pk).update(valid_to=REFORM)
    Target.objects.create(ask=target.ask, code=code, unit=unit, office_id=target.office_id, valid_from=REFORM)


def bearer(aim: Aim, first: date) -> Target:
    found = Target.objects.filter(ask__directive=DIRECTIVE, ask__number=aim.ask, code=aim.code, valid_from=first)
    return found.select_related("ask").get()


def declare(cast: Cast, ready_on: date) -> Declared:
    given = Declaring(world.document(), ready_on)
    communes = [Commune(IA_TIEM.code)]
    return declare_ready(actor=cast.tinh, directive=DIRECTIVE, ask="3", communes=communes, declaring=given)


def shown(day: date) -> dict[date, bool]:
    """Who bore the code of Ia Tiêm from when on, and whether that unit was ready on ``day``."""
    look = evidence.look(DIRECTIVE, "3", day)
    told = [known.asked for known in look.facts.targets if known.asked.place.code == IA_TIEM.code]
    return {asked.valid_from: bool(look.courses[asked.id].whole.on(day)) for asked in told}


def test_readiness_said_in_time_of_a_day_before_is_that_of_the_old_unit(reformed: Cast) -> None:
    with time_machine.travel(noon(3, 4, 2020), tick=False):
        made = declare(reformed, date(2020, 2, 27)).made[0]
        assert made.target == bearer(IA_TIEM, world.ISSUED)
        assert shown(date(2020, 2, 27)) == {world.ISSUED: True, REFORM: False}
        assert shown(date(2020, 3, 4)) == {world.ISSUED: True, REFORM: False}
        declare(reformed, REFORM)
        assert shown(REFORM) == {world.ISSUED: True, REFORM: True}
        assert shown(date(2020, 2, 29)) == {world.ISSUED: True, REFORM: False}


def test_readiness_said_too_late_of_a_unit_that_ended_is_refused_in_words(reformed: Cast) -> None:
    with time_machine.travel(noon(4, 1, 2020), tick=False), pytest.raises(CodePassedOn) as told:
        declare(reformed, date(2020, 2, 27))
    assert all(words in told.value.detail() for words in ("ngày 01/04/2020", "mã 23947", "của Xã Ia Tiêm."))
    assert not Readiness.objects.exists()
    assert not world.lines(IA_TIEM)


def test_a_list_tells_it_at_its_row(reformed: Cast) -> None:
    rows = "Xã;Sẵn sàng từ ngày\n23947;27/2/2020\n23587;27/2/2020\n".encode()
    given = Declaring(world.document())
    with time_machine.travel(noon(4, 1, 2020), tick=False), pytest.raises(RowsNotRight) as told:
        declare_list(actor=reformed.tinh, directive=DIRECTIVE, ask="3", content=rows, declaring=given)
    assert [(fault.row, fault.code) for fault in told.value.faults] == [(2, "code_passed_on")]
    assert not Readiness.objects.exists()


def test_the_new_unit_takes_nothing_back_that_the_old_one_said(reformed: Cast) -> None:
    declare(reformed, date(2019, 8, 1))
    with time_machine.travel(noon(3, 4, 2020), tick=False):
        with pytest.raises(Refused) as told:
            withdraw_readiness(actor=reformed.tinh, aim=IA_TIEM, reason="Máy hỏng.")
        assert told.value.code == "not_ready"
        assert shown(date(2020, 3, 4)) == {world.ISSUED: True, REFORM: False}


def accept(cast: Cast, signed_on: date) -> object:
    given = Accepting("12/QĐ", signed_on, world.document(), "Đã xem tại chỗ.")
    return accept_target(actor=cast.tinh, aim=CHU_SE, accepting=given)


def report(cast: Cast, done_on: date) -> object:
    return report_task_done(actor=cast.tinh, aim=TASK, done=Done(done_on, world.document()))


@pytest.mark.parametrize("act", [accept, report])
@pytest.mark.parametrize("said_on", [date(2020, 2, 27), date(2019, 12, 1)])
def test_a_document_about_the_old_unit_shows_nothing_of_the_new_one(reformed: Cast, act: object, said_on: date) -> None:
    assert callable(act)
    with time_machine.travel(noon(3, 4, 2020), tick=False):
        with pytest.raises(CodePassedOn):
            act(reformed, said_on)
        assert not world.lines(CHU_SE)
        assert not world.lines(TASK)
        assert aim_of(act(reformed, date(2020, 3, 2)).target).code in {"633", "UB-64"}


def test_the_new_unit_does_not_state_a_month_of_the_old_one(reformed: Cast) -> None:
    with time_machine.travel(noon(4, 2, 2020), tick=False):
        with pytest.raises((CodePassedOn, UnitNotThen)):
            state_month(actor=reformed.hanh, aim=CHU_SE, stating=Stating("2020-02", 10, {}))
        assert state_month(actor=reformed.hanh, aim=CHU_SE, stating=Stating("2020-03", 10, {})).month == "2020-03"


def test_a_document_from_before_the_directive_counts_for_the_first_that_is_asked(asked: Cast) -> None:
    with time_machine.travel(noon(7, 10), tick=False):
        made = report_task_done(actor=asked.tinh, aim=TASK, done=Done(date(2019, 7, 8), world.document()))
    assert made.target.valid_from == world.ISSUED
    assert [line.occurred_at for line in world.lines(TASK)] == [noon(7, 8)]
