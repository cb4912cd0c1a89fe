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
    """One entry of ``settings.NAVIGATION``: label in Vietnamese, name of the address, roles that see it (none: all)."""

    label: str
    url_name: str
    roles: Sequence[str] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown: ``here`` is the page itself, ``within`` a page below it; ``key`` follows ``g``."""

    label: str
    href: str
    here: bool
    within: bool
    key: str


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
        shown.append(Link(gettext(entry.label), href, here=path == href, within=within, key=entry.key))
    return shown


def _holds(actor: Actor, roles: Iterable[str]) -> bool:
    wanted = frozenset(roles)
    return any(appointment.role.value in wanted for appointment in actor.appointments)
