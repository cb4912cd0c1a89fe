"""Directives as data: what is loaded, every fault of a file told at its line, and the past left alone."""

import unicodedata
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from postal_services.ledger.models import Line
from tests.rollout.world import CODE
from tracking.rollout import evidence
from tracking.rollout.commands.load_directive import load_directive, shipped
from tracking.rollout.evidence.refusals import DirectiveFaulty
from tracking.rollout.models import Ask, Directive, Rule, Target

ISSUED = date(2019, 7, 9)
REFORM = date(2025, 7, 1)
TEMPLATE_CODE = "01-CT-MAU"
TEMPLATE = Path(settings.BASE_DIR) / "docs" / "directive-template.toml"


def faults(text: str) -> dict[str, str]:
    """What is wrong with a file: the code by ``line place``."""
    with pytest.raises(DirectiveFaulty) as refused:
        load_directive(text)
    assert all(fault.words() != fault.words("en") for fault in refused.value.faults)
    return {f"{fault.line} {fault.where}": fault.problem.code for fault in refused.value.faults}


def notice(*changes: tuple[str, str]) -> str:
    text = shipped(CODE)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.usefixtures("gialai")
def test_the_nine_items_of_the_notice_are_there() -> None:
    asks = list(Ask.objects.filter(directive=CODE))
    assert [ask.number for ask in asks] == ["1b", "1c", "2", "3", "4", "5a", "6c", "7", "8"]
    deadlines = {ask.number: ask.deadline for ask in asks if ask.deadline}
    assert deadlines == {
        "2": date(2019, 12, 31),
        "3": date(2019, 6, 30),
        "4": date(2019, 9, 30),
        "5a": date(2019, 7, 31),
        "7": date(2019, 12, 31),
    }
    assert {ask.number: ask.deadline_words for ask in asks}["8"] == "khẩn trương"
    assert [ask.number for ask in asks if ask.words] == ["2"], "exact words only where they are at hand"
    assert all(ask.summary and ask.owner_words for ask in asks)


@pytest.mark.usefixtures("gialai")
def test_item_2_asks_17_committees_by_8_rules_on_every_day() -> None:
    for day in (date(1900, 1, 1), ISSUED, date(2019, 12, 31), date(2025, 7, 1), date(2100, 12, 31)):
        progress = evidence.progress(day)
        assert len(progress.targets) == 17
        assert [rule.kind for rule in progress.rules] == list(evidence.ITEM_TWO)
        assert {target.deadline for target in progress.targets} == {date(2019, 12, 31)}
    assert all(target.place.committee == f"UB-{target.place.code}" for target in progress.targets)
    assert not any(rule.verified for rule in progress.rules)


@pytest.mark.usefixtures("gialai")
def test_the_communes_of_the_three_districts_are_overdue_from_the_first_day() -> None:
    targets = evidence.progress(ISSUED, ask="3").targets
    late = [target for target in targets if target.days_late(ISSUED)]
    assert (len(targets), len(late)) == (222, 31)
    assert {target.place.parent for target in late} == {"629", "638", "639"}
    assert all(target.named for target in late)
    assert {target.deadline for target in targets if target not in late} == {None}


@pytest.mark.usefixtures("gialai")
def test_a_second_load_changes_nothing() -> None:
    assert load_directive(shipped(CODE)) == []
    said = StringIO()
    call_command("load_directive", CODE, stdout=said)
    assert said.getvalue().strip() == "Directive: nothing to change"


@pytest.mark.usefixtures("gialai")
def test_items_may_change_their_order() -> None:
    text = shipped(CODE)
    begins = text.index('[[ask]]\nnumber = "8"')
    load_directive(text[: text.index("[[ask]]")] + text[begins:] + text[text.index("[[ask]]") : begins])
    assert list(Ask.objects.filter(directive=CODE).values_list("number", flat=True))[:2] == ["8", "1b"]


@pytest.mark.usefixtures("gialai")
def test_words_may_be_corrected() -> None:
    changes = load_directive(notice(('title = "Hệ thống họp trực tuyến"', 'title = "Họp trực tuyến"')))
    assert [str(change) for change in changes] == ["Ask: 0 added, 1 changed, 0 removed"]
    assert Ask.objects.get(directive=CODE, number="7").title == "Họp trực tuyến"


