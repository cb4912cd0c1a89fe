"""Half a year of three districts: whom it is about, the clock, what is tried, and what a refusal may cost: nothing.

Chư Sê does everything that is asked in its first week and is accepted; Pleiku has a mandate; KBang has nothing. What
happens after that is up to the dice.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

import time_machine
from django.db import connection

from delegation.dossiers import commands as cases
from delegation.dossiers.models import Dossier
from delegation.establishment.commands.devices import MadeUp, enrol_many
from delegation.establishment.commands.publishing import publish_procedures
from delegation.establishment.commands.recording import record_establishment
from delegation.establishment.commands.training import record_training
from delegation.registry.models import AgencyCode, CodeScheme, Office, OfficeKind, Unit, UnitKind
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import Refused
from tests.cast import Cast, lodging, taken
from tests.establishment.desk import attachment, publishing, training
from tests.mandates import world
from tests.rollout.world import CODE, load_notice
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.item_codes import give_block
from tracking.custody.models import Item
from tracking.custody.states import Verdict
from tracking.rollout.commands.acceptances import Accepting, accept_target
from tracking.rollout.commands.set_rule import RuleSetting, set_rule
from tracking.rollout.steps import Aim

Thing = TypeVar("Thing")

DISTRICTS = ("633", "622", "625")
DESKS = [f"UB-{district}" for district in DISTRICTS]
FIRST, LAST = date(2019, 8, 5), date(2020, 2, 5)
SETTLED = date(2019, 8, 19)
"""From here on nothing that is claimed late reaches back into the first week."""
ONCE = frozenset(
    {
        "appoint",
        "enrol",
        "revoke",
        "publish",
        "train",
        "accept",
        "report obstacle",
        "take obstacle",
        "assign obstacle",
        "close obstacle",
        "remind",
        "declare",
        "state",
        "report task",
        "decide task",
    }
)
"""Acts that are the same when they are done again: not one more line."""
_KEPT = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name LIKE ANY (ARRAY[
       'ledger_line', 'ledger_stream', 'registry_post', 'accounts_device', 'accounts_user', 'establishment_%',
       'mandates_%', 'rollout_%', 'dossiers_dossier', 'custody_%', 'rounds_%', 'reports_%'])
 ORDER BY 1
"""


