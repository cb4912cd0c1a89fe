"""Every refusal has one code, one status, two languages, and a page that explains it."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from postal_services.api.problems import TITLES, catalogue
from postal_services.errors import Refused
from tests.architecture import house

CODE = re.compile(r"^[a-z][a-z0-9_]{2,49}$")
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
PLACES = re.compile(r"{(\w+)[^}]*}")


def every() -> Iterator[type[Refused]]:
    for kinds in catalogue().values():
        yield from kinds


def told(kind: type[Refused]) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def test_there_are_refusals_to_look_at() -> None:
    assert len(list(every())) > 40


@pytest.mark.parametrize("kind", list(every()), ids=told)
def test_a_refusal_says_in_both_languages_what_happened_and_what_to_do(kind: type[Refused]) -> None:
    assert CODE.match(kind.code)
    assert 400 <= kind.status < 600
    assert kind.status in TITLES
    assert VIETNAMESE.search(kind.vi), "Vietnamese with its marks"
    assert not VIETNAMESE.search(kind.en)
    assert kind.vi.rstrip()[-1] in ".?!}", "a sentence, or a hint that is one"
    assert kind.en.rstrip()[-1] in ".?!}"
    facts = {name.removesuffix("_en") for name in PLACES.findall(kind.en)}
    assert facts == set(PLACES.findall(kind.vi)), "the same facts in both"


def test_a_code_means_one_thing() -> None:
    torn = {
        code: [told(kind) for kind in kinds]
        for code, kinds in catalogue().items()
        if len({k.status for k in kinds}) > 1
    }
    assert not torn, "one code, one status"


def test_a_code_said_in_two_rooms_is_one_that_rooms_share() -> None:
    within = {
        code: [told(kind) for kind in kinds]
        for code, kinds in catalogue().items()
        if len({kind.__module__ for kind in kinds}) < len(kinds)
    }
    assert not within, "a room that needs two sentences needs two codes"


def test_refusals_are_declared_where_people_look_for_them() -> None:
    homes = {kind.__module__.split(".")[-1] for kind in every()}
    assert homes <= {"refusals", "errors", "problems"}, homes


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_is_explained(language: str) -> None:
    page = Client(headers={"host": "localhost", "accept-language": language}).get("/api/problems")
    text = page.content.decode()
    assert not [kind.code for kind in every() if kind.code not in text]


def test_every_code_has_a_page_of_its_own() -> None:
    client = Client(headers={"host": "localhost"})
    assert not [code for code in catalogue() if client.get(f"/api/problems/{code}").status_code != 200]


def test_nothing_raises_a_refusal_that_is_none_of_the_house() -> None:
    """``raise Http404`` and the like are the frameworks' words; rooms say ``NotThere``."""
    banned = re.compile(r"raise (Http404|PermissionDenied|exceptions\.\w+|ValidationError)\b")
    assert not [
        house.name(path)
        for path in house.python()
        if path.relative_to(house.ROOT).parts[0] != "postal_services"
        and banned.search(path.read_text(encoding="utf-8"))
    ]
