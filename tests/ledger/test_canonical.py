"""The written form of a line against an independent implementation of RFC 8785, in Python and in PostgreSQL."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from postal_services.ids import uuid7
from postal_services.ledger import canonical, export, verification, writer
from postal_services.ledger.models import Line
from tests.ledger import book

CODES = st.text("ABCabc019_./:-", min_size=1, max_size=20)
KEYS = st.text(st.characters(codec="ascii", exclude_characters="\x00"), max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DATA = st.dictionaries(KEYS, VALUES, max_size=5)
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are naive)
FACTS = st.fixed_dictionaries(
    {
        "data": DATA,
        "flags": st.lists(CODES, max_size=3).map(tuple),
        "office": st.none() | CODES,
        "counterpart": st.none() | CODES,
        "actor": st.none() | st.uuids(),
        "device": st.none() | st.uuids(),
        "occurred_at": INSTANTS,
        "skew_ms": st.integers(-(2**31) + 1, 2**31 - 1),
        "confidence": st.sampled_from(["exact", "corrected", "estimated"]),
    }
)
ODD = {
    "nfc": unicodedata.normalize("NFC", "Rơ Châm H'Nhung ở Chư Hdrông"),
    "nfd": unicodedata.normalize("NFD", "Rơ Châm H'Nhung ở Chư Hdrông"),
    "quotes": "\"'\\ / \\\\ \\n \\u0041 </script>",
    "emoji": "🙂🇻🇳 𝒳",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\u2028\u2029\ufeff",
    "big": [2**53 - 1, -(2**53) + 1, 0, -1],
    '\t"\\': {"": [True, False, None, {}, []]},
}

fast = settings(max_examples=150, deadline=None, derandomize=True)
stored = settings(fast, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def content(line: Line) -> dict[str, Any]:
    """What a line says, as plain JSON values under the written names."""
    as_text = {name: _text(getattr(line, name)) for name in ("actor", "device", "subject")}
    plain = {name: getattr(line, name) for name in ("action", "confidence", "counterpart", "data", "machine", "office")}
    return {
        **as_text,
        **plain,
        "flags": list(line.flags),
        "from": line.from_state,
        "to": line.to_state,
        "stream": str(line.stream_id),
        "seq": line.seq,
        "skew_ms": line.skew_ms,
        "tx": str(line.tx),
        "occurred_at": line.occurred_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "recorded_at": line.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


@fast
@given(DATA)
@example(ODD)
def test_data_is_written_as_an_independent_implementation_of_rfc_8785_writes_it(data: dict[str, Any]) -> None:
    assert canonical.data_text(data).encode() == rfc8785.dumps(data)


@fast
@given(FACTS)
def test_a_whole_line_is_written_as_an_independent_implementation_of_rfc_8785_writes_it(facts: dict[str, Any]) -> None:
    line = Line(
        stream_id=uuid7(),
        seq=7,
        machine="item",
        action="note",
        from_state="registered",
        to_state="registered",
        subject=uuid7(),
        recorded_at=book.AT,
        tx=2**40,
        **{**facts, "flags": list(facts["flags"])},
    )
    assert export.written(line).encode() == rfc8785.dumps(content(line))


@pytest.mark.django_db
@stored
@given(FACTS)
@example({"data": ODD, "flags": ("late", "x"), "occurred_at": datetime(1900, 1, 1, tzinfo=UTC)})
def test_postgresql_writes_stored_lines_as_python_does_and_every_hash_is_right(facts: dict[str, Any]) -> None:
    sid = transaction.savepoint()
    stream, subject = book.open_case(f"case-{uuid7()}"), uuid7()
    book.write(book.register(stream, subject, **facts), book.note(stream, subject, **facts))
    line = Line.objects.get(stream_id=stream, seq=2)
    assert written_by_postgresql(line) == export.written(line) == rfc8785.dumps(content(line)).decode()
    assert canonical.line_hash(export.written(line).encode(), bytes(line.prev_hash)) == bytes(line.hash)
    assert verification.verify().broken is None
    transaction.savepoint_rollback(sid)


def written_by_postgresql(line: Line) -> str:
    """The text that verification has PostgreSQL write for one line."""
    where = f"WHERE stream_id = '{line.stream_id}' AND seq = {line.seq}"
    with connection.cursor() as cursor:
        cursor.execute(verification._LINES % {"table": "ledger_line", "where": where})
        start, data, end = cursor.fetchone()[0].split(verification._PARTS)[-3:]
    return str(start + canonical.reread_data(data) + end)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        1.0,
        float("nan"),
        "a\x00b",
        "\ud800",
        2**53,
        -(2**53),
        b"x",
        {1: 2},
        {"Đ": 1},
        {"\x00": 1},
        book.AT,
    ],
)
@pytest.mark.parametrize("wrap", [lambda value: {"x": value}, lambda value: {"x": [{"y": value}]}])
def test_what_has_no_agreed_written_form_is_refused(value: Any, wrap: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.data_text(wrap(value))


@pytest.mark.django_db
def test_a_line_with_a_fraction_is_refused_and_nothing_is_written() -> None:
    stream = book.open_case("fraction")
    with pytest.raises(canonical.NotCanonical):
        book.write(book.register(stream, uuid7()), book.note(stream, uuid7(), data={"weight": 0.5}))
    assert not Line.objects.filter(stream_id=stream).exists()


@pytest.mark.django_db
def test_composed_and_decomposed_text_stay_as_they_were_given_and_hash_differently() -> None:
    hashes = []
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, "Chư Sê, thị trấn")
        line = book.lines(book.case(form, 1, data={"place": text}))[0]
        assert line.data["place"] == text
        hashes.append(canonical.line_hash(export.written(line).encode(), b""))
    assert len(set(hashes)) == 2


@pytest.mark.django_db
def test_a_line_that_was_exported_and_read_again_hashes_to_what_is_stored() -> None:
    book.case("export", 3, data=ODD, flags=("late",), actor=uuid7())
    told = json.loads(json.dumps(export.case("export")))
    last = canonical.genesis(told["stream"]["kind"], told["stream"]["code"], UUID(told["stream"]["id"]))
    for line, row in zip(told["lines"], book.lines(book.stream("export").id), strict=True):
        last = canonical.line_hash(rfc8785.dumps(json.loads(line["written"])), last)
        assert last.hex() == line["hash"] == bytes(row.hash).hex()


@pytest.mark.usefixtures("committed_db")
def test_lines_outside_a_transaction_are_refused() -> None:
    stream = book.open_case("alone")
    with pytest.raises(transaction.TransactionManagementError):
        writer.lock([stream])
    with transaction.atomic():
        heads = writer.lock([stream])
    with pytest.raises(transaction.TransactionManagementError):
        writer.append(heads, [book.register(stream, uuid7())], recorded_at=book.AT)
    assert not Line.objects.exists()
