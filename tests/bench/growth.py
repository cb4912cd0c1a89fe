"""What a long ledger costs: ``python -m tests.bench.growth [LINES]``, with a ``DATABASE_URL`` to throw away.

A scan and a citizen's page are measured (CPU of the process and of its database backend) on a small district and on a
copy of it grown to ten million lines by cases like its own, in turns. The copy is filled by statements over sets; its
lines have the right shape but no true chain, so it is good for nothing else. It takes about 12 GB and a quarter of an
hour, and is dropped in the end.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg

from tests.bench import cost, load

ROUNDS = 7
BUDGET = 1.2
_CARRIED = 3
"""How often the model case is carried to and fro before it is copied."""
_SAMPLE = 1_500
_AT_ONCE = 50_000

_CASE = "('0190' || lpad(to_hex({n}::bigint), 8, '0') || '70008000000000000000')::uuid"
_ITEM = "('0190' || lpad(to_hex({n}::bigint), 8, '0') || '70008000000000000001')::uuid"
# an S10 code: its eight digits weighed, the check digit 11 less the rest of eleven, 10 as 0 and 11 as 5
_CODE = """
(SELECT 'HC' || digits || CASE rest WHEN 10 THEN 0 WHEN 11 THEN 5 ELSE rest END || 'VN'
   FROM (SELECT (10000000 + {n})::text AS digits) s,
        LATERAL (SELECT 11 - sum(substr(digits, k, 1)::int * (ARRAY[8,6,4,2,3,5,9,7])[k]) %% 11 AS rest
                   FROM generate_series(1, 8) k) w)
"""
# a token: fifteen symbols weighed with powers of 2, and the one that makes the rest of 21 be 1
_TOKEN = """
(SELECT symbols || substr('0123456789BCGHKMNPQTV', ((1 - sum) %% 21 + 21) %% 21 + 1, 1)
   FROM (SELECT lpad({n}::text, 15, '0') AS symbols) s,
        LATERAL (SELECT sum(substr(symbols, k, 1)::int << 16 - k)::int FROM generate_series(1, 15) k) w)
