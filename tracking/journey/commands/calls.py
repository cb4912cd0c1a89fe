"""What the hotline writes down."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from tracking.journey import policies
from tracking.journey.models import Call, CallOutcome, Topic

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A call as the agent tells it; ``dossier`` is None when no case was found."""

    topic: str
    outcome: str
    note: str = ""
    dossier: UUID | None = None


@transaction.atomic(durable=True)
def log_call(*, actor: Actor, call: TakenCall) -> Call:
    """Write a call down."""
    agent = policies.require_may_answer(actor)
    if call.dossier is not None and not Dossier.objects.visible_to(actor).filter(pk=call.dossier).exists():
        raise NotThere
    problems: dict[str, list[FieldProblem]] = {}
    if call.topic not in Topic.values:
        problems["topic"] = [FieldProblem("unknown_topic", "Chọn nội dung trong danh sách.", "Choose a topic.")]
    if call.outcome not in CallOutcome.values:
        problems["outcome"] = [FieldProblem("unknown_outcome", "Chọn kết quả trong danh sách.", "Choose an outcome.")]
    if len(call.note) > LONGEST_NOTE:
        problems["note"] = [FieldProblem("too_long", "Ghi chú quá dài.", "The note is too long.")]
    if problems:
        raise Invalid(problems)
    return Call.objects.create(
        at=clock.now(),
        agent_id=agent,
        dossier_id=call.dossier,
        topic=call.topic,
        outcome=call.outcome,
        note=call.note.strip(),
    )
