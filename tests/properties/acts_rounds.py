"""Postmen's rounds as random people make them: built, taken out, worked at the door, brought home."""

from datetime import timedelta
from typing import Any

from postal_services.clock import day_of
from tests.properties.dice import act, one_of
from tests.properties.district import CHANCE, NUMBER, POSTS, SOME, WHO, Stage
from tests.rounds.desk import signature
from tracking.cash.amounts import Amounts
from tracking.cash.queries import outstanding
from tracking.custody.commands.delivery_codes import issue_delivery_code
from tracking.custody.models import Item
from tracking.custody.reasons import REASONS, UNTRIED
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands import keeping, planning, wishes
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.commands.delivering import deliver_at_counter, deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.commands.going_out import add_to_round, take_out_round
from tracking.rounds.commands.wishes import Asked
from tracking.rounds.models import Round
from tracking.rounds.places import NewAddress
from tracking.rounds.reasons import NOT_COLLECTED
from tracking.rounds.states import RoundState

SIGNED = signature()
PROOFS = one_of(["receipt"] * 4 + ["last4", "code", "wrong_code", "wrong_last4", "foreign", "unsigned", "none"])
MONEY = one_of(["owed"] * 5 + ["short", "short_told", "over_told", "nothing_told"])
LATER = one_of([0, 0, 0, 0, 20, 200])
REASON = one_of([*sorted(REASONS), "absent", "absent", "quen"])


