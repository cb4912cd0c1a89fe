"""Pickups and papers taken in at the counter, as random people book, assign, make and miss them."""

from datetime import date, time, timedelta
from typing import Any

from delegation.dossiers.validation import Paper
from postal_services.accounts.actors import NOBODY
from postal_services.clock import day_of
from tests.cast import lodging
from tests.mandates.world import EXTRACT, SPLIT
from tests.pickups.world import booking, collecting, signature
from tests.properties.dice import act, flip, number, one_of, some
from tests.properties.district import CHANCE, DISTRICTS, NUMBER, WHO, Stage
from tracking.cash.amounts import Amounts
from tracking.pickups.commands import intake as intakes
from tracking.pickups.commands.assignment import Failure, assign_pickups, fail_pickup
from tracking.pickups.commands.booking import book_pickup, cancel_pickup, reschedule_pickup
from tracking.pickups.commands.collection import Collection, Found, collect_pickup
from tracking.pickups.commands.intake import Counted
from tracking.pickups.models import IncompleteIntake, Pickup
from tracking.pickups.reasons import NEXT_STEPS, REASONS
from tracking.pickups.states import PickupState
from tracking.pickups.steps import ShortLine, Slot

SENDER, POSTMAN = signature(), signature(20)
HOURS = one_of([time(7, 30), time(14, 0), time(14, 0), time(3, 0)])
PAID = one_of(["all", "all", "all", "none", "short_told", "wrong"])


