"""Pickups for programs: windows, bookings, who goes, and what came of it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import PossibleDuplicate
from delegation.dossiers.validation import Paper
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.documents import pictures
from postal_services.documents.refusals import NotAnImage
from postal_services.errors import Invalid, NotAllowed, NotThere
from tracking.cash.amounts import Amounts
from tracking.cash.refusals import AmountDiffers
from tracking.pickups import policies, refusals
from tracking.pickups.api import serializers as shapes
from tracking.pickups.commands.assignment import Failure, assign_pickups, fail_pickup
from tracking.pickups.commands.booking import Booking, book_pickup, cancel_pickup, reschedule_pickup
from tracking.pickups.commands.collection import Collection, Found, collect_pickup
from tracking.pickups.models import Pickup, PickupKind
from tracking.pickups.queries import windows
from tracking.pickups.steps import Slot

_WINDOW = {"office": "BC-633", "day": "2019-08-06", "opens": "07:30"}
_PICKUP = {
    "code": "LH-BC-633-190805-0001",
    "token": "0C7M2P9K4T1Q8B3G",
    "kind": "new",
    "state": "asked",
    "source": "counter",
    "office": "BC-633",
    "committee": "UB-633",
    "procedure": "2.000635",
    "unit": "23947",
    "service": "send",
    "day": "2019-08-06",
    "opens": "07:30",
    "closes": "09:30",
    "postman": None,
    "attempts": 0,
    "dossier": None,
    "item": None,
    "seal": None,
    "receipts": [],
    "papers": [
        {"position": 1, "name": "Tờ khai", "kind": "original", "expected": 1, "found": None, "short": ""},
    ],
}
_WINDOWS = (
    refusals.NoSuchWindow,
    refusals.WindowFull,
    refusals.WindowPast,
    refusals.WindowTooFar,
    refusals.DayOff,
)


class PickupSlotsView(HouseView):
    """When somebody comes for the papers, and how many places are free."""

    permission_classes = [AllowAny]

    @documented(
        "list_pickup_slots",
        summary="Windows in which papers are collected in a commune",
        answers={200: shapes.PickupSlotsSerializer},
        answer={"windows": [{**_WINDOW, "closes": "09:30", "capacity": 6, "free": 4}]},
        parameters=[
            OpenApiParameter("unit", str, description="Statistics code of the commune.", required=True),
            OpenApiParameter("procedure", str, description="Code of the procedure.", required=True),
        ],
        refusals=(refusals.ForeignCommune,),
    )
    def get(self, request: Request) -> Response:
        """The next 14 days; only days that a mandate covers and the post works, full windows too."""
        asked = request.query_params
        procedure, now = asked.get("procedure", "")[:24], clock.now()
        place = windows.place_of(asked.get("unit", "")[:10], procedure, now)
        found = windows.windows(place.committee.code, procedure, place.offices, now)
        return Response(shapes.PickupSlotsSerializer({"windows": found}).data)


class PickupsView(HouseView):
    """Pickups of one's offices."""

    pagination_class = HousePagination

    @documented(
        "list_pickups",
        summary="Pickups of your offices",
        answers={200: shapes.PickupSerializer(many=True)},
        answer=[_PICKUP],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first; no names, telephones or addresses."""
        actor = actor_from(request)
        rows = modified_since(request, _rows().visible_to(actor), "modified_at")
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([whole(each, actor) for each in shown])

    @documented(
        "book_pickup",
        summary="Book a pickup for somebody",
        request=shapes.PickupBookingSerializer,
        answers={201: shapes.PickupSerializer},
        example={
            "window": _WINDOW,
            "procedure": "2.000635",
            "unit": "23947",
            "service": "send",
            "contact": {"name": "Rơ Châm H'Nhung", "phone": "0905000001", "address": "Làng Ring", "note": ""},
        },
        answer=_PICKUP,
        refusals=(Invalid, NotAllowed, NotThere, refusals.ForeignCommune, *_WINDOWS),
    )
    def post(self, request: Request) -> Response:
        """By the counter, the hotline or the one-stop desk; a supplement names its ``dossier`` and the ``papers``."""
        sent, actor = parsed(request, shapes.PickupBookingSerializer), actor_from(request)
        policies.require_may_book(actor)
        dossier = None
        if sent["dossier"]:
            dossier = Dossier.objects.visible_to(actor).filter(code=sent["dossier"]).first()
            if dossier is None:
                raise NotThere
        contact = {"name": "", "phone": "", "address": "", "note": "", **sent["contact"]}
        booking = Booking(
            slot=_slot(sent["window"]),
            procedure=sent["procedure"],
            unit=sent["unit"],
            service=sent["service"],
            categories=tuple(sent["categories"]),
            kind=PickupKind.SUPPLEMENT if dossier else PickupKind.NEW,
            dossier=dossier.pk if dossier else None,
            papers=tuple(Paper(**paper) for paper in sent["papers"]),
            **contact,
        )
        return Response(whole(book_pickup(actor=actor, booking=booking), actor), status=201)


class PickupView(HouseView):
    """One pickup."""

    @documented("read_pickup", summary="One pickup", answers={200: shapes.PickupSerializer}, answer=_PICKUP)
    def get(self, request: Request, code: str) -> Response:
        """With its list of papers."""
        return Response(_answer(request, code))


class PickupAssignmentsView(HouseView):
    """Who collects."""

    @documented(
        "assign_pickups",
        summary="Give pickups to a postman",
        request=shapes.PickupAssignmentSerializer,
        answers={200: shapes.PickupsSerializer},
        example={"pickups": ["LH-BC-633-190805-0001"], "postman": "tien"},
        answer={"pickups": [{**_PICKUP, "state": "assigned", "postman": "tien"}]},
        refusals=(NotAllowed, NotThere, refusals.NoPostmanThere, refusals.PickupMoved),
    )
    def post(self, request: Request) -> Response:
        """All or none."""
        sent, actor = parsed(request, shapes.PickupAssignmentSerializer), actor_from(request)
        done = assign_pickups(actor=actor, codes=sent["pickups"], postman=sent["postman"])
        rows = _rows().filter(pk__in=[each.pk for each in done]).order_by("code")
        return Response({"pickups": [whole(each, actor) for each in rows]})


class PickupReschedulingView(HouseView):
    """Another window."""

    @documented(
        "reschedule_pickup",
        summary="Move a pickup to another window",
        request=shapes.PickupMoveSerializer,
        answers={200: shapes.PickupSerializer},
        example={"window": {**_WINDOW, "opens": "13:30"}},
        answer={**_PICKUP, "opens": "13:30", "closes": "15:30"},
        refusals=(NotAllowed, NotThere, refusals.PickupMoved, *_WINDOWS),
    )
    def post(self, request: Request, code: str) -> Response:
        """Whoever was sent is not expected any more."""
        sent = parsed(request, shapes.PickupMoveSerializer)
        reschedule_pickup(actor=actor_from(request), code=code, slot=_slot(sent["window"]))
        return Response(_answer(request, code))


class PickupCancellationView(HouseView):
    """Calling off."""

    @documented(
        "cancel_pickup",
        summary="Call a pickup off",
        request=NothingSerializer,
        example={},
        answers={200: shapes.PickupSerializer},
        answer={**_PICKUP, "state": "cancelled"},
        refusals=(NotAllowed, NotThere, refusals.PickupMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """Its place is free again."""
        cancel_pickup(actor=actor_from(request), code=code)
        return Response(_answer(request, code))


class PickupFailureView(HouseView):
    """A visit without papers."""

    @documented(
        "fail_pickup",
        summary="Say why nothing was collected",
        request=shapes.PickupFailureSerializer,
        answers={200: shapes.PickupSerializer},
        example={"reason": "absent", "next_step": "ask_citizen", "note": ""},
        answer={**_PICKUP, "state": "failed", "attempts": 1},
        refusals=(Invalid, NotAllowed, NotThere, refusals.NotYourPickup, refusals.PickupMoved, *_WINDOWS),
    )
    def post(self, request: Request, code: str) -> Response:
        """With the new window when one was agreed on."""
        sent = parsed(request, shapes.PickupFailureSerializer)
        slot = _slot(sent["window"]) if sent["window"] else None
        failure = Failure(sent["reason"], sent["next_step"], sent["note"], slot)
        fail_pickup(actor=actor_from(request), code=code, failure=failure)
        return Response(_answer(request, code))


class PickupCollectionView(HouseView):
    """A visit that brought papers home."""

    @documented(
        "collect_pickup",
        summary="Write down a collection",
        request=shapes.PickupCollectionSerializer,
        answers={200: shapes.PickupSerializer},
        example={
            "found": [{"position": 1, "count": 1}],
            "weight_g": 80,
            "seal": "NP000123",
            "amounts": {"state_fee": 8000, "postal": 26000, "transfer": 8000},
            "sender_signature": "data:image/png;base64,…",
            "postman_signature": "data:image/png;base64,…",
        },
        answer={
            **_PICKUP,
            "state": "collected",
            "postman": "tien",
            "dossier": "000.00.33.H21-190806-0001",
            "item": "HC473124829VN",
            "seal": "NP000123",
            "receipts": ["BN-BC-633-190806-0001"],
        },
        refusals=(
            Invalid, NotAllowed, NotThere, NotAnImage, AmountDiffers, PossibleDuplicate, refusals.NotYourPickup,
            refusals.PickupMoved, refusals.SealUsed, refusals.SignaturesNeeded, refusals.NothingCollected,
            refusals.DeadlinePast,
        ),
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """The dossier begins, its item is in the postman's hands, the money has its receipt."""
        sent = parsed(request, shapes.PickupCollectionSerializer)
        collect_pickup(actor=actor_from(request), code=code, collection=_collection(sent))
        return Response(_answer(request, code))


def _collection(sent: dict[str, Any]) -> Collection:
    return Collection(
        found={each["position"]: Found(each["count"], each["short"]) for each in sent["found"]},
        weight_g=sent["weight_g"],
        seal=sent["seal"],
        sender_signature=_signature(sent["sender_signature"]),
        postman_signature=_signature(sent["postman_signature"]),
        witness=sent["witness"],
        amounts=Amounts(**sent["amounts"]) if sent["amounts"] else None,
        money_reason=sent["money_reason"],
        method=sent["method"],
        told=sent["told"],
        due_on=sent["due_on"],
        confirm_duplicate=sent["confirm_duplicate"],
    )


def _signature(text: str) -> bytes | None:
    return pictures.signature_png(text) if text else None


def _slot(window: dict[str, Any]) -> Slot:
    return Slot(window["office"], window["day"], window["opens"])


def _rows() -> Any:
    return Pickup.objects.select_related("unit", "postman", "dossier").prefetch_related("papers")


def _answer(request: Request, code: str) -> dict[str, Any]:
    actor = actor_from(request)
    found = _rows().visible_to(actor).filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    return whole(found, actor)


def _acts_for_sender(actor: Actor, pickup: Pickup) -> bool:
    own = actor.user_id is not None and pickup.asked_by_id == actor.user_id
    return own or policies.may_change(actor, pickup)


def whole(pickup: Pickup, actor: Actor) -> dict[str, Any]:
    """A pickup as the calls give it; its token moves it and calls it off, so it is for those who act for the sender."""
    facts = {
        name: getattr(pickup, name)
        for name in ("code", "kind", "state", "source", "service", "day", "opens", "closes", "attempts")
    }
    facts |= {
        "token": pickup.token if _acts_for_sender(actor, pickup) else None,
        "office": pickup.office_id,
        "committee": pickup.committee_id,
        "procedure": pickup.procedure_id,
        "unit": pickup.unit.code,
        "postman": pickup.postman.get_username() if pickup.postman else None,
        "dossier": pickup.dossier.code if pickup.dossier else None,
        "item": pickup.item or None,
        "seal": pickup.seal or None,
        "receipts": pickup.receipts,
        "papers": list(pickup.papers.all()),
    }
    shown: dict[str, Any] = shapes.PickupSerializer(facts).data
    return shown
