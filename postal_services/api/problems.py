"""Every error as ``application/problem+json`` (RFC 9457): type, title, status, detail, code, and errors by field.

``code`` is stable and for machines; ``detail`` says what happened and what to do next, in Vietnamese, or in English
when the caller prefers it. ``type`` is ``/api/problems/<code>``, a page about that code."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from drf_standardized_errors.formatter import flatten_errors
from rest_framework import exceptions
from rest_framework.response import Response

from postal_services.api import refusals
from postal_services.api.field_words import field_problem
from postal_services.api.languages import language_of
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused

CONTENT_TYPE = "application/problem+json"
TITLES: dict[int, tuple[str, str]] = {
    400: ("Thông tin gửi lên chưa đúng", "What was sent is not right"),
    401: ("Chưa đăng nhập", "Not signed in"),
    403: ("Không được phép", "Not allowed"),
    404: ("Không tìm thấy", "Not found"),
    405: ("Phương thức không dùng được ở đây", "Method not allowed"),
    406: ("Không có dạng trả lời này", "Not acceptable"),
    409: ("Không làm được lúc này", "Conflict with how things stand"),
    410: ("Không còn nữa", "Gone"),
    413: ("Nội dung quá lớn", "Too large"),
    415: ("Không nhận kiểu nội dung này", "Unsupported content type"),
    422: ("Hiểu được nhưng không thực hiện được", "Understood but not possible"),
    429: ("Quá nhiều lần gọi", "Too many calls"),
    500: ("Hệ thống gặp lỗi", "The system failed"),
    503: ("Hệ thống đang bận", "The system is busy"),
}
BODY = "body"
"""Where a problem of the body as a whole is told under ``errors``."""

log = structlog.get_logger(__name__)


def title_of(status: int, language: str) -> str:
    """The short title of a status."""
    vi, en = TITLES.get(status, TITLES[409] if status < 500 else TITLES[500])  # noqa: PLR2004 - where server faults begin
    return en if language == "en" else vi


def problem_body(refused: Refused, language: str) -> dict[str, Any]:
    """A refusal as the members of a problem document."""
    body: dict[str, Any] = {
        "type": f"/api/problems/{refused.code}",
        "title": title_of(refused.status, language),
        "status": refused.status,
        "detail": refused.detail(language),
        "code": refused.code,
    }
    if refused.fields:
        body["errors"] = {
            name: [{"code": problem.code, "message": problem.message(language)} for problem in problems]
            for name, problems in refused.fields.items()
        }
    return body


def headers_of(refused: Refused) -> dict[str, str]:
    """Headers that go with a refusal: ``Retry-After`` in seconds, ``WWW-Authenticate``, ``Allow``."""
    headers: dict[str, str] = {}
    wait = refused.facts.get("wait")
    if isinstance(wait, int):
        headers["Retry-After"] = str(wait)
    if refused.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = 'Bearer realm="api", Device realm="api"'
    return headers


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The framework's hook: a response for everything the house can say something about, ``None`` for faults."""
    request = context.get("request")
    refused = refusals.MethodNotAllowed(method=getattr(request, "method", "…")) if _is_method(exc) else refusal_of(exc)
    if refused is None:
        return None
    language = language_of(request)
    headers = {**headers_of(refused), "Content-Language": language}
    return Response(problem_body(refused, language), status=refused.status, headers=headers, content_type=CONTENT_TYPE)


def problem_response(refused: Refused, request: HttpRequest) -> HttpResponse:
    """The same answer outside the framework: for middleware and for Django's own error handlers."""
    language = language_of(request)
    return HttpResponse(
        json.dumps(problem_body(refused, language), ensure_ascii=False).encode(),
        status=refused.status,
        content_type=CONTENT_TYPE,
        headers={**headers_of(refused), "Content-Language": language},
    )


def refusal_of(exc: Exception) -> Refused | None:
    """What the house calls an exception of its own, of the framework, of Django or of the database."""
    if isinstance(exc, Refused):
        return exc
    if isinstance(exc, exceptions.ValidationError):
        return Invalid(_fields(exc.detail))
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    if isinstance(exc, OperationalError):
        log.warning("database_busy", exc_info=exc)
        return refusals.Busy(wait=2)
    return next((make() for kind, make in _OF_DJANGO if isinstance(exc, kind)), None)


_OF_DJANGO: tuple[tuple[type[Exception], Callable[[], Refused]], ...] = (
    (Http404, NotThere),
    (PermissionDenied, NotAllowed),
    (RequestDataTooBig, lambda: refusals.TooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)),
    (SuspiciousOperation, refusals.Malformed),
)


def _of_framework(exc: exceptions.APIException) -> Refused | None:
    if isinstance(exc, exceptions.Throttled):
        return refusals.TooManyRequests(wait=max(1, round(getattr(exc, "wait", None) or 1)))
    if isinstance(exc, exceptions.PermissionDenied):
        return refusals.CsrfFailed() if str(exc.detail).startswith("CSRF") else NotAllowed()
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return refusals.UnsupportedMediaType(media_type=_named(exc.detail) or "…")
    if _is_method(exc):
        return refusals.MethodNotAllowed()
    plain: tuple[tuple[type[exceptions.APIException], type[Refused]], ...] = (
        (exceptions.NotAuthenticated, refusals.NotSignedIn),
        (exceptions.AuthenticationFailed, refusals.NotSignedIn),
        (exceptions.NotFound, NotThere),
        (exceptions.NotAcceptable, refusals.NotAcceptable),
        (exceptions.ParseError, refusals.Malformed),
    )
    return next((ours() for theirs, ours in plain if isinstance(exc, theirs)), None)


def _is_method(exc: Exception) -> bool:
    return isinstance(exc, exceptions.MethodNotAllowed)


def _named(detail: Any) -> str:
    """The word in quotes in the framework's sentence, cut to what is safe to repeat."""
    parts = str(detail).split('"')
    return parts[1][:60] if len(parts) > 2 else ""  # noqa: PLR2004


def _fields(detail: Any) -> dict[str, Sequence[FieldProblem]]:
    """Problems by field, nested ones under a path such as ``papers[0].kind``."""
    found: dict[str, list[FieldProblem]] = {}
    for error in flatten_errors(detail):
        found.setdefault(_path(error.attr), []).append(field_problem(error.code, error.detail))
    return dict(found)


def _path(attr: str | None) -> str:
    steps = [step for step in (attr or "").split(".") if step not in {"", "non_field_errors"}]
    path = ""
    for step in steps:
        path += f"[{step}]" if step.isdigit() else f".{step}" if path else step
    return path or BODY


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, tuple[type[Refused], ...]]:
    """Every refusal of the house by code, in the order of codes; built once, when all rooms are loaded.

    Rooms may share a code that means the same to a machine, such as ``wrong_state``, each in its own words.
    """
    found: dict[str, list[type[Refused]]] = {}
    waiting: list[type[Refused]] = [Refused]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.split(".")[0] in {"postal_services", "delegation", "tracking", "integrations"}:
            found.setdefault(kind.code, []).append(kind)
    return {code: tuple(sorted(set(found[code]), key=lambda kind: kind.__module__)) for code in sorted(found)}
