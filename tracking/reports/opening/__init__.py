"""The figures of a report, opened: each as the list that it was counted from, over the report's days."""

from .counted import by_day
from .opened import Stated, opened, stated_of
from .source import Opened, Source
from .ways import way_of

__all__ = ["Opened", "Source", "Stated", "by_day", "opened", "stated_of", "way_of"]
