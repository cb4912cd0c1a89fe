"""What must hold after every step of the random month, whatever people did.

Items: none appears, none vanishes, each has one holder, one bag and one round at most, and ends once. Money: the three
columns of every person's day, office, committee and case are what the ledger's lines say, and a counted day stays as it
was. The ledger is whole, names nobody, and what its lines flag has its incident.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from hypothesis.stateful import invariant

from delegation.dossiers.models import Dossier
from delegation.registry.models import Post
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.properties.district import Stage
from tracking.cash import billing
from tracking.cash.amounts import COLUMNS, NOTHING, Amounts, total_of
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries import accounts, outstanding
from tracking.cash.queries.days import sums_of
from tracking.cash.states import DayState
from tracking.custody.holding import Holding, after
from tracking.custody.models import Bag, BagItem, Item
from tracking.custody.states import FINAL, ITEM, BagState
from tracking.incidents import reader
from tracking.incidents.models import Incident
from tracking.rounds.models import Stop

EVERY = 8
"""Steps after which everything is computed again from the ledger."""
UNOPENED = (BagState.OPEN, BagState.SEALED, BagState.IN_TRANSIT, BagState.ARRIVED)
NEEDLES = ("H'Nhung", "Rơ Châm", "Ksor", "Phước", "Siu", "H'Bia", "H'Lan", "già làng", "Làng", "09050000", "0905000777",
           "230456789", "data:image")  # fmt: skip
"""Pieces of every name, telephone number and address that people say in this month."""
ITEM_FLAGS = {
    "damaged": "damaged",
    "seal_opened": "opened_seal",
    "seal_differs": "seal_differs",
    "not_in_bag": "bag_difference",
    "not_listed": "not_listed",
    "mis_sent": "mis_sent",
    "never_taken_out": "never_taken_out",
    "proof_missing": "weak_proof",
    "proof_weak": "weak_proof",
    "amount_differs": "amount_differs",
    "disputed": "disputed",
    "forced": "forced",
}
ITEM_ACTS = {"report_missing": "missing", "contest": "disputed", "damage": "damaged", "open_seal": "opened_seal"}
OTHER_FLAGS = {
    "bag": {"short", "over", "seal_differs", "seal_opened"},
    "cash_day": {"variance"},
    "reconciliation": set(),
    "round": {"amount_differs"},
}
_ENDS = """
SELECT subject, count(*) FILTER (WHERE to_state = ANY(%(final)s) AND from_state <> ALL(%(final)s))
              - count(*) FILTER (WHERE from_state = ANY(%(final)s) AND to_state <> ALL(%(final)s))
  FROM ledger_line WHERE machine = 'item' GROUP BY 1
