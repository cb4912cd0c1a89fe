"""An exported case and the one file that checks it with nothing but Python."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from postal_services.documents import keys
from postal_services.ledger import verify_case
from tests.ledger import book

pytestmark = pytest.mark.usefixtures("committed_db")
NOTE = {"note": 'Rơ Châm H\'Nhung \\ "ở" Chư Sê 🙂', "n": 2**53 - 1}


def exported() -> dict[str, Any]:
    """A case with two sealed lines, one sealed later and one not sealed yet, among others."""
    stream = book.case("H21-1", 2, data=NOTE)
    for number in range(5):
        book.case(f"other-{number}")
    book.seal()
    subject = book.lines(stream)[0].subject
    book.write(book.note(stream, subject, flags=("late",)))
    book.seal()
    book.write(book.note(stream, subject))
    out = StringIO()
    call_command("export_case", "H21-1", stdout=out)
    case: dict[str, Any] = json.loads(out.getvalue())
    return case


def checked(case: Any, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a copy of the file says about an export, run where neither Django nor this project can be imported."""
    program = folder / "verify_case.py"
    program.write_bytes(Path(verify_case.__file__).read_bytes())
    file = folder / "case.json"
    file.write_text(case if isinstance(case, str) else json.dumps(case, ensure_ascii=False), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-S", "-I", str(program), str(file), *words],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_good_case_is_good_without_django_and_without_a_database(tmp_path: Path) -> None:
    found = checked(exported(), tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == "OK: 4 lines, 3 of them sealed, 2 seals\n"


def test_the_file_imports_nothing_but_python_s_own_library() -> None:
    text = Path(verify_case.__file__).read_text(encoding="utf-8")
    words = [line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert {word.partition(".")[0] for word in words} <= sys.stdlib_module_names


def test_only_seals_by_trusted_keys_count_when_keys_are_named(tmp_path: Path) -> None:
    case = exported()
    public = next(iter(keys.public_keys(keys.CHECKPOINT).values())).hex()
    assert checked(case, tmp_path, "--key", public).returncode == 0
    assert checked(case, tmp_path, "--key", "00" * 32, "--key", public).returncode == 0
    distrusted = checked(case, tmp_path, "--key", "00" * 32)
    assert (distrusted.returncode, distrusted.stderr) == (
        1,
        "BROKEN: seal 1 is signed by a key you do not trust\n",
    )


def _flip(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _edit(*path: Any, by: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    def change(case: dict[str, Any]) -> None:
        place: Any = case
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = by(place[path[-1]])

    return change


def _swap(case: dict[str, Any]) -> None:
    case["lines"][1], case["lines"][2] = case["lines"][2], case["lines"][1]


def _forge_key(case: dict[str, Any]) -> None:
    case["keys"] = {key_id: _flip(public) for key_id, public in case["keys"].items()}


TAMPERING: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a word of a line": (
        _edit("lines", 1, "written", by=lambda text: text.replace("UB-633", "UB-622")),
        "line 2 was changed",
    ),
    "a space in a line": (
        _edit("lines", 0, "written", by=lambda text: text.replace(":", ": ", 1)),
        "line 1 was changed",
    ),
    "a line's hash": (_edit("lines", 2, "hash", by=_flip), "line 3 was changed"),
    "the first line gone": (lambda case: case["lines"].pop(0), "line 1 is missing"),
    "a line gone": (lambda case: case["lines"].pop(1), "line 2 is missing"),
    "two lines swapped": (_swap, "line 2 is missing"),
    "a line copied": (lambda case: case["lines"].append(case["lines"][1]), "line 5 is missing"),
    "the case's code": (_edit("stream", "code", by=lambda code: code + "x"), "line 1 was changed"),
    "the case's kind": (_edit("stream", "kind", by=lambda kind: "mandate"), "line 1 was changed"),
    "the case's identifier": (_edit("stream", "id", by=_flip), "line 1 is missing or of another case"),
    "a step of a path": (_edit("lines", 0, "path", 0, 1, by=_flip), "line 1 does not hang on seal 1"),
    "a side of a path": (
        _edit("lines", 0, "path", 0, 0, by=lambda side: "R" if side == "L" else "L"),
        "line 1 does not hang on seal 1",
    ),
    "a step gone": (_edit("lines", 1, "path", by=lambda steps: steps[1:]), "line 2 does not hang on seal 1"),
    "another seal": (_edit("lines", 0, "seal", by=lambda number: number + 1), "line 1 does not hang on seal 2"),
    "a seal gone": (lambda case: case["seals"].pop(0), "line 1 does not hang on seal 1"),
    "a root": (_edit("seals", 0, "root", by=_flip), "seal 1 does not say what it signs"),
    "a seal's number": (_edit("seals", 0, "number", by=lambda number: 7), "seal 7 does not say what it signs"),
    "a seal's text": (_edit("seals", 1, "written", by=lambda text: text.replace("2019", "2020")), "wrong signature"),
    "a signature": (_edit("seals", 1, "signature", by=_flip), "seal 2 has a wrong signature"),
    "a short signature": (_edit("seals", 0, "signature", by=lambda text: text[:64]), "seal 1 has a wrong signature"),
    "no signature": (_edit("seals", 0, "signature", by=lambda text: ""), "seal 1 has a wrong signature"),
    "another key": (_forge_key, "seal 1 has a wrong signature"),
    "no key": (_edit("keys", by=lambda known: {}), "seal 1 has a wrong signature"),
    "a path that is no number": (_edit("lines", 0, "path", 0, 1, by=lambda text: "xyz"), "not in the form"),
    "lines that are none": (_edit("lines", by=lambda lines: [1, 2]), "not in the form"),
    "a line that is no JSON": (_edit("lines", 0, "written", by=lambda text: text[:-1]), "not in the form"),
    "no seals at all": (lambda case: case.pop("seals"), "not in the form"),
}


def test_every_kind_of_tampering_is_found_and_named(tmp_path: Path) -> None:
    good = json.dumps(exported())
    for name, (tamper, words) in TAMPERING.items():
        case = json.loads(good)
        tamper(case)
        assert json.dumps(case) != good, name
        found = checked(case, tmp_path)
        assert (found.returncode, found.stdout) == (1, ""), name
        assert found.stderr.startswith("BROKEN: "), (name, found.stderr)
        assert words in found.stderr, (name, found.stderr)
        assert found.stderr.count("\n") == 1, (name, found.stderr)


@pytest.mark.parametrize("text", ['{"format": "VB-CASE-2"}', "[]", "{}", "", "%PDF-1.7"])
def test_what_is_no_exported_case_is_told_apart_from_a_broken_one(text: str, tmp_path: Path) -> None:
    found = checked(text, tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (2, "", "Not an exported case.\n")


def test_signatures_are_checked_as_the_well_known_library_checks_them(tmp_path: Path) -> None:
    for seal in exported()["seals"]:
        public = keys.public_keys(keys.CHECKPOINT)[seal["key"]]
        message, signature = seal["written"].encode(), bytes.fromhex(seal["signature"])
        for number in range(64):
            wrong = bytes(byte ^ (1 << number % 8) if place == number else byte for place, byte in enumerate(signature))
            assert verify_case.signed_by(public, message, wrong) == keys.verify(message, wrong, public) is False
        assert verify_case.signed_by(public, message, signature) == keys.verify(message, signature, public) is True


def test_a_case_that_does_not_exist_cannot_be_exported() -> None:
    with pytest.raises(CommandError, match="H21-404"):
        call_command("export_case", "H21-404")
