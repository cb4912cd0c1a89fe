"""Elements of SVG as escaped text."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Size:
    """How large a drawing is, in pixels of the screen where it is drawn one to one."""

    width: int
    height: int
    letter: int = 16
    """Size of its letters; room around the drawing follows from it."""


def number(value: float) -> str:
    """A coordinate with at most one decimal: ``12``, ``12.5``."""
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0").removesuffix(".0")


def element(name: str, *children: str, **attributes: str | float | None) -> SafeString:
    """``<name …>children</name>``; text is escaped, attributes that are None are left out.

    An underscore in an attribute's name stands for a hyphen, one at its end for nothing (``class_``).
    """
    pairs = (
        (key.rstrip("_").replace("_", "-"), value if isinstance(value, str) else number(value))
        for key, value in attributes.items()
        if value is not None
    )
    return format_html("<{0}{1}>{2}</{0}>", name, format_html_join("", ' {}="{}"', pairs), together(children))


def together(parts: Iterable[str]) -> SafeString:
    """Parts one after the other; those that are not markup yet are escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


def drawing(
    name: str, title: str, desc: str, size: Size, *children: str, **attributes: str | float | None
) -> SafeString:
    """A whole drawing that is read out as one picture; ``name`` makes its ids unique on the page."""
    told = (
        element("title", title, id=f"{name}-title"),
        element("desc", desc, id=f"{name}-desc"),
    )
    return element(
        "svg",
        *told,
        *children,
        viewBox=f"0 0 {size.width} {size.height}",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        focusable="false",
        **attributes,
    )