"""
_TOLD = """
SELECT machine, action, left(data::text, 200) FROM ledger_line WHERE data::text LIKE ANY(%s) LIMIT 3
"""


class Promises(Stage):
    """The invariants; the dear ones run every few steps and at the end."""

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        self.closed: dict[UUID, tuple[Any, ...]] = {}
        self.owing: dict[UUID, tuple[Amounts, int]] = {}

    def teardown(self) -> None:
        try:
            self.everything_is_what_the_ledger_says()
        finally:
            super().teardown()

    @invariant()
    def every_item_is_there_once_and_held_by_one_office_and_one_of_its_people(self) -> None:
        rows = Item.objects.values_list("id", "code", "holder_office_id", "holder_person_id", "state", "offered_at")
        assert sorted(row[1] for row in rows) == sorted(self.codes)
        registered = Line.objects.filter(machine=ITEM, action="register").values_list("data__item", flat=True)
        assert sorted(registered) == sorted(self.codes)
        posts = set(Post.objects.values_list("office_id", "user_id"))
        with connection.cursor() as cursor:
            cursor.execute(_ENDS, {"final": sorted(FINAL)})
            ends = dict(cursor.fetchall())
        for key, code, office, person, state, offered_at in rows:
            assert person is None or (office, person) in posts, code
            assert ends[key] == (state in FINAL), f"{code} is {state} and ended {ends[key]} times"
            assert offered_at is None or (state not in FINAL and offered_at <= self.now), code

    @invariant()
    def an_item_rides_in_one_bag_and_with_it(self) -> None:
        bags = {bag.id: bag for bag in Bag.objects.all()}
        inside = dict(BagItem.objects.filter(left_at=None).values_list("item", "bag"))
        riding = {item.id: item for item in Item.objects.exclude(bag=None)}
        assert {key: item.bag for key, item in riding.items()} == inside
        for item in riding.values():
            bag = bags[item.bag]  # type: ignore[index]  # none of them is without
            assert bag.state in UNOPENED, f"{item.code} rides in {bag}, which is {bag.state}"
            assert item.holder_office_id == bag.office_id, (
                f"{item.code} at {item.holder_office_id}, {bag} at {bag.office_id}"
            )
            assert item.state not in FINAL
            assert (item.state == "in_transit") <= (bag.state == BagState.IN_TRANSIT), f"{item.code}, {bag.state}"

    @invariant()
    def an_item_is_on_one_open_round_and_held_by_its_postman(self) -> None:
        for stop in Stop.objects.filter(is_open=True).select_related("round", "item"):
            item, round_ = stop.item, stop.round
            assert round_.state in ("draft", "out"), f"{round_} is {round_.state} and its stop {item.code} open"
            if round_.state == "out" and not stop.outcome and item.holder_person_id != round_.postman_id:
                # It went on by a scan of its own; the round lets go of it when it comes home.
                gone = item.state != "out_for_delivery" or item.seq > (stop.seq or 0)
                assert gone, f"{item.code} is on {round_} and not with its postman"

    @invariant()
    def money_is_what_the_lines_say(self) -> None:
        by_line: dict[tuple[str, object], list[Amounts]] = defaultdict(list)
        for line in Line.objects.filter(machine="taking"):
            amounts = Amounts(*(line.data[name] for name in COLUMNS))
            for key in (("case", line.stream_id), ("day", line.data["day"]), ("office", line.office),
                        ("committee", line.counterpart)):  # fmt: skip
                by_line[key].append(amounts)
        said = {key: total_of(each) for key, each in by_line.items()}
        assert self._sums_of_rows() == said
        for dossier, account in accounts(each.pk for each in self.dossiers()).items():
            paid = said.get(("case", dossier), NOTHING)
            assert account.paid == paid
            assert min(paid.columns) >= 0, f"more went back than was taken: {paid}"
            assert (
                account.outstanding == (billing.owed(account.state, account.service, account.charges) - paid).above_zero
            )

    def _sums_of_rows(self) -> dict[tuple[str, object], Amounts]:
        by_row: dict[tuple[str, object], list[Amounts]] = defaultdict(list)
        for row in Taking.objects.only("dossier", "cash_day", "office", "committee", *COLUMNS):
            for key in (("case", row.dossier_id), ("day", str(row.cash_day_id)), ("office", row.office_id),
                        ("committee", row.committee_id)):  # fmt: skip
                by_row[key].append(row.amounts)
        return {key: total_of(each) for key, each in by_row.items()}

    @invariant()
    def what_is_owed_changes_by_a_line_only(self) -> None:
        counts = Counter(
            Line.objects.filter(machine__in=("taking", "charge", "dossier")).values_list("stream_id", flat=True)
        )
        for dossier, owed in outstanding(each.pk for each in self.dossiers()).items():
            assert min(owed.columns) >= 0
            before = self.owing.get(dossier)
            assert before is None or before[0] == owed or before[1] < counts[dossier]
            self.owing[dossier] = owed, counts[dossier]

    @invariant()
    def a_counted_day_never_changes(self) -> None:
        for day in CashDay.objects.exclude(state=DayState.OPEN):
            sums = sums_of(day.pk)
            columns = (day.count, day.state_fee, day.postal, day.transfer, day.cash, day.bank)
            assert columns == (sums.count, *sums.amounts.columns, sums.cash, sums.bank), day.code
            stands = (*columns, day.counted, day.closed_at, day.closed_by_id)
            assert self.closed.setdefault(day.pk, stands) == stands, day.code
            assert (day.cash or 0) + (day.bank or 0) == Amounts(*columns[1:4]).total

    @invariant()
    def rows_are_what_the_ledger_says(self) -> None:
        self.steps_done += 1
        if self.steps_done % EVERY == 0:
            self.everything_is_what_the_ledger_says()

    def everything_is_what_the_ledger_says(self) -> None:
        """The dear promises: projections, the chain and its seals, no name in a line, an incident for each flag."""
        differences = [str(found) for each in all_projections() for found in each.differences()]
        assert not differences, "\n".join(differences)
        assert verification.verify().broken is None
        with connection.cursor() as cursor:
            cursor.execute(_TOLD, [[f"%{needle}%" for needle in NEEDLES]])
            assert cursor.fetchall() == []
        self.nobody_sees_a_case_their_office_has_nothing_to_do_with()
        self.no_line_of_a_round_or_bag_takes_what_is_elsewhere()
        self.read_the_feed()
        self.every_flag_has_its_incident()

    def read_the_feed(self) -> None:
        """Read it to its end, and once more for nothing."""
        before = Incident.objects.count()
        while reader.relay(limit=50):
            continue
        after = Incident.objects.count()
        type(self).done["opened_by_feed"] += after - before
        assert reader.relay() == 0
        assert reader.try_again(self.now) == 0
        assert Incident.objects.count() == after

    def no_line_of_a_round_or_bag_takes_what_is_elsewhere(self) -> None:
        """A round moves what its own office holds; a bag moves what its sender holds, or what lay in it."""
        held: dict[UUID, Holding] = defaultdict(Holding)
        for line in Line.objects.filter(machine=ITEM).order_by("stream_id", "seq"):
            before = held[line.subject]
            if "round" in line.data and line.action == "note":
                # What is told of an item that is another office's by now is kept, and moves nothing.
                stays = after(before, line)
                assert (stays.office, stays.state) == (before.office, before.state), f"a note took it from {before}"
            elif "round" in line.data and line.from_state:
                assert before.office == line.office, f"{line.action} by {line.office} took it from {before.office}"
            if "bag" in line.data and line.action in ("dispatch", "arrive", "pack", "unpack"):
                assert line.action == "pack" or str(before.bag) == line.data["bag"], f"{line.action} outside of its bag"
            held[line.subject] = after(before, line)

    def every_flag_has_its_incident(self) -> None:
        """Once the reader ran, each flagged line is behind an incident of its kind."""
        causes = "\n".join(Incident.objects.values_list("cause", flat=True))
        opened: dict[tuple[object, str], list[datetime]] = defaultdict(list)
        for item, kind, at in Incident.objects.values_list("item", "kind", "opened_at"):
            opened[item, kind].append(at)
        for line in Line.objects.filter(machine=ITEM):
            kinds = {ITEM_FLAGS[flag] for flag in line.flags if flag in ITEM_FLAGS}
            kinds |= {ITEM_ACTS[line.action]} if line.action in ITEM_ACTS else set()
            for kind in kinds:
                assert opened[line.subject, kind], f"{line.action} {line.flags} of an item opened no {kind}"
        for line in self._flagged_others():
            told = f":{line.stream_id}:{line.seq}"
            assert told in causes, f"{line.machine} {line.action} {line.flags} opened nothing"

    def _flagged_others(self) -> Iterable[Line]:
        for line in Line.objects.filter(machine__in=OTHER_FLAGS):
            if OTHER_FLAGS[line.machine].intersection(line.flags) or line.to_state == "differing":
                yield line

    @invariant()
    def the_ledger_is_whole(self) -> None:
        count = Line.objects.count()
        assert count >= self.verified
        self.verified = count

    def nobody_sees_a_case_their_office_has_nothing_to_do_with(self) -> None:
        """A case is there for the offices it has to do with by its own and its items' lines, and for nobody else."""
        involved: dict[UUID, set[str]] = {}
        for case, committee, post_office in Dossier.objects.values_list("id", "committee_id", "post_office_id"):
            involved[case] = {committee, post_office}
        lines = Line.objects.filter(stream_id__in=involved, machine__in=("item", "dossier")).exclude(action="note")
        for case, office, counterpart in lines.values_list("stream_id", "office", "counterpart"):
            involved[case] |= {code for code in (office, counterpart) if code}
        for actor in (self.cast.lan, self.cast.hanh, self.cast.minh, self.cast.nga, self.cast.bao, self.mai):
            mine = {case for case, offices in involved.items() if actor.sees_everything or offices & actor.offices}
            seen = set(Dossier.objects.visible_to(actor).values_list("id", flat=True))
            assert seen == mine, f"{actor.username}: {len(seen - mine)} too many, {len(mine - seen)} too few"
            others = Taking.objects.of_offices(actor).exclude(dossier__in=mine)
            assert not others.exists(), f"{actor.username} sees money of others"
            days = CashDay.objects.visible_to(actor)
            assert actor.sees_everything or not days.exclude(office__in=actor.offices).exists()
            items = Item.objects.visible_to(actor).exclude(dossier__in=mine)
            assert not items.exclude(pk=F("pk")).exists()
