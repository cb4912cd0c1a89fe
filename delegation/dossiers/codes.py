"""Dossier codes of TT 01/2018/TT-VPCP: agency, day and daily serial."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from delegation.dossiers.refusals import SerialsUsedUp
from delegation.registry.models import AgencyCode, CodeScheme
from postal_services.ids import uuid7

PATTERN = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,5})-\d{6}-\d{4,5}")
"""Both forms: ``000.00.33.H21-190805-0001`` (QCVN 102:2016/BTTTT) and ``H21.65-220914-0011`` (QĐ 20/2020/QĐ-TTg)."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−_"), "-")
_LAST_SERIAL = 99_999


def parse(text: str) -> str | None:
    """The code in what a person typed (lower case, spaces, long dashes, full width), or None."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    plain = re.sub(r"\s+", "", plain)
    return plain if PATTERN.fullmatch(plain) else None


def compose(agency: str, day: date, serial: int) -> str:
    """The code of one dossier: at least four digits of serial, five after 9999."""
    return f"{agency}-{day:%y%m%d}-{serial:04d}"


def agency_codes(offices: Sequence[str], days: Sequence[date]) -> dict[tuple[str, date], str]:
    """The identifier each office bears in dossier codes on each day; one statement.

    Where both schemes are in force, the newer one counts (it replaced the other from 2020 on).
    """
    found: dict[tuple[str, date], str] = {}
    rows = list(
        AgencyCode.objects.filter(office__in=set(offices), valid_from__lte=max(days)).order_by("valid_from", "pk")
    )
    rows.sort(key=lambda row: row.scheme == CodeScheme.QD_20)
    for row in rows:
        for day in set(days):
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to):
                found[row.office_id, day] = row.code
    return found


_ALLOCATE = """
INSERT INTO dossiers_codeserial AS serial (id, agency, day, last)
SELECT id, agency, day, n FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::int[]) AS asked(id, agency, day, n)
ORDER BY agency, day
ON CONFLICT (agency, day) DO UPDATE SET last = serial.last + excluded.last
RETURNING agency, day, last
"""


def allocate(wanted: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], range]:
    """The next serials of each (agency, day); one statement, whatever their number.

    The row of an agency and day stays locked until the transaction ends: the next in line waits, and numbers of a
    transaction that fails are given again. So an agency's serials of a day have neither gap nor repeat.
    """
    if not wanted:
        return {}
    if not connection.in_atomic_block:
        msg = "serials are allocated inside a transaction only"
        raise transaction.TransactionManagementError(msg)
    keys = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            _ALLOCATE,
            [
                [uuid7() for _ in keys],
                [agency for agency, _ in keys],
                [day for _, day in keys],
                [wanted[key] for key in keys],
            ],
        )
        last: dict[tuple[str, date], int] = {(agency, day): end for agency, day, end in cursor.fetchall()}
    for (agency, day), end in last.items():
        if end > _LAST_SERIAL:
            raise SerialsUsedUp(agency=agency, day=f"{day:%d/%m/%Y}")
    return {key: range(last[key] - wanted[key] + 1, last[key] + 1) for key in keys}


def day_in(code: str) -> date | None:
    """The day written in a code, or None when those six digits are no day."""
    try:
        return datetime.strptime(code.split("-")[1], "%y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except (IndexError, ValueError):
        return None
