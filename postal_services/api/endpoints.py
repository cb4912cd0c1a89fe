"""Calls about keys: signing a program in and out, enrolling devices, rolling and revoking their keys."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services.accounts import commands
from postal_services.accounts import refusals as said
from postal_services.accounts.hooks import actor_from
from postal_services.accounts.models import ApiToken, Device
from postal_services.accounts.networks import network_of
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import StrictSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere


class SignInSerializer(StrictSerializer):
    """Name and password of a person; `code` when the account has a second factor."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=256, trim_whitespace=False, style={"input_type": "password"})
    code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class TokenSerializer(serializers.Serializer[commands.IssuedToken]):
    """A bearer token, shown once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokensView(HouseView):
    """Signing a program in. Its answer is a secret and the call changes nothing else, so no answer is kept."""

    permission_classes = [AllowAny]
    authentication_classes = []
    keeps_answers = False

    @documented(
        "create_token",
        tag="tokens",
        summary="Sign a program in",
        description="Wrong name and wrong password get the same answer. Used as `Authorization: Bearer <token>`.",
        request=SignInSerializer,
        answers={201: TokenSerializer},
        example={"username": "lan", "password": "gialai-2019"},
        answer={"token": "pst_4nC0…", "expires_at": "2019-08-05T19:00:00+07:00"},
        refusals=(said.SignInFailed, said.SecondFactorRequired, said.TooManyAttempts),
    )
    def post(self, request: Request) -> Response:
        """Sign a person in for a program."""
        sent = parsed(request, SignInSerializer)
        issued = commands.sign_in_for_token(commands.SignIn(network=network_of(request._request), **sent))  # noqa: SLF001
        return Response(TokenSerializer(issued).data, status=201)


class CurrentTokenView(HouseView):
    """The token the call itself was made with."""

    keeps_answers = False

    @documented("end_token", tag="tokens", summary="Sign this program out", answers={204: None}, refusals=(NotThere,))
    def delete(self, request: Request) -> Response:
        """End the token of this call."""
        if not isinstance(request.auth, ApiToken):
            raise NotThere
        commands.revoke_token(request.auth)
        return Response(status=204)


class EnrolmentSerializer(StrictSerializer):
    """The one-time code the supervisor showed."""

    code = serializers.CharField(max_length=40)


class EnrolledSerializer(serializers.Serializer[commands.IssuedDevice]):
    """A device and its key, shown once."""

    device = serializers.UUIDField()
    key = serializers.CharField()
    office = serializers.CharField()


ENROLLED = {"device": "01987a1c-2f63-7c54-9f0e-6a54d8a3b1c2", "key": "psd_9sQe…", "office": "BC-633"}


class DeviceEnrolmentView(HouseView):
    """A phone turns a one-time code into a key of its own; with an Idempotency-Key a lost answer comes again."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @documented(
        "enrol_device",
        tag="devices",
        summary="Enrol a device with a one-time code",
        description="Used as `Authorization: Device <key>`.",
        request=EnrolmentSerializer,
        answers={201: EnrolledSerializer},
        example={"code": "BCGH-0123-KMNP"},
        answer=ENROLLED,
        refusals=(said.EnrolmentCodeUnknown, said.OfficeUnknown, said.TooManyAttempts),
    )
    def post(self, request: Request) -> Response:
        """Enrol the caller as a device."""
        sent = parsed(request, EnrolmentSerializer)
        issued = commands.enrol_device(sent["code"], network_of(request._request))  # noqa: SLF001
        return Response(EnrolledSerializer(issued).data, status=201)


class NewCodeSerializer(StrictSerializer):
    """For which office, and what the phone will be called."""

    office = serializers.CharField(max_length=32)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # a field's own name in the framework
    endpoints = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=40)


class CodeSerializer(serializers.Serializer[commands.IssuedCode]):
    """A one-time code, shown once."""

    code = serializers.CharField()
    office = serializers.CharField()
    expires_at = serializers.DateTimeField()


class EnrolmentCodesView(HouseView):
    """One-time codes, made by the supervisor of an office or an administrator."""

    @documented(
        "create_enrolment_code",
        tag="devices",
        summary="Make a one-time code for a new device",
        description="The code lives thirty minutes and works once.",
        request=NewCodeSerializer,
        answers={201: CodeSerializer},
        example={"office": "BC-633", "label": "Máy quét quầy 1"},
        answer={"code": "BCGH-0123-KMNP", "office": "BC-633", "expires_at": "2019-08-05T08:30:00+07:00"},
        refusals=(said.OfficeNotYours, said.OfficeUnknown),
    )
    def post(self, request: Request) -> Response:
        """Make a code."""
        sent = parsed(request, NewCodeSerializer)
        issued = commands.issue_enrolment_code(
            actor_from(request), sent["office"], sent["label"], tuple(sent.get("endpoints", ()))
        )
        return Response(CodeSerializer(issued).data, status=201)


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """An enrolled device, without its key."""

    device = serializers.UUIDField(source="id")

    class Meta:
        model = Device
        fields = [
            "device",
            "office",
            "label",
            "endpoints",
            "enrolled_at",
            "key_rolled_at",
            "last_seen_at",
            "revoked_at",
        ]


class DevicesView(HouseView):
    """The devices the asker looks after."""

    pagination_class = HousePagination

    @documented(
        "list_devices",
        tag="devices",
        summary="The devices of your offices",
        answers={200: DeviceSerializer(many=True)},
        answer=[
            {
                "device": ENROLLED["device"],
                "office": "BC-633",
                "label": "Máy quét quầy 1",
                "endpoints": ["scans*"],
                "enrolled_at": "2019-08-05T08:00:00+07:00",
                "key_rolled_at": None,
                "last_seen_at": "2019-08-05T08:05:00+07:00",
                "revoked_at": None,
            }
        ],
    )
    def get(self, request: Request) -> Response:
        """One page of devices."""
        return self.page(request, Device.objects.visible_to(actor_from(request)), DeviceSerializer)


class DeviceView(HouseView):
    """One device."""

    @documented("revoke_device", tag="devices", summary="Take a device out of use", answers={204: None})
    def delete(self, request: Request, device: UUID) -> Response:
        """Revoke the device's key."""
        commands.revoke_device(actor_from(request), device)
        return Response(status=204)


class DeviceKeyView(HouseView):
    """The key of one device."""

    @documented(
        "roll_device_key",
        tag="devices",
        summary="Give a device a new key",
        description=(
            "By the device itself, its supervisor or an administrator. The old key works until the new one is used."
        ),
        answers={201: EnrolledSerializer},
        answer=ENROLLED,
    )
    def post(self, request: Request, device: UUID) -> Response:
        """Roll the key."""
        issued: Any = commands.roll_device_key(actor_from(request), device)
        return Response(EnrolledSerializer(issued).data, status=201)