@pytest.mark.usefixtures("gialai")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("parameters = { least = 5 }", "parameters = { least = 1 }"),
        ('deadline = "12/2019"', 'deadline = "6/2020"'),
        ("issued_on = 2019-07-09", "issued_on = 2019-07-10"),
        ('deadline = "" # not said', 'deadline = ""\nnamed = true'),
        ('number = "5a"', 'number = "5c"'),
        ('[[ask.targets]]\noffices = ["BC-64"]', '[[ask.targets]]\noffices = ["UB-64"]'),
    ],
)
def test_what_judged_the_past_cannot_be_changed(old: str, new: str) -> None:
    before = list(Rule.objects.values()), list(Target.objects.values()), list(Ask.objects.values())
    assert set(faults(notice((old, new))).values()) == {"past_changed"}
    assert (list(Rule.objects.values()), list(Target.objects.values()), list(Ask.objects.values())) == before


@pytest.mark.usefixtures("gialai")
def test_a_measure_that_judged_the_past_cannot_be_changed() -> None:
    rule = 'rules = [{ kind = "task_confirmed", basis = "x" }]'
    told = faults(notice(('measure = "figures"', f'measure = "task"\n{rule}')))
    assert told["49 ask[1].measure"] == "past_changed"
    assert Ask.objects.get(directive=CODE, number="1c").measure == "figures"


NEW_RULE = """
[[ask.rules]]
kind = "accepted_by_province"
basis = "Thông báo 44/TB-UBND"

[[ask.rules]]
kind = "procedures_published"
parameters = { least = 9 }
basis = "Quyết định mới"
valid_from = %s
"""


def with_rule(valid_from: str) -> str:
    text = shipped(CODE)
    begins = text.index('[[ask.rules]]\nkind = "accepted_by_province"')
    ends = text.index("[[ask]]", begins)
    return text[:begins] + NEW_RULE % valid_from + "\n" + text[ends:]


@pytest.mark.usefixtures("gialai")
def test_a_new_rule_begins_on_a_later_day_and_says_so_in_the_ledger() -> None:
    load_directive(with_rule("2019-10-01"))
    rules = list(Rule.objects.filter(ask__directive=CODE, kind="procedures_published").order_by("valid_from"))
    assert [(rule.parameters["least"], rule.valid_from, rule.valid_to) for rule in rules] == [
        (5, ISSUED, date(2019, 10, 1)),
        (9, date(2019, 10, 1), None),
    ]
    line = Line.objects.get(machine="rule", action="set")
    assert (line.subject, line.data["parameters"], line.data["valid_from"]) == (rules[1].id, {"least": 9}, "2019-10-01")
    assert load_directive(with_rule("2019-10-01")) == []
    assert load_directive(shipped(CODE))[0].changed, "only its basis: the rule stays"
    accepted = Rule.objects.get(ask__directive=CODE, kind="accepted_by_province")
    corrected = Line.objects.filter(machine="rule", action="correct").values_list("subject", flat=True)
    assert list(corrected) == [accepted.id] * 2, "there and back"
    assert [words for _, words, _ in accepted.former] == [accepted.basis, "Thông báo 44/TB-UBND"]
    assert Rule.objects.filter(ask__directive=CODE, kind="procedures_published").count() == 2


@pytest.mark.usefixtures("gialai")
@pytest.mark.parametrize("day", ["2019-08-05", "2019-08-01"])
def test_a_new_rule_cannot_begin_today_or_before(day: str) -> None:
    assert set(faults(with_rule(day)).values()) == {"rule_of_the_past"}
    assert not Line.objects.filter(machine="rule").exists()


@pytest.mark.usefixtures("gialai")
def test_every_fault_is_told_at_its_line() -> None:
    text = """
[directive]
code = "1-CT"
number = 5
title = "Chỉ thị"
issuer = "Tỉnh"
issued_on = "2019-07-09"
province = "64"
mood = "good"

[[ask]]
number = "1"
title = "Việc"
summary = "Làm"
owner_words = "Huyện"
owners = ["UB-999"]
deadline = "sớm"
measure = "evidence"

[[ask.targets]]
level = "district"
codes = ["999"]

[[ask.rules]]
kind = "sustained_use"
parameters = { dossiers = 0, days = 30, color = 3 }
basis = "x"

[[ask.rules]]
kind = "dancing"
basis = "x"

[[ask]]
number = "1"
"""
    found = faults(text)
    assert found["4 directive.number"] == "wrong_type"
    assert found["7 directive.issued_on"] == "not_a_day"
    assert found["9 directive.mood"] == "unknown_key"
    assert found["17 ask[0].deadline"] == "not_a_deadline"
    assert found["26 ask[0].rules[0].parameters"] == "bad_parameter"
    assert found["30 ask[0].rules[1].kind"] == "not_a_choice"
    assert found["34 ask[1].number"] == "twice"
    assert found["33 ask[1]"] == "missing_key"
    assert not Directive.objects.filter(code="1-CT").exists()


