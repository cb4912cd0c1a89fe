"""The line by which a rule is set: on the directive's own stream, as codes and whole numbers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from postal_services.ledger import writer
from tracking.rollout.models import Ask, Rule
from tracking.rollout.states import RULE, RuleState

STREAM = "directive"
"""Kind of the stream that bears a directive's code."""


def write_rules(rules: Sequence[tuple[Ask, Rule]], *, actor: UUID | None, office: str | None, now: datetime) -> None:
    """Write one line for each rule; all of one directive. Needs an open transaction; three statements."""
    stream = writer.open_stream(STREAM, rules[0][0].directive_id, at=now)
    entries = [
        writer.Entry(
            stream=stream,
            machine=RULE,
            action="set",
            from_state="",
            to_state=RuleState.SET.value,
            subject=rule.id,
            occurred_at=now,
            actor=actor,
            office=office,
            data={
                "ask": ask.number,
                "kind": rule.kind,
                "parameters": rule.parameters,
                "valid_from": rule.valid_from.isoformat(),
            },
        )
        for ask, rule in rules
    ]
    writer.append(writer.lock([stream]), entries, recorded_at=now)
