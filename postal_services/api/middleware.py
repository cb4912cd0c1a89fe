"""Around every request: its number, its language, its conditions."""

import re
from collections.abc import Callable

import structlog
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from postal_services.api.languages import language_of
from postal_services.api.problems import problem_response, refusal_of
from postal_services.ids import uuid7

GetResponse = Callable[[HttpRequest], HttpResponse]
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_OK = 200


class RequestNumberMiddleware:
    """Gives each request a number (``X-Request-Id``, kept when it came with the request) and puts it on log lines."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
        number = given if _GIVEN.fullmatch(given) else uuid7().hex
        request.META["HTTP_X_REQUEST_ID"] = number
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
        response["X-Request-Id"] = number
        return response


class ApiMiddleware:
    """For ``/api/`` only: the caller's language, ETag and 304 on reads, and no shared caching of private answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        with translation.override(language_of(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache" if request.method == "GET" else "no-store"
        if request.method == "GET" and response.status_code == _OK and not response.streaming:
            if not response.has_header("ETag"):
                set_response_etag(response)
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Bodies that are too large and requests that make no sense, wherever they are noticed."""
        if request.path_info.startswith("/api/") and isinstance(exception, RequestDataTooBig | DisallowedHost):
            refused = refusal_of(exception)
            return None if refused is None else problem_response(refused, request)
        return None
