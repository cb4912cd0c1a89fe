"""Rows of values as a table: one row and many read alike."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from postal_services.statements import Rows, prepared_cursor

AT = datetime(2019, 8, 5, 1, 2, 3, 4, tzinfo=UTC)
FIRST = (UUID(int=1), 70_000, 'a "quoted", {braced} \\ text', AT, b"\x00\xff")
SECOND = (UUID(int=2), None, "", None, None)
ROWS = Rows("n", id="uuid", amount="int", words="text", at="timestamptz", raw="bytea", number="place")


def _read(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    with prepared_cursor() as cursor:
        cursor.execute(
            f"SELECT id, amount, words, at, raw, place FROM {ROWS.source(rows)} ORDER BY place", ROWS.params(rows)
        )
        return list(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [[FIRST], [SECOND], [FIRST, SECOND], [SECOND] * 3])
def test_rows_come_back_as_they_went_in_and_counted(rows: list[tuple[Any, ...]]) -> None:
    for _ in range(4):  # the last ones are prepared
        assert _read(rows) == [(*row, place) for place, row in enumerate(rows, 1)]
