"""What the pages share: the office of an address for those who may see it, and pages with one form."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from delegation.establishment import policies
from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE


def office_for(request: HttpRequest, code: str) -> tuple[Actor, Office]:
    """Who asks, and the office they may see; NotThere for everybody else."""
    actor = actor_from(request)
    office = Office.objects.select_related("unit__parent", "parent").filter(pk=code).first()
    if office is None:
        raise NotThere
    policies.require_may_see(actor, office)
    return actor, office


def address(office: Office) -> str:
    """The page of an office."""
    return reverse("establishment:office", kwargs={"office": office.pk})


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def files(request: HttpRequest) -> MultiValueDict[str, Any] | None:
    """The files that came with it."""
    return request.FILES if request.method == "POST" else None


def act(
    request: HttpRequest,
    office: Office,
    form: HouseForm,
    do: Callable[[Mapping[str, Any]], Any],
    *,
    page: Mapping[str, Any],
    template: str = "establishment/form_page.html",
) -> HttpResponse:
    """A page with one form: shown, refused in place with 422, or done with words and back to the office's page.

    ``page`` has ``question``, ``act``, ``done`` and what else the template shows.
    """
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, str(page["done"]))
            return redirect(address(office))
    context = {"office": office, "form": form, "cancel_href": address(office), **page}
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)
