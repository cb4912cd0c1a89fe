"""The citizen's side for programs: the same words as the page."""

from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere
from tracking.journey import queries
from tracking.journey.milestones import Journey, Step

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
    steps = StepSerializer(many=True, help_text="Newest first.")


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
