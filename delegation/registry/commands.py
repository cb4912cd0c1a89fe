"""Closures: declared and withdrawn, never deleted, each act with its author and moment."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from delegation.registry import policies
from delegation.registry.models import Calendar, Closure, Office
from delegation.registry.refusals import AlreadyClosed
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere

LONGEST_CLOSURE_DAYS = 366


@dataclass(frozen=True, slots=True)
class NewClosure:
    """Days, both included, on which an office (its code; None: every office) does not work."""

    first_day: date
    last_day: date
    reason: str
    legal_basis: str = ""
    office: str | None = None
    calendar: Calendar = Calendar.PROCESSING


def declare_closure(actor: Actor, new: NewClosure) -> UUID:
    """Put a closure into the working calendar; deadlines reckoned from now on skip its days.

    Refuses with :class:`NotAllowed`, :class:`Invalid`, or :class:`AlreadyClosed` when the same closure stands.
    """
    policies.require_may_keep_calendar(actor)
    _check(new)
    if new.office is not None and not Office.objects.filter(code=new.office).exists():
        raise Invalid({"office": [FieldProblem("unknown_office", "Không có cơ quan này.", "There is no such office.")]})
    try:
        with transaction.atomic():
            closure = Closure.objects.create(
                first_day=new.first_day,
                last_day=new.last_day,
                calendar=new.calendar,
                office_id=new.office,
                reason=new.reason.strip(),
                legal_basis=new.legal_basis.strip(),
                verified=bool(new.legal_basis.strip()),
                declared_by_id=actor.user_id,
                declared_at=clock.now(),
            )
    except IntegrityError as error:
        raise AlreadyClosed from error
    return closure.pk


def withdraw_closure(actor: Actor, closure: UUID) -> None:
    """Take a standing closure out of the calendar, keeping the row; a second withdrawal changes nothing."""
    policies.require_may_keep_calendar(actor)
    with transaction.atomic():
        row = Closure.objects.select_for_update(of=("self",)).filter(pk=closure).first()
        if row is None:
            raise NotThere
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by_id = clock.now(), actor.user_id
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _check(new: NewClosure) -> None:
    problems: dict[str, list[FieldProblem]] = {}
    if not 0 <= (new.last_day - new.first_day).days < LONGEST_CLOSURE_DAYS:
        problems["last_day"] = [
            FieldProblem(
                "out_of_range",
                "Ngày cuối phải từ ngày đầu trở đi, trong vòng một năm.",
                "The last day must not be before the first, nor a year after it.",
            )
        ]
    if not new.reason.strip():
        problems["reason"] = [FieldProblem("required", "Ghi rõ lý do tạm dừng.", "Say why the office closes.")]
    if problems:
        raise Invalid(problems)
