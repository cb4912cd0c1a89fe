"""Whether a receipt is genuine: for anybody."""

from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services.api.languages import language_of
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from tracking.custody import queries
from tracking.custody.api import serializers as shapes


class ReceiptVerificationView(HouseView):
    """Whether a receipt is genuine: for anybody."""

    permission_classes = [AllowAny]
    keeps_answers = False

    @documented(
        "verify_receipt",
        summary="Is this receipt genuine?",
        request=shapes.ReceiptTextSerializer,
        answers={200: shapes.ReceiptCheckSerializer},
        example={"signed": "VB1:…"},
        answer={
            "genuine": True,
            "revoked": False,
            "reason": "genuine",
            "detail": "Biên nhận thật.",
            "receipt": {"id": "0198a1f0-6d2f-7c3b-9d4e-5f6071829304", "from": "UB-633", "to": "BC-633", "received": 1},
        },
    )
    def post(self, request: Request) -> Response:
        """By its signed text."""
        sent = parsed(request, shapes.ReceiptTextSerializer)
        check = queries.verify_receipt(sent["signed"])
        return Response(
            {
                "genuine": check.genuine,
                "revoked": check.revoked,
                "reason": check.reason,
                "detail": check.detail(language_of(request)),
                "receipt": None if check.facts is None else _facts(check.facts),
            }
        )


def _facts(facts: queries.SignedFacts) -> dict[str, Any]:
    return {
        "id": str(facts.receipt_id),
        "issued_at": facts.issued_at,
        "party": facts.party,
        "hand_over": facts.hand_over or None,
        "from": facts.giver,
        "from_name": facts.giver_name,
        "to": facts.receiver,
        "to_name": facts.receiver_name,
        "listed": facts.counts.listed,
        "received": facts.counts.received,
        "missing": facts.counts.missing,
        "damaged": facts.counts.damaged,
        "extra": facts.counts.extra,
        "ledger_root": facts.root,
    }
