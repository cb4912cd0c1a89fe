"""Units that end and others that follow, and a directive of another province: by data alone."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from delegation.registry.models import Office, OfficeKind, Unit, UnitKind, UnitSuccession
from tests.rollout.book import noon, of_target
from tracking.rollout import evidence
from tracking.rollout.commands.load_directive import load_directive

ISSUED = date(2019, 7, 9)
REFORM = date(2025, 7, 1)
TEMPLATE_CODE = "01-CT-MAU"
TEMPLATE = Path(settings.BASE_DIR) / "docs" / "directive-template.toml"


@pytest.fixture
def another_province(db: None) -> None:
    """A made-up province with two districts, of which one has two communes, one follows the other."""
    old = date(2010, 1, 1)
    province = Unit.objects.create(code="98", name="Tỉnh Mẫu", short_name="Mẫu", kind=UnitKind.PROVINCE, valid_from=old)
    Office.objects.create(code="UB-98", name="UBND tỉnh Mẫu", kind=OfficeKind.PROVINCE, unit=province, valid_from=old)
    Office.objects.create(
        code="BC-98", name="Bưu điện tỉnh Mẫu", kind=OfficeKind.PROVINCIAL_POST, unit=province, valid_from=old
    )
    for code, name in (("981", "Huyện Một"), ("982", "Huyện Hai")):
        district = Unit.objects.create(
            code=code, name=name, short_name=name[6:], kind=UnitKind.DISTRICT, parent=province, valid_from=old
        )
        for letters, kind in (("UB", OfficeKind.ONE_STOP), ("BC", OfficeKind.DISTRICT_POST)):
            Office.objects.create(code=f"{letters}-{code}", name=name, kind=kind, unit=district, valid_from=old)
        Unit.objects.create(
            code=f"{code}01", name="Xã Đông", short_name="Đông", kind=UnitKind.COMMUNE, parent=district, valid_from=old
        )


@pytest.mark.usefixtures("gialai")
def test_a_committee_that_ended_names_the_units_that_followed() -> None:
    place = evidence.progress(REFORM).targets[11].place
    assert (place.code, place.ended_on) == ("633", REFORM)
    assert {"Xã Chư Sê", "Xã Ia Ko"} <= {each.name for each in place.successors}


@pytest.mark.usefixtures("gialai")
def test_units_of_the_reform_take_over_and_history_stays() -> None:
    eve = REFORM - timedelta(days=1)
    before, after = evidence.progress(eve, ask="3"), evidence.progress(REFORM, ask="3")
    assert (len(before.targets), len(after.targets)) == (218, 77)
    new = after.target("23563")
    assert new is not None
    assert (new.place.name, sorted(new.takes_over)) == ("Phường Diên Hồng", ["23557", "23560", "23563", "23605"])
    assert len(evidence.progress(ISSUED, ask="3").targets) == 222


@pytest.mark.usefixtures("gialai")
def test_a_new_unit_is_ready_when_all_it_was_made_from_were() -> None:
    told = [of_target("readiness", "declare", date(2019, 9, 1), f"3/{code}") for code in ("23557", "23560", "23605")]
    part = evidence.progress(REFORM, ask="3").target("23563")
    assert part is not None
    assert (part.complete, part.evidence[0].reason, part.evidence[0].numbers) == (
        False,
        "not_all_ready",
        {"have": 3, "of": 4},
    )
    of_target("readiness", "declare", date(2019, 10, 1), "3/23563")
    whole = evidence.progress(REFORM, ask="3").target("23563")
    assert whole is not None
    assert (whole.complete, whole.inherited, whole.complete_since) == (True, True, REFORM)
    assert len(whole.evidence[0].lines) == 4
    told[0].act("withdraw", date(2025, 9, 1))
    gone = evidence.progress(date(2025, 9, 1), ask="3").target("23563")
    assert gone is not None
    assert (gone.complete, gone.regressed_on) == (False, date(2025, 9, 1))
    assert evidence.progress(date(2025, 8, 31), ask="3").target("23563").complete  # type: ignore[union-attr]


@pytest.mark.usefixtures("gialai")
def test_a_new_unit_s_own_word_counts_before_what_it_inherited() -> None:
    for code in ("23557", "23560", "23563", "23605"):
        of_target("readiness", "declare", date(2019, 9, 1), f"3/{code}")
    own = of_target("readiness", "declare", date(2025, 8, 1), "3/23563")
    shown = evidence.progress(date(2025, 8, 1), ask="3").target("23563")
    assert shown is not None
    assert (shown.complete, shown.inherited) == (True, False)
    own.act("withdraw", date(2025, 8, 9))
    after = evidence.progress(date(2025, 8, 9), ask="3").target("23563")
    assert after is not None
    assert (after.complete, after.evidence[0].reason) == (False, "readiness_withdrawn")


@pytest.mark.usefixtures("gialai")
def test_the_old_bearer_of_a_code_is_not_shown_by_what_the_new_one_said() -> None:
    of_target("readiness", "declare", date(2025, 8, 1), "3/23563")
    eve = evidence.progress(REFORM - timedelta(days=1), ask="3").target("23563")
    assert eve is not None
    assert not eve.complete
    look = evidence.look(evidence.DIRECTIVE, "3", date(2025, 8, 2))
    assert [
        known.asked.valid_from for known in look.facts.targets if look.courses[known.asked.id].whole.on(date.max)
    ] == [REFORM]


@pytest.mark.usefixtures("gialai")
def test_a_district_that_the_reform_ended_keeps_its_acceptance_and_its_history() -> None:
    accepted = of_target("acceptance", "accept", date(2019, 12, 20))
    look = evidence.look(until=date(2025, 12, 31))
    for when in (date(2019, 12, 20), REFORM - timedelta(days=1), REFORM, date(2025, 12, 31)):
        target = look.progress(when).target("633")
        assert target is not None
        assert target == evidence.progress(when).target("633")
        assert next(each for each in target.evidence if each.key == "accepted_by_province").on == date(2019, 12, 20)
    accepted.act("withdraw", REFORM)
    told = [evidence.progress(when).target("633") for when in (REFORM - timedelta(days=1), REFORM)]
    assert [each.evidence[-1].met for each in told if each] == [True, False]


@pytest.mark.usefixtures("another_province")
def test_the_template_is_a_directive_of_another_province_by_data_alone() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    with time_machine.travel(noon(date(2030, 2, 1)), tick=False):
        call_command("load_directive", str(TEMPLATE), stdout=StringIO())
        assert load_directive(text) == []
        board = evidence.progress(date(2030, 2, 1), TEMPLATE_CODE, "1")
        assert [target.place.name for target in board.targets] == ["Huyện Một", "Huyện Hai"]
        assert [rule.kind for rule in board.rules] == [
            "mandate_signed",
            "procedures_published",
            "offices_staffed",
            "devices_enrolled",
            "staff_trained",
            "first_hand_over",
            "sustained_use",
            "accepted_by_province",
        ]
        assert all(not target.complete and target.missing for target in board.targets)
        assert len(evidence.progress(date(2030, 2, 1), TEMPLATE_CODE, "2").targets) == 2


@pytest.mark.usefixtures("another_province")
def test_a_reform_that_comes_later_is_followed_by_loading_again() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    reform = date(2031, 7, 1)
    with time_machine.travel(noon(date(2030, 2, 1)), tick=False):
        load_directive(text)
    old = Unit.objects.get(code="98101")
    other = Unit.objects.get(code="98201")
    Unit.objects.filter(code__in=["98101", "98201"]).update(valid_to=reform)
    new = Unit.objects.create(
        code="98101", name="Xã Mới", short_name="Mới", kind=UnitKind.COMMUNE, parent=old.parent, valid_from=reform
    )
    for each in (old, other):
        UnitSuccession.objects.create(old=each, new=new, on=reform, legal_basis="Nghị quyết")
    with time_machine.travel(noon(date(2031, 9, 1)), tick=False):
        changes = load_directive(text)
        assert [str(change) for change in changes] == ["Target: 1 added, 2 changed, 0 removed"]
        assert len(evidence.progress(reform - timedelta(days=1), TEMPLATE_CODE, "2").targets) == 2
        followed = evidence.progress(reform, TEMPLATE_CODE, "2").targets
        assert [(target.place.name, sorted(target.takes_over)) for target in followed] == [
            ("Xã Mới", ["98101", "98201"])
        ]
        assert load_directive(text) == []
