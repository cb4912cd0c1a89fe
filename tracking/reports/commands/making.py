"""Drawing a report up: asked for here, computed by a worker, written with its line in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from delegation.registry.actors import actor_of
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.reports import coding, policies, steps
from tracking.reports.figures import Figures
from tracking.reports.gathering import Known, as_known_now, gather, period_of
from tracking.reports.models import Making, Report
from tracking.reports.quarters import Quarter
from tracking.reports.refusals import ReportFrozen
from tracking.reports.states import REDRAFTABLE, MakingState, ReportState
from tracking.rollout.models import Directive

LEASE = timedelta(minutes=10)
MOST_TRIES = 3
Tell = Callable[[int, str], None]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Computed:
    """Figures, and what was known when they were computed."""

    figures: Figures
    known: Known


@transaction.atomic(durable=True)
def request_draft(*, actor: Actor, directive: str, quarter: str, now: datetime | None = None) -> Making:
    """Note that a draft is wanted, new or anew; the request that waits already is given where there is one.

    Raises NotAQuarter, QuarterBeforeDirective, QuarterNotBegun, ReportFrozen, OfficeOfProvince.
    """
    at = now or clock.now()
    user, _ = policies.require_may_make(actor)
    found = steps.directive_of(directive)
    wanted = steps.quarter_of(quarter)
    period_of(found, wanted, clock.day_of(at))
    _require_not_frozen(found, wanted)
    mine = Making.objects.filter(directive=found, year=wanted.year, quarter=wanted.number)
    owed = mine.filter(state__in=[MakingState.WAITING, MakingState.RUNNING])
    waiting = owed.first()
    if waiting is not None:
        return waiting
    made = Making(
        id=uuid7(), directive=found, year=wanted.year, quarter=wanted.number, requested_by_id=user, requested_at=at
    )
    # Whoever asks in the same instant meets the constraint, and is given the same request.
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return owed.get()
    return made


def _require_not_frozen(directive: Directive, quarter: Quarter) -> None:
    report = Report.objects.filter(directive=directive, year=quarter.year, quarter=quarter.number).first()
    if report is not None and report.is_frozen:
        raise ReportFrozen(report=report.code, on=f"{report.modified_at:%d/%m/%Y}")


def make_next_draft() -> UUID | None:
    """Take the oldest draft that is owed and make it; gives the request's id, None when nothing is owed."""
    making = _claim()
    if making is None:
        return None
    try:
        make(making, _teller(making))
    except Refused as refused:
        _end(making, MakingState.FAILED, problem=refused.detail()[:300])
    except Exception:
        # The lease runs out and the next sweep tries again; the third time it is given up.
        _log.exception("draft_failed", making=str(making.pk), tries=making.tries)
        if making.tries >= MOST_TRIES:
            _end(making, MakingState.FAILED, problem="Lỗi khi tính số liệu. Báo quản trị.")
        else:
            Making.objects.filter(pk=making.pk).update(leased_until=clock.now())
            raise
    return making.pk


def make(making: Making, tell: Tell) -> Report:
    """Compute the figures of a request and write the draft; whoever asked is its author."""
    actor = actor_of(making.requested_by)
    quarter = Quarter(making.year, making.quarter)
    computed = compute(making.directive, quarter, tell)
    tell(95, "Ghi dự thảo vào sổ")
    report = draft_report(actor=actor, directive=making.directive_id, quarter=quarter, computed=computed)
    _end(making, MakingState.READY)
    return report


def compute(directive: Directive, quarter: Quarter, tell: Tell, now: datetime | None = None) -> Computed:
    """The figures of a quarter as they are known now. Raises what ``period_of`` and ``gather`` raise."""
    tell(5, "Đếm hết các dòng mới của sổ")
    with as_known_now(now) as known:
        period = period_of(directive, quarter, clock.day_of(known.at))
        tell(20, "Chụp số liệu tại một thời điểm")
        return Computed(gather(directive, period, known.at, tell), known)


