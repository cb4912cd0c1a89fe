"""Bags: packed, sealed, sent, taken in, opened; their papers, and the way between offices."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.languages import language_of
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.documents import s10
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from tracking.custody import bag_papers
from tracking.custody.api import bag_shapes as shapes
from tracking.custody.api.bag_answers import BAG, CAME, GONE, OPEN, SHORT, short, whole
from tracking.custody.api.pdfs import pdf
from tracking.custody.api.serializers import ResolutionSerializer
from tracking.custody.bagging import refusals as why
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals
from tracking.custody.commands import bags as commands
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.commands.bags import Packed
from tracking.custody.models import Bag
from tracking.custody.queries import bags as reads
from tracking.custody.queries import routes
from tracking.custody.refusals import UnknownOffice, problem
from tracking.custody.states import Verdict


class BagsView(HouseView):
    """Bags of the caller's offices."""

    pagination_class = HousePagination

    @documented(
        "list_bags",
        summary="Bags that your offices have to do with",
        answers={200: shapes.BagShortSerializer(many=True)},
        answer=[SHORT],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = modified_since(request, Bag.objects.visible_to(actor_from(request)), "modified_at")
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([short(each) for each in shown])

    @documented(
        "begin_bag",
        summary="Begin a bag for the next station",
        request=shapes.NewBagSerializer,
        answers={201: shapes.BagSerializer},
        example={"from": "BC-633", "to": "BC-64", "goal": "BC-622"},
        answer={**OPEN, "lines": []},
        refusals=(why.NoWay, NotAllowed),
    )
    def post(self, request: Request) -> Response:
        """Its code can be printed at once."""
        sent = parsed(request, shapes.NewBagSerializer)
        bag = commands.open_bag(
            actor=actor_from(request), origin=sent["from"], destination=sent["to"], goal=sent["goal"]
        )
        return Response(whole(bag), status=201)


class BagView(HouseView):
    """One bag."""

    @documented("read_bag", summary="One bag", answers={200: shapes.BagSerializer}, answer=BAG)
    def get(self, request: Request, code: str) -> Response:
        """With its content."""
        return Response(whole(_visible(request, code)))

    @documented(
        "cancel_bag",
        summary="Give an empty bag up",
        answers={200: shapes.BagSerializer},
        answer={**OPEN, "state": "cancelled", "lines": []},
        refusals=(why.BagNotEmpty, why.BagMoved),
    )
    def delete(self, request: Request, code: str) -> Response:
        """Its number is not used again."""
        return Response(whole(commands.cancel_bag(actor=actor_from(request), code=_visible(request, code).code)))


class BagItemsView(HouseView):
    """Putting items in."""

    @documented(
        "pack_items",
        summary="Put items into an open bag",
        description="Each code that cannot go in is told why under `refused`; the rest goes in.",
        request=shapes.PackingSerializer,
        answers={200: shapes.PackedSerializer},
        example={"items": ["HC473124829VN"], "confirmed": False},
        answer={**OPEN, "done": ["HC473124829VN"], "refused": []},
        refusals=(why.BagMoved, why.BagFull),
    )
    def post(self, request: Request, code: str) -> Response:
        """By item code or by link, as read."""
        sent = parsed(request, shapes.PackingSerializer)
        found = _visible(request, code)
        packed = commands.pack_items(
            actor=actor_from(request), code=found.code, items=sent["items"], confirmed=sent["confirmed"]
        )
        return Response(_packed(packed, request))


class BagRemovalsView(HouseView):
    """Taking items out."""

    @documented(
        "unpack_items",
        summary="Take items out of an open bag",
        request=shapes.UnpackingSerializer,
        answers={200: shapes.PackedSerializer},
        example={"items": ["HC473124829VN"]},
        answer={**OPEN, "lines": [], "done": ["HC473124829VN"], "refused": []},
        refusals=(why.BagMoved,),
    )
    def post(self, request: Request, code: str) -> Response:
        """The ledger keeps that they were in it."""
        sent = parsed(request, shapes.UnpackingSerializer)
        found = _visible(request, code)
        out = commands.unpack_items(actor=actor_from(request), code=found.code, items=sent["items"])
        return Response(_packed(out, request))


class BagSealingView(HouseView):
    """Closing the manifest."""

    @documented(
        "seal_bag",
        summary="Seal a bag and close its manifest",
        request=shapes.SealSerializer,
        answers={200: shapes.BagSerializer},
        example={"seal": "GL-000123"},
        answer=BAG,
        refusals=(why.EmptyBag, why.SealNeeded, why.SealUsed, why.BagMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """The number is not used again by the same office for a time."""
        sent = parsed(request, shapes.SealSerializer)
        done = bag_seals.seal_bag(actor=actor_from(request), code=_visible(request, code).code, seal=sent["seal"])
        return Response(whole(done))


class BagResealingView(HouseView):
    """Another seal."""

    @documented(
        "reseal_bag",
        summary="Put another seal on a bag before it leaves",
        request=shapes.NewSealSerializer,
        answers={200: shapes.BagSerializer},
        example={"seal": "GL-000124", "reason": "broken"},
        answer={**BAG, "seal": "GL-000124", "marks": ["resealed"]},
        refusals=(why.SealNeeded, why.SealUsed, why.SealReasonNeeded, why.BagOpen, why.BagMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """The content stays as it was counted."""
        sent = parsed(request, shapes.NewSealSerializer)
        found = _visible(request, code)
        done = bag_seals.reseal_bag(
            actor=actor_from(request), code=found.code, seal=sent["seal"], reason=sent["reason"]
        )
        return Response(whole(done))


class BagUnsealingView(HouseView):
    """Taking the seal off."""

    @documented(
        "unseal_bag",
        summary="Take the seal off before the bag leaves",
        request=shapes.SealReasonSerializer,
        answers={200: shapes.BagSerializer},
        example={"reason": "add_items"},
        answer=OPEN,
        refusals=(why.SealReasonNeeded, why.BagOpen, why.BagMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """The bag is open again."""
        sent = parsed(request, shapes.SealReasonSerializer)
        found = _visible(request, code)
        return Response(whole(bag_seals.unseal_bag(actor=actor_from(request), code=found.code, reason=sent["reason"])))


class BagDispatchView(HouseView):
    """Sending."""

    @documented(
        "dispatch_bag",
        summary="Send a sealed bag on with everything in it",
        request=shapes.BagDispatchSerializer,
        answers={200: shapes.BagSerializer},
        example={"to": "BC-64"},
        answer=GONE,
        refusals=(why.BagsNotReady, UnknownOffice),
    )
    def post(self, request: Request, code: str) -> Response:
        """Until it arrives, the sending office answers for the bag and everything in it."""
        sent = parsed(request, shapes.BagDispatchSerializer)
        found = _visible(request, code)
        bags = bag_journeys.dispatch_bags(actor=actor_from(request), codes=[found.code], to=sent["to"])
        return Response(whole(bags[0]))


class BagArrivalView(HouseView):
    """Taking in."""

    @documented(
        "arrive_bag",
        summary="Take a bag in with everything in it",
        description="A seal that differs, or an office the bag was not to come to, is recorded and flagged.",
        request=shapes.BagArrivalSerializer,
        answers={200: shapes.BagArrivedSerializer},
        example={"office": "BC-64", "seal": "GL-000123"},
        answer={**CAME, "seal_read": "GL-000123", "outcome": "recorded", "reason": "recorded"},
        refusals=(why.BagOpen, why.BagElsewhere, why.BagOpened, why.BagCancelled, why.SealNeeded, why.UnknownBag),
    )
    def post(self, request: Request, code: str) -> Response:
        """The office answers for it from now on."""
        sent = parsed(request, shapes.BagArrivalSerializer)
        bag, ruling = bag_journeys.arrive_bag(
            actor=actor_from(request), code=code, office=sent["office"], seal=sent["seal"]
        )
        return Response({**whole(bag), "outcome": str(ruling.outcome), "reason": ruling.code})


class BagOpeningView(HouseView):
    """Counting."""

    @documented(
        "open_bag",
        summary="Open a bag and say what was found",
        description="What is missing is its packer's again and in dispute; what lay in it besides is taken over.",
        request=shapes.BagOpeningSerializer,
        answers={200: shapes.BagSerializer},
        example={"lines": [{"item": "HC473124829VN", "verdict": "received"}], "extra": [], "seal": None, "note": ""},
        answer={**CAME, "state": "opened", "opened_at": "2019-08-05T19:20:00+07:00"},
        refusals=(why.BagMoved, why.SealNeeded),
    )
    def post(self, request: Request, code: str) -> Response:
        """Where it arrived."""
        sent = parsed(request, shapes.BagOpeningSerializer)
        count = BagCount(_verdicts(sent["lines"]), sent["extra"], sent["seal"], sent["note"])
        found = _visible(request, code)
        return Response(whole(bag_openings.open_bag_at(actor=actor_from(request), code=found.code, count=count).bag))


class BagResolutionView(HouseView):
    """Settling differences."""

    @documented(
        "resolve_bag",
        summary="Settle the differences of an opened bag",
        request=ResolutionSerializer,
        answers={200: shapes.BagSerializer},
        example={"resolution": "Tìm thấy tại quầy số 2, gửi chuyến sau."},
        answer={**CAME, "state": "opened", "resolution": "Tìm thấy tại quầy số 2, gửi chuyến sau."},
        refusals=(why.BagMoved,),
    )
    def post(self, request: Request, code: str) -> Response:
        """By the office that packed it; the lines stay as they were."""
        sent = parsed(request, ResolutionSerializer)
        found = _visible(request, code)
        done = bag_openings.resolve_bag(actor=actor_from(request), code=found.code, resolution=sent["resolution"])
        return Response(whole(done))


class BagManifestView(HouseView):
    """The paper that travels with a bag."""

    @documented("bag_manifest_pdf", summary="The A4 manifest of a bag", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """A4, as many pages as it takes."""
        found, out = _visible(request, code), BytesIO()
        bag_papers.manifest_pdf(found, reads.lines_of(found), out)
        return pdf(out, f"{found.code}.pdf")


class BagLabelView(HouseView):
    """The label that hangs on a bag."""

    @documented("bag_label_pdf", summary="The 100 x 150 mm label of a bag", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """With both codes."""
        found, out = _visible(request, code), BytesIO()
        bag_papers.label_pdf(found, reads.lines_of(found), out)
        return pdf(out, f"nhan-{found.code}.pdf")


class RouteView(HouseView):
    """The way between offices."""

    @documented(
        "find_route",
        summary="The next station from one office on the way to another",
        answers={200: shapes.RouteSerializer},
        answer={"from": "BC-633", "goal": "VX-23587", "next_office": "BC-64", "path": ["BC-633", "BC-64", "BC-622"]},
        refusals=(UnknownOffice,),
    )
    def get(self, request: Request, origin: str, goal: str) -> Response:
        """By the route table, else by the tree of the offices."""
        ways = routes.ways()
        for office in (origin, goal):
            if office not in ways.places:
                raise UnknownOffice(office=office[:24])
        path = list(ways.path(origin, goal))
        return Response({"from": origin, "goal": goal, "next_office": ways.next_office(origin, goal), "path": path})


def _packed(packed: Packed, request: Request) -> dict[str, Any]:
    language = language_of(request)
    refused = [
        {"text": text, "code": each.code, "detail": each.detail(language)} for text, each in packed.refused.items()
    ]
    return {**whole(packed.bag), "done": list(packed.done), "refused": refused}


def _visible(request: Request, code: str) -> Bag:
    found = reads.find(actor_from(request), code)
    if found is None:
        raise NotThere
    return found


def _verdicts(lines: list[dict[str, Any]]) -> dict[str, Verdict]:
    """Verdicts by item code; raises Invalid naming the codes that are none."""
    verdicts: dict[str, Verdict] = {}
    problems: dict[str, Any] = {}
    for position, line in enumerate(lines):
        try:
            verdicts[s10.parse(line["item"])] = Verdict(line["verdict"])
        except Refused as refused:
            problems[f"lines[{position}].item"] = [problem(refused)]
    if problems:
        raise Invalid(problems)
    return verdicts
