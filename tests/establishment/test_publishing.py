"""Announcing procedures: days, documents, changes, withdrawals, and what is refused."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from delegation.establishment import steps
from delegation.establishment.commands.publishing import publish_many, publish_procedures, withdraw_publications
from delegation.establishment.models import Publication
from delegation.establishment.projections import PUBLICATIONS
from delegation.establishment.refusals import (
    BeforeTheLastChange,
    InTheFuture,
    LongerThanRegulated,
    NotPublished,
    ProcedureNotOpen,
)
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from tests.cast import NOON, Cast
from tests.custody.test_batches import at_once
from tests.establishment.desk import TODAY, attachment, lines, publishing, said
from tests.mandates.world import EXTRACT, SPLIT


def test_a_committee_announces_its_procedures_with_their_days(cast: Cast) -> None:
    file = attachment()
    rows = publish_procedures(cast.hanh, publishing(attachment=file.pk, url="https://chuse.gialai.gov.vn/tb"))
    assert [(row.procedure_id, row.posted_days, row.regulated_days) for row in rows] == [
        (SPLIT, 12, 15), (EXTRACT, 3, 3),
    ]  # fmt: skip
    second, first = lines("UB-633", "publication")
    assert first.data == {"procedure": EXTRACT, "posted_days": 3, "regulated_days": 3, "document": file.sha256}
    assert (second.subject, second.to_state, second.flags) == (rows[0].pk, "published", [])
    assert list(PUBLICATIONS.differences()) == []


def test_the_same_announcement_twice_is_one_even_with_the_file_sent_again(cast: Cast) -> None:
    for _ in range(2):
        publish_procedures(cast.hanh, publishing(attachment=attachment().pk))
    assert said("UB-633") == ["publish", "publish"]


def test_other_days_are_a_change_of_that_procedure_alone(cast: Cast) -> None:
    publish_procedures(cast.hanh, publishing())
    publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 2, SPLIT: 12}))
    assert said("UB-633") == ["publish", "publish", "change"]
    assert Publication.objects.get(procedure=EXTRACT).posted_days == 2


@pytest.mark.parametrize("act", ["change", "withdraw"])
def test_whoever_waited_for_another_s_change_acts_after_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 3}))
    take = steps.take
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False) as clock_now:

        def waited(*asked: Any) -> steps.Queue:
            queue = take(*asked)
            clock_now.shift(timedelta(seconds=2))
            Publication.objects.update(since=clock.now() - timedelta(seconds=1))
            return queue

        monkeypatch.setattr(steps, "take", waited)
        if act == "change":
            publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 2}))
        else:
            withdraw_publications(cast.hanh, "UB-633", [EXTRACT], reason="Nhầm")
    assert said("UB-633") == ["publish", act]


def test_more_days_than_regulated_need_a_reason_and_carry_a_flag(cast: Cast) -> None:
    with pytest.raises(LongerThanRegulated) as told:
        publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 4}))
    assert "quy định chỉ 3 ngày" in told.value.detail()
    (row,) = publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 4}, reason="Vùng sâu, đường xa"))
    assert lines("UB-633")[0].flags == ["over_regulated"]
    assert Publication.objects.get(pk=row.pk).reason == "Vùng sâu, đường xa"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"posted_days": {"9.999999": 3}}, ProcedureNotOpen),
        ({"posted_days": {}}, Invalid),
        ({"posted_days": {EXTRACT: 0}}, Invalid),
        ({"posted_days": {EXTRACT: 366}}, Invalid),
        ({"document_number": " "}, Invalid),
        ({"document_number": "x" * 81}, Invalid),
        ({"url": "javascript:alert(1)"}, Invalid),
        ({"url": "https://[x"}, Invalid),
        ({"url": "https://x/" + "y" * 300}, Invalid),
        ({"attachment": uuid4()}, NotThere),
        ({"committee": "BC-633"}, NotAllowed),
        ({"committee": "UB-999"}, NotThere),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cast: Cast, changes: dict[str, object], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        publish_procedures(cast.hanh, publishing(**changes))
    assert not Publication.objects.exists()
    assert said("UB-633") == []


def test_a_post_office_announces_nothing_even_for_the_province(cast: Cast) -> None:
    with pytest.raises(Invalid):
        publish_procedures(cast.tinh, publishing(committee="BC-633"))


def test_a_procedure_that_is_no_longer_in_use_is_refused(cast: Cast) -> None:
    Procedure.objects.filter(pk=SPLIT).update(active=False)
    with pytest.raises(ProcedureNotOpen) as told:
        publish_procedures(cast.hanh, publishing())
    assert SPLIT in told.value.detail()


@pytest.mark.parametrize("who", ["lan", "may", "minh", "thuy", "bao"])
def test_others_announce_and_withdraw_nothing(cast: Cast, who: str) -> None:
    publish_procedures(cast.hanh, publishing())
    actor = getattr(cast, who)
    with pytest.raises((NotAllowed, NotThere)):
        publish_procedures(actor, publishing(posted_days={EXTRACT: 1}))
    with pytest.raises((NotAllowed, NotThere)):
        withdraw_publications(actor, "UB-633", [EXTRACT], reason="x")
    assert said("UB-633") == ["publish", "publish"]


def test_days_in_the_future_and_before_the_last_change_are_refused(cast: Cast) -> None:
    with pytest.raises(InTheFuture):
        publish_procedures(cast.hanh, publishing(), on=TODAY + timedelta(days=1))
    publish_procedures(cast.hanh, publishing(), on=date(2019, 8, 2))
    with pytest.raises(BeforeTheLastChange):
        publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 1}), on=date(2019, 8, 1))
    with pytest.raises(BeforeTheLastChange):
        withdraw_publications(cast.hanh, "UB-633", [EXTRACT], reason="Nhầm", on=date(2019, 8, 1))
    assert said("UB-633") == ["publish", "publish"]


def test_a_withdrawn_announcement_may_come_again(cast: Cast) -> None:
    publish_procedures(cast.hanh, publishing())
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        withdraw_publications(cast.hanh, "UB-633", [EXTRACT], reason="Sửa quy trình")
        with pytest.raises(NotPublished):
            withdraw_publications(cast.hanh, "UB-633", [EXTRACT, SPLIT], reason="Sửa quy trình")
        with pytest.raises(Invalid):
            withdraw_publications(cast.hanh, "UB-633", [SPLIT], reason=" ")
        publish_procedures(cast.hanh, publishing(posted_days={EXTRACT: 3}))
    assert said("UB-633") == ["publish", "publish", "withdraw", "publish"]
    assert sorted(Publication.objects.filter(procedure=EXTRACT).values_list("state", flat=True)) == [
        "published", "withdrawn",
    ]  # fmt: skip
    assert list(PUBLICATIONS.differences()) == []


def test_many_committees_at_once_take_as_many_statements_as_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    wanted = [publishing(), publishing(committee="UB-622")]
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        publish_many(cast.tinh, wanted, on=date(2019, 7, 1), simulated=True)
    (line, _) = lines("UB-622")
    assert (line.flags, line.occurred_at.date()) == (["simulated"], date(2019, 7, 1))
    assert Publication.objects.filter(simulated=True).count() == 4


def test_eight_people_announce_the_same_once(committed_cast: Cast) -> None:
    outcomes = at_once(8, lambda _: [row.pk for row in publish_procedures(committed_cast.hanh, publishing())])
    assert len({tuple(each) for each in outcomes}) == 1
    assert said("UB-633") == ["publish", "publish"]
