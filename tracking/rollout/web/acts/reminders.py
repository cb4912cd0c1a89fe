"""The reminders on one's desk, to be acted on or put away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services.errors import NotThere
from tracking.custody.web.doors import signed_in
from tracking.rollout import policies
from tracking.rollout.web.acts.panels import about_words, in_full, standing_reminders, theirs


@signed_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What the province reminded the actor's unit of and is still missing."""
    actor = actor_from(request)
    if not policies.may_see_obstacles(actor):
        raise NotThere
    found = [(row, about_words(row), href) for row, href in standing_reminders(actor)]
    return render(request, "rollout/acts/reminders.html", {"found": found})


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What concerns the actor's unit: panels that take their place on the desk, or a page where no script asks."""
    actor = actor_from(request)
    if theirs(actor) is None:
        raise NotThere
    asked_by_desk = bool(request.headers.get("HX-Request"))
    name = "rollout/acts/_panels.html" if asked_by_desk else "rollout/acts/mine.html"
    return render(request, name, {"panels": in_full(actor)})
