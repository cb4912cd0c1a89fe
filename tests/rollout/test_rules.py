"""Rules set anew: by the province, from a later day, and never for a day that was judged."""

from datetime import date, timedelta
from io import StringIO
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from postal_services.errors import Invalid, NotThere
from postal_services.ledger import writer
from postal_services.ledger.models import Line, Stream
from tests import by_hand
from tests.cast import Cast, committed_cast
from tests.rollout import book
from tests.rollout.book import day, noon
from tests.rollout.world import CODE, load_notice, notice
from tracking.rollout import evidence
from tracking.rollout.commands.load_directive import load_directive
from tracking.rollout.commands.set_rule import RuleSetting, set_rule
from tracking.rollout.evidence.refusals import PastRule, RulesOfProvince, RuleWaits
from tracking.rollout.models import Rule

__all__ = ["committed_cast"]

OCTOBER = day(10, 1)
LAST_RULE = '[[ask.rules]]\nkind = "accepted_by_province"'
LATER_RULE = """[[ask.rules]]
kind = "procedures_published"
parameters = { least = 9 }
basis = "Quyết định mới"
valid_from = 2019-10-01
"""


def setting(**changes: Any) -> RuleSetting:
    sound = {
        "directive": CODE,
        "ask": "2",
        "kind": "devices_enrolled",
        "valid_from": OCTOBER,
        "basis": "Quyết định của tỉnh",
        "parameters": {"least": 2},
    }
    return RuleSetting(**{**sound, **changes})


def boards(first: date, last: date) -> dict[date, tuple[int, ...]]:
    look = evidence.look(until=last)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {at: tuple(target.pieces for target in look.progress(at).targets) for at in days}


def test_a_changed_rule_leaves_every_earlier_day_as_it_was(asked: Cast) -> None:
    book.device(day(8, 3))
    before = boards(day(7, 1), day(12, 31))
    set_rule(actor=asked.tinh, setting=setting())
    after = boards(day(7, 1), day(12, 31))
    assert {at: counts for at, counts in before.items() if at < OCTOBER} == {
        at: counts for at, counts in after.items() if at < OCTOBER
    }
    assert all(after[at][1] == before[at][1] - 1 for at in after if at >= OCTOBER)
    turned = evidence.progress(day(10, 9)).targets[1].evidence[3]
    assert (turned.met, turned.lost_on, turned.numbers) == (False, OCTOBER, {"have": 1, "need": 2})


def test_the_line_says_what_was_set(asked: Cast) -> None:
    rule = set_rule(actor=asked.tinh, setting=setting(verified=True))
    line = Line.objects.get(machine="rule")
    assert (line.subject, line.office, line.actor) == (rule.id, "UB-64", asked.tinh.user_id)
    assert line.data == {
        "ask": "2",
        "kind": "devices_enrolled",
        "parameters": {"least": 2},
        "valid_from": "2019-10-01",
        "verified": True,
        "position": rule.position,
    }
    assert Stream.objects.get(pk=line.stream_id).code == CODE
    ended = Rule.objects.get(ask__number="2", kind="devices_enrolled", valid_to__isnull=False)
    assert (ended.valid_to, rule.position, rule.verified) == (OCTOBER, ended.position, True)


def test_a_rule_that_was_set_altered_or_taken_away_by_hand_is_found_and_put_right(asked: Cast) -> None:
    rule = set_rule(actor=asked.tinh, setting=setting(verified=True))
    for column, value in {
        "kind": "'another'",
        "parameters": "'{\"least\": 0}'",
        "valid_from": "valid_from + 1",
        "valid_to": "'2030-01-01'",
        "verified": "NOT verified",
        "position": "99",
    }.items():
        by_hand.altered(Rule, column, value, where=f"id = '{rule.pk}'")
    by_hand.taken_away(Rule, "basis", "former", where=f"id = '{rule.pk}'")
    assert by_hand.differing("rollout") == {}


def test_a_kind_that_was_not_asked_for_joins_from_its_day(asked: Cast) -> None:
    set_rule(actor=asked.tinh, setting=setting(ask="1c", kind="mandate_signed", parameters={}))
    assert [evidence.progress(at, ask="1c").complete for at in (day(9, 30), OCTOBER)] == [0, 2]


def ruling(at: date, kind: str = "devices_enrolled", until: date | None = None) -> evidence.Ruling:
    """The rule of a kind as the board of a day shows it; ``until`` is the last day that is read."""
    look = evidence.look(until=until or at)
    return next(rule for rule in look.progress(at).rules if rule.kind == kind)


def test_a_board_does_not_know_of_an_end_that_was_decided_later(asked: Cast) -> None:
    before = {at: ruling(at) for at in (day(7, 1), day(8, 4))}
    with time_machine.travel(noon(day(8, 5)), tick=False):
        set_rule(actor=asked.tinh, setting=setting())
    for until in (day(8, 5), day(12, 31)):
        assert {at: ruling(at, until=until) for at in before} == before
        assert [ruling(at, until=until).valid_to for at in (day(8, 4), day(8, 5))] == [None, OCTOBER]
    assert ruling(OCTOBER).valid_to is None


