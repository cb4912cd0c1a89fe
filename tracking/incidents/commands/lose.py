"""Declaring an item lost once the time to search is over; compensation is offered in the same act."""

from datetime import datetime

from django.db import transaction

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.custody import moves
from tracking.custody.states import Action, ItemState
from tracking.incidents import policies, reckoning, steps
from tracking.incidents.deadlines import is_post
from tracking.incidents.kinds import Kind
from tracking.incidents.models import Compensation, Incident
from tracking.incidents.refusals import NotMissing, SearchStillRunning


@transaction.atomic(durable=True)
def declare_lost(*, actor: Actor, code: str, now: datetime | None = None) -> Incident:
    """The supervisor ends the search of a missing item, named by its incident: the item is lost.

    The incident is resolved, and a compensation case is opened unless the item has one. Raises SearchStillRunning
    before the search is over and NotMissing when the item is not being searched for.
    """
    at = now or clock.now()
    rows = Incident.objects.visible_to(actor).filter(code=code.strip().upper())
    found = rows.select_related("item", "office").first()
    if found is None or found.item is None:
        raise NotThere
    policies.require_may_decide(actor, found)
    item, dossier = found.item, Dossier.objects.get(pk=found.item.dossier_id)
    heads, helds = moves.lock_items([item.code], offices=actor.offices, sees_everything=True)
    more, incidents = steps.lock(Incident.objects.filter(pk=found.pk))
    heads.add(more)
    incident, held = incidents[0], helds[0]
    if held.holding.state != ItemState.MISSING or incident.kind != Kind.MISSING:
        raise NotMissing(item=item.code)
    until = reckoning.search_until(incident.since, incident.office_id, post=is_post(found.office.kind))
    if at < until:
        raise SearchStillRunning(until=f"{until.astimezone(clock.VN):%H:%M ngày %d/%m/%Y}")
    lost = moves.move(
        held,
        moves.entry(
            held,
            Action.DECLARE_LOST,
            ItemState.LOST,
            occurred_at=at,
            office=held.holding.office,
            actor=actor.user_id,
            device=actor.device_id,
            data={"item": item.code, "incident": incident.code},
        ),
    )
    also = [steps.close(incident, actor, at, resolution="declared_lost")]
    offered = None
    if not Compensation.objects.filter(item=item).exclude(state="rejected").exists():
        offered, entry = steps.propose(incident, dossier, actor, at)
        also.append(entry)
    moves.write(heads, [lost], recorded_at=at, also=also)
    moves.save_items([lost])
    steps.save([incident])
    if offered is not None:
        offered.save(force_insert=True)
    return incident
