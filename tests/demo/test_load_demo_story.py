"""The story with which a new instance begins: once, on an empty embedded database, and never half."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from delegation.dossiers.models import Dossier
from postal_services.instance import console, prepare
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.demo.conftest import told
from tests.running import Instance, folder
from tracking.simulation import play, progress, story
from tracking.simulation.days import Period
from tracking.simulation.management.commands import load_demo_story
from tracking.simulation.management.commands.load_demo_story import FIRST, STOPPED
from tracking.simulation.models import Played
from tracking.simulation.pairs import Wave
from tracking.simulation.wave import Life
from tracking.simulation.world import World

SOON = date(2019, 9, 13)
"""The last day of a story that is over soon."""


@pytest.mark.slow
def test_what_was_interrupted_goes_on_where_it_stopped_and_comes_once(
    gia_lai: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = progress.Stop.check
    begun: list[Wave] = []

    def check(stop: progress.Stop) -> None:
        if len(begun) == 2:
            stop.ask()
        real(stop)

    def life(world: World, wave: Wave) -> Life:
        begun.append(wave)
        return Life(world, wave)

    monkeypatch.setattr(load_demo_story, "LAST", SOON)
    with monkeypatch.context() as patch:
        patch.setattr(progress.Stop, "check", check)
        patch.setattr(play, "Life", life)
        with pytest.raises(CommandError, match="lần chạy sau diễn tiếp") as stopped:
            told("load_demo_story", "--dossiers", 60)
    assert stopped.value.returncode == STOPPED
    half = set(Played.objects.values_list("key", flat=True))
    assert 0 < Dossier.objects.count() == sum(wave.size for wave in begun) < 60, "no wave is left half played"

    told("load_demo_story", "--dossiers", 900)  # the number of the first time stands

    assert half < set(Played.objects.values_list("key", flat=True))
    acts = {act.key for act in story.told().acts(Period.between(FIRST, SOON), 44)}
    assert acts < set(Played.objects.values_list("key", flat=True))
    assert Dossier.objects.count() == 60
    assert verification.verify().broken is None
    lines = Line.objects.count()
    told("load_demo_story", "--dossiers", 60)
    assert Line.objects.count() == lines


@pytest.mark.slow
def test_where_somebody_has_begun_to_work_it_does_not_come(gia_lai: None) -> None:
    told("simulate", "--dossiers", 3, "--without-story", "--from", "2019-09-02", "--to", "2019-09-30")
    before = set(Played.objects.values_list("key", flat=True))

    told("load_demo_story", "--dossiers", 60)

    assert Dossier.objects.count() == 3
    assert set(Played.objects.values_list("key", flat=True)) == before


def test_a_servers_database_is_left_alone(db: None, settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = False

    with pytest.raises(CommandError, match=r"(?s)cơ sở dữ liệu nhúng.*embedded database"):
        told("load_demo_story")


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_a_number_that_makes_no_story_is_refused(db: None, settings: Settings, number: int) -> None:
    settings.POSTAL_EMBEDDED = True

    with pytest.raises(CommandError, match=r"Số hồ sơ phải từ 1 đến 100,000"):
        told("load_demo_story", f"--dossiers={number}")


@pytest.mark.parametrize(("text", "number"), [("", 1_500), ("0", 0), (" 40 ", 40)])
def test_the_operator_chooses_how_many(monkeypatch: pytest.MonkeyPatch, text: str, number: int) -> None:
    monkeypatch.setenv("DEMO_DOSSIERS", text)
    assert prepare.demo_dossiers() == number


@pytest.mark.parametrize("text", ["nhiều", "-3", "9999999", "1.5", "٣"])
def test_what_is_no_number_is_explained(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DEMO_DOSSIERS", text)
    with pytest.raises(console.Trouble, match="DEMO_DOSSIERS"):
        prepare.demo_dossiers()


@pytest.mark.slow
def test_a_new_instance_begins_with_the_story_and_the_next_start_without(machine: Path) -> None:
    instance = Instance(folder(machine / "var"), DEMO_DOSSIERS="40")
    count = ("shell", "-v", "0", "-c", "from delegation.dossiers.models import Dossier as D; print(D.objects.count())")
    try:
        instance.start()
        assert "40/40 hồ sơ mô phỏng" in instance.words()
        assert instance.manage(*count).stdout.strip() == "40"
        instance.stop()
        assert instance.start() < 60
        assert "hồ sơ mô phỏng" not in instance.words()
        assert instance.manage(*count).stdout.strip() == "40"
    finally:
        instance.stop()
