"""Prints with progress."""

from typing import Any

from django.http import FileResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.serializers import StrictSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.custody import bells
from tracking.custody.commands import printing
from tracking.custody.models import Paper, PrintJob, PrintState

_ANSWER = {
    "id": "0198a1f0-7e3a-7d4c-8e5f-607182930415",
    "paper": "labels",
    "state": "running",
    "done": 50,
    "total": 200,
    "pdf": None,
}


class PrintRequestSerializer(StrictSerializer):
    """What to print: labels of items."""

    paper = serializers.ChoiceField(choices=Paper.choices, default=Paper.LABELS.value)
    items = serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=True)


class PrintJobSerializer(serializers.Serializer[Any]):
    """How far a print is."""

    id = serializers.UUIDField()
    paper = serializers.ChoiceField(choices=Paper.choices)
    state = serializers.ChoiceField(choices=PrintState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    pdf = serializers.CharField(allow_null=True, help_text="Address of the PDF once it is ready.")


def print_answer(job: PrintJob) -> dict[str, Any]:
    """A print as JSON."""
    ready = job.state == PrintState.READY
    return {
        "id": str(job.id),
        "paper": job.paper,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "pdf": reverse("print-job-pdf", args=[job.id]) if ready else None,
    }


class PrintJobsView(HouseView):
    """Asking for a print."""

    @documented(
        "request_print",
        summary="Print the labels of many items",
        request=PrintRequestSerializer,
        answers={202: PrintJobSerializer},
        example={"paper": "labels", "items": ["HC473124829VN"]},
        answer={**_ANSWER, "state": "waiting", "done": 0},
    )
    def post(self, request: Request) -> Response:
        """A worker makes it; ask again for its progress."""
        sent = parsed(request, PrintRequestSerializer)
        job = printing.request_print(actor=actor_from(request), paper=sent["paper"], items=sent["items"])
        bells.ring_printer()
        return Response(print_answer(job), status=202)


class PrintJobView(HouseView):
    """One print."""

    @documented("read_print", summary="How far a print is", answers={200: PrintJobSerializer}, answer=_ANSWER)
    def get(self, request: Request, job: str) -> Response:
        """Only for who asked for it."""
        return Response(print_answer(print_of(request, job)))


class PrintJobPdfView(HouseView):
    """The finished print."""

    @documented("print_pdf", summary="The finished print", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, job: str) -> FileResponse:
        """Only for who asked for it."""
        found = print_of(request, job)
        return print_file(found)


def print_of(request: Any, job: str) -> PrintJob:
    """The caller's print; raises NotThere for anybody else's."""
    found = PrintJob.objects.visible_to(actor_from(request)).filter(pk=job).first()
    if found is None:
        raise NotThere
    return found


def print_file(job: PrintJob) -> FileResponse:
    """The PDF of a finished print; raises NotThere before and after its time."""
    path = printing.folder() / job.file
    if job.state != PrintState.READY or not path.is_file():
        raise NotThere
    response = FileResponse(path.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tem-{job.total}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
