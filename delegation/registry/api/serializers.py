"""What the registry's calls ask and answer."""

from typing import Any

from rest_framework import serializers

from delegation.registry.models import Office, OfficeKind, PaperKind, Procedure, Unit, UnitKind
from delegation.registry.tariff import SERVICES, Quote
from postal_services.api.serializers import StrictSerializer


class PageQuery(StrictSerializer):
    """What every list of reference data may be asked."""

    q = serializers.CharField(required=False, max_length=80, help_text="Name in any spelling, or code.")
    cursor = serializers.CharField(required=False, max_length=400)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)


class UnitQuery(PageQuery):
    """Which units."""

    on = serializers.DateField(required=False, help_text="Units in force on this day; today when absent.")
    parent = serializers.CharField(  # type: ignore[assignment]  # a word of the framework
        required=False, max_length=5, help_text="Code of the unit above."
    )
    kind = serializers.ChoiceField(required=False, choices=UnitKind.choices)


class OfficeQuery(PageQuery):
    """Which offices."""

    on = serializers.DateField(required=False, help_text="Offices that work on this day; today when absent.")
    parent = serializers.CharField(  # type: ignore[assignment]  # a word of the framework
        required=False, max_length=24, help_text="Code of the office above."
    )
    unit = serializers.CharField(required=False, max_length=5, help_text="Code of the unit it serves.")
    kind = serializers.ChoiceField(required=False, choices=OfficeKind.choices)


class ProcedureQuery(PageQuery):
    """Which procedures."""

    field = serializers.CharField(required=False, max_length=80)


class QuoteQuery(StrictSerializer):
    """One dossier to price."""

    service = serializers.ChoiceField(choices=[(name, name) for name in SERVICES])
    committee = serializers.CharField(max_length=24, help_text="`633` or `UB-633`.")
    unit = serializers.CharField(max_length=5, help_text="Code of the citizen's unit; one that has ended will do.")
    weight_g = serializers.IntegerField()
    state_fee = serializers.IntegerField(required=False, default=0)
    categories = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=400, help_text="Codes with commas between."
    )
    on = serializers.DateField(required=False, help_text="Day of lodging; today when absent.")

    def validate_categories(self, text: str) -> tuple[str, ...]:
        """``a,b`` as its codes."""
        return tuple(code.strip() for code in text.split(",") if code.strip())


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit; `valid_to` is the first day on which it no longer exists."""

    parent = serializers.CharField(  # type: ignore[assignment]  # a word of the framework
        source="parent.code", default=None, allow_null=True
    )
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)

    class Meta:
        model = Unit
        fields = [
            "code", "name", "kind", "parent", "postal_code", "lat", "lon", "valid_from", "valid_to", "from_known",
            "to_known",
        ]  # fmt: skip


class OfficeSerializer(serializers.ModelSerializer[Office]):
    """An office; address and telephone are empty when unknown."""

    unit = serializers.CharField(source="unit.code")
    parent = serializers.CharField(  # type: ignore[assignment]  # a word of the framework
        source="parent_id", allow_null=True
    )

    class Meta:
        model = Office
        fields = ["code", "name", "kind", "unit", "parent", "address", "phone", "valid_from", "valid_to"]


class PaperSerializer(serializers.Serializer[Any]):
    """One line of the announced list of papers."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PaperKind.choices)
    count = serializers.IntegerField()


class ProcedureSerializer(serializers.ModelSerializer[Procedure]):
    """A procedure; `state_fee` counts only with `fee_known`, everything only as far as `verified`."""

    class Meta:
        model = Procedure
        fields = [
            "code", "name", "field", "working_days", "state_fee", "fee_known", "result_name", "withdraws_papers",
            "postal_from", "legal_basis", "code_verified", "verified",
        ]  # fmt: skip


class ProcedureDetailSerializer(ProcedureSerializer):
    """A procedure with its papers."""

    papers = PaperSerializer(many=True)

    class Meta(ProcedureSerializer.Meta):
        fields = [*ProcedureSerializer.Meta.fields, "papers"]


class QuoteLineSerializer(serializers.Serializer[Any]):
    """One line that explains a figure."""

    code = serializers.CharField()
    vi = serializers.CharField()
    en = serializers.CharField()
    amount = serializers.IntegerField()


class QuoteSerializer(serializers.Serializer[Quote]):
    """What one dossier costs, in VND; three sums that are never mixed."""

    service = serializers.CharField()
    zone = serializers.CharField()
    weight_g = serializers.IntegerField()
    postal = serializers.IntegerField()
    transfer = serializers.IntegerField()
    state_fee = serializers.IntegerField()
    total = serializers.IntegerField()
    exemption = serializers.CharField(allow_null=True)
    lines = QuoteLineSerializer(many=True)
    legal_basis = serializers.CharField()
    confidence = serializers.IntegerField(help_text="How sure the tariff's figures are, in percent.")
