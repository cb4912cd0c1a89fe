"""Whose the acts about a target are: the unit's own people, and the province."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from delegation.registry.models import OfficeKind
from delegation.registry.models.units import DISTRICT_KINDS
from postal_services.accounts.actors import Actor, Role

Row = TypeVar("Row", bound=models.Model)

SPEAKERS = (Role.OFFICER, Role.SUPERVISOR)
"""Who speaks for a unit: officers of its committee, supervisors of its post office."""
LOCAL_KINDS = (OfficeKind.ONE_STOP, OfficeKind.DEPARTMENT, OfficeKind.DISTRICT_POST)
"""Offices whose officers or supervisors speak for the unit the office stands in."""


def units_spoken_for(actor: Actor, roles: tuple[Role, ...] = SPEAKERS) -> frozenset[str]:
    """Codes of the units for which the actor speaks as one of ``roles``; a district's communes are theirs as well."""
    return frozenset(post.unit for post in actor.appointments if post.role in roles and post.office_kind in LOCAL_KINDS)


def offices_spoken_for(actor: Actor) -> frozenset[str]:
    """Codes of the offices for which the actor speaks."""
    return actor.offices_as(*SPEAKERS, Role.PROVINCE)


def about_whom(actor: Actor, target: str = "") -> Q:
    """The targets of the units and offices the actor speaks for, all of them for the province; ``target`` is the way to
    them, such as ``target__``.
    """
    if actor.is_any((Role.PROVINCE,)):
        return Q()
    units = units_spoken_for(actor)
    told = {
        "unit__code__in": units,
        "unit__parent__code__in": units,
        "unit__parent__kind__in": DISTRICT_KINDS,
        "office__in": offices_spoken_for(actor),
    }
    unit, parent, kind, office = ((f"{target}{name}", value) for name, value in told.items())
    return Q(unit) | Q(parent, kind) | Q(office)


class TargetQuerySet(models.QuerySet[Row]):
    """Rows about a target as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province sees all; everybody else what is about the units and offices they speak for."""
        return self.filter(about_whom(actor, "target__"))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")
