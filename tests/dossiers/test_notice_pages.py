"""The pages on which an officer writes to the citizen, the register, and the calls that do the same."""

import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
import python_calamine
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers import commands, register
from delegation.dossiers.api import notice_serializers as shapes
from delegation.dossiers.models import Dossier, DossierNotice
from delegation.dossiers.register import Period
from delegation.dossiers.states import MACHINE
from delegation.registry.models import Office, Parameter
from postal_services.accounts.models import PersonalDataRead, User
from postal_services.ledger.models import Line
from tests.documents.papers import text_of
from tests.dossiers import desk, notice_desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")
DAY = timedelta(days=1)
AUGUST = "since=01/08/2019&until=31/08/2019"
ASK = {
    "reason": "Thiếu giấy khai sinh.",
    "contact": "Hạnh, máy lẻ 12",
    "respond_on": "20/08/2019",
    "way": "post",
    "again": "",
    "paper-0-name": "Giấy khai sinh",
    "paper-0-kind": "certified",
    "paper-0-count": "1",
    "paper-1-name": "",
    "paper-1-kind": "original",
    "paper-1-count": "1",
}


@pytest.fixture
def dossier() -> Dossier:
    return desk.lodge(world.hanh())


def browser(who: str) -> Client:
    client = Client()
    getattr(world, who)()
    client.force_login(User.objects.get(username=who))
    return client


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_officer_writes_a_request_prints_it_and_finds_it_on_the_case(dossier: Dossier) -> None:
    client = browser("hanh")
    page = client.get(f"/ho-so/{dossier.code}/bo-sung")
    assert "Tờ khai" in words(page), "the announced papers are suggested"
    answer = client.post(f"/ho-so/{dossier.code}/bo-sung", ASK)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/ho-so/{dossier.code}#phieu")
    notice = DossierNotice.objects.get()
    assert (notice.fetch_by_post, notice.respond_on) == (True, date(2019, 8, 20))
    assert client.get(f"/ho-so/{dossier.code}/phieu/{notice.pk}.pdf").content.startswith(b"%PDF")
    case = words(client.get(f"/ho-so/{dossier.code}"))
    for shown in ("1/HDHS", "Thiếu giấy khai sinh.", "Bưu điện mang phiếu và lấy giấy tờ", str(notice.pk)):
        assert shown in case, shown


@pytest.mark.parametrize(
    ("slug", "form", "kind"),
    [
        ("tu-choi", {"reason": "Không thuộc thẩm quyền.", "contact": ""}, "refusal"),
        ("hen-lai", {"reason": "Chờ xác minh.", "new_day": "15/08/2019", "again": ""}, "apology"),
        ("dung", {"reason": "Có tranh chấp.", "basis": "Luật Đất đai", "contact": ""}, "stop"),
    ],
)
def test_each_act_has_a_page_of_its_own(dossier: Dossier, slug: str, form: dict[str, str], kind: str) -> None:
    client = browser("hanh")
    assert client.get(f"/ho-so/{dossier.code}/{slug}").status_code == 200
    assert client.post(f"/ho-so/{dossier.code}/{slug}", form).status_code == 302
    assert DossierNotice.objects.get().kind == kind


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"paper-0-name": ""}, "Ghi ít nhất một giấy tờ cần bổ sung."),
        ({"reason": ""}, "Nhập lý do."),
        ({"reason": "ă" * 5000}, "Dài 5000 ký tự, nhiều nhất 2000."),
        ({"reason": "Thiếu\x07giấy"}, "ký tự điều khiển"),
        ({"paper-0-count": "100"}, "Số lượng từ 1 đến 99."),
        ({"respond_on": "01/08/2019"}, "Ngày này đã qua."),
        ({"respond_on": "hôm nay"}, "Nhập ngày theo dạng"),
        ({"way": "car"}, "car"),
    ],
)
def test_mistakes_stand_beside_what_was_typed_and_nothing_is_lost(
    dossier: Dossier, changes: dict[str, str], sentence: str
) -> None:
    answer = browser("hanh").post(f"/ho-so/{dossier.code}/bo-sung", {**ASK, **changes})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Hạnh, máy lẻ 12" in words(answer)
    assert not DossierNotice.objects.exists()


