"""Asking for a pickup: windows, places, days, and everything that is refused."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.validation import Paper
from delegation.registry.models import CalendarDay, Closure, OfficeKind
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Role
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger.models import Line
from tests.cast import Cast, lodge
from tests.cast import item as item_of
from tests.custody.test_batches import at_once
from tests.mandates.world import OFFLINE, person
from tests.pickups.world import AT_DOOR, MORNING, TUESDAY, book, booking, given, windows
from tracking.pickups import policies
from tracking.pickups.commands.assignment import Failure, assign_pickups, fail_pickup
from tracking.pickups.commands.booking import book_pickup, cancel_pickup, reschedule_pickup
from tracking.pickups.models import Pickup, Source
from tracking.pickups.projections import PICKUPS
from tracking.pickups.queries import windows as reads
from tracking.pickups.refusals import (
    DayOff,
    ForeignCommune,
    NoPostmanThere,
    NoSuchWindow,
    NotYourPickup,
    OpenAlready,
    PickupMoved,
    TooManyBookings,
    WindowFull,
    WindowPast,
    WindowTooFar,
)
from tracking.pickups.states import PICKUP, PickupState
from tracking.pickups.steps import Slot


def actions(pickup: Pickup) -> list[str]:
    return list(Line.objects.filter(machine=PICKUP, subject=pickup.id).order_by("seq").values_list("action", flat=True))


def test_a_citizen_books_and_the_list_of_papers_stands(cast: Cast) -> None:
    windows()
    pickup = book()
    assert (pickup.state, pickup.source, pickup.committee_id) == (PickupState.ASKED, Source.WEB, "UB-633")
    assert pickup.code == "LH-BC-633-190805-0001"
    assert [(p.name, p.kind, p.expected) for p in pickup.papers.all()] == [
        ("Tờ khai", "original", 1),
        ("Giấy tờ tùy thân", "certified", 1),
    ]
    assert actions(pickup) == ["ask"]
    written = Line.objects.get(machine=PICKUP, subject=pickup.id).data
    assert written["window"] == "2019-08-06 07:30-09:30"
    assert not {"H'Nhung", "0905000001", "Làng Ring"} & {str(value) for value in written.values()}
    assert list(PICKUPS.differences()) == []


def test_name_phone_and_address_are_not_readable_in_the_database(cast: Cast) -> None:
    windows()
    pickup = book()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM pickups_pickup p WHERE id = %s", [pickup.id])
        stored = cursor.fetchone()[0]
    assert not any(word in stored for word in ("Nhung", "0905000001", "Làng Ring", "giọt nước"))


def test_the_source_is_who_booked(cast: Cast) -> None:
    windows(capacity=9)
    mai = person("mai", "BC-64", OfficeKind.PROVINCIAL_POST, "64", Role.HOTLINE)
    told = {actor.username: book(actor).source for actor in (cast.lan, mai, cast.hanh)}
    assert told == {"lan": Source.COUNTER, "mai": Source.HOTLINE, "hanh": Source.AGENCY}
    for stranger in (cast.minh, cast.thuy, cast.bao):
        with pytest.raises(NotAllowed):
            book(stranger)


def test_the_same_form_sent_twice_is_one_pickup(cast: Cast) -> None:
    windows()
    once = uuid7()
    assert book(once=once).id == book(once=once).id
    assert Pickup.objects.count() == 1


REFUSED: list[tuple[dict[str, Any], type[Refused], str]] = [
    ({"slot": Slot("BC-633", date(2019, 8, 5), time(7, 30))}, WindowPast, "window_past"),
    ({"slot": Slot("BC-633", date(2019, 8, 2), time(7, 30))}, WindowPast, "window_past"),
    ({"slot": Slot("BC-633", date(2019, 8, 10), time(7, 30))}, DayOff, "day_off"),
    ({"slot": Slot("BC-633", date(2019, 9, 30), time(7, 30))}, WindowTooFar, "window_too_far"),
    ({"slot": Slot("BC-633", TUESDAY, time(11, 0))}, NoSuchWindow, "no_such_window"),
    ({"slot": Slot("BC-622", TUESDAY, time(7, 30))}, NoSuchWindow, "no_such_window"),
    ({"slot": Slot("KHONG-CO", TUESDAY, time(7, 30))}, NoSuchWindow, "no_such_window"),
    ({"unit": "99999"}, ForeignCommune, "foreign_commune"),
    ({"unit": "633"}, ForeignCommune, "foreign_commune"),
    ({"unit": ""}, ForeignCommune, "foreign_commune"),
    ({"procedure": "9.999999"}, Invalid, "procedure:unknown_procedure"),
    ({"procedure": OFFLINE}, Invalid, "procedure:not_postal"),
    ({"service": "return"}, Invalid, "service:unknown_service"),
    ({"name": "  "}, Invalid, "name:required"),
    ({"name": "A" * 121}, Invalid, "name:too_long"),
    ({"phone": "khong"}, Invalid, "phone:bad_phone"),
    ({"phone": ""}, Invalid, "phone:bad_phone"),
    ({"address": ""}, Invalid, "address:required"),
    ({"note": "x" * 301}, Invalid, "note:too_long"),
    ({"categories": ("vua",)}, Invalid, "categories:unknown_category"),
    ({"papers": (Paper("", "original", 1),)}, Invalid, "papers:bad_paper"),
    ({"papers": (Paper("Tờ khai", "original", 0),)}, Invalid, "papers:bad_paper"),
    ({"kind": "supplement", "dossier": uuid7()}, NotThere, "not_found"),
]


@pytest.mark.parametrize(("changes", "kind", "code"), REFUSED, ids=[f"{c}-{n}" for n, (_, _, c) in enumerate(REFUSED)])
def test_what_cannot_be_booked_is_refused_in_words_and_nothing_is_written(
    cast: Cast, changes: dict[str, Any], kind: type[Refused], code: str
) -> None:
    windows()
    before = Line.objects.count()
    with pytest.raises(kind) as refused:
        book(**changes)
    name, _, field_code = code.rpartition(":")
    assert (refused.value.fields[name][0].code if name else refused.value.code) == field_code
    assert refused.value.detail("vi") != refused.value.detail("en")
    assert (Pickup.objects.count(), Line.objects.count()) == (0, before)


def test_a_holiday_and_a_closure_are_no_days_for_pickups(cast: Cast) -> None:
    windows()
    CalendarDay.objects.create(day=TUESDAY, calendar="postal", kind="holiday", name="Nghỉ lễ")
    place = reads.place_of("23947", booking().procedure, clock.now())
    assert TUESDAY not in {
        window.day for window in reads.windows("UB-633", booking().procedure, place.offices, clock.now())
    }
    with pytest.raises(DayOff):
        book()
    assert Closure.objects.count() == 0


def test_a_procedure_that_no_mandate_covers_is_not_collected(cast: Cast) -> None:
    windows()
    place = reads.place_of("23947", OFFLINE, clock.now())
    assert place.offices == ()
    assert reads.windows("UB-633", OFFLINE, place.offices, clock.now()) == []


def test_the_second_for_the_last_place_is_shown_the_next_windows(cast: Cast) -> None:
    windows(capacity=1)
    book()
    with pytest.raises(WindowFull) as refused:
        book(phone="0905000002")
    assert str(refused.value.free[0]) == "14:00–16:00 05/08/2019"
    assert MORNING.opens not in {window.opens for window in refused.value.free if window.day == TUESDAY}
    assert "05/08/2019" in refused.value.detail("vi")


def test_a_form_sent_twice_at_once_is_one_pickup_even_of_the_last_place(committed_cast: Cast) -> None:
    windows(capacity=1)
    once = uuid7()
    got = at_once(3, lambda _: book(once=once).code)
    assert (len(got), set(got)) == (3, {Pickup.objects.get().code})


def test_two_at_once_for_the_last_place_one_gets_it(committed_cast: Cast) -> None:
    windows(capacity=1)

    def ask(number: int) -> str:
        try:
            return book_pickup(actor=NOBODY, booking=booking(phone=f"090500000{number}")).state
        except WindowFull as refused:
            return f"{refused.code}:{len(refused.free) > 0}"

    outcomes = at_once(4, lambda number: ask(number + 1))
    assert sorted(outcomes) == ["asked", *["window_full:True"] * 3]
    assert Pickup.objects.count() == 1


def test_a_cancelled_pickup_gives_its_place_back(cast: Cast) -> None:
    windows(capacity=1)
    pickup = book()
    cancel_pickup(actor=NOBODY, token=pickup.token)
    assert book(phone="0905000002").state == PickupState.ASKED
    with pytest.raises(PickupMoved):
        cancel_pickup(actor=NOBODY, token=pickup.token)


def test_the_sender_moves_a_pickup_by_its_token_and_the_place_moves_along(cast: Cast) -> None:
    windows(capacity=1)
    pickup = given(cast.lan, cast.tien)
    moved = reschedule_pickup(actor=NOBODY, token=pickup.token, slot=Slot("BC-633", TUESDAY, time(14, 0)))
    assert (moved.state, moved.opens, moved.postman_id) == (PickupState.ASKED, time(14, 0), None)
    assert book(phone="0905000002").opens == time(7, 30)
    with pytest.raises(NotThere):
        reschedule_pickup(actor=NOBODY, token="0000000000000000", slot=MORNING)
    with pytest.raises(NotThere):
        reschedule_pickup(actor=cast.minh, code=pickup.code, slot=MORNING)


def test_moving_to_the_window_one_has_is_no_second_place(cast: Cast) -> None:
    windows(capacity=1)
    pickup = book()
    assert reschedule_pickup(actor=NOBODY, token=pickup.token, slot=MORNING).opens == time(7, 30)


def test_one_telephone_has_three_pickups_waiting_at_most_on_the_public_page(cast: Cast) -> None:
    windows(capacity=9)
    for _ in range(3):
        book()
    with pytest.raises(OpenAlready):
        book()
    assert book(cast.lan).source == Source.COUNTER


def test_a_network_that_books_too_often_is_asked_to_wait(cast: Cast) -> None:
    for _ in range(12):
        policies.take_web_permit("203.0.113.7", "")
    with pytest.raises(TooManyBookings) as refused:
        policies.take_web_permit("203.0.113.7", "")
    assert refused.value.status == 429
    policies.take_web_permit("203.0.113.8", "")


def test_a_clerk_gives_several_to_a_postman_in_few_statements(cast: Cast) -> None:
    windows(capacity=60)
    codes = [book(cast.lan).code for _ in range(20)]
    with CaptureQueriesContext(connection) as asked:
        done = assign_pickups(actor=cast.lan, codes=codes, postman="tien")
    assert {pickup.postman_id for pickup in done} == {cast.tien.user_id}
    assert len(asked) <= 10, [query["sql"][:90] for query in asked]
    assert list(PICKUPS.differences()) == []


def test_only_people_of_the_office_are_sent_and_only_clerks_send_them(cast: Cast) -> None:
    windows()
    code = book().code
    with pytest.raises(NoPostmanThere):
        assign_pickups(actor=cast.lan, codes=[code], postman="minh")
    with pytest.raises(NotAllowed):
        assign_pickups(actor=cast.tien, codes=[code], postman="tien")
    with pytest.raises(NotThere):
        assign_pickups(actor=cast.minh, codes=[code], postman="minh")
    with pytest.raises(NotThere):
        assign_pickups(actor=cast.lan, codes=[], postman="tien")


def test_not_at_home_has_a_reason_and_a_new_window(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    later = Slot("BC-633", date(2019, 8, 7), time(14, 0))
    failed = fail_pickup(
        actor=cast.tien, code=pickup.code, failure=Failure("absent", "new_window", "đi rẫy", later), now=AT_DOOR
    )
    assert (failed.state, failed.day, failed.attempts, failed.postman_id) == ("asked", date(2019, 8, 7), 1, None)
    assert actions(pickup) == ["ask", "assign", "fail", "reschedule"]
    assert pickup.tries.get().reason == "absent"
    assert "rẫy" not in str(list(Line.objects.filter(subject=pickup.id).values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("reason", "step", "state"),
    [
        ("refused", "cancel", "cancelled"),
        ("address_not_found", "ask_citizen", "failed"),
        ("absent", "new_window", "failed"),
    ],
)
def test_what_failed_goes_on_as_was_said(cast: Cast, reason: str, step: str, state: str) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    assert fail_pickup(actor=cast.tien, code=pickup.code, failure=Failure(reason, step), now=AT_DOOR).state == state
    assert list(PICKUPS.differences()) == []


def test_a_failure_needs_a_reason_of_the_list_and_a_step_that_fits(cast: Cast) -> None:
    windows()
    pickup = given(cast.lan, cast.tien)
    for failure, code in (
        (Failure("vi_troi_mua", "new_window"), "unknown_reason"),
        (Failure("refused", "new_window"), "next_step_does_not_fit"),
        (Failure("absent", "bo_qua"), "unknown_next_step"),
    ):
        with pytest.raises(Invalid) as refused:
            fail_pickup(actor=cast.tien, code=pickup.code, failure=failure)
        assert code in {problem.code for problems in refused.value.fields.values() for problem in problems}
    with pytest.raises(NotYourPickup):
        fail_pickup(actor=cast.lan, code=pickup.code, failure=Failure("absent", "ask_citizen"))


def test_a_supplement_fetches_named_papers_for_a_case_that_stands(cast: Cast) -> None:
    windows()
    case = item_of(lodge(cast, service="send")[0]).dossier
    wanted = (Paper("Giấy khai sinh", "certified", 1),)
    pickup = book(cast.lan, kind="supplement", dossier=case.id, papers=wanted, name="", phone="", address="", unit="")
    assert (pickup.dossier_id, pickup.procedure_id, pickup.contact_name) == (
        case.id,
        case.procedure_id,
        case.applicant_name,
    )
    assert [paper.name for paper in pickup.papers.all()] == ["Giấy khai sinh"]


def test_booking_takes_few_statements(cast: Cast) -> None:
    windows()
    with CaptureQueriesContext(connection) as asked:
        book()
    assert len(asked) <= 24, len(asked)
