"""Pages that stay put while rows are added: opaque cursors, newest first."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from postal_services.api.refusals import InvalidCursor
from postal_services.errors import FieldProblem, Invalid

Row = TypeVar("Row", bound=Model)
_LONGEST_CURSOR = 400


class HousePagination(CursorPagination):
    """``{"next", "previous", "results"}``; ``?cursor=`` is opaque, ``?page_size=`` goes up to 200.

    Rows are ordered by their UUIDv7, so by the time they were made, newest first. A list with another key sets
    ``ordering`` to something unique; otherwise rows could fall between two pages.
    """

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("-id",)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The rows of the page the cursor points to.

        Raises:
            InvalidCursor: the cursor is not one the house made.
        """
        if len(request.query_params.get(self.cursor_query_param, "")) > _LONGEST_CURSOR:
            raise InvalidCursor
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValidationError, ValueError, DataError) as problem:
            raise InvalidCursor from problem

    def decode_cursor(self, request: Request) -> Any:
        """The cursor of the request, ``None`` without one; text that says nothing is not the first page.

        Raises:
            NotFound: the cursor is not one the house made.
        """
        cursor = super().decode_cursor(request)
        if cursor is not None and not any(cursor):
            raise NotFound
        return cursor


def modified_since(request: Request, queryset: QuerySet[Row], field: str = "changed_at") -> QuerySet[Row]:
    """Only rows whose ``field`` is later than ``?modified_since=`` (ISO 8601 with offset); all when it is absent.

    Raises:
        Invalid: the instant is not one, or has no offset.
    """
    text = request.query_params.get("modified_since", "").strip()
    if not text:
        return queryset
    return queryset.filter(**{f"{field}__gt": _instant(text)})


def _instant(text: str) -> datetime:
    try:
        instant = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        problem = FieldProblem(
            "invalid",
            "Phải là thời điểm ISO 8601 có múi giờ, chẳng hạn 2019-08-05T08:00:00+07:00.",
            "This must be an ISO 8601 instant with an offset, such as 2019-08-05T08:00:00+07:00.",
        )
        raise Invalid({"modified_since": [problem]})
    return instant
