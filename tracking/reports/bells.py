"""Waking the worker up at once; when nobody hears it, the beat rings again seconds later."""

import contextlib

from celery import current_app
from kombu.exceptions import OperationalError


def ring_maker() -> None:
    """Say that figures are owed."""
    _ring("tracking.reports.tasks.make_reports")


def ring_verifier() -> None:
    """Say that a verification is owed."""
    _ring("tracking.reports.tasks.verify_reports")


def _ring(task: str) -> None:
    with contextlib.suppress(OperationalError):
        current_app.send_task(task, expires=60, retry=False)
