"""The citizen's pages: one case by its link, and the search for a case by code. No script, nothing kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from postal_services.accounts.networks import network_of
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.models import HandOver
from tracking.journey import lookup, queries
from tracking.journey.refusals import TooManyLookups
from tracking.journey.web import page
from tracking.journey.web.answers import language, private
from tracking.journey.web.forms import LookupForm
from tracking.pickups.models import Pickup

NOT_FOUND = 404


@require_safe
def journey(request: HttpRequest, token: str) -> HttpResponse:
    """One case in plain words, by the token of its link in whatever form; one statement."""
    exact = find_token(token)
    found = queries.journey(exact, language()) if exact else None
    if found is None:
        return private(redirect(_elsewhere(request, exact)))
    return private(HttpResponse(page.draw(request, found, language(), token=exact or "")))


def _elsewhere(request: HttpRequest, token: str | None) -> str:
    """The page of a pickup by its code; for staff, the list whose printed code they scanned; else raises NotThere."""
    if token and Pickup.objects.filter(token=token).exists():
        return reverse("pickups:mine", args=[token])
    if token and request.user.is_authenticated:
        listed = HandOver.objects.visible_to(actor_from(request)).filter(token=token).values_list("code", flat=True)
        if code := listed.first():
            return reverse("custody:hand-over", args=[code])
    raise NotThere


# Nothing is changed and nobody is signed in here, so there is no act that another site could forge; without the check
# the page needs no cookie, and it can send no referrer (a browser that sends none fails the check).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Find a case by its code and the last four digits of the phone; a token leads straight to its page.

    The answer never tells the token, and is the same for a code that does not exist and for wrong digits.
    """
    if request.method != "POST":
        return _ask(request)
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _answer(request, {"form": form}, UNPROCESSABLE)
    if form.asked.token:
        return private(redirect(reverse("journey:journey", args=[form.asked.token])))
    try:
        found = lookup.find(form.asked.code, form.cleaned_data["digits"], network_of(request), language())
    except TooManyLookups as refused:
        return _answer(request, {"form": form, "refused": refused.detail(language())}, refused.status)
    if found is None:
        return _answer(request, {"form": form, "missed": True}, NOT_FOUND)
    return private(HttpResponse(page.draw(request, found, language())))


def _ask(request: HttpRequest) -> HttpResponse:
    """The empty form, or with the code that the front page sent along."""
    text = request.GET.get("code", "")[:200]
    asked = lookup.understand(text)
    if asked.token:
        return private(redirect(reverse("journey:journey", args=[asked.token])))
    form = LookupForm(initial={"code": text})
    if text and asked.problem:
        form = LookupForm({"code": text, "digits": ""})
        form.is_valid()
    return _answer(request, {"form": form, "given": bool(text and not asked.problem)}, 200)


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return private(render(request, "journey/lookup.html", context, status=status))
