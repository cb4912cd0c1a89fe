"""Serializers that refuse what they do not know."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer for what is sent: a field it does not know is refused with ``unknown_field``, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated values.

        Raises:
            ValidationError: with the problems of every field, unknown ones included.
        """
        unknown = self._unknown(data)
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as problem:
            if unknown and isinstance(problem.detail, dict):
                raise serializers.ValidationError({**problem.detail, **unknown}) from problem
            raise
        if unknown:
            raise serializers.ValidationError(unknown)
        return values

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        writable = {name for name, field in self.fields.items() if not field.read_only}
        return {str(name)[:80]: [ErrorDetail("unknown", code="unknown_field")] for name in data if name not in writable}


def parsed(request: Request, serializer: type[serializers.Serializer[Any]], **context: Any) -> dict[str, Any]:
    """What was sent, checked by ``serializer``.

    Raises:
        ValidationError: shown by the problem handler with one entry a field.
    """
    checked = serializer(data=request.data, context={"request": request, **context})
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values


class NothingSerializer(StrictSerializer):
    """An empty object ``{}``, or nothing: for acts that need no words."""
