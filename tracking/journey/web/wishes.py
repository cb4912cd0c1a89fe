"""Where a citizen says how a result should come, and takes the one-time code for the door.

The link alone shows milestones; here the last four digits of the registered phone are asked for besides. Who gave them
gets a pass of a quarter of an hour, which stands in the form and nowhere else: no cookie, nobody signed in.
"""

from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from postal_services.accounts.limits import Limit
from postal_services.accounts.networks import network_of
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.commands.delivery_codes import Issued, issue_delivery_code
from tracking.journey import choices, lookup, queries
from tracking.journey.facts import Journey
from tracking.journey.refusals import TooManyLookups, TooManyWishes
from tracking.journey.web.answers import language, private
from tracking.journey.web.forms import WishForm
from tracking.rounds.commands.wishes import wish_for_item
from tracking.rounds.states import WishVia

PASS_SECONDS = 15 * 60
PER_CASE = Limit("journey/wish", 10, 24 * 3600)
"""Wishes for one case in a day; the last one counts."""
_signer = TimestampSigner(salt="journey.wishes")


# Nobody is signed in here and no cookie is set, so another site has nothing to act with: every act carries the digits,
# or the pass that they gave. The page can send no referrer, which would fail the check.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the four digits, then let the citizen take a code or make a wish."""
    exact = find_token(token)
    journey = queries.journey(exact, language()) if exact else None
    if exact is None or journey is None:
        raise NotThere
    if request.method != "POST":
        return _answer(request, {"token": exact, "journey": journey})
    if "pass" not in request.POST:
        return _digits(request, exact, journey)
    if not _holds(request.POST["pass"], exact):
        return _answer(request, {"token": exact, "journey": journey, "expired": True}, UNPROCESSABLE)
    result = choices.result_of(token=exact)
    if result is None:
        return _answer(request, {"token": exact, "journey": journey})
    if request.POST.get("act") == "code":
        return _code(request, exact, journey, result)
    return _wish(request, exact, journey, result)


def _digits(request: HttpRequest, token: str, journey: Journey) -> HttpResponse:
    """The second factor; a wrong one takes a try of the case, wherever it is tried."""
    context: dict[str, Any] = {"token": token, "journey": journey}
    ending = lookup.ending_of(request.POST.get("digits", "")[:12])
    if ending is None:
        return _answer(request, {**context, "wrong_form": True}, UNPROCESSABLE)
    try:
        found = lookup.confirm(token, ending, network_of(request), language())
    except TooManyLookups as refused:
        return _answer(request, {**context, "refused": refused.detail(language())}, refused.status)
    if found is None:
        return _answer(request, {**context, "missed": True}, UNPROCESSABLE)
    result = choices.result_of(token=token)
    if result is None:
        return _answer(request, context)
    return _answer(request, {**context, **_open(token, result, WishForm(result=result))})


def _code(request: HttpRequest, token: str, journey: Journey, result: choices.Result) -> HttpResponse:
    context = {"token": token, "journey": journey}
    try:
        issued: Issued = issue_delivery_code(token=token)
    except Refused as refused:
        said = {"refused": refused.detail(language()), **_open(token, result, WishForm(result=result))}
        return _answer(request, {**context, **said}, refused.status)
    return _answer(request, {**context, "code": f"{issued.code[:3]} {issued.code[3:]}", "until": issued.expires_at})


def _wish(request: HttpRequest, token: str, journey: Journey, result: choices.Result) -> HttpResponse:
    """Make a wish; what is wrong with it is said beside its field, or above the form."""
    form = WishForm(request.POST, result=result)
    context: dict[str, Any] = {"token": token, "journey": journey}
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            if PER_CASE.take(result.dossier_code) is not None:
                raise TooManyWishes
            wish_for_item(item=result.item, asked=form.asked(), via=WishVia.JOURNEY)
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
        else:
            told = queries.journey(token, language()) or journey
            return _answer(request, {**context, "journey": told, "done": True})
    return _answer(request, {**context, **_open(token, result, form)}, status)


def _open(token: str, result: choices.Result, form: WishForm) -> dict[str, Any]:
    """What somebody who gave the digits may choose from."""
    return {"pass": _signer.sign(token), "result": result, "form": form}


def _holds(text: str, token: str) -> bool:
    try:
        return _signer.unsign(text[:200], max_age=PASS_SECONDS) == token
    except BadSignature:
        return False


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return private(render(request, "journey/wishes.html", context, status=status))
