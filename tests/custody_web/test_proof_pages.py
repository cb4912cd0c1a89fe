"""The proof on the item's page and as an advice of delivery: who reads what, and that each look is noted."""

from datetime import timedelta

import pytest
from django import forms
from django.test import Client

from delegation.registry.models import Parameter
from delegation.registry.parameters import Key
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import PersonalDataRead, User
from tests.cast import NOON, Cast, item, lines, scan
from tests.custody.proving import at_door, kept, photograph, proof
from tests.documents.papers import text_of
from tracking.custody.commands.emptying import empty_old_proofs
from tracking.custody.models import Proof
from tracking.custody.proofs import read_proof
from tracking.custody.web.proof_form import ProofForm

NAME = "Rơ Châm H'Nhung"


def opened(who: Actor, address: str) -> tuple[int, str]:
    visitor = Client()
    visitor.force_login(User.objects.get(pk=who.user_id))
    response = visitor.get(address)
    return response.status_code, response.content.decode()


def delivered(cast: Cast, **changes: object) -> str:
    code = at_door(cast)[0]
    assert scan(cast.tien, code, "deliver", proof=proof(**changes)).outcome == "recorded"
    return code


@pytest.mark.parametrize("who", ["lan", "tien", "may", "hanh", "tinh"])
def test_everybody_who_sees_the_item_sees_what_was_checked_and_no_name(cast: Cast, who: str) -> None:
    code = delivered(cast)
    status, page = opened(getattr(cast, who), f"/buu-gui/{code}")
    assert status == 200
    assert "Báo phát" in page
    assert "Bốn số cuối điện thoại, đúng" in page
    assert "R… C… H…" in page
    assert "khớp với sổ cái" in page
    assert NAME not in page
    assert "data:image/png" not in page
    assert not PersonalDataRead.objects.filter(purpose="proof").exists()


@pytest.mark.parametrize("who", ["lan", "tien", "may", "hanh"])
def test_the_office_that_delivered_and_the_agency_open_name_and_signature_and_it_is_noted(cast: Cast, who: str) -> None:
    code = delivered(cast)
    actor: Actor = getattr(cast, who)
    _, page = opened(actor, f"/buu-gui/{code}?xem=bao-phat")
    assert "Rơ Châm H&#x27;Nhung" in page
    assert "data:image/png;base64," in page
    assert "Lượt xem này đã được ghi lại" in page
    read = PersonalDataRead.objects.get(purpose="proof")
    assert (read.actor, read.subject) == (actor.user_id, item(code).dossier_id)
    assert "signature" in read.fields


def test_the_province_sees_codes_only_even_when_it_asks(cast: Cast) -> None:
    code = delivered(cast)
    status, page = opened(cast.tinh, f"/buu-gui/{code}?xem=bao-phat")
    assert status == 200
    assert "Nhung" not in page
    assert "data:image/png" not in page
    assert not PersonalDataRead.objects.exists()
    assert opened(cast.tinh, f"/buu-gui/{code}/bao-phat.pdf")[0] == 404


@pytest.mark.parametrize("who", ["minh", "thuy", "bao"])
def test_others_do_not_find_it(cast: Cast, who: str) -> None:
    code = delivered(cast)
    assert opened(getattr(cast, who), f"/buu-gui/{code}/bao-phat.pdf")[0] == 404
    assert opened(getattr(cast, who), f"/buu-gui/{code}?xem=bao-phat")[0] == 404


def test_what_is_kept_says_how_long_and_that_nobody_verified_it(cast: Cast) -> None:
    Parameter.objects.create(
        key=Key.PROOF_KEEP, name="Thời gian giữ", value="12", unit="tháng", valid_from=NOON.date(), verified=False
    )
    code = delivered(cast)
    _, page = opened(cast.lan, f"/buu-gui/{code}")
    assert "được xóa sau 12 tháng" in page
    assert "chưa kiểm chứng" in page


