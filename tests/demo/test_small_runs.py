"""A few dossiers are enough to see a district at 100 %; where they are not, the operator reads why. Odd arguments."""

from datetime import date

import pytest
from django.core.management import CommandError

from delegation.dossiers.models import Dossier
from postal_services.ledger.models import Line
from tests.demo.conftest import told
from tracking.rollout.evidence import progress
from tracking.simulation.models import Played
from tracking.simulation.pairs import Pair, Season, shares

HALF_YEAR = ("--from", "2019-07-09", "--to", "2019-12-31")
LAST = date(2019, 12, 31)


def seasons(**counts: int) -> list[Season]:
    """So many seasons for each district; ``few_…`` have two dossiers at most."""
    found = []
    for name, count in counts.items():
        pair = Pair(f"UB-{name}", f"BC-{name}", name, (), (), sends=True, communes=1)
        found += [Season(pair, (), 1.0, 2 if name.startswith("few") else 0)] * count
    return found


def given(parts: list[Season], sizes: list[int]) -> dict[str, list[int]]:
    shared: dict[str, list[int]] = {}
    for season, size in zip(parts, sizes, strict=True):
        shared.setdefault(season.pair.district, []).append(size)
    return shared


@pytest.mark.parametrize(
    ("dossiers", "whole"), [(19, set()), (20, {"c"}), (49, {"c"}), (50, {"c", "b"}), (99, {"c", "b"})]
)
def test_where_there_are_not_enough_for_all_the_districts_that_need_fewest_get_theirs(
    dossiers: int, whole: set[str]
) -> None:
    parts = seasons(a=5, b=3, c=2, never=1)
    sizes = shares(parts, dossiers, 10, {"a", "b", "c"})
    shared = given(parts, sizes)
    assert sum(sizes) == dossiers
    assert {name for name in "abc" if min(shared[name]) >= 10} == whole
    assert all(size >= 0 for size in sizes)


@pytest.mark.parametrize("dossiers", [110, 111, 500])
def test_where_there_are_enough_everybody_gets_the_least(dossiers: int) -> None:
    sizes = shares(seasons(a=5, b=3, c=2, never=1, few_d=1), dossiers + 2, 10, {"a", "b", "c"})
    assert (sum(sizes), sizes[-1]) == (dossiers + 2, 2)
    assert min(sizes[:-1]) >= 10


@pytest.mark.slow
def test_a_hundred_dossiers_complete_districts_and_the_operator_reads_which(gia_lai: None) -> None:
    said = told("simulate", "--dossiers", 100, "--seed", 44, *HALF_YEAR)
    complete = [target for target in progress(LAST).targets if target.complete]
    assert len(complete) >= 2
    assert all(target.simulated for target in complete)
    assert f"Đủ minh chứng đến hết 31/12/2019: {len(complete)}/17 đơn vị" in said
    assert all(target.place.short_name in said for target in complete)


@pytest.mark.slow
def test_where_nobody_is_complete_the_operator_reads_what_the_nearest_one_lacks(gia_lai: None) -> None:
    said = told("simulate", "--dossiers", 5, "--seed", 44, *HALF_YEAR)
    assert "Đủ minh chứng đến hết 31/12/2019: 0/17 đơn vị" in said
    assert "Gần đủ nhất là" in said
    assert "Dùng thường xuyên: " in said
    assert "cần 30" in said
    assert "tăng --dossiers" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dossiers=0", *HALF_YEAR), "Số hồ sơ phải từ 1"),
        (("--dossiers=-5", *HALF_YEAR), "must be from 1"),
        (("--dossiers=2000001", *HALF_YEAR), "2,000,001"),
        (("--dossiers=" + "9" * 30, *HALF_YEAR), "viết số nguyên như 1500"),
        (("--dossiers=mười", *HALF_YEAR), "write a whole number"),
        (("--dossiers=1e3", *HALF_YEAR), "write a whole number"),
        (("--dossiers=1.5", *HALF_YEAR), "“1.5”: viết số nguyên"),
        (("--dossiers=10,50", *HALF_YEAR), "write a whole number"),
        (("--dossiers=10", "--seed=may mắn", *HALF_YEAR), "“may mắn”: viết số nguyên"),
        (("--dossiers=10", "--seed=", *HALF_YEAR), "viết số nguyên"),
        (("--dossiers=10", "--from=2019-12-31", "--to=2019-07-09"), "Đổi lại --from và --to"),
        (("--dossiers=10", "--from=2019-07-09", "--to=2019-13-01"), "viết ngày như"),
        (("--dossiers=10", "--from=2019-02-30", "--to=2019-12-31"), "viết ngày như"),
    ],
)
def test_odd_arguments_are_refused_in_words_and_nothing_is_written(
    reference: None, arguments: tuple[str, ...], words: str
) -> None:
    before = Line.objects.count()
    with pytest.raises(CommandError, match=words):
        told("simulate", *arguments)
    assert (Line.objects.count(), Dossier.objects.count(), Played.objects.count()) == (before, 0, 0)


def test_digits_may_be_grouped_as_people_write_them(reference: None) -> None:
    with pytest.raises(CommandError, match="2,500,000"):
        told("simulate", "--dossiers=2.500.000", "--seed=1_000", *HALF_YEAR)
