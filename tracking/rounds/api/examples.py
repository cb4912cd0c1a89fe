"""What calls about rounds look like in the served document."""

from typing import Any

SHORT: dict[str, Any] = {
    "code": "BD13-BC-633-190805-01",
    "office": "BC-633",
    "postman": "tien",
    "day": "2019-08-05",
    "state": "draft",
    "drafted_at": "2019-08-05T07:40:00+07:00",
    "taken_out_at": None,
    "closed_at": None,
    "cash_expected": 0,
    "cash_counted": None,
    "list": "/api/v1/rounds/BD13-BC-633-190805-01/list.pdf",
}
STOP: dict[str, Any] = {
    "item": "HC473124829VN",
    "position": 1,
    "state": "accepted",
    "receiver": "Rơ Châm H'Nhung",
    "phone": "0905000001",
    "address": "Làng Ring, Xã H'Bông, Huyện Chư Sê",
    "due": {"state_fee": 8000, "postal": 26000, "transfer": 8000},
    "takes_papers": False,
    "outcome": None,
    "reason": None,
    "measure": None,
    "attempt": 0,
    "again_on": None,
    "collected": None,
}
ROUND: dict[str, Any] = {**SHORT, "stops": [STOP]}
OUT: dict[str, Any] = {
    **SHORT,
    "state": "out",
    "taken_out_at": "2019-08-05T08:15:00+07:00",
    "stops": [{**STOP, "state": "out_for_delivery", "attempt": 1}],
}
PROOF: dict[str, Any] = {"receiver": "Rơ Châm H'Lan", "relation": "spouse", "method": "code", "value": "482913"}
