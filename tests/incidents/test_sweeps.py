"""Incidents come and go with what they are about, in working time, and one that fails does not stop the others."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from delegation.registry.models import Closure
from postal_services.ledger.models import Line
from postal_services.pulse.models import Heartbeat
from tests import cast as play
from tests.cash.till import close, dossiers, pay
from tests.cast import NOON, Cast
from tests.incidents.conftest import kinds, missing, read, signed_in, sweep
from tracking.cash.commands.reconcile import Figure, draft_reconciliation, sign_reconciliation, state_figure
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.item_codes import give_block
from tracking.custody.models import ItemCodeRange
from tracking.incidents import queries, sweeps
from tracking.incidents.commands.handle import resolve_incident
from tracking.incidents.deadlines import Clockwork
from tracking.incidents.models import Incident
from tracking.incidents.tasks import escalate_incidents, relay_incidents, sweep_incidents
from tracking.rounds.commands.keeping import hold_items

LATER = NOON + timedelta(days=8)
EVENING = datetime(2019, 8, 5, 11, 0, tzinfo=UTC)
"""18:00 of Monday 5 August: the post office closed an hour ago."""
NEXT_EVENING = EVENING + timedelta(days=1)


def hang(cast: Cast, count: int = 1) -> list[str]:
    """Items offered and not signed for."""
    codes = play.lodge(cast, count)
    play.propose(cast.hanh, codes, "UB-633", "BC-633")
    return codes


def test_what_hangs_longer_than_a_working_day_is_opened_once(people: Cast) -> None:
    hang(people)
    assert sweep(NOON + timedelta(hours=20)).opened == 0
    assert sweep(LATER).opened == 1
    assert sweep(LATER).opened == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.office_id, incident.since) == ("limbo", "UB-633", NOON)
    assert Line.objects.filter(subject=incident.pk).values_list("action", flat=True)[0] == "open"


def test_it_is_cleared_when_somebody_signs(people: Cast) -> None:
    codes = hang(people)
    sweep(LATER)
    with time_machine.travel(LATER, tick=False):
        listed = play.item(codes[0]).offered_in
        assert listed is not None
        play.sign(people.lan, listed.code, codes)
    assert sweep(LATER + timedelta(hours=1)).cleared == 1
    assert kinds() == []
    incident = Incident.objects.get(kind="limbo")
    assert (incident.state, incident.closed_at) == ("cleared", LATER + timedelta(hours=1))
    assert list(Line.objects.filter(subject=incident.pk).order_by("seq").values_list("action", flat=True)) == [
        "open",
        "clear",
    ]


def test_a_second_wait_is_a_new_incident(people: Cast) -> None:
    codes = hang(people)
    sweep(LATER)
    with time_machine.travel(LATER, tick=False):
        listed = play.item(codes[0]).offered_in
        assert listed is not None
        hand_overs.withdraw_hand_over(actor=people.hanh, code=listed.code)
        hand_overs.propose_hand_over(actor=people.hanh, code=listed.code)
    swept = sweep(LATER + timedelta(days=5))
    assert (swept.cleared >= 1, swept.opened >= 1) == (True, True)
    assert list(Incident.objects.standing().filter(kind="limbo").values_list("since", flat=True)) == [LATER]


def test_the_post_and_the_agency_are_told_apart(people: Cast) -> None:
    play.at_post(people)
    play.lodge(people)
    sweep(LATER)
    assert kinds() == ["late_leg", "overdue"]
    assert set(Incident.objects.values_list("office", flat=True)) == {"BC-633", "UB-633"}


def test_the_agency_s_clock_stands_still_while_somebody_else_is_waited_for(people: Cast) -> None:
    code = play.lodge(people)[0]
    dossier = play.item(code).dossier
    dossier.state, dossier.paused_at = 8, NOON
    dossier.save(update_fields=["state", "paused_at"])
    assert sweep(LATER).opened == 0


def test_what_waits_to_be_fetched_is_late_only_once_the_hold_is_over(people: Cast) -> None:
    code = play.at_post(people)[0]
    for action in ("take_out", "fail", "hold"):
        play.scan(people.lan, code, action, reason="absent", measure="hold")
    assert sweep(LATER).opened == 0
    sweep(NOON + timedelta(days=12))
    assert kinds() == ["hold_expired"]


def test_a_hold_that_was_made_longer_is_seen_again_when_it_ends_again(people: Cast) -> None:
    code = play.at_post(people)[0]
    hold_items(actor=people.lan, office="BC-633", items=[code])
    longer = NOON + timedelta(days=12)
    sweep(longer)
    hold_items(actor=people.lan, office="BC-633", items=[code], until=date(2019, 8, 30), now=longer)
    assert (sweep(longer).cleared, kinds()) == (1, [])
    over = NOON + timedelta(days=26)
    assert (sweep(over).opened, kinds()) == (1, ["hold_expired"])
    assert sweep(over + timedelta(hours=1)) == sweeps.Swept()
    assert sorted(Incident.objects.values_list("state", flat=True)) == ["cleared", "opened"]


def test_what_somebody_settled_is_not_opened_again_for_the_same_stay(people: Cast) -> None:
    code = play.at_post(people)[0]
    hold_items(actor=people.lan, office="BC-633", items=[code])
    over = NOON + timedelta(days=12)
    sweep(over)
    found = Incident.objects.get(kind="hold_expired")
    resolve_incident(actor=people.lan, code=found.code, resolution="other", note="Người nhận hẹn đến", now=over)
    assert sweep(over + timedelta(hours=1)) == sweeps.Swept()


def test_what_should_have_left_and_did_not_is_seen_in_the_evening(people: Cast) -> None:
    play.at_post(people)
    assert sweep(EVENING).opened == 0, "it came in the middle of the day"
    assert sweep(NEXT_EVENING - timedelta(hours=3)).opened == 0, "the office is open"
    assert sweep(NEXT_EVENING).opened == 1
    assert kinds() == ["left_in_office"]
    sweep(NEXT_EVENING + timedelta(days=1))
    assert kinds() == ["late_leg"], "one matter takes the other's place"


def test_what_is_on_the_road_past_the_day_s_end_is_seen_in_the_evening(people: Cast) -> None:
    codes = play.at_post(people, 2)
    play.scan(people.tien, codes[0], "take_out")
    play.scan(people.lan, codes[1], "dispatch", to="BC-64")
    assert sweep(EVENING - timedelta(hours=2)).opened == 0
    assert sweep(EVENING).opened == 2
    assert kinds() == ["left_in_vehicle", "left_in_vehicle"]
    with time_machine.travel(EVENING + timedelta(hours=14), tick=False):
        play.scan(people.tien, codes[0], "arrive")
        play.scan(people.nga, codes[1], "arrive")
    assert sweep(EVENING + timedelta(hours=15)).cleared == 2


def test_an_item_that_nobody_touches_is_forced_into_sight(people: Cast) -> None:
    code = play.at_post(people)[0]
    sweep(NOON + timedelta(days=30))
    assert kinds() == ["late_leg", "stale"]
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        play.scan(people.lan, code, "report_missing")
    sweep(NOON + timedelta(days=31))
    assert "stale" not in kinds()


def test_a_block_of_codes_that_runs_out_warns_the_agency_once(people: Cast) -> None:
    block = ItemCodeRange.objects.get(agency="UB-633")
    block.next = block.last - 100
    block.save(update_fields=["next"])
    assert sweep(NOON).opened == 1
    assert sweep(NOON).opened == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.office_id, incident.item) == ("low_code_stock", "UB-633", None)
    give_block("UB-633", 20_000, on=date(2019, 8, 5))
    assert sweep(NOON).cleared == 1


DEADLINES = [
    ("within the day", datetime(2019, 8, 5, 1, 30, tzinfo=UTC), 3, datetime(2019, 8, 5, 4, 30, tzinfo=UTC)),
    ("over the lunch break", datetime(2019, 8, 5, 3, 30, tzinfo=UTC), 2, datetime(2019, 8, 5, 7, 0, tzinfo=UTC)),
    ("over the night", datetime(2019, 8, 5, 9, 0, tzinfo=UTC), 2, datetime(2019, 8, 6, 1, 30, tzinfo=UTC)),
    ("over the weekend", datetime(2019, 8, 9, 9, 0, tzinfo=UTC), 8, datetime(2019, 8, 12, 9, 0, tzinfo=UTC)),
    ("over Tết", datetime(2020, 2, 3, 9, 0, tzinfo=UTC), 8, datetime(2020, 2, 10, 9, 0, tzinfo=UTC)),
    ("outside the calendar", datetime(2031, 8, 5, 1, 0, tzinfo=UTC), 8, datetime(2031, 8, 6, 1, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("start", "hours", "due"), [row[1:] for row in DEADLINES], ids=[row[0] for row in DEADLINES])
def test_deadlines_run_in_the_working_time_of_the_office(
    people: Cast, start: datetime, hours: int, due: datetime
) -> None:
    assert people.lan.offices == {"BC-633"}
    work = Clockwork(start)
    assert work.after(start, hours, "BC-633", post=True) == due
    assert Clockwork(due).before(hours, "BC-633", post=True) == start


def test_a_closure_of_the_office_stops_its_clock_and_is_told(people: Cast) -> None:
    code = play.at_post(people)[0]
    Closure.objects.create(
        first_day=date(2019, 8, 6),
        last_day=date(2019, 8, 9),
        calendar="postal",
        office_id="BC-633",
        reason="Lũ lớn",
        declared_at=NOON,
    )
    assert sweep(datetime(2019, 8, 12, 3, 0, tzinfo=UTC)).opened == 0
    clock = queries.stage_clock(play.item(code), NOON)
    assert clock is not None
    assert clock.due_at == datetime(2019, 8, 13, 4, 30, tzinfo=UTC)
    assert [pause.why for pause in clock.pauses] == ["Tạm dừng: Lũ lớn"]
    assert Clockwork(NOON).after(NOON, 8, "BC-622", post=True).day == 6, "another office works on"


def poison(table: str, column: str, value: object) -> None:
    """PostgreSQL refuses one row from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.{column} = '{value}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$;"
            f"CREATE TRIGGER refuse_one BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )


