"""What the pages of custody share: who gets in, and pages of long lists."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import get_language

PAGE = 50
_LAST_PAGE = 2000
_DIGITS = 9
Rest = ParamSpec("Rest")
Row_co = TypeVar("Row_co", bound=Model, covariant=True)
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def signed_in(view: View[Rest]) -> View[Rest]:
    """Lead strangers to the sign-in page and back; a partial update leads the whole page there, not a corner of it."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request"):
            return lead_to(resolve_url("account_login"))
        return redirect_to_login(request.get_full_path())

    return door


def lead_to(address: str) -> HttpResponse:
    """Let a page that asked for a part go somewhere else as a whole."""
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def language() -> str:
    """The language of the page: ``vi`` or ``en``."""
    return (get_language() or "vi")[:2]


def whole(text: str) -> int | None:
    """A whole number of at most nine digits; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


class Sliced(Protocol[Row_co]):
    """Rows of which a page can be read, such as a queryset."""

    def __getitem__(self, place: slice, /) -> Iterable[Row_co]:
        """Those from one place to another; one query."""


def page_of(request: HttpRequest, rows: Sliced[Model]) -> dict[str, Any]:
    """One page of ``rows`` as ``rows``, ``previous`` and ``next`` (cursors for the pagination); one query."""
    number = min(max(whole(request.GET.get("cursor", "")) or 1, 1), _LAST_PAGE)
    start = (number - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return {
        "rows": found[:PAGE],
        "previous": str(number - 1) if number > 1 else "",
        "next": str(number + 1) if len(found) > PAGE else "",
    }
