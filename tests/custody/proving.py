"""What tests of proof share: an item at the door, a signature, and looking at what was kept."""

import io
from typing import Any

from PIL import Image, ImageDraw

from postal_services.documents import pictures
from tests.cast import Cast, at_post, item, scan
from tracking.custody.models import Proof

PHONE_ENDING = "0001"
"""The last four digits of the phone of the tests' applicant."""


def drawn() -> str:
    """A signature as a canvas sends it."""
    sheet = Image.new("RGBA", (640, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    pen.line([(60, 160), (200, 60), (320, 180), (520, 90)], fill=(11, 27, 43, 255), width=4)
    pen.arc((80, 40, 240, 200), 10, 320, fill=(11, 27, 43, 255), width=4)
    out = io.BytesIO()
    sheet.save(out, format="PNG")
    return pictures.data_url(out.getvalue())


def photograph() -> str:
    """A photograph, small enough to be sent at all."""
    out = io.BytesIO()
    Image.effect_noise((220, 140), 70).convert("RGB").save(out, format="PNG")
    return pictures.data_url(out.getvalue())


def proof(**changes: Any) -> dict[str, Any]:
    """A proof that is complete and holds, but for ``changes``."""
    return {
        "receiver": "Rơ Châm H'Nhung",
        "relation": "self",
        "signature": drawn(),
        "method": "last4",
        "value": PHONE_ENDING,
        **changes,
    }


def at_door(cast: Cast, count: int = 1, district: str = "633") -> list[str]:
    """Results out for delivery."""
    codes = at_post(cast, count, district)
    for code in codes:
        assert scan(cast.clerk(district), code, "take_out").outcome == "recorded"
    return codes


def kept(code: str) -> Proof:
    """The proof of an item."""
    return Proof.objects.get(item=item(code))
