"""Ratings are what citizens said, by the ledger."""

from django.test import Client

from delegation.dossiers.models import Dossier
from tests import by_hand
from tests import cast as play
from tests.cast import Cast
from tests.journey.test_ratings import answers, delivered, dossier, seven_days
from tracking.journey.models import Rating

__all__ = ["delivered", "dossier", "seven_days"]


def test_a_rating_altered_taken_away_or_invented_by_hand_is_found_and_put_right(
    visitor: Client, people: Cast, dossier: Dossier
) -> None:
    answers(visitor, dossier, score="4", comment="Nhanh")
    for column, value in {
        "score": "5",
        "via": "'hotline'",
        "rated_at": "rated_at - interval '1 day'",
        "changed_at": "changed_at + interval '1 day'",
    }.items():
        by_hand.altered(Rating, column, value)
    by_hand.taken_away(Rating, "comment")
    by_hand.added(Rating, dossier_id=f"'{play.item(play.at_post(people)[0]).dossier_id}'")
    assert by_hand.differing("journey") == {}
