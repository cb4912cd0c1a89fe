"""A row of small squares, one for each thing to show: full, empty, or lost again."""

from collections.abc import Sequence
from enum import StrEnum

from django.utils.safestring import SafeString

from .svg import element


class Pip(StrEnum):
    """What one square says."""

    MET = "met"
    MISSING = "missing"
    LOST = "lost"
    """It was there and is gone."""


_WIDE, _HIGH, _GAP = 11, 10, 2


def pips(marks: Sequence[Pip]) -> SafeString:
    """The squares in order; decoration, the count stands beside them in words."""
    width = len(marks) * (_WIDE + _GAP) - _GAP + 1
    paths = (
        element(
            "path",
            class_=f"pips__{kind.value}",
            d="".join(_square(place, kind) for place, mark in enumerate(marks) if mark == kind),
        )
        for kind in Pip
        if kind in marks
    )
    return element(
        "svg",
        *paths,
        class_="pips",
        viewBox=f"0 0 {width} {_HIGH + 1}",
        aria_hidden="true",
        focusable="false",
        data_marks="".join(mark.value[0] if mark != Pip.MISSING else "-" for mark in marks),
    )


def _square(place: int, kind: Pip) -> str:
    left = place * (_WIDE + _GAP) + 0.5
    box = f"M{left} .5h{_WIDE - 1}v{_HIGH - 1}h-{_WIDE - 1}z"
    return (
        box
        if kind != Pip.LOST
        else f"{box}M{left} .5l{_WIDE - 1} {_HIGH - 1}M{left + _WIDE - 1} .5l-{_WIDE - 1} {_HIGH - 1}"
    )