class Life:
    """The three districts, their people, and the moment it is."""

    def __init__(self, cast: Cast, dice: Random, traveller: time_machine.Traveller) -> None:
        self.cast, self.dice, self.clock = cast, dice, traveller
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.numbers = 0
        self.tables: str = ""
        third_district()
        post = OfficeKind.DISTRICT_POST
        self.quy = world.person("quy", "UB-625", OfficeKind.ONE_STOP, "625", Role.OFFICER)
        self.hoa = world.person("hoa", "BC-625", post, "625", Role.CLERK)
        self.dung = world.person("dung", "UB-64", OfficeKind.PROVINCE, "64", Role.PROVINCE)
        load_notice()
        record_establishment()

    @property
    def now(self) -> datetime:
        """The moment it is."""
        return clock.now()

    @property
    def today(self) -> date:
        """The day it is in Gia Lai."""
        return clock.today()

    def officer(self, district: str) -> Actor:
        """Who sits at a district's desk."""
        return {"633": self.cast.hanh, "622": self.cast.thuy, "625": self.quy}[district]

    def clerk(self, district: str) -> Actor:
        """Who stands at its post office's counter."""
        return {"633": self.cast.lan, "622": self.cast.minh, "625": self.hoa}[district]

    def someone(self, right: Actor) -> Actor:
        """Mostly the right person, sometimes anybody."""
        anybody = (*self.cast.everybody, self.quy, self.hoa, self.dung)
        return self.dice.choice(anybody) if self.dice.random() < 0.08 else right

    def earlier(self, most: int = 10) -> date:
        """A day that is claimed: mostly today, else one before it."""
        back = self.dice.choice((0, 0, 1, 2, 3, 6, 7, 8, most))
        return self.today - timedelta(days=back)

    def number(self, text: str) -> str:
        """A number that no document has had."""
        self.numbers += 1
        return f"{100 + self.numbers}/{text}"

    def pick(self, things: Sequence[Thing]) -> Thing | None:
        """One of several things; nothing where there is none."""
        return self.dice.choice(things) if things else None

    def pass_time(self) -> None:
        """Some hours go by, or a few days; never past the end of the story."""
        hours = self.dice.choice((1, 2, 4, 8, 12, 20, 28))
        end = datetime.combine(LAST, time(16), clock.VN)
        self.clock.move_to(min(self.now + timedelta(hours=hours), end))

    def to(self, day: date, hour: int = 9) -> None:
        """Go to a day."""
        self.clock.move_to(datetime.combine(day, time(hour), clock.VN))

    def attempt(self, act: str, command: Callable[..., Thing], *args: Any, **facts: Any) -> Thing | None:
        """Do ``command``, now and then twice; a refusal leaves every table as it was and says so in both languages."""
        before = self.counted()
        try:
            done = command(*args, **facts)
        except Refused as refused:
            self.refused[f"{act}: {refused.code}"] += 1
            self._nothing_came_of_it(act, refused, before)
            return None
        self.done[act] += 1
        if self.dice.random() < 0.15:
            self._again(act, command, args, facts)
        return done

    def _nothing_came_of_it(self, act: str, refused: Refused, before: tuple[int, ...]) -> None:
        assert refused.detail("vi"), f"{act} was refused without a word"
        assert refused.detail("en"), f"{act} was refused without a word in English"
        assert self.counted() == before, f"{act} was refused ({refused.code}) and left something behind"

    def _again(self, act: str, command: Callable[..., Thing], args: Any, facts: Any) -> None:
        """The same once more: nothing comes of it where the act is one of those that stand once."""
        before = self.counted()
        try:
            command(*args, **facts)
        except Refused as refused:
            self.again[f"{act}: {refused.code}"] += 1
            self._nothing_came_of_it(f"{act} again", refused, before)
            return
        self.again[act] += 1
        assert act not in ONCE or self.counted() == before, f"{act} twice left more than once"

    def counted(self) -> tuple[int, ...]:
        """Rows of every table that acts write to, and how far the ledger has come."""
        with connection.cursor() as cursor:
            if not self.tables:
                cursor.execute(_KEPT)
                parts = [f"(SELECT count(*) FROM {name})" for (name,) in cursor.fetchall()]
                self.tables = ", ".join(["(SELECT sum(seq) FROM ledger_stream)", *parts])
            cursor.execute(f"SELECT {self.tables}")
            return tuple(cursor.fetchone())

    def sends(self, district: str, count: int) -> None:
        """Citizens hand papers in, the results are ready, and the post signs for them."""
        slips = [lodging(district) for _ in range(count)]
        desk, post = self.officer(district), self.clerk(district)
        outcomes = lodge_dossiers(actor=desk, lodgings=slips)
        codes = [item.code for each in outcomes for item in taken(each).items]
        listed = hand_overs.draft_hand_over(actor=desk, giver=f"UB-{district}", receiver=f"BC-{district}", items=codes)
        hand_overs.propose_hand_over(actor=desk, code=listed.code)
        found = hand_overs.CounterSignature(dict.fromkeys(codes, Verdict.RECEIVED))
        hand_overs.countersign_hand_over(actor=post, code=listed.code, signature=found)

    def first_week(self) -> None:
        """Chư Sê shows everything and is accepted; the province asks for what a small place can show."""
        tinh, hanh = self.cast.tinh, self.cast.hanh
        for kind, parameters in (
            ("procedures_published", {"least": 2}),
            ("sustained_use", {"dossiers": 3, "days": 20, "share_on_time_percent": 50}),
        ):
            tomorrow = self.today + timedelta(days=1)
            setting = RuleSetting(
                directive=CODE, ask="2", kind=kind, valid_from=tomorrow, basis="Thí điểm", parameters=parameters
            )
            set_rule(actor=tinh, setting=setting)
        publish_procedures(hanh, publishing())
        enrol_many(tinh, [MadeUp(office="BC-633", label="Máy đầu tiên")])
        people = tuple(each.user_id for each in (hanh, self.cast.lan, self.cast.tien, self.cast.may) if each.user_id)
        record_training(hanh, training(people))
        self.to(FIRST + timedelta(days=1))
        self.sends("633", 4)
        self.to(FIRST + timedelta(days=2))
        paper = Accepting("1/QĐ-UBND", self.today, attachment_of())
        accept_target(actor=tinh, aim=Aim(CODE, "2", "633"), accepting=paper)
        self.to(SETTLED)

    def cases(self, district: str) -> list[Dossier]:
        """The cases of a district, the oldest first."""
        return list(Dossier.objects.filter(committee=f"UB-{district}").order_by("code"))

    def items(self, office: str, *states: str) -> list[str]:
        """What an office holds and has not offered to anybody."""
        rows = Item.objects.filter(holder_office=office, offered_at=None, state__in=states, leg="B").order_by("code")
        return list(rows.values_list("code", flat=True))

    def finish(self, code: str, actor: Actor, at: datetime | None) -> None:
        """The agency has the result ready."""
        self.attempt("process case", cases.process_dossier, actor=actor, code=code, at=at)
        self.attempt("finish case", cases.finish_dossier, actor=actor, code=code, at=at)


def attachment_of() -> Any:
    """A signed document as it lies in the house."""
    return attachment("Quyet dinh nghiem thu", "Quyết định.pdf")


def third_district() -> None:
    """KBang, which has a desk and a post office and no more."""
    unit = Unit.objects.create(
        code="625",
        name="Huyện KBang",
        short_name="KBang",
        kind=UnitKind.DISTRICT,
        parent=Unit.objects.get(code="64"),
        valid_from=world.OLD,
    )
    for code, name, kind, parent in (
        ("UB-625", "Bộ phận một cửa huyện KBang", OfficeKind.ONE_STOP, None),
        ("BC-625", "Bưu điện huyện KBang", OfficeKind.DISTRICT_POST, "BC-64"),
    ):
        Office.objects.create(
            code=code, name=name, kind=kind, unit=unit, parent_id=parent, valid_from=world.OLD, phone="", address=""
        )
    AgencyCode.objects.create(
        office_id="UB-625", scheme=CodeScheme.QCVN_102, code="000.00.96.H21", valid_from=world.OLD
    )
    give_block("UB-625", 5_000, on=FIRST)
