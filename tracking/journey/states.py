"""How a rating moves, and what a citizen can answer."""

from django.db.models import IntegerChoices, TextChoices

from postal_services.ledger.edges import START, Edge

RATING = "rating"


class RatingState(TextChoices):
    """A rating is given, and may be given anew for some days; it is never taken away."""

    RATED = "rated", "Đã đánh giá"


class RatingVia(TextChoices):
    """Through which door an answer came."""

    JOURNEY = "journey", "Trang tra cứu"
    HOTLINE = "hotline", "Tổng đài"


class Score(IntegerChoices):
    """How satisfied somebody is, from 1 to 5; four and five count as satisfied."""

    VERY_BAD = 1, "Rất không hài lòng"
    BAD = 2, "Không hài lòng"
    FAIR = 3, "Bình thường"
    GOOD = 4, "Hài lòng"
    VERY_GOOD = 5, "Rất hài lòng"


SATISFIED_FROM = Score.GOOD
"""The lowest score that counts as satisfied."""

RATING_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "rate", RatingState.RATED),
        Edge(RatingState.RATED, "change", RatingState.RATED),
    }
)
