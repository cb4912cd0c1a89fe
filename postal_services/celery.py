"""The worker's doorbell: Celery only wakes consumers up; what is owed stands in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postal_services.settings")

app = Celery("postal_services")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for every thread that rings a bell, not only the one that made the app


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Celery would put its own handlers in place of the house's; being connected is what stops it."""


@beat_init.connect
def expect_heartbeats(**_: Any) -> None:
    """From the moment the schedule runs, every entry in it is waited for."""
    from postal_services.pulse import beats

    beats.expect()
