"""The health page and the figures for monitoring; neither needs a sign-in, neither says anything personal."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from postal_services.pulse import health, metrics


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker answer and no periodic work is overdue, else 503 naming what does not."""
    parts, late = health.examine()
    failing = sorted(name for name, state in parts.items() if state != "ok") + [f"heartbeat:{name}" for name in late]
    body = {"status": "failing" if failing else "ok", "failing": failing, "parts": parts, "overdue": late}
    response = JsonResponse(body, status=503 if failing else 200)
    # asked every second while the instance starts; the answer itself says everything
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own mark
    return response


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures in the Prometheus text format, for this machine or whoever holds ``METRICS_TOKEN``; else not there."""
    if not _may_read(request):
        return HttpResponseNotFound()
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), wanted.encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded
