"""From rows to answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from delegation.dossiers.models import Dossier
from tracking.cash.amounts import Amounts
from tracking.cash.models import CashDay, Reconciliation, Taking
from tracking.cash.queries import accounts
from tracking.cash.queries import reconciliations as reads
from tracking.cash.queries.days import Sums, live_sums

RELATED = ("dossier", "by", "cash_day", "reverses", "reversal")
EXAMPLE: dict[str, Any] = {
    "number": "BN-BC-633-190805-0001",
    "kind": "take",
    "reverses": None,
    "reversed_by": None,
    "dossier": "000.00.33.H21-190805-0001",
    "item": None,
    "committee": "UB-633",
    "office": "BC-633",
    "day": "QN-BC-633-190805-01",
    "on": "2019-08-05",
    "state_fee": 8000,
    "postal": 13000,
    "transfer": 8000,
    "total": 29000,
    "method": "cash",
    "place": "counter",
    "reason": None,
    "agency_receipt": None,
    "bank_reference": None,
    "flags": [],
    "taken_by": "lan",
    "taken_at": "2019-08-05T09:40:00+07:00",
    "recorded_at": "2019-08-05T09:40:00+07:00",
    "pdf": "/api/v1/takings/BN-BC-633-190805-0001/receipt.pdf",
}


def amounts(sums: Amounts) -> dict[str, int]:
    """Three columns and their sum."""
    return {**sums.as_data(), "total": sums.total}


def taking(row: Taking) -> dict[str, Any]:
    """One movement of money; ``row`` comes with ``RELATED``."""
    back = getattr(row, "reversal", None)
    return {
        "number": row.number,
        "kind": row.kind,
        "reverses": row.reverses.number if row.reverses else None,
        "reversed_by": back.number if back else None,
        "dossier": row.dossier.code,
        "item": row.item_code or None,
        "committee": row.committee_id,
        "office": row.office_id,
        "day": row.cash_day.code,
        "on": row.on,
        **amounts(row.amounts),
        "method": row.method,
        "place": row.place,
        "reason": row.reason or None,
        "agency_receipt": row.agency_receipt or None,
        "bank_reference": row.bank_reference or None,
        "flags": row.flags,
        "taken_by": row.by.username,
        "taken_at": row.taken_at,
        "recorded_at": row.recorded_at,
        "pdf": f"/api/v1/takings/{row.number}/receipt.pdf",
    }


def account(dossier: Dossier) -> dict[str, Any]:
    """The money of one dossier with every movement of it, oldest first; two statements."""
    found = accounts([dossier.pk])[dossier.pk]
    rows = Taking.objects.filter(dossier=dossier).select_related(*RELATED).order_by("recorded_at", "number")
    return {
        "dossier": dossier.code,
        "charges": amounts(found.charges),
        "owed": amounts(found.owed),
        "paid": amounts(found.paid),
        "outstanding": amounts(found.outstanding),
        "overpaid": amounts(found.overpaid),
        "takings": [taking(each) for each in rows],
    }


def day(row: CashDay, sums: Mapping[UUID, Sums] | None = None) -> dict[str, Any]:
    """One day; sums of an open one are those of this moment."""
    held = (live_sums([row]) if sums is None else sums).get(row.pk, Sums())
    return {
        "code": row.code,
        "office": row.office_id,
        "person": row.person.username,
        "on": row.on,
        "state": row.state,
        "count": held.count,
        "amounts": amounts(held.amounts),
        "cash": held.cash,
        "bank": held.bank,
        "counted": row.counted,
        "variance": row.variance,
        "reason": row.reason or None,
        "notes": row.notes,
        "closed_at": row.closed_at,
        "accepted": row.accepted_sum,
        "accepted_at": row.accepted_at,
        "pdf": f"/api/v1/cash-days/{row.code}/day.pdf",
    }


def short_sheet(row: Reconciliation) -> dict[str, Any]:
    """A sheet without its dossiers."""
    return {
        "code": row.code,
        "post_office": row.post_office_id,
        "committee": row.committee_id,
        "on": row.on,
        "state": row.state,
        "remitted": row.remitted,
        "committee_sum": row.committee_sum,
        "treasury": row.treasury,
        "post_signed_at": row.post_signed_at,
        "agency_signed_at": row.agency_signed_at,
    }


def whole_sheet(row: Reconciliation) -> dict[str, Any]:
    """A sheet with every fee behind it."""
    found = reads.sheet(row)
    return {
        **short_sheet(row),
        "post": found.post,
        "signed_post": row.post,
        "agrees": found.agrees,
        "lines": [
            {
                "number": line.taking.number,
                "dossier": line.taking.dossier.code,
                "state_fee": line.taking.state_fee,
                "received": line.ticked,
            }
            for line in reads.lines(row)
        ],
    }
