"""What districts and the province did is what the ledger says: a hand in the tables is found and put right."""

from datetime import date, timedelta

import pytest

from tests import by_hand
from tests.cast import NOON, Cast
from tests.rollout_acts import things, world
from tests.rollout_acts.world import CHU_SE
from tracking.rollout.commands.acceptances import Accepting, accept_target
from tracking.rollout.commands.obstacles import Answer, answer_obstacle, close_obstacle, reopen_obstacle
from tracking.rollout.commands.statements import Stating, state_month
from tracking.rollout.commands.tasks import Done, report_task_done
from tracking.rollout.models import (
    Acceptance,
    Obstacle,
    Readiness,
    Reminder,
    Statement,
    TaskReport,
)
from tracking.rollout.steps import Aim

DAY = timedelta(days=1)
ALTERED = {
    Acceptance: {
        "state": "'withdrawn'",
        "number": "'1/X'",
        "signed_on": "signed_on - 1",
        "unmet": "'{}'",
        "accepted_by_id": "NULL",
        "accepted_at": "accepted_at - interval '1 day'",
        "withdrawn_at": "'2019-01-01'",
        "simulated": "NOT simulated",
        "target_id": "(SELECT id FROM rollout_target t WHERE t.id <> target_id LIMIT 1)",
    },
    Obstacle: {
        "state": "'answered'",
        "code": "'VM-X'",
        "kind": "'staff'",
        "blocks": "'x'",
        "since": "since - 1",
        "office_id": "'BC-622'",
        "reported_at": "reported_at - interval '1 day'",
        "answered_at": "'2019-01-01'",
        "answered_by_id": "NULL",
        "reopened_at": "'2019-01-01'",
        "closed_at": "closed_at - interval '1 day'",
        "modified_at": "modified_at + interval '1 day'",
    },
    Readiness: {"state": "'withdrawn'", "ready_on": "ready_on - 1", "number": "'1/X'", "withdrawn_at": "'2019-01-01'"},
    Reminder: {"state": "'dismissed'", "about": "'x'", "period": "'2019-W01'", "dismissed_at": "'2019-01-01'"},
    TaskReport: {"state": "'confirmed'", "done_on": "done_on - 1", "decided_at": "'2019-01-01'", "number": "'1/X'"},
    Statement: {"month": "'2019-01'", "eligible": "eligible + 1", "reasons": "'{}'", "stated_by_id": "NULL"},
}
BESIDE = {
    Acceptance: ("against_words", "reason", "document_id"),
    Readiness: ("reason", "document_id"),
    Reminder: (),
    TaskReport: ("words", "verdict", "reason", "document_id"),
    Statement: (),
    Obstacle: ("words", "answer", "reason", "due_at", "escalate_at", "owner_id", "document_id", "answer_document_id"),
}


@pytest.fixture
def acted(asked: Cast) -> Cast:
    """One of each thing, the obstacle with everything that can become of it."""
    made = things.build(asked)
    code = made["obstacle"][0]["code"]
    answer = Answer("Đã lắp đường truyền.")
    answer_obstacle(actor=asked.tinh, code=code, answer=answer)
    reopen_obstacle(actor=asked.hanh, code=code, reason="Vẫn chưa có mạng.", now=NOON + DAY)
    answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Đã lắp lại."), now=NOON + 2 * DAY)
    close_obstacle(actor=asked.hanh, code=code, now=NOON + 3 * DAY)
    accepting = Accepting("12/QĐ", date(2019, 8, 2), world.document(), "Đã kiểm tra tại chỗ.")
    accept_target(actor=asked.tinh, aim=CHU_SE, accepting=accepting)
    state_month(actor=asked.hanh, aim=CHU_SE, stating=Stating("2019-07", 40, {"price": 3}))
    task = made["task-target"][0]
    aim = Aim(task["directive"], task["ask"], "UB-64")
    report_task_done(actor=asked.tinh, aim=aim, done=Done(date(2019, 8, 1), world.document()))
    assert by_hand.differing() == {}
    return asked


@pytest.mark.usefixtures("acted")
def test_whatever_is_altered_by_hand_is_found_and_put_right() -> None:
    for model, columns in ALTERED.items():
        for column, value in columns.items():
            by_hand.altered(model, column, value)
    assert by_hand.differing("rollout") == {}


@pytest.mark.usefixtures("acted")
def test_whatever_is_taken_away_is_made_anew_and_whatever_is_added_goes() -> None:
    unique = {
        Acceptance: {"state": "'withdrawn'"},
        Readiness: {"state": "'withdrawn'"},
        TaskReport: {"state": "'withdrawn'"},
        Reminder: {"about": "'x'"},
        Statement: {"month": "'2019-01'"},
        Obstacle: {"code": "'VM-X'"},
    }
    for model, beside in BESIDE.items():
        by_hand.added(model, **unique[model])
        by_hand.taken_away(model, *beside)
    assert by_hand.differing("rollout") == {}
