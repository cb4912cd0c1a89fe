"""Papers to the citizen: numbered without a gap, one line each, nothing of what was written in the ledger."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from delegation.dossiers import commands
from delegation.dossiers.commands.batches import DossierAct, move_dossiers
from delegation.dossiers.lodging import Paper
from delegation.dossiers.models import Dossier, DossierNotice, NoticeKind, NoticePaper
from delegation.dossiers.projections import DOSSIERS
from delegation.dossiers.refusals import AskedBefore, NeedsNotice, ReappointedBefore, WrongState
from delegation.dossiers.states import DossierState
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.dossiers import desk, notice_desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")
DAY = timedelta(days=1)


@pytest.fixture
def dossier() -> Dossier:
    return desk.lodge(world.hanh())


def last(dossier: Dossier) -> Line:
    return Line.objects.filter(stream_id=dossier.pk).order_by("-seq")[0]


def problem(refused: pytest.ExceptionInfo[Invalid], field: str) -> str:
    return refused.value.fields[field][0].code


def test_asking_for_papers_stops_the_clock_and_numbers_the_paper(dossier: Dossier) -> None:
    notice = notice_desk.ask(world.hanh(), dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.SUPPLEMENT_ASKED, world.NOON)
    assert (notice.serial, notice.year, notice.agency_id, notice.form_set) == (1, 2019, "UB-633", "01/2018")
    stored = DossierNotice.objects.prefetch_related("papers").get(pk=notice.pk)
    assert [(paper.name, paper.kind, paper.count) for paper in stored.papers.all()] == [
        (notice_desk.BIRTH.name, "certified", 1),
        (notice_desk.PHOTO.name, "copy", 2),
    ]
    line = last(dossier)
    assert line.data == {
        "notice": str(notice.pk),
        "kind": "supplement",
        "number": "1/HDHS",
        "form_set": "01/2018",
        "papers": 3,
        "fetch_by_post": True,
    }
    assert line.flags == []
    assert list(DOSSIERS.differences()) == []


def test_nothing_that_was_written_reaches_the_ledger_or_stands_readable_in_the_tables(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    lines = json.dumps(list(Line.objects.values_list("data", flat=True)), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(n::text, '') FROM dossiers_dossiernotice n")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(n::text, '') FROM dossiers_noticepaper n")
        rows += cursor.fetchone()[0]
    for words in ("Rơ Châm Y Bôn", "khai sinh", "máy lẻ"):
        assert words not in lines + rows


def test_the_post_s_hand_in_is_not_needed_when_the_citizen_comes(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier, fetch_by_post=False)
    commands.resume_dossier(actor=world.hanh(), code=dossier.code, because="papers_received")
    line = last(dossier)
    assert (line.action, line.to_state, line.data["because"], line.flags) == ("resume", "4", "papers_received", [])


def test_a_request_made_by_mistake_is_put_right_by_a_line_and_stays(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    commands.resume_dossier(actor=world.hanh(), code=dossier.code, because="asked_by_mistake")
    assert last(dossier).flags == ["corrected"]
    assert DossierNotice.objects.filter(dossier=dossier).count() == 1


def test_a_reason_for_going_on_must_fit_the_state(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    with pytest.raises(Invalid) as refused:
        commands.resume_dossier(actor=world.hanh(), code=dossier.code, because="duty_met")
    assert problem(refused, "because") == "unknown_reason"


def test_a_second_request_needs_its_reason_and_leaders_see_it(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    commands.resume_dossier(actor=world.hanh(), code=dossier.code)
    with pytest.raises(AskedBefore) as refused:
        notice_desk.ask(world.hanh(), dossier)
    assert "1 lần" in refused.value.detail()
    again = notice_desk.ask(world.hanh(), dossier, again="papers_unfit")
    assert again.serial == 2, "the refused one has taken no number"
    line = last(dossier)
    assert (line.flags, line.data["again"]) == (["extra_request"], "papers_unfit")


def test_a_new_day_is_due_when_the_office_closes_and_the_old_one_is_kept(dossier: Dossier) -> None:
    before = dossier.due_at
    notice = notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 15))
    dossier.refresh_from_db()
    assert dossier.state == DossierState.RECEIVED
    assert dossier.due_at == datetime(2019, 8, 15, 10, tzinfo=UTC)
    assert (notice.old_due_at, notice.new_due_at) == (before, dossier.due_at)
    line = last(dossier)
    assert (line.from_state, line.to_state, line.data["number"]) == ("2", "2", "1/PXL")
    assert datetime.fromisoformat(line.data["due_at"]) == dossier.due_at
    assert list(DOSSIERS.differences()) == []


def test_a_pause_moves_a_new_appointment_on_as_it_does_the_first(dossier: Dossier) -> None:
    notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 15))
    notice_desk.ask(world.hanh(), dossier)
    with time_machine.travel(world.NOON + 2 * DAY, tick=False):
        commands.resume_dossier(actor=world.hanh(), code=dossier.code)
    dossier.refresh_from_db()
    assert dossier.due_at == datetime(2019, 8, 19, 10, tzinfo=UTC), "two working days, over a weekend"
    assert list(DOSSIERS.differences()) == []


def test_a_third_appointment_is_refused_unless_somebody_answers_for_it(dossier: Dossier) -> None:
    notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 15))
    with pytest.raises(ReappointedBefore) as refused:
        notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 20))
    assert refused.value.code == "reappointed_before"
    notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 20), again="by_leader")
    assert last(dossier).flags == ["extra_reappointment"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2019, 8, 5), "in_the_past"),
        (date(2019, 7, 1), "in_the_past"),
        (date(2019, 8, 8), "not_later"),
        (date(2019, 8, 10), "day_off"),
        (date(2019, 9, 2), "day_off"),
        (date(2031, 1, 6), "calendar_ends"),
    ],
)
def test_a_new_day_must_be_one_on_which_somebody_can_come(dossier: Dossier, day: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        notice_desk.reappoint(world.hanh(), dossier, day)
    assert problem(refused, "new_day") == code
    assert not DossierNotice.objects.exists()


def test_stopping_stands_still_until_it_goes_on(dossier: Dossier) -> None:
    due = dossier.due_at
    notice_desk.stop(world.hanh(), dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.STOPPED, world.NOON)
    with time_machine.travel(world.NOON + DAY, tick=False):
        commands.resume_dossier(actor=world.hanh(), code=dossier.code, because="ground_gone")
    dossier.refresh_from_db()
    assert due is not None
    assert dossier.due_at == due + DAY


def test_what_has_just_come_in_may_be_declined_and_that_is_the_end(dossier: Dossier) -> None:
    notice_desk.refuse(world.hanh(), dossier)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.NOT_ACCEPTED
    with pytest.raises(WrongState):
        notice_desk.stop(world.hanh(), dossier)


def test_what_is_already_worked_on_cannot_be_declined(dossier: Dossier) -> None:
    commands.process_dossier(actor=world.hanh(), code=dossier.code)
    with pytest.raises(WrongState):
        notice_desk.refuse(world.hanh(), dossier)
    assert not DossierNotice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"papers": ()}, "papers", "required"),
        ({"papers": tuple([notice_desk.BIRTH] * 61)}, "papers", "too_many"),
        ({"papers": (Paper("…", "copy", 1),)}, "papers[0].name", "required"),
        ({"papers": (Paper("Ảnh", "scan", 1),)}, "papers[0].kind", "unknown_kind"),
        ({"papers": (Paper("Ảnh", "copy", 0),)}, "papers[0].count", "out_of_range"),
        ({"papers": (Paper("Ảnh\x07", "copy", 1),)}, "papers[0].name", "control_characters"),
        ({"reason": "  "}, "reason", "required"),
        ({"reason": "!!!"}, "reason", "required"),
        ({"reason": "ă" * 5000}, "reason", "too_long"),
        ({"reason": "Thiếu\x00giấy"}, "reason", "control_characters"),
        ({"reason": "Thiếu\ue000giấy"}, "reason", "control_characters"),
        ({"contact": "x" * 201}, "contact", "too_long"),
        ({"respond_on": date(2019, 8, 4)}, "respond_on", "in_the_past"),
        ({"respond_on": date(2021, 8, 4)}, "respond_on", "too_far"),
        ({"again": "because"}, "again", "unknown_reason"),
    ],
)
def test_what_is_wrong_is_said_by_field_in_both_languages_and_nothing_is_written(
    dossier: Dossier, changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        notice_desk.ask(world.hanh(), dossier, **changes)
    said = refused.value.fields[field][0]
    assert (said.code, bool(said.vi), bool(said.en)) == (code, True, True)
    assert said.vi != said.en
    assert Line.objects.filter(stream_id=dossier.pk).count() == 1
    assert not DossierNotice.objects.exists()


def test_a_reason_of_exactly_the_longest_length_with_line_breaks_is_kept(dossier: Dossier) -> None:
    reason = ("Thiếu giấy tờ.\r\n" * 200)[:2000].strip()
    notice = notice_desk.ask(world.hanh(), dossier, reason=reason)
    assert DossierNotice.objects.get(pk=notice.pk).reason == reason.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("who", "refusal"), [("lan", NotAllowed), ("tinh", NotAllowed), ("minh", NotThere), ("thuy", NotThere)]
)
@pytest.mark.parametrize("write", [notice_desk.ask, notice_desk.refuse, notice_desk.stop])
def test_only_the_committee_writes_to_its_citizens(
    dossier: Dossier, who: str, refusal: type[Refused], write: Callable[..., DossierNotice]
) -> None:
    with pytest.raises(refusal):
        write(getattr(world, who)(), dossier)
    assert not DossierNotice.objects.exists()


def test_no_list_stops_a_case_without_a_paper(dossier: Dossier) -> None:
    outcomes = move_dossiers(actor=world.hanh(), acts=[DossierAct(dossier.code, "stop", world.NOON)])
    assert isinstance(outcomes[0], NeedsNotice)


def test_numbers_run_without_a_gap_by_agency_kind_and_year() -> None:
    cases = [each for each in desk.lodge_many(world.hanh(), desk.many(4)) if isinstance(each, Dossier)]
    assert [notice_desk.ask(world.hanh(), case).serial for case in cases[:2]] == [1, 2]
    with pytest.raises(WrongState):
        notice_desk.ask(world.hanh(), cases[0], again="papers_unfit")
    assert notice_desk.stop(world.hanh(), cases[2]).serial == 1
    with time_machine.travel(datetime(2020, 1, 2, 3, tzinfo=UTC), tick=False):
        first = notice_desk.ask(world.hanh(), cases[3])
    assert (first.year, first.serial) == (2020, 1)


def test_writing_takes_few_statements_however_many_papers() -> None:
    cases = [each for each in desk.lodge_many(world.hanh(), desk.many(3)) if isinstance(each, Dossier)]
    actor = world.hanh()
    notice_desk.ask(actor, cases[0])
    counts = []
    for case, papers in ((cases[1], (notice_desk.BIRTH,)), (cases[2], (notice_desk.BIRTH,) * 60)):
        with CaptureQueriesContext(connection) as seen:
            notice_desk.ask(actor, case, papers=papers)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20, counts


def test_postgresql_keeps_the_shape_of_notices(dossier: Dossier) -> None:
    notice = notice_desk.stop(world.hanh(), dossier)
    for wrong in ({"kind": "letter"}, {"kind": NoticeKind.APOLOGY}, {"fetch_by_post": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DossierNotice.objects.filter(pk=notice.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePaper.objects.create(notice=notice, position=1, name="Ảnh", kind="copy", count=0)
