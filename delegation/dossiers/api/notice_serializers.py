"""Papers to the citizen as programs send and read them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from delegation.dossiers import forms
from delegation.dossiers.api.serializers import ListedPaperSerializer, PaperSerializer
from delegation.dossiers.models import DossierNotice, NoticeKind
from delegation.dossiers.notices import AGAIN
from postal_services.api.serializers import StrictSerializer
from postal_services.clock import day_of

SUPPLEMENT_EXAMPLE: dict[str, Any] = {
    "reason": "Thiếu bản sao giấy khai sinh có chứng thực.",
    "papers": [{"name": "Giấy khai sinh", "kind": "certified", "count": 1}],
    "contact": "Bộ phận một cửa, máy lẻ 12",
    "respond_on": "2019-08-20",
    "fetch_by_post": True,
}
REFUSAL_EXAMPLE: dict[str, Any] = {"reason": "Không thuộc thẩm quyền giải quyết của huyện Chư Sê."}
REAPPOINTMENT_EXAMPLE: dict[str, Any] = {
    "reason": "Chờ kết quả xác minh của cơ quan phối hợp.",
    "new_day": "2019-08-15",
}
STOP_EXAMPLE: dict[str, Any] = {"reason": "Thửa đất đang có tranh chấp.", "basis": "Luật Đất đai 2013"}
RESUMPTION_EXAMPLE: dict[str, Any] = {"because": "papers_received"}
NOTICE_EXAMPLE: dict[str, Any] = {
    "id": "016c6026-0480-7af9-9d89-d2c792e68697",
    "dossier": "000.00.98.H21-190805-0001",
    "kind": "supplement",
    "number": "1/HDHS",
    "form": {"number": 2, "title": "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "circular": "01/2018", "verified": True},
    "given_at": "2019-08-06T09:00:00+07:00",
    "reason": SUPPLEMENT_EXAMPLE["reason"],
    "contact": SUPPLEMENT_EXAMPLE["contact"],
    "basis": "",
    "papers": SUPPLEMENT_EXAMPLE["papers"],
    "respond_on": "2019-08-20",
    "fetch_by_post": True,
    "old_due_at": None,
    "new_due_at": None,
    "again": None,
    "pdf": "/api/v1/dossiers/000.00.98.H21-190805-0001/notices/016c6026-0480-7af9-9d89-d2c792e68697.pdf",
}
_REASONS = ", ".join(f"`{key}`" for key in AGAIN)
_LONGEST = 20_000


class AgainSerializer(StrictSerializer):
    """What may be one more than the rules foresee."""

    again = serializers.CharField(
        max_length=32,
        required=False,
        default="",
        allow_blank=True,
        help_text=f"Why there is one more than the rules foresee, needed only then: {_REASONS}.",
    )


class SupplementRequestSerializer(AgainSerializer):
    """Form 02: what is missing and why; `fetch_by_post` lets the post bring the request and fetch the papers."""

    reason = serializers.CharField(max_length=_LONGEST, allow_blank=True, help_text="At most 2000 characters.")
    papers = PaperSerializer(many=True)
    contact = serializers.CharField(max_length=_LONGEST, required=False, default="", allow_blank=True)
    respond_on = serializers.DateField(required=False, default=None, allow_null=True)
    fetch_by_post = serializers.BooleanField(required=False, default=False)


class RefusalSerializer(StrictSerializer):
    """Form 03."""

    reason = serializers.CharField(max_length=_LONGEST, allow_blank=True, help_text="At most 2000 characters.")
    contact = serializers.CharField(max_length=_LONGEST, required=False, default="", allow_blank=True)


class ReappointmentSerializer(AgainSerializer):
    """Form 04: `new_day` is a working day after the one appointed; due when the office closes."""

    reason = serializers.CharField(max_length=_LONGEST, allow_blank=True, help_text="At most 2000 characters.")
    new_day = serializers.DateField()


class StopSerializer(StrictSerializer):
    """The notice that processing stops."""

    reason = serializers.CharField(max_length=_LONGEST, allow_blank=True, help_text="At most 2000 characters.")
    basis = serializers.CharField(max_length=_LONGEST, required=False, default="", allow_blank=True)
    contact = serializers.CharField(max_length=_LONGEST, required=False, default="", allow_blank=True)


class ResumptionSerializer(StrictSerializer):
    """Why the clock runs again; may stay empty."""

    because = serializers.CharField(
        max_length=32,
        required=False,
        default="",
        allow_blank=True,
        help_text=(
            "In state 5 `papers_received` or `asked_by_mistake`, in 6 `duty_met`, in 8 `ground_gone` or "
            "`stopped_by_mistake`."
        ),
    )


class FormSerializer(serializers.Serializer[Any]):
    """In whose form the paper is printed: `number` is 0 where the circular has none."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    circular = serializers.CharField()
    verified = serializers.BooleanField(help_text="Whether the circular's day of force is verified.")


class NoticeSerializer(serializers.Serializer[DossierNotice]):
    """A paper to the citizen. Reading it is noted, for it holds personal data."""

    id = serializers.UUIDField()
    dossier = serializers.CharField(source="dossier.code")
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    number = serializers.SerializerMethodField()
    form = serializers.SerializerMethodField()
    given_at = serializers.DateTimeField()
    reason = serializers.CharField()
    contact = serializers.CharField()
    basis = serializers.CharField()
    papers = ListedPaperSerializer(many=True)
    respond_on = serializers.DateField(allow_null=True)
    fetch_by_post = serializers.BooleanField()
    old_due_at = serializers.DateTimeField(allow_null=True)
    new_due_at = serializers.DateTimeField(allow_null=True)
    again = serializers.SerializerMethodField()
    pdf = serializers.SerializerMethodField()

    def get_number(self, notice: DossierNotice) -> str:
        """The number as printed."""
        return _form(notice).numbered(notice.serial)

    @extend_schema_field(FormSerializer)
    def get_form(self, notice: DossierNotice) -> dict[str, Any]:
        """The form of the day of the act."""
        form = _form(notice)
        return {
            "number": form.number,
            "title": form.title,
            "circular": notice.form_set,
            "verified": form.verified,
        }

    def get_again(self, notice: DossierNotice) -> str | None:
        """Why there is one more than the rules foresee, if there is."""
        return notice.again or None

    def get_pdf(self, notice: DossierNotice) -> str:
        """Where the paper is."""
        return f"/api/v1/dossiers/{notice.dossier.code}/notices/{notice.pk}.pdf"


def _form(notice: DossierNotice) -> forms.Form:
    return forms.kept(notice.kind, notice.form_set, day_of(notice.given_at))
