"""Sends what is owed: one thread of the database's, several of the wire's.

The loop claims and settles; the threads only speak HTTP and never touch the database, so no transaction is ever open
while a partner is waited for. Dying at any point loses nothing: the lease runs out and the message goes again with the
same id.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

import structlog

from integrations.claims import AT_ONCE, Parcel, claim
from integrations.connectors import Connector, Rejected, Retryable
from integrations.settling import Ended, settle
from postal_services import clock

log = structlog.get_logger(__name__)

THREADS = 8
LOOK_AGAIN_S = 0.25
"""How often new work is looked for while calls are under way."""


@dataclass(slots=True)
class Tally:
    """What one run of a sender did."""

    sent: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class Sender:
    """Sends with the given connectors, by their names."""

    connectors: Mapping[str, Connector]
    threads: int = THREADS
    at_once: int = AT_ONCE
    now: Callable[[], datetime] = clock.now

    def run(self, *, budget_s: float) -> Tally:
        """Claim, send and settle until nothing is due, or no new work after ``budget_s`` seconds."""
        tally = Tally()
        end = time.monotonic() + budget_s
        flying: dict[Future[Ended], Parcel] = {}
        with ThreadPoolExecutor(max_workers=self.threads, thread_name_prefix="deliver") as pool:
            while True:
                room = self.threads - len(flying)
                if room and time.monotonic() < end:
                    for parcel in claim(limit=room, now=self.now(), at_once=self.at_once):
                        flying[pool.submit(self._send, parcel)] = parcel
                if not flying:
                    return tally
                landed, _ = wait(flying, timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED)
                for future in landed:
                    self._land(flying.pop(future), future.result(), tally)

    def _send(self, parcel: Parcel) -> Ended:
        """One call on the wire, in a thread. A connector that breaks its promise is a failure like any other."""
        begun = time.monotonic()
        result: object
        try:
            result = self.connectors[parcel.connector].send(parcel.message)
        except (Retryable, Rejected) as trouble:
            result = trouble
        except Exception as error:  # noqa: BLE001 - one faulty connector must not stop the others' messages
            log.error("connector_broke", connector=parcel.connector, kind=type(error).__name__)
            result = Retryable("connector_broke")
        return Ended(result, int((time.monotonic() - begun) * 1000))

    def _land(self, parcel: Parcel, ended: Ended, tally: Tally) -> None:
        counted = settle(parcel, ended, now=self.now())
        tally.sent += 1
        tally.accepted += not isinstance(ended.result, Exception)
        log.info(
            "delivery_tried",
            delivery=str(parcel.delivery),
            endpoint=str(parcel.endpoint),
            status=ended.result.status,
            error=getattr(ended.result, "code", ""),
            duration_ms=ended.duration_ms,
            counted=counted,
        )
