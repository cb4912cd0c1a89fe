"""Forms of rounds: what happened at the door, what the desk finds, where something goes instead."""

from datetime import date
from typing import Any

from django import forms

from delegation.registry.models import PaperKind, Unit
from delegation.registry.models.units import COMMUNE_KINDS
from postal_services import clock
from postal_services.web.fields import VNDateField, VNDField
from postal_services.web.forms import HouseForm
from tracking.cash.amounts import Amounts
from tracking.cash.reasons import SAID
from tracking.custody.models import Item
from tracking.custody.reasons import MEASURES, REASONS
from tracking.custody.web.proof_form import ProofForm
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands.failing import Failure
from tracking.rounds.places import NewAddress
from tracking.rounds.reasons import NOT_COLLECTED

PAPER_ROWS = 3
"""Lines for old papers on the delivery page; more go into one line with their count."""


def communes() -> list[Any]:
    """The communes of today, by district."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Unit.objects.valid_on(clock.today()).filter(kind__in=COMMUNE_KINDS).select_related("parent")
    for unit in rows.order_by("parent__code", "short_name"):
        groups.setdefault(unit.parent.name if unit.parent else "", []).append((unit.code, unit.name))
    return [("", "Chọn xã, phường, thị trấn"), *groups.items()]


class DeliveryForm(ProofForm):
    """Everything said at the door: who, with what proof, how much money in three columns, which old papers."""

    state_fee = VNDField(label="Phí, lệ phí", required=False)
    postal = VNDField(label="Cước bưu chính", required=False)
    transfer = VNDField(label="Cước chuyển nộp", required=False)
    pay_by = forms.ChoiceField(label="Nộp bằng", choices=[("cash", "Tiền mặt"), ("transfer", "Chuyển khoản")])
    amount_reason = forms.ChoiceField(
        label="Lý do thu khác số phải thu",
        required=False,
        choices=[("", "Thu đúng số phải thu"), *((reason.value, reason.label) for reason in SAID)],
    )
    not_collected = forms.ChoiceField(
        label="Không thu giấy tờ cũ vì",
        required=False,
        choices=[("", "Đã thu giấy tờ ghi ở trên"), *((code, vi) for code, (vi, _) in NOT_COLLECTED.items())],
    )

    def __init__(self, *args: Any, item: Item, owed: Amounts, **options: Any) -> None:
        self.item, self.owed = item, owed
        super().__init__(*args, **options)
        for name, amount in owed.as_data().items():
            self.fields[name].initial = amount
        for number in range(1, PAPER_ROWS + 1):
            self.fields[f"paper_{number}"] = forms.CharField(
                label=f"Giấy tờ {number}: tên, số hiệu", required=False, max_length=200
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label="Loại", required=False, choices=list(PaperKind.choices)
            )
            self.fields[f"count_{number}"] = forms.IntegerField(
                label="Số bản", required=False, min_value=1, max_value=99, initial=1
            )

    @property
    def takes_papers(self) -> bool:
        """Whether the procedure takes old papers back."""
        return self.item.takes_papers

    @property
    def paper_rows(self) -> list[list[Any]]:
        """The lines for old papers, three fields each."""
        return [[self[f"{name}_{row}"] for name in ("paper", "kind", "count")] for row in range(1, PAPER_ROWS + 1)]

    def said(self) -> Delivery:
        """What the command takes; the form must be valid."""
        given = self.cleaned_data
        papers = [
            CollectedPaper(given[f"paper_{row}"], given[f"kind_{row}"] or "original", given[f"count_{row}"] or 1)
            for row in range(1, PAPER_ROWS + 1)
            if given[f"paper_{row}"]
        ]
        return Delivery(
            proof=self.sent(),
            paid=Amounts(*(given[name] or 0 for name in ("state_fee", "postal", "transfer"))),
            method=given["pay_by"],
            amount_reason=given["amount_reason"],
            collected=papers,
            not_collected=given["not_collected"],
        )


class FailureForm(HouseForm):
    """Why it was not delivered and what is next."""

    reason = forms.ChoiceField(
        label="Vì sao không phát được",
        widget=forms.RadioSelect,
        choices=[(code, reason.vi) for code, reason in REASONS.items()],
    )
    measure = forms.ChoiceField(
        label="Bước tiếp theo",
        required=False,
        choices=[("", "Theo lý do"), *((code, vi) for code, (vi, _) in MEASURES.items())],
    )
    again_on = VNDateField(label="Hẹn phát lại ngày", required=False)
    unit = forms.ChoiceField(label="Xã, phường mới", required=False)
    address = forms.CharField(label="Địa chỉ mới", required=False, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = communes()  # type: ignore[attr-defined]

    def said(self) -> Failure:
        """What the command takes; the form must be valid."""
        given = self.cleaned_data
        moved = given["unit"] or given["address"]
        return Failure(
            reason=given["reason"],
            measure=given["measure"],
            again_on=given["again_on"],
            to=NewAddress(given["unit"], given["address"]) if moved else None,
        )


class ForwardForm(HouseForm):
    """The new address of an item."""

    unit = forms.ChoiceField(label="Xã, phường, thị trấn")
    address = forms.CharField(label="Địa chỉ", max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = communes()  # type: ignore[attr-defined]


class KeepForm(HouseForm):
    """Until when something is kept."""

    until = VNDateField(label="Giữ đến hết ngày", required=False)

    def day(self) -> date | None:
        """The day, or None for the usual one; the form must be valid."""
        given: date | None = self.cleaned_data["until"]
        return given
