"""Recording trainings: who was there, the signed list, what contradicts the ledger."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from delegation.establishment.commands.staffing import appoint, relieve
from delegation.establishment.commands.training import record_training, record_trainings, withdraw_training
from delegation.establishment.models import Training
from delegation.establishment.projections import TRAININGS
from delegation.establishment.refusals import (
    DocumentMissing,
    InTheFuture,
    NobodyTrained,
    NotStaff,
    TrainingRecorded,
    TrainingWithdrawn,
)
from delegation.registry.models import Post
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from tests.cast import Cast
from tests.custody.test_batches import at_once
from tests.establishment.desk import TODAY, appointing, attachment, lines, said, training


def test_a_training_of_the_desk_and_the_post_is_a_line_in_each(cast: Cast) -> None:
    file = attachment()
    rows = record_training(
        cast.hanh,
        training(
            (cast.hanh.user_id, cast.lan.user_id, cast.tien.user_id),
            attachment=file.pk,
            others=("Rơ Châm  H'Nhung", "", "K’Sor Tiêu", "K’Sor Tiêu"),
        ),
    )
    assert [row.office_id for row in rows] == ["UB-633", "BC-633"]
    assert rows[0].session == rows[1].session
    (desk,), (post,) = lines("UB-633"), lines("BC-633")
    assert desk.data == {
        "people": [str(cast.hanh.user_id)], "others": 2, "topic": "hand_over", "document": file.sha256,
    }  # fmt: skip
    assert post.data["people"] == sorted([str(cast.lan.user_id), str(cast.tien.user_id)])
    assert (post.data["others"], post.flags) == (0, [])
    assert Training.objects.get(pk=rows[0].pk).other_names == ["Rơ Châm H'Nhung", "K’Sor Tiêu"]
    assert "H'Nhung" not in str(desk.data)
    assert list(TRAININGS.differences()) == []


def test_the_same_training_twice_is_one_and_another_list_is_refused(cast: Cast) -> None:
    people = (cast.hanh.user_id, cast.lan.user_id)
    for _ in range(2):
        record_training(cast.hanh, training(people))
    with pytest.raises(TrainingRecorded):
        record_training(cast.hanh, training((cast.hanh.user_id,), others=("Siu Blí",)))
    assert said("UB-633") + said("BC-633") == ["record", "record"]


def test_people_who_held_no_post_there_that_day_are_refused_by_name(cast: Cast) -> None:
    with pytest.raises(NotStaff) as told:
        record_training(cast.hanh, training((cast.lan.user_id, cast.minh.user_id)))
    assert "Minh" in told.value.detail()
    made = appoint(cast.may, appointing(valid_from=date(2019, 7, 30))).post
    relieve(cast.may, made.pk, until=date(2019, 8, 2))
    with pytest.raises(NotStaff):
        record_training(cast.hanh, training((made.user_id,)))
    assert not Training.objects.exists()
    record_training(cast.hanh, training((made.user_id,), on=date(2019, 8, 1)))
    assert said("BC-633", "training") == ["record"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"attachment": None}, DocumentMissing),
        ({"attachment": uuid4()}, NotThere),
        ({"people": ()}, NobodyTrained),
        ({"people": (), "others": (" ",)}, NobodyTrained),
        ({"topic": "dancing"}, Invalid),
        ({"offices": ()}, Invalid),
        ({"others": ("x" * 121,)}, Invalid),
        ({"on": TODAY + timedelta(days=1)}, InTheFuture),
        ({"offices": ("UB-633", "BC-622")}, NotThere),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, changes: dict[str, object], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        record_training(cast.hanh, training((cast.hanh.user_id,), **changes) if "people" not in changes else
                        training((), **{key: value for key, value in changes.items() if key != "people"}))  # fmt: skip
    assert not Training.objects.exists()
    assert said("UB-633") == []


@pytest.mark.parametrize("who", ["lan", "minh", "thuy", "bao", "nga"])
def test_others_record_and_withdraw_nothing(cast: Cast, who: str) -> None:
    (row, _) = record_training(cast.hanh, training((cast.hanh.user_id, cast.lan.user_id)))
    actor = getattr(cast, who)
    with pytest.raises((NotAllowed, NotThere)):
        record_training(actor, training((cast.hanh.user_id,), topic="fees"))
    with pytest.raises((NotAllowed, NotThere)):
        withdraw_training(actor, row.pk, reason="x")
    assert said("UB-633") == ["record"]


def test_the_post_s_supervisor_records_the_district_s_training_too(cast: Cast) -> None:
    assert len(record_training(cast.may, training((cast.hanh.user_id, cast.lan.user_id)))) == 2


def test_an_old_training_counts_from_today(cast: Cast) -> None:
    record_training(cast.hanh, training((cast.hanh.user_id,), on=date(2019, 7, 29)))
    record_training(cast.hanh, training((cast.hanh.user_id,), on=date(2019, 7, 1)))
    week, older = lines("UB-633")
    assert (week.occurred_at.isoformat(), week.flags) == ("2019-07-29T05:00:00+00:00", [])
    assert (older.occurred_at, older.flags) == (older.recorded_at, ["backdated"])
    assert older.data["claimed_on"] == "2019-07-01"


def test_a_withdrawn_training_keeps_its_reason_and_may_be_recorded_again(cast: Cast) -> None:
    (row,) = record_training(cast.hanh, training((cast.hanh.user_id,)))
    with pytest.raises(Invalid):
        withdraw_training(cast.hanh, row.pk, reason=" ")
    withdraw_training(cast.hanh, row.pk, reason="Nhầm danh sách")
    with pytest.raises(TrainingWithdrawn):
        withdraw_training(cast.hanh, row.pk, reason="Nhầm danh sách")
    record_training(cast.hanh, training((cast.hanh.user_id,)))
    assert said("UB-633") == ["record", "withdraw", "record"]
    assert Training.objects.get(pk=row.pk).reason == "Nhầm danh sách"
    with pytest.raises(NotThere):
        withdraw_training(cast.hanh, uuid4(), reason="x")


def test_many_trainings_at_once_take_as_many_statements_as_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    file = attachment().pk
    days = [date(2019, 7, day) for day in range(1, 31)]
    wanted = [training((cast.hanh.user_id, cast.lan.user_id), on=day, attachment=file) for day in days]
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        record_trainings(cast.tinh, wanted, simulated=True)
    assert {tuple(line.flags) for line in lines("UB-633")} == {("simulated",)}
    assert [line.occurred_at.date() for line in lines("UB-633")] == days


def test_eight_people_record_the_same_training_once(committed_cast: Cast) -> None:
    wanted = training((committed_cast.hanh.user_id, committed_cast.lan.user_id))
    outcomes = at_once(8, lambda _: tuple(row.pk for row in record_training(committed_cast.hanh, wanted)))
    assert len(set(outcomes)) == 1
    assert said("UB-633") + said("BC-633") == ["record", "record"]


def test_eight_people_withdraw_it_once(committed_cast: Cast) -> None:
    (row,) = record_training(committed_cast.hanh, training((committed_cast.hanh.user_id,)))
    outcomes = at_once(8, lambda _: withdraw_training(committed_cast.hanh, row.pk, reason="Nhầm").state)
    assert sum(isinstance(each, TrainingWithdrawn) for each in outcomes) == 7
    assert Post.objects.filter(user=committed_cast.hanh.user_id).exists()
    assert said("UB-633") == ["record", "withdraw"]
