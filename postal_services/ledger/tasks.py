"""Periodic work of the ledger."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from . import checkpoints


@shared_task(name="ledger.seal")
@beats("seal", every_seconds=60)
def seal(**_: Any) -> int | None:
    """Seal what is new; runs at least once a minute. Gives the seal's number."""
    sealed = checkpoints.seal()
    return sealed.number if sealed else None
