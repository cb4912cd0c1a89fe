"""Units with validity: what existed on a day, and what followed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from delegation.registry.models import Unit, UnitSuccession
from delegation.registry.queries import unit_of_address

pytestmark = pytest.mark.usefixtures("gialai")


def communes_on(day: date) -> int:
    return Unit.objects.valid_on(day).communes().count()


@pytest.mark.parametrize(
    ("day", "communes"),
    [
        (date(2019, 12, 1), 222),
        (date(2020, 1, 31), 222),
        (date(2020, 3, 1), 220),
        (date(2024, 10, 31), 220),
        (date(2024, 11, 1), 218),
        (date(2025, 6, 30), 218),
        (date(2025, 7, 1), 77),
    ],
)
def test_communes_as_of_a_day(day: date, communes: int) -> None:
    assert communes_on(day) == communes


def test_district_level_ends_in_2025() -> None:
    assert Unit.objects.valid_on(date(2025, 6, 30)).districts().count() == 17
    assert Unit.objects.valid_on(date(2025, 7, 1)).districts().count() == 0
    province = Unit.objects.on("52", date(2025, 7, 1))
    assert province is not None
    assert province.children.count() == 77


@pytest.mark.parametrize(
    ("name", "districts"),
    [
        ("Xã Biển Hồ", {"622", "626", "627"}),
        ("Xã Gào", {"622", "628"}),
        ("Xã Mang Yang", {"626", "629"}),
        ("Xã Ia Hrú", {"633", "639"}),
        ("Xã Ia Ko", {"633", "639"}),
        ("Phường An Bình", {"623", "634"}),
    ],
)
def test_a_new_commune_may_come_from_several_districts(name: str, districts: set[str]) -> None:
    new = Unit.objects.get(name=name, valid_from=date(2025, 7, 1))
    assert set(new.origins.values_list("old__parent__code", flat=True)) == districts


def test_every_commune_has_a_successor_and_only_one_was_divided() -> None:
    ended = Unit.objects.communes().filter(valid_to__isnull=False)
    assert not ended.filter(successions__isnull=True).exists()
    divided = [unit.code for unit in ended if unit.successions.count() > 1]
    assert divided == ["23674"]


def test_successors_begin_when_the_old_unit_ends_and_name_the_law() -> None:
    rows = UnitSuccession.objects.select_related("old", "new")
    assert all(row.old.valid_to == row.on and row.new.is_valid_on(row.on) and row.legal_basis for row in rows)
    two_tier = rows.filter(on=date(2025, 7, 1), old__kind="commune")
    assert {row.legal_basis for row in two_tier} == {"Nghị quyết 1664/NQ-UBTVQH15"}


def test_a_code_means_a_unit_only_together_with_a_day() -> None:
    old, new = Unit.objects.on("23563", date(2020, 1, 1)), Unit.objects.on("23563", date(2026, 1, 1))
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == ("Phường Ia Kring", "Phường Diên Hồng")
    assert Unit.objects.on("23944", date(2026, 1, 1)) is None


def test_an_address_may_name_a_unit_that_has_ended() -> None:
    gone = unit_of_address("23944", date(2026, 1, 1))
    assert gone is not None
    assert (gone.name, gone.valid_to) == ("Xã Ia Tiêm", date(2025, 7, 1))
    assert unit_of_address("99999", date(2026, 1, 1)) is None
    assert unit_of_address("23944", date(1900, 1, 1)) is None


def test_known_and_supposed_days_are_told_apart() -> None:
    hdrong = Unit.objects.get(code="23587")
    assert (hdrong.valid_to, hdrong.to_known, hdrong.from_known) == (date(2020, 2, 1), True, False)


def test_postgresql_refuses_two_bearers_of_a_code_on_one_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(code="633", name="Huyện khác", short_name="Khác", kind="district", valid_from="2020-05-05")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(
            code="1", name="Xã X", short_name="X", kind="commune", valid_from="2020-05-05", valid_to="2020-05-05"
        )
