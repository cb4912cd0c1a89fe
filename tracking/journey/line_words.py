"""Ratings as people read them on the timeline of a case."""

from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords

from .states import SATISFIED_FROM, RatingVia, Score

_TITLES = {"rate": "Người dân đánh giá", "change": "Người dân đổi đánh giá"}


def words(line: Line) -> LineWords:
    """The words of a line about a rating: what was answered and through which door, never the comment."""
    title, score = _TITLES.get(line.action, line.action), line.data.get("score")
    if score not in Score.values:
        return LineWords(title)
    via = line.data.get("via")
    notes = (f"Qua {RatingVia(via).label.lower()}",) if via in RatingVia.values else ()
    look = "good" if score >= SATISFIED_FROM else "bad" if score < Score.FAIR else ""
    return LineWords(f"{title}: {Score(score).label} ({score}/5)", look, notes)
