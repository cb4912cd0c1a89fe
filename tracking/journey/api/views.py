"""The citizen's side for programs: the same words as the page."""

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services.accounts.networks import network_of
from postal_services.api.schema import documented
from postal_services.api.serializers import StrictSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere
from tracking.journey import limits, queries
from tracking.journey.commands.rating import LONGEST_COMMENT, Answer, rate_case
from tracking.journey.milestones import Journey, Step
from tracking.journey.refusals import RatingClosed, RatingTooEarly, TooManyRatings

EXAMPLE = {
    "code": "H21.33-190805-0001",
    "milestone": "out_for_delivery",
    "text": "Đang đi phát",
    "office": "Bưu điện huyện Chư Sê",
    "since": "2019-08-08T08:10:00+07:00",
    "limbo": "",
    "clock": "post",
    "expected_on": "2019-08-09",
    "expected_note": "dự kiến, thời gian bưu điện 2 ngày làm việc chưa kiểm chứng",
    "next": "Chuẩn bị giấy tờ tùy thân, giấy hẹn và khoản phải nộp (nếu có).",
    "attempts": 1,
    "held_until": None,
    "wish": "deliver_on",
    "score": None,
    "simulated": False,
    "may_rate": False,
    "rate_until": None,
    "steps": [
        {"on": "2019-08-08T08:10:00+07:00", "text": "Đang đi phát", "office": "Bưu điện huyện Chư Sê"},
        {
            "on": "2019-08-05T09:00:00+07:00",
            "text": "Tiếp nhận hồ sơ",
            "office": "Bộ phận Tiếp nhận và Trả kết quả UBND huyện Chư Sê",
        },
    ],
}


class StepSerializer(serializers.Serializer[Step]):
    """One thing that happened."""

    on = serializers.DateTimeField()
    text = serializers.CharField()
    office = serializers.CharField(allow_blank=True)


class JourneySerializer(serializers.Serializer[Journey]):
    """A case in plain words; no names of people and no papers."""

    code = serializers.CharField()
    milestone = serializers.CharField(help_text="Stable word for machines, such as `in_transit`.")
    text = serializers.CharField()
    office = serializers.CharField(help_text="Who answers for it now.")
    since = serializers.DateTimeField(help_text="Since when that office does.")
    limbo = serializers.CharField(allow_blank=True, help_text="Who still has to sign for it; empty when nobody has.")
    clock = serializers.ChoiceField(choices=["agency", "post", "citizen", "nobody"], help_text="Whose turn it is.")
    expected_on = serializers.DateField(allow_null=True)
    expected_note = serializers.CharField(allow_blank=True, help_text="What the expected day rests on.")
    next = serializers.CharField(help_text="What the citizen does next.")
    attempts = serializers.IntegerField(help_text="How often the post tried without success.")
    held_until = serializers.DateField(allow_null=True, help_text="The last day on which it can be fetched.")
    wish = serializers.CharField(
        allow_blank=True, help_text="What the citizen asked for: `deliver_on`, `hold_at`, `forward_to`, or empty."
    )
    score = serializers.SerializerMethodField(help_text="What the citizen answered, 1 to 5; null while nothing was.")
    simulated = serializers.BooleanField(help_text="Played by the simulation, no citizen's.")
    may_rate = serializers.BooleanField(help_text="Whether an answer is taken now.")
    rate_until = serializers.DateField(allow_null=True, help_text="The last day on which the answer can be changed.")
    steps = StepSerializer(many=True, help_text="Newest first.")

    def get_score(self, journey: Journey) -> int | None:
        """None while the citizen has not answered."""
        return journey.score or None


class JourneyRatingAskedSerializer(StrictSerializer):
    """One answer."""

    score = serializers.IntegerField(min_value=1, max_value=5, help_text="5 is very satisfied, 1 not at all.")
    comment = serializers.CharField(
        max_length=LONGEST_COMMENT,
        required=False,
        allow_blank=True,
        default="",
        help_text="For the committee and the province alone; left empty, an earlier one stands.",
    )


class JourneyRatingSerializer(serializers.Serializer[Any]):
    """The answer as it stands."""

    score = serializers.IntegerField()
    rated_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()


class JourneyRatingView(HouseView):
    """How satisfied the citizen is, by the token of the case."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = []

    @documented(
        "rate_journey",
        tag="journeys",
        summary="How satisfied the citizen is",
        description=(
            "One answer for each case, once the result was delivered or handed over at the counter; it may be changed "
            "for some days. The same answer again changes nothing."
        ),
        request=JourneyRatingAskedSerializer,
        answers={200: JourneyRatingSerializer},
        example={"score": 5, "comment": ""},
        answer={
            "score": 5,
            "rated_at": "2019-08-08T10:30:00+07:00",
            "changed_at": "2019-08-08T10:30:00+07:00",
        },
        refusals=(NotThere, RatingTooEarly, RatingClosed, TooManyRatings),
    )
    def post(self, request: Request, token: str) -> Response:
        """Take an answer; the token is read in any form."""
        sent = parsed(request, JourneyRatingAskedSerializer)
        exact = find_token(token)
        if exact is None:
            raise NotThere
        limits.take_permit(exact, network_of(request))
        case = queries.case_of_token(exact)
        if case is None:
            raise NotThere
        rating = rate_case(answer=Answer(case, sent["score"], sent["comment"]))
        return Response(JourneyRatingSerializer(rating).data)


class JourneyView(HouseView):
    """One journey by its token.

    Nobody signs in and nothing is counted here, so that an answer costs one read; a token cannot be guessed.
    """

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = []

    @documented(
        "read_journey",
        tag="journeys",
        summary="Where a case is, in plain words",
        description="The token as printed, grouped, in lower case, or as a whole link. Newest step first.",
        answers={200: JourneySerializer},
        answer=EXAMPLE,
        refusals=(NotThere,),
    )
    def get(self, _request: Request, token: str) -> Response:
        """The journey behind a token in any form."""
        exact = find_token(token)
        journey = queries.journey(exact, (get_language() or "vi")[:2]) if exact else None
        if journey is None:
            raise NotThere
        return Response(JourneySerializer(journey).data)
