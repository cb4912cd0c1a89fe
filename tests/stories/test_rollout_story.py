"""KBang from nothing to accepted; it stops, turns back, is reminded, is helped and comes back; the province reports."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from delegation.establishment.commands.publishing import publish_procedures, withdraw_publications
from delegation.establishment.commands.staffing import appoint
from delegation.establishment.commands.training import record_training
from delegation.mandates import commands as mandates
from delegation.registry.models import OfficeKind
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor, Role
from postal_services.clock import VN
from postal_services.ledger import checkpoints
from postal_services.ledger.models import Line
from tests.cast import Cast, lodging, taken
from tests.establishment.desk import appointing, attachment, publishing, training
from tests.journey.conftest import signed_in
from tests.mandates import world
from tests.properties.half_year import third_district
from tests.properties.reporting import QUARTER, approved, drawn_up
from tests.rollout.world import CODE, load_notice
from tests.stories.telling import Story, names_nobody, told
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.states import Verdict
from tracking.measures import reader
from tracking.reports import checking, issuing
from tracking.reports.commands import deciding, making, verifying
from tracking.reports.models import Report, Verification
from tracking.reports.refusals import ReportFrozen, SamePerson
from tracking.rollout import evidence
from tracking.rollout.commands import acceptances, obstacles, reminders
from tracking.rollout.commands.set_rule import RuleSetting, set_rule
from tracking.rollout.refusals import NotShownYet
from tracking.rollout.steps import Aim

KBANG = Aim(CODE, "2", "625")
BOARD = f"/trien-khai/{CODE}/2"
WORDS = "Đường truyền ở bưu điện KBang mất liên tục, chị Đinh Thị Pơm báo 0905000625"
NAMES = ("Đinh", "Pơm", "0905000625", "Rơ Châm", "H'Nhung", "Người lập")


@dataclass(frozen=True, slots=True)
class People:
    """Who acts: KBang's officer, its clerk and supervisor, and two officers of the province."""

    quy: Actor
    hoa: Actor
    sam: Actor
    tinh: Actor
    dung: Actor


def people(cast: Cast) -> People:
    """The new district and the second officer of the province."""
    post = OfficeKind.DISTRICT_POST
    return People(
        quy=world.person("quy", "UB-625", OfficeKind.ONE_STOP, "625", Role.OFFICER),
        hoa=world.person("hoa", "BC-625", post, "625", Role.CLERK),
        sam=world.person("sam", "BC-625", post, "625", Role.SUPERVISOR),
        tinh=cast.tinh,
        dung=world.person("dung", "UB-64", OfficeKind.PROVINCE, "64", Role.PROVINCE),
    )


def test_a_district_from_nothing_to_accepted_back_and_forth_and_what_the_province_reports(committed_cast: Cast) -> None:
    third_district()
    load_notice()
    who = people(committed_cast)
    with told(committed_cast) as story:
        nothing_is_there(who)
        everything_is_made_ready(story, who)
        it_is_accepted(story, who)
        it_stops_and_turns_back(story)
        it_is_reminded_once(story, who)
        an_obstacle_is_answered(story, who)
        it_comes_back(story, who)
        report = the_quarter_is_reported(story, who)
        what_comes_later_changes_nothing(story, who, report)
        assert names_nobody(NAMES)


def met() -> set[str]:
    """What KBang shows today."""
    target = evidence.progress().target("625")
    assert target is not None
    return {each.key for each in target.evidence if each.met}


def on(story: Story, day: date) -> None:
    """Half past eight of a day."""
    story.time.move_to(datetime.combine(day, time(8, 30), VN))


def board(day: date) -> str:
    """The public board as of a day."""
    answer = Client().get(BOARD, {"ngay": day.isoformat()})
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(day: date) -> tuple[int, int]:
    """How many are complete, and how much KBang shows, as the public board of a day says."""
    text = board(day)
    whole = re.search(r'data-complete="(\d+)"', text)
    row = re.search(r'<tr data-unit="625" data-met="(\d+)"', text)
    assert whole is not None
    assert row is not None
    return int(whole[1]), int(row[1])


def sends(who: People, count: int) -> None:
    """Citizens hand in, the results are ready, the post signs for them."""
    outcomes = lodge_dossiers(actor=who.quy, lodgings=[lodging("625") for _ in range(count)])
    codes = [each.code for outcome in outcomes for each in taken(outcome).items]
    listed = hand_overs.draft_hand_over(actor=who.quy, giver="UB-625", receiver="BC-625", items=codes)
    hand_overs.propose_hand_over(actor=who.quy, code=listed.code)
    found = hand_overs.CounterSignature(dict.fromkeys(codes, Verdict.RECEIVED))
    hand_overs.countersign_hand_over(actor=who.hoa, code=listed.code, signature=found)


