"""The half year of 2019 as the story tells it, played once for all these tests; each looks and undoes what it does."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import Settings

from delegation.dossiers.models import Channel, Dossier
from delegation.establishment.states import MACHINES
from delegation.mandates.models import Mandate
from delegation.registry.models import Post
from postal_services import clock
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests import databases
from tests.demo.conftest import furnish, told
from tracking.journey.models import Rating
from tracking.measures.keys import Key
from tracking.measures.queries import daily
from tracking.rollout.evidence import compare, progress
from tracking.rollout.models import Acceptance, Obstacle, Readiness, Reminder, Statement, TaskReport
from tracking.simulation import story
from tracking.simulation.days import Period
from tracking.simulation.models import Played

DOSSIERS = 1_500
PERIOD = ("--from", "2019-07-09", "--to", "2019-12-31")
FIRST, LAST = date(2019, 7, 9), date(2019, 12, 31)
STANDING = {"UB-633", "UB-622"}
_TEMPLATE = "story"


@pytest.fixture(scope="session")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database in which the story has been played, and what the operator read meanwhile."""
    name = f"{connection.settings_dict['NAME']}_{_TEMPLATE}"
    with django_db_blocker.unblock():
        with databases.template(name), override_settings(POSTAL_EMBEDDED=True):
            furnish()
            said = told("simulate", "--dossiers", DOSSIERS, "--seed", 44, *PERIOD)
        yield said
        databases.drop(name)


@pytest.fixture
def world(played: str, django_db_blocker: Any, settings: Settings) -> Iterator[str]:
    """The played database; what the test does is rolled back. Gives what the operator read."""
    settings.POSTAL_EMBEDDED = True
    name = f"{connection.settings_dict['NAME']}_{_TEMPLATE}"
    with django_db_blocker.unblock(), databases.pointed_to(name):
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase does
        with undone:
            yield played
            transaction.set_rollback(True)


@pytest.fixture
def own_world(played: str, django_db_blocker: Any, settings: Settings) -> Iterator[None]:
    """A copy of the played database for a test that commits."""
    settings.POSTAL_EMBEDDED = True
    name = f"{connection.settings_dict['NAME']}_{_TEMPLATE}"
    with django_db_blocker.unblock(), databases.copied(name):
        yield


pytestmark = pytest.mark.slow


def test_everything_asked_for_was_played_and_nothing_refused_but_one_early_acceptance(world: str) -> None:
    assert Dossier.objects.count() == DOSSIERS
    assert Dossier.objects.values("committee").distinct().count() == 17
    assert set(Dossier.objects.values_list("channel", flat=True)) == {Channel.SIMULATION}
    assert "story " not in world, "an act of the story was refused"
    assert not [line for line in world.splitlines() if "refused" in line]


@pytest.mark.parametrize(
    ("day", "complete"),
    [
        (date(2019, 7, 31), ""),
        (date(2019, 9, 30), "622 633"),
        (date(2019, 10, 31), "622 623 626 628 633"),
        (date(2019, 11, 15), "623 631 633"),
        (date(2019, 11, 30), "622 623 624 631 632 633"),
        (date(2019, 12, 10), "622 623 624 625 628 632 633 634 637"),
        (LAST, "622 623 624 625 627 628 630 631 632 633 634 635 638"),
    ],
)
def test_who_is_complete_on_which_day(world: str, day: date, complete: str) -> None:
    now = progress(day)

    assert len(now.targets) == 17
    assert {target.place.code for target in now.targets if target.complete} == set(complete.split())


@pytest.mark.parametrize(
    ("unit", "kind", "before", "after"),
    [
        ("622", "staff_trained", date(2019, 11, 3), date(2019, 11, 4)),
        ("628", "devices_enrolled", date(2019, 11, 11), date(2019, 11, 12)),
        ("631", "offices_staffed", date(2019, 12, 1), date(2019, 12, 2)),
        ("626", "sustained_use", date(2019, 11, 1), LAST),
        ("637", "mandate_signed", date(2019, 12, 15), date(2019, 12, 16)),
        ("639", "staff_trained", date(2019, 12, 18), date(2019, 12, 19)),
        ("627", "accepted_by_province", date(2019, 11, 19), date(2019, 11, 20)),
    ],
)
def test_districts_turn_back(world: str, unit: str, kind: str, before: date, after: date) -> None:
    assert _met(unit, kind, before)
    assert not _met(unit, kind, after)


def test_what_was_lost_and_gained_is_seen_between_two_days(world: str) -> None:
    between = compare(date(2019, 10, 31), date(2019, 11, 15))

    assert {change.place.code for change in between.lost} >= {"622", "628"}
    assert "631" in {change.place.code for change in between.gained}


def test_a_training_written_down_too_late_counts_from_the_day_it_was_written(world: str) -> None:
    assert not _met("638", "staff_trained", date(2019, 12, 2))
    assert _met("638", "staff_trained", date(2019, 12, 3))
    line = Line.objects.get(machine="training", office="UB-638")
    assert (line.data["claimed_on"], set(line.flags)) == ("2019-10-29", {"backdated", "simulated"})


