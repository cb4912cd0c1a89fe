"""The way between two offices: by the tree, by the route table, never in a circle; and what it is good for."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from delegation.registry.models import Unit
from tests.cast import Cast, at_post, scan
from tests.custody import bag_desk
from tests.mandates.world import OLD
from tracking.custody.commands import bags
from tracking.custody.models import RouteStep
from tracking.custody.queries import routes

DAY = date(2019, 8, 5)
WAYS = {
    ("VX-23947", "BC-622"): ("VX-23947", "BC-633", "BC-64", "BC-622"),
    ("BC-622", "VX-23947"): ("BC-622", "BC-64", "BC-633", "VX-23947"),
    ("BC-633", "BC-64"): ("BC-633", "BC-64"),
    ("BC-64", "UB-633"): ("BC-64", "BC-633", "UB-633"),
    ("VX-23947", "UB-633"): ("VX-23947", "BC-633", "UB-633"),
    ("BC-622", "UB-64"): ("BC-622", "BC-64", "UB-64"),
    ("BC-633", "BC-633"): ("BC-633",),
    ("BC-633", "BC-999"): ("BC-633",),
}


def turn(origin: str, following: str, goal: str = "", district: str = "", **changes: object) -> RouteStep:
    """A row of the route table."""
    unit = Unit.objects.get(code=district) if district else None
    fields = {"origin_id": origin, "goal_id": goal or None, "district": unit, "next_office_id": following}
    return RouteStep.objects.create(**{**fields, "valid_from": OLD, **changes})


@pytest.mark.parametrize("ends", WAYS)
def test_without_a_table_the_way_follows_the_tree(cast: Cast, ends: tuple[str, str]) -> None:
    ways = routes.ways(DAY)
    assert ways.path(*ends) == WAYS[ends]
    assert ways.next_office(*ends) == (WAYS[ends][1] if len(WAYS[ends]) > 1 else None)


def test_a_row_for_an_office_or_a_district_says_otherwise_while_it_is_valid(cast: Cast) -> None:
    turn("BC-633", "BC-622", district="622", valid_to=date(2019, 9, 1))
    turn("BC-622", "VX-23947", goal="VX-23947")
    assert routes.ways(DAY).path("VX-23947", "BC-622") == ("VX-23947", "BC-633", "BC-622")
    assert routes.ways(DAY).next_office("BC-633", "UB-622") == "BC-622", "the agency through its area's post office"
    assert routes.ways(DAY).next_office("BC-622", "VX-23947") == "VX-23947"
    assert routes.ways(date(2019, 9, 1)).next_office("BC-633", "BC-622") == "BC-64"
    assert list(routes.table(DAY).values_list("origin", "next_office")) == [
        ("BC-622", "VX-23947"), ("BC-633", "BC-622")
    ]  # fmt: skip


def test_a_table_that_leads_in_a_circle_ends(cast: Cast) -> None:
    turn("BC-64", "BC-633", goal="BC-622")
    ways = routes.ways(DAY)
    assert ways.path("BC-633", "BC-622") == ("BC-633", "BC-64")
    assert not ways.is_on_the_way("VX-23947", "BC-633", "BC-622")


@pytest.mark.parametrize(
    "wrong",
    [
        {"following": "BC-64", "goal": "BC-622", "district": "622"},
        {"following": "BC-64"},
        {"following": "BC-633", "goal": "BC-622"},
        {"following": "BC-64", "goal": "BC-64"},
    ],
)
def test_postgresql_refuses_rows_that_cannot_be(cast: Cast, wrong: dict[str, str]) -> None:
    turn("BC-633", "BC-64", goal="BC-64")
    with pytest.raises(IntegrityError), transaction.atomic():
        turn("BC-633", **wrong)


def test_the_ways_take_two_queries(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        routes.ways(DAY).path("VX-23947", "BC-622")
    assert len(asked) == 2


def test_a_bag_is_begun_for_its_goal_and_the_table_names_the_station(cast: Cast) -> None:
    assert bags.open_bag(actor=cast.lan, origin="BC-633", goal="BC-622").destination_id == "BC-64"
    turn("BC-633", "BC-622", goal="BC-622")
    assert bags.open_bag(actor=cast.lan, origin="BC-633", goal="BC-622").destination_id == "BC-622"


def test_a_direct_way_of_the_table_is_no_wrong_way(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    scan(cast.lan, code, "dispatch", to="BC-64")
    assert scan(cast.minh, code, "arrive").code == "mis_sent"
    bag = bag_desk.sent(cast.lan, at_post(cast, 1), goal="VX-23947")
    turn("BC-633", "BC-622", goal="VX-23947")
    assert scan(cast.minh, bag.code, "arrive").code == "recorded", "by the table the bag comes through Pleiku"
