"""Forms of the exception desk."""

from collections.abc import Sequence

from django import forms

from postal_services.web.fields import VNDField
from postal_services.web.forms import HouseForm
from tracking.incidents.kinds import ABOUT, REPORTED, RESOLUTIONS, Kind
from tracking.incidents.models import Channel, Outcome, Subject


def _words(label: str, *, required: bool = True, hint: str = "", rows: int = 3, most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class NothingForm(HouseForm):
    """An act that needs no words."""


class GiveForm(HouseForm):
    """A colleague to hand an incident to."""

    to = forms.ChoiceField(label="Đồng nghiệp")

    def __init__(self, *args: object, colleagues: Sequence[tuple[str, str]] = (), **options: object) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Chọn người xử lý"), *colleagues]


class ResolveForm(HouseForm):
    """How an incident ended."""

    resolution = forms.ChoiceField(label="Cách giải quyết", widget=forms.RadioSelect)
    note = _words(
        "Ghi chú", required=False, hint="Đã làm gì, ai xác nhận. Bắt buộc khi chọn “Cách khác”. Lời ghi được mã hóa."
    )

    def __init__(self, *args: object, kind: str = Kind.OTHER, **options: object) -> None:
        super().__init__(*args, **options)
        field = self.fields["resolution"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, RESOLUTIONS[code][0]) for code in ABOUT[kind].codes if code != "declared_lost"]


class ReopenForm(HouseForm):
    """Why an incident is opened again."""

    note = _words("Vì sao mở lại")


class CompensateForm(HouseForm):
    """The cost of new papers, against a document."""

    reissue_cost = VNDField(label="Chi phí cấp lại giấy tờ", required=False, help_text="Bỏ trống nếu không có.")
    evidence = forms.CharField(label="Số chứng từ cấp lại", required=False, max_length=60)


class DecideForm(HouseForm):
    """The supervisor's decision."""

    approve = forms.ChoiceField(
        label="Quyết định", choices=[("yes", "Bồi thường"), ("no", "Không bồi thường")], widget=forms.RadioSelect
    )
    amount = VNDField(label="Số tiền", required=False)
    number = forms.CharField(label="Số quyết định", max_length=60)
    basis = _words("Căn cứ", required=False, hint="Bắt buộc khi vượt mức tính được, hoặc khi không bồi thường.", rows=2)


class PayForm(HouseForm):
    """The document by which an amount was paid."""

    number = forms.CharField(label="Số chứng từ chi", max_length=60)


class AnswerForm(HouseForm):
    """The answer to a complaint."""

    outcome = forms.ChoiceField(label="Kết luận", choices=Outcome.choices, widget=forms.RadioSelect)
    answer = _words("Câu trả lời đã gửi người khiếu nại", rows=5, most=4000)


class ReportForm(HouseForm):
    """Something wrong that no scan can say."""

    item = forms.CharField(label="Mã bưu gửi", max_length=60)
    kind = forms.ChoiceField(label="Đã xảy ra việc gì", widget=forms.RadioSelect)
    office = forms.ChoiceField(label="Nơi phát hiện")
    words = _words("Điều đã thấy", hint="Lời ghi được mã hóa, chỉ nơi phụ trách đọc được.")

    def __init__(self, *args: object, offices: Sequence[tuple[str, str]] = (), **options: object) -> None:
        super().__init__(*args, **options)
        kind, office = self.fields["kind"], self.fields["office"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(office, forms.ChoiceField)
        kind.choices = [(value, Kind(value).label) for value in REPORTED]
        office.choices = list(offices)


class ComplaintForm(HouseForm):
    """A complaint taken at the counter or by telephone."""

    dossier = forms.CharField(label="Mã hồ sơ", max_length=48)
    item = forms.CharField(
        label="Mã bưu gửi", required=False, max_length=60, help_text="Khi khiếu nại về một bưu gửi nhất định."
    )
    subject = forms.ChoiceField(label="Khiếu nại về", choices=Subject.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label="Tiếp nhận qua", choices=[(Channel.COUNTER, "Tại quầy"), (Channel.HOTLINE, "Tổng đài")]
    )
    inter_province = forms.BooleanField(label="Bưu gửi liên tỉnh (hạn trả lời 7 ngày làm việc)", required=False)
    words = _words("Lời khiếu nại", rows=5, most=4000)
