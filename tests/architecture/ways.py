"""What is told to whom at a door, and the people by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.architecture.world import EVERYBODY, STAFF

ALL = frozenset(EVERYBODY)
SIGNED_IN = frozenset(STAFF)
OFFICE = frozenset({"hanh", "lan", "tien", "may", "minh", "thuy", "nga"})
"""Everyone with a post at a counter, a desk or on the road."""
POST = frozenset({"lan", "tien", "may"})
"""The post office of Chư Sê."""
CHU_SE = POST | {"hanh"}
AT_DESK = frozenset({"hanh", "tinh", "quan"})
"""Who answers for the desk of Chư Sê: its officer, the province, an administrator."""
BAO = frozenset({"bao"})
HOTLINE = frozenset({"tinh", "mai"})
"""Those who see every case: the province and the hotline."""
SEES = CHU_SE | HOTLINE
KEEPERS = frozenset({"tinh", "quan"})
WATCHERS = frozenset({"may", "tinh", "mai"})
DESKS = frozenset({"hanh", "thuy"})
BAGS = POST | {"nga", "tinh", "mai"}
"""Whom a bag from Chư Sê to the province concerns."""
BAGGERS = POST | {"minh", "nga"}
"""Everyone who works in a post office."""
COMPLAINT_TAKERS = (OFFICE - {"tien"}) | HOTLINE
HANH, TINH, MAI, QUAN = (frozenset({name}) for name in ("hanh", "tinh", "mai", "quan"))
TIEN = frozenset({"tien"})
POSTS = POST | {"minh", "nga"}
"""Everyone with a post at a post office."""
DEVICE, PARTNER = frozenset({"device"}), frozenset({"partner"})
LAN, MAY, TIEN = (frozenset({name}) for name in ("lan", "may", "tien"))
DRAWER = LAN | MAY | TINH
"""Who sees Lan's cash: herself, who is in charge of her office, and the province."""
FAR = frozenset({"minh", "thuy", "nga"})
"""Who takes money elsewhere."""
KEEPERS_OF_DEVICES = frozenset({"may", "quan"}) | DEVICE
TIEN = frozenset({"tien"})
PAYERS = (POST - TIEN) | TINH
"""Who may pay a compensation: whoever carries the items does not."""
STRANGERS = frozenset({"anonymous", "device", "revoked", "partner"})
"""Whom pages do not know."""
VISITORS = SIGNED_IN | {"anonymous", "partner"}
"""Whom a public call answers: a key that opens nothing is still told so."""


@dataclass(frozen=True, slots=True)
class Way:
    """What is told to whom, by status."""

    told: Mapping[int, frozenset[str]]
    rest: int = 403

    def status(self, who: str, *, is_call: bool) -> int:
        """What somebody is told."""
        named = next((status for status, people in self.told.items() if who in people), None)
        if named is not None:
            return named
        if is_call:
            return 401 if who in STRANGERS - DEVICE else 403 if who in DEVICE else self.rest
        return 302 if who in STRANGERS else self.rest


@dataclass(frozen=True, slots=True)
class Door:
    """One address: what it names, and the two ways through it; None where there is no such way."""

    get: Way | None = None
    act: Way | None = None
    thing: str = ""
    end: Way | None = None
    """The way of a DELETE where the address takes other writes too."""


def open_to(people: frozenset[str], status: int = 200, rest: int = 403) -> Way:
    """A way for some people."""
    return Way({status: people}, rest)
