"""Simulated dossiers: the same seed, the same story; whole ledger, bounded memory, clear refusals."""

import gc
import time
import tracemalloc
from collections import Counter
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.models import F
from pytest_django import Settings

from delegation.dossiers.models import Channel, Dossier
from delegation.mandates.models import Mandate
from delegation.registry import calendar
from postal_services.clock import VN
from postal_services.instance import places
from postal_services.ledger import checkpoints, verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.demo.conftest import told
from tracking.custody.models import Item
from tracking.measures import reader
from tracking.simulation import pairs, progress, runs
from tracking.simulation.acts import Acts
from tracking.simulation.wave import Life
from tracking.simulation.world import World

A_CASE = 4_000
"""Bytes: less than a case with its lines, rows and people takes."""
AUTUMN = ("--without-story", "--from", "2019-09-02", "--to", "2019-12-31")


@pytest.mark.slow
def test_the_same_seed_gives_the_same_counts_by_state(gia_lai: None) -> None:
    told("simulate", "--dossiers", 300, "--seed", 7, *AUTUMN)
    once = _counts()
    told("simulate", "--dossiers", 300, "--seed", 7, *AUTUMN)
    twice = _counts()

    assert sum(count for (kind, _), count in once.items() if kind == "dossier") == 300
    assert twice == Counter({key: 2 * count for key, count in once.items()})
    assert set(Dossier.objects.values_list("channel", flat=True)) == {Channel.SIMULATION}
    assert verification.verify().broken is None
    assert [str(found) for projection in all_projections() for found in projection.differences()] == []


@pytest.mark.slow
def test_things_happen_in_office_hours_of_the_days_asked_for(gia_lai: None) -> None:
    told("simulate", "--dossiers", 120, "--seed", 3, *AUTUMN)

    lines = Line.objects.filter(machine__in=["item", "dossier", "hand_over"])
    times = [instant.astimezone(VN) for pair in lines.values_list("occurred_at", "recorded_at") for instant in pair]
    assert {date(2019, 9, 2) <= instant.date() <= date(2019, 12, 31) for instant in times} == {True}
    assert {7 <= instant.hour < 17 for instant in times} == {True}
    assert all(calendar.is_working_day(day) for day in {instant.date() for instant in times})
    assert not lines.filter(recorded_at__lt=F("occurred_at")).exists()
    assert {flag for flags in lines.values_list("flags", flat=True) for flag in flags} <= {"damaged", "disputed"}


@pytest.mark.slow
def test_most_results_are_delivered_at_the_first_attempt_and_five_come_home_for_one_sent_in(gia_lai: None) -> None:
    told("simulate", "--dossiers", 1000, "--seed", 11, *AUTUMN)

    home = Item.objects.filter(leg="B")
    share = home.filter(state="delivered", attempts=0).count() / home.exclude(state__in=["registered"]).count()
    assert 0.86 < share < 0.94
    assert 4 < home.count() / Item.objects.filter(leg="A").count() < 7


@pytest.mark.slow
def test_mandates_of_all_committees_are_signed_one_after_the_other(gia_lai: None) -> None:
    told("simulate", "--dossiers", 200, "--seed", 5, "--mandates", *AUTUMN)

    mandates = dict(Mandate.objects.in_force().values_list("committee", "effective_from"))
    assert len(mandates) == 17
    ends = set(Mandate.objects.exclude(committee__in=["UB-633", "UB-622"]).values_list("effective_to", flat=True))
    assert ends == {date(2019, 12, 31)}
    staggered = {day for committee, day in mandates.items() if committee not in {"UB-633", "UB-622"}}
    assert len(staggered) == 15
    assert max(mandates, key=lambda committee: mandates[committee]) in {"UB-629", "UB-638", "UB-639"}
    early = Dossier.objects.select_related("mandate").filter(received_at__lt=F("mandate__effective_from"))
    assert not early.exists()
    assert Dossier.objects.values("committee").distinct().count() == 17
    before = Mandate.objects.count()
    told("simulate", "--dossiers", 20, "--seed", 5, "--mandates", *AUTUMN)
    assert Mandate.objects.count() == before


