"""Random days of two districts: clerks, postmen and officers do anything at any time, right or wrong."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from delegation.dossiers.models import Dossier
from delegation.registry.models import Post
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from tests.cast import NOON, Cast, lodging, taken
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.commands.scan import Batch, Scan, ScanResult, record_scans
from tracking.custody.models import HandOver, Item, Outcome
from tracking.custody.models import Scan as KeptScan
from tracking.custody.projections import HAND_OVERS, ITEMS
from tracking.custody.rulings import SCANNABLE
from tracking.custody.states import FINAL, ITEM, HandOverState, Verdict, actions_from

PEOPLE = ("hanh", "lan", "tien", "may", "minh", "thuy", "nga", "tinh")
DOERS = st.sampled_from(PEOPLE[:-1] * 2 + PEOPLE)
WAYS_THERE = (
    ("UB-633", "BC-633"),
    ("BC-633", "UB-633"),
    ("BC-633", "BC-64"),
    ("BC-64", "BC-622"),
    ("BC-622", "UB-622"),
    ("UB-622", "BC-622"),
)
MINUTES_AGO = (0, 0, 0, 1, 3, 10, 60, 600, 60_000)
SCANNED = (*sorted(SCANNABLE), "take_out", "deliver", "accept", "arrive", "burn")
NAMED_OFFICES = ("", "", "", "", "BC-64", "BC-633", "BC-999")
WAYS = st.sampled_from(WAYS_THERE)
AGES = st.sampled_from(MINUTES_AGO)
ACTS = st.sampled_from(SCANNED)
NUMBERS = st.integers(0, 11)
VERDICTS = st.sampled_from([*Verdict, Verdict.RECEIVED, None])
COUNTS = st.lists(VERDICTS, min_size=4, max_size=4)
SCANS = st.tuples(
    NUMBERS,
    ACTS,
    AGES,
    st.sampled_from(NAMED_OFFICES),
    st.sampled_from(["", "absent", "vắng"]),
    st.sampled_from([None, "proof"]),
    st.sampled_from(["code", "code", "code", "token", "none"]),
)
SOME = st.lists(NUMBERS, max_size=2)
MOST_ITEMS = 10


class RandomDays(RuleBasedStateMachine):
    """What people do; after every step the promises of the design hold."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.now = NOON
        self.codes: list[str] = []
        self.lists: list[str] = []
        self.sent: list[tuple[Actor, Scan]] = []
        self.ids: set[UUID] = set()
        self.reused = 0
        self.verified = -1
        self.undone = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.undone)

    def who(self, name: str) -> Actor:
        actor: Actor = getattr(self.cast, name)
        return actor

    def some(self, numbers: Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self.codes[number % len(self.codes)] for number in numbers))

    @initialize(
        taken_over=st.booleans(), services=st.lists(st.sampled_from(["send", "return", "both"]), min_size=2, max_size=2)
    )
    def open_the_desks(self, services: list[str], taken_over: bool) -> None:
        for district, service in zip(("633", "622"), services, strict=True):
            self.lodge(district, service)
            if taken_over:
                for code in list(self.codes):
                    self._send(self.cast.clerk(district), [Scan(id=uuid7(), code=code, action="accept", age_ms=0)])

    @precondition(lambda self: len(self.codes) < MOST_ITEMS)
    @rule(district=st.sampled_from(["633", "622"]), service=st.sampled_from(["send", "return", "both"]))
    def lodge(self, district: str, service: str) -> None:
        slips = [lodging(district, service)]
        lodged = taken(lodge_dossiers(actor=self.cast.officer(district), lodgings=slips, now=self.now)[0])
        self.codes += [each.code for each in lodged.items]

    @rule(minutes=st.sampled_from([1, 5, 16, 120]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(name=DOERS, way=WAYS, numbers=st.lists(NUMBERS, min_size=1, max_size=4), propose=st.booleans())
    def draw_up_a_list(self, name: str, way: tuple[str, str], numbers: list[int], propose: bool) -> None:
        actor = self.who(name)
        try:
            drafted = hand_overs.draft_hand_over(
                actor=actor, giver=way[0], receiver=way[1], items=self.some(numbers), now=self.now
            )
            self.lists.append(drafted.code)
            if propose:
                hand_overs.propose_hand_over(actor=actor, code=drafted.code, now=self.now)
        except Refused:
            return

    @precondition(lambda self: self.codes)
    @rule(district=st.sampled_from(["633", "622"]), home=st.booleans())
    def hand_over_all_that_goes_that_way(self, district: str, home: bool) -> None:
        offices = (f"UB-{district}", f"BC-{district}")
        giver, receiver = offices[::-1] if home else offices
        actor = self.cast.clerk(district) if home else self.cast.officer(district)
        held = Item.objects.filter(holder_office=giver, offered_at=None).exclude(state__in=FINAL)
        for code in held.values_list("code", flat=True):
            try:
                drafted = hand_overs.draft_hand_over(
                    actor=actor, giver=giver, receiver=receiver, items=[code], now=self.now
                )
                self.lists.append(drafted.code)
                hand_overs.propose_hand_over(actor=actor, code=drafted.code, now=self.now)
            except Refused:
                continue

    @precondition(lambda self: self.lists)
    @rule(name=DOERS, number=NUMBERS, act=st.sampled_from(["propose", "withdraw", "resolve"]))
    def act_on_a_list(self, name: str, number: int, act: str) -> None:
        acts: dict[str, Any] = {"propose": hand_overs.propose_hand_over, "withdraw": hand_overs.withdraw_hand_over}
        code, actor = self.lists[-1 - number % len(self.lists)], self.who(name)
        try:
            if act == "resolve":
                hand_overs.resolve_hand_over(actor=actor, code=code, resolution="Đã đối chiếu", now=self.now)
            else:
                acts[act](actor=actor, code=code, now=self.now)
        except Refused:
            return

    @precondition(lambda self: self.lists)
    @rule(
        name=DOERS,
        number=NUMBERS,
        verdicts=st.lists(VERDICTS, min_size=4, max_size=4),
        extra=st.lists(NUMBERS, max_size=2),
    )
    def countersign(self, name: str, number: int, verdicts: list[Verdict | None], extra: list[int]) -> None:
        code = self.lists[-1 - number % len(self.lists)]
        self._countersign(self.who(name), code, verdicts, self.some(extra))

    @precondition(lambda self: self.lists)
    @rule(verdicts=COUNTS)
    def the_right_clerk_countersigns_the_oldest_list(self, verdicts: list[Verdict | None]) -> None:
        waiting = HandOver.objects.filter(state=HandOverState.PROPOSED).order_by("proposed_at", "id").first()
        if waiting is not None:
            actor = next(each for each in self.cast.everybody if waiting.receiver_id in each.offices)
            self._countersign(actor, waiting.code, verdicts, [])

    def _countersign(self, actor: Actor, code: str, verdicts: list[Verdict | None], extra: list[str]) -> None:
        listed = Item.objects.filter(hand_over_lines__hand_over__code=code).values_list("code", flat=True)
        found = {item: verdict for item, verdict in zip(listed, verdicts, strict=False) if verdict is not None}
        signature = hand_overs.CounterSignature(found, [item for item in extra if item not in set(listed)])
        try:
            hand_overs.countersign_hand_over(actor=actor, code=code, signature=signature, now=self.now)
        except Refused:
            return

    def _scan(self, said: tuple[Any, ...]) -> Scan:
        number, act, minutes, to, reason, proof, form = said
        code = self.codes[number % len(self.codes)]
        if form == "token":
            code = Dossier.objects.get(items__code=code).token.lower()
        elif form == "none":
            code = s10.compose("HC", 99_000_000 + number)
        age = minutes * 60_000
        return Scan(id=uuid7(), code=code, action=act, age_ms=age, to=to, reason=reason, proof=proof)

    def _send(self, actor: Actor, scans: list[Scan]) -> list[ScanResult]:
        results = record_scans(actor=actor, batch=Batch(scans=scans), now=self.now)
        assert [result.id for result in results] == [scan.id for scan in scans]
        for scan in scans:
            if scan.id not in self.ids:
                self.sent.append((actor, scan))
            self.ids.add(scan.id)
        self.reused += sum(result.code == "scan_id_reused" for result in results)
        return results

    @rule(name=DOERS, said=SCANS)
    def anybody_scans_anything(self, name: str, said: tuple[Any, ...]) -> None:
        self._scan_and_scan_again(self.who(name), self._scan(said))

    @rule(number=NUMBERS, choice=st.integers(0, 99), minutes=AGES)
    def whoever_answers_for_an_item_moves_it_on(self, number: int, choice: int, minutes: int) -> None:
        self._move_on(number, choice, minutes, *actions_from(self._at(number).state))

    @rule(number=NUMBERS, choice=st.integers(0, 99), minutes=AGES)
    def whoever_answers_for_an_item_says_something_else(self, number: int, choice: int, minutes: int) -> None:
        final = {"deliver", "hand_back", "hand_in"} if minutes > 2 else set()
        self._move_on(number, choice, minutes, "report_missing", "find", "correct", "damage", "hand_back", *final)

    @rule(number=NUMBERS, minutes=AGES, act=st.sampled_from(["arrive", "accept", "find", "hand_in"]))
    def where_an_item_is_bound_for_they_say_it_came(self, number: int, minutes: int, act: str) -> None:
        item = self._at(number)
        for actor in self._people(item.bound_for or item.destination_id)[:1]:
            self._scan_and_scan_again(actor, Scan(id=uuid7(), code=item.code, action=act, age_ms=minutes * 60_000))

    def _at(self, number: int) -> Item:
        return Item.objects.get(code=self.codes[number % len(self.codes)])

    def _people(self, office: str) -> list[Actor]:
        return [actor for actor in self.cast.everybody if office in actor.offices]

    def _move_on(self, number: int, choice: int, minutes: int, *acts: str) -> None:
        item, possible = self._at(number), sorted(set(acts) & SCANNABLE)
        people = self._people(item.holder_office_id)
        if not possible:
            return
        act, to = possible[choice % len(possible)], ("", "", "BC-64", "BC-622")[choice % 4]
        scan = Scan(id=uuid7(), code=item.code, action=act, age_ms=minutes * 60_000, to=to, reason="absent", proof="x")
        self._scan_and_scan_again(people[choice % len(people)], scan)

    def _scan_and_scan_again(self, actor: Actor, scan: Scan) -> None:
        """Promise 4: what was recorded is one line, whether the device repeats itself or the person does."""
        result = self._send(actor, [scan])[0]
        count = Line.objects.count()
        assert self._send(actor, [scan])[0].outcome == Outcome.REPLAYED
        if result.outcome == Outcome.RECORDED and scan.action != "correct":
            code = result.item.code if result.item else scan.code
            again = Scan(id=uuid7(), code=code, action=scan.action, age_ms=scan.age_ms, to=scan.to, reason=scan.reason)
            assert self._send(actor, [again])[0].outcome in (Outcome.REPLAYED, Outcome.REFUSED)
        assert Line.objects.count() == count

    @rule(name=DOERS, batch=st.lists(SCANS, min_size=1, max_size=6), twice=NUMBERS)
    def send_a_batch_with_repeats(self, name: str, batch: list[tuple[Any, ...]], twice: int) -> None:
        scans = [self._scan(said) for said in batch]
        self._send(self.who(name), [*scans, scans[twice % len(scans)]])

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 50), other=st.booleans())
    def a_device_sends_an_old_scan_once_more(self, number: int, other: bool) -> None:
        actor, scan = self.sent[number % len(self.sent)]
        count = Line.objects.count()
        changed = Scan(id=scan.id, code=scan.code, action=scan.action, age_ms=7, reason="khác") if other else scan
        result = self._send(actor, [changed])[0]
        assert result.code == "scan_id_reused" if other else result.outcome == Outcome.REPLAYED
        assert Line.objects.count() == count

    @invariant()
    def every_item_is_there_once_and_held_by_one_office_and_one_of_its_people(self) -> None:
        rows = list(Item.objects.values_list("code", "holder_office_id", "holder_person_id", "state", "offered_at"))
        assert sorted(row[0] for row in rows) == sorted(self.codes)
        posts = set(Post.objects.values_list("office_id", "user_id"))
        for code, office, person, state, offered_at in rows:
            assert office
            assert person is None or (office, person) in posts, code
            assert offered_at is None or state not in FINAL, code
        registered = Line.objects.filter(machine=ITEM, action="register").values_list("data__item", flat=True)
        assert sorted(registered) == sorted(self.codes)

    @invariant()
    def rows_are_what_the_ledger_says(self) -> None:
        assert [str(each) for each in (*ITEMS.differences(), *HAND_OVERS.differences())] == []

    @invariant()
    def the_ledger_is_whole(self) -> None:
        count = Line.objects.count()
        assert count >= self.verified
        if count != self.verified:
            assert verification.verify().broken is None
        self.verified = count

    @invariant()
    def every_scan_is_kept_with_its_outcome(self) -> None:
        kept = dict(KeptScan.objects.values_list("id", "outcome"))
        assert set(self.ids) <= set(kept)
        assert len(kept) == len(self.ids) + self.reused
        assert set(kept.values()) <= set(Outcome.values)

    @invariant()
    def only_a_proposed_list_holds_items_in_limbo(self) -> None:
        offered = Item.objects.filter(offered_in__isnull=False)
        assert not offered.exclude(offered_in__state=HandOverState.PROPOSED).exists()
        for item in offered.select_related("offered_in"):
            assert item.offered_in is not None
            assert item.offered_in.lines.filter(item=item).exists()
            assert item.holder_office_id == item.offered_in.giver_id

    @invariant()
    def nobody_sees_a_case_their_office_has_nothing_to_do_with(self) -> None:
        involved: dict[UUID, set[str]] = {}
        for case, committee, post_office in Dossier.objects.values_list("id", "committee_id", "post_office_id"):
            involved[case] = {committee, post_office}
        for case, office, counterpart in Line.objects.filter(stream_id__in=involved).values_list(
            "stream_id", "office", "counterpart"
        ):
            involved[case] |= {code for code in (office, counterpart) if code}
        for actor in self.cast.everybody:
            mine = {case for case, offices in involved.items() if actor.sees_everything or offices & actor.offices}
            assert set(Dossier.objects.visible_to(actor).values_list("id", flat=True)) == mine
            assert set(Item.objects.visible_to(actor).values_list("dossier_id", flat=True)) == mine
            sides = Q(giver__in=actor.offices) | Q(receiver__in=actor.offices)
            lists = HandOver.objects.visible_to(actor)
            assert actor.sees_everything or not lists.exclude(sides).exists()
