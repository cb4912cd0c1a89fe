"""Gunicorn's settings: ``gunicorn -c python:postal_services.instance.web postal_services.wsgi`` on any host.

Two processes of four threads suit two cores; the application is loaded once and shared by both.
"""

import os
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

bind = [os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"]
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
# a fresh process now and then gives memory back; the jitter keeps both from leaving at once
max_requests = 20_000
max_requests_jitter = 4_000
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn unlinks its file at once
proc_name = "postal-web"


def on_starting(_server: Any) -> None:
    """Forget the figures of earlier processes."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for path in Path(folder).glob("*.db"):
            path.unlink(missing_ok=True)


def child_exit(_server: Any, worker: Any) -> None:
    """Take a finished process out of the figures of the moment."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library has no types here
