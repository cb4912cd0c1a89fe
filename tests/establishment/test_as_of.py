"""What stood ready on a day: the whole ledger and the ledger cut at the end of that day say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from delegation.establishment import queries, steps
from delegation.establishment.commands.publishing import publish_procedures, withdraw_publications
from delegation.establishment.commands.recording import record_establishment
from delegation.establishment.commands.staffing import appoint, relieve
from delegation.establishment.commands.training import record_training, withdraw_training
from delegation.establishment.line_words import words
from delegation.establishment.refusals import InTheFuture
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Role
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast
from tests.establishment.desk import TODAY, appointing, publishing, training
from tests.mandates.world import EXTRACT, SPLIT

DAY = timedelta(days=1)


def ready(code: str, on: date) -> queries.Establishment:
    return queries.establishment(Office.objects.select_related("unit__parent").get(pk=code), on)


@pytest.fixture
def story(cast: Cast) -> Cast:
    """Five days at Chư Sê, from 5 to 9 August 2019."""
    record_establishment()
    publish_procedures(cast.hanh, publishing())
    record_training(cast.hanh, training((cast.hanh.user_id, cast.lan.user_id), others=("Siu Blí",)))
    made = appoint(cast.may, appointing(valid_from=TODAY + 2 * DAY)).post
    with time_machine.travel(NOON + DAY, tick=False):
        device = accounts.enrol_device(accounts.issue_enrolment_code(cast.may, "BC-633", "Quầy 1").code, "127.0.0.1")
        publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 2}))
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        accounts.revoke_device(cast.may, device.device)
        relieve(cast.may, made.pk, until=TODAY + 3 * DAY)
        withdraw_publications(cast.hanh, "UB-633", [SPLIT], reason="Sửa quy trình")
    with time_machine.travel(NOON + 4 * DAY, tick=False):
        (row, _) = record_training(cast.hanh, training((cast.hanh.user_id, cast.lan.user_id), topic="fees"))
        withdraw_training(cast.hanh, row.pk, reason="Nhầm")
    return cast


def test_each_day_shows_what_stood_on_it(story: Cast) -> None:
    people = [ready("BC-633", TODAY + n * DAY).count(Role.CLERK) for n in range(-1, 5)]
    assert people == [1, 1, 1, 2, 1, 1]
    assert [len(ready("BC-633", TODAY + n * DAY).devices) for n in range(5)] == [0, 1, 1, 0, 0]
    days = [[each.posted_days for each in ready("UB-633", TODAY + n * DAY).procedures] for n in range(-1, 4)]
    assert days == [[], [12, 3], [12, 2], [12, 2], [2]]
    trainings = [len(ready("UB-633", TODAY + n * DAY).trainings) for n in range(-1, 5)]
    assert trainings == [0, 2, 2, 2, 2, 1]


def test_what_is_ready_names_people_and_procedures(story: Cast) -> None:
    desk, post = ready("UB-633", TODAY), ready("BC-633", TODAY + 2 * DAY)
    assert [(each.name, each.role_name) for each in desk.people] == [("Hanh", "Cán bộ một cửa")]
    assert desk.trained == {story.hanh.user_id}
    assert (desk.trainings[0].topic, desk.trainings[0].others) == ("hand_over", 1)
    assert [each.role for each in post.people] == [Role.CLERK, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR]
    assert post.devices[0].label == "Quầy 1"
    assert not desk.procedures[0].is_longer
    assert desk.is_open
    assert not ready("UB-633", date(2009, 1, 1)).is_open


def test_the_ledger_cut_at_a_day_says_the_same_of_it(story: Cast) -> None:
    codes = ["UB-633", "BC-633", "VX-23947", "UB-622"]
    whole = {n: queries.stands(codes, TODAY + n * DAY) for n in range(-1, 6)}
    for n in range(5, -2, -1):
        edge = datetime.combine(TODAY + (n + 1) * DAY, datetime.min.time(), clock.VN)
        later = Line.objects.filter(occurred_at__gte=edge).count()
        cut = [stand for stand in whole[5] if stand.first_at < edge]
        assert {(stand.machine, stand.subject) for stand in whole[n]} == {
            (stand.machine, stand.subject) for stand in cut
        }
        assert all(stand.last_at < edge for stand in whole[n])
        assert later == Line.objects.count() - Line.objects.filter(occurred_at__lt=edge).count()


def test_many_offices_take_as_many_statements_as_one(story: Cast, django_assert_num_queries: object) -> None:
    offices = list(Office.objects.select_related("unit__parent"))
    with django_assert_num_queries(6):  # type: ignore[operator]  # a fixture of pytest-django
        assert len(queries.establishments(offices, TODAY + 2 * DAY)) == len(offices)


def test_a_claim_counts_at_noon_of_its_day_unless_it_is_too_old(cast: Cast) -> None:
    now = datetime(2019, 8, 5, 1, tzinfo=UTC)
    assert steps.moment_of(None, now) == steps.moment_of(TODAY, now) == (now, ())
    assert steps.moment_of(TODAY - DAY, now) == (datetime(2019, 8, 4, 5, tzinfo=UTC), ())
    assert steps.moment_of(TODAY - 7 * DAY, now)[1] == ()
    assert steps.moment_of(TODAY - 8 * DAY, now) == (now, ("backdated",))
    assert steps.moment_of(TODAY - 80 * DAY, now, simulated=True) == (datetime(2019, 5, 17, 5, tzinfo=UTC), ())
    with pytest.raises(InTheFuture):
        steps.moment_of(TODAY + DAY, now, simulated=True)
    midnight = datetime(2019, 8, 4, 17, 30, tzinfo=UTC)
    assert steps.moment_of(TODAY, midnight) == (midnight, ())


def test_every_line_has_words_and_no_name_is_among_them(story: Cast) -> None:
    said = [words(line) for line in Line.objects.exclude(machine__in=["mandate", "item"]).order_by("stream_id", "seq")]
    titles = {each.title for each in said if each}
    assert {"Bổ nhiệm", "Thôi giữ vị trí", "Niêm yết thủ tục", "Gỡ niêm yết", "Tập huấn", "Ghi danh thiết bị"} <= titles
    told = " ".join(note for each in said if each for note in each.notes)
    assert "thủ tục 2.000635, 2 ngày" in told
    assert "lấy từ danh sách có sẵn" in told
    assert "Siu Blí" not in told
    assert "Ksor" not in told
