"""Numbers of papers to citizens: without a gap in each agency, kind and year."""

from django.db import connection, transaction

from postal_services.ids import uuid7

_ALLOCATE = """
INSERT INTO dossiers_noticeserial AS serial (id, agency_id, year, kind, last) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (agency_id, year, kind) DO UPDATE SET last = serial.last + 1
RETURNING last
"""


def next_number(agency: str, year: int, kind: str) -> int:
    """The next number of a kind of paper; one statement.

    Its row stays locked until the transaction ends: the next in line waits, and the number of a transaction that fails
    is given again.
    """
    if not connection.in_atomic_block:
        msg = "numbers are given inside a transaction only"
        raise transaction.TransactionManagementError(msg)
    with connection.cursor() as cursor:
        cursor.execute(_ALLOCATE, [uuid7(), agency, year, kind])
        return int(cursor.fetchone()[0])
