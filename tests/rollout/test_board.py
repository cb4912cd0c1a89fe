"""The province's board: figures that a slow recount confirms, each leading to its list."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import CLOSED, PAUSING
from delegation.mandates.models import Mandate
from delegation.registry.models import Office, Unit
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from tests import cast as play
from tests.cast import NOON, Cast
from tests.journey.conftest import mai, signed_in
from tracking.custody.models import HandOverLine, Item
from tracking.custody.queries.items import late_since
from tracking.custody.states import FINAL
from tracking.rollout import board
from tracking.rollout.figures import BY_SLUG, FIGURES

LATER = NOON + timedelta(days=8)


@pytest.fixture
def busy(people: Cast) -> Cast:
    """Two districts with something in every column; looked at eight days later."""
    codes = play.at_post(people, 6)
    for code in codes[:3]:
        play.scan(people.tien, code, "take_out")
    play.scan(people.tien, codes[0], "deliver", proof={"receiver": "H'Nhung", "relation": "self"})
    play.scan(people.tien, codes[1], "fail", reason="refused", measure="send_back")
    play.scan(people.lan, codes[1], "send_back")
    play.scan(people.hanh, codes[1], "hand_back", office="UB-633")
    hanging = play.lodge(people, 2, "622")
    play.propose(people.thuy, hanging, "UB-622", "BC-622")
    play.lodge(people, 2, "633", "both")
    return people


def recount(now: Any) -> dict[str, dict[str, int]]:
    """Every figure of every district, counted row by row in Python."""
    edge, numbers = (
        late_since(now),
        {place.committee: dict.fromkeys((f.key for f in FIGURES), 0) for place in board.districts()},
    )
    for mandate in Mandate.objects.all():
        numbers[mandate.committee_id]["mandates"] += mandate.state == "in_force"
    for dossier in Dossier.objects.all():
        mine = numbers[dossier.committee_id]
        mine["lodged"] += 1
        running = dossier.state not in {*CLOSED, *PAUSING}
        mine["late"] += bool(running and dossier.due_at and dossier.due_at < now)
        mine["handed_over"] += any(taken_over(line) for line in HandOverLine.objects.filter(item__dossier=dossier))
    for item in Item.objects.select_related("dossier", "holder_office"):
        mine = numbers[item.dossier.committee_id]
        mine["delivered"] += item.leg == "B" and item.state == "delivered"
        mine["returned"] += item.state == "returned"
        mine["in_limbo"] += item.offered_at is not None
        lags = item.since < edge and item.holder_office.kind in POST_KINDS and item.offered_at is None
        mine["slow"] += lags and item.state not in {*FINAL, "held", "registered"}
    return numbers


def taken_over(line: HandOverLine) -> bool:
    sides = {line.hand_over.giver_id, line.hand_over.receiver_id}
    signed = line.verdict in ("received", "damaged") and line.hand_over.state in ("settled", "disputed")
    return signed and line.item.dossier.committee_id in sides


def test_the_figures_are_those_of_a_slow_recount(busy: Cast) -> None:
    with time_machine.travel(LATER, tick=False):
        counted = board.board()
        expected = recount(clock.now())
    assert {row.district.committee: dict(row.numbers) for row in counted.rows} == expected
    assert all(
        counted.totals[key] for key in ("mandates", "lodged", "handed_over", "delivered", "returned", "in_limbo")
    )
    assert counted.totals["slow"]
    assert counted.oldest_limbo_at == NOON


def test_the_list_behind_a_number_has_as_many_rows(busy: Cast) -> None:
    with time_machine.travel(LATER, tick=False):
        for row in board.board().rows:
            for figure in FIGURES:
                assert board.behind(busy.tinh, figure, row.district).count() == row.numbers[figure.key], figure.key


def test_the_work_does_not_grow_with_the_dossiers(people: Cast) -> None:
    board.board()
    with CaptureQueriesContext(connection) as few:
        board.board()
    play.at_post(people, 30)
    with CaptureQueriesContext(connection) as many:
        board.board()
    assert len(few) == len(many) <= 10


def test_the_whole_page_takes_at_most_ten_statements(busy: Cast) -> None:
    client = signed_in(busy.tinh)
    client.get("/bang")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/bang").status_code == 200
    assert len(seen) <= 10


@pytest.mark.parametrize("who", ["tinh", "may"])
def test_the_province_and_supervisors_see_the_board(busy: Cast, who: str) -> None:
    text = signed_in(getattr(busy, who)).get("/bang").content.decode()
    assert "Huyện Chư Sê" in text
    assert "Thành phố Pleiku" in text


def test_the_hotline_sees_the_board(busy: Cast) -> None:
    assert signed_in(mai()).get("/bang").status_code == 200


@pytest.mark.parametrize("who", ["hanh", "lan", "bao"])
def test_the_board_is_not_there_for_others(people: Cast, who: str) -> None:
    client = signed_in(getattr(people, who))
    assert client.get("/bang").status_code == 404
    assert client.get("/bang/633/da-nop").status_code == 404
    assert client.get("/api/v1/rollout/board").status_code == 404


def test_a_supervisor_opens_the_lists_of_the_own_district_only(busy: Cast) -> None:
    client = signed_in(busy.may)
    text = client.get("/bang").content.decode()
    assert 'href="/bang/633/da-nop"' in text
    assert 'href="/bang/622/' not in text
    assert client.get("/bang/633/da-nop").status_code == 200
    assert client.get("/bang/622/da-nop").status_code == 404
    assert client.get("/bang/64/da-nop").status_code == 404


@pytest.mark.parametrize("slug", BY_SLUG)
@pytest.mark.parametrize("unit", ["633", "622", "64"])
def test_every_number_opens(busy: Cast, slug: str, unit: str) -> None:
    with time_machine.travel(LATER, tick=False):
        assert signed_in(busy.tinh).get(f"/bang/{unit}/{slug}").status_code == 200


def test_no_such_list_is_not_there(busy: Cast) -> None:
    client = signed_in(busy.tinh)
    assert {client.get(address).status_code for address in ("/bang/999/da-nop", "/bang/633/nonsense")} == {404}


def test_districts_without_a_place_on_the_map_follow_below_it_and_are_counted(busy: Cast) -> None:
    province = Unit.objects.get(code="64")
    unit = Unit.objects.create(
        code="699", name="Huyện Mẫu", short_name="Mẫu", kind="district", parent=province, valid_from=date(2019, 1, 1)
    )
    Office.objects.create(code="UB-699", name="Huyện Mẫu", kind="one_stop", unit=unit, valid_from=date(2019, 1, 1))
    text = signed_in(busy.tinh).get("/bang").content.decode()
    on_map, below = text.split('<ul class="tiles">')[1:]
    assert "tile--633" in on_map
    assert "tile--699" not in on_map
    assert "tile--699" in below.partition("</ul>")[0]
    assert f"Toàn tỉnh, {len(board.districts())} huyện" in text


def test_programs_get_the_same_figures(busy: Cast) -> None:
    with time_machine.travel(LATER, tick=False):
        body = signed_in(busy.tinh).get("/api/v1/rollout/board").json()
        counted = board.board()
    assert {row["unit"]: row["figures"] for row in body["units"]} == {
        row.district.unit: dict(row.numbers) for row in counted.rows
    }
    assert body["totals"] == dict(counted.totals)


def test_strangers_get_no_figures(people: Cast) -> None:
    assert Client().get("/api/v1/rollout/board").status_code == 401
    assert Client().get("/bang").status_code == 302


def test_the_desk_of_the_province_shows_the_sums(busy: Cast) -> None:
    text = signed_in(busy.tinh).get("/").content.decode()
    assert "Huyện đã chuyển giao" in text
    assert "2/2" in text


def desk_of(person: Actor) -> str:
    return str(signed_in(person).get("/").content.decode())


def test_the_desk_of_a_clerk_does_not(busy: Cast) -> None:
    assert "Huyện đã chuyển giao" not in desk_of(busy.lan)
