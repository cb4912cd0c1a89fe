"""Personal data at rest: encrypted, searchable by keyed hash, readable as long as its key is there."""

import base64
import os

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from postal_services import clock
from postal_services.accounts.privacy import Unreadable, keyed_hash, keyring, normal_phone, phone_hash
from postal_services.api.models import KeptAnswer


def new_key(name: str) -> str:
    return f"{name}:{base64.urlsafe_b64encode(os.urandom(32)).decode()}"


def kept(body: str, key: str = "one") -> KeptAnswer:
    return KeptAnswer.objects.create(
        caller=b"c", key=key, digest=b"d", status=200, content_type="x", body=body, created_at=clock.now()
    )


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM api_keptanswer")
        return str(cursor.fetchone()[0])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_what_is_sealed_opens_as_it_was(text: str) -> None:
    ring = keyring()
    assert ring.open(ring.seal(text)) == text
    assert ring.seal(text) != ring.seal(text)


@pytest.mark.django_db
def test_a_field_stands_encrypted_and_reads_as_itself() -> None:
    row = kept("Rơ Châm H'Nhung, Làng Ring")
    assert "Nhung" not in stored()
    assert stored().startswith(f"e1.{keyring().active}.")
    row.refresh_from_db()
    assert row.body == "Rơ Châm H'Nhung, Làng Ring"
    assert KeptAnswer.objects.values_list("body", flat=True).get() == row.body


@pytest.mark.django_db
def test_an_empty_text_stays_empty() -> None:
    kept("")
    assert stored() == ""
    assert KeptAnswer.objects.get().body == ""


@pytest.mark.parametrize("lookup", ["body", "body__contains", "body__startswith", "body__in", "body__gt"])
def test_an_encrypted_field_cannot_be_filtered_by_mistake(lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        str(KeptAnswer.objects.filter(**{lookup: ["x"]}).query)


@pytest.mark.django_db
def test_old_values_stay_readable_after_a_new_key_is_put_in_front(settings: Settings) -> None:
    old, new = new_key("2026a"), new_key("2026b")
    settings.FIELD_KEYS = old
    kept("Làng Ring")
    settings.FIELD_KEYS = f"{new},{old}"
    assert KeptAnswer.objects.get().body == "Làng Ring"
    assert keyring().active == "2026b"
    settings.FIELD_KEYS = new
    with pytest.raises(Unreadable, match=r"key '2026a'.*not in FIELD_KEYS.*2026b"):
        KeptAnswer.objects.get()


def test_an_altered_value_is_not_opened() -> None:
    ring = keyring()
    sealed = ring.seal("0905000001")
    head, _, body = sealed.rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    for position in range(len(raw)):
        raw[position] ^= 1
        with pytest.raises(Unreadable, match="altered"):
            ring.open(f"{head}.{base64.urlsafe_b64encode(raw).decode()}")
        raw[position] ^= 1
    with pytest.raises(Unreadable, match="altered"):
        ring.open(sealed[:-8])
    for text in ("plain", "e1.", "e1.x", "e2.a.b"):
        with pytest.raises(Unreadable):
            ring.open(text)


@pytest.mark.parametrize("keys", ["", "nokey", ":AAAA", "a:!!!", "a:AAAA", "a.b:" + "A" * 44, "a:AAAA,a:AAAA"])
def test_keys_of_the_wrong_form_are_refused_when_they_are_read(settings: Settings, keys: str) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        keyring()


@pytest.mark.parametrize(
    "text",
    [
        "0905000001",
        "+84905000001",
        "84905000001",
        "+84 905 000 001",
        "0905.000.001",
        "0905 000-001",
        " ０９０５０００００１ ",
        "(+84) 905000001",
    ],
)
def test_every_way_of_writing_a_phone_is_one_number(text: str) -> None:
    assert normal_phone(text) == "+84905000001"
    assert phone_hash(text) == phone_hash("0905000001")


@pytest.mark.parametrize("text", ["", "Lan", "090", "0905000001234", "00000000000", "x" * 300, "+999123"])
def test_what_is_no_phone_has_no_hash(text: str) -> None:
    assert normal_phone(text) is None
    assert phone_hash(text) is None


def test_a_landline_of_gia_lai_is_a_phone() -> None:
    assert normal_phone("0269 3824 xxx".replace("xxx", "123")) == "+842693824123"


def test_a_hash_depends_on_value_purpose_and_key(settings: Settings) -> None:
    one = keyed_hash("0001", "phone_last4")
    assert len(one) == 64
    assert keyed_hash("0001", "phone_last4") == one
    assert keyed_hash("0002", "phone_last4") != one
    assert keyed_hash("0001", "phone") != one
    assert keyed_hash("Lê", "name") == keyed_hash("Lê", "name"), "both ways of writing ê"
    settings.SEARCH_KEY = "another"
    assert keyed_hash("0001", "phone_last4") != one
