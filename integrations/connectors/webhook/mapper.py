"""The shape of an outgoing webhook: the body, its bytes, the headers over them. No wire, no clock."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from standardwebhooks.webhooks import Webhook


def body(
    *,
    fact: str,
    occurred_at: datetime,
    case: str,
    sequence: int,
    item: str | None,
    state: str,
    url: str,
    simulated: bool = False,
) -> dict[str, Any]:
    """The thin body: codes and ids only, never a name, a telephone number or an address.

    ``sequence`` counts the messages of one case to one endpoint, from 1 without holes; ``url`` is where the receiver
    fetches the rest with its own key. ``simulated`` says that the case is played, no citizen's.
    """
    return {
        "type": fact,
        "timestamp": occurred_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {
            "case": case,
            "sequence": sequence,
            "item": item,
            "state": state,
            "url": url,
            "simulated": simulated,
        },
    }


def with_gap(thin: Mapping[str, Any]) -> dict[str, Any]:
    """The same body, saying that the message before it in the case could not be delivered and was set aside."""
    return {**thin, "data": {**thin["data"], "gap": True}}


def payload(thin: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and sent: compact JSON in UTF-8, the same for each attempt."""
    return json.dumps(thin, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def headers(*, id: UUID, sent_at: datetime, secrets: Iterable[str], content: bytes) -> dict[str, str]:  # noqa: A002 - the header's own name
    """Headers of Standard Webhooks: one signature for each secret that is valid now, newest first."""
    moment = sent_at.astimezone(UTC)
    text = content.decode()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "postal-services-webhook/1",
        "webhook-id": str(id),
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(str(id), moment, text) for secret in secrets),
    }
