"""The front door, the desk behind it, and the page where every component is shown."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postal_services.accounts.actors import Role
from postal_services.errors import NotThere
from postal_services.web.desk import desk_of
from postal_services.web.navigation import actor_of_request
from postal_services.web.style_page import style_context


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public landing page, or the desk of the person who has signed in."""
    if not request.user.is_authenticated:
        return render(request, "web/landing.html")
    actor = actor_of_request(request)
    return render(request, "web/desk.html", {"desk": desk_of(actor), "actor": actor})


def style(request: HttpRequest) -> HttpResponse:
    """Every component with data as in life; for administrators, and for anybody while developing."""
    if not settings.DEBUG and not actor_of_request(request).is_any((Role.ADMIN,)):
        raise NotThere
    return render(request, "web/style.html", style_context(request))
