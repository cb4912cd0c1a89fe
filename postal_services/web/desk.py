"""The desk: what waits for the person who just signed in, told by the rooms that know.

``settings.DESK_PANELS`` lists dotted paths of functions ``(actor) -> Panel | Figures | None``; a room returns ``None``
when it has nothing for this person's posts.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db.models import Count, Model, QuerySet, Window
from django.utils.module_loading import import_string

from postal_services.accounts.actors import Actor

Shown = TypeVar("Shown", bound=Model)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel: what it is, where it leads, in which state, since when (a phrase ready to read)."""

    text: str
    href: str
    state: str = ""
    note: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What to do next: ``total`` counts all, ``rows`` shows the first few, ``href`` leads to the rest.

    ``later`` is the address of what takes the panel's place once the desk is shown: what takes long to reckon does not
    keep the rest waiting. Without a script the panel stays, with its link.
    """

    title: str
    rows: Sequence[Row]
    total: int
    href: str = ""
    link: str = ""
    icon: str = "list"
    none: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its word and the list it was counted from; ``colour`` is green, amber, red or none."""

    number: int | str
    label: str
    href: str = ""
    note: str = ""
    colour: str = ""
    unit: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers that stand on top of the desk, and the one next action when there is one."""

    figures: Sequence[Figure]
    action: str = ""
    action_href: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is shown to one person."""

    figures: Sequence[Figure]
    panels: Sequence[Panel]
    action: str = ""
    action_href: str = ""


def first_of(rows: "QuerySet[Shown]", at_most: int) -> tuple[list[Shown], int]:
    """The first few of some rows and how many there are in all; one query, however many."""
    found = list(rows.annotate(rows_in_all=Window(Count("*")))[:at_most])
    return found, int(getattr(found[0], "rows_in_all", 0)) if found else 0


def desk_of(actor: Actor) -> Desk:
    """Ask every room, in the order of the settings; the first action offered is the one next action.

    ``settings.DESK_READING`` names what is held open meanwhile, so that rooms share what they all look up.
    """
    path = getattr(settings, "DESK_READING", "")
    held: AbstractContextManager[None] = import_string(path)() if path else nullcontext()
    with held:
        return _asked(actor)


def _asked(actor: Actor) -> Desk:
    figures: list[Figure] = []
    panels: list[Panel] = []
    action = action_href = ""
    for path in getattr(settings, "DESK_PANELS", ()):
        given = import_string(path)(actor)
        if isinstance(given, Panel):
            panels.append(given)
        elif isinstance(given, Figures):
            figures.extend(given.figures)
            if given.action and not action:
                action, action_href = given.action, given.action_href
    return Desk(figures, panels, action, action_href)
