"""Receipt numbers: one row of them per office and day, without gap or repeat."""

import re
from datetime import date

from django.db import connection, transaction

from postal_services.ids import uuid7
from postal_services.statements import prepared_cursor

PATTERN = re.compile(r"BN-[A-Z0-9-]{2,24}-\d{6}-\d{4,6}")

_ALLOCATE = """
INSERT INTO cash_receiptserial AS serial (id, office, day, last) VALUES (%b, %s, %s, %s)
ON CONFLICT (office, day) DO UPDATE SET last = serial.last + excluded.last RETURNING last
"""


def allocate(office: str, day: date, count: int) -> list[str]:
    """The next ``count`` numbers of the office's day; one statement.

    The row stays locked until the transaction ends: the next in line waits, and the numbers of a transaction that
    fails are given again.
    """
    if not connection.in_atomic_block:
        msg = "receipt numbers are given inside a transaction only"
        raise transaction.TransactionManagementError(msg)
    if not count:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(_ALLOCATE, [uuid7(), office, day, count])
        last: int = cursor.fetchone()[0]
    return [compose(office, day, serial) for serial in range(last - count + 1, last + 1)]


def compose(office: str, day: date, serial: int) -> str:
    """``BN-BC-633-190805-0001``: office, day, serial of the day."""
    return f"BN-{office}-{day:%y%m%d}-{serial:04}"
