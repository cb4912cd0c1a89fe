"""Dossiers as programs send and read them."""

from typing import Any

from rest_framework import serializers

from delegation.dossiers.lodging import Applicant, Lodging, Paper
from delegation.dossiers.models import Channel, Dossier
from delegation.dossiers.states import Service
from postal_services.api.serializers import StrictSerializer

LODGING_EXAMPLE: dict[str, Any] = {
    "procedure": "2.000635",
    "service": "return",
    "committee": "633",
    "weight_g": 80,
    "state_fee": 8000,
    "applicant": {
        "name": "Rơ Châm H'Nhung",
        "phone": "0905000001",
        "address": "Làng Ring",
        "unit": "23947",
        "categories": ["poor_household"],
    },
    "papers": [{"name": "Trích lục khai sinh", "kind": "original", "count": 1}],
}
DOSSIER_EXAMPLE: dict[str, Any] = {
    "code": "000.00.98.H21-190805-0001",
    "token": "GHK01B2C3MNPQTVV",
    "state": 2,
    "procedure": "2.000635",
    "service": "return",
    "committee": "UB-633",
    "post_office": "BC-633",
    "unit": "23947",
    "received_at": "2019-08-05T12:00:00+07:00",
    "due_at": "2019-08-08T17:00:00+07:00",
    "modified_at": "2019-08-05T12:00:00+07:00",
    "charges": {"postal": 13000, "transfer": 8000, "state_fee": 8000, "exemption": "poor_household"},
    "simulated": False,
}
APPLICANT_EXAMPLE: dict[str, Any] = LODGING_EXAMPLE["applicant"]


class ApplicantSerializer(StrictSerializer):
    """The citizen; `unit` is the statistics code of the commune, `categories` are codes of exemptions."""

    name = serializers.CharField(max_length=400, allow_blank=True)
    phone = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=600, required=False, default="", allow_blank=True)
    unit = serializers.CharField(max_length=10)
    categories = serializers.ListField(
        child=serializers.CharField(max_length=48), required=False, default=list, max_length=20
    )


class PaperSerializer(StrictSerializer):
    """One line of the list of papers; `kind` is `original`, `copy` or `certified`."""

    name = serializers.CharField(max_length=600, allow_blank=True)
    kind = serializers.CharField(max_length=20)
    count = serializers.IntegerField(default=1)


class LodgingSerializer(StrictSerializer):
    """A dossier to take in. `committee` is `633` or `UB-633`; weight in grams, fee in whole VND."""

    procedure = serializers.CharField(max_length=24)
    service = serializers.CharField(max_length=10, help_text="`send`, `return` or `both`.")
    committee = serializers.CharField(max_length=24)
    weight_g = serializers.IntegerField()
    state_fee = serializers.IntegerField(
        required=False, default=None, allow_null=True, help_text="What the procedure costs when absent."
    )
    applicant = ApplicantSerializer()
    papers = PaperSerializer(many=True, required=False, default=list)
    received_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    post_office = serializers.CharField(max_length=24, required=False, default="", allow_blank=True)
    confirm_duplicate = serializers.BooleanField(
        required=False, default=False, help_text="A person has looked: this is not the possible duplicate."
    )


def lodging_from(sent: dict[str, Any]) -> Lodging:
    """What a partner's program sent, as the steps of lodging take it."""
    person = sent["applicant"]
    return Lodging(
        procedure=sent["procedure"],
        service=sent["service"],
        committee=sent["committee"],
        weight_g=sent["weight_g"],
        state_fee=sent["state_fee"],
        applicant=Applicant(
            name=person["name"],
            phone=person["phone"],
            address=person["address"],
            unit=person["unit"],
            categories=tuple(person["categories"]),
        ),
        papers=tuple(Paper(**paper) for paper in sent["papers"]),
        received_at=sent["received_at"],
        post_office=sent["post_office"],
        confirm_duplicate=sent["confirm_duplicate"],
        channel=Channel.API.value,
    )


class ChargesSerializer(serializers.Serializer[Any]):
    """What the citizen pays, in whole VND, never mixed."""

    postal = serializers.IntegerField(source="postal_charge")
    transfer = serializers.IntegerField(source="transfer_charge")
    state_fee = serializers.IntegerField()
    exemption = serializers.SerializerMethodField()

    def get_exemption(self, dossier: Dossier) -> str | None:
        """The category that reduced the postal charge, if any."""
        return dossier.exemption or None


class DossierSerializer(serializers.Serializer[Dossier]):
    """A dossier without its citizen; `state` is 1 to 10 of the national portal."""

    code = serializers.CharField()
    token = serializers.CharField()
    state = serializers.IntegerField()
    procedure = serializers.CharField(source="procedure_id")
    service = serializers.ChoiceField(choices=Service.choices)
    committee = serializers.CharField(source="committee_id")
    post_office = serializers.CharField(source="post_office_id")
    unit = serializers.CharField(source="unit.code")
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    modified_at = serializers.DateTimeField()
    charges = ChargesSerializer(source="*")
    simulated = serializers.BooleanField(source="is_simulated", help_text="Played by the simulation, no citizen's.")


class KnownApplicantSerializer(serializers.Serializer[Dossier]):
    """The citizen of a dossier; each reading is noted."""

    name = serializers.CharField(source="applicant_name")
    phone = serializers.CharField(source="applicant_phone")
    address = serializers.CharField(source="applicant_address")
    unit = serializers.CharField(source="unit.code")
    categories = serializers.ListField(child=serializers.CharField())


class ListedPaperSerializer(serializers.Serializer[Any]):
    """One line of the list of papers."""

    name = serializers.CharField()
    kind = serializers.CharField()
    count = serializers.IntegerField()


class DossierDetailSerializer(DossierSerializer):
    """A dossier with its citizen and papers."""

    applicant = KnownApplicantSerializer(source="*")
    papers = ListedPaperSerializer(many=True)
