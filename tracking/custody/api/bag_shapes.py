"""What the calls about bags take and give, as the served document shows it."""

from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.custody.api.serializers import FoundSerializer
from tracking.custody.models import Found
from tracking.custody.reasons import SEAL_REASONS
from tracking.custody.states import BagState

_REASONS = tuple(SEAL_REASONS)


class NewBagSerializer(StrictSerializer):
    """A bag to be begun; without ``to`` the route table names the next station on the way to ``goal``."""

    to = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    goal = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it cannot be declared as an attribute."""
        return {"from": serializers.CharField(max_length=24), **super().get_fields()}


class BagShortSerializer(serializers.Serializer[Any]):
    """A bag without its content."""

    code = serializers.CharField()
    token = serializers.CharField()
    state = serializers.ChoiceField(choices=BagState.choices)
    to = serializers.CharField(help_text="The next station.")
    goal = serializers.CharField(help_text="Where it is opened.")
    office = serializers.CharField(help_text="The office that answers for it.")
    seal = serializers.CharField(allow_null=True)
    seal_read = serializers.CharField(allow_null=True)
    marks = serializers.ListField(child=serializers.CharField())
    begun_at = serializers.DateTimeField()
    sealed_at = serializers.DateTimeField(allow_null=True)
    dispatched_at = serializers.DateTimeField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    ledger_root = serializers.CharField(allow_null=True)
    manifest = serializers.CharField(help_text="Address of the manifest's PDF.")
    bag_label = serializers.CharField(help_text="Address of the label's PDF.")

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it cannot be declared as an attribute."""
        return {"from": serializers.CharField(), **super().get_fields()}


class BagLineSerializer(serializers.Serializer[Any]):
    """One item of a bag."""

    item = serializers.CharField()
    dossier = serializers.CharField()
    state = serializers.CharField()
    goal = serializers.CharField(help_text="Where the item's way is meant to end.")
    found = serializers.ChoiceField(choices=Found.choices, allow_null=True)
    listed = serializers.BooleanField(help_text="False for an item that lay in the bag beyond its manifest.")


class BagSerializer(BagShortSerializer):
    """A bag with its content."""

    lines = BagLineSerializer(many=True)
    extra = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    resolution = serializers.CharField()


class PackingSerializer(StrictSerializer):
    """Codes as read; ``confirmed`` puts items for another way in all the same."""

    items = serializers.ListField(child=serializers.CharField(max_length=400), allow_empty=False, max_length=500)
    confirmed = serializers.BooleanField(required=False, default=False)


class UnpackingSerializer(StrictSerializer):
    """Codes as read."""

    items = serializers.ListField(child=serializers.CharField(max_length=400), allow_empty=False, max_length=500)


class NotPackedSerializer(serializers.Serializer[Any]):
    """One code that did not go in or out, and why."""

    text = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class PackedSerializer(BagSerializer):
    """The bag, what went in or out, and what did not."""

    done = serializers.ListField(child=serializers.CharField())
    refused = NotPackedSerializer(many=True)


class SealSerializer(StrictSerializer):
    """A seal's number."""

    seal = serializers.CharField(max_length=40)


class NewSealSerializer(StrictSerializer):
    """Another seal, and why the first one came off."""

    seal = serializers.CharField(max_length=40)
    reason = serializers.ChoiceField(choices=_REASONS)


class SealReasonSerializer(StrictSerializer):
    """Why the seal came off."""

    reason = serializers.ChoiceField(choices=_REASONS)


class BagDispatchSerializer(StrictSerializer):
    """Where the bag goes; without it to its next station by the route table."""

    to = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")


class BagArrivalSerializer(StrictSerializer):
    """Where the bag is, and its seal's number: null when nobody looked, empty when there was none."""

    office = serializers.CharField(max_length=24)
    seal = serializers.CharField(max_length=40, required=False, allow_null=True, allow_blank=True, default=None)


class BagArrivedSerializer(BagSerializer):
    """The bag, and what became of its arrival."""

    outcome = serializers.ChoiceField(choices=["recorded", "flagged", "replayed"])
    reason = serializers.CharField(help_text="``recorded``, or the code of what is the matter.")


class BagOpeningSerializer(StrictSerializer):
    """What was found; an item of the manifest without a verdict was not."""

    lines = FoundSerializer(many=True)
    extra = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, default=list, max_length=500
    )
    seal = serializers.CharField(max_length=40, required=False, allow_null=True, allow_blank=True, default=None)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class RouteSerializer(serializers.Serializer[Any]):
    """The way between two offices."""

    goal = serializers.CharField()
    next_office = serializers.CharField(allow_null=True)
    path = serializers.ListField(child=serializers.CharField())

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it cannot be declared as an attribute."""
        return {"from": serializers.CharField(), **super().get_fields()}
