"""A province out of a folder of lists: what is loaded, every fault told at its place, and nothing done by halves."""

import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from delegation.establishment.commands.load_province import load_province
from delegation.establishment.commands.opening import Opening, open_office
from delegation.establishment.refusals import ListsFaulty
from delegation.registry import reference
from delegation.registry.actors import actor_of
from delegation.registry.models import AgencyCode, Office, OfficeKind, Parameter, Procedure, Unit, UnitSuccession
from postal_services.accounts.models import User
from postal_services.ledger.models import Line
from tests.mandates.world import NOON

TEMPLATE = Path(settings.BASE_DIR) / "docs" / "province-template"
REFORM = date(2025, 7, 1)
Edit = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the template."""
    shutil.copytree(TEMPLATE, tmp_path / "98")
    return tmp_path / "98"


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """The folder with one place of one list changed."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def added(folder: Path, file: str, *lines: str) -> Path:
    """The folder with more lines at the end of one list."""
    with (folder / file).open("a", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    return folder


def faults(folder: Path) -> dict[str, str]:
    """What is wrong with a folder: the code by ``file line column``; nothing may have been written."""
    before = Unit.objects.count(), Office.objects.count(), User.objects.count(), Line.objects.count()
    with pytest.raises(ListsFaulty) as refused:
        load_province(folder)
    assert (Unit.objects.count(), Office.objects.count(), User.objects.count(), Line.objects.count()) == before
    assert all(fault.words() != fault.words("en") for fault in refused.value.faults)
    return {f"{fault.file} {fault.line} {fault.column}".strip(): fault.problem.code for fault in refused.value.faults}


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_the_template_is_a_province_and_loading_it_again_changes_nothing(folder: Path) -> None:
    reference.load()
    before = Unit.objects.count()
    done = load_province(folder)
    assert Unit.objects.count() == before + 6
    desk = Office.objects.select_related("unit__parent", "parent").get(pk="UB-981")
    assert (desk.unit.name, desk.unit.province, desk.parent_id) == (
        "Huyện Mẫu Đông",
        Unit.objects.get(code="98"),
        "UB-98",
    )
    assert Office.objects.get(pk="VX-98101").parent_id == "BC-981"
    assert AgencyCode.objects.valid_on(date(2021, 1, 1)).get(office="UB-981").code == "H98.81"
    assert list(Procedure.objects.get(pk="MAU-001").papers.values_list("position", "name")) == [
        (1, "Đơn đề nghị"),
        (2, "Giấy tờ kèm theo, nếu có"),
    ]
    assert (done.recorded.offices, done.recorded.posts) == (Office.objects.count(), 5)
    assert all(User.objects.get(username=name).check_password(word) for name, word in done.passwords.items())
    assert len(done.passwords) == 5
    lines = Line.objects.count()
    again = load_province(folder)
    assert (again.changes, bool(again.recorded), again.passwords, Line.objects.count()) == ((), False, {}, lines)
    assert reference.load() == [], "the lists of the house and those of the folder leave each other alone"


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path) -> None:
    said = StringIO()
    call_command("load_province", str(folder), "--dry-run", stdout=said)
    told = said.getvalue()
    assert "Unit: 6 added, 0 changed, 0 removed" in told
    assert "nothing was written" in told
    assert "Mật khẩu" not in told
    assert not Unit.objects.exists()
    assert not User.objects.exists()
    assert not Line.objects.exists()
    said = StringIO()
    call_command("load_province", str(folder), stdout=said)
    assert "Unit: 6 added, 0 changed, 0 removed" in said.getvalue()
    assert "mau.quantri: " in said.getvalue()


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_lists_out_of_a_spreadsheet_are_the_same_lists(folder: Path) -> None:
    load_province(folder)
    for file in ("units.csv", "offices.csv", "people.csv"):
        text = (folder / file).read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
        text = text.replace("2019-01-01", "01/01/2019").replace("2019-07-01", "1/7/2019")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).encode())
    assert load_province(folder).changes == ()


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_corrected_name_and_a_telephone_are_brought_and_what_people_entered_stays(folder: Path) -> None:
    load_province(folder)
    Office.objects.filter(pk="BC-981").update(address="12 Đường Mẫu")
    changed(folder, "units.csv", "Xã Mẫu Một,Mẫu Một", "Xã Mẫu Mới,Mẫu Mới")
    changed(folder, "offices.csv", "district_post,981,BC-98,,,", "district_post,981,BC-98,,0000 000 000,")
    changed(folder, "papers.csv", 'MAU-001,"Giấy tờ kèm theo, nếu có",certified,1\n', "")
    told = [str(change) for change in load_province(folder).changes]
    assert told == [
        "Unit: 0 added, 1 changed, 0 removed",
        "Office: 0 added, 1 changed, 0 removed",
        "ProcedurePaper: 0 added, 0 changed, 1 removed",
    ]
    office = Office.objects.get(pk="BC-981")
    assert (office.address, office.phone) == ("12 Đường Mẫu", "0000 000 000")


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_reform_ends_units_and_names_those_that_follow(folder: Path) -> None:
    load_province(folder)
    for code in ("98101,Xã Mẫu Một,Mẫu Một,commune,981", "98102,Thị trấn Mẫu Hai,Mẫu Hai,township,981"):
        changed(folder, "units.csv", f"{code},,,,2019-01-01,,no,no,", f"{code},,,,2019-01-01,2025-07-01,no,yes,")
    added(folder, "units.csv", "98101,Xã Mẫu Chung,Mẫu Chung,commune,98,,,,2025-07-01,,yes,no,Nghị quyết mẫu")
    added(folder, "successions.csv", "98101,98101,2025-07-01,NQ mẫu", "98102,98101,2025-07-01,NQ mẫu")
    load_province(folder)
    new = Unit.objects.get(code="98101", valid_from=REFORM)
    followed = UnitSuccession.objects.filter(new=new, on=REFORM).values_list("old__code", "old__valid_to")
    assert sorted(followed) == [("98101", REFORM), ("98102", REFORM)]
    assert load_province(folder).changes == ()
    changed(folder, "units.csv", "98102,Thị trấn Mẫu Hai,Mẫu Hai,township,981,,,,2019-01-01,2025-07-01",
            "98102,Thị trấn Mẫu Hai,Mẫu Hai,township,981,,,,2019-01-01,2019-03-01")  # fmt: skip
    assert faults(folder)["units.csv 6 valid_to"] == "past_changed"


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_post_office_opened_there_stands_under_its_own_province(folder: Path) -> None:
    added(folder, "units.csv", "98301,Xã Mẫu Không Huyện,Mẫu Không Huyện,commune,98,,,,2019-01-01,,no,no,")
    reference.load()
    load_province(folder)
    officer = actor_of(User.objects.get(username="mau.tinh"))
    opening = Opening(unit="98301", kind=OfficeKind.COMMUNE_POST.value, name="Bưu điện xã mẫu", on=date(2019, 8, 5))
    assert open_office(officer, opening).parent_id == "BC-98"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("units.csv", "code,name", "ma,name", ("units.csv 1 ma", "unknown_column")),
        ("units.csv", "code,name", "name,name", ("units.csv 1 code", "missing_column")),
        ("units.csv", "981,Huyện", "99,Huyện", ("units.csv 3 code", "odd_code")),
        ("units.csv", "981,Huyện", "9 8,Huyện", ("units.csv 3 code", "odd_code")),
        ("units.csv", "district,98,", "quan,98,", ("units.csv 3 kind", "not_a_choice")),
        ("units.csv", "district,98,", "district,97,", ("units.csv 3 parent", "unknown_unit")),
        ("units.csv", "district,98,", "district,,", ("units.csv 3 parent", "unknown_unit")),
        ("units.csv", "commune,981,", "commune,98102,", ("units.csv 5 parent", "unknown_unit")),
        ("units.csv", "province,,", "province,98,", ("units.csv 2 parent", "wrong_parent")),
        ("units.csv", "2019-01-01,,", "2019-02-30,,", ("units.csv 2 valid_from", "not_a_day")),
        ("units.csv", "2019-01-01,,", "2019-01-01,2018-01-01,", ("units.csv 2 valid_to", "before_start")),
        ("units.csv", "98102,Thị trấn", "98101,Thị trấn", ("units.csv 6 code", "twice")),
        ("units.csv", "98101,Xã Mẫu Một", "98101,Xã, Mẫu Một", ("units.csv 5", "cells_differ")),
        ("units.csv", "Xã Mẫu Một", "Xã\x07 Mẫu", ("units.csv 5 name", "odd_characters")),
        ("units.csv", "Xã Mẫu Một", '"Xã Mẫu', ("units.csv 5", "unreadable")),
        ("units.csv", "98101,Xã Mẫu Một,Mẫu Một", "98101,,Mẫu Một", ("units.csv 5 name", "missing")),
        ("units.csv", "Xã Mẫu Một", "x" * 121, ("units.csv 5 name", "too_long")),
        ("units.csv", "commune,981,,,,", "commune,981,,1e9,,", ("units.csv 5 lat", "not_a_number")),
        ("offices.csv", "UB-981,", "XX-981,", ("offices.csv 4 code", "odd_code")),
        ("offices.csv", "UB-981,", "UB/981,", ("offices.csv 4 code", "odd_code")),
        ("offices.csv", "one_stop,981,", "one_stop,999,", ("offices.csv 4 unit", "unknown_unit")),
        ("offices.csv", "one_stop,981,UB-98", "one_stop,981,BC-98", ("offices.csv 4 parent", "wrong_parent")),
        ("offices.csv", "one_stop,981,UB-98", "one_stop,981,", ("offices.csv 4 parent", "wrong_parent")),
        ("agency_codes.csv", "UB-982,qd_20", "UB-989,qd_20", ("agency_codes.csv 7 office", "unknown_office")),
        ("agency_codes.csv", "H98.82", "H98.81", ("agency_codes.csv 7 code", "overlaps")),
        ("agency_codes.csv", "UB-981,qd_20,H98.81,2020-09-15,,", "UB-981,qd_20,H98.81,2020-09-15,2020-01-01,",
         ("agency_codes.csv 5 valid_to", "before_start")),
        ("procedures.csv", "MAU-001,", "1.001612,", ("procedures.csv 2 code", "shipped")),
        ("procedures.csv", ",5,0,", ",5,8.000,", ("procedures.csv 2 state_fee", "not_a_number")),
        ("procedures.csv", "no,Kết quả", "không,Kết quả", ("procedures.csv 2 fee_known", "not_a_choice")),
        ("papers.csv", "MAU-001,Đơn", "MAU-002,Đơn", ("papers.csv 2 procedure", "unknown_procedure")),
        ("people.csv", "UB-981,officer", "UB-981,postman", ("people.csv 4 role", "role_not_for_office")),
        ("people.csv", "UB-981,officer", "UB-989,officer", ("people.csv 4 office", "unknown_office")),
        ("people.csv", "mau.canbo", "mau canbo", ("people.csv 4 username", "invalid_username")),
        ("people.csv", "mau.kiemsoat", "mau.canbo", ("people.csv 5 username", "username_taken")),
        ("people.csv", "officer,2019-07-01", "officer,2018-07-01", ("people.csv 4 valid_from", "date_out_of_range")),
    ],
)  # fmt: skip
@time_machine.travel(NOON, tick=False)
def test_every_fault_is_told_at_its_file_line_and_column(
    folder: Path, file: str, old: str, new: str, told: tuple[str, str]
) -> None:
    place, code = told
    assert faults(changed(folder, file, old, new)).get(place) == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "line", "place", "code"),
    [
        ("units.csv", "633,Huyện Chư Sê,Chư Sê,district,64,,,,2019-01-01,,no,no,", "units.csv 8 code", "shipped"),
        ("units.csv", "699,Huyện Thêm,Thêm,district,64,,,,2019-01-01,,no,no,", "units.csv 8 parent", "shipped"),
        ("units.csv", "633,Huyện Lạ,Lạ,district,98,,,,2020-01-01,,no,no,", "units.csv 8 valid_from", "overlaps"),
        ("units.csv", "633,Huyện Lạ,Lạ,district,98,,,,2018-01-01,,no,no,", "units.csv 8 valid_from", "overlaps"),
        ("offices.csv", "BC-633,Bưu điện,district_post,633,BC-64,,,2019-01-01", "offices.csv 11 code", "shipped"),
        ("successions.csv", "622,981,2025-07-01,NQ", "successions.csv 2 old", "shipped"),
        ("successions.csv", "97101,98101,2025-07-01,NQ", "successions.csv 2 old", "unknown_unit"),
        ("successions.csv", "98101,97101,2025-07-01,NQ", "successions.csv 2 new", "unknown_unit"),
        ("successions.csv", "98101,98101,2025-07-01,NQ", "successions.csv 2 new", "itself"),
        ("parameters.csv", "dance_days,Ngày,2,ngày,CV,no,2030-01-01", "parameters.csv 2 key", "not_a_choice"),
        ("parameters.csv", "search_days,Ngày,2,ngày,CV,no,2019-08-05", "parameters.csv 2 valid_from", "past_changed"),
        ("parameters.csv", "search_days,Ngày,hai,ngày,CV,no,2030-01-01", "parameters.csv 2 value", "not_a_number"),
        ("parameters.csv", "receipt_cut_off,Giờ,25:00,giờ,CV,no,2030-01-01", "parameters.csv 2 value", "not_a_time"),
        ("parameters.csv", "form_set,Mẫu,02/2020,thông tư,CV,no,2030-01-01", "parameters.csv 2 value", "not_a_choice"),
        ("procedures.csv", "MAU-002,T,L,5,0,no,K,no,,,no", "procedures.csv 3 code", "no_papers"),
        ("people.csv", "mau.canbo,Người Mẫu Một Cửa,UB-981,officer,2019-07-15,", "people.csv 7 valid_from",
         "already_appointed"),
    ],
)  # fmt: skip
@time_machine.travel(NOON, tick=False)
def test_what_does_not_fit_the_registry_is_told(folder: Path, file: str, line: str, place: str, code: str) -> None:
    reference.load()
    assert faults(added(folder, file, line)).get(place) == code


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_what_history_rests_on_stays(folder: Path) -> None:
    load_province(folder)
    changed(folder, "units.csv", "981,Huyện Mẫu Đông,Mẫu Đông,district", "981,Huyện Mẫu Đông,Mẫu Đông,town")
    changed(folder, "units.csv", "Mẫu Hai,township,981", "Mẫu Hai,township,982")
    changed(folder, "offices.csv", "commune_post,98102,BC-981", "commune_post,98102,BC-982")
    changed(folder, "agency_codes.csv", "H98.82", "H98.83")
    changed(folder, "people.csv", "officer,2019-07-01,", "officer,2019-07-01,2020-01-01")
    assert faults(folder) == {
        "units.csv 3 kind": "past_changed",
        "units.csv 6 parent": "past_changed",
        "offices.csv 9 parent": "past_changed",
        "agency_codes.csv 7 code": "overlaps",
        "people.csv 4 valid_from": "already_appointed",
    }


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_parameter_of_a_later_day_is_taken_in_once(folder: Path) -> None:
    reference.load()
    added(folder, "parameters.csv", "search_days,Tìm bưu gửi,9,ngày,CV mẫu,no,2030-01-01")
    load_province(folder)
    assert Parameter.objects.get(key="search_days", valid_from=date(2030, 1, 1)).value == "9"
    with time_machine.travel(NOON.replace(year=2031), tick=False):
        assert load_province(folder).changes == ()
    changed(folder, "parameters.csv", ",9,", ",8,")
    assert faults(folder) == {"parameters.csv 2 value": "twice"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("units.csv", b"", "no_columns"),
        ("units.csv", "code,name\n98,Tỉnh Mẫu".encode("utf-16"), "not_utf8"),
        ("units.csv", b"code,name\n98,T\xecnh", "not_utf8"),
        ("units.csv", b"x" * 5_000_000, "too_large"),
        ("unit.csv", b"code", "unknown_file"),
        ("units.xlsx", b"PK", "unknown_file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(folder: Path, name: str, content: bytes, code: str) -> None:
    (folder / name).write_bytes(content)
    assert code in faults(folder).values()


@pytest.mark.django_db
def test_the_command_tells_every_fault_in_both_languages(folder: Path, tmp_path: Path) -> None:
    changed(folder, "units.csv", "district,98,", "quan,98,")
    changed(folder, "offices.csv", "UB-981,", "XX-981,")
    with pytest.raises(CommandError) as refused:
        call_command("load_province", str(folder))
    assert "units.csv, dòng 3, cột kind: “quan”: chọn một trong" in str(refused.value)
    assert "units.csv, line 3, column kind: “quan” is none of" in str(refused.value)
    changed(folder, "units.csv", "quan,98,", "district,98,")
    with pytest.raises(CommandError, match=r"offices\.csv, line 4, column code"):
        call_command("load_province", str(folder))
    for empty in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(CommandError, match="folder"):
            call_command("load_province", str(empty))
