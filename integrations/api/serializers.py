"""Shapes of partners, endpoints and deliveries in the API."""

from typing import Any

from rest_framework import serializers

from integrations import facts
from integrations.models import Attempt, Delivery, Endpoint, Partner
from integrations.states import PartnerKind
from postal_services.api.serializers import StrictSerializer

SAMPLE_ID = "01987a1c-2f63-7c54-9f0e-6a54d8a3b1c2"


class NewPartnerSerializer(StrictSerializer):
    """A partner to be told about the cases of some offices."""

    code = serializers.SlugField(max_length=40)
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=PartnerKind.choices, default=PartnerKind.AGENCY)
    offices = serializers.ListField(child=serializers.CharField(max_length=80), min_length=1, max_length=300)
    contact = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class PartnerSerializer(serializers.ModelSerializer[Partner]):
    """A partner."""

    class Meta:
        model = Partner
        fields = ["code", "name", "kind", "offices", "created_at"]


class KeySerializer(serializers.Serializer[Any]):
    """A partner's key, shown once."""

    partner = serializers.CharField()
    key = serializers.CharField()


class NewEndpointSerializer(StrictSerializer):
    """An address of a partner; without `facts` it hears all of them."""

    partner = serializers.CharField(max_length=40)
    url = serializers.CharField(max_length=2000)
    facts = serializers.ListField(
        child=serializers.ChoiceField(choices=facts.KNOWN), required=False, default=list(facts.KNOWN)
    )


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An endpoint and how it has been answering."""

    endpoint = serializers.UUIDField(source="id")
    partner = serializers.CharField(source="partner.code")
    facts = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Endpoint
        fields = [
            "endpoint",
            "partner",
            "url",
            "facts",
            "active",
            "disabled_at",
            "disabled_reason",
            "failures",
            "resting_until",
            "last_success_at",
            "last_failure_at",
            "created_at",
        ]


class SecretSerializer(serializers.Serializer[Any]):
    """An endpoint with its new secret, shown once."""

    endpoint = EndpointSerializer()
    secret = serializers.CharField(help_text="`whsec_…` of Standard Webhooks.")


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try."""

    class Meta:
        model = Attempt
        fields = ["number", "at", "outcome", "http_status", "duration_ms", "error", "excerpt"]


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One fact owed to one endpoint; `id` is the webhook's id."""

    endpoint = serializers.UUIDField(source="endpoint_id")

    class Meta:
        model = Delivery
        fields = [
            "id",
            "endpoint",
            "case",
            "sequence",
            "fact",
            "state",
            "body",
            "gap_before",
            "due_at",
            "attempts",
            "last_error",
            "created_at",
            "settled_at",
        ]


class DeliveryWithAttemptsSerializer(DeliverySerializer):
    """A delivery with every try at it."""

    tried = AttemptSerializer(many=True)

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "tried"]


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many deliveries are owed again."""

    replayed = serializers.IntegerField()


PARTNER = {
    "code": "mot-cua-chu-se",
    "name": "Một cửa điện tử Chư Sê",
    "kind": "agency",
    "offices": ["UB-633"],
    "created_at": "2019-08-01T08:00:00+07:00",
}
ENDPOINT = {
    "endpoint": SAMPLE_ID,
    "partner": "mot-cua-chu-se",
    "url": "https://motcua.example.vn/hook",
    "facts": ["custody.item_delivered.v1"],
    "active": True,
    "disabled_at": None,
    "disabled_reason": "",
    "failures": 0,
    "resting_until": None,
    "last_success_at": "2019-08-05T09:40:00+07:00",
    "last_failure_at": None,
    "created_at": "2019-08-01T08:00:00+07:00",
}
DELIVERY = {
    "id": SAMPLE_ID,
    "endpoint": SAMPLE_ID,
    "case": "000.00.01.H21-190805-0001",
    "sequence": 4,
    "fact": "custody.item_delivered.v1",
    "state": "settled",
    "body": {
        "type": "custody.item_delivered.v1",
        "timestamp": "2019-08-05T02:40:00.000Z",
        "data": {
            "case": "000.00.01.H21-190805-0001",
            "sequence": 4,
            "item": "HC473124829VN",
            "state": "delivered",
            "url": "https://buuchinh.example.vn/api/v1/items/HC473124829VN",
        },
    },
    "gap_before": False,
    "due_at": "2019-08-05T09:40:03+07:00",
    "attempts": 1,
    "last_error": "",
    "created_at": "2019-08-05T09:40:03+07:00",
    "settled_at": "2019-08-05T09:40:04+07:00",
}
