"""Closing a person's day: the cash is counted, and then handed to who is in charge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, NotThere
from postal_services.ledger import writer
from tracking.cash import policies, steps
from tracking.cash.amounts import dong
from tracking.cash.models import CashDay
from tracking.cash.queries.days import sums_of
from tracking.cash.reasons import VarianceReason
from tracking.cash.refusals import DayMoved, DayNotBegun, NotesDiffer, VarianceUnexplained
from tracking.cash.states import DayState
from tracking.cash.validation import Problems, check_choice, check_notes, check_sum, check_words, require

OFF = "variance"
"""Flag of a line that tells of cash that is not what the takings say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Cash as somebody counted it: the sum, the notes by denomination where they were counted so, and why it is off."""

    counted: int | None = None
    notes: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""
    words: str = ""


@transaction.atomic(durable=True)
def close_day(*, actor: Actor, code: str, count: Count, now: datetime | None = None) -> CashDay:
    """Close a day with a count; the sums of its takings stand in one line of the ledger.

    A constant number of statements, whatever the number of takings. A count that differs needs a reason; where more
    was given back than taken, what the till advanced is counted as a negative sum.

    Raises DayMoved for a second closing, NotYourDay, NotesDiffer, VarianceUnexplained.
    """
    at = now or clock.now()
    heads, day = _locked(actor, code)
    today = clock.day_of(at)
    policies.require_may_close(actor, day, over=day.on < today)
    if day.state != DayState.OPEN:
        raise DayMoved(day=day.code, state=DayState(day.state).label)
    if day.on > today:
        raise DayNotBegun(day=day.code)
    sums = sums_of(day.id)
    counted = _sum(count, least=sums.cash)
    _require_explained(count, counted, sums.cash)
    off = counted != sums.cash
    day.state = DayState.CLOSED
    day.count, day.cash, day.bank, day.counted = sums.count, sums.cash, sums.bank, counted
    day.state_fee, day.postal, day.transfer = sums.amounts.columns
    day.notes = {str(note): number for note, number in count.notes.items() if number}
    day.reason, day.words = (count.reason, count.words.strip()) if off else ("", "")
    day.closed_at, day.closed_by_id = at, actor.user_id
    data = {
        "day": day.code,
        "on": day.on.isoformat(),
        "person": str(day.person_id),
        "count": sums.count,
        **sums.amounts.as_data(),
        "cash": sums.cash,
        "bank": sums.bank,
        "counted": counted,
        "variance": counted - sums.cash,
        **({"notes": day.notes} if day.notes else {}),
        **({"reason": day.reason} if off else {}),
    }
    _write(heads, day, actor, "close", data, before=DayState.OPEN, at=at, off=off)
    return day


@transaction.atomic(durable=True)
def accept_day(*, actor: Actor, code: str, count: Count, now: datetime | None = None) -> CashDay:
    """Take the cash of a closed day over, counted again; a sum that differs from the first count needs a reason."""
    at = now or clock.now()
    heads, day = _locked(actor, code)
    policies.require_may_accept(actor, day)
    if day.state != DayState.CLOSED or day.counted is None:
        raise DayMoved(day=day.code, state=DayState(day.state).label)
    counted = _sum(count, least=day.counted)
    _require_explained(count, counted, day.counted)
    off = counted != day.counted
    day.state = DayState.ACCEPTED
    day.accepted_sum, day.accepted_at, day.accepted_by_id = counted, at, actor.user_id
    day.accepted_reason, day.accepted_words = (count.reason, count.words.strip()) if off else ("", "")
    data = {
        "day": day.code,
        "on": day.on.isoformat(),
        "person": str(day.person_id),
        "accepted": counted,
        "difference": counted - day.counted,
        **({"reason": day.accepted_reason} if off else {}),
    }
    _write(heads, day, actor, "accept", data, before=DayState.CLOSED, at=at, off=off)
    return day


def _locked(actor: Actor, code: str) -> tuple[writer.Heads, CashDay]:
    """The day under lock, its office's day in the ledger first, as who takes money locks them."""
    found = CashDay.objects.visible_to(actor).filter(code=code.strip().upper())
    stream = found.values_list("stream_id", flat=True).first()
    if stream is None:
        raise NotThere
    heads = writer.lock([stream])
    return heads, found.select_related("office", "person").locked().get()


def _sum(count: Count, *, least: int) -> int:
    """The counted sum, from the notes where only they are given; raises Invalid and NotesDiffer."""
    require(check_notes(count.notes), check_words("words", count.words), _counted_at_all(count))
    notes = sum(note * number for note, number in count.notes.items())
    counted = notes if count.counted is None else count.counted
    require(
        check_sum("counted", counted, least=least),
        check_choice("reason", count.reason, VarianceReason.values, needed=False),
    )
    if any(count.notes.values()) and notes != counted:
        raise NotesDiffer(notes=dong(notes), counted=dong(counted))
    return counted


def _counted_at_all(count: Count) -> Problems:
    """An empty count is no count of nothing: a drawer without cash is counted as 0."""
    if count.counted is not None or any(count.notes.values()):
        return {}
    vi, en = "Nhập số tiền đếm được (ghi 0 nếu không có tiền mặt).", "Give the sum counted (0 for no cash)."
    return {"counted": [FieldProblem("required", vi, en)]}


def _require_explained(count: Count, counted: int, expected: int) -> None:
    if counted != expected and not count.reason:
        raise VarianceUnexplained(counted=dong(counted), expected=dong(expected), variance=dong(counted - expected))


def _write(
    heads: writer.Heads,
    day: CashDay,
    actor: Actor,
    action: str,
    data: Mapping[str, object],
    *,
    before: str,
    at: datetime,
    off: bool,
) -> None:
    entry = steps.day_line(
        day, before, action, day.state, at=at, actor=actor.user_id, data=data, flags=(OFF,) if off else ()
    )
    writer.append(heads, [entry], recorded_at=at)
    day.save()
