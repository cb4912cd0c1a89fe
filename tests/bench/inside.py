"""Measures taken inside one process: batches, hand-overs, receipts, verification."""

import hashlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 7
BATCH = 500
LISTED = 200


def best_of(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """Median seconds of each work, taken in turn so that a drifting machine slows all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds + 1):
        for times, work in zip(taken, works, strict=True):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    return [statistics.median(times[1:]) for times in taken]


def batches(items: list[str]) -> dict[str, Any]:
    """500 scans in one call of the command, against one bare INSERT of 500 rows."""
    from delegation.registry.actors import actor_of
    from postal_services.accounts.models import User
    from postal_services.ids import uuid7
    from tests.bench import floor
    from tracking.custody.commands.scan import Batch, Scan, record_scans

    clerk = actor_of(User.objects.get(username="lan"))
    away = False

    def ours() -> None:
        nonlocal away
        action = "arrive" if away else "dispatch"
        away = not away
        scans = [Scan(id=uuid7(), code=code, action=action, office="BC-633", age_ms=0) for code in items[:BATCH]]
        outcomes = {result.outcome for result in record_scans(actor=clerk, batch=Batch(scans=scans))}
        if outcomes != {"recorded"}:
            raise SystemExit(f"scans were not recorded: {outcomes}")

    bare, mine = best_of(ROUNDS, lambda: floor.insert_rows(BATCH), ours)
    if away:
        ours()
    return {"ours": BATCH / mine, "floor": BATCH / bare, "ratio": bare / mine, "unit": "rows/s"}


def hand_overs() -> dict[str, Any]:
    """A list of 200 items countersigned: how many statements, how long; the floor is the bare INSERT of its lines."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from delegation.dossiers.lodging import Applicant, Lodging, Paper
    from delegation.registry.actors import actor_of
    from postal_services.accounts.models import User
    from tests.bench import floor
    from tracking.custody.commands import hand_over
    from tracking.custody.commands.lodge import lodge_dossiers
    from tracking.custody.states import Verdict

    officer, clerk = (actor_of(User.objects.get(username=name)) for name in ("hanh", "lan"))
    wanted = Lodging(
        procedure="2.000635",
        service="return",
        committee="633",
        weight_g=80,
        state_fee=8000,
        applicant=Applicant("Rơ Châm H'Nhung", "0905000001", "Làng Ring", "23947"),
        papers=(Paper("Trích lục khai sinh", "original", 1),),
        confirm_duplicate=True,
        channel="simulation",
    )
    took: list[float] = []
    statements = 0
    for _ in range(4):
        lodged = lodge_dossiers(actor=officer, lodgings=[wanted] * LISTED)
        codes = [each.items[0].code for each in lodged]  # type: ignore[union-attr]  # the demo's officer may lodge
        listed = hand_over.draft_hand_over(actor=officer, giver="UB-633", receiver="BC-633", items=codes)
        hand_over.propose_hand_over(actor=officer, code=listed.code)
        signature = hand_over.CounterSignature(dict.fromkeys(codes, Verdict.RECEIVED))
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            hand_over.countersign_hand_over(actor=clerk, code=listed.code, signature=signature)
        took.append(time.perf_counter() - begun)
        statements = sum(each["sql"] not in ("BEGIN", "COMMIT") for each in captured.captured_queries)
    bare = best_of(ROUNDS, lambda: floor.insert_rows(LISTED))[0]
    mine = statistics.median(took)
    return {
        "ours": LISTED / mine,
        "floor": LISTED / bare,
        "ratio": bare / mine,
        "unit": "items/s",
        "statements": statements,
    }


def receipts() -> dict[str, Any]:
    """The A5 receipt with both codes and a fresh signature, against the same page with neither."""
    from dataclasses import replace

    from postal_services.documents import signed
    from postal_services.documents.papers import render_receipt
    from postal_services.ids import uuid7
    from tests.documents import papers as samples

    whole = samples.receipt()
    bare = replace(whole, url="", signed="")
    signer = signed.keys.current_key(signed.keys.RECEIPT)

    def ours() -> None:
        facts = signed.ReceiptFacts(
            receipt_id=uuid7(),
            issued_at=whole.issued_at,
            party=whole.party,
            giver=whole.giver.code,
            receiver=whole.receiver.code,
            counts=whole.counts,
            digest=bytes(16),
            root=bytes(8),
        )
        render_receipt(replace(whole, signed=signed.sign(facts, signer)), io.BytesIO())

    def floor() -> None:
        render_receipt(bare, io.BytesIO())

    plain, mine = best_of(25, floor, ours)
    return {"ours": 1 / mine, "floor": 1 / plain, "ratio": plain / mine, "unit": "receipts/s"}


def verification() -> dict[str, Any]:
    """The whole ledger verified, against hashing as many bytes in a bare loop."""
    from postal_services.ledger import export
    from postal_services.ledger import verification as ledger
    from postal_services.ledger.models import Line

    sample = export.written(Line.objects.order_by("stream_id", "seq").first()).encode()  # type: ignore[arg-type]
    lines = ledger.verify().lines

    def ours() -> None:
        if ledger.verify().broken:
            raise SystemExit("the bench's ledger does not verify")

    def floor() -> None:
        for _ in range(lines):
            hashlib.sha256(sample).digest()

    bare, mine = best_of(3, floor, ours)
    return {"ours": lines / mine, "floor": lines / bare, "ratio": bare / mine, "unit": "lines/s", "lines": lines}


def main() -> None:
    """All measures of one process, printed as JSON."""
    django.setup()
    items = json.load(sys.stdin)["items"]
    sys.stdout.write(
        json.dumps(
            {
                "scan_batch": batches(items),
                "hand_over": hand_overs(),
                "receipt": receipts(),
                "verify": verification(),
            }
        )
    )


if __name__ == "__main__":
    main()
