"""Batches: bad scans among good ones, the same from two devices, eight threads at once, few statements."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.ids import uuid7
from postal_services.ledger import verification
from tests.cast import NOON, Cast, actions, at_post, item, lodge, one, send
from tracking.custody.api.reading import batch_of
from tracking.custody.commands.scan import ScanResult, record_scans
from tracking.custody.models import Scan
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What ``count`` threads get that do the same at the same moment; an exception is given back as it is."""
    start, got = Barrier(count), list[Any]()

    def run(number: int) -> None:
        try:
            start.wait()
            got.append(act(number))
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            got.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def posted(actor: Actor, scans: list[Any]) -> list[ScanResult]:
    """A batch as JSON, read as the API reads it."""
    body = {"sent_at": NOON.isoformat(), "device_time": NOON.isoformat(), "app": "1.0.0", "scans": scans}
    return record_scans(actor=actor, batch=batch_of(body))


def as_json(code: Any, action: Any = "take_out", **changes: Any) -> dict[str, Any]:
    """One scan as a device writes it."""
    said = {"id": str(uuid7()), "code": code, "action": action, "occurred_at": NOON.isoformat(), "age_ms": 0}
    return {**said, **changes}


def test_eight_threads_with_eight_ids_on_one_item_write_one_line(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    got = at_once(8, lambda _: send(committed_cast.lan, [one(code, "take_out")])[0])
    assert Counter(result.code for result in got) == {"recorded": 1, "already_done": 7}
    assert actions(code) == ["register", "offer", "accept", "take_out"]
    assert Scan.objects.count() == 8
    assert verification.verify().broken is None


def test_eight_threads_with_one_id_on_one_item_write_one_line_and_keep_one_scan(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    said = one(code, "take_out")
    got = at_once(8, lambda _: send(committed_cast.lan, [said])[0])
    assert Counter(str(result.outcome) for result in got) == {"recorded": 1, "replayed": 7}
    assert {result.code for result in got} == {"recorded"}
    assert actions(code) == ["register", "offer", "accept", "take_out"]
    assert Scan.objects.count() == 1


def test_eight_threads_with_one_id_of_no_item_keep_one_scan(committed_cast: Cast) -> None:
    said = one(s10.compose("HC", 99_999_999), "take_out")
    got = at_once(8, lambda _: send(committed_cast.lan, [said])[0])
    assert {result.code for result in got} == {"unknown_code"}
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("order", [1, -1])
def test_the_same_batch_from_two_devices_at_once_is_written_once(committed_cast: Cast, order: int) -> None:
    codes = at_post(committed_cast, 40)
    scans = [one(code, "take_out") for code in codes]
    scans += [one(s10.compose("HC", 99_000_000 + number), "take_out") for number in range(200)]
    got = at_once(2, lambda number: send(committed_cast.lan, scans[:: order if number else 1]))
    assert not [each for each in got if isinstance(each, Exception)], got
    outcomes = Counter(str(result.outcome) for results in got for result in results)
    assert outcomes == {"recorded": 40, "refused": 200, "replayed": 240}
    assert {len(actions(code)) for code in codes} == {4}
    assert Scan.objects.count() == 240
    assert verification.verify().broken is None


def test_eight_threads_with_different_acts_leave_one_of_the_possible_orders(committed_cast: Cast) -> None:
    code = at_post(committed_cast)[0]
    acts = ["take_out", "dispatch", "send_back", "damage", "report_missing", "find", "correct", "take_out"]
    got = at_once(8, lambda number: send(committed_cast.lan, [one(code, acts[number])])[0])
    assert not [each for each in got if isinstance(each, Exception)], got
    written = sum(result.outcome == "recorded" for result in got)
    assert len(actions(code)) == 3 + written
    assert list(ITEMS.differences()) == []
    assert verification.verify().broken is None


def test_a_batch_of_five_hundred_takes_twelve_statements_at_most_with_bad_scans_among_them(cast: Cast) -> None:
    codes = at_post(cast, 200)
    bad = [one("rubbish", "take_out"), one(s10.compose("HC", 99_999_999), "deliver"), one(codes[0], "burn")]
    scans = [one(code, "take_out") for code in codes] + [one(code, "deliver", proof="x") for code in codes]
    scans += [one(code, "deliver") for code in codes[:97]] + bad
    with CaptureQueriesContext(connection) as asked:
        results = send(cast.lan, scans)
    assert len(scans) == 500
    assert len(asked) <= 12, [each["sql"][:80] for each in asked]
    assert Counter(result.code for result in results) == {
        "recorded": 400,
        "already_done": 97,
        "not_a_code": 1,
        "unknown_code": 1,
        "unknown_action": 1,
    }
    assert [result.id for result in results] == [said.id for said in scans]
    assert Scan.objects.count() == 500
    assert list(ITEMS.differences()) == []


def boxes(levels: int) -> dict[str, Any]:
    """Objects in one another."""
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"in": inner}
    return inner


BAD: dict[str, tuple[Any, str]] = {
    "a wrong check digit": (
        lambda code: as_json(code[:10] + str((int(code[10]) + 1) % 10) + "VN"),
        "wrong_check_digit",
    ),
    "no code": (lambda code: as_json("Chư Sê"), "not_a_code"),
    "an empty code": (lambda code: as_json(""), "not_a_code"),
    "a link with one symbol wrong": (lambda code: as_json("https://a.vn/t/0000000000000000"), "not_a_code"),
    "an unknown act": (lambda code: as_json(code, "burn"), "unknown_action"),
    "an act in Vietnamese": (lambda code: as_json(code, "đi phát"), "unknown_action"),
    "no act": (lambda code: as_json(code, None), "unknown_action"),
    "a number for a code": (lambda code: as_json(4711), "scan_unreadable"),
    "a list for a code": (lambda code: as_json([code]), "scan_unreadable"),
    "a code of a thousand letters": (lambda code: as_json("x" * 1000), "scan_unreadable"),
    "a zero byte": (lambda code: as_json(code + "\x00"), "scan_unreadable"),
    "half a character": (lambda code: as_json(code + "\ud83d"), "scan_unreadable"),
    "half a character in the proof": (lambda code: as_json(code, proof={"receiver": "\ud83d"}), "scan_unreadable"),
    "half a character in the reason": (lambda code: as_json(code, reason="\udc00"), "scan_unreadable"),
    "no identifier": (lambda code: as_json(code, id="x"), "scan_unreadable"),
    "a number for an identifier": (lambda code: as_json(code, id=7), "scan_unreadable"),
    "a word for an age": (lambda code: as_json(code, age_ms="lâu"), "scan_unreadable"),
    "an endless age": (lambda code: as_json(code, age_ms=float("inf")), "scan_unreadable"),
    "truth for an age": (lambda code: as_json(code, age_ms=True), "scan_unreadable"),
    "a day of the year 0": (lambda code: as_json(code, occurred_at="0000-01-01T00:00:00+07:00"), "scan_unreadable"),
    "a day before all days": (lambda code: as_json(code, occurred_at="0001-01-01T00:00:00+14:00"), "scan_unreadable"),
    "a day after all days": (lambda code: as_json(code, occurred_at="9999-12-31T23:59:59-12:00"), "scan_unreadable"),
    "a time of no zone": (lambda code: as_json(code, occurred_at="2019-08-05T12:00:00"), "scan_unreadable"),
    "a number for a proof": (lambda code: as_json(code, proof=1), "scan_unreadable"),
    "a proof in a hundred boxes": (lambda code: as_json(code, proof=boxes(100)), "scan_unreadable"),
    "no scan at all": (lambda code: "scan\x00\ud800", "scan_unreadable"),
    "nothing": (lambda code: None, "scan_unreadable"),
    "an office of somebody else": (lambda code: as_json(code, office="BC-622"), "not_your_office"),
    "an office that is none": (lambda code: as_json(code, "dispatch", to="BC-000"), "unknown_office"),
}


def test_bad_scans_among_good_ones_are_kept_with_their_reason_and_spoil_nothing(cast: Cast) -> None:
    codes = at_post(cast, len(BAD) + 1)
    scans: list[Any] = []
    for code, (make, _) in zip(codes, BAD.values(), strict=False):
        scans += [make(code), as_json(code)]
    results = posted(cast.lan, [*scans, as_json(codes[-1])])
    wrong, right = results[0:-1:2], [*results[1::2], results[-1]]
    assert {name: result.code for name, result in zip(BAD, wrong, strict=True)} == {
        name: reason for name, (_, reason) in BAD.items()
    }
    assert {(str(result.outcome), result.code) for result in right} == {("recorded", "recorded")}
    assert {item(code).state for code in codes} == {ItemState.OUT_FOR_DELIVERY}
    assert Scan.objects.count() == len(results)
    assert Scan.objects.in_tray().count() == len(BAD)
    assert all(result.refusal is not None and result.refusal.detail("vi") for result in wrong)


@pytest.mark.parametrize("number", [5, 10**400, 7.5, None])
def test_odd_numbers_of_an_age_are_read(cast: Cast, number: Any) -> None:
    code = at_post(cast)[0]
    assert posted(cast.lan, [as_json(code, age_ms=number)])[0].outcome == "recorded"


FORMS: dict[str, Callable[[str, str], str]] = {
    "lower case": lambda code, token: code.lower(),
    "spaces": lambda code, token: f"  {s10.printed(code)} ",
    "hyphens": lambda code, token: f"{code[:2]}-{code[2:11]}-{code[11:]}",
    "full width": lambda code, token: "".join(chr(ord(char) + 0xFEE0) for char in code),
    "a scanner's prefix": lambda code, token: f"]C1{code}",
    "the printed link": lambda code, token: f"HTTPS://HOSO.GIALAI.VN/T/{token}",
    "a link of another host": lambda code, token: f"http://192.168.1.7:8000/t/{token.lower()}?utm=x",
    "decomposed text around a link": lambda code, token: unicodedata.normalize("NFD", "Tra cứu hồ sơ: ") + token,
    "composed text around a link": lambda code, token: unicodedata.normalize("NFC", "Tra cứu hồ sơ: ") + token,
    "the token in groups": lambda code, token: f"{token[:4]} {token[4:8]} {token[8:12]} {token[12:]}",
}


@pytest.mark.parametrize("form", FORMS)
def test_codes_are_read_however_they_are_typed_or_scanned(cast: Cast, form: str) -> None:
    code = at_post(cast)[0]
    result = posted(cast.lan, [as_json(FORMS[form](code, item(code).dossier.token))])[0]
    assert (result.outcome, result.item and result.item.code) == ("recorded", code)


def test_a_code_of_another_district_gets_the_answer_of_a_code_that_does_not_exist_and_takes_as_many_statements(
    cast: Cast,
) -> None:
    foreign, seen = at_post(cast, district="622")[0], []
    for code in (foreign, s10.compose("HC", 99_999_999)):
        with CaptureQueriesContext(connection) as asked:
            result = posted(cast.lan, [as_json(code, "accept")])[0]
        seen.append((result.outcome, result.code, result.refusal and result.refusal.detail("vi"), len(asked)))
    assert seen[0] == seen[1]
    assert actions(foreign) == ["register", "offer", "accept"]


def test_one_id_twice_in_one_batch_is_one_scan(cast: Cast) -> None:
    code = at_post(cast)[0]
    said = one(code, "take_out")
    results = send(cast.lan, [said, said, one(code, "deliver", id=said.id)])
    assert [result.code for result in results] == ["recorded", "recorded", "scan_id_reused"]
    assert Scan.objects.count() == 2


def test_items_of_two_districts_in_one_batch_are_locked_without_a_deadlock(committed_cast: Cast) -> None:
    codes = lodge(committed_cast, 30)

    def act(number: int) -> list[ScanResult]:
        order = codes if number % 2 else codes[::-1]
        return send(committed_cast.lan, [one(code, "accept") for code in order])

    got = at_once(4, act)
    assert not [each for each in got if isinstance(each, Exception)], got
    assert {tuple(actions(code)) for code in codes} == {("register", "accept")}


def test_a_scan_that_somebody_of_another_office_sends_again_tells_nothing_about_the_item(cast: Cast) -> None:
    sent = one(at_post(cast)[0], "take_out")
    assert send(cast.lan, [sent])[0].item is not None
    assert send(cast.lan, [sent])[0].item is not None
    again = send(cast.minh, [sent])[0]
    assert (again.outcome, again.item) == ("replayed", None)
