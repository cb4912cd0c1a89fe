"""Sending the papers of a refused or withdrawn case home, by call."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers import codes
from delegation.dossiers.refusals import WrongState
from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotAllowed, NotThere
from tracking.custody.api import answers
from tracking.custody.api.serializers import ItemShortSerializer
from tracking.custody.commands.case_ends import send_papers_home
from tracking.custody.refusals import CodesExhausted, NoPapersCame, PapersSentHome


class PapersHomeView(HouseView):
    """The item that carries the citizen's own papers home."""

    @documented(
        "send_papers_home",
        tag="dossiers",
        summary="Send the papers of a refused or withdrawn dossier home by post",
        description=(
            "By an officer of the agency, when the papers came by post. Registers an item of leg B marked "
            "`papers_home` to the post office that delivers to the citizen; it then goes the usual way, by hand-over "
            "and round, and the dossier stays as it ended."
        ),
        answers={201: ItemShortSerializer},
        answer={
            "code": "HC473124829VN",
            "leg": "B",
            "state": "registered",
            "holder": {"office": "UB-633", "person": None},
        },
        refusals=(NotThere, NotAllowed, WrongState, NoPapersCame, PapersSentHome, CodesExhausted),
    )
    def post(self, request: Request, code: str) -> Response:
        """Nothing is asked but the dossier's code."""
        parsed(request, NothingSerializer)
        item = send_papers_home(actor=actor_from(request), code=codes.parse(code) or "")
        return Response(answers.item_short(item), status=status.HTTP_201_CREATED)
