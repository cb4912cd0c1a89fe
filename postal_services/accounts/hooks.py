"""What the floor asks of the rooms above it, by name from the settings: who the asker is, and whether an office exists.

The floor may not import a room, so the roof names the functions: ``ACTOR_FROM``, ``IS_OFFICE`` and ``DEVICE_NOTED``.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device


@lru_cache(maxsize=8)
def _named(path: str) -> Any:
    return import_string(path)


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"ACTOR_FROM", "IS_OFFICE", "DEVICE_NOTED"}:
        _named.cache_clear()


setting_changed.connect(_forget, dispatch_uid="accounts.hooks")


def actor_from(request: Any) -> Actor:
    """The actor behind a request, with the posts held now."""
    actor: Actor = _named(settings.ACTOR_FROM)(request)
    return actor


def is_office(code: str) -> bool:
    """Whether ``code`` is an office that exists today."""
    return bool(_named(settings.IS_OFFICE)(code))


def note_device(act: str, actor: Actor, device: Device) -> None:
    """Tell the room that keeps the ledger of devices that one was enrolled (``enrol``) or retired (``revoke``).

    It writes its line in the transaction of the act; when it cannot, the act is undone.
    """
    _named(settings.DEVICE_NOTED)(act, actor, device)
