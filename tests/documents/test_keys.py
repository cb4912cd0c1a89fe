import base64
import json
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from postal_services.documents import keys, signed
from postal_services.documents.models import SigningKey
from postal_services.documents.refusals import NoSigningKey
from tests.documents.test_signed import FACTS

pytestmark = pytest.mark.django_db


def test_the_first_signature_makes_a_key_and_keeps_its_private_half_out_of_the_database(secrets_folder: Path) -> None:
    key_id, signature = keys.sign(b"root", keys.CHECKPOINT)
    public = keys.public_keys(keys.CHECKPOINT)[key_id]
    assert keys.verify(b"root", signature, public)
    assert not keys.verify(b"roo", signature, public)
    (path,) = secrets_folder.glob("*.key")
    assert path.name == f"checkpoint-{key_id}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(secrets_folder.stat().st_mode) == 0o700


def test_each_purpose_has_its_own_key() -> None:
    receipt, checkpoint = keys.sign(b"m", keys.RECEIPT), keys.sign(b"m", keys.CHECKPOINT)
    assert receipt[0] != checkpoint[0]
    assert set(keys.public_keys(keys.RECEIPT)) == {receipt[0]}


def test_signing_again_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keys.sign(b"m", keys.RECEIPT)
    with django_assert_num_queries(1):
        keys.sign(b"m", keys.RECEIPT)


def test_a_retired_key_signs_nothing_new_and_goes_on_proving() -> None:
    old_text = signed.sign(FACTS)
    old = keys.current_key(keys.RECEIPT).key_id
    call_command("roll_signing_key", purpose="receipt", verbosity=0)
    new_text = signed.sign(FACTS)
    new = keys.current_key(keys.RECEIPT).key_id
    assert new != old
    assert signed.verify(old_text) == signed.Verified(FACTS, old)
    assert signed.verify(new_text) == signed.Verified(FACTS, new)


def test_the_old_key_endorses_the_new_one() -> None:
    keys.sign(b"m", keys.RECEIPT)
    old = keys.current_key(keys.RECEIPT).key_id
    row = SigningKey.objects.get(pk=keys.roll_key(keys.RECEIPT))
    assert row.endorsed_by == old
    message = b"postal-services key\x00" + bytes(row.public_key)
    assert keys.verify(message, bytes(row.endorsement), keys.public_keys(keys.RECEIPT)[old])


def test_rolling_where_no_key_exists_makes_the_first_one() -> None:
    assert keys.roll_key(keys.RECEIPT) == keys.current_key(keys.RECEIPT).key_id


def test_a_key_handed_over_in_the_environment_is_taken_up(
    monkeypatch: pytest.MonkeyPatch, secrets_folder: Path
) -> None:
    private = Ed25519PrivateKey.generate()
    monkeypatch.setenv("SIGNING_KEYS", f"receipt:{base64.b64encode(private.private_bytes_raw()).decode()}")
    key_id, _ = keys.sign(b"m", keys.RECEIPT)
    assert keys.public_keys(keys.RECEIPT) == {key_id: private.public_key().public_bytes_raw()}
    assert not secrets_folder.exists()


def test_a_machine_without_the_private_half_says_so(tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    SigningKey.objects.create(id="0a0b", purpose="receipt", public_key=public)
    with pytest.raises(NoSigningKey) as refusal:
        keys.sign(b"m", keys.RECEIPT)
    assert "0a0b" in refusal.value.detail()
    assert refusal.value.status == 503


def test_a_private_half_copied_later_is_found_without_a_restart(secrets_folder: Path) -> None:
    key_id, _ = keys.sign(b"m", keys.RECEIPT)
    path = secrets_folder / f"receipt-{key_id}.key"
    held = path.read_bytes()
    path.unlink()
    keys._private.cache_clear()
    with pytest.raises(NoSigningKey):
        keys.sign(b"m", keys.RECEIPT)
    path.write_bytes(held)
    assert keys.sign(b"m", keys.RECEIPT)[0] == key_id


def test_a_key_whose_private_half_is_lost_can_still_be_rolled() -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    SigningKey.objects.create(id="0a0b", purpose="receipt", public_key=public)
    row = SigningKey.objects.get(pk=keys.roll_key(keys.RECEIPT))
    assert row.endorsed_by == ""
    assert keys.sign(b"m", keys.RECEIPT)[0] == row.id


def test_two_current_keys_of_one_purpose_are_refused_by_the_database() -> None:
    keys.sign(b"m", keys.RECEIPT)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(id="ffff", purpose="receipt", public_key=b"x" * 32)


def test_the_bundle_carries_keys_revocations_and_its_age() -> None:
    keys.sign(b"m", keys.CHECKPOINT)
    old = keys.current_key(keys.RECEIPT).key_id
    keys.roll_key(keys.RECEIPT)
    taken_back = uuid4()
    keys.revoke_receipt(taken_back, "in nhầm")
    keys.revoke_receipt(taken_back, "lần hai")
    bundle = keys.key_bundle()
    body = json.loads(bundle["signed"])
    assert {key["purpose"] for key in body["keys"]} == {"receipt", "checkpoint"}
    assert [key["id"] for key in body["keys"] if key["retired_at"]] == [old]
    assert body["revoked"] == [str(taken_back)]
    assert body["issued_at"].endswith("+00:00")
    assert keys.is_revoked(taken_back)
    assert not keys.is_revoked(uuid4())
    public = keys.public_keys(keys.RECEIPT)[bundle["key_id"]]
    assert keys.bundle_is_genuine(bundle, public)
    changed = {**bundle, "signed": bundle["signed"].replace(str(taken_back), str(uuid4()))}
    assert not keys.bundle_is_genuine(changed, public)
    assert "in nhầm" not in bundle["signed"]
