"""Items and their labels."""

from io import BytesIO

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.accounts.reads import note_reads
from postal_services.api.filters import Flag, OneOf
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.documents import s10
from postal_services.documents.refusals import NotAnItemCode, WrongCheckDigit
from postal_services.errors import NotThere
from tracking.custody import papers
from tracking.custody.api import answers
from tracking.custody.api import serializers as shapes
from tracking.custody.api.pdfs import pdf
from tracking.custody.models import Item, Leg
from tracking.custody.queries.items import may_read_recipient
from tracking.custody.states import ItemState

_STATE = OneOf("state", ItemState.values, description="Only in this state.")
_LEG = OneOf("leg", Leg.values, description="Only on this leg.")
_LIMBO = Flag("limbo", description="Only those offered to somebody who has not yet countersigned.")
_HOLDER = OpenApiParameter("holder", OpenApiTypes.STR, description="Only those an office (code) holds.")
_NOW = {"code": "HC473124829VN", "state": "arrived", "holder": {"office": "BC-633", "person": "lan"}}


class ItemsView(HouseView):
    """Items of the caller's cases."""

    pagination_class = HousePagination

    @documented(
        "list_items",
        summary="Items of your cases",
        answers={200: shapes.ItemSerializer(many=True)},
        parameters=[_STATE, _HOLDER, _LEG, _LIMBO],
        answer=[
            {
                "code": "HC473124829VN",
                "leg": "B",
                "state": "arrived",
                "holder": {"office": "BC-633", "person": "lan"},
                "dossier": "000.00.39.H21-190805-0001",
                "simulated": False,
                "destination": "VX-23947",
                "bound_for": None,
                "since": "2019-08-05T14:20:00+07:00",
                "in_limbo_since": None,
                "attempts": 0,
                "marks": [],
                "label": "/api/v1/items/HC473124829VN/label.pdf",
            }
        ],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = _items(request)
        holder = request.query_params.get("holder", "")
        for field, value in (("state", _STATE.of(request)), ("holder_office", holder), ("leg", _LEG.of(request))):
            if value:
                rows = rows.filter(**{field: value})
        if _LIMBO.of(request):
            rows = rows.filter(offered_at__isnull=False)
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.item_whole(each) for each in shown])


class ItemView(HouseView):
    """One item."""

    @documented(
        "read_item",
        summary="One item",
        answers={200: shapes.ItemSerializer},
        answer={
            **_NOW,
            "leg": "B",
            "dossier": "000.00.33.H21-190805-0001",
            "simulated": False,
            "destination": "BC-633",
            "bound_for": None,
            "since": "2019-08-05T08:01:02+07:00",
            "in_limbo_since": None,
            "attempts": 0,
            "marks": [],
            "label": "/api/v1/items/HC473124829VN/label.pdf",
        },
    )
    def get(self, request: Request, code: str) -> Response:
        """By its S10 code, however it is written."""
        return Response(answers.item_whole(_item(request, code)))


class ItemLabelView(HouseView):
    """The label of an item."""

    @documented("item_label_pdf", summary="The 100 by 150 mm label", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """For a thermal printer; for those who may read where the item goes, and noted as a read."""
        actor, item = actor_from(request), _item(request, code)
        if not may_read_recipient(actor, item):
            raise NotThere
        note_reads(actor, "label", [item.dossier_id], papers.ON_LABELS)
        out = BytesIO()
        papers.labels_pdf([item], out)
        return pdf(out, f"{item.code}.pdf")


def _items(request: Request) -> QuerySet[Item]:
    rows = Item.objects.visible_to(actor_from(request))
    return rows.select_related(
        "dossier__committee", "dossier__post_office", "dossier__unit__parent", "destination", "holder_person"
    )


def _item(request: Request, code: str) -> Item:
    try:
        item = _items(request).filter(code=s10.parse(code)).first()
    except (NotAnItemCode, WrongCheckDigit):
        item = None
    if item is None:
        raise NotThere
    return item
