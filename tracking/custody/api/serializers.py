"""What custody's calls take and give, as the served document shows it."""

from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.custody.models import Outcome
from tracking.custody.relations import BASES, RELATIONS
from tracking.custody.rulings import SCANNABLE
from tracking.custody.states import BagState, HandOverState, ItemState, Verdict

_ITEM_STATES = ItemState.choices
_VERDICTS = Verdict.choices


PROOF_HELP = (
    "Of a delivery: an object of `receiver`, `relation` (" + ", ".join(f"`{code}`" for code in RELATIONS) + "), "
    "`authorised` (an object of `basis`: "
    + ", ".join(f"`{code}`" for code in BASES)
    + ", and `document`), `signature` "
    "(the `data:image/png;base64,` address of strokes on glass; no other picture is taken), `witness`, "
    "`identity_seen`, `method` (`code`, `receipt`, `last4` or `none`) and `value`. A plain text is kept as weak proof."
)


class HolderSerializer(serializers.Serializer[Any]):
    """Who answers for an item: an office, and a person once somebody has taken it."""

    office = serializers.CharField()
    person = serializers.CharField(allow_null=True)


class ItemNowSerializer(serializers.Serializer[Any]):
    """An item as it stands."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=_ITEM_STATES)
    holder = HolderSerializer()


class ItemShortSerializer(ItemNowSerializer):
    """An item of a dossier."""

    leg = serializers.ChoiceField(choices=["A", "B", "C"])


class ItemSerializer(ItemShortSerializer):
    """An item with everything its holder works with."""

    dossier = serializers.CharField()
    simulated = serializers.BooleanField(help_text="Of a case that the simulation played.")
    destination = serializers.CharField()
    bound_for = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField()
    in_limbo_since = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    marks = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField(help_text="Address of the label's PDF.")  # type: ignore[assignment]  # the word of the call


class ScanSerializer(serializers.Serializer[Any]):
    """One scan. What a scan lacks is said in its own result; it never spoils the batch."""

    id = serializers.UUIDField(help_text="UUIDv7 made by the device; the same id is the same scan.")
    code = serializers.CharField(help_text="Item code, link or token, as read.")
    action = serializers.ChoiceField(choices=sorted(SCANNABLE))
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, help_text="By the device's clock.")
    age_ms = serializers.IntegerField(required=False, allow_null=True, help_text="By its stop-watch, when sent.")
    office = serializers.CharField(required=False, allow_null=True)
    to = serializers.CharField(required=False, allow_null=True, help_text="Where a dispatched item goes.")
    reason = serializers.CharField(required=False, allow_null=True)
    measure = serializers.CharField(required=False, allow_null=True)
    proof = serializers.JSONField(required=False, allow_null=True, help_text=PROOF_HELP)
    seal = serializers.CharField(
        required=False, allow_null=True, help_text="On the arrival of a bag: its seal's number; empty when it is gone."
    )


class BatchSerializer(serializers.Serializer[Any]):
    """Scans sent at once, 1 to 500."""

    sent_at = serializers.DateTimeField(required=False)
    device_time = serializers.DateTimeField(required=False, help_text="The device's clock at the moment of sending.")
    app = serializers.CharField(required=False)
    scans = ScanSerializer(many=True)


class BagNowSerializer(serializers.Serializer[Any]):
    """A bag as it stands."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=BagState.choices)
    office = serializers.CharField(help_text="The office that answers for it.")
    items = serializers.IntegerField(help_text="How many items ride in it.")


class ScanResultSerializer(serializers.Serializer[Any]):
    """What became of one scan."""

    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField()
    detail = serializers.CharField()
    item = ItemNowSerializer(allow_null=True)
    bag = BagNowSerializer(required=False, help_text="Where the code was a bag's.")
    next_office = serializers.CharField(required=False, help_text="Where a thing that came astray goes from here.")


class ScanResultsSerializer(serializers.Serializer[Any]):
    """Results in the order sent."""

    results = ScanResultSerializer(many=True)


class NewHandOverSerializer(StrictSerializer):
    """A list to be drawn up."""

    to = serializers.CharField(max_length=24)
    items = serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=True, max_length=1000)

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it cannot be declared as an attribute."""
        return {"from": serializers.CharField(max_length=24), **super().get_fields()}


class HandOverShortSerializer(serializers.Serializer[Any]):
    """A hand-over without its lines."""

    code = serializers.CharField()
    token = serializers.CharField()
    state = serializers.ChoiceField(choices=HandOverState.choices)
    to = serializers.CharField()
    drafted_at = serializers.DateTimeField()
    proposed_at = serializers.DateTimeField(allow_null=True)
    countersigned_at = serializers.DateTimeField(allow_null=True)
    ledger_root = serializers.CharField(allow_null=True)
    list = serializers.CharField(help_text="Address of the list's PDF.")

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python, so it cannot be declared as an attribute."""
        return {"from": serializers.CharField(), **super().get_fields()}


class LineSerializer(serializers.Serializer[Any]):
    """One item of a list."""

    item = serializers.CharField()
    dossier = serializers.CharField()
    state = serializers.ChoiceField(choices=_ITEM_STATES)
    verdict = serializers.ChoiceField(choices=_VERDICTS, allow_null=True)
    listed = serializers.BooleanField(help_text="False for an item that came on top of the list.")


class HandOverSerializer(HandOverShortSerializer):
    """A hand-over with its lines."""

    lines = LineSerializer(many=True)
    extra = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    resolution = serializers.CharField()


class FoundSerializer(StrictSerializer):
    """What the receiver found of one line."""

    item = serializers.CharField(max_length=40)
    verdict = serializers.ChoiceField(choices=_VERDICTS)


class CounterSignatureSerializer(StrictSerializer):
    """The receiver's half; a listed item without a verdict was not found."""

    lines = FoundSerializer(many=True)
    extra = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, default=list, max_length=1000
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ResolutionSerializer(StrictSerializer):
    """How differences were settled."""

    resolution = serializers.CharField(max_length=2000)


class ReceiptSerializer(serializers.Serializer[Any]):
    """A signed receipt."""

    id = serializers.UUIDField()
    party = serializers.ChoiceField(choices=["giver", "receiver"])
    signed = serializers.CharField()
    issued_at = serializers.DateTimeField()
    pdf = serializers.CharField()


class CountersignedSerializer(HandOverSerializer):
    """A countersigned hand-over with the caller's receipt."""

    receipt = ReceiptSerializer()


class ReceiptTextSerializer(StrictSerializer):
    """The text of a signed code."""

    signed = serializers.CharField(max_length=400)


class ReceiptCheckSerializer(serializers.Serializer[Any]):
    """What a signed text proves."""

    genuine = serializers.BooleanField()
    revoked = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True)
    detail = serializers.CharField()
    receipt = serializers.DictField(allow_null=True)
