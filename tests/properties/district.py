"""A district and its post office as the random month plays them: who is who, what is tried, and what a refusal costs.

Every act goes through :meth:`Stage.attempt`: it succeeds, or it is refused and nothing is written. Any other exception
ends the run.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar, TypeVar

import time_machine
from django.db import connection
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import rule

from delegation.dossiers.models import Dossier
from delegation.registry.models import OfficeKind, Procedure
from postal_services.accounts.actors import Actor, Role
from postal_services.clock import VN
from postal_services.errors import Refused
from tests import databases
from tests.cast import NOON, Cast
from tests.mandates import world
from tests.pickups.world import windows
from tests.properties.dice import acts_of, number, one_of, some
from tests.properties.machine import PEOPLE, RandomDays
from tracking.custody.models import Item

Thing = TypeVar("Thing")

EVERYBODY = (*PEOPLE, "mai", "bao")
WHO = one_of([""] * 60 + list(EVERYBODY))
"""Mostly whoever is right for the act (``""``), sometimes anybody."""
POSTS = one_of(["BC-633", "BC-633", "BC-622", "BC-64"])
DISTRICTS = one_of(["633", "633", "622"])
NUMBER = number(0, 30)
SOME = some(NUMBER, 1, 4)
CHANCE = number(0, 99)

_KEPT = (
    "ledger_line", "custody_item", "custody_handover", "custody_handoverline", "custody_bag", "custody_bagitem",
    "custody_seal", "custody_proof", "custody_deliverycode", "rounds_round", "rounds_stop", "rounds_wish",
    "rounds_hold", "rounds_withdrawnpaper", "pickups_pickup", "pickups_pickupattempt", "pickups_incompleteintake",
    "cash_taking", "cash_cashday", "cash_chargecorrection", "cash_reconciliation", "cash_reconciliationfigure",
    "incidents_incident", "incidents_complaint", "incidents_compensation", "dossiers_dossier", "dossiers_caseoffice",
    "dossiers_dossiernotice", "mandates_mandate",
)  # fmt: skip
_COUNT = "SELECT (SELECT sum(seq) FROM ledger_stream), " + ", ".join(
    f"(SELECT count(*) FROM {table})" for table in _KEPT
)

_THERE = """
SELECT 'item:' || state FROM custody_item UNION SELECT 'leg:' || leg || ':' || state FROM custody_item
UNION SELECT 'bag:' || state FROM custody_bag UNION SELECT 'round:' || state FROM rounds_round
UNION SELECT 'pickup:' || state FROM pickups_pickup UNION SELECT 'intake:' || state FROM pickups_incompleteintake
UNION SELECT 'case:' || state FROM dossiers_dossier UNION SELECT 'day:' || state FROM cash_cashday
UNION SELECT 'taking:' || kind FROM cash_taking UNION SELECT 'sheet:' || state FROM cash_reconciliation
UNION SELECT 'incident:' || state FROM incidents_incident UNION SELECT 'kind:' || kind FROM incidents_incident
UNION SELECT 'complaint:' || state FROM incidents_complaint UNION SELECT 'money:' || state FROM incidents_compensation
UNION SELECT 'list:' || state FROM custody_handover UNION SELECT 'wish' FROM rounds_wish WHERE answered_at IS NULL
UNION SELECT 'mandate:' || state FROM mandates_mandate
"""


class Stage(RandomDays):
    """Two districts and the provincial office in a database of the example's own, where commits are real."""

    done: ClassVar[Counter[str]] = Counter()
    """How often each kind of act succeeded, over all examples of a run."""
    refused: ClassVar[Counter[str]] = Counter()
    """How often each kind of act was refused, by act and code."""

    def __init__(self, cast: Cast) -> None:
        self.stage = ExitStack()
        self.stage.enter_context(databases.copied(cast.database))
        self.clock = self.stage.enter_context(time_machine.travel(NOON, tick=False))
        super().__init__(cast)
        kind = OfficeKind.PROVINCIAL_POST
        self.mai = world.person("mai", "BC-64", kind, "64", Role.HOTLINE)
        windows("BC-633")
        windows("BC-622", capacity=1)
        Procedure.objects.filter(code=world.SPLIT).update(withdraws_papers=True)
        self.pickups: list[str] = []
        self.bags: list[str] = []
        self.rounds: list[str] = []
        self.thrown: Counter[int] = Counter()
        self.steps_done = 0

    def teardown(self) -> None:
        self.stage.close()

    @rule(seed=st.integers(0, 2**40))
    def something_happens(self, seed: int) -> None:
        """One act of those that make sense now; a single rule, so that no example goes without half of them."""
        self.thrown[seed] += 1
        dice, there, acts = Random(f"{seed}, {self.thrown[seed]}"), self.there(), acts_of(type(self))
        names = [name for name, each in acts.items() if not each.needs or there.intersection(each.needs)]
        name = dice.choices(names, [acts[name].weight for name in names])[0]
        facts = {key: throw(dice) for key, throw in acts[name].thrown.items()}
        note(f"{name} {facts}")
        getattr(self, name)(**facts)

    def there(self) -> frozenset[str]:
        """What there is of every kind of thing, by state."""
        with connection.cursor() as cursor:
            cursor.execute(_THERE)
            return frozenset(row[0] for row in cursor.fetchall())

    def who(self, name: str) -> Actor:
        return self.mai if name == "mai" else super().who(name)

    def right(self, name: str, right: Actor) -> Actor:
        """The right person, or the one that was drawn instead."""
        return self.who(name) if name else right

    def staff(self, office: str) -> Actor:
        """Who sits at the desk of an office."""
        desk = {
            "BC-633": self.cast.lan,
            "BC-622": self.cast.minh,
            "BC-64": self.cast.nga,
            "UB-633": self.cast.hanh,
            "UB-622": self.cast.thuy,
        }
        return desk.get(office, self.cast.tinh)

    def carrier(self, office: str) -> Actor:
        """Who goes out for an office."""
        return self.cast.tien if office == "BC-633" else self.staff(office)

    def pass_time(self, span: timedelta) -> None:
        """Move the clock on."""
        self.now += span
        self.clock.move_to(self.now)

    def next_morning(self) -> None:
        """Go to half past eight of the next working day."""
        day = self.now.astimezone(VN).date() + timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        self.now = datetime(day.year, day.month, day.day, 8, 30, tzinfo=VN)
        self.clock.move_to(self.now)

    def attempt(self, act: str, command: Callable[..., Thing], **facts: Any) -> Thing | None:
        """Do ``command``; a refusal leaves every table and every stream as it was."""
        before = self.counted()
        try:
            done = command(**facts)
        except Refused as refused:
            why = refused
        else:
            type(self).done[act] += 1
            return done
        type(self).refused[f"{act}: {why.code}"] += 1
        assert why.detail("vi"), f"{act} was refused without a word"
        assert self.counted() == before, f"{act} was refused ({why.code}) and left something behind"
        return None

    def counted(self) -> tuple[int, ...]:
        """Rows of every table, and how far the ledger has come."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT)
            return tuple(cursor.fetchone())

    def note_new(self, *items: Item | None) -> None:
        """Remember items that an act gave back as new."""
        self.codes += [item.code for item in items if item is not None]

    def pick(self, things: Sequence[Thing], number: int) -> Thing | None:
        """One of several things, or nothing where there is none."""
        return things[number % len(things)] if things else None

    def items_at(self, office: str, numbers: Sequence[int], *states: str, leg: str = "") -> list[str]:
        """Codes of items that an office holds, of those states when any are named."""
        rows = Item.objects.filter(holder_office=office, offered_at=None).order_by("code")
        rows = rows.filter(state__in=states) if states else rows
        rows = rows.filter(leg=leg) if leg else rows
        found = list(rows.values_list("code", flat=True))
        return list(dict.fromkeys(found[number % len(found)] for number in numbers)) if found else []

    def dossiers(self) -> list[Dossier]:
        """All cases, the oldest first."""
        return list(Dossier.objects.only("id", "code", "state", "committee_id", "post_office_id").order_by("code"))
