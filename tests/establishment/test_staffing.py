"""Appointing and relieving: who may, what is refused, what the ledger says, and eight people at once."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from delegation.establishment.commands.recording import record_establishment
from delegation.establishment.commands.staffing import Appointing, appoint, appoint_many, relieve
from delegation.establishment.projections import POSTS
from delegation.establishment.refusals import (
    AlreadyAppointed,
    AppointmentEnded,
    InTheFuture,
    OfficeClosed,
    OwnAppointment,
    PersonUnknown,
    RoleNotForOffice,
    UsernameTaken,
)
from delegation.registry.models import Post
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.cast import Cast
from tests.custody.test_batches import at_once
from tests.establishment.desk import TODAY, appointing, lines, said


def test_a_supervisor_appoints_somebody_new_who_can_sign_in(cast: Cast) -> None:
    made = appoint(cast.may, appointing())
    person = User.objects.get(username="ksor.hlan")
    assert person.check_password(made.password)
    assert Post.objects.get(pk=made.post.pk).user == person
    (line,) = lines("BC-633", "appointment")
    assert (line.action, line.to_state, line.subject, line.actor) == (
        "appoint", "held", made.post.pk, cast.may.user_id,
    )  # fmt: skip
    assert line.data == {"role": "clerk", "user": str(person.pk), "from": "2019-08-05"}
    assert line.flags == []


def test_somebody_who_is_known_gets_no_second_sign_in(cast: Cast) -> None:
    made = appoint(cast.may, appointing(username="bao", full_name=""))
    assert made.password == ""
    assert made.post.user_id == cast.bao.user_id


def test_the_same_appointment_twice_is_one(cast: Cast) -> None:
    first, second = (appoint(cast.may, appointing()) for _ in range(2))
    assert first.post == second.post
    assert said("BC-633", "appointment") == ["appoint"]


@pytest.mark.parametrize("who", ["lan", "minh", "hanh", "thuy", "bao", "nga"])
def test_others_appoint_nobody(cast: Cast, who: str) -> None:
    with pytest.raises((NotAllowed, NotThere)):
        appoint(getattr(cast, who), appointing())
    assert not User.objects.filter(username="ksor.hlan").exists()
    assert said("BC-633") == []


def test_the_province_appoints_everywhere_but_nobody_to_its_own_place(cast: Cast) -> None:
    appoint(cast.tinh, appointing())
    for role in (Role.PROVINCE, Role.ADMIN):
        with pytest.raises(RoleNotForOffice):
            appoint(cast.tinh, appointing(office="UB-64", role=role))


def test_an_officer_appoints_officers_only(cast: Cast) -> None:
    assert appoint(cast.hanh, appointing(office="UB-633", role=Role.OFFICER)).post.role == Role.OFFICER
    with pytest.raises(RoleNotForOffice):
        appoint(cast.hanh, appointing(office="UB-633", role=Role.SUPERVISOR, username="x", full_name="Y"))


def test_a_supervisor_appoints_in_the_commune_post_offices_below(cast: Cast) -> None:
    assert appoint(cast.may, appointing(office="VX-23947", role=Role.POSTMAN)).post.office_id == "VX-23947"


def test_nobody_appoints_or_relieves_himself(cast: Cast) -> None:
    with pytest.raises(OwnAppointment):
        appoint(cast.may, appointing(user=cast.may.user_id, username="", full_name="", role=Role.CLERK))
    own = Post.objects.get(user=cast.may.user_id, role=Role.SUPERVISOR)
    with pytest.raises(OwnAppointment):
        relieve(cast.may, own.pk, until=TODAY)
    assert said("BC-633") == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"role": Role.OFFICER}, RoleNotForOffice),
        ({"username": "nobody", "full_name": ""}, PersonUnknown),
        ({"user": uuid4(), "username": "", "full_name": ""}, PersonUnknown),
        ({"username": "lan", "full_name": "Somebody Else"}, UsernameTaken),
        ({"username": "hai chữ"}, Invalid),
        ({"username": "x" * 130}, Invalid),
        ({"username": "lan", "full_name": ""}, AlreadyAppointed),
        ({"valid_from": TODAY + timedelta(days=400)}, Invalid),
        ({"valid_to": TODAY}, Invalid),
        ({"valid_from": date(2009, 1, 1)}, OfficeClosed),
        ({"office": "BC-999"}, NotThere),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, changes: dict[str, object], refusal: type[Refused]
) -> None:
    before = Post.objects.count(), User.objects.count()
    with pytest.raises(refusal):
        appoint(cast.may, appointing(**changes))
    assert (Post.objects.count(), User.objects.count()) == before
    assert said("BC-633") == []


def test_one_wrong_appointment_stops_all(cast: Cast) -> None:
    wrong = appointing(username="nobody", full_name="")
    with pytest.raises(PersonUnknown):
        appoint_many(cast.may, [appointing(), wrong])
    assert said("BC-633") == []


def test_a_hundred_appointments_take_as_many_statements_as_two(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    def many(count: int, start: int) -> list[Appointing]:
        return [appointing(username=f"sim{start + n}", full_name=f"Mô phỏng {start + n}") for n in range(count)]

    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture of pytest-django
        made = appoint_many(cast.tinh, many(100, 0), simulated=True)
    assert {one.password for one in made} == {""}
    assert not made[0].post.user.has_usable_password()
    assert {tuple(line.flags) for line in lines("BC-633")} == {("simulated",)}


def test_an_appointment_of_last_week_counts_then_and_an_older_one_counts_now(cast: Cast) -> None:
    appoint(cast.may, appointing(valid_from=date(2019, 7, 29)))
    appoint(cast.may, appointing(username="k2", valid_from=date(2019, 7, 28)))
    week, older = lines("BC-633", "appointment")
    assert (week.occurred_at.isoformat(), week.flags) == ("2019-07-29T05:00:00+00:00", [])
    assert (older.occurred_at, older.flags) == (older.recorded_at, ["backdated"])
    assert older.data["claimed_on"] == older.data["from"] == "2019-07-28"


def test_an_appointment_that_begins_later_is_a_fact_of_today(cast: Cast) -> None:
    appoint(cast.may, appointing(valid_from=date(2019, 9, 1)))
    (line,) = lines("BC-633", "appointment")
    assert (line.occurred_at, line.data["from"]) == (line.recorded_at, "2019-09-01")


def test_whoever_is_relieved_is_gone_and_may_come_again(cast: Cast) -> None:
    first = appoint(cast.may, appointing(valid_from=date(2019, 7, 30))).post
    relieve(cast.may, first.pk, until=date(2019, 8, 2))
    assert Post.objects.get(pk=first.pk).valid_to == date(2019, 8, 2)
    appoint(cast.may, appointing(valid_from=date(2019, 8, 2)))
    assert said("BC-633", "appointment") == ["appoint", "relieve", "appoint"]
    assert lines("BC-633", "appointment")[1].data["to"] == "2019-08-02"
    assert list(POSTS.differences()) == []
    with pytest.raises(AppointmentEnded):
        relieve(cast.may, first.pk, until=TODAY)


def test_relieving_somebody_from_a_list_first_says_that_they_were_there(cast: Cast) -> None:
    lan = Post.objects.get(user=cast.lan.user_id)
    relieve(cast.may, lan.pk, until=TODAY)
    first, second = lines("BC-633", "appointment")
    assert (first.action, first.flags, first.occurred_at.isoformat()) == (
        "appoint", ["loaded"], "2010-01-01T05:00:00+00:00",
    )  # fmt: skip
    assert second.action == "relieve"


def test_an_appointment_by_mistake_can_be_ended_the_same_day(cast: Cast) -> None:
    made = appoint(cast.may, appointing()).post
    relieve(cast.may, made.pk, until=TODAY)
    assert not Post.objects.filter(pk=made.pk).exists()
    assert list(POSTS.differences()) == []


def test_who_was_relieved_cannot_be_relieved_again_from_an_earlier_day(cast: Cast) -> None:
    made = appoint(cast.may, appointing(valid_from=TODAY - timedelta(days=6))).post
    relieve(cast.may, made.pk, until=TODAY)
    with pytest.raises(AppointmentEnded):
        relieve(cast.may, made.pk, until=TODAY - timedelta(days=2))
    assert said("BC-633", "appointment") == ["appoint", "relieve"]
    assert verification.verify().broken is None
    assert Post.objects.get(pk=made.pk).valid_to == TODAY


def test_relieving_is_refused_where_it_cannot_be(cast: Cast) -> None:
    made = appoint(cast.may, appointing()).post
    with pytest.raises(InTheFuture):
        relieve(cast.may, made.pk, until=TODAY + timedelta(days=1))
    for who in (cast.lan, cast.thuy):
        with pytest.raises((NotAllowed, NotThere)):
            relieve(who, made.pk, until=TODAY)
    with pytest.raises(NotThere):
        relieve(cast.may, uuid4(), until=TODAY)
    assert said("BC-633", "appointment") == ["appoint"]


def test_eight_people_appoint_the_same_person_once(committed_cast: Cast) -> None:
    outcomes = at_once(8, lambda _: appoint(committed_cast.may, appointing(username="bao", full_name="")).post.pk)
    assert {type(each) for each in outcomes} == {UUID}
    assert len(set(outcomes)) == 1
    assert said("BC-633", "appointment") == ["appoint"]


def test_eight_people_make_overlapping_appointments_and_one_stands(committed_cast: Cast) -> None:
    wanted = appointing(username="bao", full_name="")
    outcomes = at_once(
        8, lambda n: appoint(committed_cast.may, replace(wanted, valid_to=TODAY + timedelta(days=n + 1)))
    )
    assert sum(isinstance(each, AlreadyAppointed) for each in outcomes) == 7
    assert said("BC-633", "appointment") == ["appoint"]


def test_lists_are_taken_over_once(cast: Cast) -> None:
    done = record_establishment()
    assert (done.posts, done.devices) == (Post.objects.count(), 0)
    assert not record_establishment()
    assert {tuple(line.flags) for line in Line.objects.filter(machine="appointment")} == {("loaded",)}
    assert set(said("VX-23947")) == {"open"}
    assert list(POSTS.differences()) == []


def test_a_row_that_was_changed_behind_the_ledger_is_found_and_mended(cast: Cast) -> None:
    made = appoint(cast.may, appointing(valid_from=date(2019, 7, 30))).post
    relieve(cast.may, made.pk, until=TODAY)
    Post.objects.filter(pk=made.pk).update(valid_to=None)
    assert [difference.subject for difference in POSTS.differences()] == [str(made.pk)]
    assert POSTS.repair() == 1
    assert list(POSTS.differences()) == []


def test_an_actor_without_posts_is_nobody(cast: Cast) -> None:
    with pytest.raises(NotThere):
        appoint(Actor(user_id=None, username=""), appointing())
