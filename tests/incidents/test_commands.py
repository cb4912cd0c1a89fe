"""Acts on incidents, complaints and compensation: what is refused, by which code, with nothing written then."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from postal_services.ledger.projections import StateOf
from tests import cast as play
from tests.cast import NOON, Cast
from tests.incidents.conftest import kinds, mai, missing, read, sweep
from tracking.incidents.commands import compensate, complain, handle, lose, report
from tracking.incidents.models import Compensation, Complaint, Incident
from tracking.incidents.projections import COMPENSATIONS, COMPLAINTS, INCIDENTS
from tracking.incidents.reckoning import add_months, limitation
from tracking.incidents.refusals import NotYourIncident

SEARCHED = NOON + timedelta(days=9)


def damaged(cast: Cast) -> Incident:
    code = play.at_post(cast)[0]
    play.scan(cast.lan, code, "damage")
    read()
    return Incident.objects.get(kind="damaged", item__code=code)


def lines() -> int:
    return Line.objects.count()


def refused(kind: type[Refused], act: Callable[[], Any]) -> Refused:
    """The act is refused and no line is written."""
    before = lines()
    with pytest.raises(kind) as caught:
        act()
    assert lines() == before
    assert caught.value.detail("vi") != caught.value.detail("en")
    return caught.value


def ledger_agrees() -> bool:
    projections: list[StateOf] = [INCIDENTS, COMPLAINTS, COMPENSATIONS]
    return not [difference for each in projections for difference in each.differences()]


def test_an_incident_of_another_office_is_not_there(people: Cast) -> None:
    incident = damaged(people)
    refused(NotThere, lambda: handle.take_incident(actor=people.minh, code=incident.code))
    refused(NotThere, lambda: handle.resolve_incident(actor=people.hanh, code=incident.code, resolution="resealed"))
    told = refused(NotAllowed, lambda: handle.take_incident(actor=mai(), code=incident.code))
    assert told.code == "not_your_incident"
    assert handle.take_incident(actor=people.tinh, code=incident.code).owner_id == people.tinh.user_id


def test_it_is_resolved_once_and_with_a_code_of_its_kind(people: Cast) -> None:
    incident = damaged(people)
    for code in ("", "codes_given", "x" * 50):
        told = refused(Invalid, partial(handle.resolve_incident, actor=people.lan, code=incident.code, resolution=code))
        assert told.fields["resolution"][0].code == "unknown_resolution"
    told = refused(Invalid, lambda: handle.resolve_incident(actor=people.lan, code=incident.code, resolution="other"))
    assert told.fields["note"][0].code == "required"
    handle.resolve_incident(actor=people.lan, code=incident.code, resolution="resealed", note="Đã dán lại")
    twice = refused(
        Refused, lambda: handle.resolve_incident(actor=people.lan, code=incident.code, resolution="resealed")
    )
    assert (twice.code, twice.facts["state"]) == ("incident_moved", "Đã giải quyết")
    assert Line.objects.filter(subject=incident.pk, action="resolve").get().data["resolution"] == "resealed"
    assert ledger_agrees()


def test_a_resolved_incident_opens_again_with_words_and_a_new_deadline(people: Cast) -> None:
    incident = damaged(people)
    refused(Refused, lambda: handle.reopen_incident(actor=people.lan, code=incident.code, note="Còn nữa"))
    handle.resolve_incident(actor=people.lan, code=incident.code, resolution="no_fault")
    refused(Invalid, lambda: handle.reopen_incident(actor=people.lan, code=incident.code, note=" "))
    later = NOON + timedelta(days=3)
    again = handle.reopen_incident(actor=people.may, code=incident.code, note="Còn nữa", now=later)
    assert (again.state, again.resolution, again.closed_at, again.due_at > later) == ("reopened", "", None, True)


def test_only_a_colleague_of_the_office_is_given_an_incident(people: Cast) -> None:
    incident = damaged(people)
    for name in ("minh", "bao", "", "nobody"):
        told = refused(Invalid, partial(handle.give_incident, actor=people.lan, code=incident.code, to=name))
        assert told.fields["to"][0].code == "not_a_colleague"
    given = handle.give_incident(actor=people.lan, code=incident.code, to="may")
    assert (given.owner_id, given.state) == (people.may.user_id, "taken")


def test_a_missing_item_cannot_be_closed_as_found_while_it_is_searched_for(people: Cast) -> None:
    incident = missing(people)
    assert incident.item is not None
    told = refused(Refused, lambda: handle.resolve_incident(actor=people.lan, code=incident.code, resolution="found"))
    assert (told.code, told.facts["item"]) == ("still_missing", incident.item.code)
    play.scan(people.lan, incident.item.code, "find")
    assert sweep(NOON).cleared == 1
    assert kinds() == []


def test_reporting_by_hand_needs_a_kind_words_and_an_item_one_may_see(people: Cast) -> None:
    code = play.at_post(people)[0]

    def tell(actor: Any = people.lan, **changes: str) -> Incident:
        fields = {"kind": "wrong_content", "item": code, "office": "BC-633", "words": "Sai hồ sơ", **changes}
        return report.report_incident(actor=actor, report=report.Report(**fields))

    assert refused(Invalid, lambda: tell(kind="late_leg")).fields["kind"][0].code == "unknown_kind"
    assert refused(Invalid, lambda: tell(words=" ")).fields["words"][0].code == "required"
    refused(NotThere, lambda: tell(item="HC000000000VN"))
    refused(NotThere, lambda: tell(office="BC-622"))
    refused(NotThere, lambda: tell(people.minh, office="BC-622"))
    first = tell()
    assert tell(people.may).pk == first.pk, "the open one is given back"
    said = lines()
    added = tell(people.may, words="Có cả giấy khai sinh của người khác")
    assert (added.pk, lines()) == (first.pk, said + 1)
    added.refresh_from_db()
    assert added.report.startswith("Sai hồ sơ\n[")
    assert "BC-633] Có cả giấy khai sinh của người khác" in added.report
    assert tell(words="Có cả giấy khai sinh của người khác").pk == first.pk
    assert lines() == said + 1, "the same words twice are one report"
    assert ledger_agrees()


def test_an_item_is_declared_lost_by_the_supervisor_once_the_search_is_over(people: Cast) -> None:
    incident = missing(people)
    refused(NotAllowed, lambda: lose.declare_lost(actor=people.lan, code=incident.code, now=SEARCHED))
    told = refused(Refused, lambda: lose.declare_lost(actor=people.may, code=incident.code))
    assert (told.code, told.facts["until"]) == ("search_still_running", "17:00 ngày 12/08/2019")
    lost = lose.declare_lost(actor=people.may, code=incident.code, now=SEARCHED)
    assert incident.item is not None
    assert (lost.state, lost.resolution, play.item(incident.item.code).state) == ("resolved", "declared_lost", "lost")
    case = Compensation.objects.get()
    assert (case.state, case.multiple, case.limit) == ("proposed", 4, 5 * case.charge)
    assert refused(Refused, lambda: lose.declare_lost(actor=people.may, code=incident.code, now=SEARCHED))
    assert ledger_agrees()


def test_what_is_not_missing_is_not_declared_lost(people: Cast) -> None:
    incident = damaged(people)
    told = refused(Refused, lambda: lose.declare_lost(actor=people.may, code=incident.code, now=SEARCHED))
    assert told.code == "not_missing"


def complaint(cast: Cast, code: str, now: datetime = NOON, **changes: Any) -> Complaint:
    told = complain.Complaining(**{"subject": "late", "words": "Chậm quá", **changes})
    return complain.lodge_complaint(actor=cast.lan, dossier=play.item(code).dossier.code, complaining=told, now=now)


@pytest.mark.parametrize(("inter", "due"), [(False, date(2019, 8, 12)), (True, date(2019, 8, 14))])
def test_a_complaint_is_answered_within_five_or_seven_working_days(people: Cast, inter: bool, due: date) -> None:
    made = complaint(people, play.at_post(people)[0], inter_province=inter)
    assert made.due_at.date() == due
    assert (made.incident.kind, made.incident.due_at, made.office_id) == ("complaint", made.due_at, "BC-633")


def test_a_complaint_after_six_months_is_refused_with_the_dates(people: Cast) -> None:
    code = play.at_post(people)[0]
    ends = limitation(play.item(code).dossier_id, NOON)
    assert ends is not None
    assert (ends.ended, ends.last) == (date(2019, 8, 7), date(2020, 2, 7))
    last = datetime(2020, 2, 7, 16, 0, tzinfo=NOON.tzinfo)
    assert complaint(people, code, now=last - timedelta(hours=1)).possible_to == ends.last
    told = refused(Refused, lambda: complaint(people, code, now=last + timedelta(hours=2)))
    assert told.code == "complaint_too_late"
    assert (told.facts["ended"], told.facts["last"]) == ("07/08/2019", "07/02/2020")
    assert "07/02/2020" in told.detail("en")


def test_nothing_carried_yet_has_no_limitation(people: Cast) -> None:
    code = play.lodge(people)[0]
    assert complaint(people, code, now=NOON + timedelta(days=300)).possible_to is None


def test_a_month_too_short_ends_on_its_last_day() -> None:
    assert add_months(date(2019, 8, 31), 6) == date(2020, 2, 29)
    assert add_months(date(2019, 12, 15), 1) == date(2020, 1, 15)


def test_a_complaint_about_a_foreign_case_is_not_there(people: Cast) -> None:
    code = play.lodge(people, district="622")[0]
    refused(NotThere, lambda: complaint(people, code))
    dossier = play.item(code).dossier.code
    told = complain.Complaining("late", "Chậm")
    mine = play.item(play.at_post(people)[0]).dossier.code
    refused(NotAllowed, lambda: complain.lodge_complaint(actor=people.tien, dossier=mine, complaining=told))
    assert complain.lodge_complaint(actor=mai(), dossier=dossier, complaining=told).office_id == "BC-622"


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"subject": "x"}, "subject", "unknown_subject"),
        ({"channel": "x"}, "channel", "unknown_channel"),
        ({"words": " "}, "words", "required"),
        ({"words": "x" * 5000}, "words", "too_long"),
        ({"item": "HC123456785VN"}, "item", "not_of_this_case"),
    ],
)
def test_a_complaint_that_cannot_be_meant_is_told_why(
    people: Cast, changes: dict[str, Any], field: str, problem: str
) -> None:
    code = play.at_post(people)[0]
    assert refused(Invalid, lambda: complaint(people, code, **changes)).fields[field][0].code == problem


def test_a_complaint_is_answered_once_and_its_incident_ends_with_it(people: Cast) -> None:
    made = complaint(people, play.at_post(people)[0])

    def answer(outcome: str = "justified", words: str = "Xin lỗi", actor: Any = people.lan) -> Complaint:
        return complain.answer_complaint(actor=actor, code=made.code, outcome=outcome, answer=words)

    refused(NotThere, lambda: answer(actor=people.minh))
    refused(NotYourIncident, lambda: answer(actor=people.tien))
    refused(NotYourIncident, lambda: complain.withdraw_complaint(actor=people.tien, code=made.code))
    assert refused(Invalid, lambda: answer("x")).fields["outcome"][0].code == "unknown_outcome"
    assert refused(Invalid, lambda: answer(words="")).fields["answer"][0].code == "required"
    done = answer()
    assert (done.state, done.incident.state, done.incident.resolution) == ("answered", "resolved", "answered")
    assert refused(Refused, answer).code == "complaint_moved"
    assert (
        refused(Refused, lambda: complain.withdraw_complaint(actor=people.lan, code=made.code)).code
        == "complaint_moved"
    )
    assert ledger_agrees()


def test_a_citizen_complains_on_the_page_of_the_case(people: Cast) -> None:
    item = play.item(play.at_post(people)[0])
    told = complain.Complaining("conduct", "Thái độ", channel="web")
    made = complain.lodge_complaint_from_journey(dossier=item.dossier_id, complaining=told)
    assert (made.channel, made.lodged_by, made.state) == ("web", None, "lodged")
    assert complain.withdraw_complaint(actor=people.lan, code=made.code).incident.state == "resolved"


def test_compensation_is_reckoned_shown_decided_and_paid(people: Cast) -> None:
    incident = damaged(people)
    case = compensate.propose_compensation(
        actor=people.lan, incident=incident.code, reissue_cost=8_000, evidence="BL 0001234"
    )
    assert case.limit == 5 * case.charge + 8_000
    assert (case.verified, "chưa kiểm chứng" in case.legal_basis) == (False, True)
    assert (
        refused(Refused, lambda: compensate.propose_compensation(actor=people.lan, incident=incident.code)).code
        == "compensation_exists"
    )
    assert (
        refused(Refused, lambda: compensate.pay_compensation(actor=people.lan, code=case.code, number="PC 1")).code
        == "compensation_moved"
    )

    def decide(actor: Any = people.may, **changes: Any) -> Compensation:
        given = compensate.Decision(**{"approve": True, "number": "12/QĐ", "amount": case.limit, **changes})
        return compensate.decide_compensation(actor=actor, code=case.code, decision=given)

    refused(NotAllowed, lambda: decide(people.lan))
    refused(NotThere, lambda: decide(people.minh))
    above = refused(Refused, lambda: decide(amount=case.limit + 1))
    assert (above.code, "₫" in above.facts["limit"]) == ("above_limit", True)
    assert refused(Invalid, lambda: decide(amount=0)).fields["amount"][0].code == "amount_out_of_range"
    assert refused(Invalid, lambda: decide(number="")).fields["number"][0].code == "required"
    assert refused(Invalid, lambda: decide(approve=False)).fields["basis"][0].code == "required"
    approved = decide(amount=case.limit + 1_000, basis="Thỏa thuận ngày 6/8")
    assert (approved.state, approved.amount) == ("approved", case.limit + 1_000)
    assert refused(Refused, decide).code == "compensation_moved"
    refused(Invalid, lambda: compensate.pay_compensation(actor=people.lan, code=case.code, number=" "))
    refused(NotYourIncident, lambda: compensate.pay_compensation(actor=people.tien, code=case.code, number="PC 1"))
    paid = compensate.pay_compensation(actor=people.lan, code=case.code, number="PC 0088")
    assert (paid.state, paid.payment_number) == ("paid", "PC 0088")
    actions = Line.objects.filter(subject=case.pk).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["propose", "approve", "pay"]
    assert ledger_agrees()


def test_compensation_needs_a_loss_and_documents(people: Cast) -> None:
    incident = damaged(people)

    def propose(code: str = incident.code, **changes: Any) -> Compensation:
        return compensate.propose_compensation(actor=people.lan, incident=code, **changes)

    assert refused(Refused, lambda: propose(reissue_cost=8_000)).code == "evidence_needed"
    assert refused(Invalid, lambda: propose(reissue_cost=-1)).fields["reissue_cost"][0].code == "amount_out_of_range"
    refused(NotThere, lambda: propose("SC-X"))
    play.lodge(people)
    sweep(NOON + timedelta(days=8))
    overdue = Incident.objects.get(kind="overdue")
    assert (
        refused(Refused, lambda: compensate.propose_compensation(actor=people.hanh, incident=overdue.code)).code
        == "nothing_to_compensate"
    )


def test_a_rejected_case_can_be_opened_anew(people: Cast) -> None:
    incident = damaged(people)
    case = compensate.propose_compensation(actor=people.lan, incident=incident.code)
    no = compensate.Decision(approve=False, number="13/QĐ", basis="Bao gói gửi đã rách từ đầu")
    assert compensate.decide_compensation(actor=people.may, code=case.code, decision=no).state == "rejected"
    again = compensate.propose_compensation(actor=people.lan, incident=incident.code)
    assert (again.state, again.code) == ("proposed", f"{case.code}-2")
