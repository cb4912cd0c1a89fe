"""What every page may show around its own content; nothing is read before a template asks for it."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from postal_services.accounts.actors import Actor
from postal_services.web import navigation


class House:
    """The frame of a page: name, place, hotline, notice of demonstration, doors and the one who looks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def name(self) -> str:
        """The service's name; an operator may set another."""
        return gettext(getattr(settings, "BRAND_NAME", "Hồ sơ qua bưu điện"))

    @property
    def place(self) -> str:
        return gettext(getattr(settings, "BRAND_PLACE", "Tỉnh Gia Lai"))

    @property
    def logo(self) -> str:
        """Address below the static files of the operator's own mark; empty shows a plain drawing."""
        return str(getattr(settings, "BRAND_LOGO", ""))

    @property
    def hotline(self) -> str:
        """The number citizens call; empty until one is published."""
        return str(getattr(settings, "HOTLINE", ""))

    @property
    def demonstration(self) -> bool:
        """Whether what is shown is simulated data."""
        return bool(getattr(settings, "DEMO_NOTICE", False))

    @cached_property
    def actor(self) -> Actor:
        return navigation.actor_of_request(self._request)

    @cached_property
    def links(self) -> list[navigation.Link]:
        return navigation.links(self.actor, self._request.path)

    @cached_property
    def menu(self) -> navigation.Menu:
        """The same doors as they stand at the head of a page."""
        return navigation.menu(self.links)

    @property
    def other_language(self) -> str:
        """The language the switch leads to."""
        return "vi" if (get_language() or "vi").startswith("en") else "en"

    @property
    def here(self) -> str:
        """The address of this page with its query, for coming back to it; pages shown after a post lead home."""
        return self._request.get_full_path() if self._request.method in {"GET", "HEAD"} else "/"

    @cached_property
    def sign_in(self) -> str:
        return _address("account_login", "/dang-nhap")

    @cached_property
    def sign_out(self) -> str:
        return _address("account_logout", "/dang-xuat")

    @cached_property
    def account(self) -> str:
        return _address("account_home", "/tai-khoan")


def _address(name: str, otherwise: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return otherwise


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``house`` in every template."""
    return {"house": House(request)}
