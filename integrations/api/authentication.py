"""A partner's own key: ``Authorization: Partner psp_…``. It opens the partner's endpoints and deliveries only."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request

from delegation.registry.actors import actor_from
from integrations.models import Partner, PartnerKey
from postal_services.accounts.actors import Actor
from postal_services.api.authentication import (
    BearerAuthentication,
    DeviceAuthentication,
    HeaderKeyAuthentication,
    SessionAuthentication,
)
from postal_services.api.refusals import NotSignedIn


class PartnerUser:
    """The signed-in side of a request with a partner's key; stands where a ``User`` would stand."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False

    def __init__(self, partner: Partner) -> None:
        self.partner = partner
        self.pk = self.id = partner.pk
        self.username = f"partner:{partner.code}"

    def __str__(self) -> str:
        return self.username


class PartnerAuthentication(HeaderKeyAuthentication):
    """A partner's program."""

    keyword = "Partner"

    def caller(self, request: Request, digest: bytes) -> tuple[Any, PartnerKey]:
        """The partner whose living key this is, in one query."""
        key = PartnerKey.objects.select_related("partner").filter(digest=digest, revoked_at=None).first()
        if key is None:
            raise NotSignedIn
        return PartnerUser(key.partner), key


CLASSES = [PartnerAuthentication, BearerAuthentication, DeviceAuthentication, SessionAuthentication]
"""Keys that open this wing's calls."""


def caller(request: Request) -> Actor:
    """Who asks: a partner by its key, else the person or device as everywhere."""
    if isinstance(request.auth, PartnerKey):
        code = request.auth.partner.code
        return Actor(user_id=None, username=f"partner:{code}", partner=code)
    return actor_from(request)


class PartnerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """``Authorization: Partner …``."""

    target_class = "integrations.api.authentication.PartnerAuthentication"
    name = "partner"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Partner <key>`, the key from `POST /api/v1/partners/{code}/keys`.",
        }
