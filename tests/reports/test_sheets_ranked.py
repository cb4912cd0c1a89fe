"""The rule by which units are ranked: pure, with ties, and silent where there is too little to say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.measures.keys import Key
from tracking.reports.quarters import Quarter, Span
from tracking.reports.sheets import tables
from tracking.reports.sheets.figures import Criterion, Cut, Rule, Sheet, Timed, Weight
from tracking.reports.sheets.ranking import against, cut_of, marks_of, places, points_of, ranked

WEIGHTS = {
    Criterion.ON_TIME: 30,
    Criterion.CUT: 20,
    Criterion.SATISFIED: 20,
    Criterion.EVIDENCE: 20,
    Criterion.NOT_LATE: 10,
}
RULE = Rule(tuple(Weight(each, weight, verified=False) for each, weight in WEIGHTS.items()), 5, 5)


def sheet(
    unit: str = "633", /, *, finished: int = 10, on_time: int = 10, cut: int | None = 3_000, **changes: int
) -> Sheet:
    """A unit with figures."""
    counts = dict.fromkeys(Key, 0) | {
        Key.FINISHED: finished,
        Key.FINISHED_ON_TIME: on_time,
        Key.RATED: changes.get("rated", 0),
        Key.SATISFIED: changes.get("satisfied", 0),
        Key.LATE_OPEN: changes.get("late", 0),
    }
    return Sheet(
        unit=unit,
        name=f"Huyện {unit}",
        committee=f"UB-{unit}",
        committee_name="",
        counts=counts,
        before=counts,
        open_cases=changes.get("open_cases", 0),
        times=Timed("", "", finished, on_time, 200, None, 200, 140, cut, against(cut)),
        satisfied=None,
        mean_score=None,
        evidence=changes.get("evidence", 8),
        evidence_all=8,
        complete=False,
        evidence_before=None,
        ready=None,
        communes=0,
        obstacles=0,
        obstacles_overdue=0,
        simulated=0,
    )


@pytest.mark.parametrize(
    ("regulated", "actual", "cut", "found"),
    [
        (1000, 1001, -10, Cut.LONGER),
        (1000, 1000, 0, Cut.UNDER),
        (1000, 701, 2990, Cut.UNDER),
        (1000, 700, 3000, Cut.WITHIN),
        (1000, 300, 7000, Cut.WITHIN),
        (1000, 299, 7010, Cut.ABOVE),
        (1000, 0, 10000, Cut.ABOVE),
        (0, 100, None, None),
        (None, None, None, None),
    ],
)
def test_the_cut_stands_beside_thirty_to_seventy_per_cent(
    regulated: int | None, actual: int | None, cut: int | None, found: Cut | None
) -> None:
    assert cut_of(regulated, actual) == cut
    assert against(cut) == found


def test_equal_points_share_a_place_and_the_next_one_is_left_free() -> None:
    found = places({"a": 900, "b": 870, "c": 870, "d": 500})
    assert {unit: (rank.place, rank.sharing) for unit, rank in found.items()} == {
        "a": (1, 1),
        "b": (2, 2),
        "c": (2, 2),
        "d": (4, 1),
    }
    assert found["b"].words == "2 (đồng hạng, 2 đơn vị)"


def test_a_criterion_without_enough_to_go_by_is_left_out_and_the_others_weigh_more() -> None:
    few = marks_of(sheet(rated=4, satisfied=0), RULE)
    assert Criterion.SATISFIED not in few
    enough = marks_of(sheet(rated=5, satisfied=0), RULE)
    assert enough[Criterion.SATISFIED] == 0
    assert points_of(few, RULE) == 1000
    assert points_of(enough, RULE) == 778


def test_more_than_thirty_per_cent_is_worth_no_more_and_longer_than_the_rules_is_worth_nothing() -> None:
    assert marks_of(sheet(cut=3_000), RULE)[Criterion.CUT] == 10_000
    assert marks_of(sheet(cut=9_000), RULE)[Criterion.CUT] == 10_000
    assert marks_of(sheet(cut=1_500), RULE)[Criterion.CUT] == 5_000
    assert marks_of(sheet(cut=-500), RULE)[Criterion.CUT] == 0


def test_too_few_cases_have_no_place_and_say_why() -> None:
    found = ranked([sheet("1", finished=4, on_time=4), sheet("2", finished=5, on_time=0)], RULE)
    assert [(each.unit, each.rank is not None) for each in found] == [("2", True), ("1", False)]
    assert tables.why_unranked(found[1], RULE) == "dưới 5 hồ sơ xong"
    assert tables.points(found[1]) == ""


def test_without_weights_nobody_is_ranked() -> None:
    nothing = Rule(tuple(Weight(each, 0, verified=False) for each in Criterion), 5, 5)
    found = ranked([sheet("1"), sheet("2")], nothing)
    assert all(each.rank is None for each in found)
    assert tables.why_unranked(found[0], nothing) == "chưa có trọng số xếp hạng"


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(-10_000, 10_000) | st.none(), st.integers(0, 8)),
        max_size=8,
    )
)
def test_places_follow_points_whatever_the_figures(rows: list[tuple[int, int, int | None, int]]) -> None:
    sheets = [
        sheet(str(n), finished=done, on_time=min(done, good), cut=cut, evidence=pieces)
        for n, (done, good, cut, pieces) in enumerate(rows)
    ]
    found = [each.rank for each in ranked(sheets, RULE) if each.rank]
    assert [rank.points for rank in found] == sorted((rank.points for rank in found), reverse=True)
    assert all(0 <= rank.points <= 1000 for rank in found)
    for rank in found:
        assert rank.place == 1 + sum(other.points > rank.points for other in found)
        assert rank.sharing == sum(other.points == rank.points for other in found)


def test_a_quarter_runs_until_its_last_day_is_over() -> None:
    quarter = Quarter(2019, 4)
    assert Span(quarter, date(2019, 12, 30)).running
    assert "đang chạy" in Span(quarter, date(2019, 12, 30)).words
    assert not Span(quarter, date(2019, 12, 31)).running
