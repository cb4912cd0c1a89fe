"""Text that PostgreSQL cannot keep or compare, stopped at the door instead of in the middle of a statement."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

NUL = "\0"
View = TypeVar("View", bound=Callable[..., Any])
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def takes_any_text(view: View) -> View:
    """Mark a view that keeps whatever a form says and answers for it itself, such as the scanning desk."""
    view.takes_any_text = True  # type: ignore[attr-defined]  # read back by the middleware
    return view


class UnreadableMiddleware:
    """Answer 400 to an address, a filter or a form with a NUL character; nobody types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL character")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Look into the form once it is known whose it is."""
        if not getattr(view, "takes_any_text", False) and _has_nul(request):
            raise BadRequest("a NUL character")


def _has_nul(request: HttpRequest) -> bool:
    if request.content_type not in _FORMS:
        return False
    return any(NUL in name or any(NUL in text for text in texts) for name, texts in request.POST.lists())
