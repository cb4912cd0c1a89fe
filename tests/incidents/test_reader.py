"""Incidents opened from what the ledger says: each once, in whatever order and however often it is read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from postal_services.ledger.models import Consumer, Line
from tests import cast as play
from tests.cast import NOON, Cast
from tests.incidents.conftest import kinds, numbers, read, sweep
from tracking.cash.amounts import Amounts
from tracking.custody.states import ITEM, Verdict
from tracking.incidents import reader
from tracking.incidents.kinds import ABOUT, Kind
from tracking.incidents.models import Incident, SetAside
from tracking.rounds.at_door import Delivery
from tracking.rounds.commands.delivering import deliver_at_door
from tracking.rounds.commands.going_out import take_out_round
from tracking.rounds.commands.planning import build_round


def written(code: str, *, action: str = "note", flags: tuple[str, ...] = (), **data: Any) -> Line:
    """A line as another room writes it, unsaved: what the reader makes of it is what counts."""
    item = play.item(code)
    return Line(
        stream_id=item.dossier_id,
        seq=9000 + len(flags),
        machine=ITEM,
        action=action,
        from_state=item.state,
        to_state=item.state,
        subject=item.pk,
        occurred_at=NOON,
        recorded_at=NOON,
        office="BC-633",
        data=data,
        flags=list(flags),
        tx=1,
    )


FLAGS = sorted(reader.BY_FLAG.items())


@pytest.mark.parametrize(("flag", "kind"), FLAGS, ids=[flag for flag, _ in FLAGS])
def test_a_flag_of_an_item_s_line_opens_its_incident_once(people: Cast, flag: str, kind: str) -> None:
    code = play.at_post(people)[0]
    line = written(code, flags=(flag,))
    assert reader.take_in([line], now=NOON) == 1
    assert reader.take_in([line], now=NOON + timedelta(hours=1)) == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.office_id, incident.item.code) == (kind, "BC-633", code)  # type: ignore[union-attr]
    assert incident.due_at > NOON
    assert Line.objects.filter(machine="incident", subject=incident.pk, action="open").count() == 1


@pytest.mark.parametrize(
    ("action", "kind"), [("report_missing", "missing"), ("damage", "damaged"), ("open_seal", "opened_seal")]
)
def test_what_people_report_by_a_scan_becomes_an_incident(people: Cast, action: str, kind: str) -> None:
    code = play.at_post(people)[0]
    play.scan(people.lan, code, action)
    assert read() == 1
    assert read() == 0
    assert Incident.objects.get().kind == kind


@pytest.mark.parametrize("reason", ["refused", "moved", "deceased", "address_wrong"])
def test_a_delivery_that_another_try_cannot_help_becomes_an_incident_with_its_reason(people: Cast, reason: str) -> None:
    code = play.at_post(people)[0]
    play.scan(people.tien, code, "take_out")
    play.scan(people.tien, code, "fail", reason=reason, measure="send_back")
    read()
    incident = Incident.objects.get()
    assert (incident.kind, incident.reason) == ("undeliverable", reason)
    play.scan(people.lan, code, "arrive")
    play.scan(people.lan, code, "send_back")
    assert sweep(NOON).cleared == 1


def test_an_absent_addressee_is_no_incident(people: Cast) -> None:
    code = play.at_post(people)[0]
    play.scan(people.tien, code, "take_out")
    play.scan(people.tien, code, "fail", reason="absent", measure="retry")
    assert read() == 0


def test_what_a_receiver_does_not_find_is_the_giver_s_to_clear_up(people: Cast) -> None:
    codes = play.lodge(people, 2)
    listed = play.propose(people.hanh, codes, "UB-633", "BC-633")
    play.sign(people.lan, listed.code, codes, **{codes[1]: Verdict.MISSING})
    assert read() == 1
    incident = Incident.objects.get()
    assert (incident.kind, incident.office_id) == ("disputed", "UB-633")


def other(machine: str, to_state: str, flags: tuple[str, ...] = (), **data: Any) -> Line:
    return Line(
        stream_id=UUID(int=77),
        seq=1,
        machine=machine,
        action="x",
        from_state="",
        to_state=to_state,
        subject=UUID(int=78),
        occurred_at=NOON,
        recorded_at=NOON,
        office="BC-633",
        data=data,
        flags=list(flags),
        tx=1,
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (other("bag", "opened", ("short",)), Kind.BAG_DIFFERENCE),
        (other("bag", "opened", ("over",)), Kind.BAG_DIFFERENCE),
        (other("cash_day", "closed", ("variance",)), Kind.CASH_DIFFERENCE),
        (other("round", "closed", ("amount_differs",)), Kind.CASH_DIFFERENCE),
        (other("reconciliation", "differing"), Kind.RECONCILIATION_DIFFERENCE),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else value.machine,
)
def test_lines_of_other_rooms_open_incidents_of_the_office_s_day(people: Cast, line: Line, kind: str) -> None:
    assert reader.take_in([line], now=NOON) == 1
    assert reader.take_in([line], now=NOON) == 0
    incident = Incident.objects.get()
    assert (incident.kind, incident.item, incident.dossier) == (kind, None, None)


def test_a_short_sum_at_the_door_is_one_incident_of_its_case_and_item(people: Cast) -> None:
    code = play.at_post(people)[0]
    listed = build_round(actor=people.lan, office="BC-633", postman="tien", items=[code]).code
    take_out_round(actor=people.tien, code=listed)
    read()
    token = play.item(code).dossier.token
    paid = Delivery(
        proof={"receiver": "Siu Blơih", "relation": "self", "witness": "Rơ Mah Thin", "receipt": token},
        paid=Amounts(postal=5000),
        amount_reason="short_paid",
    )
    deliver_at_door(actor=people.tien, round_code=listed, item=code, delivery=paid)
    assert read() == 1
    incident = Incident.objects.get()
    assert (incident.kind, incident.item, incident.dossier) == (
        Kind.AMOUNT_DIFFERS,
        play.item(code),
        play.item(code).dossier,
    )


def test_lines_that_say_nothing_wrong_open_nothing(people: Cast) -> None:
    lines = [other("bag", "sealed"), other("cash_day", "closed", variance=0), other("round", "out")]
    assert reader.take_in(lines, now=NOON) == 0
    assert not Incident.objects.exists()


def test_a_second_line_about_the_same_matter_joins_the_open_incident(people: Cast) -> None:
    code = play.at_post(people)[0]
    play.scan(people.lan, code, "damage")
    play.scan(people.may, code, "damage")
    read()
    assert kinds() == ["damaged"]


def test_one_line_that_fails_is_set_aside_and_the_others_go_on(people: Cast) -> None:
    codes = play.at_post(people, 3)
    for code in codes:
        play.scan(people.lan, code, "damage")
    bad = play.item(codes[1]).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.item_id = '{bad}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER refuse_one BEFORE INSERT ON incidents_incident FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )
    assert read() == 2
    aside = SetAside.objects.get()
    assert (aside.stream_id, aside.tries, aside.done_at) == (play.item(codes[1]).dossier_id, 1, None)
    assert reader.try_again() == 0
    assert SetAside.objects.get().tries == 2
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse_one ON incidents_incident")
    assert reader.try_again() == 1
    assert Incident.objects.count() == 3
    assert SetAside.objects.waiting().count() == 0


def test_two_readers_at_once_open_each_incident_once(committed_cast: Cast) -> None:
    numbers()
    codes = play.at_post(committed_cast, 6)
    for code in codes:
        play.scan(committed_cast.lan, code, "damage")
    Consumer.objects.update_or_create(name=reader.CONSUMER)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(_relay, range(8)))
    assert any(counts)
    Consumer.objects.filter(name=reader.CONSUMER).update(tx=0, seq=0, stream_id=UUID(int=0))
    assert reader.relay()
    assert Incident.objects.count() == len(codes)


def _relay(_number: int) -> int | None:
    try:
        return reader.relay()
    finally:
        connections.close_all()


def test_every_kind_has_its_words_its_severity_and_ways_to_end() -> None:
    assert set(ABOUT) == set(Kind.values)
    for kind, about in ABOUT.items():
        assert about.next.endswith("."), kind
        assert about.next_en.endswith("."), kind
        assert about.codes[-1] == "other"
