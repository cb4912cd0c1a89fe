"""Pages without a collected manifest, and a Chromium that is served by the test client itself."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route, sync_playwright

from postal_services.web import assets


@pytest.fixture(scope="session", autouse=True)
def built_assets() -> None:
    """The tests look at what is really served, so it must be up to date."""
    assets.build()


@pytest.fixture(autouse=True)
def plain_static_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def visitor() -> Client:
    """Somebody who has not signed in."""
    return Client(headers={"host": "localhost"})


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def answer_by(client: Client, route: Route) -> None:
    """Serve the browser's request from the test client or from the static files; nothing leaves the process."""
    parts = urlsplit(route.request.url)
    if parts.path.startswith("/static/"):
        found = finders.find(parts.path.removeprefix("/static/"))
        if not isinstance(found, str):
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        route.fulfill(body=Path(found).read_bytes(), content_type="text/javascript" if found.endswith(".js") else kind)
        return
    response = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)
