"""What passes between a district and the province: obstacles, acceptances, reminders, readiness, tasks, statements."""

from math import ceil

from postal_services.errors import NotThere
from tracking.measures import reader
from tracking.rollout import sweeps
from tracking.rollout.commands import acceptances, obstacles, readiness, reminders, statements, tasks
from tracking.rollout.commands.acceptances import Accepting
from tracking.rollout.commands.obstacles import Answer, Report
from tracking.rollout.commands.readiness import Commune, Declaring
from tracking.rollout.commands.reminders import Reminding
from tracking.rollout.commands.statements import Stating
from tracking.rollout.commands.tasks import Done, Verdict
from tracking.rollout.evidence import progress
from tracking.rollout.models import Obstacle, Readiness, Target, WhyNot
from tracking.rollout.states import ReadinessState
from tracking.rollout.steps import Aim
from tracking.simulation.dice import dice
from tracking.simulation.stage import Stage
from tracking.simulation.story import Act

_NOTHING_SENT = 140
"""About how many cases of a month are eligible where a district sent nothing by post."""
_WHY = {
    WhyNot.CITIZEN_DECLINED: 34,
    WhyNot.NOT_OFFERED: 24,
    WhyNot.PRICE: 14,
    WhyNot.DISTANCE: 11,
    WhyNot.ONLINE: 7,
    WhyNot.NOT_MANDATED: 6,
}
"""Why the others did not come by post, in per cent; what is left over is not said."""


def report(stage: Stage, act: Act) -> None:
    """A district reports what is in its way."""
    facts = act.facts
    said = Report(
        kind=facts["kind"],
        words=facts["words"],
        blocks=facts["blocks"],
        since=act.on,
        document=stage.document("Báo cáo khó khăn, vướng mắc của huyện"),
    )
    obstacles.report_obstacle(actor=stage.officer(act), aim=stage.aim(act), report=said, simulated=True)


def take_obstacle(stage: Stage, act: Act) -> None:
    """Somebody at the province deals with it."""
    obstacles.take_obstacle(actor=stage.province, code=_reported(stage, act).code, simulated=True)


def answer_obstacle(stage: Stage, act: Act) -> None:
    """The province answers."""
    answer = Answer(act.facts["words"], stage.document("Văn bản trả lời của tỉnh"))
    obstacles.answer_obstacle(actor=stage.province, code=_reported(stage, act).code, answer=answer, simulated=True)


def reopen_obstacle(stage: Stage, act: Act) -> None:
    """The answer did not help."""
    obstacles.reopen_obstacle(
        actor=stage.officer(act), code=_reported(stage, act).code, reason=act.facts["words"], simulated=True
    )


def close_obstacle(stage: Stage, act: Act) -> None:
    """The district is content."""
    obstacles.close_obstacle(actor=stage.officer(act), code=_reported(stage, act).code, simulated=True)


def escalate(_stage: Stage, _act: Act) -> None:
    """Obstacles past their deadline are told to the next level."""
    sweeps.escalate(simulated=True)


def _reported(stage: Stage, act: Act) -> Obstacle:
    """The obstacle that the district reported on the day ``since``; NotThere where the story has not come to it."""
    rows = Obstacle.objects.filter(target__code=act.unit, kind=act.facts["kind"], simulated=True)
    found = rows.filter(target__ask__number=stage.story.ask).order_by("reported_at").last()
    if found is None:
        raise NotThere
    return found


def accept(stage: Stage, act: Act) -> None:
    """The province accepts; where evidence is missing it needs words why, and most of the time it waits for it."""
    reader.catch_up()
    number = dice(stage.world.seed, "accepted", act.unit).randint(200, 990)
    document = stage.document("Văn bản nghiệm thu của tỉnh")
    said = Accepting(f"{number}/STTTT-BCVT (mô phỏng)", act.on, document, act.facts.get("words", ""))
    acceptances.accept_target(actor=stage.province, aim=stage.aim(act), accepting=said, simulated=True)


def withdraw_acceptance(stage: Stage, act: Act) -> None:
    """The province takes its word back."""
    words = act.facts["words"]
    acceptances.withdraw_acceptance(actor=stage.province, aim=stage.aim(act), reason=words, simulated=True)


def remind(stage: Stage, act: Act) -> None:
    """The province reminds the districts that have not shown everything, once."""
    reader.catch_up()
    now = progress(act.on, stage.story.directive, stage.story.ask)
    lagging = [target.place.code for target in now.targets if not target.complete]
    if lagging:
        said = Reminding(stage.story.directive, stage.story.ask, tuple(lagging))
        reminders.send_reminders(actor=stage.province, reminding=said, simulated=True)


def declare_ready(stage: Stage, act: Act) -> None:
    """So many per cent of a district's communes say that the one-stop software works there."""
    ask = act.facts["ask"]
    asked = Target.objects.valid_on(act.on).filter(
        ask__directive=stage.story.directive, ask__number=ask, unit__parent__code=act.unit
    )
    ready = set(
        Readiness.objects.filter(target__in=asked, state=ReadinessState.READY).values_list("target__code", flat=True)
    )
    codes = sorted(asked.values_list("code", flat=True))
    wanted = ceil(len(codes) * act.facts["share"] / 100) - len(ready)
    left = [code for code in codes if code not in ready]
    dice(stage.world.seed, "ready", act.unit).shuffle(left)
    if wanted > 0:
        readiness.declare_ready(
            actor=stage.officer(act),
            directive=stage.story.directive,
            ask=ask,
            communes=[Commune(code) for code in left[:wanted]],
            declaring=Declaring(stage.document("Biên bản đưa vào sử dụng"), act.on, f"{act.unit}/BB (mô phỏng)"),
            simulated=True,
        )


def report_done(stage: Stage, act: Act) -> None:
    """The owner of another item says that it is done."""
    done = Done(act.on, stage.document("Báo cáo hoàn thành nhiệm vụ"), number=f"{act.facts['ask']}/BC (mô phỏng)")
    tasks.report_task_done(actor=stage.province, aim=_task(stage, act), done=done, simulated=True)


def confirm_done(stage: Stage, act: Act) -> None:
    """The province confirms it."""
    tasks.decide_task(actor=stage.province, aim=_task(stage, act), verdict=Verdict(confirmed=True), simulated=True)


def _task(stage: Stage, act: Act) -> Aim:
    return Aim(stage.story.directive, act.facts["ask"], act.facts["target"])


def state(stage: Stage, act: Act) -> None:
    """A district says how many cases of the month before could have come by post, and why the others did not."""
    reader.catch_up()
    tale, month = stage.tale(act), act.facts["month"]
    target = Target.objects.valid_on(act.on).get(
        ask__directive=stage.story.directive, ask__number=stage.story.ask, code=act.unit
    )
    throws = dice(stage.world.seed, "eligible", act.unit, month)
    posted = statements.by_post(target, *statements.days_of(f"{month:%Y-%m}"))
    eligible = ceil(posted * 100 / tale.share) if posted else _NOTHING_SENT
    eligible += throws.randint(0, 1 + eligible // 12)
    rest = eligible - posted
    reasons = {why.value: rest * per_cent // 100 for why, per_cent in _WHY.items()}
    said = Stating(f"{month:%Y-%m}", eligible, reasons)
    statements.state_month(actor=stage.officer(act), aim=stage.aim(act), stating=said, simulated=True)
