"""A paper as an answer of this room's pages."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.http import HttpResponse


def pdf(name: str, draw: Callable[[BinaryIO], None]) -> HttpResponse:
    """The drawn paper, to be looked at; never kept by anything in between."""
    out = BytesIO()
    draw(out)
    answer = HttpResponse(out.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
