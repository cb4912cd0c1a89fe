"""Refusals of commands as pages: what happened and what to do, with the status of the refusal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import get_language

from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import is_partial


class TooManyPages(Refused):
    """A network, or all strangers together, opened more pages than they may in a minute."""

    code = "too_many_pages"
    status = 429
    vi = (
        "Mạng của bạn, hoặc tất cả mọi người cùng lúc, mở quá nhiều trang. Chờ {wait} giây rồi mở lại. Cần gấp thì gọi "
        "tổng đài hoặc đến bưu cục; cán bộ thì đăng nhập. Chương trình máy tính hãy dùng API."
    )
    en = (
        "Your network, or everybody at once, opened too many pages. Wait {wait} seconds and open the page again. If it "
        "is urgent, call the hotline or go to the post office; staff sign in. Programs use the API."
    )


class RefusalMiddleware:
    """Turn a ``Refused`` that a page's view let through into an answer; the API does so for itself.

    An address that only a button opens says so to whoever is led there by a link, as after signing in anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path_info.startswith("/api/"):
            page = render(request, "405.html", status=response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused) and not request.path_info.startswith("/api/"):
            return refusal_page(request, exception)
        return None


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for ``refusal``; "not there" has one page only, so that it never tells whose a thing is."""
    if isinstance(refusal, NotThere) and refusal.status == NotThere.status:
        if not is_partial(request):
            return render(request, "404.html", status=refusal.status)
        refusal = NotThere()
    detail = refusal.detail((get_language() or "vi")[:2])
    context = {"detail": detail, "refusal": refusal}
    if is_partial(request):
        response = render(request, "web/_refused.html", context, status=422)
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML show:top"
        return response
    template = "429.html" if refusal.status == TOO_MANY else "web/refused.html"
    return render(request, template, context, status=refusal.status)


TOO_MANY = 429
