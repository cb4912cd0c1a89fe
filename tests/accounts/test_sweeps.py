"""What no longer opens anything is thrown away on a timetable, and the timetable is watched."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from postal_services import clock
from postal_services.accounts import sweeps, tasks
from postal_services.accounts.commands import SignIn, sign_in_for_token
from postal_services.accounts.models import ApiToken, EnrolmentCode, User
from postal_services.api import tasks as api_tasks
from postal_services.pulse.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_tokens_and_unused_codes_go_a_month_after_their_end() -> None:
    lan = User.objects.create_user("lan", password="Gỗ hương 2019!")
    sign_in_for_token(SignIn("lan", "Gỗ hương 2019!", "203.0.113.7"))
    now = clock.now()
    EnrolmentCode.objects.create(
        digest=b"x", office="BC-633", label="1", created_by=lan, created_at=now, expires_at=now
    )
    with time_machine.travel(now + timedelta(days=29), tick=False):
        counts = sweeps.purge_expired()
        assert (counts["tokens"], counts["codes"]) == (0, 0)
    with time_machine.travel(now + timedelta(days=31), tick=False):
        counts = sweeps.purge_expired()
        assert (counts["tokens"], counts["codes"]) == (1, 1)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("task", [tasks.purge_expired, api_tasks.purge_answers])
def test_each_sweep_runs_with_arguments_of_tomorrow_and_leaves_a_heartbeat(task) -> None:  # type: ignore[no-untyped-def]
    task(something_new=1)
    name = task.name.rpartition(".")[2]
    assert Heartbeat.objects.filter(name=name).exists()
    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] == task.name
