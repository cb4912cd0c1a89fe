"""The worker's doorbell: Celery only wakes consumers up; what is owed stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postal_services.settings")

app = Celery("postal_services")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
