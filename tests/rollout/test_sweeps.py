"""Alerts come and go with what they are about, and one that fails does not stop the others."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection

from postal_services.pulse.models import Heartbeat
from tests import cast as play
from tests.cast import NOON, Cast
from tests.journey.conftest import mai, signed_in
from tracking.custody.commands import hand_over as hand_overs
from tracking.rollout import sweeps
from tracking.rollout.models import Alert
from tracking.rollout.tasks import raise_alerts

LATER = NOON + timedelta(days=8)


def kinds() -> list[str]:
    return sorted(Alert.objects.open().values_list("kind", flat=True))


def hang(cast: Cast, count: int = 1) -> list[str]:
    """Items offered and not signed for."""
    codes = play.lodge(cast, count)
    play.propose(cast.hanh, codes, "UB-633", "BC-633")
    return codes


def sweep(at: datetime = LATER) -> sweeps.Swept:
    with time_machine.travel(at, tick=False):
        return sweeps.sweep()


def test_what_hangs_longer_than_a_working_day_is_raised_once(people: Cast) -> None:
    hang(people)
    assert sweep(NOON + timedelta(hours=20)).raised == 0
    assert sweep().raised == 1
    assert sweep().raised == 0
    alert = Alert.objects.get()
    assert (alert.kind, alert.office_id, alert.since) == ("limbo", "UB-633", NOON)


def test_it_is_cleared_when_somebody_signs_and_raised_anew_the_next_time(people: Cast) -> None:
    codes = hang(people)
    sweep()
    with time_machine.travel(LATER, tick=False):
        listed = play.item(codes[0]).offered_in
        assert listed is not None
        play.sign(people.lan, listed.code, codes)
    assert sweep(LATER + timedelta(hours=1)).cleared == 1
    assert kinds() == []
    assert Alert.objects.get().cleared_at == LATER + timedelta(hours=1)


def test_a_second_wait_is_a_new_alert(people: Cast) -> None:
    codes = hang(people)
    sweep()
    with time_machine.travel(LATER, tick=False):
        listed = play.item(codes[0]).offered_in
        assert listed is not None
        hand_overs.withdraw_hand_over(actor=people.hanh, code=listed.code)
        hand_overs.propose_hand_over(actor=people.hanh, code=listed.code)
    swept = sweep(LATER + timedelta(days=5))
    assert (swept.cleared, swept.raised) >= (1, 1)
    assert list(Alert.objects.open().filter(kind="limbo").values_list("since", flat=True)) == [LATER]


def test_the_post_and_the_agency_are_told_apart(people: Cast) -> None:
    play.at_post(people)
    play.lodge(people)
    sweep()
    assert kinds() == ["overdue", "slow"]
    assert set(Alert.objects.values_list("office", flat=True)) == {"BC-633", "UB-633"}


def test_what_waits_to_be_fetched_is_not_late(people: Cast) -> None:
    code = play.at_post(people)[0]
    for action in ("take_out", "fail", "hold"):
        play.scan(people.lan, code, action, reason="absent", measure="hold")
    sweep()
    assert kinds() == []


def test_one_item_that_fails_does_not_stop_the_others(people: Cast) -> None:
    codes = hang(people, 5)
    bad = play.item(codes[2]).id
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.item_id = '{bad}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER refuse_one BEFORE INSERT ON rollout_alert FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )
    swept = sweep()
    assert (swept.raised, swept.failed) == (4, 1)
    assert bad not in set(Alert.objects.values_list("item", flat=True))
    assert Alert.objects.open().count() == 4


def test_the_task_leaves_a_heartbeat_and_takes_words_it_does_not_know(people: Cast) -> None:
    raise_alerts(from_a_newer_release=True)
    assert Heartbeat.objects.get(name="raise_alerts").detail == "raised 0, cleared 0, failed 0"


@pytest.mark.parametrize(("who", "sees"), [("tinh", True), ("may", True), ("minh", False)])
def test_alerts_are_seen_by_those_they_concern(people: Cast, who: str, sees: bool) -> None:
    codes = hang(people)
    play.at_post(people)
    sweep()
    text = signed_in(getattr(people, who)).get("/bang/canh-bao").content.decode()
    spaced = play.item(codes[0]).dossier.code
    slow = Alert.objects.get(kind="slow").item.dossier.code
    assert (slow in text) is sees
    assert (spaced in text) is (who == "tinh")


def test_the_desks_of_the_province_and_the_hotline_show_them(people: Cast) -> None:
    hang(people)
    sweep()
    for person in (people.tinh, mai()):
        assert "Cần xử lý ngay" in signed_in(person).get("/").content.decode()
