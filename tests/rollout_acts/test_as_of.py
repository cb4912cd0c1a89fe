"""Figures as of a day: what is read of the whole ledger is what was read when the ledger ended there."""

from datetime import date, timedelta

from tests.cast import Cast
from tests.rollout_acts.test_acts import accepting, declare, done, stating
from tests.rollout_acts.world import CHU_SE, DIRECTIVE, PLEIKU, TASK, noon
from tracking.rollout import sweeps
from tracking.rollout.commands import acceptances, reminders, statements, tasks
from tracking.rollout.commands import obstacles as acts
from tracking.rollout.commands.obstacles import Answer, Assignment, Report
from tracking.rollout.commands.reminders import Reminding
from tracking.rollout.queries import acts as done_by
from tracking.rollout.queries import obstacles


def test_obstacles_as_of_every_day_are_what_they_were_on_that_day(asked: Cast) -> None:
    seen: dict[date, object] = {}

    def look(day: date) -> None:
        seen[day] = (obstacles.standing(day), obstacles.ranked(day))

    first = acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=Report("network", "Mất mạng."))
    look(date(2019, 8, 5))
    acts.report_obstacle(actor=asked.thuy, aim=PLEIKU, report=Report("network", "Mạng yếu."), now=noon(8, 6))
    acts.report_obstacle(actor=asked.thuy, aim=PLEIKU, report=Report("fees", "Chưa rõ phí."), now=noon(8, 6))
    look(date(2019, 8, 6))
    sweeps.escalate(noon(8, 13))
    acts.assign_obstacle(actor=asked.tinh, code=first.code, assignment=Assignment("BC-64", 2), now=noon(8, 13))
    look(date(2019, 8, 13))
    acts.answer_obstacle(actor=asked.tinh, code=first.code, answer=Answer("Đã nối."), now=noon(8, 15))
    look(date(2019, 8, 15))
    acts.reopen_obstacle(actor=asked.hanh, code=first.code, reason="Lại mất.", now=noon(8, 20))
    look(date(2019, 8, 20))
    for day, told in seen.items():
        assert (obstacles.standing(day), obstacles.ranked(day)) == told, day
    assert not obstacles.standing(date(2019, 8, 4)).obstacles


def test_the_figures_say_how_many_wait_how_long_and_in_whose_way(asked: Cast) -> None:
    codes = [
        acts.report_obstacle(actor=who, aim=aim, report=Report(kind, "Vướng."), now=noon(8, day)).code
        for who, aim, kind, day in (
            (asked.hanh, CHU_SE, "network", 5),
            (asked.thuy, PLEIKU, "network", 6),
            (asked.thuy, PLEIKU, "fees", 5),
        )
    ]
    acts.answer_obstacle(actor=asked.tinh, code=codes[1], answer=Answer("Xong."), now=noon(8, 9))
    told = obstacles.standing(date(2019, 8, 20), DIRECTIVE, "2")
    assert (len(told.obstacles), len(told.open), len(told.overdue)) == (3, 2, 2)
    assert told.by_state["answered"] == 1
    assert dict(told.by_age) == {"đến 7 ngày": 0, "8–14 ngày": 0, "15–30 ngày": 2, "trên 30 ngày": 0}
    assert told.median_answer == timedelta(days=3)
    assert told.blocked == {"633", "622"}
    assert len(told.of("633").open) == 1
    assert obstacles.standing(date(2019, 8, 20), DIRECTIVE, "3").obstacles == ()
    ranked = obstacles.rank(obstacles.standing(date(2019, 8, 8)))
    assert [(row.kind, row.targets, row.oldest_days) for row in ranked] == [
        ("network", ("622", "633"), 3),
        ("fees", ("622",), 3),
    ]


def test_figures_are_read_in_one_statement(asked: Cast, django_assert_num_queries: object) -> None:
    for number in range(3):
        acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=Report("network", f"Mất mạng {number}."))
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture of pytest-django
        obstacles.standing(date(2019, 8, 5), DIRECTIVE, "2")
        done_by.acts(date(2019, 8, 5), DIRECTIVE)


def test_acts_as_of_a_day_count_from_the_day_claimed_and_until_they_are_withdrawn(asked: Cast) -> None:
    given = accepting(signed_on=date(2019, 8, 2), against_words="Vẫn nghiệm thu.")
    acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=given)
    acceptances.withdraw_acceptance(actor=asked.tinh, aim=CHU_SE, reason="Dừng.", now=noon(8, 9))
    reminders.send_reminders(actor=asked.tinh, reminding=Reminding(DIRECTIVE, "2", ("622",)), now=noon(8, 7))
    statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(10, price=4))
    statements.state_month(actor=asked.hanh, aim=CHU_SE, stating=stating(12), now=noon(8, 8))
    declare(asked.hanh, "23947")
    tasks.report_task_done(actor=asked.tinh, aim=TASK, done=done())
    before, between, later = (done_by.acts(date(2019, 8, day)) for day in (1, 5, 9))
    assert (set(before.ready), set(before.accepted), before.statements) == ({"23947"}, set(), {})
    assert (set(between.accepted), between.against_evidence) == ({"633"}, {"633"})
    assert between.statements["633"]["2019-07"].declared == 4
    assert between.tasks["UB-64"].state == "done_reported"
    assert between.reminders == {}
    assert (set(later.accepted), later.against_evidence) == (set(), set())
    again = later.statements["633"]["2019-07"]
    assert (again.eligible, again.reasons, again.times) == (12, {}, 2)
    assert [act.data["period"] for act in done_by.reminders(date(2019, 8, 9))["622"]] == ["2019-W32"]
