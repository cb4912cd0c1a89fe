"""What stands open on the internet is shut by settings, not by hope."""

import json
import os
import subprocess
import sys

import pytest

from postal_services import doors
from postal_services.instance.checks import DEPLOYED
from tests.architecture import house
from tests.architecture.world import World

SECRETS = {
    "SECRET_KEY": "s" * 40 + "0123456789abcdef",
    "FIELD_KEYS": "k1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=",
    "SEARCH_KEY": "t" * 44,
    "DATABASE_URL": "postgresql://postal@db.example.vn/postal",
    "BROKER_URL": "redis://broker.example.vn/0",
}
ASKED = (
    "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG", "DEMO_NOTICE", "WEBHOOK_TRUSTED", "ALLOWED_HOSTS",
    "SESSION_COOKIE_SAMESITE", "X_FRAME_OPTIONS", "CELERY_ACCEPT_CONTENT",
)  # fmt: skip


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPATH"}}
    return kept | DEPLOYED | SECRETS | {"VAR_DIR": str(tmp_path_factory.mktemp("var"))}


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, *words), cwd=house.ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_framework_has_nothing_to_say_about_the_deployment(deployed: dict[str, str]) -> None:
    done = run(deployed, "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert "0 silenced" in done.stdout


def test_cookies_transport_and_demonstration_are_as_the_internet_needs_them(deployed: dict[str, str]) -> None:
    asked = (
        "import json, sys; from postal_services import settings as s; "
        f"json.dump({{n: getattr(s, n) for n in {ASKED}}}, sys.stdout)"
    )
    done = run(deployed, "-c", asked)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: found[name] for name in ASKED[:5]} == dict.fromkeys(ASKED[:5], True)
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert (found["DEBUG"], found["DEMO_NOTICE"], found["WEBHOOK_TRUSTED"]) == (False, False, [])
    assert "*" not in found["ALLOWED_HOSTS"]
    assert (found["SESSION_COOKIE_SAMESITE"], found["X_FRAME_OPTIONS"]) == ("Lax", "DENY")
    assert found["CELERY_ACCEPT_CONTENT"] == ["json"]


def test_a_host_without_its_secrets_does_not_start(deployed: dict[str, str]) -> None:
    for name in ("SECRET_KEY", "FIELD_KEYS", "SEARCH_KEY"):
        done = run({key: value for key, value in deployed.items() if key != name}, "manage.py", "check")
        assert done.returncode != 0
        assert name in done.stderr


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    directives = doors.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    words = {str(word) for values in directives.values() for word in values}
    assert words <= {"'self'", "'none'", "data:"}
    assert directives["default-src"] == ["'none'"]
    assert "data:" not in {str(word) for word in directives["script-src"]}
    assert {"base-uri", "form-action", "frame-ancestors", "object-src"} <= directives.keys()


@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/tra-cuu", "/khong-co", "/api/v1/items", "/api/v1/khong-co"])
def test_every_answer_carries_the_headers(chu_se: World, path: str) -> None:
    answer = chu_se.client("anonymous", page=True).get(path)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert answer["Permissions-Policy"]


def test_what_a_person_sees_is_not_kept_by_anybody_in_between(chu_se: World) -> None:
    for path in ("/ho-so/", "/van-ban/", "/ban-giao/"):
        answer = chu_se.client("hanh", page=True).get(path)
        assert answer.status_code == 200
        assert "Cookie" in answer["Vary"]
        assert "public" not in answer.get("Cache-Control", "")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(chu_se: World) -> None:
    client = chu_se.client("anonymous", page=True)
    client.get("/dang-nhap")
    assert client.cookies
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in {"Lax", "Strict"}