"""
_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
_COPIES: dict[str, tuple[str, dict[str, str]]] = {
    "ledger_stream": ("t.id = %(case)s", {"id": _CASE, "code": "'copy-' || {n}"}),
    "dossiers_dossier": ("t.id = %(case)s", {"id": _CASE, "code": "'copy-' || {n}", "token": _TOKEN}),
    "dossiers_caseoffice": ("t.dossier_id = %(case)s", {"id": "gen_random_uuid()", "dossier_id": _CASE}),
    "custody_item": ("t.dossier_id = %(case)s", {"id": _ITEM, "code": _CODE, "dossier_id": _CASE}),
    "custody_scan": ("t.item_id = %(item)s", {"id": "gen_random_uuid()", "item_id": _ITEM}),
    "ledger_line": (
        "t.stream_id = %(case)s",
        {"stream_id": _CASE, "subject": "CASE WHEN t.subject = %(item)s THEN " + _ITEM + " ELSE " + _CASE + " END"},
    ),
}


def grow(address: str, case: str, item: str, lines: int) -> dict[str, Any]:
    """Copy ``case`` with its only item until the ledger has about ``lines`` lines; past every guard, as superuser."""
    begun = time.perf_counter()
    with psycopg.connect(address, autocommit=True) as sql:
        sql.execute("SET session_replication_role = replica")
        sql.execute("SET synchronous_commit = off")
        each = sql.execute("SELECT count(*) FROM ledger_line WHERE stream_id = %s", [case]).fetchone()
        copies = lines // each[0] if each else 0
        for first in range(1, copies + 1, _AT_ONCE):
            for table, (where, changes) in _COPIES.items():
                names = [row[0] for row in sql.execute(_COLUMNS, [table])]
                picked = ", ".join(changes.get(name, f"t.{name}").format(n="n") for name in names)
                sql.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked}"
                    f" FROM generate_series(%(first)s::int, %(last)s::int) n CROSS JOIN {table} t WHERE {where}",
                    {"case": case, "item": item, "first": first, "last": min(first + _AT_ONCE - 1, copies)},
                )
        sql.execute("VACUUM ANALYZE")
        step = max(1, copies // _SAMPLE)
        sample = sql.execute(
            f"SELECT {_CODE.format(n='n')}, {_TOKEN.format(n='n')} FROM generate_series(1, %s::int, %s::int) n",
            [copies, step],
        ).fetchall()
    return {
        "items": [row[0] for row in sample],
        "tokens": [row[1] for row in sample],
        "filled_s": round(time.perf_counter() - begun),
    }


def prepare() -> dict[str, Any]:
    """The small district, and the case to be copied, carried to and fro so that it has a history."""
    from delegation.registry.actors import actor_of
    from postal_services.accounts.models import User
    from postal_services.ids import uuid7
    from tests.bench.world import build
    from tracking.custody.commands.scan import Batch, Scan, record_scans
    from tracking.custody.models import Item

    world = build()
    item = Item.objects.get(code=world["items"][0])
    clerk = actor_of(User.objects.get(username="lan"))
    for action in ("dispatch", "arrive") * _CARRIED:
        record_scans(
            actor=clerk,
            batch=Batch(scans=[Scan(id=uuid7(), code=item.code, action=action, office="BC-633", age_ms=0)]),
        )
    return {**world, "case": str(item.dossier_id), "item": str(item.id)}


def measure() -> None:
    """CPU milliseconds of a scan and of a page, for the world told on the standard input."""
    world = json.loads(sys.stdin.read().splitlines()[-1])
    senders = {
        "scan": cost.sender(load.scans("/api/v1/scans", world["items"], world["token"])),
        "journey": cost.sender(load.pages("/t/", world["tokens"])),
    }
    found = {}
    for name, send in senders.items():
        cost.milliseconds(send)
        found[name] = sum(cost.milliseconds(send, 4 * cost.AT_ONCE))
    print(json.dumps(found))


def _child(word: str, database: str, said: Any = None) -> Any:
    """What this module prints when it runs with ``word`` over ``database``."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.growth", word],
        env={**os.environ, "DATABASE_URL": database},
        input=json.dumps(said).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(lines: int) -> None:
    """Build both, measure in turns, print the medians and how much the long ledger costs more."""
    small = os.environ["DATABASE_URL"]
    parts = urlsplit(small)
    large = parts._replace(path="/bench_growth").geturl()
    power = parts._replace(netloc="postgres@" + parts.netloc.rpartition("@")[2])
    world = _child("prepare", small)
    with psycopg.connect(power._replace(path="/postgres").geturl(), autocommit=True) as sql:
        sql.execute("DROP DATABASE IF EXISTS bench_growth")
        sql.execute(f'CREATE DATABASE bench_growth TEMPLATE "{parts.path.lstrip("/")}"')
        try:
            grown = grow(power._replace(path="/bench_growth").geturl(), world["case"], world["item"], lines)
            sides = {"small": (small, world), "large": (large, {**world, **grown})}
            took: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
            for _ in range(ROUNDS):
                for name, (database, told) in sides.items():
                    took[name].append(_child("measure", database, told))
        finally:
            sql.execute("DROP DATABASE IF EXISTS bench_growth WITH (FORCE)")
    result: dict[str, Any] = {"lines": lines, "filled_s": grown["filled_s"]}
    for work in ("scan", "journey"):
        middle = {name: statistics.median(each[work] for each in each_side) for name, each_side in took.items()}
        result[work] = {**{name: round(value, 2) for name, value in middle.items()}, "budget": BUDGET}
        result[work]["ratio"] = round(middle["large"] / middle["small"], 2)
    print(json.dumps(result))


if __name__ == "__main__":
    word = sys.argv[1] if len(sys.argv) > 1 else "10000000"
    if word.isdigit():
        main(int(word))
    else:
        django.setup()
        print(json.dumps(prepare())) if word == "prepare" else measure()
