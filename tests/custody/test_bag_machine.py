"""Any sequence of acts on bags: rows say what the ledger says, and no item appears, vanishes or has two holders."""

from random import Random
from typing import Any

import pytest

from postal_services.errors import Refused
from postal_services.ledger import verification
from tests.cast import Cast, at_post, one, send
from tests.custody import bag_desk
from tests.custody.test_bags import differences
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.models import Bag, BagItem, Item
from tracking.custody.states import Verdict

SCANS = ("dispatch", "arrive", "take_out", "fail", "send_back", "report_missing", "find", "correct", "damage", "hold")
HOMES = {"lan": "BC-633", "nga": "BC-64", "minh": "BC-622"}
SEALS = ("X", "", None)
STEPS = 90


class Day:
    """A day of three post offices that do whatever comes to their mind with a few items and bags."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.random = Random(seed)
        self.people = {"lan": cast.lan, "nga": cast.nga, "minh": cast.minh}
        self.codes = at_post(cast, 6) + at_post(cast, 3, district="622")
        self.done = 0

    def play(self) -> None:
        """One act by somebody; what is refused changes nothing."""
        who = self.random.choice(list(self.people))
        actor, home = self.people[who], HOMES[who]
        some = self.random.sample(self.codes, self.random.randint(1, 4))
        codes = list(Bag.objects.values_list("code", flat=True)) or [""]
        code = self.random.choice(codes)
        acts: list[Any] = [
            lambda: bags.open_bag(actor=actor, origin=home, destination=self._other(home)),
            lambda: bags.pack_items(actor=actor, code=code, items=some, confirmed=True),
            lambda: bags.unpack_items(actor=actor, code=code, items=some),
            lambda: bag_seals.seal_bag(actor=actor, code=code, seal=bag_desk.fresh_seal()),
            lambda: bag_seals.unseal_bag(actor=actor, code=code, reason="add_items"),
            lambda: bag_journeys.dispatch_bags(actor=actor, codes=[code], to=self.random.choice(["", "BC-64"])),
            lambda: bag_journeys.arrive_bag(
                actor=actor, code=code, office=home, seal=self.random.choice(["X", "", None])
            ),
            lambda: self._open(actor, code, some),
            lambda: bag_openings.resolve_bag(actor=actor, code=code, resolution="Xong."),
            lambda: send(actor, [one(each, self.random.choice(SCANS)) for each in some]),
            lambda: send(actor, [one(code, self.random.choice(["dispatch", "arrive"])), one(some[0], "dispatch")]),
        ]
        try:
            self.random.choice(acts)()
        except Refused:
            return
        self.done += 1

    def _open(self, actor: Any, code: str, some: list[str]) -> None:
        riding = BagItem.objects.filter(bag__code=code, left_at__isnull=True).values_list("item__code", flat=True)
        found = {each: self.random.choice([Verdict.RECEIVED, Verdict.DAMAGED]) for each in riding if each in some}
        extra = [each for each in some if each not in set(riding)]
        bag_openings.open_bag_at(actor=actor, code=code, count=BagCount(found, extra))

    def _other(self, home: str) -> str:
        return self.random.choice([each for each in HOMES.values() if each != home])


@pytest.mark.parametrize("seed", [1, 7, 19])
def test_whatever_is_done_with_bags_the_rows_say_what_the_ledger_says(cast: Cast, seed: int) -> None:
    day = Day(cast, seed)
    for step in range(STEPS):
        day.play()
        if step % 10 == 0:
            assert differences() == []
    assert differences() == []
    assert day.done > STEPS / 5
    assert Item.objects.count() == len(day.codes)
    assert verification.verify().broken is None
