"""Which circular's forms hold on a day. The days of force are rows of the registry, so that a wrong one is put right
there and nowhere else; a paper keeps the form of the day of its act.
"""

from datetime import date

from delegation.registry import parameters
from delegation.registry.parameters import Key
from postal_services.documents.papers.forms import Form, FormKind, form

__all__ = ["Form", "FormKind", "kept", "of_day", "set_on"]


def set_on(day: date) -> str:
    """The circular in force on ``day``: ``01/2018`` or ``03/2025``. Raises NoParameter before the first of them."""
    return parameters.value(Key.FORM_SET, day).text


def of_day(kind: FormKind | str, day: date) -> Form:
    """The form of ``kind`` as it is on ``day``, marked where the circular's day of force is not verified."""
    value = parameters.value(Key.FORM_SET, day)
    return form(value.text, FormKind(kind), verified=value.verified)


def kept(kind: FormKind | str, edition: str, day: date) -> Form:
    """The form of a paper given on ``day`` under ``edition``, whatever the registry says today."""
    value = parameters.value(Key.FORM_SET, day)
    return form(edition, FormKind(kind), verified=value.verified)
