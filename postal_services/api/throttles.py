"""How fast anyone may call: strangers by network, everyone else by key."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from postal_services.accounts.limits import Limit
from postal_services.accounts.models import ApiToken, Device
from postal_services.accounts.networks import network_of

_MINUTE = 60
_BLOCKS = 20
"""A key's minute is taken from the database in this many parts."""

ANONYMOUS = Limit("call/network", settings.LIMIT_ANONYMOUS, _MINUTE, max(1, settings.LIMIT_ANONYMOUS // _BLOCKS))
KEYED = Limit("call/key", settings.LIMIT_KEY, _MINUTE, max(1, settings.LIMIT_KEY // _BLOCKS))


class LimitThrottle(BaseThrottle):
    """A throttle over one of the shared limits."""

    def __init__(self) -> None:
        self._wait: int | None = None

    def wait(self) -> float | None:
        """Seconds until the next call is let in."""
        return None if self._wait is None else float(self._wait)


class AnonymousThrottle(LimitThrottle):
    """Callers who have not signed in, by network."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether the caller's network has a call left this minute."""
        if request.user is not None and request.user.is_authenticated:
            return True
        self._wait = ANONYMOUS.take(network_of(request._request))  # noqa: SLF001
        return self._wait is None


class KeyThrottle(LimitThrottle):
    """Signed-in callers, by token, device or person."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether the caller's key has a call left this minute."""
        caller = caller_of(request)
        if caller is None:
            return True
        self._wait = KEYED.take(caller)
        return self._wait is None


def caller_of(request: Request) -> str | None:
    """A stable name for whoever holds the key of this request; ``None`` for strangers."""
    if isinstance(request.auth, ApiToken):
        return f"token:{request.auth.pk}"
    if isinstance(request.auth, Device):
        person = f"/{request.user.pk}" if request.user.pk else ""
        return f"device:{request.auth.pk}{person}"
    if request.user is not None and request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return None
