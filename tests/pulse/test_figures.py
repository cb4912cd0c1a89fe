import pytest
from django.conf import LazySettings
from django.test import Client


def test_figures_are_for_this_machine_alone(db: None) -> None:
    assert b"postal_request_seconds" in Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content
    assert Client().get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert Client().get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.9").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer s3cret", 200), ("Bearer wrong", 404), ("", 404), ("Basic s3cret", 404)]
)
def test_figures_open_to_a_token(db: None, settings: LazySettings, given: str, status: int) -> None:
    settings.METRICS_TOKEN = "s3cret"
    answer = Client().get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": given})
    assert answer.status_code == status


def test_an_empty_token_opens_nothing(db: None, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    answer = Client().get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404


def test_figures_never_hold_an_address(db: None) -> None:
    client = Client()
    client.get("/t/0123456789BCGHKM", REMOTE_ADDR="127.0.0.1")
    assert b"0123456789BCGHKM" not in client.get("/metrics", REMOTE_ADDR="127.0.0.1").content
