"""What the calls about pickups take and give, as the served document shows it."""

from typing import Any

from rest_framework import serializers

from delegation.registry.models import PaperKind
from postal_services.api.serializers import StrictSerializer
from tracking.cash.models import Method
from tracking.pickups.models import PickupKind, Source
from tracking.pickups.reasons import NEXT_STEPS, REASONS, SHORT, TOLD
from tracking.pickups.states import PickupState

_MOST_VND = 1_000_000_000
_SERVICES = ["send", "both"]


class PickupSlotSerializer(serializers.Serializer[Any]):
    """A window and how many places are free in it."""

    office = serializers.CharField()
    day = serializers.DateField()
    opens = serializers.TimeField(format="%H:%M")
    closes = serializers.TimeField(format="%H:%M")
    capacity = serializers.IntegerField()
    free = serializers.IntegerField()


class PickupSlotsSerializer(serializers.Serializer[Any]):
    """The windows of the coming days, full ones too."""

    windows = PickupSlotSerializer(many=True)


class PickupWindowSerializer(StrictSerializer):
    """The window somebody wants."""

    office = serializers.CharField(max_length=24)
    day = serializers.DateField()
    opens = serializers.TimeField(input_formats=["%H:%M"], format="%H:%M")


class PickupPaperWantedSerializer(StrictSerializer):
    """One paper to be fetched."""

    name = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=PaperKind.choices)
    count = serializers.IntegerField(min_value=1, max_value=99)


class PickupContactSerializer(StrictSerializer):
    """Whom the postman meets."""

    name = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=600, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=600, required=False, allow_blank=True, default="")


class PickupBookingSerializer(StrictSerializer):
    """A pickup as somebody asks for it; a supplement names its dossier and the papers."""

    window = PickupWindowSerializer()
    procedure = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    unit = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    service = serializers.ChoiceField(choices=_SERVICES, required=False, default="send")
    contact = PickupContactSerializer(required=False, default=dict)
    categories = serializers.ListField(
        child=serializers.CharField(max_length=48), required=False, default=list, max_length=20
    )
    dossier = serializers.CharField(max_length=48, required=False, allow_blank=True, default="")
    papers = PickupPaperWantedSerializer(many=True, required=False, default=list)


class PickupMoveSerializer(StrictSerializer):
    """The new window."""

    window = PickupWindowSerializer()


class PickupAssignmentSerializer(StrictSerializer):
    """Pickups and the person who is sent, by username."""

    pickups = serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=False, max_length=200)
    postman = serializers.CharField(max_length=150)


class PickupFailureSerializer(StrictSerializer):
    """Why nothing was collected."""

    reason = serializers.ChoiceField(choices=sorted(REASONS))
    next_step = serializers.ChoiceField(choices=sorted(NEXT_STEPS))
    note = serializers.CharField(max_length=600, required=False, allow_blank=True, default="")
    window = PickupWindowSerializer(required=False, allow_null=True, default=None)


class PickupFoundSerializer(StrictSerializer):
    """What was counted of one paper of the list."""

    position = serializers.IntegerField(min_value=1, max_value=60)
    count = serializers.IntegerField(min_value=0, max_value=99)
    short = serializers.ChoiceField(choices=sorted(SHORT), required=False, allow_blank=True, default="")


class PickupMoneySerializer(StrictSerializer):
    """What was taken, in three columns; whole VND."""

    state_fee = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    postal = serializers.IntegerField(min_value=0, max_value=_MOST_VND)
    transfer = serializers.IntegerField(min_value=0, max_value=_MOST_VND)


class PickupCollectionSerializer(StrictSerializer):
    """What happened at the door; signatures are PNGs as the ``data:`` address that a canvas gives."""

    found = PickupFoundSerializer(many=True)
    weight_g = serializers.IntegerField(min_value=1, max_value=30_000)
    seal = serializers.CharField(max_length=40)
    amounts = PickupMoneySerializer(required=False, allow_null=True, default=None)
    method = serializers.ChoiceField(choices=Method.choices, required=False, default="cash")
    money_reason = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    sender_signature = serializers.CharField(max_length=100_000, required=False, allow_blank=True, default="")
    postman_signature = serializers.CharField(max_length=100_000, required=False, allow_blank=True, default="")
    witness = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    told = serializers.ChoiceField(choices=sorted(TOLD), required=False, allow_blank=True, default="")
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    confirm_duplicate = serializers.BooleanField(required=False, default=False)


class PickupPaperSerializer(serializers.Serializer[Any]):
    """One paper of the list."""

    position = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PaperKind.choices)
    expected = serializers.IntegerField()
    found = serializers.IntegerField(allow_null=True)
    short = serializers.CharField(allow_blank=True)


class PickupSerializer(serializers.Serializer[Any]):
    """A pickup; whom to meet is told on the pages only, where the reading is noted."""

    code = serializers.CharField()
    token = serializers.CharField(
        allow_null=True, help_text="For whoever may act for the sender: with it a pickup is moved or called off."
    )
    kind = serializers.ChoiceField(choices=PickupKind.choices)
    state = serializers.ChoiceField(choices=PickupState.choices)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # the word of the call
    office = serializers.CharField()
    committee = serializers.CharField()
    procedure = serializers.CharField()
    unit = serializers.CharField()
    service = serializers.CharField()
    day = serializers.DateField()
    opens = serializers.TimeField(format="%H:%M")
    closes = serializers.TimeField(format="%H:%M")
    postman = serializers.CharField(allow_null=True)
    attempts = serializers.IntegerField()
    dossier = serializers.CharField(allow_null=True)
    item = serializers.CharField(allow_null=True)
    seal = serializers.CharField(allow_null=True)
    receipts = serializers.ListField(child=serializers.CharField())
    papers = PickupPaperSerializer(many=True)


class PickupsSerializer(serializers.Serializer[Any]):
    """Several pickups."""

    pickups = PickupSerializer(many=True)
