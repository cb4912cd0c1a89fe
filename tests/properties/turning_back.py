"""Why a piece of evidence was lost on a day: read from the lines, the rules and the calendar, not from the judges."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from delegation.mandates.models import Mandate
from postal_services import clock
from postal_services.ledger.models import Line, Stream
from tests.rollout.world import CODE
from tracking.measures.keys import Key
from tracking.measures.queries import daily
from tracking.rollout.evidence import Evidence, Look
from tracking.rollout.models import Rule

ONE_DAY = timedelta(days=1)
USED = (Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME)
MACHINES = {
    "mandate_signed": {"mandate"},
    "procedures_published": {"publication"},
    "offices_staffed": {"appointment", "mandate", "opening"},
    "devices_enrolled": {"device", "mandate", "opening"},
    "staff_trained": {"training", "appointment", "mandate", "opening"},
    "first_hand_over": set(),
    "sustained_use": {"dossier", "item", "hand_over"},
    "accepted_by_province": {"acceptance"},
}
"""What may take each kind of evidence away."""


def unexplained(look: Look, first: date, last: date) -> list[tuple[str, str, date]]:
    """The losses of a kind by a target between two days for which nothing of that day gives a reason."""
    found = []
    for target in look.progress(last).targets:
        days = _days(target.place.committee, target.place.code)
        before = {each.key: each.met for each in _of(look, target.id, first)}
        day = first + ONE_DAY
        while day <= last:
            now = {each.key: each.met for each in _of(look, target.id, day)}
            lost = [key for key, met in now.items() if before.get(key) and not met]
            found += [(target.place.code, key, day) for key in lost if not _why(target.place.committee, days, key, day)]
            before, day = now, day + ONE_DAY
    return found


def _of(look: Look, target: str, day: date) -> Iterable[Evidence]:
    return next(each.evidence for each in look.progress(day).targets if each.id == target)


def _days(committee: str, unit: str) -> dict[str, set[date]]:
    """By machine, the days on which a line speaks of the target, its offices, its mandates or its cases."""
    mandates = list(Mandate.objects.filter(committee=committee))
    offices = {committee, f"BC-{unit}", *(each.post_office_id for each in mandates)}
    streams = {
        *Stream.objects.filter(kind="office", code__in=offices).values_list("id", flat=True),
        *Stream.objects.filter(kind="target", code=f"{CODE}/2/{unit}").values_list("id", flat=True),
        *(each.pk for each in mandates),
    }
    found: dict[str, set[date]] = defaultdict(set)
    for line in Line.objects.filter(stream_id__in=streams):
        found[line.machine].add(clock.day_of(line.occurred_at))
        if line.machine == "appointment":
            told = (line.data.get(name) for name in ("from", "to"))
            found["appointment"].update(date.fromisoformat(day) for day in told if day)
    found["mandate"].update(each.effective_to + ONE_DAY for each in mandates if each.effective_to)
    return found


def _why(committee: str, days: dict[str, set[date]], key: str, day: date) -> bool:
    """Whether a line, a passed day, the window of use, or a new rule explains a loss on a day."""
    if any(day in days[machine] for machine in MACHINES[key]):
        return True
    rules = Rule.objects.filter(ask__directive=CODE, ask__number="2", kind=key)
    if rules.filter(valid_from=day).exists():
        return True
    return key == "sustained_use" and _window(committee, rules.filter(valid_from__lte=day), day)


def _window(committee: str, rules: Iterable[Rule], day: date) -> bool:
    """Whether something was counted on the day, or fell out of the window of the rule of that day."""
    rule = max(rules, key=lambda each: each.valid_from)
    sums = daily([committee], USED, day)
    gone = day - timedelta(days=rule.parameters["days"])
    return any(sums.on(committee, key, at) for key in USED for at in (day, gone))
