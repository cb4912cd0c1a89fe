"""Tasks of a directive as their owners and the province see them: who owes what until when, and what was said last."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from postal_services.accounts.actors import Actor
from tracking.rollout.models import Measure, Target, TaskReport
from tracking.rollout.models.scoping import about_whom
from tracking.rollout.states import TaskState

OPEN, ALL = "open", "all"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which tasks: ``open`` ones (not confirmed), ``all``, or those whose last report is in one state."""

    state: str = OPEN
    directive: str = ""
    unit: str = ""


def sought(actor: Actor, asked: Sought, day: date) -> QuerySet[Target]:
    """The tasks of a day that the actor reports or decides about, with their reports, the newest first; two queries."""
    rows: QuerySet[Any] = tasks(day).filter(about_whom(actor))
    if asked.state == OPEN:
        rows = rows.filter(~Q(said=TaskState.CONFIRMED) | Q(said=None))
    elif asked.state in TaskState.values:
        rows = rows.filter(said=asked.state)
    for name, value in (("ask__directive", asked.directive), ("code", asked.unit)):
        if value and "\x00" not in value:
            rows = rows.filter(**{name: value})
    return rows


def tasks(day: date) -> QuerySet[Target]:
    """Every task that is asked on a day; ``said`` is the state of its last report, None before there is one."""
    newest = TaskReport.objects.order_by("-reported_at", "-pk")
    last = newest.filter(target=OuterRef("pk")).values("state")[:1]
    rows = Target.objects.valid_on(day).filter(ask__measure=Measure.TASK).annotate(said=Subquery(last))
    told = Prefetch("task_reports", newest.select_related("document"))
    return rows.select_related("ask", "unit", "office").prefetch_related(told)
