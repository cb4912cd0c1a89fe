"""The agency's acts, mandates that come and go, and whoever looks after what went wrong."""

from datetime import timedelta
from typing import Any

from delegation.dossiers import commands as cases
from delegation.dossiers.notices import Reappointment, Refusal, Stop, SupplementRequest
from delegation.dossiers.validation import Paper
from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from postal_services.clock import day_of
from postal_services.ids import uuid7
from postal_services.ledger import checkpoints
from tests.properties.acts_mandates import MandateEnds
from tests.properties.dice import act, flip, one_of
from tests.properties.district import CHANCE, DISTRICTS, NUMBER, WHO
from tracking.custody.commands.scan import Scan
from tracking.incidents import sweeps
from tracking.incidents.commands import compensate, complain, handle, lose, report
from tracking.incidents.kinds import ABOUT
from tracking.incidents.models import Compensation, Complaint, Incident

STEPS = ("process_dossier", "require_financial_duty", "resume_dossier", "withdraw_dossier", "finish_dossier")
NOTICES = one_of(["supplement"] * 4 + ["refuse", "reappoint", "stop"])
WORDS = "Thiếu giấy chứng minh của bà Rơ Châm H'Nhung, số 230456789"


class AgencyActs(MandateEnds):
    """What the one-stop desk, the parties of a mandate and the exception desk do."""

    @act(4, who=WHO, number=NUMBER, step=one_of([*STEPS, "process_dossier", "give_back_result"]))
    def the_agency_moves_a_case(self, who: str, number: int, step: str) -> None:
        dossier = self.pick(self.dossiers(), number)
        if dossier is None or (step == "withdraw_dossier" and number % 3):
            return
        actor = self.right(who, self.cast.officer(dossier.committee_id[-3:]))
        self.attempt(step, getattr(cases, step), actor=actor, code=dossier.code)

    @act(4, "case:1", "case:2", "case:4", who=WHO, number=NUMBER, kind=NOTICES, chance=CHANCE)
    def the_agency_writes_to_a_citizen(self, who: str, number: int, kind: str, chance: int) -> None:
        dossier = self.pick(self.dossiers(), number)
        if dossier is None:
            return
        actor = self.right(who, self.cast.officer(dossier.committee_id[-3:]))
        facts: dict[str, Any] = {"actor": actor, "code": dossier.code}
        if kind == "supplement":
            papers = (Paper("Giấy chứng minh của bà Rơ Châm H'Nhung", "copy", 1),)
            request = SupplementRequest(
                WORDS, papers, "Chị Siu H'Bia", again="papers_unfit" if chance % 2 else "", fetch_by_post=True
            )
            self.attempt("ask_supplement", cases.ask_supplement, request=request, **facts)
        elif kind == "refuse":
            self.attempt("refuse", cases.refuse_dossier, refusal=Refusal(WORDS), **facts)
        elif kind == "reappoint":
            again = "law_changed" if chance % 2 else ""
            later = Reappointment(WORDS, day_of(self.now) + timedelta(days=20 + chance % 7), again)
            self.attempt("reappoint", cases.reappoint_dossier, reappointment=later, **facts)
        else:
            self.attempt("stop", cases.stop_dossier, stop=Stop(WORDS, "Điều 19"), **facts)

    @act(
        2,
        who=WHO,
        district=DISTRICTS,
        act=one_of(["suspend", "resume", "end", "resume", "renew"]),
        rare=CHANCE,
    )
    def a_mandate_comes_or_goes(self, who: str, district: str, act: str, rare: int) -> None:
        mandate = Mandate.objects.filter(committee=f"UB-{district}").order_by("-effective_from", "-number").first()
        if mandate is None or (act == "end" and rare < 80) or (act == "suspend" and rare < 50):
            return
        actor = self.right(who, self.cast.officer(district))
        if act == "renew":
            if mandate.state == "ended":
                self.renew(district, f"{50 + rare}/VBCG-UBND")
            return
        command = {"suspend": mandates.suspend_mandate, "resume": mandates.resume_mandate, "end": mandates.end_mandate}
        at = self.now - timedelta(minutes=rare) if rare % 3 == 0 else None
        self.attempt(f"{act}_mandate", command[act], actor=actor, mandate=mandate.id, at=at)

    @act(2, sealed=flip)
    def the_machine_room_works(self, sealed: bool) -> None:
        """The reader of the feed, the sweeps and the seal, as the timetable rings them."""
        self.read_the_feed()
        swept = sweeps.sweep(self.now)
        assert swept.failed == 0
        again = sweeps.sweep(self.now)
        assert (again.opened, again.cleared, again.failed) == (0, 0, 0), "a sweep finds the same twice"
        escalated = sweeps.escalate(self.now)
        assert escalated.failed == 0
        done = type(self).done
        done["opened_by_sweep"] += swept.opened
        done["cleared_by_sweep"] += swept.cleared
        done["escalated"] += escalated.opened
        if sealed:
            checkpoints.seal(now=self.now)

    @act(
        3,
        "incident:opened",
        "incident:taken",
        "incident:resolved",
        who=WHO,
        number=NUMBER,
        act=one_of(["take", "give", "resolve", "resolve", "reopen", "compensate"]),
    )
    def somebody_works_on_an_incident(self, who: str, number: int, act: str) -> None:
        incident = self.pick(list(Incident.objects.order_by("code")), number)
        if incident is None:
            return
        facts: dict[str, Any] = {"actor": self.right(who, self._desk(incident.office_id)), "code": incident.code}
        if act == "take":
            self.attempt("take_incident", handle.take_incident, now=self.now, **facts)
        elif act == "give":
            self.attempt("give_incident", handle.give_incident, to="may", now=self.now, **facts)
        elif act == "resolve":
            codes = ABOUT[incident.kind].codes
            resolution = codes[number % len(codes)]
            note = "Chị Siu H'Bia đã nhận lỗi"
            self.attempt(
                "resolve_incident", handle.resolve_incident, resolution=resolution, note=note, now=self.now, **facts
            )
        elif act == "reopen":
            self.attempt("reopen_incident", handle.reopen_incident, note="Ông Ksor Phước gọi", now=self.now, **facts)
        else:
            del facts["code"]
            self.attempt(
                "propose_compensation",
                compensate.propose_compensation,
                incident=incident.code,
                reissue_cost=50_000 if number % 2 else 0,
                evidence="12/CV" if number % 3 else "",
                now=self.now,
                **facts,
            )

    @act(
        3,
        "money:proposed",
        "money:approved",
        who=WHO,
        number=NUMBER,
        act=one_of(["approve", "reject", "pay", "pay"]),
    )
    def somebody_decides_a_compensation(self, who: str, number: int, act: str) -> None:
        case = self.pick(list(Compensation.objects.order_by("code")), number)
        if case is None:
            return
        facts: dict[str, Any] = {"actor": self.right(who, self._desk(case.office_id)), "code": case.code}
        if act == "pay":
            self.attempt("pay_compensation", compensate.pay_compensation, number="UNC 3/2019", now=self.now, **facts)
            return
        decision = compensate.Decision(
            act == "approve", "7/QĐ-BĐ", 10_000 + number * 5_000, "Theo đề nghị của bà H'Nhung"
        )
        self.attempt(f"{act}_compensation", compensate.decide_compensation, decision=decision, now=self.now, **facts)

    @act(2, who=WHO, number=NUMBER, act=one_of(["lodge", "lodge", "answer", "withdraw"]))
    def somebody_complains(self, who: str, number: int, act: str) -> None:
        if act == "lodge":
            dossier = self.pick(self.dossiers(), number)
            if dossier is not None:
                said = complain.Complaining("late", "Bà Rơ Châm H'Nhung chờ quá lâu, gọi 0905000777")
                actor = self.right(who, self._desk(dossier.post_office_id))
                self.attempt(
                    "lodge_complaint",
                    complain.lodge_complaint,
                    actor=actor,
                    dossier=dossier.code,
                    complaining=said,
                    now=self.now,
                )
            return
        complaint = self.pick(list(Complaint.objects.order_by("code")), number)
        if complaint is None:
            return
        facts: dict[str, Any] = {"actor": self.right(who, self._desk(complaint.office_id)), "code": complaint.code}
        if act == "answer":
            self.attempt(
                "answer_complaint",
                complain.answer_complaint,
                outcome="justified" if number % 2 else "unjustified",
                answer="Xin lỗi bà Rơ Châm H'Nhung",
                now=self.now,
                **facts,
            )
        else:
            self.attempt("withdraw_complaint", complain.withdraw_complaint, now=self.now, **facts)

    @act(1, who=WHO, number=NUMBER, kind=one_of(["damaged", "opened_seal", "wrong_content", "other"]))
    def somebody_reports_by_hand(self, who: str, number: int, kind: str) -> None:
        row = self._at(number)
        said = report.Report(kind, row.code, row.holder_office_id, "Bà Siu H'Bia thấy bì rách")
        actor = self.right(who, self._desk(row.holder_office_id))
        self.attempt("report_incident", report.report_incident, actor=actor, report=said, now=self.now)

    @act(2, who=WHO, number=NUMBER, days=one_of([0, 0, 60]))
    def an_item_is_searched_for_in_vain(self, who: str, number: int, days: int) -> None:
        row = self._at(number)
        if days == 0:
            if number % 4 == 0:
                scan = Scan(id=uuid7(), code=row.code, action="report_missing", age_ms=0)
                self._send(self._desk(row.holder_office_id), [scan])
            return
        incident = Incident.objects.standing().filter(kind="missing").order_by("code").first()
        if incident is not None:
            actor = self.right(who, self._desk(incident.office_id))
            late = self.now + timedelta(days=days if number % 2 else 0)
            self.attempt("declare_lost", lose.declare_lost, actor=actor, code=incident.code, now=late)

    def _desk(self, office: str) -> Any:
        return self.cast.may if office == "BC-633" else self.staff(office)
