"""The house's addresses and a few more that misbehave on purpose."""

import threading
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import Http404
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services import urls as house
from postal_services.accounts.models import Device, DeviceUser, User
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.serializers import StrictSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused


class Full(Refused):
    code = "full"
    status = 409
    vi = "Túi {bag} đã đầy."
    en = "Bag {bag} is full."


class Paper(StrictSerializer):
    name = serializers.CharField(max_length=10)
    kind = serializers.ChoiceField(["original", "copy"])
    count = serializers.IntegerField(min_value=1, max_value=20)


class Sender(StrictSerializer):
    phone = serializers.CharField()


class Form(StrictSerializer):
    weight = serializers.FloatField(required=False)
    applicant = Sender()
    papers = Paper(many=True, allow_empty=False)


class FormView(HouseView):
    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        return Response(parsed(request, Form))


class Act(StrictSerializer):
    name = serializers.CharField()
    then = serializers.CharField(required=False)


STARTED = threading.Event()
GO_ON = threading.Event()
FLAWS: dict[str, Exception] = {}


class ActView(HouseView):
    """One durable act: a person is entered."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        sent = parsed(request, Act)
        with transaction.atomic(durable=True):
            person = User.objects.create(username=f"{sent['name']}-{User.objects.count()}", full_name=sent["name"])
        then = sent.get("then")
        if then == "wait":
            STARTED.set()
            GO_ON.wait(10)
        if then == "break":
            raise ZeroDivisionError("secret of the house")
        if then == "refuse":
            raise Full(bag="T-1")
        if then == "busy":
            raise OperationalError("canceling statement due to lock timeout")
        return Response({"id": str(person.pk), "name": person.full_name}, status=201, headers={"Location": "/x/1"})

    def delete(self, request: Request) -> Response:
        User.objects.filter(username__startswith="gone").delete()
        return Response(status=204)


class RaiseView(HouseView):
    permission_classes = [AllowAny]
    kinds: dict[str, Any] = {
        "refused": lambda: Full(bag="T-1"),
        "invalid": lambda: Invalid({"phone": [FieldProblem("phone_invalid", "Số sai.", "Wrong number.")]}),
        "not_there": NotThere,
        "not_allowed": NotAllowed,
        "http404": Http404,
        "denied": PermissionDenied,
        "suspicious": SuspiciousOperation,
        "busy": lambda: OperationalError("server closed the connection; host=10.0.0.1"),
        "fault": lambda: ZeroDivisionError("secret of the house"),
    }

    def get(self, request: Request, kind: str) -> Response:
        fault: Exception = self.kinds[kind]()
        raise fault


class PeopleSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username"]


class PeopleView(HouseView):
    permission_classes = [AllowAny]
    pagination_class = HousePagination

    def get(self, request: Request) -> Response:
        return self.page(request, modified_since(request, User.objects.all(), "date_joined"), PeopleSerializer)


class WhoView(HouseView):
    def get(self, request: Request) -> Response:
        return Response(
            {
                "person": str(request.user.pk) if request.user.pk else None,
                "device": str(request.auth.pk) if isinstance(request.auth, Device) else None,
                "alone": isinstance(request.user, DeviceUser),
            }
        )

    post = get


urlpatterns = [
    path("api/test/form", FormView.as_view(), name="form"),
    path("api/test/acts", ActView.as_view(), name="acts"),
    path("api/test/raise/<str:kind>", RaiseView.as_view(), name="raise"),
    path("api/test/people", PeopleView.as_view(), name="people"),
    path("api/test/who", WhoView.as_view(), name="scans"),
    path("api/test/elsewhere", WhoView.as_view(), name="elsewhere"),
    *house.urlpatterns,
]
handler400 = house.handler400
handler403 = house.handler403
handler404 = house.handler404
handler500 = house.handler500
