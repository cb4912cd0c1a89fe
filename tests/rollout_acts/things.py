"""One of each thing that districts and the province make, for the tests of doors; Notice 44 is loaded already."""

from datetime import date
from uuid import uuid4

from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_SE, DIRECTIVE
from tracking.rollout.commands.obstacles import Report, report_obstacle
from tracking.rollout.commands.readiness import Commune, Declaring, declare_ready
from tracking.rollout.commands.reminders import Reminding, send_reminders
from tracking.rollout.models import Measure, Target

Pair = tuple[dict[str, str], dict[str, str]]
"""Parts of the address of one that is there, and of one that nobody has."""


def build(cast: Cast) -> dict[str, Pair]:
    """An obstacle of Chư Sê with a file, a reminder to it, a commune of it that is ready, a task of the province."""
    report = Report("network", "Mất mạng.", document=world.document())
    code = report_obstacle(actor=cast.hanh, aim=CHU_SE, report=report).code
    absent = f"{code[:-2]}99"
    row = send_reminders(actor=cast.tinh, reminding=Reminding(DIRECTIVE, "2", ("633",))).sent[0]
    given = Declaring(world.document(), date(2019, 8, 1))
    communes = [Commune("23947")]
    ready = declare_ready(actor=cast.hanh, directive=DIRECTIVE, ask="3", communes=communes, declaring=given).made[0]
    task = Target.objects.filter(ask__measure=Measure.TASK, code="UB-64").select_related("ask").order_by("pk")[0]
    return {
        "obstacle": ({"code": code, "act": "tra-loi"}, {"code": absent, "act": "tra-loi"}),
        "reminder": ({"reminder": str(row.pk)}, {"reminder": str(uuid4())}),
        "document": ({"kind": "san-sang", "pk": str(ready.pk)}, {"kind": "san-sang", "pk": str(uuid4())}),
        "district-target": _named("2", "633", "999"),
        "ready-ask": ({"directive": DIRECTIVE, "ask": "3"}, {"directive": "45-TB-UBND", "ask": "3"}),
        "ready-target": _named("3", "23947", "99999"),
        "task-target": _named(task.ask.number, "UB-64", "UB-99"),
    }


def _named(ask: str, unit: str, absent: str) -> Pair:
    """A target as pages call it and as calls do; the longest parts first, as answers are compared without them."""
    there = {"unit": unit, "code": unit, "directive": DIRECTIVE, "ask": ask}
    return there, {**there, "unit": absent, "code": absent}
