"""Two stories from the first line to the last: a broken seal, and a lost item whose loss is paid for."""

from datetime import timedelta

import time_machine

from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import NOON, Cast
from tests.incidents.conftest import kinds, read, signed_in, sweep
from tracking.incidents import papers
from tracking.incidents.models import Compensation, Incident


def test_a_broken_seal_is_found_taken_recorded_and_settled(people: Cast) -> None:
    code = play.at_post(people)[0]
    play.scan(people.lan, code, "open_seal")
    read()
    incident = Incident.objects.get()
    may = signed_in(people.may)
    assert incident.code in may.get("/viec").content.decode()
    assert may.post(f"/viec/{incident.code}/nhan").status_code == 302
    assert may.get(f"/viec/{incident.code}/bien-ban.pdf").content.startswith(b"%PDF")
    settled = {"resolution": "resealed", "note": "Hai người đếm đủ 2 giấy, niêm phong số 0417."}
    assert may.post(f"/viec/{incident.code}/giai-quyet", settled).status_code == 302
    incident.refresh_from_db()
    assert (incident.state, incident.owner_id, incident.closed_by_id) == (
        "resolved", people.may.user_id, people.may.user_id,
    )  # fmt: skip
    acts = list(Line.objects.filter(subject=incident.pk).order_by("seq").values_list("action", flat=True))
    assert acts == ["open", "take", "resolve"]
    said = [line.data for line in Line.objects.filter(subject=incident.pk)]
    assert "0417" not in str(said), "words stay out of the ledger"
    text = may.get(f"/buu-gui/{code}").content.decode()
    assert "Giải quyết xong: Mở niêm phong" in text


def test_a_lost_item_is_searched_for_declared_lost_and_paid_for(people: Cast) -> None:
    code = play.at_post(people)[0]
    play.scan(people.lan, code, "report_missing")
    read()
    incident = Incident.objects.get()
    early = signed_in(people.may).post(f"/viec/{incident.code}/xac-nhan-mat")
    assert early.status_code == 422, "the search is still on"
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        may, lan = signed_in(people.may), signed_in(people.lan)
        assert lan.post(f"/viec/{incident.code}/xac-nhan-mat").status_code == 422, "a clerk does not decide"
        assert may.post(f"/viec/{incident.code}/xac-nhan-mat").status_code == 302
        case = Compensation.objects.get()
        decided = {"approve": "yes", "amount": str(case.limit), "number": "12/QĐ-BĐ", "basis": ""}
        assert may.post(f"/boi-thuong/{case.code}/quyet-dinh", decided).status_code == 302
        assert lan.post(f"/boi-thuong/{case.code}/chi-tra", {"number": "PC 0088"}).status_code == 302
        text = lan.get(f"/viec/{incident.code}").content.decode()
        assert lan.get(f"/viec/{incident.code}/thu-xin-loi.pdf").content.startswith(b"%PDF")
        assert sweep(NOON + timedelta(days=9)).opened == 0
    assert "PC 0088" in text
    assert play.item(code).state == "lost"
    assert kinds() == []
    incident.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, case.amount) == ("paid", case.limit)
    letter = " ".join(papers.apology(incident, play.item(code).dossier))
    assert "đã thất lạc" in letter
    assert "12/QĐ-BĐ" in letter
