"""Form 01 and the citizen's slip, printed from a dossier by page and by call."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from delegation.dossiers.models import Dossier
from postal_services.accounts.models import PersonalDataRead, User
from postal_services.documents.tokens import find_token
from tests.documents.papers import codes_in, text_of
from tests.dossiers import desk
from tests.mandates import world

PAPERS = ("mau-01.pdf", "phieu-theo-doi.pdf")
CALLS = ("form-01.pdf", "slip.pdf")


@pytest.fixture
def dossier(chu_se: None) -> Dossier:
    return desk.lodge(world.hanh(), applicant=desk.applicant(categories=("poor_household",)))


def browser(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_form_01_says_who_what_and_when_and_its_code_leads_to_the_case(dossier: Dossier) -> None:
    answer = browser("hanh").get(f"/ho-so/{dossier.code}/mau-01.pdf")
    text = " ".join(text_of(answer.content).split())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert dossier.code in text
    assert "Rơ Châm H'Nhung" in text
    assert "bưu chính công ích" in text
    assert "Thông tư số 01/2018/TT-VPCP" in text
    assert dossier.token in {find_token(code) for code in codes_in(answer.content)}


def test_form_01_is_that_of_the_day_of_receipt(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(
        received_at=datetime(2026, 1, 5, 2, tzinfo=UTC), due_at=datetime(2026, 1, 8, 10, tzinfo=UTC)
    )
    answer = browser("hanh").get(f"/ho-so/{dossier.code}/mau-01.pdf")
    assert "Thông tư số 03/2025/TT-VPCP" in text_of(answer.content)


def test_the_slip_names_the_charges_and_why_they_are_halved(dossier: Dossier) -> None:
    answer = browser("hanh").get(f"/ho-so/{dossier.code}/phieu-theo-doi.pdf")
    text = " ".join(text_of(answer.content).split())
    assert "13.000" in text
    assert "giảm 50 %" in text
    assert dossier.token in {find_token(code) for code in codes_in(answer.content)}


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_of_other_districts_are_not_there(dossier: Dossier, paper: str) -> None:
    world.thuy()
    strange = browser("thuy").get(f"/ho-so/{dossier.code}/{paper}")
    none = browser("thuy").get(f"/ho-so/000.00.33.H21-190805-9999/{paper}")
    assert strange.status_code == none.status_code == 404
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize("call", CALLS)
def test_calls_give_the_same_papers_and_note_the_read(dossier: Dossier, call: str) -> None:
    answer = browser("hanh").get(f"/api/v1/dossiers/{dossier.code}/{call}")
    assert answer.content.startswith(b"%PDF")
    assert PersonalDataRead.objects.filter(subject=dossier.pk).count() == 1
    assert browser("hanh").get(f"/api/v1/dossiers/000.00.33.H21-190805-9999/{call}").status_code == 404
