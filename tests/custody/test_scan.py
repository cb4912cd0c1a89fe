"""One scan after the other: every act, what is refused, and what is a repeat."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.mandates import commands as mandates
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import NotAllowed
from postal_services.ids import uuid7
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, one, propose, scan, send, sign
from tracking.custody.models import Scan
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState

HOUR = timedelta(hours=1)
PROOF = {"receiver": "Rơ Châm H'Nhung", "relation": "self"}

WAYS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "deliver": (("take_out", {}), ("deliver", {"proof": PROOF})),
    "fail": (("take_out", {}), ("fail", {"reason": "absent", "measure": "retry"})),
    "arrive": (("dispatch", {"to": "BC-633"}), ("arrive", {})),
    "dispatch": (("dispatch", {"to": "BC-64"}),),
    "hold": (("dispatch", {"to": "BC-633"}), ("arrive", {}), ("hold", {})),
    "forward": (("dispatch", {"to": "BC-633"}), ("arrive", {}), ("forward", {"to": "BC-622"})),
    "send_back": (("send_back", {}),),
    "report_missing": (("report_missing", {}),),
    "find": (("report_missing", {}), ("find", {})),
    "damage": (("damage", {}),),
    "open_seal": (("open_seal", {}),),
    "correct": (("take_out", {}), ("correct", {})),
}
ENDS = {
    "deliver": ItemState.DELIVERED,
    "fail": ItemState.ATTEMPTED,
    "arrive": ItemState.ARRIVED,
    "dispatch": ItemState.IN_TRANSIT,
    "hold": ItemState.HELD,
    "forward": ItemState.ARRIVED,
    "send_back": ItemState.RETURNING,
    "report_missing": ItemState.MISSING,
    "find": ItemState.ACCEPTED,
    "damage": ItemState.ACCEPTED,
    "open_seal": ItemState.ACCEPTED,
    "correct": ItemState.ACCEPTED,
}


def unchanged(code: str, before: list[str]) -> None:
    """No line was added, and the row still is what the ledger says."""
    assert actions(code) == before
    assert list(ITEMS.differences()) == []


@pytest.mark.parametrize("act", WAYS)
def test_every_act_is_recorded_with_one_line_and_the_row_follows(cast: Cast, act: str) -> None:
    code = at_post(cast)[0]
    for step, facts in WAYS[act]:
        before = len(actions(code))
        result = scan(cast.lan, code, step, **facts)
        assert (result.outcome, result.code, result.refusal) == ("recorded", "recorded", None), step
        assert len(actions(code)) == before + 1
    last = lines(code)[-1]
    assert (last.action, last.to_state, item(code).state) == (act, ENDS[act], ENDS[act])
    assert (last.actor, last.office, last.occurred_at) == (cast.lan.user_id, "BC-633", NOON)
    assert result.item is not None
    assert (result.item.state, result.item.office) == (ENDS[act], "BC-633")
    assert list(ITEMS.differences()) == []
    assert verification.verify().broken is None


@pytest.mark.parametrize("act", WAYS)
def test_the_same_act_again_under_another_id_is_no_second_line(cast: Cast, act: str) -> None:
    code = at_post(cast)[0]
    for step, facts in WAYS[act]:
        scan(cast.lan, code, step, **facts)
    before = actions(code)
    again = scan(cast.lan, code, act, **dict(WAYS[act])[act])
    if act == "correct":
        assert (again.outcome, again.code) == ("refused", "nothing_to_correct")
    else:
        assert (again.outcome, again.code) == ("replayed", "already_done")
    unchanged(code, before)


@pytest.mark.parametrize("act", ["dispatch", "arrive"])
def test_on_the_way_back_too_the_same_act_twice_is_one_line(cast: Cast, act: str) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    scan(cast.lan, code, "dispatch", to="BC-64")
    if act == "arrive":
        assert scan(cast.nga, code, "arrive").outcome == "recorded"
    who = cast.nga if act == "arrive" else cast.lan
    facts: dict[str, Any] = {} if act == "arrive" else {"to": "BC-64"}
    before = actions(code)
    assert scan(who, code, act, **facts).code == "already_done"
    unchanged(code, before)
    assert scan(who, code, "dispatch", to="BC-633").outcome == "recorded"


def test_the_same_id_with_the_same_content_is_answered_as_before(cast: Cast) -> None:
    code = at_post(cast)[0]
    said = one(code, "take_out", occurred_at=NOON, age_ms=0)
    first = send(cast.lan, [said])[0]
    before = actions(code)
    again = send(cast.lan, [one(code, "take_out", id=said.id, occurred_at=NOON, age_ms=90_000)])[0]
    assert (first.outcome, again.outcome, again.code, again.refusal) == ("recorded", "replayed", "recorded", None)
    assert again.item == first.item
    unchanged(code, before)
    assert Scan.objects.count() == 1


def test_a_repeat_of_a_refused_scan_gives_the_first_reason_again(cast: Cast) -> None:
    code = at_post(cast)[0]
    said = one(code, "deliver")
    assert send(cast.lan, [said])[0].code == "illegal_move"
    scan(cast.lan, code, "take_out")
    again = send(cast.lan, [said])[0]
    assert (again.outcome, again.code) == ("replayed", "illegal_move")
    assert item(code).state == ItemState.OUT_FOR_DELIVERY


def test_the_same_id_with_other_content_is_refused_and_kept_and_changes_nothing(cast: Cast) -> None:
    code = at_post(cast)[0]
    said = one(code, "take_out")
    send(cast.lan, [said])
    before = actions(code)
    for changes in ({"action": "send_back"}, {"reason": "absent"}, {"code": "HC473124829VN"}, {"proof": "x"}):
        facts = {"code": code, "action": "take_out", "id": said.id, **changes}
        other = send(cast.lan, [one(**facts)])[0]  # type: ignore[arg-type]
        assert (other.outcome, other.code) == ("refused", "scan_id_reused"), changes
    unchanged(code, before)
    assert Scan.objects.filter(code="scan_id_reused").count() == 4


@pytest.mark.parametrize(
    ("who", "act", "reason"),
    [
        ("minh", "take_out", "unknown_code"),
        ("thuy", "hand_back", "unknown_code"),
        ("hanh", "take_out", "not_your_act"),
        ("hanh", "deliver", "not_your_act"),
        ("tinh", "take_out", "not_your_act"),
    ],
)
def test_what_the_policy_refuses_leaves_no_line(cast: Cast, who: str, act: str, reason: str) -> None:
    code = at_post(cast)[0]
    before, count = actions(code), Line.objects.count()
    actor: Actor = getattr(cast, who)
    for ago in (None, HOUR):
        result = scan(actor, code, act, ago=ago)
        assert (result.outcome, result.code) == ("refused", reason)
    unchanged(code, before)
    assert Line.objects.count() == count
    assert item(code).state == ItemState.ACCEPTED


def test_somebody_without_a_post_cannot_scan_at_all(cast: Cast) -> None:
    code = at_post(cast)[0]
    with pytest.raises(NotAllowed):
        scan(cast.bao, code, "take_out")
    assert not Scan.objects.exists()


def test_somebody_else_s_item_and_no_item_at_all_get_the_same_answer(cast: Cast) -> None:
    mine = at_post(cast)[0]
    foreign = at_post(cast, district="622")[0]
    answers = []
    for code in (foreign, item(foreign).dossier.token, s10.compose("HC", 99_999_999), "ABC-123"):
        result = scan(cast.lan, code, "take_out")
        answers.append((result.outcome, result.code, result.refusal and result.refusal.detail("vi"), result.item))
    assert set(answers[:3]) == {answers[0]}
    assert answers[0][1] == "unknown_code"
    assert answers[3][1] == "not_a_code"
    assert actions(mine) == actions(foreign) == ["register", "offer", "accept"]
    assert Scan.objects.filter(item__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("steps", "act"),
    [
        ([], "deliver"),
        ([], "fail"),
        ([], "arrive"),
        (["take_out"], "hold"),
        ([], "hand_back"),
        ([], "find"),
        (["take_out"], "dispatch"),
        (["take_out"], "send_back"),
        (["take_out", "deliver"], "take_out"),
        (["take_out", "deliver"], "send_back"),
        (["take_out", "deliver"], "report_missing"),
        (["take_out", "deliver"], "hand_back"),
        (["report_missing"], "take_out"),
        (["send_back"], "deliver"),
    ],
)
def test_a_move_that_the_state_does_not_allow_is_refused_now_and_noted_when_it_already_happened(
    cast: Cast, steps: list[str], act: str
) -> None:
    code = at_post(cast)[0]
    now = NOON
    for step in steps:
        scan(cast.lan, code, step, proof=PROOF, now=now)
    before, state = actions(code), item(code).state
    refused = scan(cast.lan, code, act, now=now)
    assert (refused.outcome, refused.code) == ("refused", "illegal_move")
    unchanged(code, before)
    past = scan(cast.lan, code, act, now=now + 2 * HOUR, ago=HOUR)
    assert past.outcome == "flagged"
    added = lines(code)[len(before) :]
    assert len(added) == 1
    assert added[0].to_state == (added[0].to_state if "forced" in added[0].flags else state)
    assert list(ITEMS.differences()) == []


def test_of_two_offices_an_item_answers_to_only_one_may_move_it(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64")
    scan(cast.nga, code, "arrive")
    assert item(code).holder_office_id == "BC-64"
    before = actions(code)
    refused = scan(cast.lan, code, "dispatch", to="BC-633")
    assert (refused.outcome, refused.code) == ("refused", "held_elsewhere")
    unchanged(code, before)


def test_a_scan_for_an_office_where_the_person_has_no_post_is_refused(cast: Cast) -> None:
    code = at_post(cast)[0]
    assert scan(cast.lan, code, "take_out", office="BC-622").code == "not_your_office"
    assert scan(cast.lan, code, "dispatch", to="BC-999").code == "unknown_office"
    assert scan(cast.lan, code, "burn").code == "unknown_action"
    assert actions(code) == ["register", "offer", "accept"]
    assert Scan.objects.count() == 3


def test_a_link_of_the_case_means_the_item_that_can_make_the_move(cast: Cast) -> None:
    out, home = lodge(cast, service="both")
    token = item(out).dossier.token
    assert scan(cast.lan, f"https://example.org/t/{token.lower()}", "accept").item is not None
    states = {item(out).leg: item(out).state, item(home).leg: item(home).state}
    assert sorted(states.values()) == ["accepted", "registered"]


def test_a_missing_item_that_is_found_is_back_where_it_was(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64")
    scan(cast.nga, code, "arrive")
    scan(cast.nga, code, "report_missing")
    assert scan(cast.nga, code, "dispatch", to="BC-633").code == "illegal_move"
    assert scan(cast.lan, code, "find").item is not None
    assert (item(code).state, item(code).holder_office_id) == (ItemState.ARRIVED, "BC-633")
    assert lines(code)[-1].flags == ["one_sided"]


def test_damage_and_an_opened_seal_are_marks_that_move_nothing(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "damage")
    scan(cast.lan, code, "open_seal")
    assert (item(code).state, item(code).marks) == (ItemState.ACCEPTED, ["damaged", "seal_opened"])
    scan(cast.lan, code, "take_out")
    scan(cast.lan, code, "deliver", proof=PROOF)
    assert item(code).marks == ["damaged", "seal_opened"]


def test_failed_deliveries_are_counted_and_need_a_reason(cast: Cast) -> None:
    code = at_post(cast)[0]
    for attempt in (1, 2):
        scan(cast.lan, code, "take_out")
        assert scan(cast.lan, code, "fail").code == "reason_needed"
        assert scan(cast.lan, code, "fail", reason="absent").outcome == "recorded"
        assert item(code).attempts == attempt
        scan(cast.lan, code, "arrive")
    assert lines(code)[-2].data["reason"] == "absent"


def test_the_proof_of_delivery_is_kept_encrypted_and_only_its_hash_is_in_the_ledger(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out")
    scan(cast.lan, code, "deliver", proof=PROOF)
    kept = Scan.objects.get(action="deliver")
    assert "Nhung" in kept.proof
    with connection.cursor() as cursor:
        cursor.execute("SELECT proof FROM custody_scan WHERE id = %s", [kept.id])
        assert "Nhung" not in cursor.fetchone()[0]
    assert len(lines(code)[-1].data["proof"]) == 64
    assert "Nhung" not in str(lines(code)[-1].data)


def test_a_delivery_without_proof_is_recorded_and_waits_in_the_tray(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out")
    assert scan(cast.lan, code, "deliver").code == "proof_missing"
    assert item(code).state == ItemState.DELIVERED
    assert Scan.objects.in_tray().count() == 1


@pytest.mark.parametrize(("ago", "outcome"), [(None, "refused"), (HOUR, "flagged")])
def test_after_the_mandate_ended_an_acceptance_is_refused_now_and_flagged_when_it_already_happened(
    cast: Cast, ago: timedelta | None, outcome: str
) -> None:
    code = lodge(cast)[0]
    propose(cast.hanh, [code], "UB-633", "BC-633")
    mandates.end_mandate(actor=cast.hanh, mandate=cast.mandate)
    later = NOON + 2 * HOUR
    result = scan(cast.lan, code, "accept", now=later, ago=ago)
    assert result.outcome == outcome
    if ago is None:
        assert (result.code, item(code).state) == ("mandate_ended", ItemState.REGISTERED)
        assert actions(code) == ["register", "offer"]
    else:
        assert (result.code, item(code).state) == ("uncovered", ItemState.ACCEPTED)
        assert lines(code)[-1].flags == ["uncovered"]


def test_an_act_from_before_the_mandate_ended_is_covered_however_late_it_is_sent(cast: Cast) -> None:
    code = at_post(cast)[0]
    mandates.end_mandate(actor=cast.hanh, mandate=cast.mandate, at=NOON)
    result = scan(cast.lan, code, "take_out", now=NOON + 5 * HOUR, ago=5 * HOUR + timedelta(seconds=1))
    assert "uncovered" not in lines(code)[-1].flags
    assert result.outcome == "recorded"


def test_one_scan_takes_six_statements_at_most_between_begin_and_commit(cast: Cast) -> None:
    code = at_post(cast)[0]
    for act, facts in (("dispatch", {"to": "BC-64"}), ("arrive", {}), ("take_out", {}), ("deliver", {"proof": PROOF})):
        with CaptureQueriesContext(connection) as asked:
            assert scan(cast.lan if act == "dispatch" else cast.nga, code, act, **facts).outcome == "recorded"
        said = [each["sql"].split()[0] for each in asked]
        assert said.index("SAVEPOINT") <= 1  # the test's own transaction makes BEGIN a savepoint
        assert len(said[said.index("SAVEPOINT") : said.index("RELEASE")]) - 1 <= 6, said


def test_what_is_countersigned_cannot_be_taken_back_by_a_scan(cast: Cast) -> None:
    code = at_post(cast)[0]
    before = actions(code)
    for who in (cast.lan, cast.may):
        assert scan(who, code, "correct").code == "nothing_to_correct"
    unchanged(code, before)
    assert item(code).holder_office_id == "BC-633"


def test_a_scan_names_no_person_in_the_ledger(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out", id=uuid7())
    listed = propose(cast.hanh, lodge(cast), "UB-633", "BC-633")
    sign(cast.lan, listed.code, [])
    for line in Line.objects.all():
        text = str(line.data)
        assert not any(word in text for word in ("Nhung", "0905", "Làng", "lan", "Lan")), text


@pytest.mark.parametrize(
    ("said", "kept"),
    [("absent", "absent"), ("flooded_road", "flooded_road"), ("gọi H'Nhung 0905000001", "unlisted"), ("A", "unlisted")],
)
def test_the_ledger_keeps_codes_of_reasons_and_no_words_of_anybody(cast: Cast, said: str, kept: str) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out")
    result = scan(cast.lan, code, "fail", reason=said, measure=said)
    assert result.outcome == ("recorded" if said == "absent" else "flagged")
    data = lines(code)[-1].data
    assert (data["reason"], data["measure"]) == (kept, kept)


@pytest.mark.parametrize("act", ["dispatch", "forward"])
def test_a_case_is_not_shown_to_another_agency_by_sending_its_item_there(cast: Cast, act: str) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64")
    scan(cast.nga, code, "arrive")
    before = actions(code)
    assert scan(cast.nga, code, act, to="UB-622").code == "unknown_office"
    assert scan(cast.thuy, code, "damage").code == "unknown_code"
    unchanged(code, before)


def test_an_item_is_dispatched_home_to_its_own_agency(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    assert scan(cast.lan, code, "dispatch", to="UB-633").outcome == "recorded"
    assert item(code).bound_for == "UB-633"
