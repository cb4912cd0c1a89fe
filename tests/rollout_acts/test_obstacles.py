"""Obstacles: reported by districts, taken, assigned, answered and closed by the province, reopened by districts."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from postal_services.accounts.actors import Actor
from postal_services.errors import Invalid, NotAllowed, NotThere
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_SE, NOON, PLEIKU, noon
from tracking.rollout import steps, sweeps
from tracking.rollout.commands import obstacles as acts
from tracking.rollout.commands.obstacles import Answer, Assignment, Report
from tracking.rollout.models import Obstacle
from tracking.rollout.refusals import (
    NotYoursToAnswer,
    NotYourTarget,
    ObstacleMoved,
    ProvinceOnly,
    ReopenTooLate,
    UnitNotThen,
)

NETWORK = Report("network", "Đường truyền xã Ia Tiêm chập chờn.", blocks="first_hand_over")


def reported(who: Actor, report: Report = NETWORK, aim: world.Aim = CHU_SE) -> Obstacle:
    return acts.report_obstacle(actor=who, aim=aim, report=report)


def test_a_district_reports_and_the_ledger_knows_no_words(asked: Cast) -> None:
    found = reported(asked.hanh, Report("network", "Mất mạng.", since=date(2019, 8, 1), document=world.document()))
    assert (found.code, found.state, found.office_id) == ("VM-633-190805-01", "reported", "UB-64")
    assert found.due_at.date() == date(2019, 8, 12), "five working days"
    [line] = world.lines(CHU_SE)
    assert (line.machine, line.action, line.office, line.counterpart) == ("obstacle", "report", "UB-633", "UB-64")
    assert line.data == {
        "obstacle": found.code,
        "kind": "network",
        "blocks": "",
        "since": "2019-08-01",
        "due": "2019-08-12",
        "document": found.document.sha256 if found.document else "",
    }
    stored = Obstacle.objects.get(pk=found.pk)
    assert stored.words == "Mất mạng."
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM rollout_obstacle")
        assert cursor.fetchone()[0].startswith("e1."), "words lie encrypted"


def test_the_supervisor_of_its_post_office_reports_as_well(asked: Cast) -> None:
    assert reported(asked.may).reported_by_id == asked.may.user_id
    assert world.lines(CHU_SE)[0].office == "BC-633"


def test_strangers_and_other_roles_write_nothing(asked: Cast) -> None:
    for who, refusal in (
        (asked.lan, NotYourTarget),
        (asked.tinh, NotYourTarget),
        (asked.thuy, NotThere),
        (asked.bao, NotThere),
    ):
        with pytest.raises(refusal):
            reported(who)
    assert not Obstacle.objects.exists()
    assert not world.lines(CHU_SE)


def test_a_unit_that_is_not_asked_is_not_there_or_not_then(asked: Cast) -> None:
    with pytest.raises(NotThere):
        reported(asked.hanh, aim=world.Aim(world.DIRECTIVE, "2", "999"))
    with pytest.raises(UnitNotThen):
        acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=NETWORK, now=noon(7, 8))


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (Report("weather", "Mưa."), "kind"),
        (Report("network", "  "), "words"),
        (Report("network", "x" * 4001), "words"),
        (Report("network", "Mất mạng.", blocks="nothing"), "blocks"),
        (Report("network", "Mất mạng.", since=date(1900, 1, 1)), "since"),
    ],
)
def test_what_cannot_be_is_told_by_field(asked: Cast, report: Report, field: str) -> None:
    with pytest.raises(Invalid) as told:
        reported(asked.hanh, report)
    assert list(told.value.fields) == [field]


def test_what_has_not_come_is_refused(asked: Cast) -> None:
    with pytest.raises(Exception, match="in_the_future"):
        reported(asked.hanh, Report("network", "Mất mạng.", since=date(2019, 8, 6)))


def test_the_same_report_twice_is_one_and_another_is_another(asked: Cast) -> None:
    first, again = reported(asked.hanh), reported(asked.may)
    assert first.pk == again.pk
    other = reported(asked.hanh, Report("staff", NETWORK.words))
    assert other.code == "VM-633-190805-02"
    assert world.actions(CHU_SE) == ["report", "report"]


def test_the_province_takes_assigns_answers_and_closes(asked: Cast) -> None:
    code = reported(asked.hanh).code
    acts.take_obstacle(actor=asked.tinh, code=code)
    assigned = acts.assign_obstacle(actor=asked.tinh, code=code, assignment=Assignment("BC-64", 3))
    assert (assigned.office_id, assigned.owner_id, assigned.due_at.date()) == ("BC-64", None, date(2019, 8, 8))
    answered = acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Đã đổi đường.", world.document()))
    assert (answered.state, answered.escalate_at) == ("answered", None)
    closed = acts.close_obstacle(actor=asked.hanh, code=code)
    assert closed.closed_at == NOON
    assert world.actions(CHU_SE) == ["report", "take", "assign", "answer", "close"]
    assert Obstacle.objects.get(code=code).answer == "Đã đổi đường."


def test_each_act_twice_is_one_line(asked: Cast) -> None:
    code = reported(asked.hanh).code
    for _ in range(2):
        acts.take_obstacle(actor=asked.tinh, code=code)
    for _ in range(2):
        acts.assign_obstacle(actor=asked.tinh, code=code, assignment=Assignment("UB-64", 3))
    for _ in range(2):
        acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong."))
    for _ in range(2):
        acts.reopen_obstacle(actor=asked.hanh, code=code, reason="Vẫn mất mạng.")
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong lần hai."))
    for _ in range(2):
        acts.close_obstacle(actor=asked.tinh, code=code)
    expected = ["report", "take", "assign", "answer", "reopen", "answer", "close"]
    assert world.actions(CHU_SE) == expected


def test_only_the_province_and_the_office_in_charge_answer(asked: Cast) -> None:
    code = reported(asked.hanh).code
    for act in (
        lambda who: acts.take_obstacle(actor=who, code=code),
        lambda who: acts.answer_obstacle(actor=who, code=code, answer=Answer("Xong.")),
    ):
        with pytest.raises(NotYoursToAnswer):
            act(asked.hanh)
        with pytest.raises(NotThere):
            act(asked.thuy)
    with pytest.raises(ProvinceOnly):
        acts.assign_obstacle(actor=asked.hanh, code=code, assignment=Assignment("UB-633"))
    assert world.actions(CHU_SE) == ["report"]
    acts.assign_obstacle(actor=asked.tinh, code=code, assignment=Assignment("UB-622"))
    answered = acts.answer_obstacle(actor=asked.thuy, code=code, answer=Answer("Pleiku trả lời."))
    assert answered.answered_by_id == asked.thuy.user_id, "the office it was assigned to sees and answers it"
    with pytest.raises(ProvinceOnly):
        acts.close_obstacle(actor=asked.thuy, code=code)


def test_what_state_forbids_is_refused(asked: Cast) -> None:
    code = reported(asked.hanh).code
    with pytest.raises(ObstacleMoved):
        acts.close_obstacle(actor=asked.tinh, code=code)
    with pytest.raises(ObstacleMoved):
        acts.reopen_obstacle(actor=asked.hanh, code=code, reason="Vẫn thế.")
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong."))
    for refused in (
        lambda: acts.take_obstacle(actor=asked.tinh, code=code),
        lambda: acts.assign_obstacle(actor=asked.tinh, code=code, assignment=Assignment("UB-64")),
        lambda: acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Lời khác.")),
    ):
        with pytest.raises(ObstacleMoved):
            refused()
    assert world.actions(CHU_SE) == ["report", "answer"]


def test_a_district_reopens_within_the_time_allowed_and_a_new_deadline_runs(asked: Cast) -> None:
    code = reported(asked.hanh).code
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong."))
    with pytest.raises(NotAllowed):
        acts.reopen_obstacle(actor=asked.tinh, code=code, reason="Vẫn thế.")
    with pytest.raises(Invalid):
        acts.reopen_obstacle(actor=asked.hanh, code=code, reason=" ")
    again = acts.reopen_obstacle(actor=asked.hanh, code=code, reason="Vẫn thế.", now=noon(8, 19))
    assert (again.state, again.due_at.date()) == ("reopened", date(2019, 8, 26))
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong thật."), now=noon(8, 20))
    with pytest.raises(ReopenTooLate):
        acts.reopen_obstacle(actor=asked.hanh, code=code, reason="Vẫn thế.", now=noon(9, 5))


@pytest.mark.parametrize("assignment", [Assignment("UB-999"), Assignment("UB-64", 0), Assignment("UB-64", 61)])
def test_it_is_assigned_to_an_office_that_works_within_days_that_can_be(asked: Cast, assignment: Assignment) -> None:
    code = reported(asked.hanh).code
    with pytest.raises(Invalid):
        acts.assign_obstacle(actor=asked.tinh, code=code, assignment=assignment)


def test_past_its_deadline_each_level_is_told_once(asked: Cast) -> None:
    code = reported(asked.hanh).code
    assert sweeps.escalate(noon(8, 12)) == 0, "until the evening of its last day"
    assert sweeps.escalate(noon(8, 13)) == 1
    assert sweeps.escalate(noon(8, 13)) == 0
    assert sweeps.escalate(noon(8, 16)) == 1
    assert sweeps.escalate(noon(9, 30)) == 0
    assert Obstacle.objects.get(code=code).level == 2
    told = [line for line in world.lines(CHU_SE) if line.action == "escalate"]
    assert [line.data["level"] for line in told] == [1, 2]
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong."), now=noon(9, 30))
    assert sweeps.escalate(noon(12, 30)) == 0


def test_one_that_cannot_be_escalated_does_not_stop_the_others(asked: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = reported(asked.hanh), reported(asked.thuy, aim=PLEIKU)
    real = steps.due

    def due(office: object, days: int, work: object) -> object:
        if Obstacle.objects.filter(pk=broken.pk, level=0).exists() and broken.pk in current:
            raise RuntimeError
        return real(office, days, work)  # type: ignore[arg-type]  # passed on as it came

    current: set[object] = set()
    inner = steps.escalate

    def escalate(ids: list[object], work: object) -> int:
        current.clear()
        current.update(ids)
        return inner(ids, work)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(steps, "due", due)
    monkeypatch.setattr(steps, "escalate", escalate)
    assert sweeps.escalate(noon(8, 13)) == 1
    assert Obstacle.objects.get(pk=broken.pk).level == 0
    assert Obstacle.objects.get(pk=sound.pk).level == 1


def test_what_is_played_is_flagged_and_escalated_by_the_player_alone(asked: Cast) -> None:
    played = acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=NETWORK, simulated=True)
    assert sweeps.escalate(noon(8, 13)) == 0
    assert sweeps.escalate(noon(8, 13), simulated=True) == 1
    acts.answer_obstacle(actor=asked.tinh, code=played.code, answer=Answer("Xong."), now=noon(8, 14))
    assert all("simulated" in line.flags for line in world.lines(CHU_SE))


def test_an_act_takes_few_statements(asked: Cast, django_assert_max_num_queries: object) -> None:
    reported(asked.thuy, aim=PLEIKU)  # the working calendar is read once a process
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # a fixture of pytest-django
        code = reported(asked.hanh).code
    with django_assert_max_num_queries(11):  # type: ignore[operator]  # the same
        acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong."))


def test_eight_reports_at_once_are_one_line(asked_for_good: Cast) -> None:
    codes, faults = [], []

    def go() -> None:
        try:
            codes.append(reported(asked_for_good.hanh).code)
        except Exception as fault:  # noqa: BLE001  # shown by the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timedelta(seconds=60).total_seconds())
    assert not faults
    assert set(codes) == {"VM-633-190805-01"}
    assert world.actions(CHU_SE) == ["report"]
