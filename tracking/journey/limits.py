"""How often somebody may answer the question of a case's page: much more often than anybody needs."""

import math

from postal_services.accounts.limits import Limit
from tracking.journey.refusals import TooManyRatings

PER_CASE = Limit("journey/rating", 10, 24 * 3600)
PER_NETWORK = Limit("journey/rating/network", 60, 15 * 60)
"""Answers about one case in a day, and answers that one network sends, whether or not their links exist."""


def take_permit(token: str, network: str) -> None:
    """Take a permit of the network, then of the link; raises TooManyRatings with the minutes to wait."""
    for limit, identity in ((PER_NETWORK, network), (PER_CASE, token)):
        wait = limit.take(identity)
        if wait is not None:
            raise TooManyRatings(minutes=math.ceil(wait / 60), wait=wait)