def test_what_a_rule_rests_on_is_shown_as_it_was_known_on_the_day(asked: Cast) -> None:
    first = ruling(day(8, 4), "sustained_use")
    said = [("8/2019", day(8, 20), "true"), ("10/2019", day(10, 20), "false")]
    for words, at, verified in said:
        with time_machine.travel(noon(at), tick=False):
            begins = notice().index('kind = "sustained_use"')
            rests = f'basis = "Công văn {words}"\nverified = {verified}'
            load_directive(notice()[:begins] + notice()[begins:].replace(f'basis = "{first.basis}"', rests, 1))
    with time_machine.travel(noon(day(12, 1)), tick=False):
        told = {
            at: ruling(at, "sustained_use", day(11, 1)) for at in (day(8, 19), day(8, 20), day(10, 19), day(10, 20))
        }
    assert [(rule.basis, rule.verified) for rule in told.values()] == [
        (first.basis, False),
        ("Công văn 8/2019", True),
        ("Công văn 8/2019", True),
        ("Công văn 10/2019", False),
    ]
    assert told[day(8, 19)] == first
    assert Line.objects.filter(machine="rule", action="correct").count() == 2


@pytest.mark.parametrize("who", ["hanh", "lan", "may", "bao"])
def test_only_the_province_sets_rules(asked: Cast, who: str) -> None:
    with pytest.raises(RulesOfProvince):
        set_rule(actor=getattr(asked, who), setting=setting())
    assert not Line.objects.filter(machine="rule").exists()


@pytest.mark.parametrize("at", [day(8, 5), day(8, 4), day(7, 9)])
def test_a_rule_for_today_or_earlier_is_refused(asked: Cast, at: date) -> None:
    with pytest.raises(PastRule):
        set_rule(actor=asked.tinh, setting=setting(valid_from=at))


def test_a_rule_behind_one_that_waits_is_refused(asked: Cast) -> None:
    set_rule(actor=asked.tinh, setting=setting())
    for at in (OCTOBER, day(9, 1)):
        with pytest.raises(RuleWaits):
            set_rule(actor=asked.tinh, setting=setting(valid_from=at))
    with time_machine.travel(noon(day(11, 1)), tick=False):
        set_rule(actor=asked.tinh, setting=setting(valid_from=day(12, 1), parameters={"least": 3}))
    rules = {rule.kind: rule.parameters for rule in evidence.progress(day(12, 1)).rules}
    assert rules["devices_enrolled"] == {"least": 3}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "dancing"}, "kind"),
        ({"parameters": {"least": 0}}, "parameters.least"),
        ({"parameters": {"least": True}}, "parameters.least"),
        ({"parameters": {"least": 2.5}}, "parameters.least"),
        ({"parameters": {}}, "parameters.least"),
        ({"parameters": {"least": 1, "most": 2}}, "parameters.most"),
        ({"kind": "offices_staffed", "parameters": {"one_stop": {"king": 1}, "post": {}}}, "parameters.one_stop"),
        ({"basis": " "}, "basis"),
        ({"basis": "x" * 301}, "basis"),
    ],
)
def test_what_makes_no_rule_is_told_by_its_field(asked: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_rule(actor=asked.tinh, setting=setting(**changes))
    assert field in refused.value.fields


@pytest.mark.parametrize("changes", [{"directive": "45"}, {"ask": "99"}])
def test_a_rule_of_nothing_is_refused(asked: Cast, changes: dict[str, str]) -> None:
    with pytest.raises(NotThere):
        set_rule(actor=asked.tinh, setting=setting(**changes))


def test_a_file_that_is_loaded_while_a_rule_is_set_waits_for_it(committed_cast: Cast) -> None:
    load_notice()
    later = notice().replace(LAST_RULE, f"{LATER_RULE}\n{LAST_RULE}")
    wrong: list[BaseException] = []

    def load() -> None:
        try:
            load_directive(later)
        except BaseException as problem:  # noqa: BLE001  # told to the test
            wrong.append(problem)
        finally:
            connections.close_all()

    loading = Thread(target=load)
    with transaction.atomic():
        writer.lock([writer.open_stream("directive", CODE, at=noon(day(8, 5)))])
        loading.start()
        loading.join(timeout=2)
        assert loading.is_alive(), "it waits for the directive's stream"
        Rule.objects.filter(ask__directive=CODE, kind="procedures_published").update(basis="Quyết định khác")
    loading.join(timeout=20)
    assert not wrong
    assert Rule.objects.filter(ask__directive=CODE, kind="procedures_published").count() == 2


def test_the_command_line_sets_a_rule(asked: Cast) -> None:
    said = StringIO()
    words = [CODE, "2", "devices_enrolled", "--parameters", '{"least": 4}', "--basis", "QĐ", "--by"]
    call_command("set_rule", *words, "tinh", "--from", "2019-11-01", stdout=said)
    assert said.getvalue().strip() == 'devices_enrolled from 01/11/2019: {"least": 4}'
    for who, at in (("hanh", "2019-12-01"), ("nobody", "2019-12-01"), ("tinh", "2019-08-01")):
        with pytest.raises(CommandError):
            call_command("set_rule", *words, who, "--from", at, stdout=said)
