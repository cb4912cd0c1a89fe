"""Bags as JSON, and what they look like in the served document."""

from typing import Any

from django.urls import reverse

from tracking.custody.models import Bag
from tracking.custody.queries import bags as reads

SHORT: dict[str, Any] = {
    "from": "BC-633",
    "code": "TUI-BC-633-190805-0001",
    "token": "0C7M2P9K4T1Q8B3G",
    "state": "sealed",
    "to": "BC-64",
    "goal": "BC-622",
    "office": "BC-633",
    "seal": "GL-000123",
    "seal_read": None,
    "marks": [],
    "begun_at": "2019-08-05T15:10:00+07:00",
    "sealed_at": "2019-08-05T15:40:00+07:00",
    "dispatched_at": None,
    "arrived_at": None,
    "opened_at": None,
    "ledger_root": "9f2c1a7b3d4e5f60",
    "manifest": "/api/v1/bags/TUI-BC-633-190805-0001/manifest.pdf",
    "bag_label": "/api/v1/bags/TUI-BC-633-190805-0001/label.pdf",
}
BAG: dict[str, Any] = {
    **SHORT,
    "lines": [
        {
            "item": "HC473124829VN",
            "dossier": "000.00.33.H21-190805-0001",
            "state": "accepted",
            "goal": "BC-622",
            "found": None,
            "listed": True,
        }
    ],
    "extra": [],
    "note": "",
    "resolution": "",
}
OPEN = {**BAG, "state": "open", "seal": None, "sealed_at": None, "ledger_root": None}
GONE = {**BAG, "state": "in_transit", "dispatched_at": "2019-08-05T16:00:00+07:00"}
CAME = {**GONE, "state": "arrived", "arrived_at": "2019-08-05T19:00:00+07:00", "office": "BC-64"}


def short(bag: Bag) -> dict[str, Any]:
    """A bag without its content."""
    return {
        "code": bag.code,
        "token": bag.token,
        "state": bag.state,
        "from": bag.origin_id,
        "to": bag.destination_id,
        "goal": bag.goal_id,
        "office": bag.office_id,
        "seal": bag.seal or None,
        "seal_read": bag.seal_read or None,
        "marks": list(bag.marks),
        "begun_at": bag.begun_at,
        "sealed_at": bag.sealed_at,
        "dispatched_at": bag.dispatched_at,
        "arrived_at": bag.arrived_at,
        "opened_at": bag.opened_at,
        "ledger_root": bag.root or None,
        "manifest": reverse("bag-manifest-pdf", args=[bag.code]),
        "bag_label": reverse("bag-label-pdf", args=[bag.code]),
    }


def whole(bag: Bag) -> dict[str, Any]:
    """A bag with its content."""
    lines = [
        {
            "item": line.item.code,
            "dossier": line.item.dossier.code,
            "state": line.item.state,
            "goal": reads.goal_of(line.item).code,
            "found": line.found or None,
            "listed": line.listed,
        }
        for line in reads.lines_of(bag)
    ]
    return {**short(bag), "lines": lines, "extra": list(bag.extra), "note": bag.note, "resolution": bag.resolution}
