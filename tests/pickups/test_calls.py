"""The calls: windows for everybody, bookings and collections for staff, refusals with codes."""

import base64
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests.cast import Cast, item, lodge
from tests.mandates.world import EXTRACT
from tests.pickups.world import AT_DOOR, book, drawn, given, windows
from tracking.pickups.commands.booking import Booking, book_pickup, cancel_pickup
from tracking.pickups.models import Pickup, PickupSeries
from tracking.pickups.tasks import make_weekly_pickups

INK = "data:image/png;base64," + base64.b64encode(drawn()).decode()
WINDOW = {"office": "BC-633", "day": "2019-08-06", "opens": "07:30"}
BOOKING: dict[str, Any] = {
    "window": WINDOW,
    "procedure": EXTRACT,
    "unit": "23947",
    "contact": {"name": "Rơ Châm H'Nhung", "phone": "0905000001", "address": "Làng Ring"},
}
COLLECTION: dict[str, Any] = {
    "found": [{"position": 1, "count": 1}, {"position": 2, "count": 1}],
    "weight_g": 80,
    "seal": "NP000123",
    "amounts": {"state_fee": 8000, "postal": 26000, "transfer": 8000},
    "sender_signature": INK,
    "postman_signature": INK,
}


def call(person: Actor | None, method: str, path: str, body: Any = None) -> Any:
    client = Client()
    if person is not None:
        token = accounts._issue_token(User.objects.get(username=person.username)).token
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    if method == "get":
        return client.get(f"/api/v1/{path}", body or {})
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def test_anybody_reads_the_windows(cast: Cast) -> None:
    windows()
    found = call(None, "get", "pickup-slots", {"unit": "23947", "procedure": EXTRACT}).json()["windows"]
    assert found[1] == {**WINDOW, "closes": "09:30", "capacity": 2, "free": 2}
    foreign = call(None, "get", "pickup-slots", {"unit": "00001", "procedure": EXTRACT})
    assert (foreign.status_code, foreign.json()["code"]) == (400, "foreign_commune")


def test_a_pickup_goes_its_way_by_calls(cast: Cast) -> None:
    windows()
    made = call(cast.lan, "post", "pickups", BOOKING)
    code = made.json()["code"]
    assert (made.status_code, made.json()["source"]) == (201, "counter")
    assert "Nhung" not in made.content.decode()
    given_to = call(cast.lan, "post", "pickup-assignments", {"pickups": [code], "postman": "tien"})
    assert given_to.json()["pickups"][0]["postman"] == "tien"
    moved = call(cast.lan, "post", f"pickups/{code}/rescheduling", {"window": {**WINDOW, "opens": "14:00"}})
    assert (moved.json()["opens"], moved.json()["state"]) == ("14:00", "asked")
    call(cast.lan, "post", "pickup-assignments", {"pickups": [code], "postman": "tien"})
    with time_machine.travel(AT_DOOR, tick=False):
        done = call(cast.tien, "post", f"pickups/{code}/collection", COLLECTION)
    assert (done.status_code, done.json()["state"], done.json()["seal"]) == (200, "collected", "NP000123")
    assert done.json()["item"].endswith("VN")
    assert len(done.json()["receipts"]) == 1
    assert call(cast.minh, "get", f"pickups/{code}").status_code == 404
    assert [row["code"] for row in call(cast.hanh, "get", "pickups").json()["results"]] == [code]


def test_the_sender_s_token_is_for_those_who_may_act_for_the_sender(cast: Cast) -> None:
    windows()
    made = book()
    read = {who.username: call(who, "get", f"pickups/{made.code}").json() for who in (cast.lan, cast.hanh, cast.tinh)}
    assert {who: shown["token"] for who, shown in read.items()} == {"lan": made.token, "hanh": None, "tinh": None}


