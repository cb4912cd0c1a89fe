"""Taking dossiers in: what is written, what is refused and why, and that a refusal writes nothing."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from delegation.dossiers import codes, lodging, queries
from delegation.dossiers.lodging import Paper
from delegation.dossiers.models import CaseOffice, CodeSerial, Dossier, DossierPaper
from delegation.dossiers.refusals import NoAgencyCode, PossibleDuplicate, SerialsUsedUp
from delegation.dossiers.states import DossierState
from delegation.mandates import commands as mandate_commands
from delegation.mandates.models import Mandate
from delegation.registry.models import AgencyCode, OfficeKind
from postal_services.accounts.actors import Role
from postal_services.errors import Invalid, NotAllowed, NotThere, Refused
from postal_services.ledger.models import Line
from tests.dossiers import desk
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("chu_se")


def case_lines() -> int:
    return Line.objects.filter(machine="dossier").count()


def test_an_officer_takes_a_dossier_in_and_everything_about_it_is_written() -> None:
    dossier = desk.lodge(world.hanh(), applicant=desk.applicant(categories=("poor_household",)))
    stored = Dossier.objects.get(pk=dossier.pk)
    assert stored.code == "000.00.98.H21-190805-0001"
    assert (stored.state, stored.committee_id, stored.post_office_id) == (DossierState.RECEIVED, "UB-633", "BC-633")
    assert (stored.postal_charge, stored.transfer_charge, stored.state_fee) == (13_000, 8_000, 8_000)
    assert stored.exemption == "poor_household"
    assert stored.due_at == datetime(2019, 8, 8, 10, tzinfo=UTC), "three working days later, when the desk closes"
    assert (stored.applicant_name, stored.applicant_phone) == ("Rơ Châm H'Nhung", "0905000001")
    assert list(stored.papers.values_list("name", "kind", "count")) == [("Trích lục khai sinh", "original", 1)]
    assert set(stored.case_offices.values_list("office", flat=True)) == {"UB-633", "BC-633"}
    line = Line.objects.get(stream_id=dossier.pk)
    assert (line.machine, line.from_state, line.action, line.to_state) == ("dossier", "", "lodge", "2")
    assert (line.subject, line.office, line.counterpart) == (dossier.pk, "UB-633", "BC-633")
    assert line.data["code"] == dossier.code


def test_no_personal_data_reaches_the_ledger_nor_stands_readable_in_the_table() -> None:
    dossier = desk.lodge(world.hanh())
    line = Line.objects.get(stream_id=dossier.pk)
    for secret in ("Nhung", "0905000001", "905000001", "Làng Ring", dossier.token):
        assert secret not in str(line.data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM dossiers_dossier d")
        stored = cursor.fetchone()[0]
    assert "H'Nhung" not in stored
    assert "905000001" not in stored
    assert "Làng Ring" not in stored


def test_a_clerk_registers_what_the_citizen_sends_and_the_clock_waits_for_the_agency() -> None:
    dossier = desk.lodge(world.lan(), service="send")
    assert dossier.state == DossierState.REGISTERED
    assert dossier.due_at is None
    line = Line.objects.get(stream_id=dossier.pk)
    assert (line.action, line.to_state, line.office, line.counterpart) == ("register", "1", "BC-633", "UB-633")


def test_a_clerk_of_a_commune_acts_under_the_mandate_of_the_district_post_office() -> None:
    clerk = world.person("huong", "VX-23947", OfficeKind.COMMUNE_POST, "23947", Role.CLERK)
    dossier = desk.lodge(clerk, service="both")
    assert dossier.post_office_id == "BC-633"
    assert set(dossier.case_offices.values_list("office", flat=True)) == {"UB-633", "BC-633", "VX-23947"}


def test_a_case_that_goes_to_another_district_is_seen_by_the_post_offices_on_the_way() -> None:
    dossier = desk.lodge(world.hanh(), applicant=desk.applicant(unit="23587"))
    assert set(dossier.case_offices.values_list("office", flat=True)) == {"UB-633", "BC-633", "BC-64", "BC-622"}
    assert dossier.postal_charge == 30_000


@pytest.mark.parametrize("committee", ["633", "UB-633", "ub-633", " UB-633 "])
def test_the_committee_is_named_with_or_without_its_prefix(committee: str) -> None:
    assert desk.lodge(world.hanh(), committee=committee).committee_id == "UB-633"


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        ("bao", {}, NotThere),
        ("thuy", {}, NotThere),
        ("minh", {"service": "send"}, NotThere),
        ("hanh", {"committee": "622"}, NotThere),
        ("hanh", {"committee": "999"}, NotThere),
        ("hanh", {"committee": ""}, NotThere),
        ("lan", {"service": "return"}, NotAllowed),
        ("lan", {"service": "send", "post_office": "BC-622"}, NotThere),
        ("tinh", {}, NotAllowed),
    ],
)
def test_the_policy_refuses_and_nothing_is_written(who: str, changes: dict[str, Any], refusal: type[Refused]) -> None:
    before = case_lines()
    outcome = desk.lodge_many(getattr(world, who)(), [desk.slip(**changes)])[0]
    assert type(outcome) is refusal
    assert not Dossier.objects.exists()
    assert not DossierPaper.objects.exists()
    assert not CodeSerial.objects.exists()
    assert case_lines() == before


def test_the_answer_for_a_foreign_committee_is_the_answer_for_none() -> None:
    foreign, none = desk.lodge_many(world.hanh(), [desk.slip(committee="622"), desk.slip(committee="777")])
    assert isinstance(foreign, NotThere)
    assert isinstance(none, NotThere)
    assert foreign.detail() == none.detail()


def test_the_mandate_in_force_at_the_moment_of_receipt_decides() -> None:
    mandate = Mandate.objects.get()
    mandate_commands.suspend_mandate(actor=world.hanh(), mandate=mandate.id, at=world.NOON - timedelta(hours=2))
    before, after = desk.lodge_many(
        world.hanh(),
        [desk.slip(received_at=world.NOON - timedelta(hours=3)), desk.slip(received_at=world.NOON)],
    )
    assert isinstance(before, Dossier)
    assert isinstance(after, Refused)
    assert after.code == "mandate_suspended"
    mandate_commands.end_mandate(actor=world.hanh(), mandate=mandate.id)
    ended = desk.lodge_many(world.hanh(), [desk.slip(confirm_duplicate=True)])[0]
    assert isinstance(ended, Refused)
    assert ended.code == "mandate_ended"
    early = desk.lodge_many(world.hanh(), [desk.slip(received_at=datetime(2019, 7, 30, tzinfo=UTC))])[0]
    assert isinstance(early, Refused)
    assert early.code == "mandate_not_yet"


def test_a_task_that_the_mandate_does_not_name_is_refused() -> None:
    Mandate.objects.update(tasks=["return"])
    outcome = desk.lodge_many(world.hanh(), [desk.slip(service="both")])[0]
    assert isinstance(outcome, Refused)
    assert outcome.code == "task_not_delegated"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"state_fee": -1}, "state_fee", "negative"),
        ({"state_fee": 10**12}, "state_fee", "too_large"),
        ({"weight_g": 0}, "weight_g", "out_of_range"),
        ({"weight_g": -5}, "weight_g", "out_of_range"),
        ({"weight_g": 30_001}, "weight_g", "out_of_range"),
        ({"procedure": "9.999999"}, "procedure", "unknown_procedure"),
        ({"procedure": world.OFFLINE}, "procedure", "not_postal"),
        ({"service": "teleport"}, "service", "unknown_service"),
        ({"received_at": datetime(1900, 1, 1, tzinfo=UTC)}, "received_at", "date_out_of_range"),
        ({"received_at": datetime(2100, 1, 1, tzinfo=UTC)}, "received_at", "date_out_of_range"),
        ({"applicant": desk.applicant(name="  ")}, "applicant.name", "required"),
        ({"applicant": desk.applicant(name="A" * 121)}, "applicant.name", "too_long"),
        ({"applicant": desk.applicant(phone="12345")}, "applicant.phone", "bad_phone"),
        ({"applicant": desk.applicant(address="x" * 251)}, "applicant.address", "too_long"),
        ({"applicant": desk.applicant(unit="00000")}, "applicant.unit", "unknown_unit"),
        ({"applicant": desk.applicant(unit="")}, "applicant.unit", "unknown_unit"),
        ({"applicant": desk.applicant(unit="633")}, "applicant.unit", "not_a_commune"),
        ({"applicant": desk.applicant(unit="29999")}, "applicant.unit", "unit_not_yet"),
        ({"applicant": desk.applicant(categories=("rich",))}, "applicant.categories", "unknown_category"),
        ({"papers": (Paper("Tờ khai", "hologram", 1),)}, "papers[0].kind", "unknown_kind"),
        ({"papers": (desk.PAPER, Paper("Tờ khai", "copy", 0))}, "papers[1].count", "out_of_range"),
        ({"papers": (Paper("Tờ khai", "copy", 100),)}, "papers[0].count", "out_of_range"),
        ({"papers": (Paper(" ", "copy", 1),)}, "papers[0].name", "required"),
        ({"papers": (desk.PAPER,) * 61}, "papers", "too_many"),
        ({"papers": (), "service": "send"}, "papers", "required"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(changes: dict[str, Any], field: str, code: str) -> None:
    outcome = desk.lodge_many(world.hanh(), [desk.slip(**changes)])[0]
    assert isinstance(outcome, Invalid)
    assert [problem.code for problem in outcome.fields[field]] == [code]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Rơ Châm H'Nhung", "Rơ Châm H'Nhung"),
        (unicodedata.normalize("NFD", "Đinh Thị Ngọc Ánh"), "Đinh Thị Ngọc Ánh"),
        ("  Y   Thơm ", "Y Thơm"),
        ("Blưi", "Blưi"),
        ("Công ty TNHH 30/4", "Công ty TNHH 30/4"),
        ("Siu\u200b H’Bia\n", "Siu H’Bia"),
        ("Nguyễn Phước Bảo Long Ân", "Nguyễn Phước Bảo Long Ân"),
    ],
)
def test_names_are_kept_as_people_write_them_in_composed_letters(name: str, stored: str) -> None:
    assert desk.lodge(world.hanh(), applicant=desk.applicant(name=name)).applicant_name == stored


@pytest.mark.parametrize("phone", ["0905000001", "+84905000001", "+84 905 000 001", "84905000001", "0905.000.001"])
def test_phones_are_kept_in_one_form_and_found_in_every_form(phone: str) -> None:
    dossier = desk.lodge(world.hanh(), applicant=desk.applicant(phone=phone))
    assert dossier.applicant_phone == "0905000001"
    assert queries.search(world.hanh(), "+84 905 000 001").get() == dossier


def test_somebody_without_a_phone_is_taken_in() -> None:
    dossier = desk.lodge(world.hanh(), applicant=desk.applicant(phone="", address=""))
    assert (dossier.applicant_phone, dossier.phone_key, dossier.phone_last4_key) == ("", "", "")


def test_one_bad_row_of_a_batch_does_not_hold_the_others_and_serials_have_no_gap() -> None:
    rows = desk.many(5)
    rows[1] = desk.slip(state_fee=-1)
    rows[3] = desk.slip(committee="622")
    outcomes = desk.lodge_many(world.hanh(), rows)
    assert [type(each).__name__ for each in outcomes] == ["Dossier", "Invalid", "Dossier", "NotThere", "Dossier"]
    assert [each.code[-4:] for each in outcomes if isinstance(each, Dossier)] == ["0001", "0002", "0003"]


def test_five_hundred_dossiers_take_a_handful_of_statements(django_assert_max_num_queries: Callable[..., Any]) -> None:
    rows, actor = desk.many(500), world.hanh()
    desk.lodge(actor)
    with django_assert_max_num_queries(22):
        outcomes = desk.lodge_many(actor, rows)
    assert {type(each) for each in outcomes} == {Dossier}
    assert case_lines() == 501
    assert Dossier.objects.filter(code="000.00.98.H21-190805-0501").exists()


def test_serials_grow_to_five_digits_and_a_full_day_is_refused_whole() -> None:
    desk.lodge(world.hanh())
    CodeSerial.objects.update(last=9_998)
    first, second = desk.lodge_many(world.hanh(), desk.many(2))
    assert isinstance(first, Dossier)
    assert isinstance(second, Dossier)
    assert [first.code[-6:], second.code[-6:]] == ["5-9999", "-10000"]
    CodeSerial.objects.update(last=99_999)
    with pytest.raises(SerialsUsedUp):
        desk.lodge_many(world.hanh(), [desk.slip(applicant=desk.applicant(name="Y Bình", phone=""))])
    assert CodeSerial.objects.get().last == 99_999


def test_a_committee_without_an_identifier_is_told_so() -> None:
    AgencyCode.objects.filter(office="UB-633").delete()
    outcome = desk.lodge_many(world.hanh(), [desk.slip()])[0]
    assert isinstance(outcome, NoAgencyCode)
    assert not Dossier.objects.exists()


def test_the_newer_scheme_of_agency_identifiers_counts_where_both_hold() -> None:
    AgencyCode.objects.create(office_id="UB-633", scheme="qd_20", code="H21.98", valid_from=date(2019, 8, 1))
    assert desk.lodge(world.hanh()).code == "H21.98-190805-0001"


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"applicant": desk.applicant(name="Người Khác")},
        {"applicant": desk.applicant(phone="0987654321", name="rơ châm H’NHUNG")},
    ],
)
def test_the_same_person_and_procedure_within_a_day_waits_for_a_human(again: dict[str, Any]) -> None:
    first = desk.lodge(world.hanh())
    outcome = desk.lodge_many(world.hanh(), [desk.slip(**again)])[0]
    assert isinstance(outcome, PossibleDuplicate)
    assert outcome.duplicates == (first.code,)
    assert Dossier.objects.count() == 1
    confirmed = desk.lodge(world.hanh(), **again, confirm_duplicate=True)
    assert confirmed.code != first.code


@pytest.mark.parametrize(
    "other",
    [
        {"procedure": world.SPLIT},
        {"applicant": desk.applicant(name="Người Khác", phone="0987654321")},
    ],
)
def test_another_procedure_or_person_is_no_duplicate(other: dict[str, Any]) -> None:
    desk.lodge(world.hanh())
    assert isinstance(desk.lodge_many(world.hanh(), [desk.slip(**other)])[0], Dossier)


def test_a_day_later_is_no_duplicate_and_two_alike_in_one_batch_are() -> None:
    desk.lodge(world.hanh(), received_at=world.NOON - timedelta(hours=25))
    first, second = desk.lodge_many(world.hanh(), [desk.slip(), desk.slip()])
    assert isinstance(first, Dossier)
    assert isinstance(second, PossibleDuplicate)
    assert second.duplicates == ("#1",)


def test_people_find_the_cases_of_their_offices_and_nobody_else_does() -> None:
    dossier = desk.lodge(world.hanh())
    seen = {who: Dossier.objects.visible_to(getattr(world, who)()).count() for who in ("hanh", "lan", "tinh")}
    assert seen == {"hanh": 1, "lan": 1, "tinh": 1}
    for who in ("minh", "thuy", "bao"):
        assert not queries.search(getattr(world, who)(), dossier.code).exists()


@pytest.mark.parametrize("text", ["nhung rơ", "RO CHAM", "h'nhung", "000.00.98.h21 - 190805 - 0001", "0905 000 001"])
def test_a_case_is_found_by_words_of_the_name_by_code_and_by_phone(text: str) -> None:
    dossier = desk.lodge(world.hanh())
    desk.lodge(world.hanh(), applicant=desk.applicant(name="Nguyễn Văn Ân", phone="0987654321"))
    assert queries.search(world.hanh(), text).get() == dossier


def test_a_case_is_found_by_its_link_and_not_by_part_of_a_word() -> None:
    dossier = desk.lodge(world.hanh())
    assert queries.search(world.hanh(), f"HTTPS://EXAMPLE.VN/T/{dossier.token}").get() == dossier
    assert not queries.search(world.hanh(), "nhun").exists()
    assert not queries.search(world.hanh(), "  ").exists()


def test_looking_before_lodging_writes_and_locks_nothing() -> None:
    checked = lodging.check(desk.slip(), world.hanh(), world.NOON)
    assert checked.quote.postal == 26_000
    assert not CodeSerial.objects.exists()
    with pytest.raises(Invalid):
        lodging.check(desk.slip(weight_g=0), world.hanh(), world.NOON)


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        ("000.00.98.H21-190805-0001", "000.00.98.H21-190805-0001"),
        ("h21.65-220914-0011", "H21.65-220914-0011"),
        (" H21.65–220914–00011 ", "H21.65-220914-00011"),
        ("H21.65-220914-001", None),
        ("", None),
        ("' OR 1=1 --", None),
    ],
)
def test_codes_are_read_in_both_forms(typed: str, parsed: str | None) -> None:
    assert codes.parse(typed) == parsed


def test_offices_of_a_case_are_listed_once() -> None:
    desk.lodge(world.hanh())
    assert CaseOffice.objects.count() == 2
