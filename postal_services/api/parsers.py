"""Reading JSON strictly: bounded, UTF-8, no NaN, no infinite numbers."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from postal_services.api.renderers import JSONRenderer

_DEEPEST = 200
"""Levels of lists and objects; what can just be read with a shallow stack can break the writing of it further on."""


class JSONParser(BaseParser):
    """``application/json``, at most ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document that was sent.

        Raises:
            RequestDataTooBig: more bytes than the house reads.
            ParseError: not JSON, not UTF-8, or nested too deep.
        """
        limit = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise RequestDataTooBig
        try:
            document = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError) as problem:
            raise ParseError from problem
        if raw.count(b"[") + raw.count(b"{") > _DEEPEST and _is_deep(document):
            raise ParseError
        return document


def _is_deep(document: Any) -> bool:
    """Whether lists and objects stand in one another more than ``_DEEPEST`` deep; level by level, without recursion."""
    level = [document]
    for _ in range(_DEEPEST + 1):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _refuse(_constant: str) -> float:
    raise ValueError("not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number
