from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from postal_services.documents import base45, keys, signed
from postal_services.documents.refusals import WontFit
from postal_services.documents.signed import Counts, NotGenuine, Party, Reason, ReceiptFacts, Verified

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = keys.Signer("1f3a", PRIVATE)
KNOWN = {"1f3a": PRIVATE.public_key().public_bytes_raw()}

FACTS = ReceiptFacts(
    receipt_id=UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    issued_at=datetime(2019, 8, 5, 1, 30, tzinfo=UTC),
    party=Party.RECEIVER,
    giver="UB-633",
    receiver="VX-23947",
    counts=Counts(listed=200, received=198, missing=1, damaged=1, extra=0),
    digest=signed.list_digest("BG-633-190805-01", [("HC473124829VN", "received")]),
    root=bytes.fromhex("0123456789abcdef"),
)
TEXT = signed.sign(FACTS, SIGNER)

offices = st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./", min_size=1, max_size=12)
counts = st.builds(Counts, *[st.integers(0, 65_535)] * 5)
receipts = st.builds(
    ReceiptFacts,
    receipt_id=st.uuids(),
    issued_at=st.integers(0, 253_402_300_799).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    party=st.sampled_from(Party),
    giver=offices,
    receiver=offices,
    counts=counts,
    digest=st.binary(min_size=16, max_size=16),
    root=st.binary(min_size=8, max_size=8),
)


@given(receipts)
def test_what_was_signed_is_read_back_and_genuine(facts: ReceiptFacts) -> None:
    text = signed.sign(facts, SIGNER)
    assert len(text) == signed.CHARACTERS
    assert set(text) <= set(base45.ALPHABET)
    assert signed.verify(text, KNOWN) == Verified(facts, "1f3a")


def flipped(data: bytes) -> Iterator[bytes]:
    for place in range(len(data)):
        for bit in range(8):
            yield data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_every_flipped_bit_is_refused() -> None:
    data = base45.decode(TEXT.removeprefix("VB1:"))
    reasons = [signed.verify("VB1:" + base45.encode(other), KNOWN) for other in flipped(data)]
    assert len(reasons) == 140 * 8
    assert all(isinstance(reason, NotGenuine) for reason in reasons)


@given(st.integers(0, signed.CHARACTERS - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_every_changed_character_is_refused(place: int, character: str) -> None:
    other = TEXT[:place] + character + TEXT[place + 1 :]
    assert other == TEXT or isinstance(signed.verify(other, KNOWN), NotGenuine)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NOT_OURS),
        ("HTTPS://HOST/T/0123456789BCGHKM", Reason.NOT_OURS),
        ("vb1:" + TEXT[4:], Reason.NOT_OURS),
        ("VB1:", Reason.DAMAGED),
        (TEXT + "0", Reason.DAMAGED),
        (TEXT + "00", Reason.DAMAGED),
        (TEXT + "000", Reason.DAMAGED),
        (TEXT[:-1], Reason.DAMAGED),
        (TEXT[:-3], Reason.DAMAGED),
        (TEXT.lower().replace("vb1", "VB1"), Reason.DAMAGED),
        ("VB1:" + base45.encode(b"\x02" + b"\x00" * 139), Reason.UNKNOWN_VERSION),
        ("VB1:" + base45.encode(b"\x01\x09" + b"\x00" * 138), Reason.UNKNOWN_VERSION),
        ("VB1:" + base45.encode(b"\x01\x01" + b"\xff" * 138), Reason.DAMAGED),
    ],
)
def test_other_texts_are_refused_with_their_reason(text: str, reason: Reason) -> None:
    answer = signed.verify(text, KNOWN)
    assert answer == NotGenuine(reason)
    assert answer.detail() != answer.detail("en")


def test_a_code_of_an_unknown_key_proves_nothing() -> None:
    assert signed.verify(TEXT, {}) == NotGenuine(Reason.UNKNOWN_KEY)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert signed.verify(TEXT, {"1f3a": other}) == NotGenuine(Reason.WRONG_SIGNATURE)


def test_the_second_form_of_an_ed25519_signature_is_refused() -> None:
    data = base45.decode(TEXT.removeprefix("VB1:"))
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(data[-32:], "little") + order
    twin = data[:-32] + scalar.to_bytes(32, "little")
    assert signed.verify("VB1:" + base45.encode(twin), KNOWN) == NotGenuine(Reason.WRONG_SIGNATURE)


def test_blanks_around_a_scanned_text_are_forgiven() -> None:
    assert signed.verify(f"  {TEXT}\r\n", KNOWN) == Verified(FACTS, "1f3a")


@pytest.mark.parametrize(
    "change",
    [
        {"giver": "ub-633"},
        {"giver": ""},
        {"receiver": "UB 633"},
        {"receiver": "UB-6333333333"},
        {"digest": b"short"},
        {"root": b""},
        {"counts": Counts(65_536, 0)},
        {"counts": Counts(1, -1)},
        {"issued_at": datetime(1969, 12, 31, tzinfo=UTC)},
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(change: dict[str, object]) -> None:
    parts = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    with pytest.raises(WontFit):
        signed.sign(ReceiptFacts(**{**parts, **change}), SIGNER)


def test_the_digest_of_a_list_changes_with_each_verdict_and_not_with_the_order() -> None:
    lines = [("HC473124829VN", "received"), ("HC123456785VN", "missing")]
    digest = signed.list_digest("BG-1", lines)
    assert len(digest) == 16
    assert signed.list_digest("BG-1", lines[::-1]) == digest
    assert signed.list_digest("BG-2", lines) != digest
    assert signed.list_digest("BG-1", [lines[0], ("HC123456785VN", "received")]) != digest


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]
)
def test_base45_agrees_with_the_examples_of_rfc_9285(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=200))
def test_base45_gives_back_every_byte(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(alphabet=base45.ALPHABET + "abc_é", max_size=12))
def test_base45_has_one_text_for_each_bytes(text: str) -> None:
    try:
        data = base45.decode(text)
    except base45.NotBase45:
        return
    assert base45.encode(data) == text


def test_seconds_are_all_that_is_kept_of_a_moment() -> None:
    parts = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    later = ReceiptFacts(**{**parts, "issued_at": FACTS.issued_at + timedelta(microseconds=999)})
    assert signed.sign(later, SIGNER) == TEXT
