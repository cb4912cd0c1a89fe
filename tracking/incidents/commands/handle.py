"""Handling incidents: take, give to a colleague, resolve, reopen."""

from datetime import datetime

from django.db import transaction

from delegation.registry.models import Post
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger import writer
from postal_services.ledger.writer import Heads
from tracking.custody.states import ItemState
from tracking.incidents import policies, steps
from tracking.incidents.deadlines import Clockwork, is_post
from tracking.incidents.kinds import ABOUT, Kind
from tracking.incidents.models import Incident
from tracking.incidents.refusals import AnswerFirst, StillMissing

LONGEST_NOTE = 2000


@transaction.atomic(durable=True)
def take_incident(*, actor: Actor, code: str, now: datetime | None = None) -> Incident:
    """Become the one who deals with an incident; whoever had it is relieved."""
    at = now or clock.now()
    heads, incident = _locked(actor, code)
    policies.require_may_work(actor, incident)
    entry = steps.move(incident, "take", actor, at)
    incident.owner_id = actor.user_id
    return _written(heads, incident, [entry], at)


@transaction.atomic(durable=True)
def give_incident(*, actor: Actor, code: str, to: str, now: datetime | None = None) -> Incident:
    """Hand an incident to a colleague, named by username, who works in an office that answers for it."""
    at = now or clock.now()
    heads, incident = _locked(actor, code)
    policies.require_may_work(actor, incident)
    posts = Post.objects.valid_on(clock.day_of(at)).filter(
        user__username=to.strip(), user__is_active=True, office__in=policies.offices_of(incident)
    )
    colleague = posts.filter(role__in=policies.WORKERS).values_list("user_id", flat=True).first()
    if colleague is None:
        vi, en = "Chọn một đồng nghiệp của nơi phụ trách.", "Choose a colleague of the office in charge."
        raise Invalid({"to": [FieldProblem("not_a_colleague", vi, en)]})
    entry = steps.move(incident, "give", actor, at, to=str(colleague))
    incident.owner_id = colleague
    return _written(heads, incident, [entry], at)


@transaction.atomic(durable=True)
def resolve_incident(
    *, actor: Actor, code: str, resolution: str, note: str = "", now: datetime | None = None
) -> Incident:
    """Close an incident with a resolution code of its kind; the words are kept where only its offices read them.

    Raises Invalid without a code or, for ``other``, without words; StillMissing while the item is searched for;
    AnswerFirst for the incident of a complaint; IncidentMoved when it is closed already.
    """
    at = now or clock.now()
    heads, incident = _locked(actor, code)
    policies.require_may_work(actor, incident)
    if not incident.is_standing:
        steps.move(incident, "resolve", actor, at)  # says why not
    _require_words(incident, resolution, note)
    _require_end(incident, resolution)
    entry = steps.close(incident, actor, at, resolution=resolution, note=note.strip())
    return _written(heads, incident, [entry], at)


@transaction.atomic(durable=True)
def reopen_incident(*, actor: Actor, code: str, note: str, now: datetime | None = None) -> Incident:
    """Open a resolved incident again, with words why; it gets a new deadline and starts at the first level."""
    at = now or clock.now()
    heads, incident = _locked(actor, code)
    policies.require_may_work(actor, incident)
    words = note.strip()
    if not words:
        raise Invalid({"note": [FieldProblem("required", "Ghi vì sao mở lại.", "Say why it is opened again.")]})
    _require_short(words)
    again = Incident.objects.standing().filter(item=incident.item_id, kind=incident.kind).exclude(pk=incident.pk)
    if incident.kind == Kind.COMPLAINT:
        raise AnswerFirst(complaint=incident.complaint.code)
    if incident.item_id is not None and again.exists():
        vi, en = "Đã có một việc cùng loại đang mở.", "Another matter of this kind is open already."
        raise Invalid({"note": [FieldProblem("open_already", vi, en)]})
    entry = steps.move(incident, "reopen", actor, at)
    office = incident.office
    incident.due_at = Clockwork(at).due(incident.severity, office.code, post=is_post(office.kind))
    incident.escalate_at, incident.level, incident.escalated_to, incident.escalated_at = incident.due_at, 0, None, None
    incident.closed_at = incident.closed_by = None
    incident.resolution, incident.note = "", "\n".join(filter(None, (incident.note, words)))[-LONGEST_NOTE:]
    return _written(heads, incident, [entry], at)


def _locked(actor: Actor, code: str) -> tuple[Heads, Incident]:
    """The incident under lock; NotThere for anybody it does not concern."""
    heads, found = steps.lock(Incident.objects.visible_to(actor).filter(code=code.strip().upper()))
    if not found:
        raise NotThere
    return heads, found[0]


def _written(heads: Heads, incident: Incident, entries: list[writer.Entry], at: datetime) -> Incident:
    writer.append(heads, entries, recorded_at=at)
    steps.save([incident])
    return incident


def _require_words(incident: Incident, resolution: str, note: str) -> None:
    if resolution not in ABOUT[incident.kind].codes:
        vi, en = "Chọn cách giải quyết trong danh sách.", "Choose how it was settled from the list."
        raise Invalid({"resolution": [FieldProblem("unknown_resolution", vi, en)]})
    if resolution == "other" and not note.strip():
        vi, en = "Ghi rõ cách giải quyết.", "Say how it was settled."
        raise Invalid({"note": [FieldProblem("required", vi, en)]})
    _require_short(note)


def _require_short(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        vi, en = f"Ghi tối đa {LONGEST_NOTE} ký tự.", f"At most {LONGEST_NOTE} characters."
        raise Invalid({"note": [FieldProblem("too_long", vi, en)]})


def _require_end(incident: Incident, resolution: str) -> None:
    """What is still searched for is not found; a complaint ends with its answer."""
    if incident.kind == Kind.COMPLAINT:
        raise AnswerFirst(complaint=incident.complaint.code)
    item = incident.item
    searching = item is not None and item.state == ItemState.MISSING and incident.kind in (Kind.MISSING, Kind.STALE)
    if searching and item is not None:
        raise StillMissing(item=item.code)
    if resolution == "declared_lost" and item is not None and item.state != ItemState.LOST:
        raise StillMissing(item=item.code)
