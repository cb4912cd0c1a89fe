"""Keeps outgoing calls away from our own networks (server-side request forgery).

The name is resolved once, every answer is checked, and the connection goes to a checked address literally: what was
checked is what is used, whatever the name service says a moment later.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Resolver = Callable[[str, int], list[str]]
"""A host name and a port to its addresses in text."""

PORTS = frozenset({443, 8443})
MAX_URL = 2000

_REFUSED_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # the metadata service of one large cloud lives on a public address
        "192.0.0.0/24",  # protocol assignments, among them another cloud's metadata service
        "192.88.99.0/24",  # 6to4 relays
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local use
        "100::/64",  # discard
        "2001::/23",  # protocol assignments with Teredo
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)


class AddressRefused(Exception):
    """The address is not one that partners may be called at; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NameUnknown(Exception):
    """The name service gave no address, or no answer in time."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart after it passed the checks that need no network."""

    scheme: str
    host: str
    port: int

    @property
    def key(self) -> str:
        return f"{self.host}:{self.port}"


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses the operating system knows for ``host``, IPv4 first, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in ordered))


def is_public(text: str) -> bool:
    """Whether an address in text is one of the public internet that partners may use."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if any(address.version == net.version and address in net for net in _REFUSED_NETWORKS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@dataclass(frozen=True)
class Guard:
    """The rule about where calls may go.

    ``trusted`` holds ``host:port`` pairs that may also be called by plain http and on any address; it is for a receiver
    on the same machine and is empty in production.
    """

    trusted: frozenset[str] = frozenset()
    resolver: Resolver = field(default=system_resolver)
    resolve_timeout_s: float = 5.0

    def check_url(self, url: str) -> Target:
        """The parts of ``url``, without asking the network. Raises :class:`AddressRefused` when it is not allowed."""
        if len(url) > MAX_URL or any(ord(character) <= 0x20 or character == "\\" for character in url):  # noqa: PLR2004
            raise AddressRefused("url_malformed")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise AddressRefused("url_malformed") from error
        if parts.scheme not in {"https", "http"} or not host or parts.fragment:
            raise AddressRefused("url_malformed")
        if parts.username is not None or parts.password is not None:
            raise AddressRefused("url_has_credentials")
        target = Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))
        if target.key not in self.trusted:
            self._check_untrusted(target)
        return target

    def addresses(self, host: str, port: int) -> list[str]:
        """Addresses to connect to, all of them checked.

        Raises :class:`NameUnknown` when there are none and :class:`AddressRefused` when one of them is not public: a
        name that answers with one good and one bad address is not given the benefit of the doubt.
        """
        found = self._resolve(host, port)
        if f"{host}:{port}" not in self.trusted and not all(is_public(address) for address in found):
            raise AddressRefused("address_refused")
        return found

    @staticmethod
    def _check_untrusted(target: Target) -> None:
        if target.scheme != "https":
            raise AddressRefused("https_required")
        if target.port not in PORTS:
            raise AddressRefused("port_refused")
        try:
            ipaddress.ip_address(target.host)
        except ValueError:
            if target.host.rstrip(".") == "localhost" or "." not in target.host.rstrip("."):
                raise AddressRefused("address_refused") from None
            return
        if not is_public(target.host):
            raise AddressRefused("address_refused")

    def _resolve(self, host: str, port: int) -> list[str]:
        """Ask the name service in a thread of its own, because the system's resolver knows no deadline."""
        found: list[str] = []

        def ask() -> None:
            try:
                found.extend(self.resolver(host, port))
            except (OSError, UnicodeError):
                found.clear()

        thread = threading.Thread(target=ask, daemon=True, name="resolve")
        thread.start()
        thread.join(self.resolve_timeout_s)
        if thread.is_alive() or not found:
            raise NameUnknown(host)
        return list(found)


def trusted_hosts(entries: Iterable[str]) -> frozenset[str]:
    """The setting's ``host:port`` entries, in lower case, empty ones left out."""
    return frozenset(entry.strip().lower() for entry in entries if entry.strip())
