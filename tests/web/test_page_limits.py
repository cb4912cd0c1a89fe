"""Strangers open so many pages a minute, a network for itself and all together; staff and machines are let through."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from postal_services.accounts.models import SpentPermit, User
from postal_services.web import limits
from tests.architecture import house

pytestmark = pytest.mark.django_db
PAGE = "/tra-cuu"
HERE, THERE = {"REMOTE_ADDR": "203.0.113.1"}, {"REMOTE_ADDR": "203.0.113.2"}


@pytest.fixture
def strict(settings: Any) -> None:
    """Three pages a minute for a network, five for everybody; the first is not counted."""
    settings.LIMIT_PAGES, settings.LIMIT_PAGES_ALL = 2, 4
    limits.limits()


def statuses(number: int, **where: str) -> list[int]:
    return [Client().get(PAGE, **where).status_code for _ in range(number)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("strict")
def test_a_network_that_has_had_enough_is_told_when_to_come_back_in_both_languages() -> None:
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(3, **HERE) == [200, 200, 200]
        told = Client().get(PAGE, **HERE)  # type: ignore[arg-type]
    assert told.status_code == 429
    assert told["Retry-After"] == "40"
    assert told["Cache-Control"] == "no-store"
    text = told.content.decode()
    assert "Chờ 40 giây rồi mở lại" in text
    assert "Wait 40 seconds" in text
    assert '<p lang="en">' in text


@pytest.mark.usefixtures("strict")
def test_the_next_minute_begins_anew() -> None:
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(4, **HERE)[-1] == 429
    with time_machine.travel(1_565_000_040, tick=False):
        assert statuses(1, **HERE) == [200]


@pytest.mark.usefixtures("strict")
def test_other_networks_are_served_until_all_together_have_had_enough() -> None:
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(4, **HERE) == [200, 200, 200, 429]
        assert statuses(3, **THERE) == [200, 200, 429], "five of everybody; what was refused took nothing"
        assert statuses(1, REMOTE_ADDR="2001:db8::1") == [429]


@pytest.mark.usefixtures("strict")
def test_the_house_s_own_proxy_is_not_the_network(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    with time_machine.travel(1_565_000_000, tick=False):
        forwarded = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.1"}
        assert statuses(4, **forwarded)[-1] == 429
        forwarded["HTTP_X_FORWARDED_FOR"] = "198.51.100.10, 203.0.113.1"
        assert statuses(1, **forwarded) == [429], "what the visitor wrote before the proxy counts for nothing"
        forwarded["HTTP_X_FORWARDED_FOR"] = "203.0.113.7"
        assert statuses(1, **forwarded) == [200]


@pytest.mark.usefixtures("strict")
def test_whoever_is_signed_in_is_not_counted_and_a_made_up_session_is() -> None:
    staff = Client()
    staff.force_login(User.objects.create_user("ksor.hlan", full_name="Ksor H’Lan"))
    with time_machine.travel(1_565_000_000, tick=False):
        assert {staff.get(PAGE, **HERE).status_code for _ in range(9)} == {200}  # type: ignore[arg-type]
        assert statuses(3, **HERE) == [200, 200, 200]
        stranger = Client()
        stranger.cookies["sessionid"] = "x" * 32
        assert stranger.get(PAGE, **HERE).status_code == 429  # type: ignore[arg-type]


@pytest.mark.usefixtures("strict")
def test_staff_can_still_sign_in_where_a_network_has_had_enough() -> None:
    User.objects.create_user("ksor.hlan", password="gialai-2019", full_name="Ksor H’Lan")
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(4, **HERE)[-1] == 429
        staff = Client()
        form = {"login": "ksor.hlan", "password": "gialai-2019"}
        sign_in = reverse("account_login")
        assert staff.get(sign_in, **HERE).status_code == 200  # type: ignore[arg-type]
        assert staff.post(sign_in, form, **HERE).status_code == 302  # type: ignore[arg-type]
        assert staff.get(PAGE, **HERE).status_code == 200  # type: ignore[arg-type]


@pytest.mark.usefixtures("strict")
def test_calls_and_the_house_s_own_machines_do_not_wait_for_pages() -> None:
    cache.clear()
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(4, **HERE)[-1] == 429
        assert Client().get("/api/problems", **HERE).status_code == 200  # type: ignore[arg-type]
        assert Client().get("/healthz", **HERE).status_code != 429  # type: ignore[arg-type]


@pytest.mark.usefixtures("strict")
def test_a_page_that_takes_much_work_takes_more(settings: Any) -> None:
    settings.PAGE_COSTS = {"journey:lookup": 2}
    with time_machine.travel(1_565_000_000, tick=False):
        assert statuses(2, **HERE) == [200, 429]


def test_a_few_pages_cost_no_statement_and_neither_does_being_refused(settings: Any) -> None:
    settings.LIMIT_PAGES, settings.LIMIT_PAGES_ALL = 40, 4000
    with time_machine.travel(1_565_000_000, tick=False):
        with CaptureQueriesContext(connection) as queries:
            statuses(2, **HERE)
        assert len(queries) == 0, "the first twentieth"
        with CaptureQueriesContext(connection) as queries:
            told = statuses(60, **HERE)
        assert told.count(200) == 40
        assert len(queries) == 20 + 1, "one for every further twentieth; the end is remembered"
        with CaptureQueriesContext(connection) as queries:
            assert statuses(5, **HERE) == [429] * 5
        assert len(queries) == 0
    assert not SpentPermit.objects.filter(spent__gt=42).exists()


def test_no_limit_counts_nothing(settings: Any) -> None:
    settings.LIMIT_PAGES = settings.LIMIT_PAGES_ALL = 0
    assert set(statuses(70, **HERE)) == {200}
    assert SpentPermit.objects.count() == 0


def test_an_office_behind_one_address_has_room_as_shipped() -> None:
    """Sixty people who each look at ten pages in a minute, or at two boards."""
    with time_machine.travel(1_565_000_000, tick=False):
        alone, together = limits.limits()
        assert {alone.take("203.0.113.1") for _ in range(600)} == {None}
        assert {alone.take("203.0.113.2", 10) for _ in range(120)} == {None}
        assert {together.take("", 10) for _ in range(2400)} == {None}


def test_every_page_with_a_price_or_without_exists(settings: Any) -> None:
    names = {each.name for each in house.addresses() if not each.is_call}
    assert settings.PAGE_COSTS.keys() <= names
    assert names >= limits.UNCOUNTED


@pytest.mark.parametrize("name", ["opened", "pdf", "xlsx"])
def test_what_is_worked_out_of_a_report_for_strangers_costs_what_the_board_costs(settings: Any, name: str) -> None:
    assert settings.PAGE_COSTS[f"reports:{name}"] == settings.PAGE_COSTS["rollout:ask"]
