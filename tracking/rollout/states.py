"""Legal moves of what the rollout room itself writes to the ledger."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

RULE = "rule"


class RuleState(TextChoices):
    """A rule is set and stays: it ends where the next one of its kind begins."""

    SET = "set", "Đã đặt"


RULE_EDGES: frozenset[Edge] = frozenset({Edge(START, "set", RuleState.SET.value)})
