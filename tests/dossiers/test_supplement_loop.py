"""The whole loop: the agency asks, the post brings the request and fetches the papers, the clock stands still."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from delegation.dossiers import commands
from delegation.dossiers.models import Dossier
from delegation.dossiers.projections import DOSSIERS
from delegation.dossiers.states import DossierState
from delegation.registry.models import Parameter
from postal_services.accounts.models import User
from postal_services.documents.papers.frame import vn_day
from postal_services.ledger import writer
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast, cast, furnished, item, lodge, propose, sign
from tests.dossiers import notice_desk
from tracking.custody import registering
from tracking.custody.models import Item, Leg
from tracking.custody.registering import NewItem
from tracking.pickups.models import Pickup, SlotRule
from tracking.pickups.queries import supplements

__all__ = ["cast", "furnished"]
DAY = timedelta(days=1)
CLOSING = time(10, tzinfo=UTC)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """A case of Chư Sê on its way to a result, due at the end of Thursday 8 August."""
    found = item(lodge(cast)[0]).dossier
    commands.process_dossier(actor=cast.hanh, code=found.code)
    found.refresh_from_db()
    return found


@pytest.fixture
def windows(cast: Cast) -> None:
    """The post of Chư Sê collects every morning; its days on the road are known."""
    Parameter.objects.create(
        key="transit_days_in_province", name="Ngày đường", value="2", unit="ngày", valid_from=date(2017, 8, 15)
    )
    SlotRule.objects.bulk_create(
        SlotRule(
            office_id="BC-633",
            weekday=weekday,
            opens=time(7, 30),
            closes=time(9, 30),
            capacity=4,
            valid_from=date(2019, 1, 1),
            modified_at=NOON,
        )
        for weekday in range(1, 6)
    )


def browser(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client


def fetched(cast: Cast, dossier: Dossier) -> Item:
    """The postman has taken the papers at the door and signed for them: one more leg A of the case."""
    new = NewItem(
        dossier=dossier,
        leg=Leg.A,
        office="BC-633",
        destination=dossier.committee_id,
        since=datetime.now(UTC),
        accept=True,
        data={"papers": 3, "supplement": True},
    )
    with transaction.atomic():
        heads = writer.lock([dossier.pk])
        registered = registering.prepare([new], actor=cast.tien, at=datetime.now(UTC))
        entries = [entry for each in registered for entry in each.entries]
        lines = writer.append(heads, entries, recorded_at=datetime.now(UTC))
        return registering.finish(registered, lines)[0]


def handed_in(cast: Cast, code: str) -> None:
    """The post gives the papers to the one-stop desk, which counts and signs."""
    listed = propose(cast.lan, [code], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [code])


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    """A clock that the story moves on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_the_post_brings_the_request_fetches_the_papers_and_sets_the_clock_going(
    cast: Cast, dossier: Dossier, windows: None, at: time_machine.Traveller
) -> None:
    notice = notice_desk.ask(cast.hanh, dossier, respond_on=date(2019, 8, 20))
    assert [each.pk for each in supplements.waiting(cast.lan)] == [notice.pk]
    assert list(supplements.waiting(cast.minh)) == []
    told = Client().get(f"/t/{dossier.token}").content.decode()
    for words in ("Cần bổ sung 3 giấy tờ", "20/08/2019", "Bưu điện mang phiếu đến nhà"):
        assert words in told, words
    for words in (notice_desk.BIRTH.name, "quá 6 tháng", "máy lẻ"):
        assert words not in told, words

    officer = browser("hanh")
    page = officer.get(f"/ho-so/{dossier.code}/lay-giay-to").content.decode()
    assert notice_desk.BIRTH.name in page
    form = {
        "window": "BC-633/2019-08-07/07:30",
        "name": "Rơ Châm H'Nhung",
        "phone": "0905000001",
        "address": "Làng Ring",
        "note": "",
    }
    assert officer.post(f"/ho-so/{dossier.code}/lay-giay-to", form).status_code == 302
    booked = Pickup.objects.get()
    assert (booked.kind, booked.dossier_id, booked.office_id) == ("supplement", dossier.pk, "BC-633")
    assert [paper.expected for paper in booked.papers.order_by("position")] == [1, 2]
    assert list(supplements.waiting(cast.lan)) == []
    assert booked.code in officer.get(f"/ho-so/{dossier.code}/lay-giay-to").content.decode()

    at.move_to(NOON + 2 * DAY)
    papers = fetched(cast, dossier)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SUPPLEMENT_ASKED, "papers on the road are not yet at the desk"
    at.move_to(NOON + 3 * DAY)
    handed_in(cast, papers.code)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.IN_PROCESS, None)
    assert dossier.due_at == datetime.combine(date(2019, 8, 13), CLOSING), "three working days on, a weekend between"
    actions = Line.objects.filter(stream_id=dossier.pk, machine="dossier").order_by("seq")
    assert list(actions.values_list("action", flat=True)) == ["lodge", "process", "ask_supplement", "resume"]
    assert list(DOSSIERS.differences()) == []


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        ((datetime(2019, 8, 7, 3, tzinfo=UTC), datetime(2019, 8, 12, 3, tzinfo=UTC)), date(2019, 8, 13)),
        ((datetime(2019, 8, 9, 9, tzinfo=UTC), datetime(2019, 8, 12, 1, tzinfo=UTC)), date(2019, 8, 9)),
        ((datetime(2019, 8, 7, 1, tzinfo=UTC), datetime(2019, 8, 7, 9, tzinfo=UTC)), date(2019, 8, 8)),
    ],
)
def test_a_weekend_of_waiting_is_no_working_time(
    cast: Cast, dossier: Dossier, at: time_machine.Traveller, pause: tuple[datetime, datetime], due: date
) -> None:
    asked, back = pause
    at.move_to(asked)
    notice_desk.ask(cast.hanh, dossier)
    at.move_to(back)
    handed_in(cast, fetched(cast, dossier).code)
    dossier.refresh_from_db()
    assert dossier.due_at == datetime.combine(due, CLOSING)


