"""What the floor asks of the rooms above it, by name from the settings: who the asker is, and whether an office exists.

The floor may not import a room, so the roof names the two functions: ``ACTOR_FROM`` and ``IS_OFFICE``.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from postal_services.accounts.actors import Actor


@lru_cache(maxsize=8)
def _named(path: str) -> Any:
    return import_string(path)


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"ACTOR_FROM", "IS_OFFICE"}:
        _named.cache_clear()


setting_changed.connect(_forget, dispatch_uid="accounts.hooks")


def actor_from(request: Any) -> Actor:
    """The actor behind a request, with the posts held now."""
    actor: Actor = _named(settings.ACTOR_FROM)(request)
    return actor


def is_office(code: str) -> bool:
    """Whether ``code`` is an office that exists today."""
    return bool(_named(settings.IS_OFFICE)(code))
