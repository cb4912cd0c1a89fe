"""The desk for programs: the same incidents, the same refusals as problems with stable codes."""

from typing import Any

from django.test import Client

from tests import cast as play
from tests.cast import Cast
from tests.incidents.conftest import read, signed_in
from tracking.incidents.models import Incident


def send(client: Client, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def seal(cast: Cast) -> Incident:
    code = play.at_post(cast)[0]
    play.scan(cast.lan, code, "open_seal")
    read()
    return Incident.objects.get(item__code=code)


def test_incidents_are_listed_read_taken_and_resolved_by_call(people: Cast) -> None:
    incident, lan = seal(people), signed_in(people.lan)
    listed = lan.get("/api/v1/incidents?kind=opened_seal").json()["results"]
    assert [row["code"] for row in listed] == [incident.code]
    whole = lan.get(f"/api/v1/incidents/{incident.code}").json()
    assert (whole["stage"]["stage"], whole["stage"]["paused"]) == ("waiting", False)
    assert whole["next_step"].startswith("Kiểm đếm")
    assert send(lan, f"incidents/{incident.code}/taking", {})[1]["owner"] == "lan"
    assert send(lan, f"incidents/{incident.code}/owner", {"to": "may"})[1]["owner"] == "may"
    status, done = send(lan, f"incidents/{incident.code}/resolution", {"resolution": "resealed"})
    assert (status, done["state"]) == (200, "resolved")
    status, problem = send(lan, f"incidents/{incident.code}/resolution", {"resolution": "resealed"})
    assert (status, problem["code"]) == (409, "incident_moved")
    assert lan.get("/api/v1/incidents").json()["results"] == []
    assert signed_in(people.minh).get(f"/api/v1/incidents/{incident.code}").status_code == 404


def test_complaints_and_compensation_go_their_way_by_call(people: Cast) -> None:
    incident, lan, may = seal(people), signed_in(people.lan), signed_in(people.may)
    assert incident.dossier is not None
    told = {"dossier": incident.dossier.code, "subject": "late", "words": "Chậm"}
    status, made = send(lan, "complaints", told)
    assert (status, made["state"], made["possible_until"]) == (201, "lodged", "2020-02-07")
    answered = send(lan, f"complaints/{made['code']}/answer", {"outcome": "partly", "answer": "Xin lỗi"})
    assert answered[1]["state"] == "answered"
    status, case = send(lan, "compensations", {"incident": incident.code})
    assert (status, case["verified"], case["limit"]) == (201, False, 5 * case["charge"])
    too_much = {"approve": True, "number": "1", "amount": case["limit"] + 1}
    assert send(may, f"compensations/{case['code']}/decision", too_much)[1]["code"] == "above_limit"
    right = {**too_much, "amount": case["limit"]}
    assert send(may, f"compensations/{case['code']}/decision", right)[1]["state"] == "approved"
    assert send(lan, f"compensations/{case['code']}/payment", {"number": "PC 1"})[1]["state"] == "paid"


def test_a_second_report_about_what_another_office_deals_with_gets_a_receipt(people: Cast) -> None:
    code = play.at_post(people)[0]
    told = {"kind": "wrong_content", "item": code, "office": "BC-633", "words": "Sai hồ sơ"}
    status, first = send(signed_in(people.lan), "incidents", told)
    assert status == 201
    hanh = signed_in(people.hanh)
    second = {**told, "office": "UB-633", "words": "Thiếu bản sao"}
    receipt = {"code": first["code"], "kind": "wrong_content", "office": "BC-633"}
    assert send(hanh, "incidents", second) == (202, receipt)
    assert Incident.objects.get().report.endswith("UB-633] Thiếu bản sao")
    page = hanh.post("/viec/bao", {**second, "words": "Thiếu hai bản sao"}, follow=True)
    assert (page.status_code, first["code"] in page.content.decode()) == (200, True)
    assert Incident.objects.get().report.endswith("Thiếu hai bản sao")
