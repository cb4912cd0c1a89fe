"""Chromium for the browser tests, served by the test client itself."""

import contextvars
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route, sync_playwright


@pytest.fixture(scope="module")
def chromium(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """The machine's own Chromium, for the tests of one file.

    While it runs, an event loop runs in this thread and Django would refuse the database; nothing here is asynchronous,
    so it is told not to worry, and the loop ends with the file.
    """
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


Handler = Callable[[Route], None]


def answered_by(client: Client) -> Handler:
    """A handler that serves a page's requests from the test client or the static files; nothing leaves the process.

    Make it where the test has its connection to the database: the browser's messages come in a context of their own,
    and with it they would find another connection, which does not see what the test has not committed.
    """
    context = contextvars.copy_context()

    def handle(route: Route) -> None:
        request, parts = route.request, urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            _static(route, parts.path.removeprefix("/static/"))
            return
        headers, body = request.all_headers(), request.post_data_buffer or b""
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status, said, content = context.run(_ask, client, request.method, address, headers, body)
        route.fulfill(status=status, headers=said, body=content)

    return handle


def _ask(
    client: Client, method: str, address: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    sent: dict[str, Any] = {"HTTP_HX_REQUEST": headers["hx-request"]} if "hx-request" in headers else {}
    if method == "POST":
        response: Any = client.post(address, body, headers["content-type"], **sent)
    else:
        response = client.get(address, **sent)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, dict(response.items()), content


def _static(route: Route, path: str) -> None:
    found = finders.find(path)
    if not isinstance(found, str):
        route.fulfill(status=404)
        return
    kind = "text/javascript" if found.endswith(".js") else mimetypes.guess_type(found)[0]
    route.fulfill(body=Path(found).read_bytes(), content_type=kind or "application/octet-stream")
