"""Calls about partners, their endpoints and what was sent to them."""

from dataclasses import replace
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from integrations import policies, queries
from integrations.api import authentication
from integrations.api import serializers as shapes
from integrations.commands import deliveries, partners
from integrations.models import Delivery, Endpoint, Partner
from integrations.refusals import EndpointOff, EndpointTaken, PartnerCodeTaken, StillOwed
from integrations.states import DeliveryState
from postal_services import clock
from postal_services.api.filters import OneOf
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere

TAG = "partners"
_STATE = OneOf("state", DeliveryState.values, description="Only in this state.")


class PartnerHouseView(HouseView):
    """A call of this wing: partners' own keys open it too."""

    authentication_classes = authentication.CLASSES


class PartnersView(PartnerHouseView):
    """Partners."""

    pagination_class = HousePagination

    @documented(
        "list_partners",
        tag=TAG,
        summary="The partners you may see",
        answers={200: shapes.PartnerSerializer(many=True)},
        answer=[shapes.PARTNER],
    )
    def get(self, request: Request) -> Response:
        """One page of partners."""
        actor = authentication.caller(request)
        policies.require_may_look(actor)
        return self.page(request, Partner.objects.visible_to(actor), shapes.PartnerSerializer)

    @documented(
        "create_partner",
        tag=TAG,
        summary="Take in a partner",
        request=shapes.NewPartnerSerializer,
        answers={201: shapes.PartnerSerializer},
        example={"code": "mot-cua-chu-se", "name": "Một cửa điện tử Chư Sê", "offices": ["UB-633"]},
        answer=shapes.PARTNER,
        refusals=(PartnerCodeTaken,),
    )
    def post(self, request: Request) -> Response:
        """Take in a partner."""
        sent = parsed(request, shapes.NewPartnerSerializer)
        wanted = partners.NewPartner(**{**sent, "offices": tuple(sent["offices"])})
        made = partners.register_partner(authentication.caller(request), wanted, now=clock.now())
        return Response(shapes.PartnerSerializer(made).data, status=201)


