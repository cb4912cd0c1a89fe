"""Rounds by call: every act and its answer, what is refused, and who reads names."""

from datetime import timedelta

from postal_services import clock
from postal_services.accounts.models import PersonalDataRead
from tests.cast import Cast, at_post, item
from tests.custody.conftest import Call, call
from tests.rounds.desk import out, proof_of

__all__ = ["call"]


def test_a_round_goes_all_its_way_by_calls(cast: Cast, call: Call) -> None:
    codes = at_post(cast, 4)
    made = call(cast.lan, "post", "rounds", {"office": "BC-633", "postman": "tien", "items": codes[:2]})
    assert (made.status_code, made.json()["state"], made.json()["day"]) == (201, "draft", "2019-08-05")
    round_ = f"rounds/{made.json()['code']}"
    changed = call(cast.lan, "put", round_, {"items": codes[2::-1]}).json()
    assert [stop["item"] for stop in changed["stops"]] == codes[2::-1]
    gone = call(cast.tien, "post", f"{round_}/departure", {}).json()
    assert (gone["state"], gone["left_behind"]) == ("out", [])
    assert call(cast.tien, "post", f"{round_}/departure", {}).json()["code"] == "round_already_out"
    assert len(call(cast.tien, "post", f"{round_}/items", {"items": codes[3:]}).json()["stops"]) == 4

    paid = gone["stops"][2]["due"]
    sent = {"proof": proof_of(codes[0]), "paid": paid}
    done = call(cast.tien, "post", f"{round_}/stops/{codes[0]}/delivery", sent)
    assert (done.status_code, done.json()["state"], done.json()["flags"]) == (200, "delivered", [])
    assert len(done.json()["receipts"]) == 1
    again = call(cast.tien, "post", f"{round_}/stops/{codes[0]}/delivery", sent)
    assert (again.status_code, again.json()["code"]) == (409, "stop_done")
    failed = call(cast.tien, "post", f"{round_}/stops/{codes[1]}/failure", {"reason": "absent", "measure": "hold"})
    assert (failed.json()["attempt"], failed.json()["outcome"]) == (1, "failed")
    unfit = call(cast.tien, "post", f"{round_}/stops/{codes[2]}/failure", {"reason": "refused", "measure": "retry"})
    assert (unfit.status_code, unfit.json()["code"]) == (400, "measure_unfit")

    taken = sum(paid.values())
    early = call(cast.lan, "post", f"{round_}/closing", {"cash_counted": taken})
    assert (early.status_code, early.json()["code"]) == (400, "untried_needs_reason")
    assert set(early.json()["errors"]) == set(codes[2:])
    untried = dict.fromkeys(codes[2:], "no_time")
    closed = call(cast.lan, "post", f"{round_}/closing", {"cash_counted": taken, "untried": untried}).json()
    assert (closed["state"], closed["cash_expected"], closed["to_send_back"]) == ("closed", taken, [])
    assert call(cast.lan, "post", f"{round_}/closing", {"cash_counted": 0}).json()["code"] == "round_already_closed"
    assert [item(code).state for code in codes] == ["delivered", "held", "arrived", "arrived"]
    assert call(cast.lan, "get", f"{round_}/list.pdf").content.startswith(b"%PDF")


def test_what_was_delivered_before_anybody_could_ask_is_recorded_with_its_flags(cast: Cast, call: Call) -> None:
    round_, _ = out(cast)
    inside = at_post(cast)[0]
    address = f"rounds/{round_.code}/stops/{inside}/delivery"
    assert call(cast.tien, "post", address, {"proof": proof_of(inside)}).json()["code"] == "not_out"
    happened = (clock.now() - timedelta(hours=1)).isoformat()
    done = call(cast.tien, "post", address, {"proof": {"receiver": "A"}, "occurred_at": happened}).json()
    assert done["state"] == "delivered"
    assert {"forced", "never_taken_out", "proof_weak"} <= set(done["flags"])


def test_money_that_does_not_add_up_names_the_three_columns(cast: Cast, call: Call) -> None:
    round_, codes = out(cast)
    wrong = {"state_fee": 1, "postal": 0, "transfer": 0}
    sent = {"proof": proof_of(codes[0]), "paid": wrong}
    answer = call(cast.tien, "post", f"rounds/{round_.code}/stops/{codes[0]}/delivery", sent)
    assert (answer.status_code, answer.json()["code"]) == (409, "amount_differs")
    assert "cước bưu chính" in answer.json()["detail"]


def test_names_are_read_by_the_office_that_delivers_and_noted(cast: Cast, call: Call) -> None:
    round_, codes = out(cast)
    address = f"rounds/{round_.code}"
    own = call(cast.lan, "get", address).json()["stops"][0]
    assert own["receiver"] == item(codes[0]).dossier.applicant_name
    assert PersonalDataRead.objects.filter(purpose="round_call").count() == 1
    assert call(cast.tinh, "get", address).json()["stops"][0]["receiver"] is None
    assert PersonalDataRead.objects.filter(purpose="round_call").count() == 1
    assert call(cast.minh, "get", address).status_code == 404
    assert [each["code"] for each in call(cast.lan, "get", "rounds").json()["results"]] == [round_.code]
    assert call(cast.minh, "get", "rounds").json()["results"] == []


def test_a_draft_is_thrown_away_by_call(cast: Cast, call: Call) -> None:
    codes = at_post(cast)
    made = call(cast.lan, "post", "rounds", {"office": "BC-633", "postman": "tien", "items": codes}).json()
    assert call(cast.lan, "delete", f"rounds/{made['code']}").json()["state"] == "cancelled"
    assert call(cast.lan, "post", f"rounds/{made['code']}/departure", {}).json()["code"] == "round_state"