@transaction.atomic(durable=True)
def draft_report(
    *, actor: Actor, directive: str, quarter: Quarter, computed: Computed, now: datetime | None = None
) -> Report:
    """Write computed figures as the draft of a quarter: a new report, or the standing one drawn up anew.

    An approval that stood falls with the figures it was given to. Raises ReportFrozen.
    """
    at = now or clock.now()
    user, office = policies.require_may_make(actor)
    found = steps.directive_of(directive)
    heads = writer.lock([steps.open_stream(found, at)])
    stream = next(iter(heads.ends))
    report = Report.objects.filter(directive=found, year=quarter.year, quarter=quarter.number).locked().first()
    if report is not None and report.state not in REDRAFTABLE:
        raise ReportFrozen(report=report.code, on=f"{report.modified_at:%d/%m/%Y}")
    fresh = report is None
    if report is None:
        report = Report(
            id=uuid7(),
            code=steps.code_of(found.code, quarter),
            stream_id=stream,
            directive=found,
            year=quarter.year,
            quarter=quarter.number,
            state="",
        )
    before = report.state
    _fill(report, computed, user=user, office=office, at=at)
    action = "draft" if fresh else "redraft"
    entry = steps.line(report, actor=user, office=office, action=action, before=before, at=at, data={})
    writer.append(heads, [entry], recorded_at=at)
    report.save(force_insert=fresh)
    return report


def _fill(report: Report, computed: Computed, *, user: UUID, office: str, at: datetime) -> None:
    report.state = ReportState.DRAFT
    issuer = Office.objects.select_related("parent").get(pk=office)
    report.office, report.agency = issuer, issuer.name
    report.above = issuer.parent.name if issuer.parent else ""
    report.figures = coding.written(computed.figures)
    report.sha256 = coding.digest(report.figures)
    report.as_of = computed.figures.head.as_of
    report.known_to, report.horizon = computed.known.at, computed.known.horizon
    report.drafted_at, report.drafted_by_id, report.modified_at = at, user, at
    report.approved_at = report.approved_by_id = None


@transaction.atomic
def _claim() -> Making | None:
    """The oldest owed draft that no living worker holds; one that failed too often is given up."""
    now = clock.now()
    lost = "Máy tính số liệu bị ngắt nhiều lần. Lập lại, nếu vẫn vậy thì báo quản trị."
    Making.objects.filter(state=MakingState.RUNNING, leased_until__lte=now, tries__gte=MOST_TRIES).update(
        state=MakingState.FAILED, finished_at=now, problem=lost
    )
    free = Q(state=MakingState.WAITING) | Q(state=MakingState.RUNNING, leased_until__lte=now)
    waiting = Making.objects.select_for_update(skip_locked=True, of=("self",)).filter(free)
    making = waiting.select_related("directive", "requested_by").order_by("requested_at").first()
    if making is not None:
        making.state, making.leased_until, making.tries = MakingState.RUNNING, now + LEASE, making.tries + 1
        making.percent, making.stage = 0, ""
        making.save(update_fields=["state", "leased_until", "tries", "percent", "stage"])
    return making


def _teller(making: Making) -> Tell:
    """Says in the row how far it is, on a connection of its own: figures are read in a transaction that is undone."""

    def say(percent: int, stage: str) -> None:
        try:
            Making.objects.filter(pk=making.pk).update(percent=percent, stage=stage, leased_until=clock.now() + LEASE)
        finally:
            connection.close()

    def tell(percent: int, stage: str) -> None:
        saying = Thread(target=say, args=(percent, stage))
        saying.start()
        saying.join()

    return tell


def _end(making: Making, state: MakingState, *, problem: str = "") -> None:
    Making.objects.filter(pk=making.pk).update(
        state=state, problem=problem, finished_at=clock.now(), leased_until=None, percent=100
    )
