"""How many pages strangers may open: one limit for a network, one for everybody together.

Calls have limits of their own, files under ``/static/`` never come here, and whoever is signed in is let through. A
page that takes much work costs several permits; the roof says which (``PAGE_COSTS``).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from postal_services.accounts.limits import Limit
from postal_services.accounts.networks import network_of
from postal_services.web.refusals import TooManyPages

_MINUTE: Final = 60
_PARTS: Final = 20
"""A process gives the first twentieth of a minute's permits without counting, and takes the rest in twentieths."""
UNCOUNTED: Final = frozenset({"healthz", "metrics", "account_login", "mfa_authenticate", "mfa_login_webauthn"})
"""What the house's own machines ask, and the way in for staff on a network that has had enough: signing in has limits
of its own."""


def limits() -> tuple[Limit, Limit]:
    """The limit of a network, and that of everybody together."""
    return _limits(settings.LIMIT_PAGES, settings.LIMIT_PAGES_ALL)


@lru_cache(maxsize=1)
def _limits(of_network: int, of_all: int) -> tuple[Limit, Limit]:
    return _limit("page/network", of_network), _limit("page/service", of_all)


def _limit(name: str, allowed: int) -> Limit:
    part = max(1, allowed // _PARTS)
    return Limit(name, allowed, _MINUTE, block=part, free=part)


class PageLimitMiddleware:
    """Answer 429 to strangers who open more pages than a network, or all networks together, may have in a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Take the page's permits once it is known which page it is."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.path_info.startswith("/api/") or name in UNCOUNTED or _is_signed_in(request):
            return None
        wait = _take(network_of(request), settings.PAGE_COSTS.get(name, 1))
        return None if wait is None else _too_many(request, wait)


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody's session comes with the request; who has none costs no statement."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _take(network: str, permits: int) -> int | None:
    """Seconds to wait, or None; a network that has had enough takes nothing from the others."""
    alone, together = limits()
    wait = alone.take(network, permits)
    return together.take("", permits) if wait is None else wait


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    told = TooManyPages(wait=wait)
    words = {language: told.detail(language) for language in ("vi", "en")}
    response = render(request, "web/too_many.html", words, status=told.status)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
