"""Pages and calls: what the province does step by step, and what everybody may read."""

import json
import re
from datetime import timedelta
from typing import Any

from django.test import Client

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests.reports.conftest import CODE, NOTICE, OCTOBER, World, drafted, frozen
from tracking.reports.commands import making, verifying
from tracking.reports.models import Making, Report
from tracking.reports.states import ReportState


def client(actor: Actor | None = None) -> Client:
    found = Client(headers={"host": "localhost"})
    if actor is not None:
        found.force_login(User.objects.get(pk=actor.user_id))
    return found


def call(who: Client, address: str, **body: Any) -> Any:
    return who.post(f"/api/v1/{address}", json.dumps(body), content_type="application/json")


def test_a_report_goes_from_the_list_to_the_public(reporting: World) -> None:
    tinh, dung = client(reporting.tinh), client(reporting.dung)
    assert "Lập dự thảo" in tinh.get("/bao-cao").content.decode()
    asked = tinh.post("/bao-cao/lap", {"directive": NOTICE, "quarter": "2019-Q3"})
    waiting = Making.objects.get()
    assert asked["Location"] == f"/bao-cao/lap/{waiting.pk}"
    assert "hx-get" in tinh.get(asked["Location"]).content.decode()
    making.make_next_draft()
    assert tinh.get(asked["Location"])["Location"] == f"/bao-cao/{CODE}"
    assert "phải xem và duyệt" in tinh.get(f"/bao-cao/{CODE}").content.decode()
    assert tinh.get(f"/bao-cao/{CODE}/duyet").status_code == 403
    digest = Report.objects.get().sha256
    assert digest in dung.get(f"/bao-cao/{CODE}/duyet").content.decode()
    done = dung.post(f"/bao-cao/{CODE}/duyet", {"opinion": "Tốt.", "sha256": digest})
    assert done["Location"] == f"/bao-cao/{CODE}"
    assert tinh.post(f"/bao-cao/{CODE}/chot", {"number": ""}).status_code == 422
    assert tinh.post(f"/bao-cao/{CODE}/chot", {"number": "12/BC-STTTT"}).status_code == 302
    public = client()
    assert CODE in public.get("/bao-cao").content.decode()
    page = public.get(f"/bao-cao/{CODE}").content.decode()
    assert "Tốt." in page
    assert "Lập lại số liệu" not in page
    assert not re.search(r">[^<]*\bTinh\b", page), "who drew it up is the province's business"


def test_a_draft_is_nobody_elses_to_see(reporting: World) -> None:
    drafted(reporting.tinh)
    for actor in (None, reporting.cast.hanh, reporting.cast.bao):
        who = client(actor)
        for end in ("", "/kiem-tra", "/bao-cao.pdf", "/bao-cao.xlsx"):
            assert who.get(f"/bao-cao/{CODE}{end}").status_code == 404
        assert who.get(f"/api/v1/reports/{CODE}").status_code == 404
        assert who.get("/api/v1/reports").json()["results"] == []
        assert CODE not in who.get("/bao-cao").content.decode()


def test_a_frozen_report_is_everybodys_with_the_same_bytes(reporting: World) -> None:
    frozen(reporting)
    public = client()
    for end, kind in (("pdf", "application/pdf"), ("xlsx", "spreadsheetml")):
        first, second = (public.get(f"/bao-cao/{CODE}/bao-cao.{end}") for _ in range(2))
        assert kind in first["Content-Type"]
        assert first.content == second.content == public.get(f"/api/v1/reports/{CODE}/report.{end}").content


def test_the_public_page_says_what_holds(reporting: World) -> None:
    frozen(reporting)
    public = client()
    assert "Chưa tính lại" in public.get(f"/bao-cao/{CODE}/kiem-tra").content.decode()
    verifying.verify_next()
    page = public.get(f"/bao-cao/{CODE}/kiem-tra").content.decode()
    assert "giống đến từng chữ số" in page
    assert Report.objects.get().sha256 in page
    assert public.post(f"/bao-cao/{CODE}/kiem-tra").status_code == 403
    answer = public.get(f"/api/v1/reports/{CODE}/verification").json()
    assert answer["figures_hold"] is True
    assert answer["last"]["recomputed"] is True


def test_a_frozen_report_is_not_changed_by_page_or_call(reporting: World) -> None:
    frozen(reporting)
    dung = client(reporting.dung)
    digest = Report.objects.get().sha256
    assert dung.post("/bao-cao/lap", {"directive": NOTICE, "quarter": "2019-Q3"}).status_code == 409
    answer = dung.post(f"/bao-cao/{CODE}/duyet", {"opinion": "", "sha256": digest})
    assert answer.status_code == 422
    assert "đã chốt" in answer.content.decode()
    assert dung.post(f"/bao-cao/{CODE}/rut").status_code == 409
    for address, body in (
        ("reports", {"directive": NOTICE, "quarter": "2019-Q3"}),
        (f"reports/{CODE}/approval", {"sha256": digest}),
        (f"reports/{CODE}/freeze", {"number": "13/BC"}),
        (f"reports/{CODE}/withdrawal", {}),
    ):
        refused = call(dung, address, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "report_frozen")
    assert Report.objects.get().state == ReportState.FROZEN


