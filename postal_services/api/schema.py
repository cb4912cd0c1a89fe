"""The served OpenAPI document: every call with an example, every error with its codes.

Rooms describe an endpoint with one decorator, ``@documented``; keys, the ``Idempotency-Key`` header of writes and the
errors that any call can meet are added here.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from postal_services.accounts.refusals import DeviceNotAllowed
from postal_services.api import refusals
from postal_services.api.problems import CONTENT_TYPE, problem_body
from postal_services.api.serializers import StrictSerializer
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused

View = TypeVar("View", bound=Callable[..., Any])
Body = type[serializers.BaseSerializer[Any]] | serializers.BaseSerializer[Any] | Any
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class FieldProblemSerializer(serializers.Serializer[Any]):
    """One thing wrong with one field."""

    code = serializers.CharField(help_text="Stable, for machines.")
    message = serializers.CharField(help_text="For people, in the language of the answer.")


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457). `code` is stable and for machines, `detail` says what happened and what to do next."""

    type = serializers.CharField(help_text="Address of a page about this code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # a word of the framework, and of the contract
        child=FieldProblemSerializer(many=True),
        required=False,
        help_text="By field; nested ones under a path such as `papers[0].kind`.",
    )


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=(
        "1 to 200 visible ASCII characters, a UUID for example. The same key with the same body gives the same answer "
        "for at least a day; with another body 422 `idempotency_key_reused`."
    ),
)
MODIFIED_SINCE = OpenApiParameter(
    "modified_since",
    OpenApiTypes.DATETIME,
    OpenApiParameter.QUERY,
    description="Only what changed after this instant (ISO 8601 with offset).",
)


def documented(
    operation: str,
    *,
    summary: str,
    answers: Mapping[int, Body] | Mapping[tuple[int, str], Body],
    request: Body = None,
    example: Any = None,
    answer: Any = None,
    refusals: Sequence[type[Refused]] = (),  # noqa: A002, RUF100
    parameters: Sequence[OpenApiParameter] = (),
    tag: str | None = None,
    description: str = "",
) -> Callable[[View], View]:
    """Describe one method of a view.

    Args:
        operation: the operation's id, a verb and a noun (``propose_hand_over``); never changes once released.
        summary: one line in plain English.
        answers: serializer (or ``None`` for an empty body) by status of success, or by status and media type.
        request: serializer of the body.
        example: an example of the body, shown in the document and used by contract tests.
        answer: an example of the answer to it.
        refusals: what the command behind it may refuse with; each is shown under its status with its code.
        parameters: query parameters and headers beside the ones every call has.
        tag: the heading the call stands under; the first word of the path when absent.
        description: more words, in Markdown.
    """
    examples = []
    if example is not None:
        examples.append(OpenApiExample("Request", value=example, request_only=True))
    responses: dict[Any, Any] = {}
    for status, body in answers.items():
        shown = [OpenApiExample("Answer", value=answer)] if answer is not None and body is not None else []
        number = status[0] if isinstance(status, tuple) else status
        responses[status] = OpenApiResponse(body, description=HTTPStatus(number).phrase, examples=shown)
    by_status: dict[int, list[type[Refused]]] = {}
    for kind in refusals:
        by_status.setdefault(kind.status, []).append(kind)
    extension: Any = extend_schema(
        operation_id=operation,
        summary=summary,
        description=description or summary,
        request=request,
        responses=responses,
        examples=examples,
        parameters=list(parameters),
        tags=[tag] if tag else None,
    )

    def describe(view: View) -> View:
        view.house_refusals = by_status  # type: ignore[attr-defined]  # read back by HouseSchema
        view.house_parameters = tuple(parameters)  # type: ignore[attr-defined]  # read back by HouseSchema
        described: View = extension(view)
        return described

    return describe


class HouseSchema(AutoSchema):
    """Adds to each call what the house gives to all: the idempotency header and the errors any call can meet."""

    def get_override_parameters(self) -> list[Any]:
        """``Idempotency-Key`` on every write that keeps its answers."""
        if self.method in _WRITES and getattr(self.view, "keeps_answers", False):
            return [IDEMPOTENCY_KEY]
        return []

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction=direction)
        if direction != "response":
            return bodies
        for status, kinds in sorted(self._refusals().items()):
            if str(status) not in bodies:
                bodies[str(status)] = self._problem(status, kinds)
        return bodies

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        """A strict serializer says that it takes no other members."""
        mapped: Any = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]  # untyped library
        if isinstance(serializer, StrictSerializer) and direction == "request":
            mapped["additionalProperties"] = False
        return mapped

    def _refusals(self) -> dict[int, list[type[Refused]]]:
        """Refusals by status: the method's own first, then those of every call of its kind."""
        found: dict[int, list[type[Refused]]] = {}
        for status, kinds in getattr(self._handler(), "house_refusals", {}).items():
            found.setdefault(status, []).extend(kinds)
        for kind in self._common():
            kinds = found.setdefault(kind.status, [])
            if kind not in kinds:
                kinds.append(kind)
        return found

    def _handler(self) -> Any:
        return getattr(self.view, self.method.lower(), None)

    def _common(self) -> list[type[Refused]]:
        common: list[type[Refused]] = [refusals.NotAcceptable, refusals.TooManyRequests]
        if self.view.get_authenticators():
            # a wrong key is refused where none is needed, too
            common += [refusals.NotSignedIn, DeviceNotAllowed]
        if not any(isinstance(permission, AllowAny) for permission in self.view.get_permissions()):
            common.append(NotAllowed)
        if "{" in self.path:
            common.append(NotThere)
        if self.method in _WITH_BODY and self.get_request_serializer() is not None:
            common += [Invalid, refusals.Malformed, refusals.UnsupportedMediaType, refusals.TooLarge]
        if self.method == "GET" and self._is_list_view():
            common.append(refusals.InvalidCursor)
        if getattr(self._handler(), "house_parameters", ()) and Invalid not in common:
            common.append(Invalid)
        if self.method in _WRITES and getattr(self.view, "keeps_answers", False):
            common += [refusals.IdempotencyKeyBad, refusals.IdempotencyInProgress, refusals.IdempotencyKeyReused]
        return common

    def _problem(self, status: int, kinds: Sequence[type[Refused]]) -> Any:
        examples = [
            OpenApiExample(kind.code, value=problem_body(_sample(kind), "en"), media_type=CONTENT_TYPE)
            for kind in kinds
        ]
        described = OpenApiResponse(
            ProblemSerializer, description=", ".join(f"`{kind.code}`" for kind in kinds), examples=examples
        )
        answer: Any = self._get_response_for_code  # the library has no types here
        return answer(described, str(status), media_types=[CONTENT_TYPE])


def _sample(kind: type[Refused]) -> Refused:
    """A refusal as it may come, for the examples, whatever a kind of its own needs to be made."""
    sample = kind.__new__(kind)
    if isinstance(sample, Invalid):
        missing = FieldProblem("required", "Thiếu ô này.", "This field is missing.")
        Invalid.__init__(sample, {"papers[0].kind": [missing]})
    else:
        Refused.__init__(sample)
    return sample


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by being declared
    """``Authorization: Bearer …``."""

    target_class = "postal_services.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "From `POST /api/v1/tokens`."}


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by being declared
    """``Authorization: Device …``."""

    target_class = "postal_services.api.authentication.DeviceAuthentication"
    name = "device"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device <key>`, the key from `POST /api/v1/devices/enrolment`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by being declared
    """The signed-in page's cookie; writes need its CSRF header."""

    target_class = "postal_services.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Pages of the house; with `X-CSRFToken`.",
        }