def advice(who: Actor, code: str) -> str:
    visitor = Client()
    visitor.force_login(User.objects.get(pk=who.user_id))
    response = visitor.get(f"/buu-gui/{code}/bao-phat.pdf")
    assert response.status_code == 200
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    return text_of(b"".join(response))  # type: ignore[call-overload]


def test_the_advice_of_delivery_says_who_what_and_how_it_was_checked(cast: Cast) -> None:
    code = delivered(cast, relation="authorised", basis="letter", document="12/UQ")
    text = advice(cast.hanh, code)
    for words in (
        "GIẤY BÁO PHÁT",
        code,
        item(code).dossier.code,
        NAME,
        "Người được ủy quyền",
        "Giấy ủy quyền viết tay, số 12/UQ",
        "Bốn số cuối điện thoại, đúng",
        f"dòng {lines(code)[-1].seq}",
        kept(code).digest[:32],
        "khớp với sổ cái",
    ):
        assert words in text, words
    assert PersonalDataRead.objects.filter(purpose="advice_of_delivery", actor=cast.hanh.user_id).count() == 1


def test_a_changed_name_no_longer_fits_the_ledger_and_the_paper_says_so(cast: Cast) -> None:
    code = delivered(cast)
    Proof.objects.update(relation="neighbour")
    assert "KHÔNG KHỚP" in advice(cast.hanh, code)
    assert "KHÔNG khớp" in opened(cast.lan, f"/buu-gui/{code}")[1]


def test_after_its_time_the_paper_says_what_was_forgotten(cast: Cast) -> None:
    code = delivered(cast)
    empty_old_proofs(NOON + timedelta(days=400))
    text = advice(cast.hanh, code)
    assert "đã xóa theo thời hạn" in text
    assert "Nhung" not in text
    _, page = opened(cast.lan, f"/buu-gui/{code}?xem=bao-phat")
    assert "đã xóa ngày" in page
    assert not PersonalDataRead.objects.filter(purpose="proof").exists()


def test_an_identity_paper_that_was_looked_at_is_said_and_nothing_of_it_is_kept(cast: Cast) -> None:
    code = delivered(cast, method="none", value="", identity_seen=True)
    assert lines(code)[-1].data["identity_seen"] is True
    assert lines(code)[-1].flags == ["proof_weak"]
    assert "đã xem giấy tờ tùy thân" in opened(cast.hanh, f"/buu-gui/{code}")[1]
    assert "đã xem giấy tờ tùy thân" in advice(cast.hanh, code)


def test_an_item_that_was_never_delivered_has_no_advice(cast: Cast) -> None:
    code = at_door(cast)[0]
    assert opened(cast.lan, f"/buu-gui/{code}/bao-phat.pdf")[0] == 404
    assert "Báo phát" not in opened(cast.lan, f"/buu-gui/{code}")[1]


def test_no_form_of_delivery_takes_a_file() -> None:
    form = ProofForm()
    assert not form.is_multipart()
    assert [name for name, field in form.fields.items() if isinstance(field, forms.FileField)] == []
    assert 'type="file"' not in str(form)


def test_the_form_of_delivery_gives_what_commands_take() -> None:
    sent = proof(relation="authorised", basis="letter", document="12/UQ", witness="")
    form = ProofForm(sent)
    assert form.is_valid(), form.errors
    read = read_proof(form.sent())
    assert read.problem is None
    assert (read.relation, read.basis, read.document, read.method, read.signed) == (
        "authorised",
        "letter",
        "12/UQ",
        "last4",
        "ink",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receiver": ""}, "receiver"),
        ({"relation": "cousin"}, "relation"),
        ({"relation": "authorised"}, "basis"),
        ({"value": ""}, "value"),
        ({"method": "face"}, "method"),
        ({"signature": ""}, "signature"),
        ({"signature": photograph()}, "signature"),
        ({"receiver": "a" * 121}, "receiver"),
    ],
)
def test_what_is_missing_at_the_door_is_said_beside_its_field(changes: dict[str, str], field: str) -> None:
    form = ProofForm(proof(**changes))
    assert not form.is_valid()
    assert list(form.errors) == [field]
