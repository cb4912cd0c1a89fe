"""The calls about tasks: who owes what until when, reported with a document, decided, taken back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services import clock
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.test_api import BASE, FILE, Caller
from tests.rollout_acts.world import TASK
from tracking.rollout.models import Target, TaskReport

PLACE = f"{BASE}/44-TB-UBND/7/targets/UB-64/task"
DONE = {"done_on": "2019-08-02", "number": "9/BC", "words": "Đã họp.", "document": FILE}


def listed(who: str, query: str = "") -> list[Any]:
    answer: Any = Caller(who).get(f"{BASE}/tasks{query}")[1]
    return list(answer["results"])


def test_a_task_is_reported_rejected_reported_again_confirmed_and_taken_back(asked: Cast) -> None:
    tinh = Caller("tinh")
    assert listed("tinh")[0]["state"] is None
    key = str(uuid4())
    status, made = tinh.post(f"{PLACE}/report", DONE, key)
    assert (status, made["state"], made["deadline"], made["target"]) == (201, "done_reported", "2019-12-31", "UB-64")
    assert tinh.post(f"{PLACE}/report", DONE, key)[1] == tinh.post(f"{PLACE}/report", DONE)[1] == made
    assert "Đã họp." not in str(made)
    status, refused = tinh.post(f"{PLACE}/verdict", {"confirmed": False})
    assert (status, refused["code"]) == (400, "invalid")
    assert tinh.post(f"{PLACE}/verdict", {"confirmed": False, "words": "Thiếu."})[1]["state"] == "rejected"
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert tinh.post(f"{PLACE}/report", DONE)[1]["state"] == "done_reported"
    assert tinh.post(f"{PLACE}/verdict", {"confirmed": True})[1]["state"] == "confirmed"
    assert listed("tinh") == []
    assert [row["state"] for row in listed("tinh", "?state=confirmed")] == ["confirmed"]
    status, back = tinh.post(f"{PLACE}/withdrawal", {"reason": "Còn hai xã."})
    assert (status, [report["state"] for report in back["reports"]]) == (200, ["withdrawn", "rejected"])  # type: ignore[attr-defined]  # a list of objects
    assert tinh.get(PLACE)[1] == back == listed("tinh")[0]
    assert tinh.post(f"{PLACE}/withdrawal", {"reason": "Còn hai xã."})[1]["code"] == "no_task_report"
    assert world.actions(TASK) == ["report_done", "reject", "report_done", "confirm", "withdraw"]


@pytest.mark.parametrize("query", ["?state=all&target=UB-99", "?directive=45-TB-UBND", "?state=rejected"])
def test_filters_leave_out_what_does_not_pass(asked: Cast, query: str) -> None:
    assert listed("tinh", query) == []
    assert len(listed("tinh", "?state=all&target=UB-64&directive=44-TB-UBND")) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"document": None}, 400, "invalid"),
        ({"document": {"name": "x.pdf", "content": "TVo="}}, 400, "file_not_accepted"),
        ({"done_on": "2019-08-06"}, 400, "in_the_future"),
        ({"done_on": "hôm qua"}, 400, "invalid"),
        ({"number": "9" * 61}, 400, "invalid"),
        ({"mood": "good"}, 400, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    asked: Cast, changes: dict[str, object], status: int, code: str
) -> None:
    told, answer = Caller("tinh").post(f"{PLACE}/report", {**DONE, **changes})
    assert (told, answer["code"]) == (status, code)
    assert not TaskReport.objects.exists()
    assert not world.lines(TASK)


def test_a_unit_reports_its_own_task_and_the_province_alone_decides(asked: Cast) -> None:
    Target.objects.filter(code="UB-64").update(code="UB-633", office_id="UB-633")
    place = PLACE.replace("UB-64", "UB-633")
    hanh = Caller("hanh")
    assert [row["target"] for row in listed("hanh")] == ["UB-633"]
    assert hanh.post(f"{place}/report", DONE)[0] == 201
    assert hanh.post(f"{place}/verdict", {"confirmed": True})[1]["code"] == "province_only"
    assert [Caller(who).get(place)[0] for who in ("hanh", "lan", "thuy")] == [200, 404, 404]
    assert listed("thuy") == listed("lan") == []


@pytest.mark.parametrize("place", ["2/targets/633", "7/targets/UB-99", "99/targets/UB-64"])
def test_what_is_no_task_is_told(asked: Cast, place: str) -> None:
    status, answer = Caller("tinh").get(f"{BASE}/44-TB-UBND/{place}/task")
    assert (status, answer["code"]) in {(409, "wrong_measure"), (404, "not_found")}


def test_the_list_costs_the_same_however_many_reports_there_are(asked: Cast) -> None:
    tinh = Caller("tinh")
    tinh.post(f"{PLACE}/report", DONE)
    tinh.get(f"{BASE}/tasks?state=all")
    with CaptureQueriesContext(connection) as few:
        tinh.get(f"{BASE}/tasks?state=all")
    tinh.post(f"{PLACE}/verdict", {"confirmed": False, "words": "Thiếu."})
    for minute in range(1, 3):
        with time_machine.travel(world.NOON + timedelta(minutes=minute), tick=False):
            tinh.post(f"{PLACE}/report", DONE)
            tinh.post(f"{PLACE}/verdict", {"confirmed": False, "words": "Thiếu."})
    tinh.get(f"{BASE}/tasks?state=all")
    with CaptureQueriesContext(connection) as many:
        told = tinh.get(f"{BASE}/tasks?state=all")[1]["results"]
    assert len(told[0]["reports"]) == 3  # type: ignore[index]  # a list of objects
    assert len(many) == len(few)
