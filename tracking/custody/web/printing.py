"""Labels of long lists: asked for, watched, opened."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from delegation.registry.actors import actor_from
from postal_services.errors import NotThere
from tracking.custody import bells, policies
from tracking.custody.commands import printing
from tracking.custody.models import Paper, PrintJob, PrintState
from tracking.custody.queries import hand_overs as reads
from tracking.custody.web.doors import signed_in


@signed_in
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Let a worker print the labels of a list (``kho=a4``: eight to a sheet) and show how far it is."""
    actor = actor_from(request)
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    policies.require_may_give(actor, found)
    codes = list(found.lines.order_by("position").values_list("item__code", flat=True))
    paper = Paper.LABEL_SHEETS if request.POST.get("kho") == "a4" else Paper.LABELS
    job = printing.request_print(actor=actor, paper=paper, items=codes)
    bells.ring_printer()
    return redirect("custody:print", job=job.pk)


@signed_in
@require_safe
def watch(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far a print is; only for who asked for it."""
    found = _mine(request, job)
    part = bool(request.headers.get("HX-Request"))
    running = found.state in (PrintState.WAITING, PrintState.RUNNING)
    counted = f"{found.done}/{found.total}"
    context = {"job": found, "counted": counted, "running": running, "ready": found.state == PrintState.READY}
    return render(request, "custody/_print_job.html" if part else "custody/print_job.html", context)


@signed_in
@require_safe
def pdf(request: HttpRequest, job: UUID) -> FileResponse:
    """The finished print; only for who asked for it."""
    found = _mine(request, job)
    path = printing.folder() / found.file
    if found.state != PrintState.READY or not path.is_file():
        raise NotThere
    return FileResponse(
        path.open("rb"),
        filename=f"tem-{found.total}.pdf",
        content_type="application/pdf",
        headers={"Cache-Control": "private, no-store"},
    )


def _mine(request: HttpRequest, job: UUID) -> PrintJob:
    found = PrintJob.objects.visible_to(actor_from(request)).filter(pk=job).first()
    if found is None:
        raise NotThere
    return found