@pytest.mark.usefixtures("gialai")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("expect = 17", "expect = 18", "units_differ"),
        ('within = ["629", "638", "639"]', 'within = ["629", "999"]', "unknown_unit"),
        ('owners = ["UB-64"]', 'owners = ["UB-999"]', "unknown_office"),
        ('offices = ["UB-64"]', 'offices = ["UB-64", "XX-1"]', "unknown_office"),
        ('offices = ["UB-64"]', 'offices = ["UB-64", "UB-64"]', "twice"),
        ('code = "44-TB-UBND"', 'code = "45"\ncode = "46"', "unreadable"),
        ('level = "district"', 'level = "district"\noffices = ["UB-64"]', "missing_key"),
        ('basis = "QĐ 45/2016/QĐ-TTg; TT 17/2017/TT-BTTTT"', "verified = 3", "wrong_type"),
        ("[directive]", "[directive]\n[ask]", "unreadable"),
        ('code = "44-TB-UBND"', 'code = "44-QĐ/UBND"', "odd_code"),
        ('code = "44-TB-UBND"', 'code = "board"', "odd_code"),
        ('number = "1b"', 'number = "1/b"', "odd_code"),
        ('province = "64"', 'province = "97"', "unknown_unit"),
        ('province = "64"', 'province = "633"', "unknown_unit"),
        ('deadline = "12/2019"', 'deadline = "6/2019"', "before_directive"),
        ('within = ["629", "638", "639"]\nnamed = true', 'within = ["629", "638", "639"]', "before_directive"),
        ('within = ["629", "638", "639"]', 'within = ["629", "629"]', "twice"),
        ('kind = "task_confirmed"', 'kind = "mandate_signed"', "does_not_fit"),
        ('measure = "evidence"', 'measure = "figures"', "does_not_fit"),
        ('measure = "figures"', 'measure = "evidence"', "missing_key"),
        ('level = "commune"\nwithin = ["629", "638", "639"]', 'offices = ["UB-629"]', "does_not_fit"),
        (
            'level = "district"\nexpect = 17',
            'level = "district"\n\n[[ask.targets]]\nlevel = "district"\ncodes = ["633"]',
            "twice",
        ),
    ],
)
def test_a_file_that_does_not_fit_the_registry_is_refused(old: str, new: str, code: str) -> None:
    Rule.objects.filter(ask__directive=CODE).delete()
    Target.takes_over.through.objects.all().delete()
    Target.objects.filter(ask__directive=CODE).delete()
    Ask.objects.filter(directive=CODE).delete()
    assert code in faults(notice((old, new))).values()


@pytest.mark.usefixtures("gialai")
def test_the_command_tells_the_faults_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(notice(("expect = 17", "expect = 3")), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_directive", str(file))
    told = str(refused.value)
    assert "ask[0].targets[0].expect" in told
    assert "Có 17 đối tượng" in told
    assert "There are 17 targets" in told


@pytest.mark.usefixtures("gialai")
def test_another_document_cannot_take_a_code_that_is_in_use() -> None:
    text = notice(
        ('number = "44/TB-UBND"', 'number = "44/TB-SNV"'), ("issued_on = 2019-07-09", "issued_on = 2019-08-01")
    )
    begins = text.index("[[ask]]", text.index("[[ask]]") + 1)
    told = faults(text[:begins].replace('number = "1b"', 'number = "9"'))
    assert list(told.values()) == ["code_taken"]
    assert Directive.objects.get(pk=CODE).number == "44/TB-UBND"


@pytest.mark.usefixtures("gialai")
def test_letters_in_either_form_and_either_line_end_are_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", shipped(CODE)).replace("\n", "\r\n").encode())
    said = StringIO()
    call_command("load_directive", str(file), stdout=said)
    assert said.getvalue().strip() == "Directive: nothing to change"


def test_a_syntax_fault_is_told_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text('[directive]\ncode = "1-CT"\nnumber = 1/CT\n', encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_directive", str(file))
    assert "dòng 3: Không phải TOML" in str(refused.value)
    assert "line 3: This is not sound TOML" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "line 1: cannot be read as UTF-8"),
        ('[directive]\ntitle = "Nguyễn"'.encode("cp1258", "replace") + b"\xe0", "line 2: cannot be read as UTF-8"),
        (b"# " + b"x" * 5_000_000, "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(content: bytes | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("load_directive", str(file))
