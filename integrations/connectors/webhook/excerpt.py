"""A short, harmless piece of what a receiver answered, kept so that people can see why a message failed."""

import re

LENGTH = 200

_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\d[\d .\-]{4,}\d")
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+")


def excerpt(text: bytes) -> str:
    """At most 200 plain characters of ``text``, without e-mail addresses, long numbers or letters with diacritics.

    A receiver may echo anything; telephone numbers, identity numbers and Vietnamese names do not survive here.
    """
    plain = _NOT_PLAIN.sub("…", text[: LENGTH * 4].decode("utf-8", "replace"))
    return _NUMBER.sub("[số]", _EMAIL.sub("[email]", plain)).strip()[:LENGTH]
