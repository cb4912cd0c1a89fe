"""The sections of the report in the order in which they stand on paper."""

from tracking.reports.figures import Figures

from .cells import Section
from .doing import other_asks, sent_by_post
from .numbers import measured, took
from .progress import progressed
from .standing import obstructed, trusted


def sections(figures: Figures) -> tuple[Section, ...]:
    """The whole report in words and tables."""
    return (
        progressed(figures),
        obstructed(figures),
        measured(figures),
        took(figures),
        sent_by_post(figures),
        other_asks(figures),
        trusted(figures),
    )
