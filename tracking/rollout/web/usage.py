"""What sustained use was counted from: the cases of its days, each number with the way to them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from postal_services.web.formats import count
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import daily
from tracking.rollout.evidence import Evidence, Target

from .addresses import Addresses
from .sheet_page import Figure

SUMS = (Key.HANDED_OVER, Key.FINISHED, Key.FINISHED_ON_TIME)
"""What the rule of sustained use adds up."""


def counted_from(target: Target, shown: Evidence, day: date, to: Addresses) -> Sequence[Figure]:
    """The sums by which sustained use was judged on ``day``; none for evidence that has lines of its own."""
    days, committee = shown.numbers.get("days"), target.place.committee
    if shown.key != "sustained_use" or not days:
        return ()
    first = day - timedelta(days=days - 1)
    told = daily([committee], SUMS, day)
    return tuple(
        Figure(
            _(MEANINGS[key].label),
            count(told.between(committee, key, first, day)),
            to.figure(target.place.code, key.value, first),
        )
        for key in SUMS
    )
