"""Loading the reference data: what is in it, and that a second run touches nothing."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry import reference
from delegation.registry.models import (
    AgencyCode,
    CalendarDay,
    Exemption,
    Office,
    OfficeKind,
    Parameter,
    Procedure,
    ProcedurePaper,
    TariffRate,
    Unit,
    UnitKind,
)

pytestmark = pytest.mark.django_db


def versions() -> dict[str, list[tuple[str, ...]]]:
    """The hidden version columns of every row of the registry: any write, even of the same values, shows here."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("registry_")]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select xmin::text, cmin::text, ctid::text from {table} order by ctid")
            found[table] = cursor.fetchall()
    return found


@pytest.mark.usefixtures("gialai")
def test_a_second_run_writes_no_row() -> None:
    before = versions()
    said = StringIO()
    call_command("load_reference", stdout=said)
    assert said.getvalue().strip() == "Reference data: nothing to change"
    assert versions() == before
    assert sum(map(len, before.values())) > 1000


@pytest.mark.usefixtures("gialai")
def test_a_second_run_takes_few_statements() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert reference.load() == []
    assert len(queries) <= 40


@pytest.mark.usefixtures("gialai")
def test_what_differs_is_put_right_and_what_people_settled_is_kept() -> None:
    Unit.objects.filter(code="633").update(name="Huyện Chư Xê")
    Office.objects.filter(code="BC-633").update(phone="0269 000 000", address="Thị trấn Chư Sê")
    Procedure.objects.filter(code="2.000635").update(working_days=2, verified=True)
    Procedure.objects.filter(code="1.001612").update(working_days=9)
    Parameter.objects.filter(key="hold_days").update(value="7")
    ProcedurePaper.objects.create(procedure_id="1.001612", position=9, name="Giấy thừa", kind="copy")

    changes = {change.table: change for change in reference.load()}

    assert Unit.objects.get(code="633").name == "Huyện Chư Sê"
    assert Office.objects.get(code="BC-633").phone == "0269 000 000"
    assert Procedure.objects.get(code="2.000635").working_days == 2
    assert Procedure.objects.get(code="1.001612").working_days == 3
    assert Parameter.objects.get(key="hold_days").value == "7"
    assert (changes["Unit"].changed, changes["Procedure"].changed, changes["ProcedurePaper"].removed) == (1, 1, 1)


@pytest.mark.usefixtures("gialai")
def test_the_province_of_2019_has_17_districts_and_222_communes() -> None:
    day = date(2019, 9, 11)
    kinds = Counter(Unit.objects.valid_on(day).values_list("kind", flat=True))
    assert kinds == {
        UnitKind.PROVINCE: 1,
        UnitKind.CITY: 1,
        UnitKind.TOWN: 2,
        UnitKind.DISTRICT: 14,
        UnitKind.WARD: 24,
        UnitKind.TOWNSHIP: 14,
        UnitKind.COMMUNE: 184,
    }
    codes = set(Unit.objects.valid_on(day).districts().values_list("code", flat=True))
    assert codes == {str(code) for code in (*range(622, 636), 637, 638, 639)}
    children = Counter(Unit.objects.valid_on(day).communes().values_list("parent__code", flat=True))
    assert (children["622"], children["627"], children["633"], children["635"]) == (23, 15, 15, 9)


@pytest.mark.usefixtures("gialai")
def test_every_committee_and_post_office_is_there_without_invented_addresses() -> None:
    kinds = Counter(Office.objects.values_list("kind", flat=True))
    assert kinds == {
        OfficeKind.PROVINCE: 1,
        OfficeKind.PROVINCIAL_POST: 1,
        OfficeKind.ONE_STOP: 17,
        OfficeKind.DISTRICT_POST: 17,
        OfficeKind.COMMUNE_POST: 222,
    }
    assert not Office.objects.exclude(address="", phone="").exists()
    assert Office.objects.get(code="BC-633").name == "Bưu điện huyện Chư Sê"
    desk = Office.objects.get(code="UB-633")
    assert (desk.unit.code, desk.is_agency, desk.is_post) == ("633", True, False)
    assert Office.objects.get(code="VX-23947").parent_id == "BC-633"


@pytest.mark.usefixtures("gialai")
def test_procedures_say_what_is_known_and_what_is_not() -> None:
    assert Procedure.objects.count() >= 30
    assert not Procedure.objects.filter(verified=True).exists()
    assert set(Procedure.objects.filter(code_verified=True).values_list("code", flat=True)) == {
        "2.000635",
        "1.012784",
        "1.012765",
    }
    assert not Procedure.objects.filter(papers__isnull=True).exists()
    assert not Procedure.objects.filter(fee_known=False, state_fee__gt=0).exclude(code="1.001612").exists()
    extract = Procedure.objects.get(code="2.000635")
    assert (extract.state_fee, extract.fee_known, extract.working_days) == (8000, True, 1)
    assert Procedure.objects.get(code="GL-DD-002").withdraws_papers


@pytest.mark.usefixtures("gialai")
def test_agency_codes_follow_the_scheme_of_the_day() -> None:
    def code(office: str, day: date) -> str:
        return AgencyCode.objects.valid_on(day).get(office=office).code

    assert code("UB-633", date(2019, 8, 1)) == "000.00.33.H21"
    assert code("UB-633", date(2020, 9, 14)) == "000.00.33.H21"
    assert code("UB-633", date(2020, 9, 15)) == "H21.33"
    assert code("UB-64", date(2026, 1, 1)) == "H21"
    assert set(AgencyCode.objects.filter(verified=True).values_list("office", flat=True)) == {"UB-64"}


@pytest.mark.usefixtures("gialai")
def test_tariff_and_exemptions_say_how_sure_they_are() -> None:
    assert TariffRate.objects.count() == 32
    assert set(TariffRate.objects.values_list("confidence", flat=True)) == {85}
    assert dict(Exemption.objects.values_list("code", "percent"))["vn_heroic_mother"] == 100
    assert not CalendarDay.objects.filter(day__year=2027, name__contains="Tết Nguyên").filter(verified=True).exists()
