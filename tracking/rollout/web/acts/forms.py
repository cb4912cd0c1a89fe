"""Forms of what districts and the province do."""

from collections.abc import Sequence
from typing import Any

from django import forms

from postal_services import clock
from postal_services.documents.attachments import ACCEPT
from postal_services.web.fields import VNDateField
from postal_services.web.forms import HouseForm
from tracking.rollout.commands.obstacles import MOST_DAYS
from tracking.rollout.commands.statements import MOST
from tracking.rollout.models import ObstacleKind, WhyNot

_NO_PERSON = "Không ghi họ tên, số điện thoại hay địa chỉ của người dân. Lời ghi được mã hóa."
_KINDS_OF_FILE = "PDF, ảnh, XLSX hoặc DOCX, tối đa 10 MB."
Choices = Sequence[tuple[str, str]]


def words(label: str, *, required: bool = True, hint: str = "", rows: int = 4) -> forms.CharField:
    """A field for words of at most 4,000 characters."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, max_length=4000, widget=area)


def file(label: str, *, required: bool = True) -> forms.FileField:
    """A field for a document."""
    chosen = forms.FileInput(attrs={"accept": ACCEPT})
    return forms.FileField(label=label, required=required, help_text=_KINDS_OF_FILE, widget=chosen)


def number(label: str = "Số văn bản", *, required: bool = True) -> forms.CharField:
    """A field for the number of a document."""
    return forms.CharField(label=label, required=required, max_length=60)


class ChosenForm(HouseForm):
    """A form one of whose fields is chosen from a list that the page brings."""

    chosen = ""

    def __init__(self, *args: Any, choices: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields[self.chosen]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class NothingForm(HouseForm):
    """An act that needs no words."""


class ReportForm(ChosenForm):
    """An obstacle."""

    chosen = "blocks"
    kind = forms.ChoiceField(label="Vướng mắc về", choices=ObstacleKind.choices, widget=forms.RadioSelect)
    blocks = forms.ChoiceField(label="Cản trở minh chứng nào", required=False)
    since = VNDateField(label="Có từ ngày")
    words = words("Vướng mắc là gì", hint=_NO_PERSON, rows=5)
    document = file("Tệp kèm theo", required=False)


class AssignForm(ChosenForm):
    """Who answers, and until when."""

    chosen = "office"
    office = forms.ChoiceField(label="Nơi trả lời")
    days = forms.IntegerField(label="Trong số ngày làm việc", min_value=1, max_value=MOST_DAYS)


class AnswerForm(HouseForm):
    """The answer to an obstacle."""

    words = words("Câu trả lời", hint=_NO_PERSON, rows=6)
    document = file("Tệp kèm theo", required=False)


class ReasonForm(HouseForm):
    """Why something is opened again or taken back."""

    reason = words("Vì sao", rows=3)


class AcceptForm(HouseForm):
    """The province's acceptance; the words are asked for where something is missing."""

    number = number("Số văn bản nghiệm thu")
    signed_on = VNDateField(label="Ngày văn bản")
    document = file("Tệp văn bản")
    against_words = words(
        "Vì sao vẫn nghiệm thu", required=False, hint="Lý do được giữ cùng nghiệm thu, và mọi bảng ghi rõ là còn thiếu."
    )

    def __init__(self, *args: Any, lacks: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not lacks:
            del self.fields["against_words"]


class RemindForm(ChosenForm):
    """What a unit is reminded of."""

    chosen = "about"
    about = forms.ChoiceField(label="Nhắc về", required=False)


class RemindManyForm(RemindForm):
    """The same for several units at once."""

    codes = forms.MultipleChoiceField(label="Đơn vị", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, units: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(units)


class ReadyForm(HouseForm):
    """A commune that is ready."""

    ready_on = VNDateField(label="Sẵn sàng từ ngày")
    number = number(required=False)
    document = file("Tệp văn bản")


class ReadyListForm(ReadyForm):
    """Many communes at once."""

    communes = forms.FileField(
        label="Danh sách xã",
        help_text="CSV hoặc XLSX; cột Xã (mã hoặc tên), có thể thêm cột Huyện và Sẵn sàng từ ngày.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    field_order = ("communes", "ready_on", "number", "document")


class DoneForm(HouseForm):
    """A task that is done."""

    done_on = VNDateField(label="Hoàn thành ngày")
    number = number(required=False)
    words = words("Đã làm gì", required=False, rows=3)
    document = file("Tệp minh chứng")


class VerdictForm(HouseForm):
    """The province's word on a report."""

    confirmed = forms.ChoiceField(
        label="Kết luận",
        choices=[("yes", "Xác nhận hoàn thành"), ("no", "Chưa xác nhận")],
        widget=forms.RadioSelect,
    )
    words = words("Lời của tỉnh", required=False, hint="Bắt buộc khi chưa xác nhận.", rows=3)


class StatementForm(HouseForm):
    """How many cases of a month could have gone by post, and why the others did not."""

    eligible = forms.IntegerField(
        label="Hồ sơ đủ điều kiện qua bưu điện", min_value=0, max_value=MOST, help_text="Kể cả hồ sơ đã qua bưu điện."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, label in WhyNot.choices:
            self.fields[code] = forms.IntegerField(label=str(label), min_value=0, max_value=MOST, required=False)

    @property
    def reasons(self) -> dict[str, int]:
        """The counts by code; an empty field is nought."""
        return {code: self.cleaned_data.get(code) or 0 for code in WhyNot.values}


def today() -> dict[str, object]:
    """The first value of every field for a day."""
    return dict.fromkeys(("since", "signed_on", "ready_on", "done_on"), clock.today())
