"""What the citizen's pages share: an answer that leaves no copy, and the language it is in."""

from django.http import HttpResponse
from django.utils.translation import get_language


def private(response: HttpResponse) -> HttpResponse:
    """No copy anywhere: not in caches, not in search engines, not in the address that the next page is told."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def language() -> str:
    """The language of the page: ``vi`` or ``en``."""
    return (get_language() or "vi")[:2]
