"""What calls about the rollout answer with."""

from typing import Any, TypeVar

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from delegation.registry.actors import actor_from
from postal_services.api.languages import language_of
from tracking.rollout import evidence
from tracking.rollout.evidence.counter import CONTRADICTS, NOT_STATED
from tracking.rollout.evidence.lines import names_a_case
from tracking.rollout.models import Measure

Shown = TypeVar("Shown")


class Worded(serializers.Serializer[Shown]):
    """Something with words in the language of the answer."""

    def _language(self) -> str:
        return language_of(self.context.get("request"))


class ReferenceSerializer(serializers.Serializer[evidence.Reference]):
    """One line of the ledger."""

    stream = serializers.CharField(
        help_text="Empty for a line about one dossier, but for those who see every dossier: its code is not public."
    )
    seq = serializers.IntegerField()
    action = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    hash = serializers.CharField(help_text="The first 16 hexadecimal digits.")
    flags = serializers.ListField(
        child=serializers.CharField(),
        help_text="`simulated`: played and not real. `backdated`: claimed for a day too long ago, counts when said.",
    )


class EvidenceSerializer(Worded[evidence.Evidence]):
    """One thing to show."""

    key = serializers.ChoiceField(choices=evidence.KEYS)
    name = serializers.SerializerMethodField()
    met = serializers.BooleanField()
    on = serializers.DateField(allow_null=True, help_text="Since when it is met without a break.")
    reason = serializers.ChoiceField(
        choices=["", *evidence.REASONS], help_text="Why it is not met; a stable code, empty where it is."
    )
    why = serializers.SerializerMethodField(help_text="The reason in words: what is missing, and what to do.")
    numbers = serializers.DictField(child=serializers.IntegerField(), help_text="The numbers that were compared.")
    lost_on = serializers.DateField(allow_null=True, help_text="The day on which it turned back, if it was met once.")
    inherited = serializers.BooleanField(help_text="Shown by the units it was made from.")
    simulated = serializers.BooleanField(help_text="Something that counted was played and is not real.")
    lines = ReferenceSerializer(many=True, help_text="At most 20, the newest.")

    def to_representation(self, instance: evidence.Evidence) -> dict[str, Any]:
        """The evidence, without the codes of dossiers: anybody may read it."""
        told: dict[str, Any] = super().to_representation(instance)
        for line, shown in zip(instance.lines, told["lines"], strict=True):
            if names_a_case(instance.key, line) and not self._sees_every_case():
                shown["stream"] = ""
        return told

    def _sees_every_case(self) -> bool:
        return actor_from(self.context["request"]).sees_everything

    def get_name(self, shown: evidence.Evidence) -> str:
        return shown.name(self._language())

    def get_why(self, shown: evidence.Evidence) -> str:
        return shown.why(self._language())


