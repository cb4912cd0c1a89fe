"""The named people of the tests, with two districts that have everything they need to work.

Lan is clerk and Tiến postman of the post office of Chư Sê, May its supervisor; Hạnh sits at the one-stop desk there.
Minh and Thủy do the same work in Pleiku. Nga is clerk of the provincial post office, Tinh watches from the province,
and Bảo is nobody. Worlds are built by the real commands, once a session, and copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction

from delegation.dossiers.lodging import Lodging
from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.ledger.models import Line
from tests import databases
from tests.dossiers import desk
from tests.mandates import world
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import LodgedDossier, lodge_dossiers
from tracking.custody.commands.scan import Batch, Scan, ScanResult, record_scans
from tracking.custody.item_codes import give_block
from tracking.custody.models import HandOver, Item
from tracking.custody.states import ITEM, Verdict

NOON = world.NOON
BLOCK = 20_000
_DISTRICTS = ("633", "622")
_made: dict[str, "Cast"] = {}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, as actors; ``database`` is the template they live in."""

    database: str
    hanh: Actor
    lan: Actor
    tien: Actor
    may: Actor
    minh: Actor
    thuy: Actor
    nga: Actor
    tinh: Actor
    bao: Actor
    mandate: UUID

    def officer(self, district: str) -> Actor:
        """Who sits at the one-stop desk of a district."""
        return self.hanh if district == "633" else self.thuy

    def clerk(self, district: str) -> Actor:
        """Who stands at the counter of a district's post office."""
        return self.lan if district == "633" else self.minh

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """All of them."""
        return self.hanh, self.lan, self.tien, self.may, self.minh, self.thuy, self.nga, self.tinh, self.bao


def _build(database: str) -> Cast:
    world.build()
    hanh, thuy = world.hanh(), world.thuy()
    mandate = world.mandate_in_force(hanh, effective_to=None)
    world.mandate_in_force(thuy, number="45/VBCG-UBND", committee="UB-622", post_office="BC-622")
    for district in _DISTRICTS:
        give_block(f"UB-{district}", BLOCK, on=date(2019, 7, 1))
    post = OfficeKind.DISTRICT_POST
    return Cast(
        database=database,
        hanh=hanh,
        lan=world.lan(),
        tien=world.person("tien", "BC-633", post, "633", Role.POSTMAN),
        may=world.person("may", "BC-633", post, "633", Role.SUPERVISOR),
        minh=world.minh(),
        thuy=thuy,
        nga=world.person("nga", "BC-64", OfficeKind.PROVINCIAL_POST, "64", Role.CLERK),
        tinh=world.tinh(),
        bao=world.bao(),
        mandate=mandate.id,
    )


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The template with both districts, made by the first test that needs it."""
    name = f"{connection.settings_dict['NAME']}_cast"
    if name not in _made:
        with django_db_blocker.unblock(), databases.template(name), time_machine.travel(NOON, tick=False):
            _made[name] = _build(name)
    yield _made[name]
    if _made.pop(name, None):
        with django_db_blocker.unblock():
            databases.drop(name)


@pytest.fixture
def cast(furnished: Cast, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast at noon of 5 August 2019; what the test does is rolled back."""
    at_noon = time_machine.travel(NOON, tick=False)
    with django_db_blocker.unblock(), databases.pointed_to(furnished.database), at_noon:
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase does
        with undone:
            yield furnished
            if not connection.needs_rollback:
                connection.check_constraints()
            transaction.set_rollback(True)


@pytest.fixture
def committed_cast(furnished: Cast, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast in a database of the test's own, where commits are real."""
    at_noon = time_machine.travel(NOON, tick=False)
    with django_db_blocker.unblock(), databases.copied(furnished.database), at_noon:
        yield furnished


def lodging(district: str = "633", service: str = "return", **changes: Any) -> Lodging:
    """A sound lodging; two alike are meant."""
    home = "23947" if district == "633" else "23587"
    fields = {"committee": district, "service": service, "confirm_duplicate": True}
    return desk.slip(**{**fields, "applicant": desk.applicant(unit=home), **changes})


def lodge(cast: Cast, count: int = 1, district: str = "633", service: str = "return", **changes: Any) -> list[str]:
    """Codes of the items of new dossiers, taken in at the one-stop desk."""
    slips = [lodging(district, service, **changes) for _ in range(count)]
    outcomes = lodge_dossiers(actor=cast.officer(district), lodgings=slips)
    return [item.code for each in outcomes for item in taken(each).items]


def taken(outcome: LodgedDossier | Refused) -> LodgedDossier:
    """A dossier taken in; its refusal is raised."""
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def item(code: str) -> Item:
    """The item as its row stands now."""
    return Item.objects.select_related("dossier").get(code=code)


def lines(code: str) -> list[Line]:
    """The ledger's lines about an item, in order."""
    found = item(code)
    return list(Line.objects.filter(stream_id=found.dossier_id, machine=ITEM, subject=found.id).order_by("seq"))


def actions(code: str) -> list[str]:
    """What the ledger says was done with an item."""
    return [line.action for line in lines(code)]


def one(code: str, action: str, *, ago: timedelta | None = None, **changes: Any) -> Scan:
    """One scan, made now or some time ago by the device's stop-watch."""
    age = {} if ago is None else {"age_ms": ago // timedelta(milliseconds=1)}
    return Scan(**{"id": uuid7(), "code": code, "action": action, **age, **changes})


def send(actor: Actor, scans: list[Scan], now: datetime | None = None, **changes: Any) -> list[ScanResult]:
    """A device sends a batch."""
    return record_scans(actor=actor, batch=Batch(scans=scans, **changes), now=now)


def scan(actor: Actor, code: str, action: str, *, now: datetime | None = None, **changes: Any) -> ScanResult:
    """Somebody scans one code."""
    return send(actor, [one(code, action, **changes)], now=now)[0]


def propose(actor: Actor, codes: list[str], giver: str, receiver: str) -> HandOver:
    """The giver's half."""
    drafted = hand_overs.draft_hand_over(actor=actor, giver=giver, receiver=receiver, items=codes)
    return hand_overs.propose_hand_over(actor=actor, code=drafted.code)


def sign(actor: Actor, code: str, codes: list[str], **verdicts: Verdict) -> hand_overs.Countersigned:
    """The receiver's half: everything was there, but for the items named by code."""
    found = dict.fromkeys(codes, Verdict.RECEIVED) | verdicts
    signature = hand_overs.CounterSignature(found)
    return hand_overs.countersign_hand_over(actor=actor, code=code, signature=signature)


def at_post(cast: Cast, count: int = 1, district: str = "633", **changes: Any) -> list[str]:
    """Results that the district's post office took over by list."""
    codes = lodge(cast, count, district, **changes)
    listed = propose(cast.officer(district), codes, f"UB-{district}", f"BC-{district}")
    sign(cast.clerk(district), listed.code, codes)
    return codes
