"""How far the cases of a span came and how long offices had the items: scoped, opened, and the same for programs."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests import cast as play
from tests.cast import NOON, Cast
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.measures.queries import Asked, Step, behind_step, flow, stays
from tracking.measures.reader import catch_up
from tracking.measures.web.flow import hours

DAY = date(2019, 8, 5)
TODAY = Asked(DAY, DAY)
SPAN = {"tu": "2019-08-05", "den": "2019-08-05"}


@pytest.fixture
def moved(committed_cast: Cast) -> Cast:
    """Chư Sê: five lodged, four taken over by the post, one delivered; Pleiku: two lodged."""
    codes = play.at_post(committed_cast, 4)
    play.lodge(committed_cast)
    with time_machine.travel(NOON + timedelta(minutes=90), tick=False):
        play.scan(committed_cast.tien, codes[0], "take_out")
        play.scan(committed_cast.tien, codes[0], "deliver", proof="x")
        play.lodge(committed_cast, 2, "622")
    catch_up()
    return committed_cast


def browser(person: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    return client


def text(person: Actor, address: str = "/so-do", **query: str) -> str:
    answer = browser(person).get(address, query or SPAN)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_sees_how_far_the_cases_of_their_offices_came(moved: Cast) -> None:
    found = flow(moved.may, TODAY)
    assert (found.lodged, found.handed_over, found.delivered, found.returned) == (5, 4, 1, 0)
    assert (flow(moved.thuy, TODAY).lodged, flow(moved.bao, TODAY).lodged) == (2, 0)
    assert flow(moved.tinh, TODAY).lodged == 7
    assert flow(moved.tinh, Asked(DAY, DAY, "UB-622")).lodged == 2
    assert flow(moved.may, Asked(DAY, DAY, "UB-622")).lodged == 0
    later = DAY + timedelta(days=1)
    assert flow(moved.tinh, Asked(later, later)).lodged == 0


def test_every_number_has_as_many_cases_behind_it(moved: Cast) -> None:
    for person in (moved.may, moved.tinh, moved.thuy, moved.bao):
        counted = flow(person, TODAY)
        for step in Step:
            assert behind_step(person, TODAY, step).count() == getattr(counted, step.value)


def test_stays_are_those_of_the_asker_s_offices(moved: Cast) -> None:
    at = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert {each.office for each in stays(moved.may, Asked(*at))} == {"BC-633"}
    assert {each.office for each in stays(moved.hanh, Asked(*at))} == {"UB-633"}
    everywhere = {each.office: each for each in stays(moved.tinh, Asked(*at))}
    assert {"BC-633", "UB-633"} <= everywhere.keys()
    assert everywhere["UB-633"].stays == 4
    assert everywhere["BC-633"].p50 == everywhere["BC-633"].p90


def test_the_page_shows_steps_with_rules_and_links(moved: Cast) -> None:
    shown = text(moved.may)
    numbers = re.findall(r'class="flow__number"><a class="govuk-link" href="([^"]+)">(\d+)</a>', shown)
    assert [number for _, number in numbers][:2] == ["5", "4"]
    assert "được bên nhận ký nhận" in shown
    assert 'data-office="BC-633"' in shown
    assert 'id="huyen"' not in shown
    assert 'id="huyen"' in text(moved.tinh)
    for href, number in numbers:
        opened = browser(moved.may).get(href.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/ho-so/([^"]+)"', opened))) == int(number)


def test_the_page_without_cases_says_so(moved: Cast) -> None:
    shown = text(moved.bao)
    assert "Chưa có hồ sơ nào" in shown
    assert "Chưa có lượt nào kết thúc" in shown


def test_played_cases_are_marked(committed_cast: Cast) -> None:
    lodge_dossiers(actor=committed_cast.hanh, lodgings=[play.lodging(channel="simulation")])
    catch_up()
    assert "1 trong 1 hồ sơ do chương trình mô phỏng" in text(committed_cast.hanh)
    assert "<span>Mô phỏng</span>" in text(committed_cast.hanh, "/so-do/ho-so", **SPAN)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"tu": "hôm kia"}, 400, "Ngày phải có dạng 31/12/2019."),
        ({"tu": "2017-01-01", "den": "2019-08-05"}, 400, "Chỉ xem được 366 ngày một lần."),
        ({"tu": "06/08/2019", "den": "2019-08-05"}, 200, "05/08/2019"),
        ({"huyen": "622"}, 200, "Số đo"),
    ],
)
def test_the_span_is_read_as_people_write_it(cast: Cast, query: dict[str, str], status: int, words: str) -> None:
    answer = browser(cast.tinh).get("/so-do", query)
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.mark.parametrize("address", ["/so-do?huyen=999", "/so-do/ho-so?buoc=khac", "/so-do/ho-so?buoc=lodged&huyen=x"])
def test_what_is_not_there_is_not_there(cast: Cast, address: str) -> None:
    assert browser(cast.tinh).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_programs_get_the_same_figures(moved: Cast) -> None:
    client = browser(moved.may)
    found = client.get("/api/v1/measures", {"from": "2019-08-05", "to": "2019-08-06"}).json()
    assert found["funnel"] == {
        "lodged": 5, "handed_over": 4, "finished": 4, "delivered": 1, "returned": 0, "simulated": 0,
    }  # fmt: skip
    assert [each["office"] for each in found["dwell"]] == ["BC-633"]
    assert (found["unit"], found["first"]) == (None, "2019-08-05")
    assert client.get("/api/v1/measures", {"unit": "622", "to": "2019-08-05"}).json()["funnel"]["lodged"] == 0
    assert client.get("/api/v1/measures", {"unit": "999"}).status_code == 404
    assert Client().get("/api/v1/measures").status_code == 401
    refused = client.get("/api/v1/measures", {"from": "2019-08-07", "to": "2019-08-05"}).json()
    assert refused["errors"]["from"][0]["code"] == "too_long"


def test_more_cases_take_no_more_statements(moved: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            flow(moved.tinh, TODAY)
            stays(moved.tinh, TODAY)
        return len(seen)

    before = count()
    play.at_post(moved, 3)
    catch_up()
    assert count() == before == 2


@pytest.mark.parametrize(("minutes", "words"), [(0, "0,0"), (90, "1,5"), (477, "8,0"), (62, "1,0"), (600, "10,0")])
def test_minutes_are_shown_as_hours(minutes: int, words: str) -> None:
    assert hours(minutes) == words
