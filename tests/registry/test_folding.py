"""Folding: what people type finds what the lists say."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.registry.models import Unit
from postal_services.folding import fold


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("Chư Puh", "Chư Pưh"),
        ("K'Dang", "K’ Dang"),
        ("KDang", "K' Dang"),
        ("dak doa", "Đăk Đoa"),
        ("Đak Đoa", "Đắk Đoa"),
        ("Kbang", "K'Bang"),
        ("nhơn hoà", "Nhơn Hòa"),
        ("H Bông", "H'Bông"),
        ("CHU HDRONG", "Chư HDrông"),
    ],
)
def test_spellings_of_one_place_are_equal(typed: str, listed: str) -> None:
    assert fold(typed) == fold(listed)
    assert fold(unicodedata.normalize("NFD", typed)) == fold(unicodedata.normalize("NFC", listed))


def test_different_places_stay_different() -> None:
    assert fold("Chư Sê") != fold("Chư Prông")
    assert fold("Ia Ko") != fold("Ia Ka")


VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢẤẬẶĐÊỄỘƠỢƯỮỲỸ'’ʼ -.012àáạảã", max_size=40)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=VIETNAMESE, form=st.sampled_from(["NFC", "NFD"]))
def test_postgresql_folds_as_python_does(text: str, form: str) -> None:
    name = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(
            "select lower(regexp_replace(translate(normalize(%s::text, NFD), 'Đđ', 'dd'), '[^A-Za-z0-9]', '', 'g'))",
            [name],
        )
        assert cursor.fetchone() == (fold(text),)


@pytest.mark.usefixtures("gialai")
def test_search_finds_the_district_the_notice_misspells() -> None:
    found = Unit.objects.districts().filter(folded__contains=fold("Chư Puh"))
    assert [unit.code for unit in found] == ["639"]
    assert all(unit.folded == fold(unit.name) for unit in Unit.objects.all())
