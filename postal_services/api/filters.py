"""Filters of lists that take a word of a few: named in the served document, and refused where the word is another."""

from collections.abc import Sequence

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from postal_services.api.field_words import field_problem
from postal_services.errors import Invalid

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class OneOf(OpenApiParameter):
    """``?name=`` with one of ``words``; ``otherwise`` is meant where it is absent or empty."""

    def __init__(self, name: str, words: Sequence[str], *, otherwise: str = "", description: str) -> None:
        self.otherwise = otherwise
        super().__init__(name, OpenApiTypes.STR, enum=[str(word) for word in words], description=description)

    def of(self, request: Request) -> str:
        """The word asked for.

        Raises:
            Invalid: with ``invalid_choice``; a word nobody knows would otherwise be answered as if nothing were there,
                or as if everything had been asked for.
        """
        word = request.query_params.get(self.name, "").strip()
        if word and word not in (self.enum or ()):
            raise Invalid({self.name: [field_problem("invalid_choice", "")]})
        return word or self.otherwise


class Flag(OpenApiParameter):
    """``?name=true``; absent or empty is false."""

    def __init__(self, name: str, *, description: str) -> None:
        super().__init__(name, OpenApiTypes.BOOL, description=description)

    def of(self, request: Request) -> bool:
        """Whether it is asked for: ``true`` and ``1``, ``false`` and ``0``, in letters of any size.

        Raises:
            Invalid: with ``invalid`` for anything else.
        """
        word = request.query_params.get(self.name, "").strip().lower()
        if word and word not in _FLAGS:
            raise Invalid({self.name: [field_problem("invalid", "")]})
        return _FLAGS.get(word, False)
