"""How lines read on a timeline.

A room that writes lines names, in ``settings.LINE_WORDS``, the function that puts a line of its machine into words; so
a timeline can show lines of rooms that stand above it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from .models import Line


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line as people read it: a title, how it looks (``good``, ``bad`` or nothing), and what else it says."""

    title: str
    look: str = ""
    notes: tuple[str, ...] = ()


def words_of(line: Line) -> LineWords | None:
    """The words of a line whose machine a room has put into words; None for any other."""
    path = settings.LINE_WORDS.get(line.machine)
    if path is None:
        return None
    words = import_string(path)(line)
    return words if isinstance(words, LineWords) else None