class RoundActs(Stage):
    """What postmen and desks do with rounds and with what waits at an office."""

    @act(4, "leg:B:accepted", "leg:B:arrived", "leg:B:held", who=WHO, office=POSTS, some=SOME, wild=CHANCE)
    def build_a_round(self, who: str, office: str, some: list[int], wild: int) -> None:
        ready = self.items_at(office, some, "accepted", "arrived", "held", leg="B")
        round_ = self.attempt(
            "build_round",
            planning.build_round,
            actor=self.right(who, self.staff(office)),
            office=office,
            postman=self.carrier(office).username if wild < 90 else "hanh",
            items=self.some(some) if wild < 10 or not ready else ready,
            day=None if wild < 80 else day_of(self.now) + timedelta(days=wild - 90),
            now=self.now,
        )
        if round_ is not None:
            self.rounds.append(round_.code)

    @act(
        5,
        "round:draft",
        "round:out",
        who=WHO,
        number=NUMBER,
        some=SOME,
        act=one_of(["out"] * 5 + ["change", "cancel", "add"]),
    )
    def a_round_goes_out_or_changes(self, who: str, number: int, some: list[int], act: str) -> None:
        round_ = self._round(number, RoundState.OUT if act == "add" else RoundState.DRAFT)
        carrier = self.carrier(round_.office_id)
        facts: dict[str, Any] = {"actor": self.right(who, carrier), "code": round_.code, "now": self.now}
        ready = self.items_at(round_.office_id, some, "accepted", "arrived", "held", leg="B") or self.some(some)
        if act == "out":
            self.attempt("take_out_round", take_out_round, **facts)
        elif act == "change":
            self.attempt("change_round", planning.change_round, items=ready, **facts)
        elif act == "add":
            self.attempt("add_to_round", add_to_round, items=ready, **facts)
        else:
            self.attempt("cancel_round", planning.cancel_round, **facts)

    @act(9, "round:out", who=WHO, number=NUMBER, which=NUMBER, proof=PROOFS, money=MONEY, papers=CHANCE, later=LATER)
    def deliver_at_a_door(
        self, *, who: str, number: int, which: int, proof: str, money: str, papers: int, later: int
    ) -> None:
        round_ = self._round(number, RoundState.OUT)
        code = self._on(round_, which)
        delivered = self.attempt(
            "deliver_at_door",
            deliver_at_door,
            actor=self.right(who, self.carrier(round_.office_id)),
            round_code=round_.code,
            item=code,
            delivery=self._delivery(code, proof, money, papers, later),
            now=self.now,
        )
        if delivered is not None:
            self.note_new(delivered.collected)
            type(self).done["collect_leg_c"] += delivered.collected is not None
            type(self).done["cash_at_door"] += bool(delivered.receipts)

    @act(
        3,
        "leg:B:arrived",
        "leg:B:held",
        "leg:B:accepted",
        who=WHO,
        office=POSTS,
        which=NUMBER,
        proof=PROOFS,
        money=MONEY,
        papers=CHANCE,
    )
    def hand_out_at_the_counter(
        self, *, who: str, office: str, which: int, proof: str, money: str, papers: int
    ) -> None:
        ready = self.items_at(office, [which], "held", "arrived", "accepted", leg="B")
        if not ready:
            return
        delivered = self.attempt(
            "deliver_at_counter",
            deliver_at_counter,
            actor=self.right(who, self.staff(office)),
            item=ready[0],
            delivery=self._delivery(ready[0], proof, money, papers, 0),
            now=self.now,
        )
        if delivered is not None:
            self.note_new(delivered.collected)

    @act(6, "round:out", who=WHO, number=NUMBER, which=NUMBER, reason=REASON, measure=CHANCE, later=LATER)
    def fail_at_a_door(self, *, who: str, number: int, which: int, reason: str, measure: int, later: int) -> None:
        round_ = self._round(number, RoundState.OUT)
        fitting = REASONS[reason].measures if reason in REASONS else ("retry",)
        to = NewAddress("23587" if measure % 2 else "23947", "Làng Plei Ốp, nhà ông Ksor Phước")
        failure = Failure(
            reason,
            fitting[measure % len(fitting)] if measure < 80 else "",
            self._some_day(measure) if measure % 3 == 0 else None,
            to if measure % 3 else None,
            self.now - timedelta(minutes=later) if later else None,
        )
        self.attempt(
            "fail_at_door",
            fail_at_door,
            actor=self.right(who, self.carrier(round_.office_id)),
            round_code=round_.code,
            item=self._on(round_, which),
            failure=failure,
            now=self.now,
        )

    @act(3, "round:out", who=WHO, number=NUMBER, wild=CHANCE)
    def a_round_comes_home(self, who: str, number: int, wild: int) -> None:
        round_ = self._round(number, RoundState.OUT)
        stops = list(round_.stops.select_related("item"))
        reason = sorted(UNTRIED)[wild % len(UNTRIED)]
        untried = {stop.item.code: reason for stop in stops} if wild < 85 else {}
        measures = {stop.item.code: ("hold", "send_back", "retry")[wild % 3] for stop in stops} if wild > 40 else {}
        taken = sum(stop.taken for stop in stops)
        home = Homecoming(taken if wild % 7 else max(taken - 1_000, 0), untried, measures)
        actor = self.right(who, self.staff(round_.office_id))
        self.attempt("close_round", close_round, actor=actor, code=round_.code, homecoming=home, now=self.now)

    @act(
        4,
        "leg:B:arrived",
        "leg:B:held",
        "leg:B:attempted",
        who=WHO,
        office=POSTS,
        some=SOME,
        act=one_of(["hold", "forward", "forward", "back", "back"]),
    )
    def what_waits_at_an_office(self, who: str, office: str, some: list[int], act: str) -> None:
        ready = self.items_at(office, some, "arrived", "held", "attempted", leg="B") or self.some(some)
        facts: dict[str, Any] = {"actor": self.right(who, self.staff(office)), "office": office, "now": self.now}
        if act == "hold":
            self.attempt("hold", keeping.hold_items, items=ready, **facts)
        elif act == "back":
            self.attempt("send_back", keeping.send_items_back, items=ready[:2], **facts)
        else:
            to = NewAddress("23587" if office == "BC-633" else "23947", "Làng Ốp, nhà ông Ksor Phước")
            self.attempt("forward", keeping.forward_item, item=ready[0], to=to if some[0] % 3 else None, **facts)

    @act(
        3,
        "leg:B:arrived",
        "leg:B:accepted",
        "leg:B:out_for_delivery",
        who=one_of(["", "mai", "lan"]),
        number=NUMBER,
        kind=one_of(["deliver_on", "hold_at", "forward_to"]),
    )
    def a_citizen_wishes(self, who: str, number: int, kind: str) -> None:
        waiting = self.items_at("BC-633", [number], leg="B") or self.some([number])
        asked = Asked(
            kind,
            on=self._some_day(number) if number % 4 else None,
            unit="23587" if number % 2 else "23947",
            address="Làng Ring, cạnh nhà ông Ksor Phước" if number % 5 else "",
            note="Gọi chị Siu H'Bia 0905000777",
        )
        facts = {"actor": self.who(who)} if who else {}
        self.attempt("wish", wishes.wish_for_item, item=waiting[0], asked=asked, now=self.now, **facts)

    @act(1, "wish", who=WHO, number=NUMBER)
    def an_office_declines_a_wish(self, who: str, number: int) -> None:
        found = self.items_at("BC-633", [number], leg="B") or self.some([number])
        self.attempt(
            "decline_wish",
            wishes.decline_wish,
            actor=self.right(who, self.cast.lan),
            item=found[0],
            now=self.now,
        )

    @act(4, "leg:B:accepted", "leg:B:arrived", "leg:B:held", some=SOME, chance=CHANCE)
    def a_round_goes_its_way(self, some: list[int], chance: int) -> None:
        """Drawn up for what is there, taken out, worked at every door by its postman, and brought home."""
        codes = self.items_at("BC-633", some, "accepted", "arrived", "held", leg="B")
        lan, tien = self.cast.lan, self.cast.tien
        if not codes:
            return
        round_ = self.attempt(
            "build_round",
            planning.build_round,
            actor=lan,
            office="BC-633",
            postman="tien",
            items=codes,
            now=self.now,
        )
        if round_ is None or not self.attempt(
            "take_out_round", take_out_round, actor=tien, code=round_.code, now=self.now
        ):
            return
        self.rounds.append(round_.code)
        for place, code in enumerate(codes):
            facts: dict[str, Any] = {"actor": tien, "round_code": round_.code, "item": code, "now": self.now}
            self.pass_time(timedelta(minutes=7))
            if (place + chance) % 3:
                done = self._delivery(code, "receipt", "owed", chance % 60, 0)
                delivered = self.attempt("deliver_at_door", deliver_at_door, delivery=done, **facts)
                if delivered is not None:
                    self.note_new(delivered.collected)
                    type(self).done["collect_leg_c"] += delivered.collected is not None
                    type(self).done["cash_at_door"] += bool(delivered.receipts)
            else:
                self.attempt("fail_at_door", fail_at_door, failure=Failure("absent", "retry"), **facts)
        taken = sum(stop.taken for stop in round_.stops.all())
        home = Homecoming(taken, dict.fromkeys(codes, "no_time"))
        self.attempt("close_round", close_round, actor=lan, code=round_.code, homecoming=home, now=self.now)

    def _round(self, number: int, state: RoundState) -> Round:
        rows = Round.objects.filter(state=state) if number < 28 else Round.objects.all()
        found = self.pick(list(rows.order_by("code")) or list(Round.objects.order_by("code")), number)
        assert found is not None
        return found

    def _on(self, round_: Round, which: int) -> str:
        """An item of the round that still waits, or any other."""
        stops = round_.stops.filter(outcome="") if which < 26 else round_.stops.all()
        codes = list(stops.order_by("position").values_list("item__code", flat=True))
        return codes[which % len(codes)] if codes else self.some([which])[0]

    def _delivery(self, code: str, proof: str, money: str, papers: int, later: int) -> Delivery:
        item = Item.objects.select_related("dossier__procedure").get(code=code)
        owed = outstanding([item.dossier_id])[item.dossier_id]
        paid, reason = {
            "owed": (None, ""),
            "short": (Amounts(1_000, 0, 0), ""),
            "short_told": (Amounts(0, owed.postal, 0), "short_paid"),
            "over_told": (owed + Amounts(postal=2_000), "over_paid"),
            "nothing_told": (Amounts(), "paid_elsewhere"),
        }[money]
        old = [CollectedPaper("GCN quyền sử dụng đất của bà Rơ Châm H'Nhung", "original", 1)]
        wanted = item.dossier.procedure.withdraws_papers
        return Delivery(
            proof=self._proof(item, proof),
            paid=paid,
            amount_reason=reason,
            method="cash" if papers % 4 else "transfer",
            collected=old if (wanted and papers < 60) or papers > 95 else (),
            not_collected=sorted(NOT_COLLECTED)[papers % len(NOT_COLLECTED)] if papers < 90 else "",
            occurred_at=self.now - timedelta(minutes=later) if later else None,
        )

    def _proof(self, item: Item, kind: str) -> dict[str, Any] | str | None:
        said: dict[str, Any] = {"receiver": "Rơ Châm H'Lan", "relation": "spouse", "signature": SIGNED}
        if kind == "none":
            return None
        if kind == "unsigned":
            return {"receiver": "Ksor Phước", "relation": "neighbour", "witness": "Siu H'Bia"}
        if kind in ("last4", "wrong_last4"):
            return {**said, "method": "last4", "value": "0001" if kind == "last4" else "9999"}
        if kind in ("code", "wrong_code"):
            issued = self.attempt("issue_code", issue_delivery_code, token=item.dossier.token, now=self.now)
            wrong = kind == "wrong_code" or issued is None
            return {**said, "method": "code", "value": "000000" if wrong or issued is None else issued.code}
        token = item.dossier.token if kind == "receipt" else "0123456789BCGHKM"
        return {**said, "method": "receipt", "value": token}

    def _some_day(self, number: int) -> Any:
        """A working day soon, or one that has passed or is none."""
        day = day_of(self.now) + timedelta(days=number % 5 + 1 if number % 6 else -1)
        return day + timedelta(days=2) if day.isoweekday() > 5 and number % 7 else day
