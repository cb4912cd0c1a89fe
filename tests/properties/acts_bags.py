"""Bags as random people handle them: packed, sealed, sent, taken in and counted, rightly or wrongly."""

from datetime import timedelta

from postal_services.ids import uuid7
from tests.properties.dice import act, flip, one_of, some
from tests.properties.district import CHANCE, NUMBER, POSTS, SOME, WHO, Stage
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.commands.scan import Scan
from tracking.custody.models import Bag, Item
from tracking.custody.states import BagState, Verdict

SEALS = one_of([f"GL-{number:04}" for number in range(1, 40)])
READ = one_of(["right", "right", "right", "other", "none", "unread"])
COUNTED = some(one_of([Verdict.RECEIVED] * 4 + [Verdict.MISSING, Verdict.DAMAGED, None]), 6, 6)
GOALS = {"BC-633": ("BC-64", "BC-622"), "BC-622": ("BC-64", "BC-633"), "BC-64": ("BC-622", "BC-633")}


class BagActs(Stage):
    """What people do with bags."""

    @act(2, who=WHO, office=POSTS, chance=CHANCE)
    def begin_a_bag(self, who: str, office: str, chance: int) -> None:
        station = "BC-64" if office != "BC-64" else GOALS[office][chance % 2]
        goal = GOALS[office][chance % 2] if chance > 30 else ""
        bag = self.attempt(
            "begin_bag",
            bags.open_bag,
            actor=self.right(who, self.staff(office)),
            origin=office,
            destination=station if chance > 10 else "",
            goal=goal,
            now=self.now,
        )
        if bag is not None:
            self.bags.append(bag.code)

    @act(5, "bag:open", who=WHO, number=NUMBER, some=SOME, anything=CHANCE)
    def pack(self, who: str, number: int, some: list[int], anything: int) -> None:
        bag = self._bag(number, BagState.OPEN)
        ready = self.items_at(bag.office_id, some, "accepted", "arrived", "returning")
        codes = self.some(some) if anything < 15 or not ready else ready
        packed = self.attempt(
            "pack",
            bags.pack_items,
            actor=self.right(who, self.staff(bag.office_id)),
            code=bag.code,
            items=[*codes, "không phải mã"] if anything > 95 else codes,
            confirmed=anything % 2 == 0,
            now=self.now,
        )
        if packed is not None and packed.done:
            type(self).done["pack_items"] += 1

    @act(2, "bag:open", who=WHO, number=NUMBER, some=SOME)
    def unpack(self, who: str, number: int, some: list[int]) -> None:
        bag = self._bag(number, BagState.OPEN)
        inside = self._inside(bag)
        codes = [inside[each % len(inside)] for each in some][:2] if inside else self.some(some)
        self.attempt(
            "unpack",
            bags.unpack_items,
            actor=self.right(who, self.staff(bag.office_id)),
            code=bag.code,
            items=codes,
            now=self.now,
        )

    @act(
        4,
        "bag:open",
        "bag:sealed",
        who=WHO,
        number=NUMBER,
        seal=SEALS,
        act=one_of(["seal"] * 5 + ["reseal", "unseal", "cancel"]),
    )
    def close_or_open_the_manifest(self, who: str, number: int, seal: str, act: str) -> None:
        bag = self._bag(number, BagState.OPEN if act in ("seal", "cancel") else BagState.SEALED)
        facts = {"actor": self.right(who, self.staff(bag.office_id)), "code": bag.code, "now": self.now}
        if act == "seal":
            self.attempt("seal", bag_seals.seal_bag, seal=seal, **facts)
        elif act == "reseal":
            self.attempt("reseal", bag_seals.reseal_bag, seal=seal, reason="broken", **facts)
        elif act == "unseal":
            self.attempt("unseal", bag_seals.unseal_bag, reason="take_out", **facts)
        else:
            self.attempt("cancel_bag", bags.cancel_bag, **facts)

    @act(
        4,
        "bag:sealed",
        "bag:arrived",
        who=WHO,
        number=NUMBER,
        to=one_of(["", "", "", "BC-64", "BC-622", "BC-633", "UB-633"]),
    )
    def send_a_bag(self, who: str, number: int, to: str) -> None:
        bag = self._bag(number, BagState.SEALED, BagState.ARRIVED)
        actor = self.right(who, self.staff(bag.office_id))
        self.attempt("dispatch_bag", bag_journeys.dispatch_bags, actor=actor, codes=[bag.code], to=to, now=self.now)

    @act(5, "bag:in_transit", who=WHO, number=NUMBER, read=READ, astray=CHANCE)
    def take_a_bag_in(self, who: str, number: int, read: str, astray: int) -> None:
        bag = self._bag(number, BagState.IN_TRANSIT)
        office = bag.destination_id if astray < 85 else ("BC-633", "BC-622", "BC-64")[astray % 3]
        seal = {"right": bag.seal, "other": "GL-9999", "none": "", "unread": None}[read]
        self.attempt(
            "arrive_bag",
            bag_journeys.arrive_bag,
            actor=self.right(who, self.staff(office)),
            code=bag.code,
            office=office,
            seal=seal,
            now=self.now,
        )

    @act(
        5,
        "bag:arrived",
        who=WHO,
        number=NUMBER,
        counted=COUNTED,
        extra=some(NUMBER, 0, 1),
        words=flip,
        read=READ,
    )
    def count_a_bag(
        self, *, who: str, number: int, counted: list[Verdict | None], extra: list[int], words: bool, read: str
    ) -> None:
        bag = self._bag(number, BagState.ARRIVED)
        inside = self._inside(bag)
        found = {code: verdict for code, verdict in zip(inside, counted * 9, strict=False) if verdict is not None}
        beyond = [*self.some(extra), *(["phong bì của ông Ksor Phước"] if words and extra else [])]
        seal = {"right": bag.seal, "other": "GL-9999", "none": "", "unread": None}[read]
        self.attempt(
            "open_bag",
            bag_openings.open_bag_at,
            actor=self.right(who, self.staff(bag.office_id)),
            code=bag.code,
            count=BagCount(found, [each for each in beyond if each not in inside], seal, "Chị Siu H'Bia đếm"),
            now=self.now,
        )

    @act(2, "bag:opened", who=WHO, number=NUMBER)
    def settle_a_bag(self, who: str, number: int) -> None:
        bag = self._bag(number, BagState.OPENED)
        actor = self.right(who, self.staff(bag.origin_id))
        self.attempt(
            "resolve_bag",
            bag_openings.resolve_bag,
            actor=actor,
            code=bag.code,
            resolution="Đã gọi chị Siu H'Bia",
            now=self.now,
        )

    @act(
        3,
        "bag:sealed",
        "bag:in_transit",
        "bag:arrived",
        who=WHO,
        number=NUMBER,
        act=one_of(["dispatch", "arrive", "deliver"]),
        ago=one_of([0, 5, 90]),
    )
    def scan_a_bag(self, who: str, number: int, act: str, ago: int) -> None:
        """A scan of the bag is a scan of what is in it; the same scan once more is nothing new."""
        bag = self._bag(number, BagState.IN_TRANSIT if act == "arrive" else BagState.SEALED)
        office = bag.destination_id if act == "arrive" else bag.office_id
        scan = Scan(id=uuid7(), code=bag.code, action=act, age_ms=ago * 60_000, to="" if ago else bag.goal_id)
        actor = self.staff(office) if who == "bao" else self.right(who, self.staff(office))
        result = self._send(actor, [scan])[0]
        type(self).done[f"scan_bag_{result.outcome}"] += 1
        count = self.counted()
        assert self._send(actor, [scan])[0].outcome == "replayed"
        assert self.counted() == count

    @act(
        2,
        "bag:open",
        "bag:sealed",
        "bag:in_transit",
        "bag:arrived",
        number=NUMBER,
        act=one_of(["arrive", "accept", "take_out", "deliver", "report_missing", "hand_in"]),
    )
    def scan_something_out_of_a_bag(self, number: int, act: str) -> None:
        bag = self._bag(number, BagState.SEALED, BagState.IN_TRANSIT, BagState.ARRIVED, BagState.OPEN)
        inside = self._inside(bag)
        code = inside[number % len(inside)] if inside else ""
        if not code:
            return
        office = bag.destination_id if act == "arrive" else bag.office_id
        self._scan_and_scan_again(self.staff(office), Scan(id=uuid7(), code=code, action=act, age_ms=0))

    def _bag(self, number: int, *states: BagState) -> Bag:
        """A bag in one of the states where there is one, else any."""
        rows = Bag.objects.filter(state__in=states) if number < 28 else Bag.objects.all()
        found = self.pick(list(rows.order_by("code")) or list(Bag.objects.order_by("code")), number)
        assert found is not None
        return found

    def _inside(self, bag: Bag) -> list[str]:
        return list(Item.objects.filter(bag=bag.id).order_by("code").values_list("code", flat=True))

    @act(3, "bag:open", number=NUMBER, counted=COUNTED)
    def a_bag_goes_its_whole_way(self, number: int, counted: list[Verdict | None]) -> None:
        """Filled with what is there, sealed, sent, taken in and counted by the right people."""
        bag = self._bag(number, BagState.OPEN)
        if bag.state != BagState.OPEN:
            return
        self.pack("", self._place(bag, BagState.OPEN), [0, 1, 2], 50)
        self.close_or_open_the_manifest("", self._place(bag, BagState.OPEN), f"GW-{len(self.bags):03}", "seal")
        self.send_a_bag("", self._place(bag, BagState.SEALED), "")
        self.pass_time(timedelta(hours=2))
        self.take_a_bag_in("", self._place(bag, BagState.IN_TRANSIT), "right", 0)
        place = self._place(bag, BagState.ARRIVED)
        self.count_a_bag(who="", number=place, counted=counted, extra=[], words=False, read="unread")

    def _place(self, bag: Bag, state: BagState) -> int:
        """The number under which ``_bag`` finds this bag among those of a state."""
        codes = list(Bag.objects.filter(state=state).order_by("code").values_list("code", flat=True))
        return codes.index(bag.code) if bag.code in codes[:28] else 0
