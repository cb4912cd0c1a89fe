"""What is sent and answered about reports."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.reports import coding
from tracking.reports.models import LONGEST_NUMBER, LONGEST_OPINION, Making, Report, Verification
from tracking.reports.states import MakingState, ReportState

SHORT: dict[str, Any] = {
    "code": "BC-2019-Q4-44-TB-UBND",
    "directive": "44-TB-UBND",
    "quarter": "2019-Q4",
    "state": "draft",
    "as_of": "2019-12-31",
    "known_to": "2020-01-06T09:00:00+07:00",
    "sha256": "541cfeb0d9906cad86f720eefd3f2b8ba38d07b4e5f27f16f49ad2661df292ff",
    "number": "",
    "drafted_at": "2020-01-06T09:00:05+07:00",
    "approved_at": None,
    "frozen_at": None,
}
WHOLE: dict[str, Any] = {
    **SHORT,
    "opinion": "",
    "figures": {"version": 1, "head": {"directive": "44-TB-UBND", "quarter": "2019-Q4", "as_of": "2019-12-31"}},
    "pdf": "/api/v1/reports/BC-2019-Q4-44-TB-UBND/report.pdf",
    "xlsx": "/api/v1/reports/BC-2019-Q4-44-TB-UBND/report.xlsx",
}
MAKING: dict[str, Any] = {
    "id": "018f3c1e-7d5a-7b6c-8d9e-0f1a2b3c4d5e",
    "directive": "44-TB-UBND",
    "quarter": "2019-Q4",
    "state": "waiting",
    "percent": 0,
    "stage": "",
    "problem": "",
    "report": None,
}
VERIFICATION: dict[str, Any] = {
    "report": "BC-2019-Q4-44-TB-UBND",
    "sha256": SHORT["sha256"],
    "line_sha256": SHORT["sha256"],
    "line_seq": 7,
    "figures_hold": True,
    "checkpoint": 42,
    "last": {
        "state": "ready",
        "percent": 100,
        "stage": "",
        "figures_hold": True,
        "chain_holds": True,
        "recomputed": True,
        "differences": [],
        "late": 0,
        "problem": "",
        "finished_at": "2020-01-08T10:00:00+07:00",
    },
}


class ReportShortSerializer(serializers.ModelSerializer[Report]):
    """One report without its figures."""

    directive = serializers.CharField(source="directive_id")
    quarter = serializers.CharField(source="of", help_text="Such as `2019-Q4`.")
    state = serializers.ChoiceField(choices=ReportState.choices)
    as_of = serializers.DateField(help_text="The figures count up to the end of this day (Vietnam).")
    known_to = serializers.DateTimeField(help_text="Lines recorded later are not in the figures.")
    sha256 = serializers.CharField(help_text="Of the figures as RFC 8785 JSON.")

    class Meta:
        model = Report
        fields = tuple(SHORT)


class ReportSerializer(ReportShortSerializer):
    """One report with everything it says."""

    figures = serializers.SerializerMethodField(
        help_text=(
            "The whole tree; counts and days are whole numbers, shares hundredths of a per cent, lengths of time "
            "hundredths of a working day. `sha256` is that of this value as RFC 8785 JSON."
        )
    )
    pdf = serializers.SerializerMethodField()
    xlsx = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = tuple(WHOLE)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_figures(self, report: Report) -> Any:
        return coding.plain(report.tree)

    def get_pdf(self, report: Report) -> str:
        return f"/api/v1/reports/{report.code}/report.pdf"

    def get_xlsx(self, report: Report) -> str:
        return f"/api/v1/reports/{report.code}/report.xlsx"


class NewDraftSerializer(StrictSerializer):
    """Which quarter of which directive."""

    directive = serializers.CharField(max_length=40)
    quarter = serializers.CharField(max_length=10, help_text="Such as `2019-Q4`.")


class MakingSerializer(serializers.ModelSerializer[Making]):
    """How far the computing of a draft is."""

    directive = serializers.CharField(source="directive_id")
    quarter = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=MakingState.choices)
    report = serializers.SerializerMethodField(help_text="Code of the report, once it is ready.")

    class Meta:
        model = Making
        fields = tuple(MAKING)

    def get_quarter(self, making: Making) -> str:
        return f"{making.year}-Q{making.quarter}"

    @extend_schema_field({"type": ["string", "null"]})
    def get_report(self, making: Making) -> str | None:
        if making.state != MakingState.READY:
            return None
        found = Report.objects.filter(directive=making.directive_id, year=making.year, quarter=making.quarter)
        return found.values_list("code", flat=True).first()


class ApprovalSerializer(StrictSerializer):
    """What the approver saw, and their words."""

    sha256 = serializers.RegexField(
        r"^[0-9a-f]{8,64}$", help_text="Of the figures that were looked at; the first 8 digits at least."
    )
    opinion = serializers.CharField(max_length=LONGEST_OPINION, allow_blank=True, default="", trim_whitespace=True)


class FreezeSerializer(StrictSerializer):
    """Under which number the report is issued."""

    number = serializers.CharField(max_length=LONGEST_NUMBER)


class FoundSerializer(serializers.ModelSerializer[Verification]):
    """One computing anew of the figures."""

    state = serializers.ChoiceField(choices=MakingState.choices)

    class Meta:
        model = Verification
        fields = tuple(VERIFICATION["last"])


class VerificationSerializer(serializers.Serializer[Any]):
    """What holds: the row against the line, and the last computing anew."""

    report = serializers.CharField()
    sha256 = serializers.CharField()
    line_sha256 = serializers.CharField(help_text="What the ledger's line says; empty where its state is another.")
    line_seq = serializers.IntegerField()
    figures_hold = serializers.BooleanField(help_text="Figures, row and line say the same.")
    checkpoint = serializers.IntegerField(allow_null=True, help_text="The seal that covers the line.")
    last = FoundSerializer(allow_null=True, help_text="Null until the figures were computed anew once.")
