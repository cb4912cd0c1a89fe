"""Reference data by program: anybody may read it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry import queries
from delegation.registry.actors import actor_from
from delegation.registry.api import serializers as shapes
from delegation.registry.models import Unit
from delegation.registry.queries import Wanted
from delegation.registry.refusals import NoTariff
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import FieldProblem, Invalid, NotThere

QUOTE = {
    "service": "return",
    "zone": "district",
    "weight_g": 80,
    "postal": 13000,
    "transfer": 8000,
    "state_fee": 8000,
    "total": 29000,
    "exemption": "poor_household",
    "lines": [{"code": "return", "vi": "Chuyển trả kết quả", "en": "Bringing the result home", "amount": 26000}],
    "legal_basis": "Thông tư 22/2017/TT-BTTTT",
    "confidence": 85,
}
UNIT = {
    "code": "23947", "name": "Xã Bờ Ngoong", "kind": "commune", "parent": "633", "postal_code": "61909",
    "lat": 13.792947, "lon": 108.131008, "valid_from": "2019-01-01", "valid_to": "2025-07-01", "from_known": False,
    "to_known": True,
}  # fmt: skip
OFFICE = {
    "code": "BC-633", "name": "Bưu điện huyện Chư Sê", "kind": "district_post", "unit": "633", "parent": "BC-64",
    "address": "", "phone": "", "valid_from": "2019-01-01", "valid_to": None,
}  # fmt: skip
PROCEDURE = {
    "code": "2.000635", "name": "Cấp bản sao trích lục hộ tịch", "field": "Hộ tịch", "working_days": 1,
    "state_fee": 8000, "fee_known": True, "result_name": "Bản sao trích lục hộ tịch", "withdraws_papers": False,
    "postal_from": "2016-12-16", "legal_basis": "Luật Hộ tịch 60/2014/QH13", "code_verified": True, "verified": False,
}  # fmt: skip


class CodePages(HousePagination):
    """By code: a key, or for units the only one of its day."""

    ordering = ("code",)


class PublicView(HouseView):
    """A read that needs no sign-in."""

    permission_classes = [AllowAny]


def asked(request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The query of the request, checked by ``shape``; pages are the pagination's business."""
    query = shape(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    return {name: value for name, value in query.validated_data.items() if name not in {"cursor", "page_size"}}


def _parameters(shape: type[serializers.Serializer[Any]]) -> list[OpenApiParameter]:
    """The query parameters of ``shape`` for the served document."""
    kinds: dict[type[serializers.Field[Any, Any, Any, Any]], Any] = {serializers.IntegerField: int}
    return [
        OpenApiParameter(
            name,
            kinds.get(type(field), str),
            required=field.required,
            description=str(field.help_text or ""),
            enum=list(field.choices) if isinstance(field, serializers.ChoiceField) else None,
        )
        for name, field in shape().fields.items()
        if name not in {"cursor", "page_size"}
    ]


class UnitsView(PublicView):
    """Administrative units as of a day."""

    pagination_class = CodePages

    @documented(
        "list_units",
        tag="registry",
        summary="Administrative units in force on a day",
        answers={200: shapes.UnitSerializer(many=True)},
        answer=[UNIT],
        parameters=_parameters(shapes.UnitQuery),
    )
    def get(self, request: Request) -> Response:
        """One page of units."""
        wanted = Wanted(**asked(request, shapes.UnitQuery))
        return self.page(request, queries.units(actor_from(request), wanted), shapes.UnitSerializer)


class OfficesView(PublicView):
    """Offices as of a day."""

    pagination_class = CodePages

    @documented(
        "list_offices",
        tag="registry",
        summary="One-stop desks and post offices",
        answers={200: shapes.OfficeSerializer(many=True)},
        answer=[OFFICE],
        parameters=_parameters(shapes.OfficeQuery),
    )
    def get(self, request: Request) -> Response:
        """One page of offices."""
        wanted = Wanted(**asked(request, shapes.OfficeQuery))
        return self.page(request, queries.offices(actor_from(request), wanted), shapes.OfficeSerializer)


class ProceduresView(PublicView):
    """Procedures in use."""

    pagination_class = CodePages

    @documented(
        "list_procedures",
        tag="registry",
        summary="Procedures whose papers the post may carry",
        answers={200: shapes.ProcedureSerializer(many=True)},
        answer=[PROCEDURE],
        parameters=_parameters(shapes.ProcedureQuery),
    )
    def get(self, request: Request) -> Response:
        """One page of procedures."""
        wanted = Wanted(**asked(request, shapes.ProcedureQuery))
        return self.page(request, queries.procedures(actor_from(request), wanted), shapes.ProcedureSerializer)


class ProcedureView(PublicView):
    """One procedure."""

    @documented(
        "get_procedure",
        tag="registry",
        summary="One procedure with its papers",
        answers={200: shapes.ProcedureDetailSerializer},
        answer={**PROCEDURE, "papers": [{"name": "Tờ khai", "kind": "original", "count": 1}]},
        refusals=[NotThere],
    )
    def get(self, request: Request, code: str) -> Response:
        """The procedure with that code."""
        return Response(shapes.ProcedureDetailSerializer(queries.procedure(actor_from(request), code)).data)


class QuotesView(PublicView):
    """What a dossier would cost."""

    @documented(
        "get_quote",
        tag="registry",
        summary="The charges of one dossier",
        answers={200: shapes.QuoteSerializer},
        answer=QUOTE,
        refusals=[Invalid, NoTariff],
        parameters=_parameters(shapes.QuoteQuery),
    )
    def get(self, request: Request) -> Response:
        """Postal charge after the best exemption, transfer of the state fee, and the state fee itself."""
        query = asked(request, shapes.QuoteQuery)
        on = query.get("on")
        office = queries.office_of_committee(query["committee"])
        unit = queries.unit_of_address(query["unit"], on)
        if office is None or unit is None:
            raise _unknown(office_known=office is not None, unit=unit)
        quote = queries.quote(
            query["service"], office.unit, unit, query["weight_g"], query["categories"], query["state_fee"], on
        )
        return Response(shapes.QuoteSerializer(quote).data)


def _unknown(*, office_known: bool, unit: Unit | None) -> Invalid:
    problems: dict[str, list[FieldProblem]] = {}
    if not office_known:
        problems["committee"] = [
            FieldProblem("unknown_office", "Không có bộ phận một cửa này.", "There is no such one-stop desk.")
        ]
    if unit is None:
        problems["unit"] = [
            FieldProblem("unknown_unit", "Không có đơn vị hành chính này.", "There is no such administrative unit.")
        ]
    return Invalid(problems)
