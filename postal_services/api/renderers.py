"""JSON as it leaves the house: UTF-8, Vietnamese letters as themselves."""

from rest_framework.renderers import JSONRenderer as FrameworkJSONRenderer


class JSONRenderer(FrameworkJSONRenderer):
    """``application/json`` without escapes."""

    charset = None
    ensure_ascii = False