def test_one_item_that_fails_does_not_stop_the_others(people: Cast) -> None:
    codes = hang(people, 5)
    bad = play.item(codes[2]).pk
    poison("incidents_incident", "item_id", bad)
    swept = sweep(LATER)
    assert (swept.opened, swept.failed) == (4, 1)
    assert bad not in set(Incident.objects.values_list("item", flat=True))
    assert Incident.objects.standing().count() == 4


def test_each_level_is_told_once_and_recorded(people: Cast) -> None:
    incident = missing(people)
    assert sweeps.escalate(incident.due_at - timedelta(minutes=1)).opened == 0
    assert sweeps.escalate(incident.due_at).opened == 1
    assert sweeps.escalate(incident.due_at).opened == 0
    incident.refresh_from_db()
    assert (incident.level, incident.escalated_to) == (1, None)
    later = incident.due_at + timedelta(days=2)
    assert sweeps.escalate(later).opened == 1
    assert sweeps.escalate(later + timedelta(days=30)).opened == 0
    incident.refresh_from_db()
    assert (incident.level, incident.escalated_to_id, incident.escalated_at) == (2, "BC-64", later)
    told = Line.objects.filter(subject=incident.pk, action="escalate").order_by("seq")
    assert [(line.counterpart, line.data["level"]) for line in told] == [("BC-633", 1), ("BC-64", 2)]
    assert Incident.objects.visible_to(people.nga).get() == incident
    assert not Incident.objects.visible_to(people.minh).exists()