class PickupActs(Stage):
    """What citizens, the hotline, clerks and postmen do with pickups."""

    @act(
        3,
        who=one_of(["", "", "lan", "mai", "hanh", "minh"]),
        district=DISTRICTS,
        days=number(0, 4),
        opens=HOURS,
        kind=CHANCE,
    )
    def book(self, who: str, district: str, days: int, opens: time, kind: int) -> None:
        wanted: dict[str, Any] = {
            "slot": Slot(f"BC-{district}", self._day(days), opens),
            "unit": "23947" if district == "633" else "23587",
            "service": "send" if kind % 2 else "both",
            "phone": f"09050000{kind:02}",
            "procedure": SPLIT if kind % 3 == 0 else EXTRACT,
            "papers": (Paper("Đơn của bà Rơ Châm H'Nhung", "original", 1), Paper("Bản đồ", "copy", 2)),
        }
        waiting = [each for each in self.dossiers() if each.state == 5]
        if waiting and kind < 60:
            wanted |= {"kind": "supplement", "dossier": waiting[kind % len(waiting)].pk}
        pickup = self.attempt(
            "book_supplement" if "dossier" in wanted else "book",
            book_pickup,
            actor=self.who(who) if who else NOBODY,
            booking=booking(**wanted),
            now=self.now,
        )
        if pickup is not None:
            self.pickups.append(pickup.code)

    @act(4, "pickup:asked", who=WHO, number=NUMBER, name=one_of(["", "", "", "may", "hanh", "tien"]))
    def assign(self, who: str, number: int, name: str) -> None:
        pickup = self._pickup(number, PickupState.ASKED)
        postman = name or self.carrier(pickup.office_id).username
        actor = self.right(who, self.staff(pickup.office_id))
        self.attempt("assign", assign_pickups, actor=actor, codes=[pickup.code], postman=postman, now=self.now)

    @act(
        4,
        "pickup:asked",
        "pickup:assigned",
        "pickup:failed",
        who=WHO,
        number=NUMBER,
        days=number(0, 4),
        opens=HOURS,
        act=CHANCE,
    )
    def a_sender_changes_their_mind(self, who: str, number: int, days: int, opens: time, act: int) -> None:
        pickup = self._pickup(number, PickupState.FAILED, PickupState.ASSIGNED, PickupState.ASKED)
        actor = self.right(who, self.staff(pickup.office_id))
        facts: dict[str, Any] = {"actor": actor, "code": pickup.code, "now": self.now}
        if act % 5 == 0:
            facts = {"actor": NOBODY, "token": pickup.token, "now": self.now}
        if act < 70:
            slot = Slot(pickup.office_id, self._day(days), opens)
            self.attempt("reschedule", reschedule_pickup, slot=slot, **facts)
        else:
            self.attempt("cancel_pickup", cancel_pickup, **facts)

    @act(
        6,
        "pickup:assigned",
        who=WHO,
        number=NUMBER,
        paid=PAID,
        counted=some(number(0, 4), 3, 3),
        seal=CHANCE,
    )
    def collect(self, who: str, number: int, paid: str, counted: list[int], seal: int) -> None:
        pickup = self._pickup(number, PickupState.ASSIGNED)
        found = {
            paper.position: Found(paper.expected if many else 0, "" if many else "missing")
            for paper, many in zip(pickup.papers.order_by("position"), counted, strict=False)
        }
        owed = Amounts(pickup.procedure.state_fee, 26_000, 8_000)
        amounts = {"all": owed, "none": None, "short_told": Amounts(postal=26_000), "wrong": Amounts(postal=1)}[paid]
        collected = self.attempt(
            "collect_supplement" if pickup.kind == "supplement" else "collect",
            collect_pickup,
            actor=self.right(who, (pickup.postman and self._actor(pickup.postman.username)) or self.cast.tien),
            code=pickup.code,
            collection=Collection(
                found=found,
                weight_g=80 if seal % 9 else 0,
                seal=f"NP {seal:05}" if seal > 4 else "",
                sender_signature=SENDER if seal % 4 else None,
                witness="" if seal % 4 else "già làng Ksor Phước",
                postman_signature=POSTMAN if seal % 11 else None,
                amounts=None if pickup.kind == "supplement" and seal % 3 else amounts,
                money_reason={"none": "paid_elsewhere", "short_told": "short_paid"}.get(paid, ""),
                told="sender" if seal % 2 else "",
                confirm_duplicate=True,
            ),
            now=self.now,
        )
        if collected is not None:
            self.note_new(*collected.items)
            type(self).done["cash_at_pickup"] += bool(collected.receipts)

    @act(
        4,
        "pickup:assigned",
        who=WHO,
        number=NUMBER,
        reason=one_of(sorted(REASONS)),
        step=CHANCE,
        days=number(1, 4),
    )
    def miss(self, who: str, number: int, reason: str, step: int, days: int) -> None:
        pickup = self._pickup(number, PickupState.ASSIGNED)
        steps = REASONS[reason].next_steps if step < 90 else tuple(NEXT_STEPS)
        failure = Failure(
            reason,
            steps[step % len(steps)],
            "Hàng xóm là ông Ksor Phước",
            Slot(pickup.office_id, self._day(days), time(14, 0)) if step % 2 else None,
        )
        actor = self.right(who, (pickup.postman and self._actor(pickup.postman.username)) or self.cast.tien)
        self.attempt("fail_pickup", fail_pickup, actor=actor, code=pickup.code, failure=failure, now=self.now)

    @act(3, who=WHO, district=DISTRICTS, short=flip, service=one_of(["send", "send", "both", "return"]))
    def take_in_at_the_counter(self, who: str, district: str, short: bool, service: str) -> None:
        missing = [ShortLine(1, "Giấy khai sinh của Rơ Châm H'Nhung", "copy", 1, 0, "missing")] if short else []
        taken = self.attempt(
            "take_in_short" if short else "take_in",
            intakes.take_in,
            actor=self.right(who, self.cast.clerk(district)),
            wanted=lodging(district, service),
            short=missing,
            told="sender" if short else "",
            now=self.now,
        )
        if taken is not None:
            self.note_new(*taken.items)

    @act(
        3,
        "intake:waiting",
        who=WHO,
        number=NUMBER,
        found=number(0, 2),
        act=one_of(["complete", "complete", "send_on"]),
    )
    def the_missing_papers(self, who: str, number: int, found: int, act: str) -> None:
        intake = self.pick(list(IncompleteIntake.objects.order_by("made_at", "dossier__code")), number)
        if intake is None:
            return
        actor = self.right(who, self.staff(intake.office_id))
        if act == "complete":
            brought = {paper.position: max(found * paper.expected, 0) for paper in intake.papers.all()}
            self.attempt(
                "complete_intake", intakes.complete_intake, actor=actor, intake=intake.pk, found=brought, now=self.now
            )
        else:
            self.attempt("send_on_intake", intakes.send_on_intake, actor=actor, intake=intake.pk, now=self.now)

    @act(2, "leg:A:handed_in", who=WHO, district=DISTRICTS, number=NUMBER, count=number(0, 1))
    def the_desk_counts_the_papers(self, who: str, district: str, number: int, count: int) -> None:
        code = (self.items_at(f"UB-{district}", [number], "handed_in", leg="A") or self.some([number]))[0]
        found = {place: Counted(count, "" if count else "missing") for place in range(1, 4)}
        actor = self.right(who, self.cast.officer(district))
        self.attempt("count_papers", intakes.count_papers, actor=actor, item=code, found=found, now=self.now)

    @act(3, number=NUMBER)
    def a_pickup_goes_well(self, number: int) -> None:
        """Booked at the counter of Chư Sê, given to the postman, and collected the next day with all its money."""
        lan, tien = self.cast.lan, self.cast.tien
        wanted = {"slot": Slot("BC-633", self._day(1), time(14, 0)), "phone": f"09050001{number:02}"}
        pickup = self.attempt("book", book_pickup, actor=lan, booking=booking(**wanted), now=self.now)
        if pickup is None:
            return
        self.pickups.append(pickup.code)
        self.attempt("assign", assign_pickups, actor=lan, codes=[pickup.code], postman="tien", now=self.now)
        self.next_morning()
        done = collecting(seal=f"NW {len(self.pickups):03}", confirm_duplicate=True)
        collected = self.attempt("collect", collect_pickup, actor=tien, code=pickup.code, collection=done, now=self.now)
        if collected is not None:
            self.note_new(*collected.items)
            type(self).done["cash_at_pickup"] += bool(collected.receipts)

    def _pickup(self, number: int, *states: PickupState) -> Pickup:
        rows = Pickup.objects.select_related("postman", "procedure").order_by("code")
        wanted = list(rows.filter(state__in=states)) if number < 28 else []
        found = self.pick(wanted or list(rows), number)
        assert found is not None
        return found

    def _actor(self, username: str) -> Any:
        return getattr(self.cast, username)

    def _day(self, days: int) -> date:
        """A day a few working days ahead; today for 0."""
        day = day_of(self.now)
        for _ in range(days):
            day += timedelta(days=1)
            while day.isoweekday() > 5:
                day += timedelta(days=1)
        return day
