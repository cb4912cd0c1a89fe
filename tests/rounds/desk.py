"""Rounds as the tests make them: built, taken out, worked through and brought home by the real commands."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.cast import Cast, at_post, item
from tests.documents.test_pictures import png, signed
from tracking.rounds.at_door import Delivery
from tracking.rounds.commands.closing import Closed, Homecoming, close_round
from tracking.rounds.commands.delivering import Delivered, deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.commands.going_out import TakenOut, take_out_round
from tracking.rounds.commands.planning import build_round
from tracking.rounds.models import Round, Stop


def built(cast: Cast, codes: Sequence[str], **changes: Any) -> Round:
    """A round of Tiến's, drawn up by Lan."""
    facts = {"actor": cast.lan, "office": "BC-633", "postman": "tien", "items": codes, **changes}
    return build_round(**facts)


def out(cast: Cast, count: int = 1, **changes: Any) -> tuple[Round, list[str]]:
    """A round that Tiến has taken out, and the codes of its items."""
    codes = at_post(cast, count)
    return taken_out(cast, built(cast, codes, **changes)).round, codes


def taken_out(cast: Cast, round_: Round) -> TakenOut:
    """Tiến leaves with a round."""
    return take_out_round(actor=cast.tien, code=round_.code)


def home(cast: Cast, round_: Round, cash: int | None = 0, **changes: Any) -> Closed:
    """Lan takes a round back."""
    return close_round(actor=cast.lan, code=round_.code, homecoming=Homecoming(cash_counted=cash, **changes))


def stop(round_: Round, code: str) -> Stop:
    """The stop of an item on a round, as its row stands now."""
    return Stop.objects.get(round=round_, item__code=code)


def signature() -> str:
    """A signature as the glass gives it."""
    return "data:image/png;base64," + base64.b64encode(png(signed())).decode()


def proof_of(cast_item: str, **changes: Any) -> dict[str, Any]:
    """A sound proof: the spouse signs and shows the slip."""
    token = item(cast_item).dossier.token
    said = {"receiver": "Rơ Châm H'Lan", "relation": "spouse", "signature": signature()}
    return {**said, "method": "receipt", "value": token, **changes}


def deliver(cast: Cast, round_: Round, code: str, *, now: datetime | None = None, **changes: Any) -> Delivered:
    """Tiến delivers an item against a sound proof."""
    facts = {"proof": proof_of(code), **changes}
    return deliver_at_door(actor=cast.tien, round_code=round_.code, item=code, delivery=Delivery(**facts), now=now)


def fail(cast: Cast, round_: Round, code: str, reason: str = "absent", **changes: Any) -> Stop:
    """Tiến finds that an item cannot be delivered."""
    return fail_at_door(actor=cast.tien, round_code=round_.code, item=code, failure=Failure(reason, **changes))