def test_one_poisoned_incident_does_not_stop_the_escalation_of_the_others(people: Cast) -> None:
    incidents = [missing(people) for _ in range(4)]
    poison("incidents_incident", "code", incidents[1].code)
    swept = sweeps.escalate(max(each.due_at for each in incidents))
    assert (swept.opened, swept.failed) == (3, 1)
    assert list(Incident.objects.order_by("opened_at", "code").values_list("level", flat=True)) == [1, 0, 1, 1]


def test_the_tasks_leave_heartbeats_and_take_words_they_do_not_know(people: Cast) -> None:
    assert people.lan.username == "lan"
    sweep_incidents(from_a_newer_release=True)
    escalate_incidents(from_a_newer_release=True)
    relay_incidents(from_a_newer_release=True)
    beats = dict(Heartbeat.objects.values_list("name", "detail"))
    assert beats["sweep_incidents"] == "opened 0, cleared 0, failed 0"
    assert beats["escalate_incidents"] == "escalated 0"
    assert "relay_incidents" in beats


def test_a_settled_sheet_that_got_money_afterwards_is_an_incident_of_the_post(people: Cast) -> None:
    taken = pay(people.lan, dossiers(people)[0])
    close(people.lan, taken.total)
    day = date(2019, 8, 5)
    code = draft_reconciliation(actor=people.hanh, post_office="BC-633", committee="UB-633", on=day).code
    for actor, side in ((people.may, "remitted"), (people.hanh, "committee"), (people.hanh, "treasury")):
        state_figure(actor=actor, code=code, figure=Figure(side=side, amount=taken.state_fee, document="NT-1"))
    for actor in (people.may, people.hanh):
        sign_reconciliation(actor=actor, code=code)
    read()
    assert sweep(NOON).opened == 0
    pay(people.tien, dossiers(people)[0])
    assert (sweep(NOON).opened, sweep(NOON).opened) == (1, 0)
    incident = Incident.objects.get(kind="reconciliation_difference")
    assert (incident.office_id, incident.state) == ("BC-633", "opened")
    assert code in signed_in(people.may).get(f"/viec/{incident.code}").content.decode()
