"""Validity: from a first day (included) to an end day (not included, empty while it lasts)."""

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from postal_services.accounts.actors import Actor


def days(first: str = "valid_from", end: str = "valid_to") -> Func:
    """SQL for the range of days ``[first, end)`` of a row; an empty end means it lasts."""
    return Func(F(first), F(end), Value("[)"), function="daterange", output_field=DateRangeField())


def no_overlap(name: str, *keys: str, first: str = "valid_from", end: str = "valid_to") -> ExclusionConstraint:
    """PostgreSQL refuses two rows that agree on ``keys`` and are valid on the same day."""
    expressions: list[tuple[str | Func, str]] = [(key, RangeOperators.EQUAL) for key in keys]
    return ExclusionConstraint(name=name, expressions=[*expressions, (days(first, end), RangeOperators.OVERLAPS)])


def ends_after_start(name: str, first: str = "valid_from", end: str = "valid_to") -> models.CheckConstraint:
    """PostgreSQL refuses a validity that ends on or before its first day."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(first)}))


Row = TypeVar("Row", bound=models.Model)


class PublicQuerySet(models.QuerySet[Row]):
    """Reference data that anybody may read (Law 104/2016 on access to information, article 19)."""

    def visible_to(self, _actor: Actor) -> Self:
        """All of it: public reference data is the same for everyone."""
        return self.all()


class SpanQuerySet(PublicQuerySet[Row]):
    """Public rows with ``valid_from`` and ``valid_to``."""

    def valid_on(self, day: date) -> Self:
        """Rows in force on ``day`` (Vietnam)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
