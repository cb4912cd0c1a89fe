"""The public board at a million cases: ``python -m tests.bench.board``, with a ``DATABASE_URL`` to throw away.

Loads Gia Lai, puts the cases in (``many_cases``), then asks for the board of many days as a stranger would, through the
whole of Django but without a socket, and prints milliseconds and statements as JSON.
"""

import io
import json
import random
import statistics
import sys
import time
from datetime import timedelta

import django

ROUNDS = 120
SEED = 44
BOARD = "/trien-khai/44-TB-UBND/2"


def measure(cases: int) -> dict[str, float]:
    """Fill, warm up, ask; p50 and p95 in milliseconds over days of the half year, and the most statements of any."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench import many_cases

    call_command("collectstatic", interactive=False, verbosity=0)
    for command in ("migrate", "load_reference", "load_demo", "load_demo_mandates"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    filled = many_cases.fill(cases) if cases else 0.0
    dice, client = random.Random(SEED), Client(SERVER_NAME="127.0.0.1")  # days to ask for, not secrets
    took: list[float] = []
    statements = size = 0
    for round_ in range(-5, ROUNDS):
        day = many_cases.FIRST + timedelta(days=dice.randrange(many_cases.DAYS))
        with CaptureQueriesContext(connection) as said:
            begun = time.perf_counter()
            answer = client.get(BOARD, {"ngay": day.isoformat()})
            seconds = time.perf_counter() - begun
        if answer.status_code != 200:
            raise SystemExit(f"{BOARD}: {answer.status_code}")
        if round_ >= 0:
            took.append(seconds * 1_000)
            statements, size = max(statements, len(said)), max(size, len(answer.content))
    took.sort()
    return {
        "cases": cases,
        "filled_s": round(filled, 1),
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "statements": statements,
        "bytes": size,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
