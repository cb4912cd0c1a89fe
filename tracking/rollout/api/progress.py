"""Directives for programs: what they ask, and how far each ask is as of any day. Public: they name offices only."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import Invalid, NotThere
from tracking.rollout import evidence
from tracking.rollout.queries import directives

from . import examples
from .days import AS_OF, FROM, TO, day
from .serializers import (
    BurnUpSerializer,
    ComparisonSerializer,
    DirectiveSerializer,
    ProgressSerializer,
    SharesSerializer,
    TargetSerializer,
)

_JUDGED = (
    "Judged from ledger lines whose `occurred_at` lies on or before the day (Vietnam); `recorded_at` says when each "
    "was written. A day before the directive is judged by its first rules, a day to come as if nothing more happened."
)


class PublicView(HouseView):
    """What anybody may read."""

    permission_classes = [AllowAny]


class DirectiveView(PublicView):
    """A directive and what it asks."""

    @documented(
        "read_directive",
        tag="rollout",
        summary="A directive with its items, deadlines and rules",
        description="`words` are the directive's exact words, and empty where they are not at hand.",
        answers={200: DirectiveSerializer},
        answer=examples.DIRECTIVE,
        refusals=(NotThere,),
    )
    def get(self, request: Request, directive: str) -> Response:
        """All items in their order."""
        return Response(DirectiveSerializer(directives.document(directive), context={"request": request}).data)


class ProgressView(PublicView):
    """How far an ask is."""

    @documented(
        "read_rollout_progress",
        tag="rollout",
        summary="One ask of a directive as of any day, such as item 2 of Notice 44/TB-UBND",
        description=_JUDGED,
        answers={200: ProgressSerializer},
        answer=examples.PROGRESS,
        parameters=(AS_OF,),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: str) -> Response:
        """Every target with its evidence."""
        as_of = day(request)
        look = evidence.look(directive, ask, as_of)
        shown = ProgressSerializer(look.progress(as_of), context={"request": request, "look": look})
        return Response(shown.data)


class BurnUpView(PublicView):
    """The counts of every day."""

    @documented(
        "read_rollout_burn_up",
        tag="rollout",
        summary="Complete targets and things shown on every day, with the forecast",
        description=_JUDGED,
        answers={200: BurnUpSerializer},
        answer=examples.BURN_UP,
        parameters=(AS_OF,),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: str) -> Response:
        """From the directive's day to the later of the day asked for and the deadline."""
        as_of = day(request)
        return Response(BurnUpSerializer(evidence.burn_up(directive, ask, as_of), context={"request": request}).data)


class ComparisonView(PublicView):
    """What changed between two days."""

    @documented(
        "read_rollout_comparison",
        tag="rollout",
        summary="What was gained and lost between two days",
        description=_JUDGED,
        answers={200: ComparisonSerializer},
        answer=examples.COMPARISON,
        parameters=(FROM, TO),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: str) -> Response:
        """Gains and losses by target and kind; the days may come in either order."""
        first, last = day(request, "from", needed=True), day(request, "to")
        found = evidence.compare(first, last, directive, ask)
        return Response(ComparisonSerializer(found, context={"request": request}).data)


class TargetView(PublicView):
    """One target."""

    @documented(
        "read_rollout_target",
        tag="rollout",
        summary="One target with its evidence and ledger lines",
        description=_JUDGED,
        answers={200: TargetSerializer},
        answer=examples.TARGET,
        parameters=(AS_OF,),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """What it has shown and what is missing; not there on days on which it is not asked."""
        found = evidence.progress(day(request), directive, ask).target(code)
        if found is None:
            raise NotThere
        return Response(TargetSerializer(found, context={"request": request}).data)


class ShareView(PublicView):
    """The counter-figure."""

    @documented(
        "read_rollout_share",
        tag="rollout",
        summary="Share of the cases that could go by post and did, per district and month",
        description=(
            "How many could have gone is stated by the district, how many did is counted from the ledger. A statement "
            "of fewer cases than the ledger has carries the flag `contradicts_ledger` and is not counted."
        ),
        answers={200: SharesSerializer},
        answer=examples.SHARES,
        parameters=(FROM, TO, AS_OF),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: str) -> Response:
        """The months of the days, 120 at most, in their order."""
        first, last = sorted((day(request, "from", needed=True), day(request, "to")))
        return Response(SharesSerializer(evidence.shares(first, last, day(request), directive, ask)).data)
