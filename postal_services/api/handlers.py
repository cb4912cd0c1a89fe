"""Django's own last words: problem documents under ``/api/``, pages elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from postal_services.api.problems import problem_response
from postal_services.api.refusals import Broken, Malformed
from postal_services.errors import NotAllowed, NotThere, Refused


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request as such makes no sense."""
    if _for_programs(request):
        return problem_response(Malformed(), request)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if _for_programs(request):
        return problem_response(NotAllowed(), request)
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if _for_programs(request):
        return problem_response(NotThere(), request)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest, **_: Any) -> HttpResponse:
    """500: what went wrong stands in the log under the request's number, never in the answer."""
    if _for_programs(request):
        refused: Refused = Broken(request_id=request.META.get("HTTP_X_REQUEST_ID", ""))
        return problem_response(refused, request)
    return defaults.server_error(request)
