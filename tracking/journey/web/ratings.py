"""What citizens thought: the answer from their page, and the list for the agency that is judged."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office, OfficeKind
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.networks import network_of
from postal_services.accounts.reads import note_reads
from postal_services.documents.tokens import find_token
from postal_services.errors import Invalid, NotThere, Refused
from postal_services.web.fields import VNDateField
from postal_services.web.formats import vn_date
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.web.doors import page_of, signed_in
from tracking.journey import limits, policies, queries
from tracking.journey.commands.rating import Answer, rate_case
from tracking.journey.models import Rating, RatingQuerySet
from tracking.journey.states import Score
from tracking.journey.web import asking, page
from tracking.journey.web.answers import language, private

PURPOSE = "ratings_list"
_DAY = VNDateField(required=False)


# Nobody is signed in here and no cookie is set, so another site has nothing to act with: the act carries the token of
# the case. The page can send no referrer, which would fail the check.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answer of the case's page and lead back to it; what is wrong with it is said above the question."""
    exact = find_token(token)
    if request.method != "POST":
        if exact is None:
            raise NotThere
        return private(redirect("journey:journey", exact))
    try:
        return _rated(request, exact)
    except NotThere:
        raise
    except Refused as refused:
        return _not_taken(request, exact or "", refused)


def _rated(request: HttpRequest, token: str | None) -> HttpResponse:
    if token is None:
        raise NotThere
    limits.take_permit(token, network_of(request))
    case = queries.case_of_token(token)
    if case is None:
        raise NotThere
    score = asking.sent_score(request)
    number = int(score) if score.isascii() and score.isdecimal() else 0
    rate_case(answer=Answer(case, number, asking.sent_comment(request)))
    return private(redirect(f"{reverse('journey:journey', args=[token])}#danh-gia"))


def _not_taken(request: HttpRequest, token: str, refused: Refused) -> HttpResponse:
    told = queries.journey(token, language())
    if told is None:
        raise NotThere
    named = [problem.message(language()) for problems in refused.fields.values() for problem in problems]
    problems = tuple(named) if isinstance(refused, Invalid) else (refused.detail(language()),)
    sent = asking.Sent(asking.sent_score(request), asking.sent_comment(request), problems)
    status = UNPROCESSABLE if isinstance(refused, Invalid) else refused.status
    return private(HttpResponse(page.draw(request, told, language(), token=token, sent=sent), status=status))


@signed_in
@require_safe
def ratings(request: HttpRequest) -> HttpResponseBase:
    """What citizens answered, newest first, for the committee that is judged and the province; reading is noted."""
    actor = actor_from(request)
    policies.require_may_read_ratings(actor)
    asked = {name: request.GET.get(name, "").strip()[:24] for name in ("noi", "muc", "tu", "den")}
    rows = _wanted(Rating.objects.visible_to(actor), asked)
    counted = dict(rows.values_list("score").annotate(n=Count("pk")).order_by())
    shown = page_of(request, rows.select_related("dossier__committee").order_by("-rated_at", "-pk"))
    spoken = [row.dossier_id for row in shown["rows"] if row.comment]
    if spoken:
        note_reads(actor, PURPOSE, spoken, ["rating_comment"])
    total = sum(counted.values())
    context = {
        **shown,
        "asked": {**asked, **{name: vn_date(day) for name in ("tu", "den") if (day := _day(asked[name]))}},
        "filtered": any(asked.values()),
        "total": total,
        "scores": [_share(value, counted.get(value, 0), total) for value in sorted(Score.values, reverse=True)],
        "offices": _committees(actor),
        "choices": [(str(value), label) for value, label in reversed(Score.choices)],
    }
    return private(render(request, "journey/ratings.html", context))


def _share(score: int, n: int, total: int) -> dict[str, Any]:
    """One line of the small chart: the answer, how many gave it, and its part of the longest line in percent."""
    return {"score": score, "word": Score(score).label, "n": n, "percent": round(100 * n / total) if total else 0}


def _wanted(rows: RatingQuerySet, asked: dict[str, str]) -> RatingQuerySet:
    """The ratings that the address asks for: committee, score, first and last day; nonsense is left aside."""
    if asked["noi"]:
        rows = rows.filter(dossier__committee=asked["noi"])
    if asked["muc"] in map(str, Score.values):
        rows = rows.filter(score=int(asked["muc"]))
    first, last = _day(asked["tu"]), _day(asked["den"])
    if first:
        rows = rows.filter(rated_at__gte=_start(first))
    if last:
        rows = rows.filter(rated_at__lt=_start(last + timedelta(days=1)))
    return rows


def _day(text: str) -> date | None:
    """A day as people or addresses write it; None for any other text."""
    try:
        day: date | None = _DAY.clean(text)
    except ValidationError:
        return None
    return day


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.VN)


def _committees(actor: Actor) -> list[tuple[str, str]]:
    """The committees that the actor may choose between; none for who has only one."""
    if not actor.sees_everything:
        return []
    return list(Office.objects.filter(kind=OfficeKind.ONE_STOP).order_by("name").values_list("code", "name"))
