"""Partners, their sandbox, and facts owed to them."""

import base64
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from integrations import queues
from integrations.connectors.webhook import mapper
from integrations.connectors.webhook.client import Limits, WebhookConnector
from integrations.connectors.webhook.guard import Guard
from integrations.models import CaseQueue, Delivery, Endpoint, EndpointSecret, Partner
from integrations.sandbox.receiver import Sandbox
from integrations.sender import Sender
from postal_services import clock

SHORT = Limits(connect_s=1, read_s=2, overall_s=2)
FACT = "custody.item_delivered.v1"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A running receiver on loopback."""
    with Sandbox().running() as running:
        yield running


@dataclass
class Office:
    """One sandbox and the senders that may call it."""

    sandbox: Sandbox
    limits: Limits = SHORT

    def sender(self, **options: object) -> Sender:
        """A sender that trusts the sandbox."""
        return Sender({"webhook": self.connector()}, **options)  # type: ignore[arg-type]

    def connector(self) -> WebhookConnector:
        """The webhook connector with short patience."""
        return WebhookConnector(guard=Guard(trusted=frozenset({self.sandbox.key, "127.0.0.1:1"})), limits=self.limits)


@pytest.fixture
def office(sandbox: Sandbox) -> Office:
    return Office(sandbox)


def new_secret() -> str:
    """A secret as receivers share it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def listening(sandbox: Sandbox | None, name: str, *, url: str | None = None) -> Endpoint:
    """A partner with one endpoint at the sandbox, which knows its secret."""
    now = clock.now()
    address = url or (sandbox.url(name) if sandbox else f"https://{name}.example.vn/hook")
    partner = Partner.objects.create(
        code=name, name=f"Đối tác {name}", kind="agency", offices=["UB-633"], created_at=now
    )
    endpoint = Endpoint.objects.create(partner=partner, url=address, facts=[FACT], created_at=now)
    secret = new_secret()
    EndpointSecret.objects.create(endpoint=endpoint, secret=secret, created_at=now)
    if sandbox is not None:
        sandbox.knows(name, secret)
    return endpoint


def owe(endpoint: Endpoint, case: str, count: int = 1, *, stream: UUID | None = None) -> list[Delivery]:
    """``count`` more facts of a case, owed to the endpoint."""
    now = clock.now()
    existing = Delivery.objects.filter(endpoint=endpoint, case=case).values_list("stream", flat=True).first()
    stream = stream or existing or uuid4()
    with transaction.atomic():
        queue, last = queues.grow({(endpoint.pk, stream): count}, now)[endpoint.pk, stream]
        return Delivery.objects.bulk_create(
            [
                Delivery(
                    queue_id=queue,
                    endpoint=endpoint,
                    stream=stream,
                    seq=sequence,
                    sequence=sequence,
                    fact=FACT,
                    case=case,
                    body=mapper.body(
                        fact=FACT,
                        occurred_at=datetime(2019, 8, 5, 2, 0, tzinfo=UTC),
                        case=case,
                        sequence=sequence,
                        item="HC473124829VN",
                        state="delivered",
                        url=f"https://example.vn/api/v1/dossiers/{case}",
                    ),
                    due_at=now,
                    created_at=now,
                )
                for sequence in range(last - count + 1, last + 1)
            ]
        )


def hurry() -> None:
    """Let everything that waits for its next try be due now, and let no endpoint rest."""
    now = clock.now()
    with transaction.atomic():
        list(Endpoint.objects.locked())
        list(CaseQueue.objects.order_by("pk").select_for_update())
        Endpoint.objects.update(resting_until=None)
        Delivery.objects.standing().update(due_at=now)
        CaseQueue.objects.filter(due_at__isnull=False).update(due_at=now)


def expire_leases() -> None:
    """Let every lease have run out, as it does a minute after a sender died."""
    CaseQueue.objects.filter(lease_until__isnull=False).update(lease_until=clock.now())


def wait_for_the_horizon() -> None:
    """Transactions of other tests on the same server hold the feed back; wait until they are over."""
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_horizon() > coalesce(max(tx), 0) FROM ledger_line")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    pytest.fail("a transaction on the server has been open for a minute")
