"""The fold over what had happened by the end of a day gives exactly the amounts of the days up to it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.dossiers.states import EDGES as DOSSIER_EDGES
from postal_services import clock
from postal_services.ledger.edges import Edge
from tests.measures.telling import CASE, DUE, FIRST, INCIDENT, MONDAY, RATING, RESULT, EveryDay, Telling
from tracking.custody.states import ITEM_EDGES
from tracking.incidents.states import INCIDENT_EDGES
from tracking.journey.states import RATING_EDGES
from tracking.measures.facts import Amounts, Told
from tracking.measures.folding import fold

OTHER = UUID(int=9)
MACHINES: Sequence[tuple[str, UUID, Sequence[Edge]]] = (
    ("dossier", CASE, sorted(DOSSIER_EDGES)),
    ("item", RESULT, sorted(ITEM_EDGES)),
    ("item", OTHER, sorted(ITEM_EDGES)),
    ("incident", INCIDENT, sorted(INCIDENT_EDGES)),
    ("rating", RATING, sorted(RATING_EDGES)),
)
HOURS = st.one_of(st.integers(-30, 240), st.sampled_from([16, 39, 40, 57, 64, 88]))
ACTS = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1, 1, 1, 1, 2, 3, 4]), st.integers(0, 400), HOURS, st.integers(0, 3)),
    max_size=25,
)
FIRST_DAY, DAYS = MONDAY.date() - timedelta(days=3), 20


def told(acts: Sequence[tuple[int, int, int, int]]) -> list[Told]:
    """Lines that the tables allow, happening at any time, whenever they were written."""
    telling = Telling()
    telling.dossier("lodge" if acts and acts[0][3] else "register", 2 if acts and acts[0][3] else 1, MONDAY, **FIRST)
    for machine, choice, hours, extra in acts:
        name, subject, edges = MACHINES[machine]
        possible = [edge for edge in edges if edge.from_state == telling.states.get(subject, "")]
        if possible:
            edge = possible[choice % len(possible)]
            _say(telling, name, subject, edge, MONDAY + timedelta(hours=hours), extra)
    return telling.lines


def _say(  # noqa: PLR0917  (what a line is made of)
    telling: Telling, machine: str, subject: UUID, edge: Edge, at: datetime, extra: int
) -> None:
    data: dict[str, Any] = {"leg": "BBAC"[extra], "score": extra + 2}
    if extra:
        data["hand_over"] = str(UUID(int=100 + extra))
    if machine == "dossier" and edge.action in ("receive", "resume", "reappoint"):
        data["due_at"] = (max(at, DUE) + timedelta(hours=13 * extra)).isoformat()
    flags = ["papers_home"] if extra == 3 and not edge.from_state else []
    telling.say(machine, subject, edge.action, edge.to_state, at, flags, **data)


def amounts(lines: Sequence[Told], until: datetime | None = None) -> Amounts:
    found = fold(lines, EveryDay(), until)
    return {} if found is None else {key: amount for key, amount in found.amounts.items() if amount}


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(ACTS)
def test_every_day_is_the_fold_of_what_had_happened_by_its_end(acts: list[tuple[int, int, int, int]]) -> None:
    lines = told(acts)
    whole = amounts(lines)
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        end = datetime.combine(day + timedelta(days=1), time(), clock.VN)
        happened = [line for line in lines if line.occurred_at < end]
        assert amounts(happened, end) == up_to(whole, day), day


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(ACTS, st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_read_is_no_matter(acts: list[tuple[int, int, int, int]], dice: Random) -> None:
    lines = told(acts)
    mixed = list(lines)
    dice.shuffle(mixed)
    assert fold(mixed, EveryDay()) == fold(lines, EveryDay())


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(ACTS)
def test_gauges_never_fall_below_nothing_and_counts_of_one_case_never_rise_above_one(
    acts: list[tuple[int, int, int, int]],
) -> None:
    found = amounts(told(acts))
    for number, most in ((1, 1), (3, 1), (4, 1), (5, 1), (6, 1), (11, 2), (13, 1), (15, 1)):
        standing = 0
        for (_, _), amount in sorted((key, amount) for key, amount in found.items() if key[1] == number):
            standing += amount
            assert 0 <= standing <= most, number


def up_to(whole: Amounts, day: date) -> Amounts:
    return {key: amount for key, amount in whole.items() if key[0] <= day}
