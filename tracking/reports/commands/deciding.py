"""What the province decides about a draft: approved by a second person, then frozen for good, or withdrawn."""

from datetime import datetime

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.ledger import checkpoints, writer
from tracking.reports import owing, policies, steps
from tracking.reports.models import Report
from tracking.reports.refusals import (
    AlreadyApproved,
    DraftMoved,
    ProvisionalDraft,
    QuarterNotOver,
    ReportFrozen,
    ReportMoved,
    StaleDraft,
)
from tracking.reports.states import ReportState


@transaction.atomic(durable=True)
def approve_report(
    *, actor: Actor, code: str, sha256: str = "", opinion: str = "", now: datetime | None = None
) -> Report:
    """A second person approves the figures as they stand, with the opinion that is printed.

    ``sha256`` (its first 8 digits at least, or empty) is what the person saw. Raises SamePerson, QuarterNotOver,
    ProvisionalDraft, StaleDraft where lines of the period came in since, DraftMoved, AlreadyApproved, ReportFrozen.
    """
    at = now or clock.now()
    heads, report = steps.locked(actor, code)
    _require_not_frozen(report)
    if report.state == ReportState.APPROVED:
        raise AlreadyApproved(report=report.code)
    _require_state(report, ReportState.DRAFT)
    user, office = policies.require_may_approve(actor, report)
    words = steps.clean_opinion(opinion)
    if sha256 and not report.sha256.startswith(sha256.strip().lower()):
        raise DraftMoved(report=report.code)
    _require_final(report, at)
    before, report.state = report.state, ReportState.APPROVED
    report.opinion, report.approved_at, report.approved_by_id = words, at, user
    entry = steps.line(report, actor=user, office=office, action="approve", before=before, at=at, data={})
    writer.append(heads, [entry], recorded_at=at)
    _save(report, at)
    return report


def _require_final(report: Report, at: datetime) -> None:
    """The quarter is over, the figures cover all of it, and nothing of it came in since they were computed."""
    if clock.day_of(at) <= report.of.last:
        raise QuarterNotOver(quarter=report.of.words, last=f"{report.of.last:%d/%m/%Y}")
    if report.as_of < report.of.last:
        raise ProvisionalDraft(report=report.code, as_of=f"{report.as_of:%d/%m/%Y}")
    late = sum(count for _, _, count in steps.late_lines(report))
    if late:
        raise StaleDraft(report=report.code, late=late)


@transaction.atomic(durable=True)
def freeze_report(*, actor: Actor, code: str, number: str, now: datetime | None = None) -> Report:
    """Freeze an approved report under the number it is issued with; nobody changes it afterwards, PostgreSQL neither.

    Raises ReportFrozen, ReportMoved where it is not approved.
    """
    at = now or clock.now()
    heads, report = steps.locked(actor, code)
    _require_not_frozen(report)
    user, office = policies.require_may_make(actor)
    _require_state(report, ReportState.APPROVED)
    report.number = steps.clean_number(number)
    before, report.state = report.state, ReportState.FROZEN
    report.frozen_at, report.frozen_by_id = at, user
    report.seal_root = checkpoints.current_root()
    entry = steps.line(report, actor=user, office=office, action="freeze", before=before, at=at, data={})
    writer.append(heads, [entry], recorded_at=at)
    _save(report, at)
    owing.owe(report, user)
    return report


@transaction.atomic(durable=True)
def withdraw_report(*, actor: Actor, code: str, now: datetime | None = None) -> Report:
    """Take a draft or an approved report back; it can be drawn up anew. Raises ReportFrozen, ReportMoved."""
    at = now or clock.now()
    heads, report = steps.locked(actor, code)
    _require_not_frozen(report)
    user, office = policies.require_may_make(actor)
    if report.state == ReportState.WITHDRAWN:
        raise ReportMoved(report=report.code, state=ReportState(report.state).label)
    before, report.state = report.state, ReportState.WITHDRAWN
    report.approved_at = report.approved_by_id = None
    entry = steps.line(report, actor=user, office=office, action="withdraw", before=before, at=at, data={})
    writer.append(heads, [entry], recorded_at=at)
    _save(report, at)
    return report


def _require_not_frozen(report: Report) -> None:
    if report.is_frozen:
        raise ReportFrozen(report=report.code, on=f"{clock.day_of(report.frozen_at or report.modified_at):%d/%m/%Y}")


def _require_state(report: Report, state: ReportState) -> None:
    if report.state != state:
        raise ReportMoved(report=report.code, state=ReportState(report.state).label)


def _save(report: Report, at: datetime) -> None:
    report.modified_at = at
    report.save()