@pytest.mark.slow
def test_what_a_wave_needs_is_given_back_after_it(gia_lai: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Small waves, so that there are many of them and what is left over between two waves would add up.
    monkeypatch.setattr(pairs, "WAVE", 12)
    monkeypatch.setattr(World, "wave_done", _tidy)
    told("simulate", "--dossiers", 40, "--seed", 1, *AUTUMN)
    peaks: list[int] = []
    monkeypatch.setattr(World, "wave_done", lambda world: _measure(world, peaks))
    tracemalloc.start()
    try:
        told("simulate", "--dossiers", 288, "--seed", 9, *AUTUMN)
    finally:
        tracemalloc.stop()

    assert len(peaks) >= 24
    assert max(peaks[-8:]) - max(peaks[:8]) < 16 * 12 * A_CASE, "every case is let go of once its wave is over"


@pytest.mark.slow
def test_ctrl_c_stops_between_two_waves_and_the_same_command_goes_on(
    gia_lai: None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pairs, "WAVE", 30)
    real = Life.play
    sizes: list[int] = []

    def play(life: Life) -> int:
        if len(sizes) == 2:
            life.world.stop.ask()
        sizes.append(life.wave.size)
        return real(life)

    words = ("simulate", "--dossiers", 120, "--seed", 2, *AUTUMN)
    with monkeypatch.context() as patch:
        patch.setattr(Life, "play", play)
        with pytest.raises(CommandError, match=r"(?s)Chạy lại đúng lệnh này.*The same command goes on") as stopped:
            told(*words)

    assert stopped.value.returncode == 130
    assert "Ctrl-C lần nữa để dừng ngay" in capfd.readouterr().err
    assert 0 < Dossier.objects.count() == sum(sizes[:3]) < 120, (
        "the wave under way was played to its end, none after it"
    )
    assert _nothing_is_wrong()

    said = told(*words)

    assert "Diễn tiếp lượt đã dừng" in said
    assert Dossier.objects.count() == 120
    assert _nothing_is_wrong()
    assert "Diễn tiếp" not in told(*words), "what was finished begins anew"
    assert Dossier.objects.count() == 240


@pytest.mark.slow
def test_after_being_ended_at_once_nothing_is_half_written_and_the_wave_is_played_again(
    gia_lai: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "WAVE", 30)
    real = Acts.move
    words = ("simulate", "--dossiers", 60, "--seed", 2, *AUTUMN)

    def move(acts: Acts, *facts: Any) -> None:
        real(acts, *facts)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Acts, "move", move)
        with pytest.raises(CommandError, match="cả đợt đó") as stopped:
            told(*words)
    assert stopped.value.returncode == 130
    half = Dossier.objects.count()
    assert 0 < half <= 30
    assert _nothing_is_wrong()

    told(*words)

    assert Dossier.objects.count() == 60 + half
    assert _nothing_is_wrong()


def test_two_simulations_at_once_would_play_the_same(reference: None) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [runs.ALONE])
        with pytest.raises(CommandError, match=r"(?s)Một lượt mô phỏng khác.*Another simulation"):
            told("simulate", "--dossiers", 10, *AUTUMN)
        with other.cursor() as cursor:  # closing alone would let go of the lock only when the server gets to it
            cursor.execute("SELECT pg_advisory_unlock(%s)", [runs.ALONE])
        with pytest.raises(CommandError, match="No mandate is in force"):
            told("simulate", "--dossiers", 10, *AUTUMN)
    finally:
        other.close()


def test_a_second_ctrl_c_does_not_wait() -> None:
    stop = progress.Stop()
    stop.ask()

    with pytest.raises(progress.Stopped):
        stop.check()
    with pytest.raises(KeyboardInterrupt):
        stop.ask()


