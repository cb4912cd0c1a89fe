"""Bars beside words: how many of how many, the number always written next to the bar."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from .svg import element

_LONG, _HIGH = 200, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """``part`` of ``whole``; ``look`` is one of the drawing's classes: done, missing, late."""

    part: int
    whole: int
    look: str = "done"


def bars(bar: Bar) -> SafeString:
    """One bar; decoration, the number stands beside it."""
    long = 0.0 if bar.whole <= 0 else min(bar.part / bar.whole, 1) * _LONG
    return element(
        "svg",
        element("rect", class_="bar__whole", x=0.5, y=0.5, width=_LONG - 1, height=_HIGH - 1),
        element("rect", class_="bar__part", width=long, height=_HIGH),
        class_=f"bar bar--{bar.look}",
        viewBox=f"0 0 {_LONG} {_HIGH}",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
        data_part=bar.part,
        data_whole=bar.whole,
    )
