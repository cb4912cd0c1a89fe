"""Forms of the reports."""

from django import forms

from postal_services.web.forms import HouseForm
from tracking.reports.models import LONGEST_NUMBER, LONGEST_OPINION


class ApproveForm(HouseForm):
    """The approver's words, and which figures they had in front of them."""

    opinion = forms.CharField(
        label="Nhận xét, kiến nghị",
        required=False,
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In ở cuối báo cáo và công khai khi chốt. Không ghi tên, số điện thoại của người dân.",
    )
    sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput())


class FreezeForm(HouseForm):
    """Under which number the report is issued."""

    number = forms.CharField(
        label="Số, ký hiệu báo cáo", max_length=LONGEST_NUMBER, help_text="Ví dụ 12/BC-STTTT, theo sổ văn thư."
    )
