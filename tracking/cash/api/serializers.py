"""Shapes of what is sent and answered about money; whole VND."""

from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.cash.models import FigureSide, Kind, Method, Place
from tracking.cash.reasons import SAID, CorrectReason, RefundReason, ReverseReason, VarianceReason
from tracking.cash.states import DayState, ReconciliationState

_WORDS = 1_000
_LARGEST = 10**15
"""Beyond any sum: what is larger than the house allows is answered with its own words, not with a limit of 64 bits."""


class MoneyAmountsSerializer(serializers.Serializer[Any]):
    """Three columns that are never mixed."""

    state_fee = serializers.IntegerField(help_text="Fee of the State, VND.")
    postal = serializers.IntegerField(help_text="Postal charge, VND.")
    transfer = serializers.IntegerField(help_text="Charge for transferring the fee, VND.")
    total = serializers.IntegerField()


class SumsSerializer(StrictSerializer):
    """Three columns as they are sent."""

    state_fee = serializers.IntegerField(min_value=-_LARGEST, max_value=_LARGEST, default=0)
    postal = serializers.IntegerField(min_value=-_LARGEST, max_value=_LARGEST, default=0)
    transfer = serializers.IntegerField(min_value=-_LARGEST, max_value=_LARGEST, default=0)


class MoneyTakenSerializer(SumsSerializer):
    """What somebody pays."""

    total = serializers.IntegerField(
        required=False, min_value=-_LARGEST, max_value=_LARGEST, help_text="Checked against the three columns."
    )
    method = serializers.ChoiceField(choices=Method.choices, default=Method.CASH.value)
    reason = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in SAID],
        required=False,
        allow_blank=True,
        default="",
        help_text="Why another sum than what is outstanding is taken.",
    )
    office = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    agency_receipt = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    bank_reference = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")
    next_day = serializers.BooleanField(
        required=False, default=False, help_text="Book the money on the day after a closed one."
    )


class MoneyRefundSerializer(SumsSerializer):
    """Money that goes back."""

    total = serializers.IntegerField(required=False, min_value=-_LARGEST, max_value=_LARGEST)
    reason = serializers.ChoiceField(choices=RefundReason.choices)
    method = serializers.ChoiceField(choices=Method.choices, default=Method.CASH.value)
    office = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    bank_reference = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")


class NewChargesSerializer(SumsSerializer):
    """What a dossier owes from now on."""

    reason = serializers.ChoiceField(choices=CorrectReason.choices)
    document = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")


class TakingReversalSerializer(StrictSerializer):
    """Why a taking is reversed."""

    reason = serializers.ChoiceField(choices=ReverseReason.choices)
    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")


class TakingSerializer(MoneyAmountsSerializer):
    """One movement of money; what goes back is negative."""

    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    reverses = serializers.CharField(allow_null=True)
    reversed_by = serializers.CharField(allow_null=True)
    dossier = serializers.CharField()
    item = serializers.CharField(allow_null=True)
    committee = serializers.CharField()
    office = serializers.CharField()
    day = serializers.CharField()
    on = serializers.DateField()
    method = serializers.ChoiceField(choices=Method.choices)
    place = serializers.ChoiceField(choices=Place.choices)
    reason = serializers.CharField(allow_null=True)
    agency_receipt = serializers.CharField(allow_null=True)
    bank_reference = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    taken_by = serializers.CharField()
    taken_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    pdf = serializers.CharField()


class MoneyAccountSerializer(serializers.Serializer[Any]):
    """The money of one dossier."""

    dossier = serializers.CharField()
    charges = MoneyAmountsSerializer()
    owed = MoneyAmountsSerializer(help_text="The part of the charges that the dossier's state makes billable.")
    paid = MoneyAmountsSerializer()
    outstanding = MoneyAmountsSerializer()
    overpaid = MoneyAmountsSerializer()
    takings = TakingSerializer(many=True)


class CashCountSerializer(StrictSerializer):
    """Cash as it was counted."""

    counted = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=-_LARGEST, max_value=_LARGEST
    )
    notes = serializers.DictField(
        child=serializers.IntegerField(min_value=-_LARGEST, max_value=_LARGEST),
        required=False,
        default=dict,
        help_text="Number of notes by denomination in VND.",
    )
    reason = serializers.ChoiceField(choices=VarianceReason.choices, required=False, allow_blank=True, default="")
    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")


class CashDaySerializer(serializers.Serializer[Any]):
    """One person's day; the sums are those of the moment until it is closed."""

    code = serializers.CharField()
    office = serializers.CharField()
    person = serializers.CharField()
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=DayState.choices)
    count = serializers.IntegerField()
    amounts = MoneyAmountsSerializer()
    cash = serializers.IntegerField()
    bank = serializers.IntegerField()
    counted = serializers.IntegerField(allow_null=True)
    variance = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    notes = serializers.DictField(child=serializers.IntegerField())
    closed_at = serializers.DateTimeField(allow_null=True)
    accepted = serializers.IntegerField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    pdf = serializers.CharField()


class NewReconciliationSerializer(StrictSerializer):
    """Which sheet."""

    post_office = serializers.CharField(max_length=24)
    committee = serializers.CharField(max_length=24)
    on = serializers.DateField()


class SheetFigureSerializer(StrictSerializer):
    """A figure that one side states."""

    side = serializers.ChoiceField(choices=FigureSide.choices)
    amount = serializers.IntegerField(min_value=-_LARGEST, max_value=_LARGEST)
    document = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class SheetTicksSerializer(StrictSerializer):
    """The fees that the committee has."""

    numbers = serializers.ListField(child=serializers.CharField(max_length=60), max_length=5_000)


class SheetSignatureSerializer(StrictSerializer):
    """What the signer says of a difference."""

    words = serializers.CharField(max_length=_WORDS, required=False, allow_blank=True, default="")


class SheetReopeningSerializer(StrictSerializer):
    """Why a signed sheet is opened again."""

    words = serializers.CharField(max_length=_WORDS)


class ReconciliationShortSerializer(serializers.Serializer[Any]):
    """A sheet without its dossiers."""

    code = serializers.CharField()
    post_office = serializers.CharField()
    committee = serializers.CharField()
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=ReconciliationState.choices)
    remitted = serializers.IntegerField(allow_null=True)
    committee_sum = serializers.IntegerField(allow_null=True)
    treasury = serializers.IntegerField(allow_null=True)
    post_signed_at = serializers.DateTimeField(allow_null=True)
    agency_signed_at = serializers.DateTimeField(allow_null=True)


class SheetLineSerializer(serializers.Serializer[Any]):
    """One fee of a sheet."""

    number = serializers.CharField()
    dossier = serializers.CharField()
    state_fee = serializers.IntegerField()
    received = serializers.BooleanField(help_text="Whether the committee says that it has it.")


class ReconciliationSerializer(ReconciliationShortSerializer):
    """A sheet with the fees behind it."""

    post = serializers.IntegerField(help_text="What the post took, as of now.")
    signed_post = serializers.IntegerField(allow_null=True, help_text="What it had taken at the first signature.")
    agrees = serializers.BooleanField()
    lines = SheetLineSerializer(many=True)