class PlaceSerializer(serializers.Serializer[Any]):
    """A unit or office by code and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class TargetSerializer(Worded[evidence.Target]):
    """One unit or office that is asked."""

    unit = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    above = serializers.CharField(source="place.parent", allow_blank=True, help_text="Code of the unit above.")
    complete = serializers.BooleanField()
    complete_since = serializers.DateField(allow_null=True)
    regressed_on = serializers.DateField(allow_null=True, help_text="It was complete until before this day.")
    deadline = serializers.DateField(allow_null=True)
    named = serializers.BooleanField(help_text="The directive names it as late.")
    inherited = serializers.BooleanField()
    simulated = serializers.BooleanField()
    ended_on = serializers.DateField(source="place.ended_on", allow_null=True, help_text="The unit's end, if any.")
    successors = PlaceSerializer(source="place.successors", many=True, help_text="Units that followed it.")
    takes_over = serializers.ListField(child=serializers.CharField(), help_text="Codes of the targets before it.")
    evidence = EvidenceSerializer(many=True)


class ForecastSerializer(serializers.Serializer[Any]):
    """When all may be complete; every number is null and `reason` is given where nothing can be said."""

    p10 = serializers.DateField(allow_null=True, help_text="One chance in ten that all are complete by this day.")
    p50 = serializers.DateField(allow_null=True)
    p90 = serializers.DateField(allow_null=True)
    chance = serializers.FloatField(allow_null=True, help_text="Of all being complete by the deadline, 0 to 1.")
    horizon = serializers.DateField(allow_null=True, help_text="No later day is looked at.")
    weeks = serializers.IntegerField(help_text="Past weeks that the pace is taken from.")
    runs = serializers.IntegerField(help_text="How often the future was drawn.")
    reason = serializers.ChoiceField(choices=["", "done", "too_early", "no_gain", "not_judged"])


class LackingSerializer(Worded[evidence.Lacking]):
    """A target that lacks a kind."""

    unit = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    days = serializers.IntegerField(help_text="Since it turned back, or since the directive.")
    reason = serializers.CharField()
    why = serializers.SerializerMethodField()

    def get_why(self, shown: evidence.Lacking) -> str:
        return shown.why(self._language())


class MissingSerializer(Worded[Any]):
    """A kind that targets lack; the kind that most lack comes first."""

    key = serializers.ChoiceField(choices=evidence.KEYS)
    name = serializers.SerializerMethodField()
    count = serializers.IntegerField()
    longest = serializers.IntegerField(help_text="Days.")
    lacking = LackingSerializer(many=True)

    def get_name(self, shown: evidence.Missing) -> str:
        return shown.name(self._language())


class RegressionSerializer(serializers.Serializer[Any]):
    """A target that was complete and no longer is."""

    unit = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    complete_from = serializers.DateField(allow_null=True)
    lost_on = serializers.DateField()
    missing = EvidenceSerializer(many=True)


class ProgressSerializer(serializers.Serializer[evidence.Progress]):
    """One ask as of a day."""

    directive = serializers.CharField(source="head.directive")
    ask = serializers.CharField(source="head.ask")
    title = serializers.CharField(source="head.title")
    measure = serializers.ChoiceField(source="head.measure", choices=Measure.values)
    as_of = serializers.DateField()
    before_issue = serializers.BooleanField(help_text="The day lies before the directive; its first rules judge it.")
    basis = serializers.SerializerMethodField(help_text="A fact counts on the day it happened.")
    counted_to = serializers.DateTimeField(allow_null=True, help_text="Sums over cases are counted up to here.")
    units = serializers.SerializerMethodField()
    complete = serializers.IntegerField()
    share = serializers.FloatField(help_text="0 to 1.")
    pieces = serializers.IntegerField(help_text="Things shown by all targets.")
    all_pieces = serializers.IntegerField(help_text="Things all targets have to show.")
    deadline = serializers.DateField(allow_null=True)
    deadline_words = serializers.CharField(source="head.deadline_words", allow_blank=True)
    simulated = serializers.BooleanField(help_text="Something that counted was played and is not real.")
    forecast = serializers.SerializerMethodField()
    burn_up = serializers.SerializerMethodField(help_text="Where the counts of every day are.")
    missing = serializers.SerializerMethodField()
    regressions = serializers.SerializerMethodField()
    targets = TargetSerializer(many=True)

    def _look(self) -> evidence.Look:
        found: evidence.Look = self.context["look"]
        return found

    def get_basis(self, _progress: evidence.Progress) -> str:
        return "occurred"

    def get_units(self, progress: evidence.Progress) -> int:
        return len(progress.targets)

    @extend_schema_field(ForecastSerializer)
    def get_forecast(self, progress: evidence.Progress) -> dict[str, Any]:
        return forecast(self._look().burn_up(progress.as_of))

    def get_burn_up(self, progress: evidence.Progress) -> str:
        address = reverse("rollout-burn-up", args=[progress.head.directive, progress.head.ask])
        return f"{address}?as_of={progress.as_of.isoformat()}"

    @extend_schema_field(MissingSerializer(many=True))
    def get_missing(self, progress: evidence.Progress) -> Any:
        found = self._look().missing_ranked(progress.as_of)
        return MissingSerializer(found, many=True, context=self.context).data

    @extend_schema_field(RegressionSerializer(many=True))
    def get_regressions(self, progress: evidence.Progress) -> Any:
        found = self._look().regressions(progress.as_of)
        return RegressionSerializer(found, many=True, context=self.context).data


def forecast(burn_up: evidence.BurnUp) -> dict[str, Any]:
    """The forecast of a burn-up; without one its reason alone."""
    found = burn_up.forecast
    if found is not None:
        return {**ForecastSerializer({**_fields(found), "reason": ""}).data}
    nothing = dict.fromkeys(("p10", "p50", "p90", "chance", "horizon"))
    return {**ForecastSerializer({**nothing, "weeks": 0, "runs": 0, "reason": burn_up.reason}).data}


def _fields(found: evidence.Forecast) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("p10", "p50", "p90", "chance", "horizon", "weeks", "runs")}


class PointSerializer(serializers.Serializer[evidence.Point]):
    """One day; `complete` and `pieces` are null where it had not come, `low` to `high` where nothing is forecast."""

    day = serializers.DateField()
    complete = serializers.IntegerField(allow_null=True)
    pieces = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True, help_text="Nine chances in ten to be more.")
    middle = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True, help_text="One chance in ten to be more.")


class BurnUpSerializer(serializers.Serializer[evidence.BurnUp]):
    """Complete targets and things shown, day by day."""

    as_of = serializers.DateField()
    deadline = serializers.DateField(allow_null=True)
    units = serializers.IntegerField()
    all_pieces = serializers.IntegerField()
    forecast = serializers.SerializerMethodField()
    days = PointSerializer(many=True)

    @extend_schema_field(ForecastSerializer)
    def get_forecast(self, burn_up: evidence.BurnUp) -> dict[str, Any]:
        return forecast(burn_up)


class ChangeSerializer(Worded[evidence.Change]):
    """One thing of one target that is met on one of two days only."""

    unit = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    key = serializers.ChoiceField(choices=evidence.KEYS)
    on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    why = serializers.SerializerMethodField()

    def get_why(self, shown: evidence.Change) -> str:
        return shown.why(self._language())


class ComparisonSerializer(serializers.Serializer[evidence.Comparison]):
    """What changed between two days."""

    first = serializers.DateField()
    last = serializers.DateField()
    complete_first = serializers.IntegerField()
    complete_last = serializers.IntegerField()
    gained = ChangeSerializer(many=True)
    lost = ChangeSerializer(many=True)
    became_complete = PlaceSerializer(many=True)
    no_longer = PlaceSerializer(many=True)
    joined = PlaceSerializer(many=True, help_text="Asked on the later day only.")
    left = PlaceSerializer(many=True, help_text="Asked on the earlier day only.")


class RuleSerializer(serializers.Serializer[Any]):
    """What a kind of evidence needs, from a day to a day."""

    kind = serializers.ChoiceField(choices=evidence.KEYS)
    parameters = serializers.DictField()
    basis = serializers.CharField()
    verified = serializers.BooleanField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class AskSerializer(serializers.Serializer[Any]):
    """One item of a directive. `words` are its exact words and empty where they are not at hand."""

    number = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    owner_words = serializers.CharField()
    owners = serializers.ListField(child=serializers.CharField())
    deadline = serializers.DateField(allow_null=True)
    deadline_words = serializers.CharField(allow_blank=True)
    measure = serializers.ChoiceField(choices=Measure.values)
    units = serializers.IntegerField(help_text="Whom it asks on the directive's day.")
    rules = RuleSerializer(many=True)
    progress = serializers.SerializerMethodField(help_text="Where its progress is.")

    def get_progress(self, ask: Any) -> str:
        return reverse("rollout-progress", args=[ask.directive_id, ask.number])


class DirectiveSerializer(serializers.Serializer[Any]):
    """A directive and what it asks."""

    code = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    issuer = serializers.CharField()
    signed_by = serializers.CharField(allow_blank=True)
    issued_on = serializers.DateField()
    legal_basis = serializers.CharField(allow_blank=True)
    asks = AskSerializer(many=True)


class MonthShareSerializer(serializers.Serializer[Any]):
    """One district in one month."""

    unit = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    month = serializers.SerializerMethodField(help_text="Such as `2019-10`.")
    by_post = serializers.IntegerField(help_text="Cases of the month that the post took in or brings back.")
    handed_over = serializers.IntegerField(help_text="Cases that changed hands in the month.")
    eligible = serializers.IntegerField(allow_null=True, help_text="Cases that could have gone; null: not stated.")
    per_mille = serializers.IntegerField(allow_null=True, help_text="The share in thousandths, rounded down.")
    flag = serializers.ChoiceField(choices=["", NOT_STATED, CONTRADICTS])
    reasons = serializers.DictField(child=serializers.IntegerField(), help_text="Why the others did not go, by code.")
    simulated = serializers.BooleanField()

    def get_month(self, row: evidence.MonthShare) -> str:
        return f"{row.month:%Y-%m}"


class SharesSerializer(serializers.Serializer[evidence.Shares]):
    """Districts and months; the sums are of those that count."""

    as_of = serializers.DateField()
    by_post = serializers.SerializerMethodField()
    eligible = serializers.SerializerMethodField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    simulated = serializers.BooleanField()
    rows = MonthShareSerializer(many=True)

    def get_by_post(self, shares: evidence.Shares) -> int:
        return shares.total()[0]

    def get_eligible(self, shares: evidence.Shares) -> int:
        return shares.total()[1]
