"""What every endpoint of the house is made of."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from postal_services.api.idempotency import IdempotentMixin
from postal_services.api.pagination import HousePagination


class HouseView(IdempotentMixin, APIView):
    """A thin endpoint: parse with a strict serializer, call one command or query, render.

    Keys, permissions, limits, problems and idempotency are here or in the settings; the actor is not, because the posts
    of a person live above the floor: a room calls ``delegation.registry.actors.actor_from(request)`` itself.
    """

    pagination_class: type[HousePagination] | None = None
    """Set on lists, so that the served document shows them as pages."""

    def page(
        self, request: Request, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]]
    ) -> Response:
        """One page of ``rows``: ``{"next", "previous", "results"}``."""
        pages = (self.pagination_class or HousePagination)()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response(serializer(shown, many=True, context={"request": request}).data)

    def perform_content_negotiation(self, request: Any, force: bool = False) -> Any:  # noqa: FBT001, FBT002
        """JSON for ``Accept: application/problem+json`` too: the caller can read both."""
        if "application/problem+json" in request.META.get("HTTP_ACCEPT", ""):
            force = True
        return super().perform_content_negotiation(request, force)
