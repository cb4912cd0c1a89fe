"""Scans: where devices send what they read."""

from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.languages import language_of
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import Invalid
from tracking.custody.api import answers, reading
from tracking.custody.api import serializers as shapes
from tracking.custody.commands.scan import record_scans

_SCAN = {
    "id": "0198a1f0-5c1e-7b2a-8c3d-4e5f60718293",
    "code": "HC473124829VN",
    "action": "arrive",
    "occurred_at": "2019-08-05T08:01:02+07:00",
    "age_ms": 5230000,
    "office": "BC-633",
    "reason": None,
    "measure": None,
    "proof": None,
}
_NOW = {"code": "HC473124829VN", "state": "arrived", "holder": {"office": "BC-633", "person": "lan"}}


class ScansView(HouseView):
    """Where devices send what they scanned."""

    @documented(
        "record_scans",
        summary="Record scans, one or up to 500 at once",
        description=(
            "The answer has one result for each scan, in the order sent: `recorded`, `replayed` (the same scan or act "
            "again), `flagged` (recorded, and a person will look at it) or `refused` (kept in the tray with its "
            "reason). What already happened is recorded even where the rules say no."
        ),
        request=shapes.BatchSerializer,
        answers={200: shapes.ScanResultsSerializer},
        example={
            "sent_at": "2019-08-05T09:28:12+07:00",
            "device_time": "2019-08-05T09:28:12+07:00",
            "app": "1.0.0",
            "scans": [_SCAN],
        },
        answer={
            "results": [
                {
                    "id": _SCAN["id"],
                    "outcome": "recorded",
                    "code": "recorded",
                    "detail": "Đã ghi: Đến bưu cục.",
                    "item": _NOW,
                }
            ]
        },
        refusals=(Invalid,),
    )
    def post(self, request: Request) -> Response:
        """Record a batch."""
        batch = reading.batch_of(request.data)
        results = record_scans(actor=actor_from(request), batch=batch)
        language = language_of(request)
        return Response({"results": [answers.scan_answer(result, language) for result in results]})
