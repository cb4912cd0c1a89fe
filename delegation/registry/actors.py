"""From a signed-in person or an enrolled device to the actor that policies see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor, Appointment, Role
from postal_services.accounts.models import Device, User
from postal_services.statements import prepared_cursor

_KEPT = "_registry_actor"


def actor_of(user: User | AnonymousUser | None, at: datetime | None = None, device: Device | None = None) -> Actor:
    """The actor behind ``user`` with the posts held at ``at`` (now when not given); one query.

    On a device where somebody is signed in, the person acts and the device is noted. A device alone acts as a clerk
    of its office, with no person's name. A person whose account is closed holds no post.
    """
    instant = at or clock.now()
    if isinstance(user, User):
        appointments = _appointments(user, instant) if user.is_active else ()
        return Actor(user.pk, user.get_username(), appointments, device_id=device.pk if device else None)
    if device is not None:
        return Actor(None, "", _device_appointment(device, instant), device_id=device.pk)
    return NOBODY


def actor_from(request: Any) -> Actor:
    """The actor of a Django or REST request, with the posts held now; found once a request."""
    inner = getattr(request, "_request", request)
    user = getattr(request, "user", None)
    auth = getattr(request, "auth", None)
    device = auth if isinstance(auth, Device) else None
    asker: tuple[UUID | None, UUID | None] = (getattr(user, "pk", None), device.pk if device else None)
    kept: tuple[tuple[UUID | None, UUID | None], Actor] | None = getattr(inner, _KEPT, None)
    if kept is not None and kept[0] == asker:
        return kept[1]
    actor = actor_of(user, device=device)
    setattr(inner, _KEPT, (asker, actor))
    return actor


_POSTS = """
SELECT p.office_id, o.kind, n.code, p.role
  FROM registry_post p JOIN registry_office o ON o.code = p.office_id JOIN registry_unit n ON n.id = o.unit_id
 WHERE p.user_id = %s AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s) ORDER BY p.id
"""


def _appointments(user: User, instant: datetime) -> tuple[Appointment, ...]:
    """The posts of ``user`` on that day; every request asks this, so the server plans it once a connection."""
    day = clock.day_of(instant)
    with prepared_cursor() as cursor:
        cursor.execute(_POSTS, [user.pk, day, day])
        rows = cursor.fetchall()
    return tuple(Appointment(office, kind, unit, Role(role)) for office, kind, unit, role in rows)


def _device_appointment(device: Device, instant: datetime) -> tuple[Appointment, ...]:
    if device.revoked_at is not None and device.revoked_at <= instant:
        return ()
    offices = Office.objects.valid_on(clock.day_of(instant)).filter(code=device.office)
    return tuple(
        Appointment(code, kind, unit, Role.CLERK)
        for code, kind, unit in offices.values_list("code", "kind", "unit__code")
    )
