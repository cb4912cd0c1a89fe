"""JSON as it leaves the house: UTF-8, Vietnamese letters as themselves."""

from rest_framework.renderers import JSONRenderer as FrameworkJSONRenderer


class JSONRenderer(FrameworkJSONRenderer):
    """``application/json`` without escapes; also satisfies callers who ask for ``application/problem+json`` beside it."""

    charset = None
    ensure_ascii = False
