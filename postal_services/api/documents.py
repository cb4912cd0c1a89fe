"""The house's words about itself: the OpenAPI document, its reading page, the list of problems."""

import json
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from postal_services.api.languages import language_of
from postal_services.api.problems import catalogue, title_of
from postal_services.errors import Refused


@lru_cache(maxsize=1)
def schema_bytes() -> bytes:
    """The OpenAPI 3.1 document as JSON, made once a process."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped library
    rendered: bytes = OpenApiJsonRenderer().render(document)
    return json.dumps(json.loads(rendered), ensure_ascii=False, separators=(",", ":")).encode()


class SchemaView(APIView):
    """The OpenAPI document of every call, for anyone."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(exclude=True)
    def get(self, _request: Request) -> HttpResponse:
        """The document."""
        return HttpResponse(schema_bytes(), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document to read and try, served from the house itself."""
    return render(request, "api/docs.html")


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every code the house may answer with."""
    language = language_of(request)
    return render(
        request,
        "api/problems.html",
        {"rows": [_row(kind, language) for kinds in catalogue().values() for kind in kinds], "language": language},
    )


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """One code: when it comes and what to do."""
    kinds = catalogue().get(code)
    if kinds is None:
        raise Http404
    language = language_of(request)
    return render(
        request,
        "api/problem.html",
        {"code": code, "rows": [_row(kind, language) for kind in kinds], "language": language},
    )


def _row(kind: type[Refused], language: str) -> dict[str, Any]:
    meaning = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    return {
        "code": kind.code,
        "status": kind.status,
        "title": title_of(kind.status, language),
        "meaning": meaning,
        "vi": kind.vi,
        "en": kind.en,
    }
