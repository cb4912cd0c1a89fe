"""Forms of the pickup pages."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegation.dossiers.states import Service
from delegation.dossiers.web.forms import communes, offer
from delegation.registry.models import Exemption, Procedure
from postal_services import clock
from postal_services.web.fields import SignatureField, VNDateField, VNDField, VNPhoneField
from postal_services.web.forms import HouseForm
from tracking.cash.models import Method
from tracking.cash.reasons import SAID
from tracking.pickups import reasons
from tracking.pickups.models.slots import WEEKDAYS

_NARROW = {"inputmode": "numeric", "class": "govuk-input--width-5"}
_SENT_BY_POST = [each for each in Service.choices if each[0] != Service.RETURN]


def language() -> str:
    """The language of the page: ``vi`` or ``en``."""
    return (get_language() or "vi")[:2]


class WhereForm(HouseForm):
    """The first question of a booking at the counter or on the telephone."""

    phone = forms.CharField(label=_("Số điện thoại người gửi"), required=False, max_length=24)
    unit = forms.ChoiceField(label=_("Lấy hồ sơ ở xã, phường, thị trấn"))
    procedure = forms.ChoiceField(label=_("Thủ tục"))

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "unit", communes())
        rows = Procedure.objects.filter(active=True, postal_from__lte=clock.today()).order_by("field", "name")
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            groups.setdefault(row.field, []).append((row.pk, row.name))
        offer(self, "procedure", [("", _("Chọn thủ tục")), *groups.items()])


class ContactForm(HouseForm):
    """Whom the postman meets, where, when and for which service."""

    service = forms.ChoiceField(label=_("Dịch vụ"), choices=_SENT_BY_POST, widget=forms.RadioSelect, initial="send")
    window = forms.ChoiceField(label=_("Khung giờ"))
    name = forms.CharField(label=_("Họ và tên người gửi"), max_length=400)
    phone = VNPhoneField(label=_("Số điện thoại"))
    address = forms.CharField(label=_("Thôn, làng, số nhà"), max_length=600)
    note = forms.CharField(label=_("Chỉ đường"), required=False, max_length=600)


class WindowForm(HouseForm):
    """Another window for a pickup."""

    window = forms.ChoiceField(label=_("Khung giờ mới"))


class FailureForm(HouseForm):
    """Why nothing was collected, and what is done next."""

    reason = forms.ChoiceField(label=_("Vì sao không lấy được?"), widget=forms.RadioSelect)
    next_step = forms.ChoiceField(label=_("Việc tiếp theo"), widget=forms.RadioSelect)
    window = forms.ChoiceField(label=_("Khung giờ mới, nếu đã hẹn lại"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=600, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, windows: list[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "reason", reasons.reason_words(language()))
        offer(self, "next_step", reasons.words(reasons.NEXT_STEPS, language()))
        offer(self, "window", [("", _("Chưa hẹn được giờ")), *windows])


class ShortForm(HouseForm):
    """Who was told what is short, and by when it is to be brought."""

    told = forms.ChoiceField(label=_("Đã báo cho ai?"), required=False, widget=forms.RadioSelect)
    due_on = VNDateField(label=_("Hạn bổ sung"), required=False, help_text=_("Để trống: 7 ngày"))

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "told", reasons.words(reasons.TOLD, language()))


class PackForm(HouseForm):
    """The sealed pack: its weight, the number on its seal, the reductions shown at the door."""

    weight_g = forms.IntegerField(
        label=_("Khối lượng (gam)"), min_value=1, max_value=30_000, widget=forms.TextInput(attrs=_NARROW)
    )
    seal = forms.CharField(
        label=_("Số niêm phong"),
        max_length=40,
        help_text=_("In trên dây niêm; đọc cho người gửi cùng nghe"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "class": "tabular"}),
    )
    categories = forms.MultipleChoiceField(
        label=_("Đối tượng được miễn, giảm cước"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "categories", list(Exemption.objects.order_by("position").values_list("code", "name")))


class SignForm(HouseForm):
    """The money in its three columns, and the two signatures; each signature has something that stands in for it."""

    state_fee = VNDField(label=_("Phí, lệ phí"))
    postal = VNDField(label=_("Cước bưu chính"))
    transfer = VNDField(label=_("Cước chuyển nộp lệ phí"))
    method = forms.ChoiceField(label=_("Hình thức"), choices=Method.choices, widget=forms.RadioSelect, initial="cash")
    money_reason = forms.ChoiceField(label=_("Lý do, nếu thu khác số phải thu"), required=False)
    sender_signature = SignatureField(label=_("Người gửi ký"))
    witness = forms.CharField(label=_("Người làm chứng, nếu người gửi không ký được"), required=False, max_length=120)
    postman_signature = SignatureField(
        label=_("Bưu tá ký"), error_messages={"required": _("Ký vào khung, hoặc xác nhận bằng tên đăng nhập.")}
    )
    postman_confirms = forms.BooleanField(
        label=_("Máy không ký được: bưu tá xác nhận bằng tên đăng nhập của mình"), required=False
    )
    confirm_duplicate = forms.BooleanField(label=_("Đã kiểm tra: đây là hồ sơ khác, không trùng"), required=False)

    def __init__(self, *args: Any, is_free: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "money_reason", [("", _("Thu đủ")), *((each.value, each.label) for each in SAID)])
        for name in ("state_fee", "postal", "transfer") if is_free else ():
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A witness stands in for the sender, the postman's sign-in for the postman; a bad drawing stays refused."""
        stand_ins = {"sender_signature": "witness", "postman_signature": "postman_confirms"}
        for name, other in stand_ins.items():
            if self.cleaned_data.get(other) and self.has_error(name, "required"):
                del self.errors[name]
        return self.cleaned_data


class RuleForm(HouseForm):
    """A window of a weekday and how many pickups fit into it."""

    weekday = forms.TypedChoiceField(label=_("Ngày trong tuần"), coerce=int, choices=list(WEEKDAYS.items()))
    opens = forms.TimeField(label=_("Từ giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Đến giờ"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    capacity = forms.IntegerField(
        label=_("Số lần lấy"), min_value=0, max_value=200, widget=forms.TextInput(attrs=_NARROW)
    )


class WeeklyForm(HouseForm):
    """A pickup that comes back every week."""

    procedure = forms.ChoiceField(label=_("Thủ tục"))
    unit = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    rule = forms.ChoiceField(label=_("Khung giờ hằng tuần"))
    name = forms.CharField(label=_("Cơ quan, đơn vị, người liên hệ"), max_length=120)
    phone = VNPhoneField(label=_("Số điện thoại"))
    address = forms.CharField(label=_("Địa chỉ"), max_length=250)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)
    ends_on = VNDateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa định"))

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "unit", communes())
        rows = Procedure.objects.filter(active=True, postal_from__lte=clock.today()).order_by("field", "name")
        offer(self, "procedure", [("", _("Chọn thủ tục")), *rows.values_list("pk", "name")])
        offer(self, "rule", rules)