def test_a_supplement_is_booked_by_the_desk(cast: Cast) -> None:
    windows()
    case = item(lodge(cast, service="send")[0]).dossier
    wanted = {"window": WINDOW, "dossier": case.code, "papers": [{"name": "Khai sinh", "kind": "copy", "count": 1}]}
    made = call(cast.hanh, "post", "pickups", wanted)
    assert (made.status_code, made.json()["kind"], made.json()["dossier"]) == (201, "supplement", case.code)
    assert call(cast.thuy, "post", "pickups", wanted).status_code == 404
    again = call(cast.lan, "post", "pickups", wanted)
    assert (again.status_code, again.json()["code"]) == (201, made.json()["code"]), "asked for twice, fetched once"
    cancel_pickup(actor=cast.lan, code=made.json()["code"])
    anew = call(cast.hanh, "post", "pickups", wanted).json()
    assert (anew["state"], anew["code"] != made.json()["code"]) == ("asked", True)
    assert Pickup.objects.filter(dossier=case, state="asked").count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"sender_signature": "data:image/png;base64,QUJD"}, 400, "not_an_image"),
        ({"amounts": {"state_fee": 8000, "postal": 1, "transfer": 8000}}, 409, "amount_differs"),
        ({"postman_signature": ""}, 409, "signatures_needed"),
        ({"found": [{"position": 1, "count": "hai"}]}, 400, "invalid"),
        ({"seal": "!"}, 400, "invalid"),
        ({"colour": "red"}, 400, "invalid"),
    ],
)
def test_bad_collections_are_answered_with_codes(cast: Cast, changes: dict[str, Any], status: int, code: str) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    answer = call(cast.tien, "post", f"pickups/{pickup.code}/collection", {**COLLECTION, **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Pickup.objects.get().state == "assigned"


def test_a_failure_and_a_cancellation_by_calls(cast: Cast) -> None:
    windows()
    code = given(cast.lan, cast.tien).code
    failed = call(cast.tien, "post", f"pickups/{code}/failure", {"reason": "absent", "next_step": "ask_citizen"})
    assert (failed.json()["state"], failed.json()["attempts"]) == ("failed", 1)
    assert call(cast.lan, "post", f"pickups/{code}/cancellation").json()["state"] == "cancelled"
    again = call(cast.lan, "post", f"pickups/{code}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "pickup_moved")


def test_nobody_books_by_call_without_a_post(cast: Cast) -> None:
    windows()
    assert call(None, "post", "pickups", BOOKING).status_code == 401
    assert call(cast.bao, "post", "pickups", BOOKING).status_code == 403
    assert call(cast.minh, "post", "pickups", BOOKING).status_code == 403


def test_weekly_pickups_are_made_ahead_and_once_and_one_that_fails_stops_no_other(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows()
    template = book()
    series = PickupSeries.objects.create(
        office_id="BC-633", procedure_id=EXTRACT, unit=template.unit, service="send", contact_name="UBND xã Ia Tiêm",
        contact_phone="0905000005", contact_address="Trụ sở", weekday=2, opens=template.opens,
        first_day=date(2019, 8, 1), made_at=template.asked_at,
    )  # fmt: skip
    bad = PickupSeries.objects.create(
        office_id="BC-633", procedure_id=EXTRACT, unit=template.unit, service="send", contact_name="UBND xã Ia Ko",
        contact_phone="0905000006", contact_address="Trụ sở", weekday=2, opens=template.opens,
        first_day=date(2019, 8, 1), made_at=template.asked_at - timedelta(days=1),
    )  # fmt: skip

    def breaks_down(*, actor: Actor, booking: Booking) -> Pickup:
        if booking.series == bad:
            raise ValueError
        return book_pickup(actor=actor, booking=booking)

    with monkeypatch.context() as patched:
        patched.setattr("tracking.pickups.tasks.book_pickup", breaks_down)
        assert make_weekly_pickups() == "2 made, 0 refused, 2 failed"
    bad.delete()
    assert make_weekly_pickups() == "0 made, 0 refused"
    made = Pickup.objects.filter(series=series)
    assert sorted(made.values_list("day", flat=True)) == [date(2019, 8, 6), date(2019, 8, 13)]
    assert set(made.values_list("source", flat=True)) == {"series"}
