"""How far the cases lodged in a span came, as somebody may see them, and the cases behind each step."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.measures.models import CaseFacts, CaseFactsQuerySet
from tracking.measures.queries.durations import Dwell, Funnel, dwell


class Step(StrEnum):
    """What has happened to a case; a case may have come through several."""

    LODGED = "lodged"
    HANDED_OVER = "handed_over"
    FINISHED = "finished"
    DELIVERED = "delivered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which days, and of which committee (None: of all) the cases are asked."""

    first: date
    last: date
    committee: str | None = None


def flow(actor: Actor, asked: Asked) -> Funnel:
    """How far the cases that the actor may see came up to now, of those lodged in the span; one statement.

    What was written in the last seconds is counted as soon as the reader has dealt with it.
    """
    done = {step.value: Count("pk", filter=_done(step)) for step in Step}
    counted = _cases(actor, asked).aggregate(**done, simulated=Count("pk", filter=Q(simulated=True)))
    return Funnel(**counted)


def behind_step(actor: Actor, asked: Asked, step: Step) -> "QuerySet[CaseFacts]":
    """The cases that a step was counted from, the first lodged first."""
    rows = _cases(actor, asked).filter(_done(step)).select_related("dossier", "procedure", "committee")
    return rows.order_by("lodged_at", "pk")


def stays(actor: Actor, asked: Asked) -> list[Dwell]:
    """How long items stayed in the offices the actor works in (the province: in all), of the stays that ended in the
    span; one statement.
    """
    offices = None if actor.sees_everything else sorted(actor.offices)
    return dwell(asked.first, asked.last, committee=asked.committee, offices=offices)


def _done(step: Step) -> Q:
    return Q(**{f"{step}_at__isnull": False})


def _cases(actor: Actor, asked: Asked) -> "CaseFactsQuerySet":
    begins = datetime.combine(asked.first, time(), clock.VN)
    ends = datetime.combine(asked.last + timedelta(days=1), time(), clock.VN)
    rows = CaseFacts.objects.visible_to(actor).filter(lodged_at__gte=begins, lodged_at__lt=ends)
    return rows if asked.committee is None else rows.filter(committee=asked.committee)
