"""The acts on a mandate: done, refused by policy, refused by state, done twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from delegation.mandates import commands, queries
from delegation.mandates.models import Mandate, MandateSpan
from delegation.mandates.refusals import NotYetEffective, NumberTaken, Overlapping, WrongState
from delegation.mandates.states import MandateState
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("gia_lai")


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(world.NOON, tick=False):
        yield


def actions(mandate: Mandate) -> list[tuple[str, str, str]]:
    lines = Line.objects.filter(stream_id=mandate.id).order_by("seq")
    return [(line.from_state, line.action, line.to_state) for line in lines]


def test_a_mandate_is_drafted_signed_and_put_in_force_with_one_line_each() -> None:
    mandate = world.mandate_in_force()
    mandate.refresh_from_db()
    assert mandate.state == MandateState.IN_FORCE
    assert mandate.signed_on == date(2019, 8, 1)
    assert actions(mandate) == [
        ("", "draft", "draft"),
        ("draft", "sign", "signed"),
        ("signed", "put_in_force", "in_force"),
    ]
    span = mandate.spans.get()
    assert span.from_at == datetime(2019, 7, 31, 17, tzinfo=UTC), "midnight of 1 August in Gia Lai"
    assert span.to_at is None
    line = Line.objects.filter(stream_id=mandate.id).order_by("-seq")[0]
    assert (line.office, line.counterpart, line.subject) == ("UB-633", "BC-633", mandate.id)


def test_a_suspension_leaves_a_gap_and_an_end_is_final() -> None:
    mandate = world.mandate_in_force()
    suspended = world.NOON - timedelta(hours=3)
    resumed = world.NOON - timedelta(hours=1)
    commands.suspend_mandate(actor=world.hanh(), mandate=mandate.id, at=suspended)
    commands.resume_mandate(actor=world.tinh(), mandate=mandate.id, at=resumed)
    commands.end_mandate(actor=world.hanh(), mandate=mandate.id)
    spans = list(mandate.spans.values_list("from_at", "to_at"))
    assert [ended for _, ended in spans] == [suspended, world.NOON]
    assert spans[1][0] == resumed
    with pytest.raises(WrongState):
        commands.resume_mandate(actor=world.hanh(), mandate=mandate.id)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("lan", NotThere), ("minh", NotThere), ("thuy", NotThere), ("bao", NotThere), ("tinh", NotAllowed)],
)
def test_only_the_committee_drafts_its_mandates(who: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        commands.draft_mandate(actor=getattr(world, who)(), drafting=world.drafting())
    assert not Mandate.objects.exists()
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("who", "refusal"), [("lan", NotAllowed), ("minh", NotThere), ("thuy", NotThere), ("bao", NotThere)]
)
@pytest.mark.parametrize("act", [commands.suspend_mandate, commands.end_mandate])
def test_the_post_office_sees_a_mandate_but_cannot_stop_it_and_strangers_find_nothing(
    who: str, refusal: type[Refused], act: Callable[..., Mandate]
) -> None:
    mandate = world.mandate_in_force()
    with pytest.raises(refusal):
        act(actor=getattr(world, who)(), mandate=mandate.id)
    mandate.refresh_from_db()
    assert mandate.state == MandateState.IN_FORCE
    assert len(actions(mandate)) == 3


def test_a_mandate_signed_twice_is_refused_the_second_time() -> None:
    mandate = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting())
    commands.sign_mandate(actor=world.hanh(), mandate=mandate.id, signed_on=date(2019, 7, 30))
    with pytest.raises(WrongState) as refused:
        commands.sign_mandate(actor=world.hanh(), mandate=mandate.id, signed_on=date(2019, 7, 30))
    assert "Đã ký" in refused.value.detail()
    assert len(actions(mandate)) == 2


@pytest.mark.parametrize(
    ("signed_on", "code"),
    [
        (date(2019, 8, 2), "backdated"),
        (date(2019, 8, 6), "date_out_of_range"),
        (date(1900, 1, 1), "date_out_of_range"),
        (date(2100, 1, 1), "date_out_of_range"),
    ],
)
def test_a_mandate_cannot_take_effect_before_it_is_signed_nor_be_signed_in_the_future(
    signed_on: date, code: str
) -> None:
    mandate = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting())
    with pytest.raises(Invalid) as refused:
        commands.sign_mandate(actor=world.hanh(), mandate=mandate.id, signed_on=signed_on)
    assert [problem.code for problem in refused.value.fields["signed_on"]] == [code]
    if code == "date_out_of_range":
        assert refused.value.fields["signed_on"][0].vi == "Ngày ký phải từ 03/08/2011 đến hôm nay."
    assert len(actions(mandate)) == 1


def test_the_same_procedure_and_post_office_at_the_same_time_is_an_overlap() -> None:
    world.mandate_in_force()
    second = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting("02/VBCG", procedures=(world.SPLIT,)))
    with pytest.raises(Overlapping) as refused:
        commands.sign_mandate(actor=world.hanh(), mandate=second.id, signed_on=date(2019, 8, 1))
    assert refused.value.facts == {"number": "44/VBCG-UBND", "procedure": world.SPLIT}


def test_another_post_office_may_get_the_same_procedure() -> None:
    world.mandate_in_force()
    other = world.mandate_in_force(number="02/VBCG", post_office="BC-622")
    assert other.state == MandateState.IN_FORCE


def test_a_mandate_may_follow_one_that_has_ended() -> None:
    first = world.mandate_in_force()
    commands.end_mandate(actor=world.hanh(), mandate=first.id, at=world.NOON - timedelta(days=1))
    following = commands.draft_mandate(
        actor=world.hanh(), drafting=world.drafting("02/VBCG", effective_from=date(2019, 8, 5))
    )
    signed = commands.sign_mandate(actor=world.hanh(), mandate=following.id, signed_on=date(2019, 8, 5))
    assert signed.state == MandateState.SIGNED


def test_a_number_is_used_once_by_a_committee_until_its_draft_is_withdrawn() -> None:
    draft = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting())
    with pytest.raises(NumberTaken):
        commands.draft_mandate(actor=world.hanh(), drafting=world.drafting(" 01/VBCG-UBND "))
    commands.withdraw_mandate(actor=world.hanh(), mandate=draft.id)
    assert commands.draft_mandate(actor=world.hanh(), drafting=world.drafting()).state == MandateState.DRAFT


def test_a_mandate_waits_for_its_day() -> None:
    draft = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting(effective_from=date(2019, 8, 6)))
    commands.sign_mandate(actor=world.hanh(), mandate=draft.id, signed_on=date(2019, 8, 5))
    with pytest.raises(NotYetEffective):
        commands.put_in_force(actor=world.hanh(), mandate=draft.id)
    with time_machine.travel(world.NOON + timedelta(days=1), tick=False):
        assert commands.put_in_force(actor=world.hanh(), mandate=draft.id).state == MandateState.IN_FORCE


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"number": "  "}, "number", "required"),
        ({"legal_basis": ""}, "legal_basis", "required"),
        ({"effective_from": date(1900, 1, 1)}, "effective_from", "date_out_of_range"),
        ({"effective_from": date(2100, 1, 1)}, "effective_from", "date_out_of_range"),
        ({"effective_to": date(2019, 7, 1)}, "effective_to", "before_start"),
        ({"procedures": ()}, "procedures", "required"),
        ({"procedures": ("9.999999",)}, "procedures", "unknown_procedure"),
        ({"procedures": (world.OFFLINE,)}, "procedures", "unknown_procedure"),
        ({"post_office": "UB-622"}, "post_office", "not_a_post_office"),
        ({"post_office": "BC-999"}, "post_office", "not_a_post_office"),
        ({"tasks": ("fly",)}, "tasks", "unknown_task"),
    ],
)
def test_bad_drafts_name_the_field(changes: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        commands.draft_mandate(actor=world.hanh(), drafting=world.drafting(**{"number": "9/VB", **changes}))  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.fields[field]] == [code]
    assert not Mandate.objects.exists()


def test_an_act_is_covered_by_the_mandate_in_force_at_its_moment() -> None:
    mandate = world.mandate_in_force()
    stop, go = world.NOON - timedelta(hours=4), world.NOON - timedelta(hours=2)
    commands.suspend_mandate(actor=world.hanh(), mandate=mandate.id, at=stop)
    commands.resume_mandate(actor=world.hanh(), mandate=mandate.id, at=go)
    start = datetime(2019, 7, 31, 17, tzinfo=UTC)
    moments = {
        start - timedelta(seconds=1): False,
        start: True,
        stop: False,
        go - timedelta(seconds=1): False,
        go: True,
    }
    for moment, covered in moments.items():
        assert bool(queries.covering("UB-633", "BC-633", world.EXTRACT, moment)) is covered, moment
    commands.end_mandate(actor=world.hanh(), mandate=mandate.id)
    assert queries.covering("UB-633", "BC-633", world.EXTRACT, go) == mandate
    assert queries.covering("UB-633", "BC-633", world.EXTRACT, world.NOON) is None
    assert queries.covering("UB-633", "BC-622", world.EXTRACT, go) is None
    assert queries.covering("UB-622", "BC-633", world.EXTRACT, go) is None


def test_five_hundred_acts_are_covered_in_one_statement(django_assert_num_queries: Callable[[int], object]) -> None:
    mandate = world.mandate_in_force()
    act = queries.Act("UB-633", "BC-633", world.EXTRACT, world.NOON)
    other = queries.Act("UB-622", "BC-622", world.EXTRACT, world.NOON)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = queries.covering_many([act, other] * 250)
    assert [coverage.mandate if coverage else None for coverage in found] == [mandate.id, None] * 250


def test_each_uncovered_act_is_told_why() -> None:
    mandate = world.mandate_in_force()
    commands.suspend_mandate(actor=world.hanh(), mandate=mandate.id, at=world.NOON - timedelta(hours=2))

    def why(**changes: object) -> str:
        fields = {"committee": "UB-633", "post_office": "BC-633", "procedure": world.EXTRACT, "at": world.NOON}
        return queries.refusals_for([queries.Act(**{**fields, **changes})])[0].code  # type: ignore[arg-type]

    assert why() == "mandate_suspended"
    assert why(at=world.NOON - timedelta(days=30)) == "mandate_not_yet"
    assert why(procedure=world.OFFLINE) == "not_mandated"
    assert why(post_office="BC-622") == "not_mandated"
    commands.end_mandate(actor=world.hanh(), mandate=mandate.id)
    assert why() == "mandate_ended"


def test_people_see_the_mandates_of_their_offices_on_either_side() -> None:
    world.mandate_in_force()
    seen = {
        who: Mandate.objects.visible_to(getattr(world, who)()).count()
        for who in ("hanh", "lan", "minh", "thuy", "bao", "tinh")
    }
    assert seen == {"hanh": 1, "lan": 1, "minh": 0, "thuy": 0, "bao": 0, "tinh": 1}


def test_postgresql_refuses_a_second_open_period_and_an_illegal_move() -> None:
    mandate = world.mandate_in_force()
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateSpan.objects.create(mandate=mandate, from_at=world.NOON)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE mandates_mandate SET signed_on = NULL WHERE id = %s", [mandate.id])
