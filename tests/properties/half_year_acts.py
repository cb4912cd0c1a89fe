"""What people of the three districts and the province do in the half year, rightly or wrongly, in time or late."""

from datetime import date, timedelta
from random import Random
from typing import Any

import time_machine

from delegation.establishment.commands.devices import MadeUp, enrol_many, revoke_many
from delegation.establishment.commands.publishing import Publishing, publish_procedures, withdraw_publications
from delegation.establishment.commands.staffing import Appointing, appoint, relieve
from delegation.establishment.commands.training import NewTraining, record_training, withdraw_training
from delegation.establishment.models import Training
from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from delegation.registry.models import Post
from postal_services.accounts.actors import Role
from postal_services.accounts.models import Device
from tests.cast import Cast, lodging, one, send
from tests.establishment.desk import attachment
from tests.mandates import world
from tests.properties.half_year import DISTRICTS, Life, attachment_of
from tests.rollout.world import CODE
from tests.rounds import desk as rounds
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.models import HandOver, Item
from tracking.custody.states import Verdict
from tracking.rollout import sweeps
from tracking.rollout.commands import acceptances, obstacles, readiness, reminders, statements, tasks
from tracking.rollout.commands.set_rule import RuleSetting, set_rule
from tracking.rollout.models import Obstacle
from tracking.rollout.steps import Aim

COMMUNES = ("23947", "23587")
ORDER = ("office", "user__username", "role", "valid_from")
"""Of appointments; identifiers of one moment come in no order that a seed could give."""
KINDS = ("first_hand_over", "devices_enrolled", "")
TOLD_LATE, TAKEN_BACK, UNACCEPTED = date(2019, 9, 10), date(2019, 9, 20), date(2019, 10, 15)
ENDED, FOLLOWED = date(2019, 11, 11), date(2019, 11, 20)
WEIGHTS = {
    "handed_in": 9,
    "moves_on": 8,
    "delivers": 3,
    "scanned_late": 3,
    "mandate": 4,
    "new_mandate": 2,
    "staff": 4,
    "device": 4,
    "publication": 3,
    "training": 4,
    "acceptance": 3,
    "obstacle": 6,
    "reminder": 2,
    "commune": 2,
    "statement": 3,
    "task": 2,
    "rule": 1,
}


