#!/usr/bin/env python3
"""Check an exported case with nothing but Python: ``python3 verify_case.py CASE.json [--key HEX ...]``.

The file stands alone on purpose: an auditor copies it next to the export and needs neither this project nor a
database. With ``--key`` only seals signed by the named public keys count; take the keys from a source you trust, such
as the province's published key list, not from the export itself.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

# Ed25519 (RFC 8032, 5.1) over the field of integers modulo P; points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(p: Point, q: Point) -> Point:
    """Sum of two points of the curve."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """``scalar`` times ``point``, by doubling."""
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def point_of(text: bytes) -> Point:
    """The point written in 32 bytes; raises ``ValueError`` when there is none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        msg = "not a point of the curve"
        raise ValueError(msg)
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``message`` was made with the private half of ``public``."""
    try:
        key, commitment = point_of(public), point_of(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(commitment, times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


class Bad(Exception):
    """The first thing in the export that does not hold."""


def check_lines(case: dict[str, Any]) -> dict[int, bytes]:
    """Walk the chain; gives each line's hash by its number."""
    stream = case["stream"]
    name = f"VB-STREAM-1\n{stream['kind']}\n{stream['code']}\n{stream['id']}"
    last = hashlib.sha256(name.encode()).digest()
    hashes: dict[int, bytes] = {}
    for number, line in enumerate(case["lines"], 1):
        content = json.loads(line["written"])
        if content["seq"] != number or content["stream"] != stream["id"]:
            raise Bad(f"line {number} is missing or of another case")
        last = hashlib.sha256(b"\x01" + line["written"].encode() + last).digest()
        if last.hex() != line["hash"]:
            raise Bad(f"line {number} was changed after it was written")
        hashes[number] = last
    return hashes


def check_seals(case: dict[str, Any], trusted: set[str] | None) -> dict[int, bytes]:
    """Check every seal's signature; gives the roots by number."""
    roots: dict[int, bytes] = {}
    for seal in case["seals"]:
        public = case["keys"].get(seal["key"], "")
        if trusted is not None and public not in trusted:
            raise Bad(f"seal {seal['number']} is signed by a key you do not trust")
        if not signed_by(bytes.fromhex(public), seal["written"].encode(), bytes.fromhex(seal["signature"])):
            raise Bad(f"seal {seal['number']} has a wrong signature")
        fields = seal["written"].split("\n")
        if fields[0] != "VB-SEAL-1" or fields[1] != str(seal["number"]) or fields[5] != seal["root"]:
            raise Bad(f"seal {seal['number']} does not say what it signs")
        roots[seal["number"]] = bytes.fromhex(seal["root"])
    return roots


def check_paths(case: dict[str, Any], hashes: dict[int, bytes], roots: dict[int, bytes]) -> int:
    """Check that sealed lines hang on their seals; gives how many do."""
    sealed = 0
    for number, line in enumerate(case["lines"], 1):
        if line["seal"] is None:
            continue
        current = hashlib.sha256(b"\x00" + hashes[number]).digest()
        for side, sibling in line["path"]:
            pair = bytes.fromhex(sibling) + current if side == "L" else current + bytes.fromhex(sibling)
            current = hashlib.sha256(b"\x01" + pair).digest()
        if current != roots.get(line["seal"]):
            raise Bad(f"line {number} does not hang on seal {line['seal']}")
        sealed += 1
    return sealed


def read(path: Path) -> dict[str, Any] | None:
    """The exported case in the file; None when it holds something else."""
    try:
        case = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return case if isinstance(case, dict) and case.get("format") == "VB-CASE-1" else None


def main() -> int:
    """Read the file, check it, say what holds."""
    parser = argparse.ArgumentParser(description="Check an exported case.")
    parser.add_argument("case", type=Path)
    parser.add_argument("--key", action="append", metavar="HEX", help="a public key you trust; may be repeated")
    arguments = parser.parse_args()
    case = read(arguments.case)
    if case is None:
        print("Not an exported case.", file=sys.stderr)
        return 2
    try:
        hashes = check_lines(case)
        roots = check_seals(case, set(arguments.key) if arguments.key else None)
        sealed = check_paths(case, hashes, roots)
    except Bad as bad:
        print(f"BROKEN: {bad}", file=sys.stderr)
        return 1
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        print(f"BROKEN: something is not in the form of an export ({type(error).__name__})", file=sys.stderr)
        return 1
    print(f"OK: {len(hashes)} lines, {sealed} of them sealed, {len(roots)} seals")
    return 0


if __name__ == "__main__":
    sys.exit(main())
