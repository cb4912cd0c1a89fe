"""What the pages of acts share: one form page, the file that comes with it, and where one goes afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from postal_services import clock
from postal_services.documents import attachments
from postal_services.errors import NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.rollout import steps
from tracking.rollout.models import Target
from tracking.rollout.steps import Aim
from tracking.rollout.web.addresses import Addresses

Sent = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """One page: its question and button, what is said afterwards, where it leads, and the command behind it.

    ``done`` is empty where the call says by itself what came of it.
    """

    question: str
    act: str
    done: str
    back: str
    back_words: str
    call: Callable[[Sent], object]
    to: str = ""
    """Where one goes afterwards; back when empty."""
    text: str = ""
    rows: Sequence[dict[str, object]] = ()
    danger: bool = False
    more: dict[str, object] = field(default_factory=dict)
    template: str = "rollout/acts/form.html"


def answered(request: HttpRequest, doing: Doing, form: HouseForm) -> HttpResponseBase:
    """The page, or what came of the form: a refusal stays on the page, 422. A file is taken in before the command."""
    faults: Sequence[object] = ()
    if request.method == "POST" and form.is_valid():
        try:
            with attachments.taken_for(form.cleaned_data.get("document")) as document:
                doing.call({**form.cleaned_data, "document": document})
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
            faults = getattr(refused, "faults", ())
        else:
            if doing.done:
                messages.success(request, doing.done)
            return redirect(doing.to or doing.back)
    context = {"doing": doing, "form": form, "faults": faults, **doing.more}
    return render(request, doing.template, context, status=UNPROCESSABLE if form.errors else 200)


def form_of(request: HttpRequest, kind: type[HouseForm], initial: Sent | None = None, **options: Any) -> HouseForm:
    """A form with what was sent, or with its first values."""
    if request.method == "POST":
        return kind(request.POST, request.FILES, **options)
    return kind(initial=initial or {}, **options)


def sheet_of(target: Target) -> str:
    """The sheet of a target as of today, where what was just done shows."""
    return Addresses(target.ask.directive_id, target.ask.number, clock.today()).sheet(target.code)


def target_of(directive: str, ask: str, unit: str) -> Target:
    """The target of an address as it is asked today; not there when the address names none."""
    return steps.find_target(Aim(directive[:40], ask[:8], unit[:24]), clock.today())