class PartnerKeysView(PartnerHouseView):
    """Keys of one partner."""

    @documented(
        "issue_partner_key",
        tag=TAG,
        summary="Give a partner a key for its programs",
        request=NothingSerializer,
        example={},
        answers={201: shapes.KeySerializer},
        answer={"partner": "mot-cua-chu-se", "key": "psp_7Yt…"},
        refusals=(NotThere,),
    )
    def post(self, request: Request, code: str) -> Response:
        """Issue a key."""
        parsed(request, NothingSerializer)
        issued = partners.issue_partner_key(authentication.caller(request), code, now=clock.now())
        return Response({"partner": code, "key": issued.secret}, status=201)

    @documented("revoke_partner_keys", tag=TAG, summary="Take back every key of a partner", answers={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """Revoke the keys."""
        partners.revoke_partner_keys(authentication.caller(request), code, now=clock.now())
        return Response(status=204)


class EndpointsView(PartnerHouseView):
    """Addresses where partners listen."""

    pagination_class = HousePagination

    @documented(
        "list_endpoints",
        tag=TAG,
        summary="The endpoints you may see",
        answers={200: shapes.EndpointSerializer(many=True)},
        answer=[shapes.ENDPOINT],
    )
    def get(self, request: Request) -> Response:
        """One page of endpoints."""
        actor = authentication.caller(request)
        policies.require_may_look(actor)
        rows = Endpoint.objects.visible_to(actor).select_related("partner")
        return self.page(request, rows, shapes.EndpointSerializer)

    @documented(
        "create_endpoint",
        tag=TAG,
        summary="Add an address where a partner listens",
        description="The secret is shown once. Messages are signed with it by Standard Webhooks.",
        request=shapes.NewEndpointSerializer,
        answers={201: shapes.SecretSerializer},
        example={
            "partner": "mot-cua-chu-se",
            "url": "https://motcua.example.vn/hook",
            "facts": ["custody.item_delivered.v1"],
        },
        answer={"endpoint": shapes.ENDPOINT, "secret": "whsec_MfKQ…"},
        refusals=(EndpointTaken, NotThere),
    )
    def post(self, request: Request) -> Response:
        """Add an endpoint."""
        sent = parsed(request, shapes.NewEndpointSerializer)
        wanted = partners.NewEndpoint(sent["partner"], sent["url"], tuple(sent["facts"]))
        made = partners.register_endpoint(authentication.caller(request), wanted, now=clock.now())
        return Response(_with_secret(made), status=201)


class EndpointView(PartnerHouseView):
    """One endpoint."""

    @documented(
        "get_endpoint",
        tag=TAG,
        summary="One endpoint",
        answers={200: shapes.EndpointSerializer},
        answer=shapes.ENDPOINT,
    )
    def get(self, request: Request, endpoint: UUID) -> Response:
        """Show an endpoint."""
        return Response(shapes.EndpointSerializer(queries.endpoint(authentication.caller(request), endpoint)).data)


class EndpointSecretsView(PartnerHouseView):
    """The signing secret of one endpoint."""

    @documented(
        "rotate_endpoint_secret",
        tag=TAG,
        summary="Give an endpoint a new secret",
        description="The secret before signs too for 24 hours; each message then carries both signatures.",
        request=NothingSerializer,
        example={},
        answers={201: shapes.SecretSerializer},
        answer={"endpoint": shapes.ENDPOINT, "secret": "whsec_MfKQ…"},
    )
    def post(self, request: Request, endpoint: UUID) -> Response:
        """Rotate."""
        parsed(request, NothingSerializer)
        made = partners.rotate_secret(authentication.caller(request), endpoint, now=clock.now())
        return Response(_with_secret(made), status=201)


class EndpointDisablementView(PartnerHouseView):
    """Whether one endpoint is switched off."""

    @documented(
        "disable_endpoint",
        tag=TAG,
        summary="Stop sending to an endpoint",
        description="Facts go on being kept for it, for 30 days.",
        request=NothingSerializer,
        example={},
        answers={200: shapes.EndpointSerializer},
        answer=shapes.ENDPOINT,
    )
    def post(self, request: Request, endpoint: UUID) -> Response:
        """Switch off."""
        parsed(request, NothingSerializer)
        found = partners.disable_endpoint(authentication.caller(request), endpoint, now=clock.now())
        return Response(shapes.EndpointSerializer(found).data)

    @documented(
        "enable_endpoint",
        tag=TAG,
        summary="Send to an endpoint again",
        answers={200: shapes.EndpointSerializer},
        answer=shapes.ENDPOINT,
    )
    def delete(self, request: Request, endpoint: UUID) -> Response:
        """Switch on."""
        found = partners.enable_endpoint(authentication.caller(request), endpoint)
        return Response(shapes.EndpointSerializer(found).data)


class EndpointPingsView(PartnerHouseView):
    """Trying one endpoint out."""

    @documented(
        "ping_endpoint",
        tag=TAG,
        summary="Send a test message",
        request=NothingSerializer,
        example={},
        answers={202: shapes.DeliverySerializer},
        answer={**shapes.DELIVERY, "state": "owed", "fact": "integrations.endpoint_pinged.v1"},
        refusals=(EndpointOff,),
    )
    def post(self, request: Request, endpoint: UUID) -> Response:
        """Owe a test message."""
        parsed(request, NothingSerializer)
        owed = deliveries.ping_endpoint(authentication.caller(request), endpoint, now=clock.now())
        return Response(shapes.DeliverySerializer(owed).data, status=202)


class EndpointReplaysView(PartnerHouseView):
    """Sending everything again that was set aside at one endpoint."""

    @documented(
        "replay_endpoint",
        tag=TAG,
        summary="Send everything again that was set aside",
        request=NothingSerializer,
        example={},
        answers={202: shapes.ReplayedSerializer},
        answer={"replayed": 12},
        refusals=(EndpointOff,),
    )
    def post(self, request: Request, endpoint: UUID) -> Response:
        """Owe again."""
        parsed(request, NothingSerializer)
        count = deliveries.replay_set_aside(authentication.caller(request), endpoint, now=clock.now())
        return Response({"replayed": count}, status=202)


class DeliveriesView(PartnerHouseView):
    """What was and is owed."""

    pagination_class = HousePagination

    @documented(
        "list_deliveries",
        tag=TAG,
        summary="Deliveries, newest first",
        answers={200: shapes.DeliverySerializer(many=True)},
        answer=[shapes.DELIVERY],
        parameters=(
            OpenApiParameter("endpoint", str, description="Only of this endpoint (id)."),
            _STATE,
            OpenApiParameter("case", str, description="Only of this case (code)."),
            OpenApiParameter("fact", str, description="Only of this fact."),
        ),
    )
    def get(self, request: Request) -> Response:
        """One page of deliveries."""
        actor = authentication.caller(request)
        policies.require_may_look(actor)
        wanted = replace(queries.Wanted.read(request.query_params), state=_STATE.of(request))
        return self.page(request, queries.deliveries(actor, wanted), shapes.DeliverySerializer)


class DeliveryView(PartnerHouseView):
    """One delivery."""

    @documented(
        "get_delivery",
        tag=TAG,
        summary="One delivery with every attempt at it",
        answers={200: shapes.DeliveryWithAttemptsSerializer},
        answer={**shapes.DELIVERY, "tried": []},
    )
    def get(self, request: Request, delivery: UUID) -> Response:
        """Show a delivery."""
        found: Delivery = queries.delivery(authentication.caller(request), delivery)
        return Response(shapes.DeliveryWithAttemptsSerializer(found).data)


class DeliveryReplayView(PartnerHouseView):
    """Sending one delivery again."""

    @documented(
        "replay_delivery",
        tag=TAG,
        summary="Send a delivery again",
        description="With the same id and sequence, for another three days.",
        request=NothingSerializer,
        example={},
        answers={202: shapes.DeliverySerializer},
        answer={**shapes.DELIVERY, "state": "owed", "settled_at": None},
        refusals=(StillOwed, EndpointOff),
    )
    def post(self, request: Request, delivery: UUID) -> Response:
        """Owe it again."""
        parsed(request, NothingSerializer)
        owed = deliveries.replay_delivery(authentication.caller(request), delivery, now=clock.now())
        return Response(shapes.DeliverySerializer(owed).data, status=202)


def _with_secret(made: partners.Shown[Endpoint]) -> dict[str, object]:
    return {"endpoint": shapes.EndpointSerializer(made.row).data, "secret": made.secret}