def test_over_tet_the_appointment_moves_on_by_the_days_worked_and_no_more(
    cast: Cast, at: time_machine.Traveller
) -> None:
    at.move_to(datetime(2020, 1, 31, 2, tzinfo=UTC))
    found = item(lodge(cast)[0]).dossier
    due = found.due_at
    assert due == datetime.combine(date(2020, 2, 11), CLOSING), "Monday, then Tết, then Monday and Tuesday"
    notice_desk.ask(cast.hanh, found)
    at.move_to(datetime(2020, 2, 10, 2, tzinfo=UTC))
    handed_in(cast, fetched(cast, found).code)
    found.refresh_from_db()
    assert found.due_at == datetime.combine(date(2020, 2, 13), CLOSING), "only two days were worked meanwhile"


def test_a_new_appointment_made_before_the_pause_moves_on_too(
    cast: Cast, dossier: Dossier, at: time_machine.Traveller
) -> None:
    notice_desk.reappoint(cast.hanh, dossier, date(2019, 8, 15))
    notice_desk.ask(cast.hanh, dossier)
    at.move_to(NOON + DAY)
    handed_in(cast, fetched(cast, dossier).code)
    dossier.refresh_from_db()
    assert dossier.due_at == datetime.combine(date(2019, 8, 16), CLOSING)
    assert list(DOSSIERS.differences()) == []


def test_a_visit_can_be_booked_only_for_what_is_asked_and_by_those_who_see_it(
    cast: Cast, dossier: Dossier, windows: None
) -> None:
    assert browser("hanh").get(f"/ho-so/{dossier.code}/lay-giay-to").status_code == 404
    notice_desk.ask(cast.hanh, dossier)
    assert browser("lan").get(f"/ho-so/{dossier.code}/lay-giay-to").status_code == 200
    assert browser("thuy").get(f"/ho-so/{dossier.code}/lay-giay-to").status_code == 404
    assert vn_day(date(2019, 8, 6)) in browser("lan").get(f"/ho-so/{dossier.code}/lay-giay-to").content.decode()
    wrong = {"window": "BC-633/2019-08-11/07:30", "name": "H'Nhung", "phone": "0905000001", "address": "Làng Ring"}
    assert browser("lan").post(f"/ho-so/{dossier.code}/lay-giay-to", wrong).status_code == 422
    assert not Pickup.objects.exists()


def test_the_list_of_what_waits_leads_to_the_booking(cast: Cast, dossier: Dossier) -> None:
    notice_desk.ask(cast.hanh, dossier)
    assert f"/ho-so/{dossier.code}/lay-giay-to" in browser("lan").get("/ho-so/cho-bo-sung").content.decode()
    assert dossier.code not in browser("minh").get("/ho-so/cho-bo-sung").content.decode()


def test_the_board_of_pickups_leads_to_what_waits_and_says_how_much(cast: Cast, dossier: Dossier) -> None:
    link = '<a class="govuk-link" href="/ho-so/cho-bo-sung">Giấy tờ bổ sung chờ lấy'
    assert f"{link}</a>" in browser("lan").get("/lay/").content.decode()
    notice_desk.ask(cast.hanh, dossier)
    assert f"{link} (1)</a>" in browser("lan").get("/lay/").content.decode()
    assert f"{link}</a>" in browser("minh").get("/lay/").content.decode(), "another district's request is not counted"
    assert link not in browser("tinh").get("/lay/").content.decode(), "the province books no visits"
