"""The calls of what districts and the province do."""

import base64
import json
from uuid import uuid4

import pytest
from django.test import Client

from postal_services.accounts import commands as accounts
from postal_services.accounts.models import User
from tests import cast as people
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_SE, IA_TIEM
from tracking.rollout.models import Acceptance, Obstacle

BASE = "/api/v1/rollout"
TARGET = f"{BASE}/44-TB-UBND/2/targets/633"
FILE = {"name": "vb.pdf", "content": base64.b64encode(world.PDF).decode()}


class Caller:
    """Somebody's program."""

    def __init__(self, who: str) -> None:
        token = accounts._issue_token(User.objects.get(username=who)).token
        self.client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    def post(self, path: str, body: object, key: str = "") -> tuple[int, dict[str, object]]:
        headers = {"Idempotency-Key": key or str(uuid4())}
        answer = self.client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        answer = self.client.get(path)
        return answer.status_code, answer.json()


def test_an_obstacle_is_reported_listed_assigned_answered_reopened_and_closed(asked: Cast) -> None:
    hanh, tinh = Caller("hanh"), Caller("tinh")
    body = {"kind": "network", "words": "Mất mạng.", "since": "2019-08-01", "document": FILE}
    key = str(uuid4())
    status, made = hanh.post(f"{TARGET}/obstacles", body, key)
    assert (status, made["code"], made["target"]) == (201, "VM-633-190805-01", "633")
    assert hanh.post(f"{TARGET}/obstacles", body, key)[1] == made, "the same key gives the same answer"
    assert "words" not in made
    code = made["code"]
    listed = tinh.get(f"{BASE}/obstacles?state=standing&kind=network&target=633")[1]
    assert [row["code"] for row in listed["results"]] == [code]  # type: ignore[attr-defined]  # a list of objects
    assert Caller("thuy").get(f"{BASE}/obstacles?state=all")[1]["results"] == []
    assert Caller("thuy").get(f"{BASE}/obstacles/{code}")[0] == 404
    assert tinh.post(f"{BASE}/obstacles/{code}/assignment", {"office": "BC-64", "days": 2})[1]["office"] == "BC-64"
    status, answered = tinh.post(f"{BASE}/obstacles/{code}/answer", {"words": "Đã nối.", "document": FILE})
    assert (status, answered["state"]) == (200, "answered")
    assert hanh.post(f"{BASE}/obstacles/{code}/reopening", {"reason": "Lại mất."})[1]["state"] == "reopened"
    assert tinh.post(f"{BASE}/obstacles/{code}/closure", {})[1]["code"] == "obstacle_moved"
    tinh.post(f"{BASE}/obstacles/{code}/answer", {"words": "Đã nối lại."})
    assert hanh.post(f"{BASE}/obstacles/{code}/closure", {})[1]["state"] == "closed"
    assert world.actions(CHU_SE) == ["report", "assign", "answer", "reopen", "answer", "close"]
    assert Obstacle.objects.get().document is not None


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"name": "x.pdf", "content": "%%%"}, "invalid"),
        ({"name": "x.pdf", "content": base64.b64encode(b"MZ nothing").decode()}, "file_not_accepted"),
        ({"name": "x.pdf", "content": ""}, "invalid"),
        ("x", "invalid"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_written(asked: Cast, document: object, code: str) -> None:
    body = {"kind": "network", "words": "Mất mạng.", "document": document}
    status, answer = Caller("hanh").post(f"{TARGET}/obstacles", body)
    assert (status, answer["code"]) == (400, code)
    assert not world.lines(CHU_SE)


def test_a_unit_is_accepted_and_that_is_taken_back(asked: Cast) -> None:
    tinh = Caller("tinh")
    body = {"number": "12/QĐ", "signed_on": "2019-08-05", "document": FILE}
    status, refused = tinh.post(f"{TARGET}/acceptance", body)
    assert (status, refused["code"]) == (409, "not_shown_yet")
    people.at_post(asked)
    status, made = tinh.post(f"{TARGET}/acceptance", body)
    assert (status, made["unmet"], made["against_evidence"]) == (201, [], False)
    assert tinh.post(f"{TARGET}/acceptance", body)[1] == made
    assert Acceptance.objects.count() == 1
    assert Caller("hanh").post(f"{TARGET}/acceptance/withdrawal", {"reason": "Sai."})[1]["code"] == "province_only"
    assert tinh.post(f"{TARGET}/acceptance/withdrawal", {"reason": "Sai."})[1]["state"] == "withdrawn"
    assert tinh.post(f"{TARGET}/acceptance/withdrawal", {"reason": "Sai."})[1]["code"] == "not_accepted"


def test_reminders_readiness_and_statements(asked: Cast) -> None:
    hanh, tinh = Caller("hanh"), Caller("tinh")
    told = {"targets": ["633", "622"], "about": "first_hand_over"}
    status, came = tinh.post(f"{BASE}/44-TB-UBND/2/reminders", told)
    assert (status, len(came["sent"])) == (201, 2)  # type: ignore[arg-type]  # a list
    assert len(tinh.post(f"{BASE}/44-TB-UBND/2/reminders", told)[1]["before"]) == 2  # type: ignore[arg-type]  # a list
    given = {"communes": [{"code": "23947"}], "ready_on": "2019-08-01", "document": FILE}
    status, declared = hanh.post(f"{BASE}/44-TB-UBND/3/readiness", given)
    assert (status, len(declared["made"])) == (201, 1)  # type: ignore[arg-type]  # a list
    ready = f"{BASE}/44-TB-UBND/3/targets/23947/readiness/withdrawal"
    assert hanh.post(ready, {"reason": "Máy hỏng."})[1]["state"] == "withdrawn"
    assert world.actions(IA_TIEM) == ["declare", "withdraw"]
    wrong = {**given, "communes": [{"code": "29999"}]}
    assert tinh.post(f"{BASE}/44-TB-UBND/3/readiness", wrong)[1]["code"] == "unit_not_then"
    month = {"month": "2019-07", "eligible": 10, "reasons": {"price": 4}}
    assert hanh.post(f"{TARGET}/statements", month)[1]["reasons"] == {"price": 4}
    assert hanh.post(f"{TARGET}/statements", {**month, "eligible": 2})[1]["code"] == "reasons_do_not_add"
    assert hanh.post(f"{TARGET}/statements", {**month, "month": "2019-08"})[1]["code"] == "month_not_over"
    assert Caller("thuy").post(f"{TARGET}/statements", month)[0] == 404
