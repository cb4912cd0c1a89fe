"""A day's list by file, from the upload to the result of each row."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from delegation.dossiers.models import Dossier, ImportJob, ImportRow, RowOutcome
from delegation.mandates import commands as mandate_commands
from delegation.mandates.models import Mandate
from postal_services.accounts.models import User
from postal_services.ledger.models import Line
from tests.dossiers import desk
from tests.dossiers.test_lists import HEADINGS, TEXT, workbook
from tests.mandates import world
from tracking.custody import item_codes
from tracking.custody.commands import lodge_list

pytestmark = pytest.mark.usefixtures("chu_se", "codes")


@pytest.fixture
def codes(gia_lai: None) -> None:
    """Chư Sê has a block of item codes."""
    item_codes.give_block("UB-633", 2000, on=date(2019, 8, 1))


def signed_in(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=getattr(world, who)().user_id))
    return client


def upload(client: Client, content: bytes, name: str = "danh-sach.csv", office: str = "UB-633") -> Any:
    return client.post("/ho-so/nhap-danh-sach", {"office": office, "file": SimpleUploadedFile(name, content)})


def test_a_days_list_is_stored_worked_through_and_told_row_by_row() -> None:
    client = signed_in("hanh")
    bad = "2.000635;nhận;Y Hỏng;0905000009;23947;0;8.000"
    strange = "2.000635;bay;Y Bay;0905000008;23947;80;8.000"
    answer = upload(client, ("\ufeff" + TEXT + bad + "\r\n" + strange + "\r\n").encode())
    job = ImportJob.objects.get()
    address = f"/ho-so/nhap-danh-sach/{job.pk}"
    assert answer.headers["Location"] == address
    assert (job.total, job.done) == (3, 0)
    assert not Dossier.objects.exists(), "rows are stored before the first is worked on"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/tiep").headers["Location"] == address
    job.refresh_from_db()
    assert (job.lodged, job.refused, job.doubtful, job.state) == (1, 2, 0, "done")
    dossier = Dossier.objects.get()
    assert (dossier.applicant_name, dossier.channel) == ("Rơ Châm H'Nhung", "import")
    page = client.get(address).content.decode()
    assert dossier.code in page
    assert "30.000 gam" in page
    file = client.get(f"{address}/ket-qua.csv").content.decode("utf-8-sig").splitlines()
    assert file[1].startswith(f"2;Đã ghi nhận;{dossier.code};")
    assert "Y Hỏng" in file[2]
    assert len(file) == 4


def test_a_restart_after_a_crash_takes_nothing_in_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("hanh")
    upload(client, TEXT.encode())
    job = ImportJob.objects.get()

    def crash(**_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(lodge_list, "settle_rows", crash)
        with pytest.raises(ConnectionError):
            lodge_list.lodge_next_rows(actor=world.hanh(), job=job.pk)
    assert Dossier.objects.count() == 1
    assert ImportRow.objects.get().outcome == RowOutcome.PENDING
    job = lodge_list.lodge_next_rows(actor=world.hanh(), job=job.pk)
    assert (job.lodged, job.state) == (1, "done")
    assert ImportRow.objects.get().dossier == Dossier.objects.get()


def test_five_thousand_rows_are_taken_in_by_batches(django_assert_max_num_queries: Any) -> None:
    client = signed_in("hanh")
    rows = [f"2.000635;nhận;{row.applicant.name};{row.applicant.phone};23947;80;8.000" for row in desk.many(1_200)]
    upload(client, "\r\n".join([HEADINGS, *rows]).encode())
    job = ImportJob.objects.get()
    progress = []
    for _ in range(3):
        with django_assert_max_num_queries(60):
            job = lodge_list.lodge_next_rows(actor=world.hanh(), job=job.pk)
        progress.append(job.done)
    assert progress == [500, 1000, 1200]
    assert (job.lodged, job.state) == (1200, "done")
    assert Line.objects.filter(machine="dossier").count() == 1200


def test_the_same_file_leads_to_the_list_that_is_there() -> None:
    client = signed_in("hanh")
    upload(client, TEXT.encode())
    again = upload(client, TEXT.encode(), "ten-khac.csv")
    assert again.headers["Location"] == f"/ho-so/nhap-danh-sach/{ImportJob.objects.get().pk}"


def test_doubtful_rows_wait_and_are_taken_in_when_confirmed() -> None:
    desk.lodge(world.hanh())
    client = signed_in("hanh")
    upload(client, TEXT.encode())
    job = ImportJob.objects.get()
    address = f"/ho-so/nhap-danh-sach/{job.pk}"
    client.post(f"{address}/tiep")
    job.refresh_from_db()
    assert job.doubtful == 1
    row = ImportRow.objects.get()
    assert client.post(address, {"act": "confirm", "row": str(row.pk)}).status_code == 302
    client.post(f"{address}/tiep")
    job.refresh_from_db()
    assert (job.doubtful, job.lodged) == (0, 1)


def test_refused_rows_are_tried_again_when_what_stood_in_the_way_is_gone() -> None:
    mandate = Mandate.objects.get()
    mandate_commands.suspend_mandate(actor=world.hanh(), mandate=mandate.pk)
    with time_machine.travel(world.NOON + timedelta(minutes=5), tick=False):
        client = signed_in("hanh")
        upload(client, TEXT.encode())
        address = f"/ho-so/nhap-danh-sach/{ImportJob.objects.get().pk}"
        client.post(f"{address}/tiep")
        assert ImportRow.objects.get().code == "mandate_suspended"
        mandate_commands.resume_mandate(actor=world.hanh(), mandate=mandate.pk)
        client.post(address, {"act": "retry"})
        client.post(f"{address}/tiep")
    assert ImportRow.objects.get().outcome == RowOutcome.LODGED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không có dòng hồ sơ nào"),
        (b"%PDF-1.7 xyz", "tệp PDF"),
        (TEXT.replace("Dịch vụ", "Ghi chú").encode(), "thiếu cột Dịch vụ"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_stored(content: bytes, words: str) -> None:
    answer = upload(signed_in("hanh"), content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_lists_are_seen_by_their_office_only() -> None:
    upload(signed_in("hanh"), TEXT.encode())
    address = f"/ho-so/nhap-danh-sach/{ImportJob.objects.get().pk}"
    for who in ("minh", "thuy", "bao"):
        client = signed_in(who)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/ket-qua.csv").status_code == 404
        assert client.post(f"{address}/tiep").status_code == 404
    assert upload(signed_in("thuy"), TEXT.encode()).status_code == 422
    assert not Dossier.objects.exists()


def test_the_templates_can_be_filled_in_and_handed_in() -> None:
    client = signed_in("hanh")
    template = client.get("/ho-so/nhap-danh-sach/mau.csv").content.decode("utf-8-sig")
    headings = [cell.strip('"') for cell in template.strip().split(";")]
    assert client.get("/ho-so/nhap-danh-sach/mau.xlsx").content.startswith(b"PK")
    values = {"Mã thủ tục": "2.000635", "Dịch vụ": "nhận", "Họ và tên": "Y Thơm", "Mã xã": 23947, "Khối lượng (g)": 80}
    upload(client, workbook([headings, [values.get(heading, "") for heading in headings]]), "mau.xlsx")
    job = ImportJob.objects.get()
    assert (job.kind, job.total) == ("xlsx", 1)
    client.post(f"/ho-so/nhap-danh-sach/{job.pk}/tiep")
    assert Dossier.objects.get().applicant_name == "Y Thơm"


def test_a_cell_that_looks_like_a_formula_is_harmless_in_the_results() -> None:
    client = signed_in("hanh")
    upload(client, f"{HEADINGS}\r\n2.000635;nhận;=HYPERLINK(1);;23947;x;\r\n".encode())
    job = ImportJob.objects.get()
    client.post(f"/ho-so/nhap-danh-sach/{job.pk}/tiep")
    assert "'=HYPERLINK" in client.get(f"/ho-so/nhap-danh-sach/{job.pk}/ket-qua.csv").content.decode()
    assert json.loads(ImportRow.objects.get().content)["name"] == "=HYPERLINK(1)"