def test_a_second_request_says_what_the_rules_foresee(dossier: Dossier) -> None:
    client = browser("hanh")
    client.post(f"/ho-so/{dossier.code}/bo-sung", ASK)
    client.post(f"/ho-so/{dossier.code}/tiep-tuc", {"because": "papers_received"})
    refused = client.post(f"/ho-so/{dossier.code}/bo-sung", ASK)
    assert refused.status_code == 422
    assert "đã được yêu cầu bổ sung 1 lần" in words(refused)
    assert client.post(f"/ho-so/{dossier.code}/bo-sung", {**ASK, "again": "papers_unfit"}).status_code == 302
    assert "Giấy tờ bổ sung chưa đúng yêu cầu" in words(
        browser("tinh").get(f"/ho-so/so-theo-doi?office=UB-633&{AUGUST}")
    )


def test_more_rows_can_be_had_without_losing_what_was_typed(dossier: Dossier) -> None:
    answer = browser("hanh").post(f"/ho-so/{dossier.code}/bo-sung", {**ASK, "act": "more"})
    assert answer.status_code == 200
    assert "paper-4-name" in words(answer)
    assert "Thiếu giấy khai sinh." in words(answer)
    assert not DossierNotice.objects.exists()


def test_the_page_says_why_nothing_can_be_written_now(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    assert "Không lập được phiếu này bây giờ" in words(browser("hanh").get(f"/ho-so/{dossier.code}/bo-sung"))
    assert "Không lập được phiếu này bây giờ" in words(browser("lan").get(f"/ho-so/{dossier.code}/hen-lai"))


def test_the_timeline_tells_what_was_asked_and_why_once_more(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    commands.resume_dossier(actor=world.hanh(), code=dossier.code, because="asked_by_mistake")
    notice_desk.reappoint(world.hanh(), dossier, date(2019, 8, 15))
    case = words(browser("hanh").get(f"/ho-so/{dossier.code}"))
    for told in (
        "phiếu số 1/HDHS · 3 giấy tờ · bưu điện lấy giấy tờ",
        "Phiếu yêu cầu bổ sung lập nhầm",
        "phiếu số 1/PXL · hẹn trả 15/08/2019",
    ):
        assert told in case, told


@pytest.mark.parametrize("slug", ["bo-sung", "tu-choi", "hen-lai", "dung"])
def test_the_pages_speak_english_and_say_what_a_mistake_costs(dossier: Dossier, slug: str) -> None:
    client = browser("hanh")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = words(client.get(f"/ho-so/{dossier.code}/{slug}"))
    assert "Back to the dossier" in page
    assert "Lý do" not in page


def test_the_page_says_how_often_the_rules_foresee_a_paper(dossier: Dossier) -> None:
    Parameter.objects.filter(key="reappointments").update(legal_basis="NĐ 61/2018/NĐ-CP", verified=False)
    page = words(browser("hanh").get(f"/ho-so/{dossier.code}/hen-lai"))
    assert "Theo quy định: 1 lần mỗi hồ sơ. NĐ 61/2018/NĐ-CP. Con số chưa kiểm chứng." in page


def test_the_post_sees_the_request_of_its_case_and_no_other_district_does(dossier: Dossier) -> None:
    notice = notice_desk.ask(world.hanh(), dossier)
    paper = f"/ho-so/{dossier.code}/phieu/{notice.pk}.pdf"
    assert browser("lan").get(paper).content.startswith(b"%PDF")
    assert "1/HDHS" in words(browser("lan").get(f"/ho-so/{dossier.code}"))
    assert PersonalDataRead.objects.filter(purpose="dossier_notice", subject=dossier.pk).count() == 1
    for address in (paper, f"/ho-so/{dossier.code}/bo-sung", f"/api/v1/dossiers/{dossier.code}/notices"):
        assert browser("thuy").get(address).status_code == 404


def test_the_register_holds_what_the_ledger_says_was_taken_in() -> None:
    for start, many in ((0, 3), (10, 4)):
        with time_machine.travel(world.NOON + start * DAY, tick=False):
            desk.lodge_many(world.hanh(), desk.many(many, confirm_duplicate=True))
    desk.lodge(world.lan(), service="send")
    period = Period(Office.objects.get(pk="UB-633"), date(2019, 8, 1), date(2019, 8, 31))
    first, after = period.bounds
    taken = Line.objects.filter(machine=MACHINE, action__in=["lodge", "receive"], office="UB-633")
    taken = taken.filter(occurred_at__gte=first, occurred_at__lt=after)
    assert register.received(period).count() == taken.count() == 7
    assert register.sums(period, world.NOON).received == 7
    one_day = Period(period.office, date(2019, 8, 15), date(2019, 8, 15))
    assert len(list(register.rows(one_day))) == 4


def test_the_sums_of_the_register_are_those_of_the_ledger(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    commands.resume_dossier(actor=world.hanh(), code=dossier.code)
    notice_desk.ask(world.hanh(), dossier, again="papers_unfit")
    other = desk.lodge(world.hanh(), applicant=desk.applicant(name="Siu Black", phone="0905000002"))
    notice_desk.reappoint(world.hanh(), other, date(2019, 8, 15))
    period = Period(Office.objects.get(pk="UB-633"), date(2019, 8, 1), date(2019, 8, 31))
    sums = register.sums(period, world.NOON)
    asked = Line.objects.filter(machine=MACHINE, action="ask_supplement")
    assert (sums.supplements, sums.extra_supplements) == (
        asked.count(),
        sum("extra_request" in flags for flags in asked.values_list("flags", flat=True)),
    )
    assert sums.apologies == Line.objects.filter(machine=MACHINE, action="reappoint").count() == 1
    assert [notice.again for notice in register.beyond_the_rules(period)] == ["papers_unfit"]


def test_the_register_s_page_and_files_name_the_same_dossiers(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    client = browser("hanh")
    page = words(client.get(f"/ho-so/so-theo-doi?{AUGUST}"))
    assert dossier.code in page
    assert "1/HDHS" in page
    pdf = b"".join(client.get(f"/ho-so/so-theo-doi.pdf?{AUGUST}").streaming_content)  # type: ignore[attr-defined]  # a file
    text = text_of(pdf)
    for shown in ("SỔ THEO DÕI HỒ SƠ", "Mẫu số 06", "Rơ Châm", "Cộng 1 hồ sơ", "yêu cầu bổ sung 1"):
        assert shown in text, shown
    book = b"".join(client.get(f"/ho-so/so-theo-doi.xlsx?{AUGUST}").streaming_content)  # type: ignore[attr-defined]  # a file
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[4][1] == dossier.code
    assert PersonalDataRead.objects.filter(purpose="dossier_register", subject=dossier.pk).count() == 3


def test_no_name_becomes_a_formula() -> None:
    desk.lodge(
        world.hanh(), applicant=desk.applicant(name='=HYPERLINK("http://x","Siu")', address="+cmd|' /C calc'!A0")
    )
    answer = browser("hanh").get(f"/ho-so/so-theo-doi.xlsx?{AUGUST}")
    book = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert str(rows[4][4]).startswith("=HYPERLINK")
    assert not _formulas(book)


def _formulas(book: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        return re.findall(r"<f>|<hyperlink", sheet)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=31/08/2019&until=01/08/2019", "Ngày cuối phải sau ngày đầu."),
        ("since=01/01/2018&until=31/08/2019", "Sổ in nhiều nhất một năm."),
        ("since=hôm qua", "Nhập ngày theo dạng"),
        ("office=UB-622", "UB-622"),
    ],
)
def test_a_period_that_makes_no_sense_is_said_so(query: str, sentence: str) -> None:
    client = browser("hanh")
    assert sentence in words(client.get(f"/ho-so/so-theo-doi?{query}"))
    assert client.get(f"/ho-so/so-theo-doi.pdf?{query}").status_code == 400


def test_a_register_too_long_to_print_is_refused(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ROWS_AT_MOST", 0)
    answer = browser("hanh").get(f"/ho-so/so-theo-doi.xlsx?{AUGUST}")
    assert answer.status_code == 422
    assert "Chọn kỳ ngắn hơn" in words(answer)


@pytest.mark.parametrize(("who", "status"), [("hanh", 200), ("tinh", 200), ("thuy", 200), ("lan", 403)])
def test_the_register_is_for_desks_and_the_province(who: str, status: int) -> None:
    for address in ("/ho-so/so-theo-doi", "/ho-so/so-theo-doi.pdf", "/ho-so/so-theo-doi.xlsx"):
        answer = browser(who).get(address)
        assert b"".join(answer)
        assert answer.status_code == status


def test_a_page_of_the_register_takes_the_same_statements_however_full(dossier: Dossier) -> None:
    client = browser("hanh")
    client.get(f"/ho-so/so-theo-doi?{AUGUST}")
    counts = []
    for more in (0, 30):
        desk.lodge_many(world.hanh(), desk.many(more))
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/ho-so/so-theo-doi?{AUGUST}")
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


CALLS = [
    ("supplement-requests", shapes.SUPPLEMENT_EXAMPLE, "supplement", "1/HDHS"),
    ("refusal", shapes.REFUSAL_EXAMPLE, "refusal", "1"),
    ("reappointment", shapes.REAPPOINTMENT_EXAMPLE, "apology", "1/PXL"),
    ("stop", shapes.STOP_EXAMPLE, "stop", "1"),
]


def call(who: str, dossier: Dossier, name: str, body: dict[str, Any], **headers: str) -> Any:
    address = f"/api/v1/dossiers/{dossier.code}/{name}"
    return browser(who).post(address, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(("name", "body", "kind", "number"), CALLS)
def test_a_program_writes_the_same_papers_once(
    dossier: Dossier, name: str, body: dict[str, Any], kind: str, number: str
) -> None:
    first = call("hanh", dossier, name, body, **{"Idempotency-Key": "a-1"})
    again = call("hanh", dossier, name, body, **{"Idempotency-Key": "a-1"})
    assert first.status_code == again.status_code == 201, first.content
    assert first.json() == again.json()
    assert (first.json()["kind"], first.json()["number"]) == (kind, number)
    assert DossierNotice.objects.count() == 1
    assert browser("hanh").get(first.json()["pdf"]).content.startswith(b"%PDF")
    listed = browser("lan").get(f"/api/v1/dossiers/{dossier.code}/notices").json()["results"]
    assert listed == [first.json()]


def test_a_program_goes_on(dossier: Dossier) -> None:
    notice_desk.ask(world.hanh(), dossier)
    answer = call("hanh", dossier, "resumption", shapes.RESUMPTION_EXAMPLE)
    assert (answer.status_code, answer.json()["state"]) == (200, 4)


@pytest.mark.parametrize(
    ("who", "name", "body", "told"),
    [
        ("hanh", "supplement-requests", {**shapes.SUPPLEMENT_EXAMPLE, "papers": []}, (400, "invalid")),
        ("hanh", "supplement-requests", {**shapes.SUPPLEMENT_EXAMPLE, "reason": "ă" * 5000}, (400, "invalid")),
        ("hanh", "supplement-requests", {**shapes.SUPPLEMENT_EXAMPLE, "surprise": 1}, (400, "invalid")),
        ("hanh", "reappointment", {**shapes.REAPPOINTMENT_EXAMPLE, "new_day": "2019-09-02"}, (400, "invalid")),
        ("hanh", "resumption", {}, (409, "wrong_state")),
        ("lan", "refusal", shapes.REFUSAL_EXAMPLE, (403, "not_allowed")),
        ("thuy", "stop", shapes.STOP_EXAMPLE, (404, "not_found")),
    ],
)
def test_calls_refuse_with_a_code_and_words(
    dossier: Dossier, who: str, name: str, body: dict[str, Any], told: tuple[int, str]
) -> None:
    answer = call(who, dossier, name, body)
    assert (answer.status_code, answer.json()["code"]) == told
    assert answer.json()["detail"]
    assert not DossierNotice.objects.exists()
