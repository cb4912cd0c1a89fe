"""Answers to partial page updates: the same view serves the whole page and the part that htmx asks for."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails

UNPROCESSABLE = 422


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; following a link by boost or going back wants the whole."""
    details = getattr(request, "htmx", None)
    return (
        isinstance(details, HtmxDetails) and bool(details) and not (details.boosted or details.history_restore_request)
    )


def render_part(
    request: HttpRequest,
    template_name: str,
    part: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only its ``part`` (a partial defined in the template) when htmx asked."""
    name = f"{template_name}#{part}" if is_partial(request) else template_name
    response = render(request, name, context, status=status)
    response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "HX-Request")))
    return response


def toast(response: HttpResponse, text: str, kind: str = "good") -> HttpResponse:
    """Let the page show ``text`` in passing, read out politely; ``kind`` is ``good``, ``bad`` or ``plain``."""
    return trigger_client_event(response, "toast", {"text": text, "kind": kind})


class PartFormMixin:
    """For class-based form views: an invalid form answers 422 with the part that holds it, never 200.

    ``part`` names the partial in ``template_name``; without htmx the whole page comes back, 422 as well.
    """

    request: HttpRequest
    template_name: str
    part = "form"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]  # given by the view it is mixed into
        return render_part(self.request, self.template_name, self.part, context, status=UNPROCESSABLE)
