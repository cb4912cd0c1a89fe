"""Where a request comes from, for limits; never written down in clear."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_HOME_PREFIX = 64
"""Bits of an IPv6 address that one household or office shares."""


def network_of(request: HttpRequest) -> str:
    """The IPv4 address or IPv6 /64 of the caller.

    ``X-Forwarded-For`` is believed only as far as ``PROXY_COUNT`` proxies of the house's own have written it.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "PROXY_COUNT", 0))
    if proxies > 0:
        forwarded = [
            part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()
        ]
        if len(forwarded) >= proxies:
            address = forwarded[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _HOME_PREFIX), strict=False).network_address)
    return str(parsed)
