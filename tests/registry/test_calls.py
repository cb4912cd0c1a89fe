"""Reading the registry by program: what is answered, page by page, and what is refused."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("gialai")


def get(path: str, **query: Any) -> Any:
    answer = Client().get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(path: str, **query: Any) -> tuple[int, dict[str, Any]]:
    answer = Client().get(f"/api/v1/{path}", query)
    assert answer["Content-Type"].startswith("application/problem+json")
    return answer.status_code, answer.json()


def test_units_of_a_day_by_name_in_any_spelling() -> None:
    found = get("units", on="2019-08-05", q="chu puh")["results"]
    assert [(unit["code"], unit["name"], unit["parent"]) for unit in found] == [("639", "Huyện Chư Pưh", "64")]
    assert get("units", on="2026-11-23", q="Biển Hồ")["results"][0]["valid_from"] == "2025-07-01"
    assert [unit["code"] for unit in get("units", on="2019-08-05", q="23947")["results"]] == ["23947"]


def test_all_communes_are_seen_page_by_page_once_each() -> None:
    seen: list[str] = []
    address: str | None = "/api/v1/units?on=2019-08-05&page_size=50"
    while address:
        page = Client().get(address).json()
        seen += [unit["code"] for unit in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 240
    assert len(get("units", on="2019-08-05", parent="633", page_size=200)["results"]) == 15


def test_offices_by_kind_and_unit() -> None:
    assert len(get("offices", kind="one_stop")["results"]) == 17
    found = get("offices", unit="633")["results"]
    assert {office["code"] for office in found} == {"UB-633", "BC-633"}
    assert all(office["address"] == "" for office in found)


def test_procedures_and_one_of_them() -> None:
    found = get("procedures", q="trich luc ho tich")["results"]
    assert "2.000635" in {procedure["code"] for procedure in found}
    one = get("procedures/2.000635")
    assert one["papers"][0]["kind"] == "original"
    assert (one["state_fee"], one["fee_known"], one["verified"]) == (8000, True, False)
    status, problem = refused("procedures/9.999999")
    assert (status, problem["code"]) == (404, "not_found")


EXAMPLE = {"service": "return", "committee": "633", "unit": "23947", "weight_g": 80, "state_fee": 8000}


@pytest.mark.parametrize("on", [{}, {"on": "2019-08-05"}])
def test_the_quote_of_the_published_example(on: dict[str, str]) -> None:
    said = get("quotes", **EXAMPLE, categories="poor_household,martyr_family", **on)
    assert (said["postal"], said["transfer"], said["state_fee"], said["total"]) == (13000, 8000, 8000, 29000)
    assert said["exemption"] in {"poor_household", "martyr_family"}
    assert get("quotes", **{**EXAMPLE, "committee": "UB-633"}, **on)["postal"] == 26000


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"weight_g": -1}, 400, "weight_g"),
        ({"weight_g": "nặng"}, 400, "weight_g"),
        ({"service": "gửi"}, 400, "service"),
        ({"committee": "999"}, 400, "committee"),
        ({"unit": "00000"}, 400, "unit"),
        ({"state_fee": -1}, 400, "state_fee"),
        ({"categories": "giàu"}, 400, "categories"),
        ({"on": "31/12/2019"}, 400, "on"),
        ({"màu": "đỏ"}, 400, "màu"),
        ({"on": "1900-01-01", "unit": "23947"}, 400, "unit"),
    ],
)
def test_what_cannot_be_priced_is_named_by_field(changes: dict[str, Any], status: int, where: str) -> None:
    said, problem = refused("quotes", **{**EXAMPLE, **changes})
    assert said == status
    assert where in problem["errors"]


def test_a_day_far_ahead_has_no_tariff_yet() -> None:
    status, problem = refused("quotes", **EXAMPLE, on="2100-01-01")
    assert (status, problem["code"]) == (422, "no_tariff")


@pytest.mark.parametrize("path", ["units", "offices", "procedures"])
def test_a_question_that_is_not_understood_is_refused(path: str) -> None:
    for query in ({"page_size": "0"}, {"colour": "red"}, {"cursor": "x"}):
        status, problem = refused(path, **query)
        assert 400 <= status < 500
        assert problem["code"]


def test_lists_take_few_statements(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        get("units", on="2019-08-05", page_size=200)
    with django_assert_max_num_queries(4):
        get("offices", page_size=200)


def test_a_filter_that_is_no_text_is_stopped_at_the_door() -> None:
    said, problem = refused("quotes", **{**EXAMPLE, "unit": "\x00"})
    assert said == 400
    assert problem["code"]
    assert problem["detail"]
