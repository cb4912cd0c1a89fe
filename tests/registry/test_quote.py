"""The postal charge: corner values of the table, exemptions, and what is refused."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.registry.models import Parameter, TariffRate, Unit, UnitKind
from delegation.registry.queries import Quote, quote, unit_of_address
from delegation.registry.refusals import NoTariff
from postal_services.errors import Invalid

pytestmark = pytest.mark.usefixtures("gialai")
DAY = date(2019, 8, 5)


def unit(code: str, day: date = DAY) -> Unit:
    found = unit_of_address(code, day)
    assert found is not None
    return found


def ask(
    service: str = "return",
    *,
    to: str = "23947",
    weight_g: int = 80,
    categories: tuple[str, ...] = (),
    state_fee: int = 0,
    on: date = DAY,
) -> Quote:
    return quote(service, unit("633", DAY), unit(to, on), weight_g, categories, state_fee, on)


@pytest.mark.parametrize("day", [DAY, date(2026, 11, 23)])
def test_the_charges_of_the_published_example(day: date) -> None:
    said = ask(categories=("poor_household",), state_fee=8000, on=day)
    assert (said.postal, said.transfer, said.state_fee, said.exemption) == (13000, 8000, 8000, "poor_household")
    assert said.total == 29000
    assert [(line.code, line.amount) for line in said.lines] == [
        ("return", 26000),
        ("exemption", -13000),
        ("transfer", 8000),
        ("state_fee", 8000),
    ]
    assert "hộ nghèo" in said.exemption_vi
    assert said.confidence == 85


@pytest.mark.parametrize(
    ("weight_g", "send", "back"),
    [
        (1, 26000, 26000),
        (100, 26000, 26000),
        (101, 26000, 27000),
        (250, 26000, 27000),
        (251, 26500, 28500),
        (500, 26500, 28500),
        (501, 28700, 30700),
        (1000, 28700, 30700),
        (1001, 30900, 32900),
    ],
)
def test_steps_of_weight_within_the_district(weight_g: int, send: int, back: int) -> None:
    assert ask("send", weight_g=weight_g).postal == send
    assert ask("return", weight_g=weight_g).postal == back
    assert ask("both", weight_g=weight_g).postal == send + back


@pytest.mark.parametrize(
    ("province", "zone", "charge"),
    [("62", "region", 40000 - 4900 + 3600 - 600), ("01", "country", 46300)],
)
def test_another_province_is_charged_by_its_zone(province: str, zone: str, charge: int) -> None:
    elsewhere = Unit.objects.create(
        code=province, name="Tỉnh", short_name="Tỉnh", kind=UnitKind.PROVINCE, valid_from="2010-01-01"
    )
    said = quote("return", unit("633"), elsewhere, 700, (), 0, DAY)
    assert (said.zone, said.postal) == (zone, charge)


def test_another_district_of_the_province() -> None:
    said = ask(to="23557", weight_g=300)
    assert (said.zone, said.postal) == ("province", 32500)
    from_the_province = quote("return", unit("64"), unit("23947"), 80, (), 0, DAY)
    assert from_the_province.zone == "province"


def test_the_reform_of_2025_makes_no_way_dearer() -> None:
    later = date(2026, 11, 23)
    bien_ho = unit("23590", later)
    assert bien_ho.district is None
    for district in ("622", "626", "627"):
        assert quote("return", unit(district), bien_ho, 80, (), 0, later).zone == "district"
    assert quote("return", unit("633"), bien_ho, 80, (), 0, later).zone == "province"


def test_the_best_exemption_wins_and_is_not_added_up() -> None:
    assert ask(categories=("poor_household", "war_invalid")).postal == 13000
    best = ask("both", categories=("poor_household", "vn_heroic_mother", "war_invalid"), state_fee=8000)
    assert (best.postal, best.transfer, best.exemption) == (0, 8000, "vn_heroic_mother")
    assert ask(categories=("war_invalid", "poor_household")).exemption == "war_invalid"


def test_half_a_dong_is_left_to_the_citizen() -> None:
    TariffRate.objects.filter(direction="return", zone="district", over_g=0).update(price=26001)
    assert ask(categories=("poor_household",)).postal == 13000


def test_no_transfer_without_a_fee() -> None:
    said = ask()
    assert (said.transfer, said.state_fee, said.exemption) == (0, 0, None)
    assert [line.code for line in said.lines] == ["return"]


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("weight_g", {"weight_g": 0}),
        ("weight_g", {"weight_g": -5}),
        ("weight_g", {"weight_g": 30001}),
        ("state_fee", {"state_fee": -1}),
        ("state_fee", {"state_fee": 10**12}),
        ("categories", {"categories": ("giàu",)}),
        ("service", {"service": "gửi"}),
    ],
)
def test_what_cannot_be_priced_is_refused_by_field(field: str, arguments: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(**arguments)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2017, 11, 14)])
def test_no_tariff_before_the_circular(day: date) -> None:
    with pytest.raises(NoTariff) as refusal:
        quote("return", unit("633"), unit("23947"), 80, (), 0, day)
    assert refusal.value.code == "no_tariff"
    assert f"{day:%d/%m/%Y}" in refusal.value.detail("vi")


def test_a_tariff_that_has_ended_is_refused() -> None:
    TariffRate.objects.update(valid_to=date(2026, 1, 1))
    with pytest.raises(NoTariff):
        ask(on=date(2026, 1, 1))
    assert ask(on=date(2025, 12, 31)).postal == 26000


def test_a_thousand_quotes_cost_one_small_query_each_and_see_changes_at_once() -> None:
    origin, destination = unit("633"), unit("23947")
    quote("return", origin, destination, 80, (), 0, DAY)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            quote("return", origin, destination, 80, (), 0, DAY)
    assert len(queries) == 5
    Parameter.objects.filter(key="transfer_charge").update(value="9000")
    assert ask(state_fee=8000).transfer == 9000