def test_calls_refuse_nonsense_with_their_codes(reporting: World) -> None:
    tinh, hanh = client(reporting.tinh), client(reporting.cast.hanh)
    for quarter, status, code in (
        ("2019-Q7", 400, "not_a_quarter"),
        ("2019-Q1", 409, "quarter_before_directive"),
        ("2020-Q1", 409, "quarter_not_begun"),
    ):
        refused = call(tinh, "reports", directive=NOTICE, quarter=quarter)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    refused = call(hanh, "reports", directive=NOTICE, quarter="2019-Q3")
    assert (refused.status_code, refused.json()["code"]) == (403, "province_only")
    assert call(client(), "reports", directive=NOTICE, quarter="2019-Q3").status_code in {401, 403}


def test_a_call_draws_up_approves_and_freezes(reporting: World) -> None:
    tinh, dung = client(reporting.tinh), client(reporting.dung)
    asked = call(tinh, "reports", directive=NOTICE, quarter="2019-Q3")
    assert (asked.status_code, asked.json()["state"], asked.json()["report"]) == (202, "waiting", None)
    making.make_next_draft()
    assert tinh.get(f"/api/v1/reports/makings/{asked.json()['id']}").json()["report"] == CODE
    digest = dung.get(f"/api/v1/reports/{CODE}").json()["sha256"]
    refused = call(tinh, f"reports/{CODE}/approval", sha256=digest)
    assert (refused.status_code, refused.json()["code"]) == (403, "same_person")
    assert call(dung, f"reports/{CODE}/approval", sha256=digest, opinion="Tốt.").json()["state"] == "approved"
    assert call(tinh, f"reports/{CODE}/freeze", number="12/BC").json()["number"] == "12/BC"
    assert [each["code"] for each in client().get("/api/v1/reports").json()["results"]] == [CODE]


def test_a_list_takes_the_same_statements_however_many_reports_there_are(
    reporting: World, django_assert_max_num_queries: Any
) -> None:
    frozen(reporting)
    drafted(reporting.tinh, "2019-Q4")
    tinh = client(reporting.tinh)
    with django_assert_max_num_queries(12):
        assert tinh.get("/bao-cao").status_code == 200
    with django_assert_max_num_queries(12):
        assert tinh.get(f"/bao-cao/{CODE}").status_code == 200


def test_a_second_press_leads_to_the_same_work(reporting: World) -> None:
    tinh, dung = client(reporting.tinh), client(reporting.dung)
    sent = {"directive": NOTICE, "quarter": "2019-Q3"}
    first = tinh.post("/bao-cao/lap", sent)["Location"]
    assert {who.post("/bao-cao/lap", sent)["Location"] for who in (tinh, tinh, dung)} == {first}
    assert Making.objects.count() == 1
    assert Report.objects.count() == 0
    making.make_next_draft()
    assert making.make_next_draft() is None
    assert Report.objects.count() == 1


def test_how_far_it_is_stands_on_the_page_and_in_the_list(reporting: World) -> None:
    tinh = client(reporting.tinh)
    where = tinh.post("/bao-cao/lap", {"directive": NOTICE, "quarter": "2019-Q3"})["Location"]
    Making.objects.update(state="running", percent=60, stage="Tính thời gian giải quyết")
    page = tinh.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "60 %" in page
    assert "Tính thời gian giải quyết" in page
    assert "hx-get" in page, "the page asks again by itself"
    assert 'http-equiv="refresh"' in tinh.get(where).content.decode(), "without a script too"
    assert "Đang tính (60 %)" in tinh.get("/bao-cao").content.decode()


def test_a_draft_that_failed_says_why_and_is_asked_for_again_from_there(reporting: World) -> None:
    tinh = client(reporting.tinh)
    sent = {"directive": NOTICE, "quarter": "2019-Q3"}
    where = tinh.post("/bao-cao/lap", sent)["Location"]
    problem = "Sổ đang được ghi liên tục nên chưa chụp được số liệu trọn vẹn. Chờ một phút rồi lập lại."
    Making.objects.update(state="failed", problem=problem)
    page = tinh.get(where).content.decode()
    assert problem in page
    assert "hx-get" not in page
    (form,) = re.findall(r'<form method="post" action="/bao-cao/lap">.*?</form>', page, re.DOTALL)
    assert dict(re.findall(r'name="(directive|quarter)" value="([^"]+)"', form)) == sent
    assert problem in tinh.get("/bao-cao").content.decode()
    assert tinh.post("/bao-cao/lap", sent)["Location"] != where


def test_a_request_that_no_worker_hears_says_what_to_do(reporting: World) -> None:
    tinh = client(reporting.tinh)
    where = tinh.post("/bao-cao/lap", {"directive": NOTICE, "quarter": "2019-Q3"})["Location"]
    assert "chưa nhận việc" not in tinh.get(where).content.decode()
    Making.objects.update(requested_at=OCTOBER - timedelta(minutes=2))
    page = tinh.get(where).content.decode()
    assert "chưa nhận việc" in page
    assert "báo quản trị" in page
