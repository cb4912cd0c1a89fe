"""Lists: pages that stay put, what changed since, and answers that need not be sent again."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from postal_services import clock
from postal_services.accounts.models import User
from tests.api.world import client, person

pytestmark = pytest.mark.django_db
PEOPLE = "/api/test/people"


def names(answer: Any) -> list[str]:
    return [row["username"] for row in answer.json()["results"]]


def test_following_next_shows_every_row_once_while_rows_are_added() -> None:
    made = [person(f"p{number:02d}") for number in range(25)]
    address, seen = f"{PEOPLE}?page_size=10", []
    while address:
        answer = client().get(address)
        seen += names(answer)
        person(f"late{len(seen)}")
        address = answer.json()["next"]
    newest_first = sorted(made, key=lambda one: one.pk, reverse=True)
    assert [name for name in seen if name.startswith("p")] == [one.username for one in newest_first]
    assert len(seen) == len(set(seen))


def test_previous_leads_back_to_the_first_page() -> None:
    for number in range(5):
        person(f"p{number}")
    first = client().get(f"{PEOPLE}?page_size=2")
    second = client().get(first.json()["next"])
    assert names(client().get(second.json()["previous"])) == names(first)
    assert first.json()["previous"] is None


def test_a_page_holds_at_most_two_hundred_rows() -> None:
    User.objects.bulk_create([User(username=f"p{number}") for number in range(210)])
    assert len(names(client().get(f"{PEOPLE}?page_size=100000"))) == 200
    assert len(names(client().get(PEOPLE))) == 50
    assert len(names(client().get(f"{PEOPLE}?page_size=-1"))) == 50


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "AAAA",
        b64encode(b"p=not-a-uuid").decode(),
        b64encode(b"o=-5").decode(),
        b64encode(b"r=x&p=1").decode(),
        "A" * 500,
    ],
)
def test_a_cursor_the_house_did_not_make_is_refused(cursor: str) -> None:
    person("lan")
    answer = client().get(f"{PEOPLE}?cursor={quote(cursor)}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_only_what_changed_since() -> None:
    old, new = person("old"), person("new")
    now = clock.now()
    User.objects.filter(pk=old.pk).update(date_joined=now - timedelta(days=2))
    User.objects.filter(pk=new.pk).update(date_joined=now)
    since = (now - timedelta(days=1)).isoformat()
    assert names(client().get(f"{PEOPLE}?{urlencode({'modified_since': since})}")) == ["new"]
    assert names(client().get(f"{PEOPLE}?modified_since={since}")) == ["new"], "a plus sign that nobody escaped"
    assert set(names(client().get(f"{PEOPLE}?modified_since={quote('2019-08-05T08:00:00Z')}"))) == {"new", "old"}


@pytest.mark.parametrize("text", ["yesterday", "2019-08-05", "2019-08-05T08:00:00", "2019-13-45T08:00:00Z"])
def test_an_instant_needs_its_offset(text: str) -> None:
    answer = client().get(f"{PEOPLE}?modified_since={text}")
    assert answer.status_code == 400
    assert "modified_since" in answer.json()["errors"]


def test_an_unchanged_list_is_not_sent_again() -> None:
    person("lan")
    first = client().get(PEOPLE)
    again = client({"if-none-match": first["ETag"]}).get(PEOPLE)
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    person("minh")
    assert client({"if-none-match": first["ETag"]}).get(PEOPLE).status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept-Language"} <= {part.strip() for part in first["Vary"].split(",")}
