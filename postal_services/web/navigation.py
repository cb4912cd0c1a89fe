"""The doors on every page: which entries a person sees, decided by the posts they hold.

Rooms stand above this one, so they are never imported here: ``settings.NAVIGATION`` lists the entries as data, and
``settings.WEB_ACTOR`` names, by dotted path, the function that tells who asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from postal_services.accounts.actors import NOBODY, Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of ``settings.NAVIGATION``: label in Vietnamese, name of the address, roles that see it (none: all).

    ``seldom`` are the roles whose day needs it so seldom that they find it under "Thêm".
    """

    label: str
    url_name: str
    roles: Sequence[str] = ()
    key: str = ""
    seldom: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown: ``here`` is the page itself, ``within`` a page below it; ``key`` follows ``g``."""

    label: str
    href: str
    here: bool
    within: bool
    key: str
    seldom: bool = False

    @property
    def current(self) -> bool:
        """Whether the reader is on its page or below it."""
        return self.here or self.within


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries of one person: those of every day in the bar, the others together under "Thêm"."""

    bar: Sequence[Link]
    more: Sequence[Link]

    @property
    def within_more(self) -> str:
        """The label of the entry under "Thêm" that the reader is at; empty where it stands in the bar."""
        return next((link.label for link in self.more if link.current), "")


def actor_of_request(request: HttpRequest) -> Actor:
    """Who asks, by the function named in ``settings.WEB_ACTOR``; nobody when not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return NOBODY
    path = getattr(settings, "WEB_ACTOR", "")
    if not path:
        return Actor(user_id=user.pk, username=user.get_username())
    actor = import_string(path)(request)
    return actor if isinstance(actor, Actor) else NOBODY


def entries() -> tuple[Entry, ...]:
    """Every entry of the settings, in their order."""
    return tuple(Entry(*entry) for entry in getattr(settings, "NAVIGATION", ()))


def links(actor: Actor, path: str) -> list[Link]:
    """The entries ``actor`` may see, with the one for ``path`` marked; entries without an address yet are left out."""
    shown: list[Link] = []
    for entry in entries():
        if entry.roles and not _holds(actor, entry.roles):
            continue
        try:
            href = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        within = href != "/" and path.startswith(href) and path != href
        shown.append(Link(gettext(entry.label), href, path == href, within, entry.key, seldom=_seldom(actor, entry)))
    return shown


def menu(shown: Sequence[Link]) -> Menu:
    """The bar and what stands under "Thêm"; a single entry is not hidden behind a word of its own length."""
    more = [link for link in shown if link.seldom]
    if len(more) <= 1:
        return Menu(shown, ())
    return Menu([link for link in shown if not link.seldom], more)


def _held(actor: Actor) -> frozenset[str]:
    return frozenset(appointment.role.value for appointment in actor.appointments)


def _holds(actor: Actor, roles: Iterable[str]) -> bool:
    return bool(_held(actor) & frozenset(roles))


def _seldom(actor: Actor, entry: Entry) -> bool:
    """Whether every post by which the actor sees the entry needs it seldom."""
    sees = _held(actor) & frozenset(entry.roles) if entry.roles else _held(actor)
    return bool(sees) and sees <= frozenset(entry.seldom)