class HalfYear(Life):
    """Half a year of acts."""

    def __init__(self, cast: Cast, seed: int, traveller: time_machine.Traveller) -> None:
        super().__init__(cast, Random(seed), traveller)

    def something_happens(self) -> None:
        """One act, and some time."""
        name = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        district = self.dice.choice((*DISTRICTS, "633"))
        getattr(self, name)(district)
        self.pass_time()

    def must_happen(self, day: date) -> None:
        """What no half year goes without: what is told late, taken back, ended, and what follows."""
        tinh = self.cast.tinh
        offices = ("UB-622", "BC-622")
        people = tuple(each.user_id for each in (self.cast.thuy, self.cast.minh) if each.user_id)
        if day == TOLD_LATE:
            file, on = attachment().pk, day - timedelta(days=30)
            told = NewTraining(offices=offices, on=on, topic="hand_over", people=people, attachment=file)
            self.attempt("train", record_training, self.cast.thuy, told)
        if day == TAKEN_BACK:
            recorded = Training.objects.filter(office="UB-622", state="recorded").order_by("held_on").last()
            if recorded is not None:
                facts = {"reason": "Danh sách không đúng", "on": day}
                self.attempt("withdraw training", withdraw_training, self.cast.thuy, recorded.pk, **facts)
        if day == ENDED:
            for found in Mandate.objects.filter(committee="UB-622", state__in=["in_force", "suspended"]):
                self.attempt("end mandate", mandates.end_mandate, actor=self.cast.thuy, mandate=found.pk)
        if day == UNACCEPTED:
            aim, reason = Aim(CODE, "2", "633"), "Huyện đã ngừng dùng."
            self.attempt("withdraw acceptance", acceptances.withdraw_acceptance, actor=tinh, aim=aim, reason=reason)
        if day == FOLLOWED:
            self.new_mandate("622")

    # cases and their results ------------------------------------------------------------------------------------------

    def handed_in(self, district: str) -> None:
        slips = [lodging(district) for _ in range(self.dice.randint(1, 3))]
        done = self.attempt("lodge", _lodge, actor=self.someone(self.officer(district)), slips=slips)
        if done and self.dice.random() < 0.8:
            self._hand_over(district)

    def moves_on(self, district: str) -> None:
        open_ones = [each for each in self.cases(district) if each.state < 9 or self.dice.random() < 0.1]
        case = self.pick(open_ones)
        if case is not None and self.dice.random() < 0.5:
            late = self.now - timedelta(hours=self.dice.choice((0, 3, 30))) if self.dice.random() < 0.5 else None
            self.finish(case.code, self.someone(self.officer(district)), late)
        else:
            self._hand_over(district)

    def _hand_over(self, district: str) -> None:
        codes = self.items(f"UB-{district}", "registered")[: self.dice.randint(1, 4)]
        actor = self.someone(self.officer(district))
        if not codes:
            return
        sides = {"giver": f"UB-{district}", "receiver": f"BC-{district}"}
        listed = self.attempt("draft list", hand_overs.draft_hand_over, actor=actor, items=codes, **sides)
        if listed is None:
            return
        self.attempt("propose list", hand_overs.propose_hand_over, actor=actor, code=listed.code)
        self.pass_time()
        waiting = HandOver.objects.filter(receiver=f"BC-{district}", state="proposed").order_by("code").first()
        if waiting is not None:
            lines = waiting.lines.values_list("item__code", flat=True)
            missing = self.dice.random() < 0.1
            found = dict.fromkeys(lines, Verdict.MISSING if missing else Verdict.RECEIVED)
            clerk = self.someone(self.clerk(district))
            signature = hand_overs.CounterSignature(found)
            command = hand_overs.countersign_hand_over
            self.attempt("sign list", command, actor=clerk, code=waiting.code, signature=signature)

    def delivers(self, _district: str) -> None:
        codes = self.items("BC-633", "accepted", "arrived")[:3]
        if not codes:
            return
        round_ = self.attempt("plan round", rounds.built, self.cast, codes)
        if round_ is None or self.attempt("take out", rounds.taken_out, self.cast, round_) is None:
            return
        for code in codes:
            if self.dice.random() < 0.7:
                self.attempt("deliver", rounds.deliver, self.cast, round_, code)
            else:
                self.attempt("fail", rounds.fail, self.cast, round_, code)
        untried = dict.fromkeys(codes, "no_time")
        self.attempt("close round", rounds.home, self.cast, round_, cash=0, untried=untried)

    def scanned_late(self, district: str) -> None:
        item = self.pick(list(Item.objects.filter(holder_office=f"BC-{district}").order_by("code")))
        if item is not None:
            ago = timedelta(hours=self.dice.choice((2, 30, 100, 400)))
            action = self.dice.choice(("damage", "report_missing", "find", "arrive"))
            found = send(self.clerk(district), [one(item.code, action, ago=ago)])[0]
            self.done[f"late scan {found.outcome}"] += 1

    # what evidence is made of -----------------------------------------------------------------------------------------

    def mandate(self, district: str) -> None:
        found = self.pick(list(Mandate.objects.filter(committee=f"UB-{district}").order_by("number")))
        if found is None:
            return
        act = self.dice.choice(("suspend", "resume", "resume", "end" if self.dice.random() < 0.15 else "resume"))
        command = {"suspend": mandates.suspend_mandate, "resume": mandates.resume_mandate, "end": mandates.end_mandate}
        at = self.now - timedelta(hours=self.dice.choice((1, 30, 100))) if self.dice.random() < 0.5 else None
        actor = self.someone(self.officer(district))
        self.attempt(f"{act} mandate", command[act], actor=actor, mandate=found.pk, at=at)

    def new_mandate(self, district: str) -> None:
        begins = self.today + timedelta(days=self.dice.randint(-4, 2))
        ends = begins + timedelta(days=self.dice.randint(5, 50)) if self.dice.random() < 0.6 else None
        drafting = world.drafting(
            self.number("VBCG-UBND"),
            committee=f"UB-{district}",
            post_office=f"BC-{district}",
            effective_from=begins,
            effective_to=ends,
        )
        actor = self.someone(self.officer(district))
        drawn = self.attempt("draft mandate", mandates.draft_mandate, actor=actor, drafting=drafting)
        if drawn is None:
            return
        signed_on = begins - timedelta(days=self.dice.randint(0, 3))
        facts = {"actor": self.officer(district), "mandate": drawn.pk}
        self.attempt("sign mandate", mandates.sign_mandate, signed_on=min(signed_on, self.today), **facts)
        if begins > self.today and self.dice.random() < 0.8:
            self.to(begins)
        self.attempt("put in force", mandates.put_in_force, **facts)

    def staff(self, district: str) -> None:
        office = self.dice.choice((f"UB-{district}", f"BC-{district}"))
        actor = self.someone(self.cast.tinh)
        if self.dice.random() < 0.5:
            role = Role.OFFICER if office.startswith("UB") else self.dice.choice((Role.CLERK, Role.POSTMAN))
            begins = self.today + timedelta(days=self.dice.choice((-20, -5, -1, 0, 0, 4)))
            ends = begins + timedelta(days=self.dice.randint(3, 60)) if self.dice.random() < 0.4 else None
            name = f"nguoi{self.dice.randint(1, 12)}"
            facts = Appointing(
                office=office,
                role=role,
                valid_from=begins,
                valid_to=ends,
                username=name,
                full_name=f"Người Thứ {name[5:]}",
            )
            self.attempt("appoint", appoint, actor, facts)
            return
        post = self.pick(list(Post.objects.filter(office=office).order_by(*ORDER)))
        if post is not None:
            self.attempt("relieve", relieve, actor, post.pk, until=self.earlier(20))

    def device(self, district: str) -> None:
        actor, office = self.someone(self.cast.tinh), f"BC-{district}"
        if self.dice.random() < 0.5:
            wanted = [MadeUp(office=office, label=f"Máy {self.dice.randint(1, 3)}")]
            self.attempt("enrol", enrol_many, actor, wanted, on=self.earlier())
            return
        used = self.pick(list(Device.objects.filter(office=office, revoked_at=None).order_by("label")))
        if used is not None:
            self.attempt("revoke", revoke_many, actor, [used], on=max(self.earlier(), used.enrolled_at.date()))

    def publication(self, district: str) -> None:
        committee = f"UB-{district}"
        actor, on = self.someone(self.officer(district)), self.earlier()
        if self.dice.random() < 0.65:
            days = {world.EXTRACT: self.dice.randint(1, 4), world.SPLIT: self.dice.randint(8, 16)}
            wanted = dict(self.dice.sample(sorted(days.items()), self.dice.randint(1, 2)))
            reason = "Hồ sơ phải xác minh" if self.dice.random() < 0.5 else ""
            announced = Publishing(committee=committee, posted_days=wanted, document_number="12/TB-UBND", reason=reason)
            self.attempt("publish", publish_procedures, actor, announced, on=on)
        else:
            procedures = [self.dice.choice((world.EXTRACT, world.SPLIT))]
            reason = self.dice.choice(("Thủ tục đã đổi", "Thủ tục đã đổi", ""))
            self.attempt("unpublish", withdraw_publications, actor, committee, procedures, reason=reason, on=on)

    def training(self, district: str) -> None:
        offices = (f"UB-{district}", f"BC-{district}")
        actor, on = self.someone(self.officer(district)), self.earlier()
        if self.dice.random() < 0.65:
            held = [
                post.user_id for post in Post.objects.filter(office__in=offices).order_by(*ORDER) if _held(post, on)
            ]
            some = self.dice.sample(held, self.dice.randint(0, len(held))) or held
            file = None if self.dice.random() < 0.1 else attachment().pk
            told = NewTraining(
                offices=offices, on=on, topic="hand_over", people=tuple(dict.fromkeys(some)), attachment=file
            )
            self.attempt("train", record_training, actor, told)
            return
        recorded = self.pick(list(Training.objects.filter(office__in=offices).order_by("held_on", "office", "state")))
        if recorded is not None:
            self.attempt("withdraw training", withdraw_training, actor, recorded.pk, reason="Ghi nhầm", on=on)

    # what districts and the province write to each other --------------------------------------------------------------

    def acceptance(self, district: str) -> None:
        aim, actor = Aim(CODE, "2", district), self.someone(self.cast.tinh)
        if self.dice.random() < 0.6:
            words = self.dice.choice(("", "Huyện xin nghiệm thu sớm."))
            paper = acceptances.Accepting(self.number("QĐ-UBND"), self.earlier(), attachment_of(), words)
            self.attempt("accept", acceptances.accept_target, actor=actor, aim=aim, accepting=paper)
        else:
            command = acceptances.withdraw_acceptance
            self.attempt("withdraw acceptance", command, actor=actor, aim=aim, reason="Huyện đã ngừng dùng.")

    def obstacle(self, district: str) -> None:
        standing = self.pick(list(Obstacle.objects.exclude(state="closed").order_by("code")))
        if standing is None or self.dice.random() < 0.3:
            told = obstacles.Report(
                self.dice.choice(("network", "staff", "fees")),
                f"Vướng mắc {self.dice.randint(1, 40)}.",
                self.dice.choice(("first_hand_over", "devices_enrolled", "")),
                self.earlier(),
            )
            actor, aim = self.someone(self.officer(district)), Aim(CODE, "2", district)
            self.attempt("report obstacle", obstacles.report_obstacle, actor=actor, aim=aim, report=told)
            return
        code, tinh = standing.code, self.someone(self.cast.tinh)
        owner = self.someone(self.officer(code.split("-")[1]))
        act = self.dice.choice(("take", "assign", "answer", "answer", "close", "reopen", "reopen", "escalate"))
        match act:
            case "take":
                self.attempt("take obstacle", obstacles.take_obstacle, actor=tinh, code=code)
            case "assign":
                given = obstacles.Assignment(self.dice.choice(("BC-64", "UB-64", "UB-999")), self.dice.randint(0, 6))
                self.attempt("assign obstacle", obstacles.assign_obstacle, actor=tinh, code=code, assignment=given)
            case "answer":
                said = obstacles.Answer(f"Trả lời {self.dice.randint(1, 40)}.")
                self.attempt("answer obstacle", obstacles.answer_obstacle, actor=tinh, code=code, answer=said)
            case "close":
                self.attempt("close obstacle", obstacles.close_obstacle, actor=owner, code=code)
            case "reopen":
                self.attempt("reopen obstacle", obstacles.reopen_obstacle, actor=owner, code=code, reason="Vẫn thế.")
            case _:
                self.done["escalated"] += sweeps.escalate(self.now)

    def reminder(self, district: str) -> None:
        codes = (district, *(("999",) if self.dice.random() < 0.1 else ()))
        wanted = reminders.Reminding(CODE, "2", codes, self.dice.choice(KINDS))
        self.attempt("remind", reminders.send_reminders, actor=self.someone(self.cast.tinh), reminding=wanted)

    def commune(self, district: str) -> None:
        commune = self.dice.choice(COMMUNES)
        if self.dice.random() < 0.6:
            given = readiness.Declaring(attachment_of(), self.earlier(), "7/CV")
            communes = [readiness.Commune(commune)]
            facts: dict[str, Any] = {"directive": CODE, "ask": "3", "communes": communes, "declaring": given}
            self.attempt("declare", readiness.declare_ready, actor=self.someone(self.cast.tinh), **facts)
        else:
            aim, actor = Aim(CODE, "3", commune), self.someone(self.officer(district))
            self.attempt("undeclare", readiness.withdraw_readiness, actor=actor, aim=aim, reason="Máy hỏng.")

    def statement(self, district: str) -> None:
        month = (self.today.replace(day=1) - timedelta(days=self.dice.choice((1, 1, 20, 40)))).strftime("%Y-%m")
        eligible = self.dice.randint(0, 60)
        reasons = {"price": self.dice.randint(0, 5)} if self.dice.random() < 0.7 else {"unheard_of": 1}
        told = statements.Stating(month, eligible, reasons)
        actor = self.someone(self.officer(district))
        self.attempt("state", statements.state_month, actor=actor, aim=Aim(CODE, "2", district), stating=told)

    def task(self, _district: str) -> None:
        aim, actor = Aim(CODE, "1b", "UB-64"), self.someone(self.cast.tinh)
        act = self.dice.choice(("report", "confirm", "reject", "withdraw"))
        if act == "report":
            done = tasks.Done(self.earlier(), attachment_of(), "9/BC")
            self.attempt("report task", tasks.report_task_done, actor=actor, aim=aim, done=done)
        elif act == "withdraw":
            self.attempt("withdraw task", tasks.withdraw_task_report, actor=actor, aim=aim, reason="Hệ thống dừng.")
        else:
            verdict = tasks.Verdict(confirmed=act == "confirm", words="Thiếu biên bản.")
            self.attempt("decide task", tasks.decide_task, actor=actor, aim=aim, verdict=verdict)

    def rule(self, _district: str) -> None:
        kind, parameters = self.dice.choice(
            (
                ("procedures_published", {"least": self.dice.randint(1, 3)}),
                ("devices_enrolled", {"least": self.dice.randint(1, 2)}),
                ("staff_trained", {"share_percent": self.dice.choice((40, 60, 100))}),
                ("sustained_use", {"dossiers": 2, "days": self.dice.choice((10, 30)), "share_on_time_percent": 40}),
                ("devices_enrolled", {"least": "many"}),
            )
        )
        begins = self.today + timedelta(days=self.dice.choice((-3, 0, 1, 5)))
        setting = RuleSetting(
            directive=CODE, ask="2", kind=kind, valid_from=begins, basis="Quyết định của tỉnh", parameters=parameters
        )
        self.attempt("set rule", set_rule, actor=self.someone(self.cast.tinh), setting=setting)


def _lodge(*, actor: Any, slips: list[Any]) -> list[Any]:
    """Lodge all of them; the refusal of the first that is refused is raised."""
    outcomes = lodge_dossiers(actor=actor, lodgings=slips)
    for each in outcomes:
        if isinstance(each, Exception):
            raise each
    return outcomes


def _held(post: Post, day: date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or day < post.valid_to)
