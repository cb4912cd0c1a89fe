"""A month of two districts and their post offices: every leg, every paper and every đồng, by people right and wrong."""

from datetime import time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.cast import lodging, taken
from tests.mandates.world import EXTRACT, SPLIT
from tests.properties.acts_agency import AgencyActs
from tests.properties.acts_bags import BagActs
from tests.properties.acts_desk import DeskActs
from tests.properties.acts_money import MoneyActs
from tests.properties.acts_pickups import PickupActs
from tests.properties.acts_rounds import RoundActs
from tests.properties.dice import act, one_of
from tests.properties.district import DISTRICTS
from tests.properties.promises import Promises
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.states import Verdict

MOST_ITEMS = 14
SERVICES = ("return", "return", "both", "send")


class Month(AgencyActs, BagActs, RoundActs, PickupActs, MoneyActs, DeskActs, Promises):
    """All acts and all promises together."""

    @initialize(
        services=st.lists(st.sampled_from(SERVICES), min_size=5, max_size=5), how_far=st.sampled_from([2, 2, 2, 0, 1])
    )
    def open_the_desks(self, services: list[str], how_far: int) -> None:
        """Mostly in the middle of things: results at the post offices, a round drawn up, a bag begun."""
        for place, service in enumerate(services):
            self.lodge("622" if place == 1 else "633", service)
        if how_far:
            self.hand_over_all_that_goes_that_way("633", home=False)
            self.hand_over_all_that_goes_that_way("622", home=False)
        if how_far > 1:
            for _ in self.codes:
                self.the_right_clerk_countersigns_the_oldest_list([Verdict.RECEIVED] * 4)
            self.build_a_round("", "BC-633", [0, 1, 2], 50)
            self.a_round_goes_out_or_changes("", 0, [0], "out")
            self.begin_a_bag("", "BC-633", 50)
        self.book("", "633", 1, time(14, 0), 99)
        self.assign("", 0, "")

    @act(2, district=DISTRICTS, service=one_of(SERVICES))
    def lodge(self, district: str, service: str) -> None:
        if len(self.codes) >= MOST_ITEMS:
            return
        slip = lodging(district, service, procedure=SPLIT if len(self.codes) % 3 == 0 else EXTRACT)
        outcome = lodge_dossiers(actor=self.cast.officer(district), lodgings=[slip], now=self.now)[0]
        if hasattr(outcome, "items"):
            lodged = taken(outcome)
            self.note_new(*lodged.items)
            type(self).done["lodge"] += 1
        else:
            type(self).refused[f"lodge: {outcome.code}"] += 1

    @act(3, minutes=one_of([1, 5, 16, 120]))
    def time_passes(self, minutes: int) -> None:
        self.pass_time(timedelta(minutes=minutes))

    @act(2)
    def a_night_passes(self) -> None:
        self.next_morning()
