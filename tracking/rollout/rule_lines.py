"""The lines by which a rule is set and corrected: on the directive's own stream, as codes and whole numbers."""

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
    _write(rules, "set", actor=actor, office=office, now=now)


def write_corrections(rules: Sequence[tuple[Ask, Rule]], *, now: datetime) -> None:
    """Write that what some rules rest on was corrected; all of one directive. Needs an open transaction."""
    _write(rules, "correct", actor=None, office=None, now=now)


def _write(
    rules: Sequence[tuple[Ask, Rule]], action: str, *, actor: UUID | None, office: str | None, now: datetime
) -> None:
    stream = writer.open_stream(STREAM, rules[0][0].directive_id, at=now)
    entries = [
        writer.Entry(
            stream=stream,
            machine=RULE,
            action=action,
            from_state="" if action == "set" else RuleState.SET.value,
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
                "verified": rule.verified,
                "position": rule.position,
                **({"valid_to": rule.valid_to.isoformat()} if rule.valid_to else {}),
            },
        )
        for ask, rule in rules
    ]
    writer.append(writer.lock([stream]), entries, recorded_at=now)
