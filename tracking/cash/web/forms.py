"""Forms for money: three columns, reasons, counts, figures."""

from collections.abc import Iterable
from typing import Any

from django import forms

from postal_services.web.fields import VNDateField, VNDField, VNDInput
from postal_services.web.forms import HouseForm
from tracking.cash.amounts import COLUMNS, Amounts
from tracking.cash.commands.days import Count
from tracking.cash.commands.reconcile import Figure
from tracking.cash.models import FigureSide, Method
from tracking.cash.reasons import SAID, CorrectReason, RefundReason, ReverseReason, VarianceReason
from tracking.cash.validation import LARGEST, LONGEST_WORDS, NOTES

_SOFT = [("", "Không: thu đúng số còn phải thu")]


def _money(label: str, help_text: str = "", *, required: bool = True) -> VNDField:
    return VNDField(label=label, most=LARGEST, help_text=help_text, required=required)


def signed_sum(text: object) -> int | None:
    """A sum as people write it, with a sign where it is below zero; None for nothing written."""
    written = str(text).strip().replace("−", "-")
    if not written:
        return None
    amount: int | None = VNDField(most=LARGEST * 100).clean(written.removeprefix("-"))
    return -amount if amount is not None and written.startswith("-") else amount


def _words(label: str = "Ghi chú", help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )


def _document(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, required=required, help_text=help_text)


class ThreeColumns(HouseForm):
    """The three sums that are never mixed."""

    state_fee = _money("Phí, lệ phí nhà nước")
    postal = _money("Cước bưu chính")
    transfer = _money("Cước chuyển nộp phí, lệ phí")

    @property
    def amounts(self) -> Amounts:
        """The three columns as entered."""
        return Amounts(*(self.cleaned_data[name] for name in COLUMNS))


class TakeForm(ThreeColumns):
    """Money taken at the counter or the desk."""

    method = forms.ChoiceField(
        label="Hình thức", choices=Method.choices, widget=forms.RadioSelect, initial=Method.CASH.value
    )
    bank_reference = _document("Mã giao dịch ngân hàng", "Khi nộp bằng chuyển khoản.")
    agency_receipt = _document(
        "Số biên lai thu phí, lệ phí", "Số trên biên lai của cơ quan, nếu đã có. Biên nhận ở đây không thay biên lai."
    )
    reason = forms.ChoiceField(
        label="Thu khác số còn phải thu?",
        required=False,
        choices=[*_SOFT, *((each.value, each.label) for each in SAID)],
    )
    words = _words()
    office = forms.ChoiceField(label="Nơi thu")
    next_day = forms.BooleanField(label="Ghi vào quỹ ngày sau", required=False)

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]], closed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        _offices(self, offices)
        if not closed:
            del self.fields["next_day"]


class RefundForm(ThreeColumns):
    """Money given back."""

    reason = forms.ChoiceField(label="Lý do hoàn", choices=[("", "Chọn lý do"), *RefundReason.choices])
    method = forms.ChoiceField(
        label="Hình thức", choices=Method.choices, widget=forms.RadioSelect, initial=Method.CASH.value
    )
    bank_reference = _document("Mã giao dịch ngân hàng", "Khi hoàn bằng chuyển khoản.")
    words = _words()
    office = forms.ChoiceField(label="Nơi hoàn")

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        _offices(self, offices)


class ChargesForm(ThreeColumns):
    """What a dossier owes from now on."""

    reason = forms.ChoiceField(label="Lý do điều chỉnh", choices=[("", "Chọn lý do"), *CorrectReason.choices])
    document = _document("Số văn bản", "Bắt buộc khi điều chỉnh theo văn bản của cơ quan.")
    words = _words()


class ReversalForm(HouseForm):
    """Why a taking is reversed."""

    reason = forms.ChoiceField(label="Lý do hủy", choices=[("", "Chọn lý do"), *ReverseReason.choices])
    words = _words()


class CountForm(HouseForm):
    """Cash as it was counted: the sum, or the notes, and why it is off."""

    counted = forms.CharField(
        label="Tiền mặt đếm được",
        help_text="Ghi 0 nếu không có tiền mặt.",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-counted": ""}),
    )
    reason = forms.ChoiceField(
        label="Lý do nếu lệch", required=False, choices=[("", "Không lệch"), *VarianceReason.choices]
    )
    words = _words("Giải thích")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        by_notes = any(self.data.get(f"n{note}") for note in NOTES)
        self.fields["counted"].required = not by_notes
        for note in NOTES:
            self.fields[f"n{note}"] = forms.IntegerField(
                label=f"{note:,} ₫".replace(",", "."),
                required=False,
                min_value=0,
                max_value=100_000,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "data-note": str(note), "size": "5"}
                ),
            )

    @property
    def notes(self) -> list[Any]:
        """The fields of the denominations, the largest first."""
        return [self[f"n{note}"] for note in NOTES]

    def clean_counted(self) -> int | None:
        """A sum as people write it; below zero where the till advanced money."""
        return signed_sum(self.cleaned_data["counted"])

    @staticmethod
    def count_notes(sent: dict[str, Any]) -> dict[int, int]:
        """How many notes of each denomination."""
        return {note: sent.get(f"n{note}") or 0 for note in NOTES if sent.get(f"n{note}")}

    @property
    def count(self) -> Count:
        """What was counted, as the command takes it."""
        sent = self.cleaned_data
        return Count(counted=sent["counted"], notes=self.count_notes(sent), reason=sent["reason"], words=sent["words"])


class FigureForm(HouseForm):
    """A figure of a reconciliation."""

    side = forms.ChoiceField(label="Số liệu của", widget=forms.RadioSelect)
    amount = forms.CharField(
        label="Số tiền",
        max_length=20,
        widget=VNDInput,
        help_text="Có dấu trừ nếu trong ngày hoàn, hủy nhiều hơn thu.",
    )
    document = _document("Số chứng từ", "Bắt buộc với số bưu điện đã nộp và số kho bạc đã nhận.")

    def __init__(self, *args: Any, sides: Iterable[FigureSide], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["side"]
        shown = [(each.value, each.label) for each in sides]
        if isinstance(field, forms.ChoiceField):
            field.choices = shown
        if len(shown) == 1:
            field.widget = forms.HiddenInput()
            field.initial = shown[0][0]

    def clean_amount(self) -> int | None:
        """A sum as people write it; below zero where more went back than came in."""
        return signed_sum(self.cleaned_data["amount"])

    @property
    def figure(self) -> Figure:
        """The figure, as the command takes it."""
        return Figure(**self.cleaned_data)


class SignForm(HouseForm):
    """What the signer says of a difference."""

    words = _words("Ý kiến khi ký", "Bắt buộc khi các số chưa khớp: lệch do đâu, ai xử lý.")


class ReopenForm(HouseForm):
    """Why a signed sheet is opened again."""

    words = _words("Lý do mở lại", required=True)


class PeriodForm(HouseForm):
    """Which days to export."""

    first = VNDateField(label="Từ ngày")
    last = VNDateField(label="Đến ngày")
    office = forms.ChoiceField(label="Nơi thu", required=False)

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["office"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Tất cả nơi tôi được xem"), *offices]


def _offices(form: HouseForm, offices: Iterable[tuple[str, str]]) -> None:
    """Where the money is taken: asked only of those who work in several places."""
    field, shown = form.fields["office"], list(offices)
    if isinstance(field, forms.ChoiceField):
        field.choices = shown
    if len(shown) == 1:
        field.widget = forms.HiddenInput()
        field.initial = shown[0][0]
