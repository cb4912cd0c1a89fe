"""``{% load sheets %}``: shares and working days, as the papers write them."""

from django import template

from tracking.reports.tables import Kind, said

register = template.Library()


@register.filter
def percent(part: int | None) -> str:
    """Hundredths of a per cent: ``87,50 %``; a dash where nothing is known."""
    return said(part, Kind.SHARE)


@register.filter
def days(hundredths: int | None) -> str:
    """Hundredths of a working day: ``2,50``; a dash where nothing is known."""
    return said(hundredths, Kind.DAYS)


@register.filter
def change(number: int | None) -> str:
    """A difference with its sign."""
    return said(number, Kind.CHANGE)
