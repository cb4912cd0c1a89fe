"""What a citizen is told follows from the facts alone, whatever they are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.dossiers.states import EDGES as DOSSIER_EDGES
from delegation.dossiers.states import MACHINE, PAUSING, DossierState, Service
from delegation.registry.refusals import CalendarEnds
from tracking.custody.reasons import REASONS
from tracking.custody.states import ITEM, ITEM_EDGES, MOVES, Action, ItemState
from tracking.journey import words
from tracking.journey.milestones import CaseFacts, ItemFacts, Journey, LineFacts, Transit, tell

NOON = datetime(2019, 8, 5, 5, 0, tzinfo=UTC)
DAY = date(2019, 8, 5)
CLOCKS = {"agency", "post", "citizen", "nobody"}
HIDDEN = {"offer", "retract", "contest", "settle", "note", "damage", "open_seal", "correct", "pack", "unpack"}


class PlainDays:
    """A calendar in which every day is worked."""

    def add_working_days(self, start: datetime | date, days: int, office: str | None = None) -> date:
        day = start.date() if isinstance(start, datetime) else start
        return day + timedelta(days=days)


class NoDays:
    """A calendar that ends before anything begins."""

    def add_working_days(self, start: datetime | date, days: int, office: str | None = None) -> date:
        raise CalendarEnds(first="", last="", day="", year=0)


POST = Transit(2, verified=False, calendar=PlainDays())


def an_item(state: str = "accepted", leg: str = "B", **changes: object) -> ItemFacts:
    fields: dict[str, object] = {
        "id": f"item-{leg}",
        "leg": leg,
        "state": state,
        "office": "Bưu điện huyện Chư Sê",
        "at_post": True,
        "since": NOON,
    }
    return ItemFacts(**{**fields, **changes})  # type: ignore[arg-type]


def a_case(*items: ItemFacts, lines: tuple[LineFacts, ...] = (), **changes: object) -> CaseFacts:
    fields: dict[str, object] = {
        "code": "H21.33-190805-0001", "state": 2, "service": "return", "committee": "Một cửa Chư Sê",
        "received_at": NOON, "due_at": NOON + timedelta(days=3),
    }  # fmt: skip
    return CaseFacts(items=items, lines=lines, **{**fields, **changes})  # type: ignore[arg-type]


def told(case: CaseFacts, language: str = "vi", transit: Transit = POST) -> Journey:
    return tell(case, transit, DAY, language)


items = st.builds(
    ItemFacts,
    id=st.sampled_from(["a", "b", "c"]),
    leg=st.sampled_from("ABC"),
    state=st.sampled_from(ItemState.values),
    office=st.just("Bưu điện"),
    at_post=st.booleans(),
    since=st.just(NOON),
    offered_at=st.none() | st.just(NOON),
    to=st.sampled_from(["", "Một cửa"]),
)
lines = st.one_of(
    st.builds(
        LineFacts,
        machine=st.just(ITEM),
        action=st.sampled_from(sorted({edge.action for edge in ITEM_EDGES})),
        subject=st.sampled_from(["a", "b", "c"]),
        at=st.just(NOON),
        office=st.sampled_from(["", "Bưu điện"]),
        reason=st.sampled_from(["", "made_up", *REASONS]),
    ),
    st.builds(
        LineFacts,
        machine=st.just(MACHINE),
        action=st.sampled_from(sorted({edge.action for edge in DOSSIER_EDGES})),
        subject=st.just("case"),
        at=st.just(NOON),
        office=st.just("Một cửa"),
    ),
)
cases = st.builds(
    CaseFacts,
    code=st.just("H21.33-190805-0001"),
    state=st.sampled_from(DossierState.values),
    service=st.sampled_from(Service.values),
    committee=st.just("Một cửa"),
    received_at=st.just(NOON),
    due_at=st.none() | st.just(NOON),
    items=st.lists(items, max_size=3).map(tuple),
    lines=st.lists(lines, max_size=12).map(tuple),
)


@given(
    cases, st.sampled_from(["vi", "en", "jra"]), st.sampled_from([POST, Transit(2, verified=True, calendar=NoDays())])
)
def test_every_case_has_words_a_clock_and_a_next_step(case: CaseFacts, language: str, transit: Transit) -> None:
    journey = told(case, language, transit)
    assert journey.text
    assert journey.next
    assert journey.office
    assert journey.clock in CLOCKS
    assert sum(stage.look == "now" for stage in journey.stages) <= 1
    for sentence in (
        journey.text,
        journey.next,
        journey.limbo,
        journey.expected_note,
        *(s.text for s in journey.steps),
    ):
        assert "{" not in sentence
    assert not HIDDEN & {step.key for step in journey.steps}
    assert not (case.state in PAUSING and journey.clock == "citizen" and journey.expected_on)


@given(st.lists(st.sampled_from(sorted(MOVES, key=str)), min_size=1, max_size=6))
def test_a_corrected_step_is_gone_and_the_others_stay(moves: list[object]) -> None:
    actions = [move.action for move in moves]  # type: ignore[attr-defined]
    taken = [LineFacts(ITEM, str(action), "b", NOON, "Bưu điện") for action in actions]
    correction = LineFacts(ITEM, "correct", "b", NOON, "Bưu điện")
    item = an_item(id="b")
    shown = told(a_case(item, lines=(*taken, correction))).steps
    assert [step.key for step in shown] == [str(action) for action in reversed(actions[:-1])]


@pytest.mark.parametrize("state", ItemState.values)
@pytest.mark.parametrize("leg", "ABC")
def test_every_state_of_an_item_has_words_in_both_languages(state: str, leg: str) -> None:
    case = a_case(an_item(state, leg), state=1 if leg == "A" else 2)
    vi, en = told(case), told(case, "en")
    assert vi.text != en.text
    assert vi.milestone == en.milestone


@pytest.mark.parametrize("state", DossierState.values)
def test_every_state_of_a_case_has_words_in_both_languages(state: int) -> None:
    vi, en = told(a_case(state=state)), told(a_case(state=state), "en")
    assert vi.text == words.DOSSIER[state][1][0]
    assert en.text == words.DOSSIER[state][1][1]


def test_limbo_is_said_plainly_and_the_giver_still_holds_it() -> None:
    item = an_item("registered", office="Một cửa Chư Sê", at_post=False, offered_at=NOON, to="Bưu điện huyện Chư Sê")
    journey = told(a_case(item))
    assert journey.text == "Đang chờ Bưu điện huyện Chư Sê ký nhận"
    assert journey.milestone == "awaiting_countersignature"
    assert (journey.office, journey.clock, journey.limbo_since) == ("Một cửa Chư Sê", "agency", NOON)


def test_missing_is_said_honestly() -> None:
    journey = told(a_case(an_item("missing"), lines=(LineFacts(ITEM, "report_missing", "item-B", NOON, "Bưu điện"),)))
    assert journey.text == "Đang tìm kết quả"
    assert journey.tone == "bad"
    assert journey.steps[0].text == "Chưa thấy kết quả, đang tìm"


@pytest.mark.parametrize(
    ("state", "clock"), [("accepted", "post"), ("held", "citizen"), ("delivered", "nobody"), ("returned", "citizen")]
)
def test_whose_turn_it_is_follows_the_item(state: str, clock: str) -> None:
    assert told(a_case(an_item(state))).clock == clock


def test_the_expected_day_adds_the_days_of_the_post_and_says_that_they_are_not_verified() -> None:
    journey = told(a_case(an_item("registered", at_post=False)))
    assert journey.expected_on == date(2019, 8, 10)
    assert "chưa kiểm chứng" in journey.expected_note
    sure = told(a_case(), transit=Transit(2, verified=True, calendar=PlainDays()))
    assert "chưa kiểm chứng" not in sure.expected_note


def test_a_result_fetched_at_the_desk_is_expected_on_the_appointment() -> None:
    journey = told(a_case(service="send"))
    assert journey.expected_on == date(2019, 8, 8)
    assert journey.expected_note == "ngày hẹn trả của cơ quan"


@pytest.mark.parametrize("state", sorted(PAUSING))
def test_nothing_is_expected_while_the_clock_stands_still(state: int) -> None:
    assert told(a_case(state=state)).expected_on is None


def test_reasons_that_say_something_about_a_person_stay_inside() -> None:
    def text(reason: str) -> str:
        return (
            told(a_case(an_item("attempted"), lines=(LineFacts(ITEM, "fail", "item-B", NOON, "", reason),)))
            .steps[0]
            .text
        )

    assert text("absent") == "Phát chưa thành công: người nhận đi vắng"
    assert text("deceased") == text("refused") == text("fee_unpaid") == "Phát chưa thành công"


def test_every_action_of_an_item_is_either_told_or_left_out_on_purpose() -> None:
    assert set(Action.values) - set(words.ITEM_STEPS) == HIDDEN | {"register"}
