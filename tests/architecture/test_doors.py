"""Every address is in the table of doors, and every door answers everybody as the table says."""

import re
from typing import Any

import pytest
from django.test import Client

from postal_services.accounts.models import User
from tests.architecture import house
from tests.architecture.doors import DOORS, ELSEWHERE, LIBRARY
from tests.architecture.ways import Door, Way
from tests.architecture.world import EVERYBODY, World, lines, undone

OWN = re.compile(rb"[0-9a-f]{32}|nonce-[\w+/=-]+|csrf[\w-]*\"[^>]*value=\"\w+\"")
"""What differs between any two answers: the number of the request and the page's own secret."""
WITHOUT_SECRET = {
    "journey:wishes": "nobody is signed in; it acts on the digits or the pass that they gave",
    "journey:rate": "nobody is signed in; it acts on the token of the case, which stands in its address",
    "journey:lookup": "a question of somebody without a session; nothing is changed for anybody",
    "pickups:book": "somebody without a session books for themselves; nothing of a visitor's is used",
    "pickups:move": "done by who knows the pickup's token, which no other site can know",
    "pickups:call-off": "done by who knows the pickup's token, which no other site can know",
}
"""Pages that take a form without the page's own secret, each with its reason."""
LOOSE = {"x-request-id", "date", "set-cookie", "server-timing", "idempotency-key"}


def walked() -> dict[str, house.Address]:
    return {each.name: each for each in house.addresses() if each.name in DOORS}


def ways(door: Door) -> list[tuple[str, Way]]:
    known = (("get", door.get), ("act", door.act), ("end", door.end))
    return [(kind, way) for kind, way in known if way is not None]


def ask(client: Client, address: house.Address, kind: str, path: str) -> tuple[int, bytes, dict[str, str]]:
    """The answer of one door: status, body, headers."""
    answer: Any
    if kind == "get":
        answer = client.get(path)
    elif not address.is_call:
        answer = client.post(path)
    else:
        method = "delete" if kind == "end" else next(each for each in address.methods if each != "get")
        answer = client.generic(method.upper(), path, b"{}", content_type="application/json")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name.lower(): OWN.sub(b"", value.encode()).decode() for name, value in answer.items()}
    return answer.status_code, OWN.sub(b"", body), {k: v for k, v in headers.items() if k not in LOOSE}


def test_every_address_is_in_the_table() -> None:
    names = [each.name for each in house.addresses()]
    unknown = {name for name in names if not name.startswith(LIBRARY)} - DOORS.keys() - ELSEWHERE.keys()
    assert not unknown, "say in doors.py who gets in"
    assert not (DOORS.keys() | ELSEWHERE.keys()) - set(names), "no such address any more"
    assert all(names), "an address without a name cannot be told apart"


def test_every_address_has_a_name_of_its_own() -> None:
    names = [each.name for each in house.addresses()]
    assert len(names) == len(set(names))


def test_a_call_s_methods_are_those_in_the_table() -> None:
    for name, address in walked().items():
        if address.is_call and (hasattr(address.handler, "cls") or hasattr(address.handler, "view_class")):
            told = [kind for kind, _ in ways(DOORS[name])]
            writes = [method for method in address.methods if method != "get"]
            due = ["get"] * ("get" in address.methods) + ["act"] * bool(writes) + ["end"] * (len(writes) > 1)
            assert told == due, name
            assert writes[1:] in ([], ["delete"]), f"{name}: teach the table {writes}"


def test_every_door_answers_everybody_as_the_table_says(chu_se: World) -> None:
    faults = []
    for name, address in walked().items():
        path = chu_se.path(address.path, DOORS[name].thing)
        for kind, way in ways(DOORS[name]):
            for who in EVERYBODY:
                with undone():
                    status, _, _ = ask(chu_se.client(who, page=not address.is_call), address, kind, path)
                if status != (due := way.status(who, is_call=address.is_call)):
                    faults.append(f"{kind} {address} as {who}: {status}, not {due}")
    assert not faults, "\n".join(faults)


def test_not_yours_is_not_there(chu_se: World) -> None:
    """To the byte: who may not see a thing cannot tell it from one that nobody has."""
    faults, compared = [], 0
    for name, address in walked().items():
        thing = DOORS[name].thing
        for kind, way in ways(DOORS[name]) if thing else []:
            for who in EVERYBODY:
                if way.status(who, is_call=address.is_call) != 404:
                    continue
                client = chu_se.client(who, page=not address.is_call)
                answers = []
                for absent in (False, True):
                    path = chu_se.path(address.path, thing, absent=absent)
                    with undone():
                        status, body, headers = ask(client, address, kind, path)
                    parts = chu_se.things[thing].absent if absent else chu_se.things[thing].there
                    for part in parts.values():
                        body = body.replace(part.encode(), b"*")
                    answers.append((status, body, headers))
                compared += 1
                if answers[0] != answers[1]:
                    faults.append(f"{kind} {address} as {who}")
    assert not faults, "\n".join(faults)
    assert compared > 100


def test_reading_writes_nothing(chu_se: World) -> None:
    """Counted by the rows of every table; that somebody read personal data is what may be noted."""
    before = _rows()
    for name, address in walked().items():
        if DOORS[name].get is not None:
            for who in ("hanh", "lan", "tinh", "quan"):
                ask(
                    chu_se.client(who, page=not address.is_call),
                    address,
                    "get",
                    chu_se.path(address.path, DOORS[name].thing),
                )
    changed = {table for table, count in _rows().items() if count != before[table]}
    assert changed <= {"accounts.PersonalDataRead", "accounts.SpentPermit"}
    assert lines() > 0


def _rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in house.models()}


def test_a_page_writes_only_with_its_own_secret(chu_se: World) -> None:
    faults = []
    for name, address in walked().items():
        if DOORS[name].act is None or address.is_call or name in WITHOUT_SECRET:
            continue
        client = chu_se.client("hanh", page=True, careful=True)
        with undone():
            answer = client.post(chu_se.path(address.path, DOORS[name].thing))
        if answer.status_code != 403 or "Phiên làm việc đã cũ" not in answer.content.decode():
            faults.append(f"{address}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_a_call_from_a_page_writes_only_with_the_page_s_secret(chu_se: World) -> None:
    faults = []
    for name, address in walked().items():
        way = DOORS[name].act
        if way is None or not address.is_call or way.status("anonymous", is_call=True) != 401:
            continue
        client = chu_se.client("hanh", page=True, careful=True)
        with undone():
            status, body, _ = ask(client, address, "act", chu_se.path(address.path, DOORS[name].thing))
        if status != 403 or b"csrf" not in body:
            faults.append(f"{address}: {status}")
    assert not faults, "\n".join(faults)


def test_nobody_signs_themselves_up(chu_se: World) -> None:
    client = chu_se.client("anonymous", page=True)
    sent = {"username": "la", "password1": "Gỗ hương 2019!", "password2": "Gỗ hương 2019!"}
    client.post("/tai-khoan/dang-ky", sent)
    assert not User.objects.filter(username="la").exists()


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_tested_elsewhere_has_a_reason(name: str) -> None:
    assert len(ELSEWHERE[name].split()) >= 5
