"""What the calls about rounds take and give, as the served document shows it."""

from typing import Any

from rest_framework import serializers

from delegation.registry.models import PaperKind
from postal_services.api.serializers import StrictSerializer
from tracking.cash.reasons import SAID
from tracking.custody.api.serializers import PROOF_HELP
from tracking.custody.reasons import MEASURES, REASONS, UNTRIED
from tracking.custody.states import ItemState
from tracking.rounds.reasons import NOT_COLLECTED
from tracking.rounds.states import RoundState, StopOutcome

_MOST_VND = 2_000_000_000


def _codes() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=True, max_length=1000)


class DueSerializer(serializers.Serializer[Any]):
    """Money in three columns that are never mixed; whole VND."""

    state_fee = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    postal = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    transfer = serializers.IntegerField(min_value=0, max_value=_MOST_VND)


class PaidSerializer(StrictSerializer):
    """Money in three columns, as it was taken; whole VND."""

    state_fee = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    postal = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    transfer = serializers.IntegerField(min_value=0, max_value=_MOST_VND)


class NewRoundSerializer(StrictSerializer):
    """A round to be drawn up; the order of the items is the order of the stops."""

    office = serializers.CharField(max_length=24)
    postman = serializers.CharField(max_length=150, help_text="User name of somebody who works at the office.")
    day = serializers.DateField(required=False, allow_null=True, help_text="Today when not given.")
    items = _codes()


class RoundItemsSerializer(StrictSerializer):
    """Items of a round, in their order."""

    items = _codes()


class RoundShortSerializer(serializers.Serializer[Any]):
    """A round without its stops."""

    code = serializers.CharField()
    office = serializers.CharField()
    postman = serializers.CharField()
    day = serializers.DateField()
    state = serializers.ChoiceField(choices=RoundState.choices)
    drafted_at = serializers.DateTimeField()
    taken_out_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    cash_expected = serializers.IntegerField()
    cash_counted = serializers.IntegerField(allow_null=True)
    list = serializers.CharField(help_text="Address of the BD13 as PDF.")


class StopSerializer(serializers.Serializer[Any]):
    """One stop; who and where only for the office that delivers."""

    item = serializers.CharField()
    position = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ItemState.choices)
    receiver = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    due = DueSerializer()
    takes_papers = serializers.BooleanField()
    outcome = serializers.ChoiceField(choices=StopOutcome.choices, allow_null=True)
    reason = serializers.CharField(allow_null=True)
    measure = serializers.CharField(allow_null=True)
    attempt = serializers.IntegerField()
    again_on = serializers.DateField(allow_null=True)
    collected = serializers.CharField(allow_null=True, help_text="The item of leg C with the old papers.")


class RoundSerializer(RoundShortSerializer):
    """A round with its stops in their order."""

    stops = StopSerializer(many=True)


class LeftBehindSerializer(serializers.Serializer[Any]):
    """An item that stayed, and why."""

    item = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class DepartureSerializer(RoundSerializer):
    """The round on its way, and what stayed behind."""

    left_behind = LeftBehindSerializer(many=True)


class CollectedPaperSerializer(StrictSerializer):
    """One line of the old papers that the citizen gives back."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=PaperKind.choices, default=PaperKind.ORIGINAL)
    count = serializers.IntegerField(min_value=1, max_value=99, default=1)


class DeliverySerializer(StrictSerializer):
    """What happened at the door. With `occurred_at` older than two minutes it is a fact and is recorded."""

    proof = serializers.JSONField(required=False, allow_null=True, help_text=PROOF_HELP)
    paid = PaidSerializer(required=False, allow_null=True, help_text="Exactly what is owed when not given.")
    method = serializers.ChoiceField(choices=[("cash", "cash"), ("transfer", "transfer")], default="cash")
    amount_reason = serializers.ChoiceField(
        choices=[reason.value for reason in SAID], required=False, allow_blank=True, default=""
    )
    collected = CollectedPaperSerializer(many=True, required=False)
    not_collected = serializers.ChoiceField(choices=sorted(NOT_COLLECTED), required=False, allow_blank=True, default="")
    occurred_at = serializers.DateTimeField(required=False, allow_null=True)


class DeliveredSerializer(serializers.Serializer[Any]):
    """What was written about the delivery."""

    item = serializers.CharField()
    state = serializers.ChoiceField(choices=ItemState.choices)
    receipts = serializers.ListField(child=serializers.CharField(), help_text="Numbers of the receipts for money.")
    collected = serializers.CharField(allow_null=True, help_text="The item of leg C with the old papers.")
    flags = serializers.ListField(child=serializers.CharField())


class NewAddressSerializer(StrictSerializer):
    """Where somebody has moved to."""

    unit = serializers.CharField(max_length=10, help_text="Code of the commune.")
    address = serializers.CharField(max_length=300)


class FailureSerializer(StrictSerializer):
    """Why it could not be delivered and what is next; the measure must fit the reason."""

    reason = serializers.ChoiceField(choices=sorted(REASONS))
    measure = serializers.ChoiceField(choices=sorted(MEASURES), required=False, allow_blank=True, default="")
    again_on = serializers.DateField(required=False, allow_null=True)
    to = NewAddressSerializer(required=False, allow_null=True)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True)


class ClosingSerializer(StrictSerializer):
    """What the desk finds when the postman is back."""

    cash_counted = serializers.IntegerField(min_value=0, max_value=_MOST_VND, help_text="In VND; 0 when there is none.")
    untried = serializers.DictField(
        child=serializers.ChoiceField(choices=sorted(UNTRIED)), required=False, help_text="Reason by item code."
    )
    measures = serializers.DictField(
        child=serializers.ChoiceField(choices=sorted(MEASURES)), required=False, help_text="Next step by item code."
    )
    hold_until = serializers.DateField(required=False, allow_null=True)


class ClosedSerializer(RoundSerializer):
    """The round at its end."""

    to_send_back = serializers.ListField(
        child=serializers.CharField(), help_text="Items tried as often as is usual: sending back is due."
    )