def test_every_line_that_was_played_says_so(world: str) -> None:
    of_the_story = (*MACHINES, "obstacle", "acceptance", "reminder", "readiness", "task", "statement", "mandate")
    lines = Line.objects.filter(machine__in=of_the_story).values_list("machine", "office", "flags")
    unmarked = {(machine, office) for machine, office, flags in lines if not {"simulated", "loaded"} & set(flags)}
    assert unmarked == {("mandate", desk) for desk in STANDING}
    for model in (Acceptance, Obstacle, Readiness, Reminder, Statement, TaskReport):
        assert model.objects.exists()
        assert not model.objects.filter(simulated=False).exists()
    assert not Mandate.objects.exclude(committee__in=STANDING).exclude(number__contains="mô phỏng").exists()


def test_nothing_that_was_played_lies_outside_the_period(world: str) -> None:
    cases = set(Dossier.objects.values_list("pk", flat=True))
    lines = Line.objects.values_list("stream_id", "flags", "occurred_at", "recorded_at")
    played = [times for stream, flags, *times in lines if stream in cases or "simulated" in flags]
    assert len(played) > 5 * DOSSIERS
    assert {FIRST <= clock.day_of(instant) <= LAST for times in played for instant in times} == {True}


def test_obstacles_are_answered_reopened_left_waiting_and_told_upwards(world: str) -> None:
    states = dict(Obstacle.objects.values_list("target__code", "state"))
    assert (states["632"], states["625"], states["639"], states["626"]) == ("closed", "closed", "taken", "reported")
    assert set(Obstacle.objects.filter(level__gt=0).values_list("target__code", flat=True)) >= {"626"}
    actions = set(Line.objects.filter(machine="obstacle").values_list("action", flat=True))
    assert actions >= {"report", "take", "answer", "reopen", "close", "escalate"}


def test_reminders_readiness_statements_and_answers_of_citizens_are_there(world: str) -> None:
    assert Reminder.objects.values("period").distinct().count() == 5
    assert not Reminder.objects.filter(target__code="633").exclude(sent_at__date__lt=date(2019, 9, 16)).exists()
    assert set(Readiness.objects.values_list("target__unit__parent__code", flat=True)) == {"629", "638", "639"}
    assert min(Readiness.objects.values_list("ready_on", flat=True)) > date(2019, 6, 30)
    stated = Statement.objects.filter(target__code="633").order_by("month")
    assert [each.month for each in stated] == ["2019-08", "2019-09", "2019-10", "2019-11"]
    assert all(sum(each.reasons.values()) <= each.eligible for each in stated)
    scores = Counter(Rating.objects.values_list("score", flat=True))
    assert set(scores) == {1, 2, 3, 4, 5}
    assert scores[4] + scores[5] > 2 * (scores[1] + scores[2] + scores[3])


def test_use_begins_slowly_and_grows(world: str) -> None:
    committees = [tale.committee for tale in story.told().tales.values()]
    counted = daily(committees, [Key.HANDED_OVER], LAST)

    def month(number: int) -> int:
        first = date(2019, number, 1)
        last = LAST if number == 12 else date(2019, number + 1, 1) - timedelta(days=1)
        return sum(counted.between(each, Key.HANDED_OVER, first, last) for each in committees)

    assert month(7) == 0
    assert 0 < month(8) < month(9) < month(11)
    assert month(12) > month(10)


def test_today_only_the_two_districts_of_the_demonstration_may_send(world: str) -> None:
    others = Mandate.objects.exclude(committee__in=STANDING)
    assert others.count() == 15
    assert set(others.values_list("effective_to", flat=True)) == {date(2020, 6, 30)}
    assert not Post.objects.filter(user__username__startswith="sim.", user__password="").exists()


def test_the_ledger_is_whole_and_every_row_follows_from_it(world: str) -> None:
    assert verification.verify().broken is None
    assert [str(found) for projection in all_projections() for found in projection.differences()] == []


def test_a_second_run_adds_dossiers_and_repeats_no_act(own_world: None) -> None:
    before = _acts()
    told("simulate", "--dossiers", 40, "--seed", 9, *PERIOD)

    assert Dossier.objects.count() == DOSSIERS + 40
    assert _acts() == before
    assert {target.place.code for target in progress(LAST).targets if target.complete} >= {"633", "622", "623"}


def test_the_same_seed_tells_the_same_story(world: str) -> None:
    period = Period.between(FIRST, LAST)
    once, again, other = (story.told().acts(period, seed) for seed in (44, 44, 45))

    assert once == again
    assert {act.key for act in once} == {act.key for act in other}
    assert [act.minute for act in once] != [act.minute for act in other]
    assert {act.key for act in once} == set(
        Played.objects.filter(key__startswith="story/").values_list("key", flat=True)
    )


def _met(unit: str, kind: str, day: date) -> bool:
    target = next(each for each in progress(day).targets if each.place.code == unit)
    return next(each.met for each in target.evidence if each.key == kind)


def _acts() -> Counter[str]:
    """How many lines of the story there are, by machine; mandates and offices, not cases."""
    lines = Line.objects.exclude(stream_id__in=Dossier.objects.values("pk")).values_list("machine", "flags")
    return Counter(machine for machine, flags in lines if "simulated" in flags)
