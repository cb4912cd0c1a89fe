"""Kept for the addressee: until when, reminded before, never thrown away; sent on, or back by one list."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry.models import CalendarDay, DayKind
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.clock import VN
from postal_services.errors import NotAllowed, NotThere
from postal_services.ledger import verification
from tests.cast import NOON, Cast, actions, at_post, item, lines, scan
from tests.rounds.desk import built, out
from tracking.custody.projections import ITEMS
from tracking.rounds import days
from tracking.rounds.commands.keeping import forward_item, hold_items, send_items_back
from tracking.rounds.commands.planning import cancel_round
from tracking.rounds.commands.watching import watch_holds
from tracking.rounds.commands.wishes import Asked, decline_wish, wish_for_item
from tracking.rounds.models import Hold, Wish
from tracking.rounds.places import NewAddress
from tracking.rounds.queries import holds as reads
from tracking.rounds.queries import rounds as round_reads
from tracking.rounds.refusals import (
    AddressNeeded,
    DayOff,
    DayPast,
    DayTooFar,
    NoOfficeThere,
    StopsNotReady,
    UnknownReason,
    WishTooLate,
)
from tracking.rounds.states import WishAnswer, WishKind

DAY = timedelta(days=1)


def remarks(code: str) -> list[str]:
    """What was remarked about an item, in order."""
    return [line.data["remark"] for line in lines(code) if "remark" in line.data]


def test_what_is_kept_has_a_last_day_on_which_the_office_works(cast: Cast) -> None:
    code = at_post(cast)[0]
    until = hold_items(actor=cast.lan, office="BC-633", items=[code])
    assert until == date(2019, 8, 15)
    assert lines(code)[-1].data["until"] == "2019-08-15"
    assert item(code).state == "held"
    with pytest.raises(DayOff) as refused:
        hold_items(actor=cast.lan, office="BC-633", items=[code], until=date(2019, 8, 17))
    assert "19/08/2019" in refused.value.detail("vi")
    with pytest.raises(DayPast):
        hold_items(actor=cast.lan, office="BC-633", items=[code], until=date(2019, 8, 1))


def test_what_is_kept_can_be_kept_longer_and_is_reminded_of_anew(cast: Cast) -> None:
    code = at_post(cast)[0]
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    watch_holds(now=NOON + 8 * DAY)
    hold_items(actor=cast.lan, office="BC-633", items=[code], until=date(2019, 8, 30), now=NOON + 9 * DAY)
    kept = Hold.objects.running().get()
    assert (kept.until, kept.reminded_at) == (date(2019, 8, 30), None)
    assert remarks(code) == ["hold_reminder", "held_longer"]


def test_a_hold_over_tet_ends_on_the_first_day_after_it(cast: Cast) -> None:
    tet = [date(2020, 1, 23) + each * DAY for each in range(7)]
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, calendar=calendar, kind=DayKind.HOLIDAY, name="Tết Nguyên đán")
        for day in tet
        for calendar in ("postal", "processing")
    )
    assert days.kept_until(date(2020, 1, 15), "BC-633") == date(2020, 1, 30)
    code = at_post(cast)[0]
    before = datetime(2020, 1, 15, 8, tzinfo=VN)
    assert hold_items(actor=cast.lan, office="BC-633", items=[code], now=before) == date(2020, 1, 30)
    with pytest.raises(DayOff) as refused:
        hold_items(actor=cast.lan, office="BC-633", items=[code], until=date(2020, 1, 24), now=before)
    assert "30/01/2020" in refused.value.detail("vi")
    assert watch_holds(now=datetime(2020, 1, 27, 8, tzinfo=VN)).reminded == 0
    assert watch_holds(now=datetime(2020, 1, 28, 8, tzinfo=VN)).reminded == 1
    assert watch_holds(now=datetime(2020, 1, 30, 20, tzinfo=VN)).expired == 0
    assert watch_holds(now=datetime(2020, 1, 31, 1, tzinfo=VN)).expired == 1


def test_a_reminder_is_said_once_and_the_end_once_and_nothing_is_sent_back_by_the_clock(cast: Cast) -> None:
    code = at_post(cast)[0]
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    for after in (7, 8, 9, 10, 11, 12, 30):
        watch_holds(now=NOON + after * DAY)
    assert remarks(code) == ["hold_reminder", "hold_expired"]
    assert item(code).state == "held"
    assert list(ITEMS.differences()) == []
    assert verification.verify().broken is None


def test_what_a_scan_put_aside_gets_its_last_day_by_the_sweep(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "hold")
    assert watch_holds().begun == 1
    assert Hold.objects.running().get().until == date(2019, 8, 15)
    assert watch_holds().begun == 0


def test_what_was_fetched_is_not_reminded_of(cast: Cast) -> None:
    code = at_post(cast)[0]
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    scan(cast.lan, code, "deliver", proof={"receiver": "A", "relation": "self"})
    assert watch_holds(now=NOON + 20 * DAY).expired == 0
    assert remarks(code) == []


def test_two_hundred_are_kept_reminded_of_and_sent_back_in_few_statements(cast: Cast) -> None:
    codes = at_post(cast, 200)
    with CaptureQueriesContext(connection) as keeping:
        hold_items(actor=cast.lan, office="BC-633", items=codes)
    with CaptureQueriesContext(connection) as watching:
        assert watch_holds(now=NOON + 20 * DAY).expired == 200
    with CaptureQueriesContext(connection) as turning:
        send_items_back(actor=cast.lan, office="BC-633", items=codes, now=NOON + 20 * DAY)
    assert len(keeping) < 20
    assert len(watching) < 20
    assert len(turning) < 20
    assert {item(code).state for code in codes[:3]} == {"returning"}


def test_only_the_office_that_has_an_item_keeps_it_or_sends_it_back(cast: Cast) -> None:
    code = at_post(cast)[0]
    with pytest.raises(NotThere):
        hold_items(actor=cast.minh, office="BC-633", items=[code])
    with pytest.raises(StopsNotReady) as refused:
        hold_items(actor=cast.minh, office="BC-622", items=[code])
    assert refused.value.fields[code][0].code == "unknown_code"
    round_, codes = out(cast)
    with pytest.raises(StopsNotReady):
        send_items_back(actor=cast.lan, office="BC-633", items=codes)
    draft = built(cast, [code])
    with pytest.raises(StopsNotReady) as refused:
        send_items_back(actor=cast.lan, office="BC-633", items=[code])
    assert draft.code in refused.value.fields[code][0].vi
    assert round_.code not in refused.value.fields[code][0].vi


def test_an_item_goes_on_to_the_office_of_the_new_address(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "hold")
    wish = forward_item(actor=cast.lan, office="BC-633", item=code, to=NewAddress("23587", "12 Trần Phú"))
    row = item(code)
    assert (row.state, row.destination_id, row.bound_for) == ("arrived", "BC-622", "BC-622")
    assert (wish.answer, wish.office_id) == (WishAnswer.DONE, "BC-622")
    assert "Trần Phú" not in str([line.data for line in lines(code)])
    assert list(ITEMS.differences()) == []
    scan(cast.lan, code, "dispatch", to="BC-622")
    scan(cast.minh, code, "arrive")
    new = round_reads.candidates(cast.minh, row.destination, date(2019, 8, 6))
    assert [(each.address, each.is_fitting) for each in new] == [("12 Trần Phú", True)]


def test_a_new_address_that_was_put_right_again_stands_on_no_round(cast: Cast) -> None:
    code = at_post(cast)[0]
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    forward_item(actor=cast.lan, office="BC-633", item=code, to=NewAddress("23947", "12 Sai Địa Chỉ"))
    round_ = built(cast, [code])
    assert round_reads.visits(round_)[0].address == "12 Sai Địa Chỉ"
    cancel_round(actor=cast.lan, code=round_.code)
    scan(cast.lan, code, "correct")
    assert round_reads.visits(built(cast, [code]))[0].address == item(code).dossier.applicant_address


def test_a_new_address_needs_its_words_and_a_commune_that_is_served(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "hold")
    for unit, address in (("", "12 Trần Phú"), ("99999", "12 Trần Phú"), ("23587", "  ")):
        with pytest.raises((AddressNeeded, NoOfficeThere)):
            forward_item(actor=cast.lan, office="BC-633", item=code, to=NewAddress(unit, address))
    with pytest.raises(AddressNeeded):
        forward_item(actor=cast.lan, office="BC-633", item=code)


def test_a_citizen_asks_for_another_day_and_the_round_of_that_day_is_offered_the_item(cast: Cast) -> None:
    code = at_post(cast)[0]
    office = item(code).holder_office
    wish = wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 8)))
    assert (lines(code)[-1].data["remark"], lines(code)[-1].data["kind"]) == ("wish", "deliver_on")
    early = round_reads.candidates(cast.lan, office, date(2019, 8, 7))
    assert [(each.is_fitting, each.why_not) for each in early] == [(False, "Hẹn phát 08/08/2019")]
    assert [each.is_fitting for each in round_reads.candidates(cast.lan, office, date(2019, 8, 8))] == [True]
    newer = wish_for_item(item=code, asked=Asked(WishKind.HOLD_AT, office="BC-633"))
    wish.refresh_from_db()
    assert wish.answer == WishAnswer.REPLACED
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    newer.refresh_from_db()
    assert newer.answer == WishAnswer.DONE


def test_a_wish_to_fetch_it_at_one_office_is_not_met_by_keeping_it_at_another(cast: Cast) -> None:
    code = at_post(cast)[0]
    wish = wish_for_item(item=code, asked=Asked(WishKind.HOLD_AT, office="BC-64"))
    hold_items(actor=cast.lan, office="BC-633", items=[code])
    wish.refresh_from_db()
    assert (wish.answered_at, wish.answer) == (None, "")


def test_a_wish_that_cannot_be_met_is_refused_with_the_next_day_that_can(cast: Cast) -> None:
    code = at_post(cast)[0]
    with pytest.raises(DayOff) as refused:
        wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 11)))
    assert "12/08/2019" in refused.value.detail("vi")
    with pytest.raises(DayTooFar):
        wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 12, 2)))
    with pytest.raises(AddressNeeded):
        wish_for_item(item=code, asked=Asked(WishKind.FORWARD_TO, unit="23587"))
    with pytest.raises(NotThere):
        wish_for_item(item="HC000000000VN", asked=Asked(WishKind.DELIVER_ON))
    scan(cast.lan, code, "send_back")
    with pytest.raises(WishTooLate):
        wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 8)))
    assert not Wish.objects.exists()


def test_an_office_says_that_it_cannot_do_what_was_wished(cast: Cast) -> None:
    code = at_post(cast)[0]
    wish_for_item(item=code, asked=Asked(WishKind.DELIVER_ON, on=date(2019, 8, 8)))
    with pytest.raises(NotThere):
        decline_wish(actor=cast.minh, item=code)
    elsewhere = tuple(replace(each, role=Role.OFFICER) for each in cast.lan.appointments)
    with pytest.raises(NotAllowed):
        decline_wish(actor=replace(cast.lan, appointments=elsewhere), item=code)
    assert decline_wish(actor=cast.lan, item=code).answer == WishAnswer.DECLINED


def test_items_go_back_only_for_a_reason_of_the_list(cast: Cast) -> None:
    code = at_post(cast)[0]
    with pytest.raises(UnknownReason):
        send_items_back(actor=cast.lan, office="BC-633", items=[code], reason="Bà Lan không ưng")
    assert item(code).state == "accepted"


def test_the_desk_lists_what_waits_by_what_has_to_be_done(cast: Cast) -> None:
    codes = at_post(cast, 3)
    hold_items(actor=cast.lan, office="BC-633", items=codes[:1], until=date(2019, 8, 6))
    hold_items(actor=cast.lan, office="BC-633", items=codes[1:2])
    wish_for_item(item=codes[2], asked=Asked(WishKind.HOLD_AT, office="BC-633"))
    today = clock.day_of(NOON)

    def listed(tab: reads.Tab, on: date = today) -> list[str]:
        return [row.code for row in reads.kept(cast.lan, on).filter(reads.in_tab(tab, on))]

    assert listed(reads.Tab.ALL) == codes[:2]
    assert listed(reads.Tab.SOON) == codes[:1]
    assert listed(reads.Tab.OVER, date(2019, 8, 7)) == codes[:1]
    assert listed(reads.Tab.WISHES) == codes[2:]
    assert [each.days_left for each in reads.shown(list(reads.kept(cast.lan, today)), today)] == [1, 10, None]
    assert actions(codes[0])[-1] == "hold"