def test_what_an_earlier_run_played_counts_as_done_and_not_as_speed() -> None:
    out = StringIO()
    bar = progress.Bar(OutputWrapper(out), 100, "hồ sơ")
    bar.skip(60)
    bar.stage("10/2019 Chư Sê")
    assert "60/100 · 10/2019 Chư Sê" in out.getvalue(), "nothing is known of the speed yet"

    time.sleep(0.01)
    bar.advance(10)

    assert "70/100 hồ sơ" in out.getvalue()
    assert bar.rate <= 10 / 0.01


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dossiers=0", *AUTUMN), "Số hồ sơ phải từ 1"),
        (("--dossiers=-5", *AUTUMN), "The number of dossiers must be from 1"),
        (("--dossiers=99999999", *AUTUMN), "99,999,999"),
        (("--dossiers=10", "--from=2019-12-31", "--to=2019-09-02"), r"31/12/2019.*Exchange --from and --to"),
        (("--dossiers=10", "--from=1900-01-01", "--to=1900-12-31"), "Lịch làm việc chỉ có từ"),
        (("--dossiers=10", "--from=2019-09-02", "--to=2100-01-01"), "The working calendar runs from"),
        (("--dossiers=10", "--from=2019-09-01", "--to=2019-09-01"), "Không có ngày làm việc nào"),
        (("--dossiers=10", *AUTUMN), r"--mandates để ký cho cả 17 đơn vị.*add --mandates to sign"),
    ],
)
def test_what_cannot_be_played_is_refused_in_both_languages(
    reference: None, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=f"(?s){words}"):
        told("simulate", *arguments)


def test_today_is_not_over_yet(reference: None) -> None:
    with time_machine.travel(datetime(2019, 12, 3, 12, tzinfo=VN)), pytest.raises(CommandError, match="chưa qua"):
        told("simulate", "--dossiers=10", "--from=2019-09-02", "--to=2019-12-03")


def test_a_day_written_otherwise_is_explained(db: None) -> None:
    with pytest.raises(CommandError, match="viết ngày như 2019-08-01"):
        told("simulate", "--dossiers=10", "--from=2/9/2019", "--to=2019-12-31")


def test_real_dossiers_on_a_server_get_no_made_up_company(
    reference: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.POSTAL_EMBEDDED = False
    monkeypatch.setattr(Dossier.objects, "exclude", lambda **_wanted: _There())

    with pytest.raises(CommandError, match=r"(?s)hồ sơ thật.*real dossiers"):
        told("simulate", "--dossiers=10", *AUTUMN)


class _There:
    def exists(self) -> bool:
        return True


def _nothing_is_wrong() -> bool:
    differences = [str(found) for projection in all_projections() for found in projection.differences()]
    return verification.verify().broken is None and differences == []


def _counts() -> Counter[tuple[str, str]]:
    items = (("item", state) for state in Item.objects.values_list("state", flat=True))
    dossiers = (("dossier", str(state)) for state in Dossier.objects.values_list("state", flat=True))
    return Counter([*items, *dossiers])


def _measure(world: World, peaks: list[int]) -> None:
    """Tidy up, and note the bytes at the highest point of the wave."""
    _tidy(world)
    peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.reset_peak()


def _tidy(_world: World) -> None:
    """Seal, count, and drop what only waits for the collector: when it comes depends on all else in the process."""
    checkpoints.seal()
    reader.catch_up()
    gc.collect()


def test_only_the_simulation_plays_with_the_clock() -> None:
    rooms = [places.PROJECT / room for room in ("postal_services", "delegation", "tracking", "integrations")]
    users = {
        path.relative_to(places.PROJECT).parts[:2]
        for room in rooms
        for path in room.rglob("*.py")
        if "playing_at" in path.read_text(encoding="utf-8") and path.name != "clock.py"
    }
    assert users == {("tracking", "simulation")}
