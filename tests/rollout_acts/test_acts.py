"""Acceptance, reminders, readiness, tasks and statements: each done, refused, and done twice."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from delegation.establishment.refusals import InTheFuture
from postal_services.errors import Invalid, NotThere
from tests import cast as people
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_HDRONG, CHU_SE, DIRECTIVE, IA_TIEM, PLEIKU, TASK, noon
from tracking.rollout import evidence
from tracking.rollout.commands import acceptances, readiness, reminders, statements, tasks
from tracking.rollout.commands.acceptances import Accepting
from tracking.rollout.commands.readiness import Commune, Declaring
from tracking.rollout.commands.reminders import Reminding
from tracking.rollout.commands.statements import Stating
from tracking.rollout.commands.tasks import Done, Verdict
from tracking.rollout.models import Acceptance, Readiness, Reminder, Statement, TaskReport
from tracking.rollout.refusals import (
    ContradictsLedger,
    MonthNotOver,
    NotAccepted,
    NoTaskReport,
    NotReady,
    NotShownYet,
    NotYourTarget,
    ProvinceOnly,
    ReasonsDoNotAdd,
    UnitNotThen,
    WrongMeasure,
)


def accepting(**changes: object) -> Accepting:
    fields = {"number": "12/QĐ-UBND", "signed_on": date(2019, 8, 5), "document": world.document()}
    return Accepting(**{**fields, **changes})  # type: ignore[arg-type]  # the tests pass what they change


def at_once(act: Callable[[], object]) -> list[Exception]:
    """Eight threads do the same; gives what went wrong."""
    faults: list[Exception] = []

    def go() -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001  # shown by the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def test_a_district_that_has_shown_everything_is_accepted(asked: Cast) -> None:
    people.at_post(asked)
    found = acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting())
    assert (found.state, found.unmet, found.against_words) == ("accepted", [], "")
    [line] = world.lines(CHU_SE)
    assert (line.action, line.flags, line.data["unmet"]) == ("accept", [], [])
    assert line.data["document"] == found.document.sha256
    seen = evidence.progress(date(2019, 8, 5)).target("633")
    assert seen is not None
    assert seen.complete


def test_what_is_missing_is_named_and_words_are_needed_to_accept_nevertheless(asked: Cast) -> None:
    with pytest.raises(NotShownYet) as told:
        acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting())
    assert "Hồ sơ đầu tiên" in told.value.detail("vi")
    assert "First dossier" in told.value.detail("en")
    assert not Acceptance.objects.exists()
    assert not world.lines(CHU_SE)
    words = "Huyện xin nghiệm thu sớm."
    found = acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting(against_words=words))
    assert (found.unmet, found.against_words, found.is_against_evidence) == (["first_hand_over"], words, True)
    assert world.lines(CHU_SE)[0].flags == ["against_evidence"]


def test_accepting_twice_is_one_and_withdrawing_ends_it(asked: Cast) -> None:
    first, again = (
        acceptances.accept_target(
            actor=asked.tinh, aim=CHU_SE, accepting=accepting(against_words="Vẫn nghiệm thu.", number=number)
        )
        for number in ("1", "2")
    )
    assert (first.pk, again.number) == (again.pk, "1")
    with pytest.raises(ProvinceOnly):
        acceptances.withdraw_acceptance(actor=asked.hanh, aim=CHU_SE, reason="Sai.")
    with pytest.raises(Invalid):
        acceptances.withdraw_acceptance(actor=asked.tinh, aim=CHU_SE, reason="")
    acceptances.withdraw_acceptance(actor=asked.tinh, aim=CHU_SE, reason="Dừng dùng.", now=noon(8, 9))
    with pytest.raises(NotAccepted):
        acceptances.withdraw_acceptance(actor=asked.tinh, aim=CHU_SE, reason="Lại.", now=noon(8, 9))
    assert world.actions(CHU_SE) == ["accept", "withdraw"]
    third = acceptances.accept_target(
        actor=asked.tinh,
        aim=CHU_SE,
        accepting=accepting(against_words="Lại.", signed_on=date(2019, 8, 12)),
        now=noon(8, 12),
    )
    assert third.pk != first.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"document": None}, "document"),
        ({"number": "1" * 61}, "number"),
        ({"signed_on": date(2019, 7, 8), "against_words": "Ký trước khi có thông báo."}, "signed_on"),
    ],
)
def test_an_acceptance_needs_its_document(asked: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as told:
        acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting(**changes))
    assert list(told.value.fields) == [field]


def test_only_the_province_accepts_and_only_what_evidence_measures(asked: Cast) -> None:
    with pytest.raises(ProvinceOnly):
        acceptances.accept_target(actor=asked.hanh, aim=CHU_SE, accepting=accepting())
    with pytest.raises(NotThere):
        acceptances.accept_target(actor=asked.thuy, aim=CHU_SE, accepting=accepting())
    with pytest.raises(WrongMeasure):
        acceptances.accept_target(actor=asked.tinh, aim=IA_TIEM, accepting=accepting())
    assert not Acceptance.objects.exists()


def test_a_document_of_last_week_counts_on_its_day_and_an_older_one_today(asked: Cast) -> None:
    for aim, signed in ((CHU_SE, date(2019, 8, 1)), (PLEIKU, date(2019, 7, 20))):
        given = accepting(signed_on=signed, against_words="Có lý do.")
        acceptances.accept_target(actor=asked.tinh, aim=aim, accepting=given)
    near, far = world.lines(CHU_SE)[0], world.lines(PLEIKU)[0]
    assert (near.occurred_at, near.recorded_at) == (noon(8, 1), world.NOON)
    assert (far.occurred_at, far.data["claimed_on"]) == (world.NOON, "2019-07-20")
    assert "backdated" in far.flags


def test_a_document_of_tomorrow_is_refused(asked: Cast) -> None:
    with pytest.raises(InTheFuture):
        acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting(signed_on=date(2019, 8, 6)))
    assert not world.lines(CHU_SE)


def test_eight_acceptances_at_once_are_one_line(asked_for_good: Cast) -> None:
    given = accepting(against_words="Vẫn nghiệm thu.")
    faults = at_once(lambda: acceptances.accept_target(actor=asked_for_good.tinh, aim=CHU_SE, accepting=given))
    assert not faults
    assert world.actions(CHU_SE) == ["accept"]
    assert Acceptance.objects.count() == 1


def reminding(*codes: str, about: str = "first_hand_over") -> Reminding:
    return Reminding(DIRECTIVE, "2", codes or ("633", "622"), about)


def test_a_reminder_goes_out_once_a_week_for_one_thing(asked: Cast) -> None:
    first = reminders.send_reminders(actor=asked.tinh, reminding=reminding("633"))
    both = reminders.send_reminders(actor=asked.tinh, reminding=reminding(), now=noon(8, 9))
    assert [row.target.code for row in first.sent] == ["633"]
    assert ([row.target.code for row in both.sent], len(both.before)) == (["622"], 1)
    reminders.send_reminders(actor=asked.tinh, reminding=reminding("633", about=""), now=noon(8, 9))
    reminders.send_reminders(actor=asked.tinh, reminding=reminding("633"), now=noon(8, 12))
    assert world.actions(CHU_SE) == ["send", "send", "send"]
    assert [line.data["period"] for line in world.lines(CHU_SE)] == ["2019-W32", "2019-W32", "2019-W33"]


def test_reminders_are_the_provinces_and_all_or_none(asked: Cast) -> None:
    with pytest.raises(ProvinceOnly):
        reminders.send_reminders(actor=asked.hanh, reminding=reminding("633"))
    with pytest.raises(NotThere):
        reminders.send_reminders(actor=asked.tinh, reminding=reminding("633", "999"))
    for wrong in (reminding("633", about="nothing"), Reminding(DIRECTIVE, "2", ())):
        with pytest.raises(Invalid):
            reminders.send_reminders(actor=asked.tinh, reminding=wrong)
    assert not Reminder.objects.exists()


def test_a_district_puts_its_reminder_away_once(asked: Cast) -> None:
    row = reminders.send_reminders(actor=asked.tinh, reminding=reminding("633")).sent[0]
    with pytest.raises(NotThere):
        reminders.dismiss_reminder(actor=asked.thuy, reminder=row.pk)
    with pytest.raises(NotYourTarget):
        reminders.dismiss_reminder(actor=asked.tinh, reminder=row.pk)
    for who in (asked.hanh, asked.may):
        assert reminders.dismiss_reminder(actor=who, reminder=row.pk).state == "dismissed"
    assert world.actions(CHU_SE) == ["send", "dismiss"]


def test_eight_reminders_at_once_are_one_line(asked_for_good: Cast) -> None:
    faults = at_once(lambda: reminders.send_reminders(actor=asked_for_good.tinh, reminding=reminding()))
    assert not faults
    assert (world.actions(CHU_SE), world.actions(PLEIKU)) == (["send"], ["send"])


def declare(who: people.Actor, *codes: str, **changes: object) -> readiness.Declared:
    given = Declaring(world.document(), date(2019, 8, 1), "7/CV")
    options = {"directive": DIRECTIVE, "ask": "3", "declaring": given, **changes}
    return readiness.declare_ready(actor=who, communes=[Commune(code) for code in codes], **options)  # type: ignore[arg-type]  # the tests pass what they change


def test_a_district_declares_its_communes_and_the_province_all(asked: Cast) -> None:
    made = declare(asked.hanh, "23947").made
    assert (made[0].ready_on, made[0].number) == (date(2019, 8, 1), "7/CV")
    assert world.lines(IA_TIEM)[0].occurred_at == noon(8, 1)
    both = declare(asked.tinh, "23947", "23587")
    assert ([row.target.code for row in both.made], len(both.before)) == (["23587"], 1)
    assert world.actions(IA_TIEM) == ["declare"]


def test_readiness_is_all_or_none(asked: Cast) -> None:
    with pytest.raises(NotThere):
        declare(asked.hanh, "23947", "23587")
    with pytest.raises(NotYourTarget):
        declare(asked.lan, "23947")
    with pytest.raises(UnitNotThen) as told:
        declare(asked.tinh, "23947", "29999")
    assert "Xã Mới" in told.value.detail()
    with pytest.raises(Invalid):
        declare(asked.tinh, "23947", "23947")
    with pytest.raises(Invalid):
        declare(asked.tinh, "23947", declaring=Declaring(None))
    with pytest.raises(WrongMeasure):
        declare(asked.tinh, "633", ask="2")
    assert not Readiness.objects.exists()
    assert not world.lines(IA_TIEM)


def test_readiness_is_withdrawn_once_and_declared_again(asked: Cast) -> None:
    declare(asked.hanh, "23947")
    readiness.withdraw_readiness(actor=asked.hanh, aim=IA_TIEM, reason="Máy hỏng.")
    with pytest.raises(NotReady):
        readiness.withdraw_readiness(actor=asked.hanh, aim=IA_TIEM, reason="Máy hỏng.")
    declare(asked.hanh, "23947")
    assert world.actions(IA_TIEM) == ["declare", "withdraw", "declare"]
    assert not world.actions(CHU_HDRONG)


def test_eight_declarations_at_once_are_one_line(asked_for_good: Cast) -> None:
    document = world.document()
    faults = at_once(lambda: declare(asked_for_good.hanh, "23947", declaring=Declaring(document)))
    assert not faults
    assert world.actions(IA_TIEM) == ["declare"]


def done(day: date = date(2019, 8, 2)) -> Done:
    return Done(day, world.document(), "9/BC", "Đã họp trực tuyến.")


def test_a_task_is_reported_rejected_reported_again_confirmed_and_withdrawn(asked: Cast) -> None:
    with pytest.raises(NotThere):
        tasks.report_task_done(actor=asked.hanh, aim=TASK, done=done())
    for _ in range(2):
        tasks.report_task_done(actor=asked.tinh, aim=TASK, done=done())
    with pytest.raises(Invalid):
        tasks.decide_task(actor=asked.tinh, aim=TASK, verdict=Verdict(confirmed=False))
    for _ in range(2):
        tasks.decide_task(actor=asked.tinh, aim=TASK, verdict=Verdict(confirmed=False, words="Thiếu biên bản."))
    with pytest.raises(NoTaskReport):
        tasks.decide_task(actor=asked.tinh, aim=TASK, verdict=Verdict(confirmed=True))
    tasks.report_task_done(actor=asked.tinh, aim=TASK, done=done(), now=noon(8, 6))
    tasks.decide_task(actor=asked.tinh, aim=TASK, verdict=Verdict(confirmed=True), now=noon(8, 7))
    tasks.withdraw_task_report(actor=asked.tinh, aim=TASK, reason="Hệ thống dừng.", now=noon(8, 8))
    with pytest.raises(NoTaskReport):
        tasks.withdraw_task_report(actor=asked.tinh, aim=TASK, reason="Hệ thống dừng.", now=noon(8, 8))
    expected = ["report_done", "reject", "report_done", "confirm", "withdraw"]
    assert world.actions(TASK) == expected
    assert sorted(TaskReport.objects.values_list("state", flat=True)) == ["rejected", "withdrawn"]


def test_eight_reports_of_a_task_at_once_are_one_line(asked_for_good: Cast) -> None:
    given = done()
    faults = at_once(lambda: tasks.report_task_done(actor=asked_for_good.tinh, aim=TASK, done=given))
    assert not faults
    assert world.actions(TASK) == ["report_done"]


def stating(eligible: int = 10, month: str = "2019-07", **reasons: int) -> Stating:
    return Stating(month, eligible, reasons)


def test_a_month_is_stated_once_it_is_over_and_replaced_by_a_new_line(asked: Cast) -> None:
    with pytest.raises(MonthNotOver):
        statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(month="2019-08"))
    for _ in range(2):
        statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(price=4, online=6, other=0))
    again = statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(12, price=4))
    assert (again.eligible, again.reasons) == (12, {"price": 4})
    assert [(line.action, line.data["eligible"]) for line in world.lines(CHU_SE)] == [("state", 10), ("replace", 12)]
    assert Statement.objects.count() == 1


def test_a_statement_contradicts_neither_the_ledger_nor_itself(asked: Cast) -> None:
    people.lodge(asked, 3)
    at = noon(9, 2)
    with pytest.raises(ContradictsLedger) as told:
        statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(2, "2019-08"), now=at)
    assert told.value.facts["by_post"] == 3
    with pytest.raises(ReasonsDoNotAdd):
        statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(5, "2019-08", price=3), now=at)
    assert statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(5, "2019-08", price=2), now=at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (stating(month="2019-13"), "month"),
        (stating(month="8/2019"), "month"),
        (stating(-1), "eligible"),
        (stating(weather=1), "reasons"),
        (stating(price=-1), "reasons"),
    ],
)
def test_a_statement_that_cannot_be_is_told_by_field(asked: Cast, wrong: Stating, field: str) -> None:
    with pytest.raises(Invalid) as told:
        statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=wrong)
    assert list(told.value.fields) == [field]


def test_the_committee_alone_states(asked: Cast) -> None:
    for who, refusal in ((asked.may, NotYourTarget), (asked.tinh, NotYourTarget), (asked.thuy, NotThere)):
        with pytest.raises(refusal):
            statements.state_month(actor=who, aim=CHU_SE, stating=stating())
    assert not Statement.objects.exists()


def test_eight_statements_at_once_are_one_line(asked_for_good: Cast) -> None:
    faults = at_once(lambda: statements.state_month(actor=asked_for_good.hanh, aim=CHU_SE, stating=stating()))
    assert not faults
    assert world.actions(CHU_SE) == ["state"]


def test_everything_played_is_flagged(asked: Cast) -> None:
    given = accepting(against_words="Vẫn nghiệm thu.")
    acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=given, simulated=True)
    reminders.send_reminders(actor=asked.tinh, reminding=reminding("633"), simulated=True)
    statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(), simulated=True)
    declare(asked.hanh, "23947", simulated=True)
    tasks.report_task_done(actor=asked.tinh, aim=TASK, done=done(), simulated=True)
    for aim in (CHU_SE, IA_TIEM, TASK):
        assert all("simulated" in line.flags for line in world.lines(aim))
