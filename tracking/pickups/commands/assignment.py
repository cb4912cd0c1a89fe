"""Who collects: a clerk gives pickups to a postman; and a visit that ended without papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from delegation.dossiers.applicants import tidy
from delegation.registry.models import Post
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger.writer import Entry
from tracking.pickups import policies, steps
from tracking.pickups.models import Pickup, PickupAttempt
from tracking.pickups.reasons import NEXT_STEPS, REASONS
from tracking.pickups.refusals import NoPostmanThere
from tracking.pickups.states import PickupAction
from tracking.pickups.steps import Slot

MOST = 200
"""Pickups that are given to somebody at once, at most."""
_NOTE_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was collected and what is done next; ``slot`` is the new window when one was agreed on."""

    reason: str
    next_step: str
    note: str = ""
    slot: Slot | None = None


@transaction.atomic(durable=True)
def assign_pickups(*, actor: Actor, codes: Sequence[str], postman: str, now: datetime | None = None) -> list[Pickup]:
    """Give pickups to a postman of their office, named by username; all or none, six statements for any number."""
    at = now or clock.now()
    wanted = sorted({code.strip().upper() for code in codes})[:MOST]
    rows = Pickup.objects.visible_to(actor).filter(code__in=wanted).select_related("office").locked()
    pickups = list(rows)
    if not wanted or len(pickups) != len(wanted):
        raise NotThere
    offices = {pickup.office_id for pickup in pickups}
    policies.require_may_assign(actor, offices)
    person = _postman(postman, pickups, at)
    entries = [
        steps.line(pickup, actor, PickupAction.ASSIGN, at=at, data={"postman": str(person)}) for pickup in pickups
    ]
    for pickup in pickups:
        pickup.postman_id, pickup.assigned_at = person, at
    Pickup.objects.bulk_update(pickups, ["state", "postman", "assigned_at", "modified_at"])
    steps.append(pickups, entries, at=at)
    return pickups


def _postman(username: str, pickups: Sequence[Pickup], at: datetime) -> UUID:
    """The person of that name, when they hold a post in every office concerned."""
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    offices = {pickup.office_id for pickup in pickups}
    held = set(
        Post.objects.valid_on(clock.day_of(at))
        .filter(user=user, office__in=offices, role__in=[str(role) for role in policies.AT_POST])
        .values_list("office", flat=True)
        if user
        else ()
    )
    if user is None or held != offices:
        raise NoPostmanThere(office=", ".join(sorted({pickup.office.name for pickup in pickups})))
    return user.pk


@transaction.atomic(durable=True)
def fail_pickup(*, actor: Actor, code: str, failure: Failure, now: datetime | None = None) -> Pickup:
    """Write down that nothing was collected: the reason, what is done next, and the new window if there is one.

    Called off, it ends; with a new window it is asked for again; else it waits for somebody's answer.
    """
    at = now or clock.now()
    pickup = steps.locked(actor, code=code)
    policies.require_may_collect(actor, pickup)
    _check(failure)
    number = pickup.attempts + 1
    facts = {"reason": failure.reason, "next": failure.next_step, "attempt": number}
    entries: list[Entry] = [steps.line(pickup, actor, PickupAction.FAIL, at=at, data=facts)]
    if failure.next_step == "cancel":
        entries.append(steps.line(pickup, actor, PickupAction.CANCEL, at=at, data={"by": "postman"}))
    elif failure.next_step == "new_window" and failure.slot is not None:
        rule = steps.take_place(
            Slot(pickup.office_id, failure.slot.day, failure.slot.opens),
            pickup.office,
            committee=pickup.committee_id,
            procedure=pickup.procedure_id,
            service=pickup.service,
            now=at,
            moving=pickup.id,
        )
        steps.move_to(pickup, rule, failure.slot)
        facts = {"window": steps.window_fact(pickup), "by": "postman"}
        entries.append(steps.line(pickup, actor, PickupAction.RESCHEDULE, at=at, data=facts))
    pickup.attempts = number
    pickup.save(update_fields=["state", "day", "opens", "closes", "postman", "assigned_at", "attempts", "modified_at"])
    PickupAttempt.objects.create(
        pickup=pickup,
        number=number,
        failed_at=at,
        reason=failure.reason,
        next_step=failure.next_step,
        note=tidy(failure.note),
        made_by_id=actor.user_id,
    )
    steps.append([pickup], entries, at=at)
    return pickup


def _check(failure: Failure) -> None:
    """The reason is on the list, and the next step makes sense after it."""
    problems: dict[str, list[FieldProblem]] = {}
    reason = REASONS.get(failure.reason)
    if reason is None:
        problems["reason"] = [FieldProblem("unknown_reason", "Chọn lý do.", "Choose a reason.")]
    elif failure.next_step not in reason.next_steps:
        known = failure.next_step in NEXT_STEPS
        vi = "Việc tiếp theo không hợp với lý do. Chọn lại." if known else "Chọn việc tiếp theo."
        en = "This next step does not fit the reason. Choose again." if known else "Choose the next step."
        problems["next_step"] = [FieldProblem("next_step_does_not_fit" if known else "unknown_next_step", vi, en)]
    if len(tidy(failure.note)) > _NOTE_AT_MOST:
        vi, en = "Ghi chú dài quá 300 ký tự.", "The note is over 300 characters."
        problems["note"] = [FieldProblem("too_long", vi, en)]
    if problems:
        raise Invalid(problems)