def nothing_is_there(who: People) -> None:
    """On the first day KBang has shown nothing; the province says what a small district has to show."""
    assert met() == set()
    assert shown(date(2019, 8, 5)) == (0, 0)
    for kind, parameters in (
        ("procedures_published", {"least": 2}),
        ("sustained_use", {"dossiers": 3, "days": 20, "share_on_time_percent": 80}),
    ):
        setting = RuleSetting(
            directive=CODE, ask="2", kind=kind, valid_from=date(2019, 8, 6), basis="12/QĐ-UBND", parameters=parameters
        )
        set_rule(actor=who.tinh, setting=setting)


def everything_is_made_ready(story: Story, who: People) -> None:
    """A mandate, announcements, people, a device, a training, and the first results that go by post."""
    on(story, date(2019, 8, 6))
    drafting = world.drafting(
        "46/VBCG-UBND", committee="UB-625", post_office="BC-625", effective_from=date(2019, 8, 6), effective_to=None
    )
    mandate = mandates.draft_mandate(actor=who.quy, drafting=drafting)
    mandates.sign_mandate(actor=who.quy, mandate=mandate.id, signed_on=date(2019, 8, 6))
    mandates.put_in_force(actor=who.quy, mandate=mandate.id)
    assert met() == {"mandate_signed"}
    publish_procedures(who.quy, publishing(committee="UB-625"))
    officer = appoint(who.tinh, _appointing("UB-625", Role.OFFICER, "dinh.pom", "Đinh Thị Pơm")).post
    clerk = appoint(who.sam, _appointing("BC-625", Role.CLERK, "dinh.bri", "Đinh Brí")).post
    device = accounts.issue_enrolment_code(who.sam, "BC-625", "Máy quét quầy 1")
    accounts.enrol_device(device.code, "127.0.0.1")
    assert met() == {"mandate_signed", "procedures_published", "offices_staffed", "devices_enrolled"}
    pupils = (officer.user_id, clerk.user_id)
    record_training(who.quy, training(pupils, offices=("UB-625", "BC-625"), on=date(2019, 8, 6)))
    story.hours_pass(3)
    sends(who, 4)
    assert met() == set(evidence.ITEM_TWO) - {"accepted_by_province"}


def _appointing(office: str, role: Role, username: str, full_name: str) -> Any:
    return appointing(office=office, role=role, username=username, full_name=full_name, valid_from=date(2019, 8, 6))


def it_is_accepted(story: Story, who: People) -> None:
    """Not before everything is shown: Pleiku has only a mandate; KBang is complete from the day of the document."""
    on(story, date(2019, 8, 8))
    paper = acceptances.Accepting("21/QĐ-UBND", date(2019, 8, 8), attachment())
    with pytest.raises(NotShownYet):
        acceptances.accept_target(actor=who.tinh, aim=Aim(CODE, "2", "622"), accepting=paper)
    acceptances.accept_target(actor=who.tinh, aim=KBANG, accepting=paper)
    assert met() == set(evidence.ITEM_TWO)
    assert (shown(date(2019, 8, 7)), shown(date(2019, 8, 8))) == ((0, 7), (1, 8))


def it_stops_and_turns_back(story: Story) -> None:
    """Twenty days after the last result the window of use is empty."""
    on(story, date(2019, 8, 26))
    assert evidence.regressions(date(2019, 8, 25)) == ()
    (back,) = evidence.regressions(date(2019, 8, 26))
    assert (back.place.code, back.complete_from, back.lost_on) == ("625", date(2019, 8, 8), date(2019, 8, 26))
    assert [(each.key, each.reason) for each in back.missing] == [("sustained_use", "too_few_dossiers")]
    assert (shown(date(2019, 8, 25)), shown(date(2019, 8, 26))) == ((1, 8), (0, 7))
    gone = Client().get(BOARD, {"ngay": "2019-08-26", "xem": "lui"}).content.decode()
    assert re.findall(r'<tr data-unit="(\w+)"', gone) == ["625"]


def it_is_reminded_once(story: Story, who: People) -> None:
    """Whoever presses the button again that week sends nothing."""
    on(story, date(2019, 8, 27))
    wanted = reminders.Reminding(CODE, "2", ("625",), "sustained_use")
    first = reminders.send_reminders(actor=who.tinh, reminding=wanted)
    again = reminders.send_reminders(actor=who.dung, reminding=wanted)
    assert (len(first.sent), len(again.sent), len(again.before)) == (1, 0, 1)
    assert Line.objects.filter(machine="reminder").count() == 1


