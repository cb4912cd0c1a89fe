"""Vietnamese unless the caller prefers English."""

from functools import lru_cache
from typing import Any

_LANGUAGES = ("vi", "en")


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> str:
    """``vi`` or ``en`` from an ``Accept-Language`` header; Vietnamese when neither is named or both weigh the same."""
    weights = dict.fromkeys(_LANGUAGES, 0.0)
    for part in accept_language.lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        name, _, number = parameters.strip().partition("=")
        try:
            weight = float(number) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        language = tag.strip().split("-")[0]
        if language in weights:
            weights[language] = max(weights[language], weight)
    return "en" if weights["en"] > weights["vi"] else "vi"


def language_of(request: Any) -> str:
    """The language of the answer to ``request`` (Django's or the framework's)."""
    return preferred(str(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))[:200]) if request is not None else "vi"
