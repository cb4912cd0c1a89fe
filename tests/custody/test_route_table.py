"""The supervisor keeps the ways from the own post office: from a day on, never in a circle, never in the past."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.errors import NotAllowed, NotThere, Refused
from tests.cast import Cast
from tests.custody.test_routes import turn
from tracking.custody.commands.route_table import Step, add_route_step, end_route_step
from tracking.custody.models import RouteStep
from tracking.custody.queries import routes

TODAY = date(2019, 8, 5)
DAY = timedelta(days=1)


def browser(person: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    return client


def add(actor: Actor, **changes: Any) -> RouteStep:
    fields = {"origin": "BC-633", "next_office": "BC-622", "goal": "VX-23587", **changes}
    return add_route_step(actor=actor, step=Step(**fields))


def test_a_row_speaks_from_its_day_until_it_is_ended_and_the_past_stays(cast: Cast) -> None:
    row = add(cast.may, goal="BC-622", valid_from=TODAY + DAY)
    assert routes.ways(TODAY).next_office("BC-633", "BC-622") == "BC-64"
    assert routes.ways(TODAY + DAY).next_office("BC-633", "BC-622") == "BC-622"
    old = turn("BC-633", "BC-622", goal="BC-64", valid_from=TODAY - 9 * DAY)
    assert end_route_step(actor=cast.may, step=row.pk).pk is None, "a row that has not begun is taken off"
    ended = end_route_step(actor=cast.may, step=old.pk)
    assert (ended.valid_from, ended.valid_to) == (TODAY - 9 * DAY, TODAY + DAY)
    assert add(cast.may, goal="BC-64", next_office="BC-64", valid_from=TODAY + DAY).valid_from == TODAY + DAY


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        ("lan", {}, NotAllowed),
        ("may", {"origin": "BC-622"}, NotThere),
        ("hanh", {}, NotThere),
        ("may", {"valid_from": TODAY - DAY}, "route_in_the_past"),
        ("may", {"goal": ""}, "route_goal_needed"),
        ("may", {"goal": "BC-622", "district": "622"}, "route_goal_needed"),
        ("may", {"goal": "", "district": "999"}, "route_goal_needed"),
        ("may", {"next_office": "BC-999"}, "unknown_office"),
        ("may", {"next_office": "UB-633"}, "unknown_office"),
        ("may", {"goal": "BC-999"}, "unknown_office"),
        ("may", {"goal": "BC-64"}, "route_spoken"),
    ],
)
def test_rows_that_cannot_be_are_refused(cast: Cast, who: str, changes: dict[str, Any], refusal: Any) -> None:
    turn("BC-633", "BC-64", goal="BC-64")
    with pytest.raises(Refused) as refused:
        add(getattr(cast, who), **{"goal": "BC-622", **changes})
    if isinstance(refusal, str):
        assert refused.value.code == refusal
    else:
        assert isinstance(refused.value, refusal)
    assert RouteStep.objects.count() == 1


def test_a_circle_is_refused_with_its_way(cast: Cast) -> None:
    turn("BC-64", "BC-633", goal="BC-622", valid_from=TODAY + 7 * DAY)
    with pytest.raises(Refused) as refused:
        add(cast.may, goal="BC-622", next_office="BC-64")
    assert refused.value.code == "route_leads_back"
    names = routes_names("BC-633", "BC-64", "BC-633")
    assert " → ".join(names) in refused.value.detail("vi")
    assert RouteStep.objects.count() == 1


def routes_names(*codes: str) -> list[str]:
    names = dict(Office.objects.values_list("code", "name"))
    return [names[code] for code in codes]


def test_a_row_for_a_district_may_not_lead_any_of_its_offices_in_a_circle(cast: Cast) -> None:
    turn("BC-64", "BC-633", goal="BC-622")
    with pytest.raises(Refused) as refused:
        add(cast.may, goal="", district="622", next_office="BC-64")
    assert refused.value.code == "route_leads_back"


def test_ending_a_row_may_not_leave_a_circle_behind(cast: Cast) -> None:
    row = add(cast.may, goal="BC-622")
    turn("BC-64", "BC-633", goal="BC-622")
    with pytest.raises(Refused) as refused:
        end_route_step(actor=cast.may, step=row.pk)
    assert refused.value.code == "route_leads_back"
    row.refresh_from_db()
    assert row.valid_to is None


def test_the_supervisor_sees_adds_and_ends_and_the_clerk_reads(cast: Cast) -> None:
    may, lan = browser(cast.may), browser(cast.lan)
    assert '"/tui/tuyen"' in may.get("/tui/").content.decode()
    page = may.get("/tui/tuyen").content.decode()
    assert "Cây bưu cục" in page
    assert "Thêm dòng tuyến" in page
    assert "Thêm dòng tuyến" not in lan.get("/tui/tuyen").content.decode()
    form = {"origin": "BC-633", "goal": "BC-622", "district": "", "next_office": "BC-622", "valid_from": "", "note": ""}
    assert lan.post("/tui/tuyen", form).status_code == 422
    assert may.post("/tui/tuyen", {**form, "valid_from": "01/08/2019"}).status_code == 422
    assert may.post("/tui/tuyen", form).status_code == 302
    row = RouteStep.objects.get()
    assert (row.origin_id, row.goal_id, row.next_office_id, row.valid_from) == ("BC-633", "BC-622", "BC-622", TODAY)
    assert "Dòng tuyến</td>" in may.get("/tui/tuyen").content.decode()
    assert browser(cast.minh).post(f"/tui/tuyen/{row.pk}/het").status_code == 404
    assert may.post(f"/tui/tuyen/{row.pk}/het").status_code == 302
    row.refresh_from_db()
    assert row.valid_to == TODAY + DAY
    assert browser(cast.hanh).get("/tui/tuyen").status_code == 403