def an_obstacle_is_answered(story: Story, who: People) -> None:
    """KBang says why, with a file; the province answers; what was written stays out of the ledger."""
    on(story, date(2019, 8, 28))
    said = obstacles.Report("network", WORDS, "sustained_use", document=attachment("Bien ban su co", "Biên bản.pdf"))
    code = obstacles.report_obstacle(actor=who.quy, aim=KBANG, report=said).code
    in_the_way = Client().get(BOARD, {"ngay": "2019-08-28", "xem": "vuong-mac"}).content.decode()
    assert re.findall(r'<tr data-unit="(\w+)"', in_the_way) == ["625"]
    assert "Pơm" not in in_the_way
    on(story, date(2019, 8, 30))
    obstacles.take_obstacle(actor=who.tinh, code=code)
    obstacles.answer_obstacle(actor=who.tinh, code=code, answer=obstacles.Answer("Đã kéo đường truyền mới."))
    obstacles.close_obstacle(actor=who.quy, code=code)
    actions = Line.objects.filter(machine="obstacle").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["report", "take", "answer", "close"]


def it_comes_back(story: Story, who: People) -> None:
    """With results that go by post again, and once more before the year is over."""
    on(story, date(2019, 10, 7))
    sends(who, 4)
    assert shown(date(2019, 10, 7)) == (1, 8)
    assert shown(date(2019, 9, 30)) == (0, 7)
    on(story, date(2019, 12, 16))
    assert "sustained_use" not in met()
    sends(who, 5)
    assert met() == set(evidence.ITEM_TWO)


def the_quarter_is_reported(story: Story, who: People) -> Report:
    """Drawn up by one, approved by another, frozen, sealed and verified."""
    on(story, date(2020, 1, 6))
    code = drawn_up(who.tinh)
    with pytest.raises(SamePerson):
        deciding.approve_report(actor=who.tinh, code=code)
    report = approved(who.tinh, who.dung, code)
    told = report.tree.progress
    assert (told.units, told.complete, told.complete_before) == (3, 1, 0)
    assert (told.pieces, told.pieces_before) == (8 + 1 + 1, 7 + 1 + 1)
    frozen = deciding.freeze_report(actor=who.tinh, code=report.code, number="3/BC-STTTT")
    with pytest.raises(ReportFrozen):
        making.request_draft(actor=who.tinh, directive=CODE, quarter=QUARTER)
    checkpoints.seal()
    assert verified(who, frozen).late == 0
    return frozen


def verified(who: People, report: Report) -> Verification:
    """The report held against the ledger anew: its line, the chain, and its figures to the letter."""
    owed = verifying.request_verification(actor=who.dung, code=report.code)
    assert verifying.verify_next() == owed.pk
    found = Verification.objects.get(pk=owed.pk)
    assert (found.figures_hold, found.chain_holds, found.recomputed, found.differences) == (True, True, True, [])
    return found


def paper(report: Report) -> bytes:
    """The report as it is printed."""
    out = io.BytesIO()
    issuing.pdf(Report.objects.get(pk=report.pk), out)
    return out.getvalue()


def what_comes_later_changes_nothing(story: Story, who: People, report: Report) -> None:
    """Two announcements turn out to have been withdrawn in December: the board of that day is put right, the frozen
    report stays, and its verification says that something came in since.
    """
    before, day = paper(report), date(2019, 12, 31)
    assert shown(day) == (1, 8)
    on(story, date(2020, 1, 7))
    reader.catch_up()
    published = list(publishing().posted_days)
    withdraw_publications(who.quy, "UB-625", published, reason="Thông báo đã hết hiệu lực", on=day)
    assert shown(day) == (0, 7)
    stays = Report.objects.get(pk=report.pk)
    assert (stays.sha256, stays.figures, stays.state) == (report.sha256, report.figures, "frozen")
    assert stays.tree.progress.complete == 1
    assert paper(report) == before
    assert verified(who, report).late == len(published)
    assert list(checking.late(stays)) == [("publication", "withdraw", len(published))]
    page = signed_in(who.dung).get(f"/bao-cao/{report.code}/kiem-tra").content.decode()
    assert report.sha256 in page
    assert re.search(rf"\b{len(published)}\b", page.split("ghi sau", 1)[-1])
    with time_machine.travel(datetime(2020, 3, 2, 9, tzinfo=VN), tick=False):
        assert verified(who, report).late == len(published)
