"""Figures for monitoring: requests by page name and outcome, their duration, age of every heartbeat."""

import os
import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric

from postal_services.clock import now
from postal_services.pulse.models import Heartbeat

CONTENT_TYPE = CONTENT_TYPE_LATEST

_own = CollectorRegistry()
REQUESTS = Counter("postal_requests", "Requests answered", ["page", "method", "status"], registry=_own)
DURATION = Histogram(
    "postal_request_seconds",
    "Time from request to answer",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_own,
)


class _Heartbeats:
    """Age of every heartbeat and the age it may have, read when asked."""

    def collect(self) -> Iterable[Metric]:
        age = GaugeMetricFamily(
            "postal_heartbeat_age_seconds", "Seconds since the work last ended well", labels=["work"]
        )
        every = GaugeMetricFamily("postal_heartbeat_every_seconds", "Seconds between two runs", labels=["work"])
        at = now()
        for beat in Heartbeat.objects.order_by("name"):
            age.add_metric([beat.name], (at - (beat.beaten_at or beat.waited_since)).total_seconds())
            every.add_metric([beat.name], beat.every_seconds)
        return [age, every]


def exposition() -> bytes:
    """All figures of all web processes of this host."""
    registry = CollectorRegistry()
    registry.register(_Heartbeats())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(_own)


class CountRequests:
    """Middleware: counts answers by the page's name, never by its address, which may hold a code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = (match.view_name or "unnamed") if match else "none"
        REQUESTS.labels(page, request.method or "", str(response.status_code)).inc()
        DURATION.labels(page).observe(time.perf_counter() - begun)
        return response
