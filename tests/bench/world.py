"""A district with dossiers under way, made by the real commands, in a database of the bench's own."""

import json
import sys
from typing import Any

import django

SIZE = 3_000


def build() -> dict[str, Any]:
    """Load Gia Lai, take dossiers in, hand their results to the post; what the loads need is given back."""
    from django.core.management import call_command
    from django.db import connection

    from delegation.dossiers.lodging import Applicant, Lodging, Paper
    from delegation.registry.actors import actor_of
    from postal_services.accounts.commands import SignIn, sign_in_for_token
    from postal_services.accounts.models import User
    from postal_services.ledger import checkpoints
    from tests.bench import floor
    from tracking.custody.commands import hand_over
    from tracking.custody.commands.lodge import lodge_dossiers
    from tracking.custody.states import Verdict

    call_command("migrate", verbosity=0)
    for command in ("load_reference", "load_demo", "load_demo_mandates"):
        call_command(command, verbosity=0)
    officer, clerk = (actor_of(User.objects.get(username=name)) for name in ("hanh", "lan"))
    applicant = Applicant("Rơ Châm H'Nhung", "0905000001", "Làng Ring", "23947", ("poor_household",))
    wanted = Lodging(
        procedure="2.000635",
        service="return",
        committee="633",
        weight_g=80,
        state_fee=8000,
        applicant=applicant,
        papers=(Paper("Trích lục khai sinh", "original", 1),),
        confirm_duplicate=True,
        channel="simulation",
    )
    items: list[str] = []
    tokens: list[str] = []
    for _ in range(SIZE // 200):
        lodged = lodge_dossiers(actor=officer, lodgings=[wanted] * 200)
        codes = [each.items[0].code for each in lodged]  # type: ignore[union-attr]  # the demo's officer may lodge
        tokens += [each.dossier.token for each in lodged]  # type: ignore[union-attr]
        listed = hand_over.draft_hand_over(actor=officer, giver="UB-633", receiver="BC-633", items=codes)
        hand_over.propose_hand_over(actor=officer, code=listed.code)
        signature = hand_over.CounterSignature(dict.fromkeys(codes, Verdict.RECEIVED))
        hand_over.countersign_hand_over(actor=clerk, code=listed.code, signature=signature)
        items += codes
    checkpoints.seal()
    with connection.cursor() as cursor:
        cursor.execute(floor.TABLES)
        cursor.execute(
            "INSERT INTO floor_item SELECT gen_random_uuid(), code, 'x', now() FROM unnest(%s::text[]) AS n(code)",
            [items],
        )
        cursor.execute("ANALYZE")
    token = sign_in_for_token(SignIn("lan", "gialai-2019", network="127.0.0.1")).token
    return {"items": items, "tokens": tokens, "token": token}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(build()))
