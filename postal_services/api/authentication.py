"""The three ways of saying who is asking: a bearer token, a device's key, a signed-in page.

A bearer token is one query: token and person together. A device's key alone makes ``request.user`` a ``DeviceUser`` and
``request.auth`` the ``Device``: rooms give it the post of a clerk in the device's office, with no person's id. When a
person is signed in on the device (its browser sends the session too), ``request.user`` is the person and
``request.auth`` still the device; a page of another site cannot send the device's key, so no page secret is asked for.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as FrameworkSessionAuthentication
from rest_framework.request import Request

from postal_services import clock
from postal_services.accounts.commands import password_mark
from postal_services.accounts.keys import digest_of
from postal_services.accounts.models import ApiToken, Device, DeviceUser, User
from postal_services.accounts.networks import network_of
from postal_services.accounts.refusals import DeviceNotAllowed
from postal_services.api import throttles
from postal_services.api.refusals import NotSignedIn, TooManyRequests
from postal_services.statements import prepared_cursor

COARSE = timedelta(minutes=5)
"""``last_used_at`` and ``last_seen_at`` are written at most this often, so a scan does not cost an extra write."""
_LONGEST_KEY = 200


class HeaderKeyAuthentication(BaseAuthentication):
    """``Authorization: <keyword> <secret>``."""

    keyword: ClassVar[str] = ""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The caller behind the header; ``None`` when the header is absent or of another kind."""
        keyword, _, secret = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        secret = secret.strip()
        try:
            if not secret or len(secret) > _LONGEST_KEY:
                raise NotSignedIn
            return self.caller(request, digest_of(secret))
        except NotSignedIn:
            # the framework counts calls only after it knows the caller: wrong keys would be free
            wait = throttles.ANONYMOUS.take(network_of(request._request))  # noqa: SLF001
            if wait is not None:
                raise TooManyRequests(wait=wait) from None
            raise

    def caller(self, request: Request, digest: bytes) -> tuple[Any, Any]:
        """The person or device with this digest, and the key itself."""
        raise NotSignedIn

    def authenticate_header(self, _request: Request) -> str:
        return f'{self.keyword} realm="api"'


class BearerAuthentication(HeaderKeyAuthentication):
    """A person's program: ``Authorization: Bearer pst_…``."""

    keyword = "Bearer"

    def caller(self, request: Request, digest: bytes) -> tuple[User, ApiToken]:
        """The active person whose living token this is, in one query."""
        now = clock.now()
        token = _token_with(digest)
        if token is None or not token.works_at(now) or not token.user.is_active:
            raise NotSignedIn
        if not hmac.compare_digest(bytes(token.password_mark), password_mark(token.user)):
            raise NotSignedIn
        if _is_old(token.last_used_at, now):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token


_TOKEN_COLUMNS = tuple(field.attname for field in ApiToken._meta.concrete_fields)  # noqa: SLF001 - Django's own way to ask
_USER_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)  # noqa: SLF001
_FIND_TOKEN = (
    "SELECT {}, {} FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id WHERE t.digest = %s".format(  # noqa: S608
        ", ".join(f"t.{name}" for name in _TOKEN_COLUMNS), ", ".join(f"u.{name}" for name in _USER_COLUMNS)
    )
)


def _token_with(digest: bytes) -> ApiToken | None:
    """The token and its person; every call with a key asks this, so the server plans it once a connection."""
    with prepared_cursor() as cursor:
        cursor.execute(_FIND_TOKEN, [digest])
        row = cursor.fetchone()
    if row is None:
        return None
    token: ApiToken = ApiToken.from_db(DEFAULT_DB_ALIAS, _TOKEN_COLUMNS, row[: len(_TOKEN_COLUMNS)])
    token.user = User.from_db(DEFAULT_DB_ALIAS, _USER_COLUMNS, row[len(_TOKEN_COLUMNS) :])
    return token


class DeviceAuthentication(HeaderKeyAuthentication):
    """An enrolled device: ``Authorization: Device psd_…``."""

    keyword = "Device"

    def caller(self, request: Request, digest: bytes) -> tuple[Any, Device]:
        """The device with this key, as itself or with the person who is signed in on it.

        Raises:
            NotSignedIn: the key opens nothing, or the device was taken out of use.
            DeviceNotAllowed: the address is not on the device's list.
        """
        device = Device.objects.filter(Q(digest=digest) | Q(previous_digest=digest)).first()
        if device is None or device.revoked_at is not None:
            raise NotSignedIn
        match = request._request.resolver_match  # noqa: SLF001 - the framework's request does not pass it on
        if match is None or not device.may_call(match.url_name or ""):
            raise DeviceNotAllowed
        self._note(device, digest)
        person = getattr(request._request, "user", None)  # noqa: SLF001 - the session's person, before this class
        if isinstance(person, User) or (person is not None and person.is_authenticated and person.is_active):
            return person, device
        return DeviceUser(device), device

    @staticmethod
    def _note(device: Device, digest: bytes) -> None:
        """Drop the old key once the new one is in use, and note the visit now and then."""
        now = clock.now()
        if device.previous_digest is not None and bytes(device.digest) == digest:
            Device.objects.filter(pk=device.pk, digest=digest).update(previous_digest=None, last_seen_at=now)
        elif _is_old(device.last_seen_at, now):
            Device.objects.filter(pk=device.pk).update(last_seen_at=now)


class SessionAuthentication(FrameworkSessionAuthentication):
    """A signed-in page of the house; writes need the page's own secret (CSRF)."""

    def authenticate_header(self, _request: Request) -> str:
        return 'Bearer realm="api"'


def _is_old(then: datetime | None, now: datetime) -> bool:
    return then is None or now - then >= COARSE
