"""Forms for what an office has to work with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.establishment.commands.publishing import MOST_DAYS
from delegation.establishment.models import Topic
from delegation.registry.models import OfficeKind, Procedure
from postal_services.accounts.actors import Role
from postal_services.web.fields import AttachmentField, VNDateField
from postal_services.web.forms import HouseForm


class DayFilter(HouseForm):
    """Which day is shown."""

    ngay = VNDateField(label=_("Tính đến hết ngày"), required=False)


class AppointForm(HouseForm):
    """Who shall work here."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=120,
        help_text=_("Của người đã có tài khoản, hoặc tên mới, ví dụ hoten.huyen"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        help_text=_("Chỉ ghi khi tạo tài khoản cho người mới"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Vị trí"), widget=forms.RadioSelect)
    valid_from = VNDateField(label=_("Từ ngày"), help_text=_("Ngày/tháng/năm, ví dụ 01/8/2019"))
    valid_to = VNDateField(label=_("Đến trước ngày"), required=False, help_text=_("Để trống nếu chưa định ngày"))

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class RelieveForm(HouseForm):
    """Since when somebody no longer works here."""

    until = VNDateField(label=_("Thôi giữ vị trí từ ngày"), help_text=_("Ngày đầu tiên không còn giữ vị trí"))


class DeviceForm(HouseForm):
    """What the phone will be called."""

    label = forms.CharField(
        label=_("Tên máy"), max_length=80, help_text=_("Để nhận ra trong danh sách, ví dụ Máy quét quầy 1")
    )


class ConfirmForm(HouseForm):
    """Nothing to enter: the button is the answer."""


class EnrolForm(HouseForm):
    """The one-time code, as the supervisor's screen shows it."""

    code = forms.CharField(
        label=_("Mã ghi danh"),
        max_length=40,
        help_text=_("12 ký tự trên màn hình của kiểm soát viên, ví dụ BCGH-0123-KMNP"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PublishForm(HouseForm):
    """A committee's announcement: days for each procedure that is open to the post."""

    document_number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=80, help_text=_("Ví dụ 12/TB-UBND"))
    on = VNDateField(label=_("Ngày niêm yết"))
    attachment = AttachmentField(label=_("Văn bản kèm theo"), required=False)
    url = forms.CharField(
        label=_("Địa chỉ trên cổng thông tin"), max_length=300, required=False, help_text=_("Ví dụ https://…")
    )
    reason = forms.CharField(
        label=_("Lý do, nếu có thủ tục niêm yết dài hơn quy định"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, procedures: Sequence[Procedure], standing: dict[str, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.procedures = procedures
        for procedure in procedures:
            self.fields[self.name_of(procedure.code)] = forms.IntegerField(
                label=_("Số ngày niêm yết cho %(name)s") % {"name": procedure.name},
                min_value=1,
                max_value=MOST_DAYS,
                required=False,
                initial=standing.get(procedure.code),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
            )

    @staticmethod
    def name_of(code: str) -> str:
        """The field of a procedure."""
        return f"d-{code}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Procedures, each with its field."""
        return [{"procedure": each, "field": self[self.name_of(each.code)]} for each in self.procedures]

    @property
    def general(self) -> list[Any]:
        """The fields about the document."""
        return [self[name] for name in ("document_number", "on", "attachment", "url", "reason")]

    def posted_days(self) -> dict[str, int]:
        """Procedures for which days were entered."""
        sent = {each.code: self.cleaned_data.get(self.name_of(each.code)) for each in self.procedures}
        return {code: days for code, days in sent.items() if days}


class WithdrawForm(HouseForm):
    """Why something is taken back, and since when."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    on = VNDateField(label=_("Từ ngày"))


class TrainForm(HouseForm):
    """A training with its signed list."""

    on = VNDateField(label=_("Ngày tập huấn"))
    topic = forms.ChoiceField(label=_("Nội dung"), choices=Topic.choices, widget=forms.RadioSelect)
    people = forms.TypedMultipleChoiceField(
        label=_("Người dự có tài khoản"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Người dự chưa có tài khoản"),
        required=False,
        max_length=20_000,
        help_text=_("Mỗi dòng một họ tên. Tên được mã hóa, chỉ cơ quan của bạn và cấp tỉnh đọc được."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attachment = AttachmentField(label=_("Danh sách có chữ ký, hoặc biên bản"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]  # a field of choices


class OpenForm(HouseForm):
    """A new place of the post in one of the district's communes."""

    unit = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    kind = forms.ChoiceField(
        label=_("Loại điểm"),
        choices=[(kind.value, kind.label) for kind in (OfficeKind.COUNTER, OfficeKind.COMMUNE_POST)],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Tên điểm"), max_length=160, help_text=_("Ví dụ Điểm phục vụ Làng Ring"))
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    on = VNDateField(label=_("Hoạt động từ ngày"))

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("Chọn xã, phường, thị trấn")), *units]  # type: ignore[attr-defined]


class CloseForm(HouseForm):
    """Since when a place no longer works."""

    on = VNDateField(label=_("Không hoạt động từ ngày"))


def today_first(day: date) -> dict[str, date]:
    """What the forms' days begin with."""
    return {"on": day, "valid_from": day, "until": day}
