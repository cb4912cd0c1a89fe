"""Who gets in where: one row for every address of the house, judged by people.

A row says what each of ``world.EVERYBODY`` is told when they read, and when they act with an empty form. Whoever is not
named is told ``rest``: 403 where they may know of the room, 404 where the thing is not theirs or the room is hidden.
Strangers are led to the sign-in page, or told 401 by a call; a device is told 403 by every call off its list.
"""

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


DOORS: dict[str, Door] = {
    "home": Door(get=open_to(ALL)),
    "language": Door(get=open_to(ALL, 302), thing="language"),
    "style": Door(get=Way({200: QUAN, 404: STRANGERS}, 404), act=Way({200: QUAN, 404: STRANGERS}, 404)),
    "tokens": Door(act=open_to(ALL, 400)),
    "token-current": Door(act=open_to(SIGNED_IN, 204)),
    "devices": Door(get=open_to(SIGNED_IN | DEVICE)),
    "device-enrolment": Door(act=open_to(ALL, 400)),
    "enrolment-codes": Door(act=open_to(SIGNED_IN, 400)),
    "device": Door(act=open_to(KEEPERS_OF_DEVICES, 204, rest=404), thing="device"),
    "device-key": Door(act=open_to(KEEPERS_OF_DEVICES, 201, rest=404), thing="device"),
    "schema": Door(get=open_to(ALL)),
    "docs": Door(get=open_to(ALL)),
    "problems": Door(get=open_to(ALL)),
    "problem": Door(get=open_to(ALL), thing="problem"),
    "partners": Door(get=open_to(KEEPERS | PARTNER), act=open_to(SIGNED_IN | PARTNER, 400)),
    "partner-endpoints": Door(get=open_to(KEEPERS | PARTNER), act=open_to(SIGNED_IN | PARTNER, 400)),
    "partner-endpoint": Door(get=Way({200: KEEPERS, 404: PARTNER}, 404), thing="endpoint"),
    "partner-endpoint-secrets": Door(act=Way({201: KEEPERS, 404: PARTNER}, 404), thing="endpoint"),
    "partner-endpoint-disablement": Door(
        act=Way({200: KEEPERS, 404: PARTNER}, 404), end=Way({200: KEEPERS, 404: PARTNER}, 404), thing="endpoint"
    ),
    "partner-endpoint-pings": Door(act=Way({202: KEEPERS, 404: PARTNER}, 404), thing="endpoint"),
    "partner-endpoint-replays": Door(act=Way({202: KEEPERS, 404: PARTNER}, 404), thing="endpoint"),
    "partner-deliveries": Door(get=open_to(KEEPERS | PARTNER)),
    "partner-delivery": Door(get=Way({200: KEEPERS, 404: PARTNER}, 404), thing="delivery"),
    "partner-replay": Door(act=Way({404: PARTNER, 409: KEEPERS}, 404), thing="delivery"),
    "partner-keys": Door(act=Way({201: KEEPERS, 403: PARTNER}), end=Way({204: KEEPERS, 403: PARTNER}), thing="partner"),
    "integrations:deliveries": Door(get=open_to(KEEPERS)),
    "integrations:new-partner": Door(get=open_to(KEEPERS), act=open_to(KEEPERS)),
    "integrations:endpoint": Door(get=open_to(KEEPERS), thing="endpoint"),
    "integrations:rotate": Door(act=open_to(KEEPERS), thing="endpoint"),
    "integrations:switch-off": Door(act=open_to(KEEPERS, 302), thing="endpoint"),
    "integrations:switch-on": Door(act=open_to(KEEPERS, 302), thing="endpoint"),
    "integrations:ping": Door(act=open_to(KEEPERS, 302), thing="endpoint"),
    "integrations:replay-all": Door(act=open_to(KEEPERS, 302), thing="endpoint"),
    "integrations:delivery": Door(get=open_to(KEEPERS), thing="delivery"),
    "integrations:replay": Door(act=open_to(KEEPERS, 409), thing="delivery"),
    "integrations:notice-seen": Door(act=open_to(KEEPERS, 302), thing="notice"),
    "integrations:partner": Door(get=open_to(KEEPERS), thing="partner"),
    "integrations:issue-key": Door(act=open_to(KEEPERS), thing="partner"),
    "integrations:revoke-keys": Door(act=open_to(KEEPERS, 302), thing="partner"),
    "integrations:new-endpoint": Door(get=open_to(KEEPERS), act=open_to(KEEPERS), thing="partner"),
    "registry:procedures": Door(get=open_to(ALL)),
    "registry:procedure": Door(get=open_to(ALL), thing="procedure"),
    "units": Door(get=open_to(VISITORS)),
    "offices": Door(get=open_to(VISITORS)),
    "procedures": Door(get=open_to(VISITORS)),
    "procedure": Door(get=open_to(VISITORS), thing="procedure"),
    "quotes": Door(get=open_to(VISITORS, 400)),
    "mandates:list": Door(get=open_to(SIGNED_IN)),
    "mandates:draft": Door(get=open_to(DESKS), act=open_to(DESKS)),
    "mandates:detail": Door(get=open_to(SEES, rest=404), thing="mandate"),
    "mandates:act": Door(
        get=open_to(SEES, rest=404), act=Way({302: HANH | TINH, 422: POST | MAI}, 404), thing="mandate"
    ),
    "mandates": Door(get=open_to(SIGNED_IN)),
    "mandate": Door(get=open_to(SEES, rest=404), thing="mandate"),
    "dossiers:list": Door(get=open_to(SIGNED_IN)),
    "dossiers:prices": Door(get=open_to(SIGNED_IN)),
    "dossiers:act": Door(get=open_to(SEES, rest=404), act=Way({302: HANH, 422: SEES - HANH}, 404), thing="dossier"),
    **{
        f"dossiers:{kind}": Door(get=open_to(SEES, rest=404), act=open_to(SEES, 422, rest=404), thing="dossier")
        for kind in ("supplement", "refusal", "apology", "stop", "resume")
    },
    "dossiers:notice": Door(get=open_to(SEES, rest=404), thing="asked"),
    "dossiers:register": Door(get=open_to(DESKS | TINH)),
    "dossiers:register-pdf": Door(get=open_to(DESKS | TINH)),
    "dossiers:register-xlsx": Door(get=open_to(DESKS | TINH)),
    "dossier-supplement-requests": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "dossier-refusal": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "dossier-reappointment": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "dossier-stop": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "dossier-resumption": Door(act=Way({409: HANH, 403: SEES - HANH}, 404), thing="dossier"),
    "dossier-notices": Door(get=open_to(SEES, rest=404), thing="asked"),
    "dossier-notice-pdf": Door(get=open_to(SEES, rest=404), thing="asked"),
    "dossier-control-sheet": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-papers-home": Door(act=Way({409: HANH, 403: SEES - HANH}, 404), thing="dossier"),
    "lodging:papers-home": Door(get=open_to(SEES, rest=404), act=open_to(SEES, 422, rest=404), thing="dossier"),
    "lodging:control-sheet": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "supplements:waiting": Door(get=open_to(OFFICE | MAI)),
    "supplements:fetch": Door(
        get=Way({200: CHU_SE | MAI, 403: TINH}, 404),
        act=Way({422: CHU_SE | MAI, 403: TINH}, 404),
        thing="asked",
    ),
    "dossiers:form-01": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossiers:tracking-slip": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "lodging:new": Door(get=open_to(OFFICE), act=Way({404: OFFICE})),
    "lodging:import": Door(get=open_to(OFFICE), act=open_to(OFFICE, 422)),
    "lodging:import-template-csv": Door(get=open_to(SIGNED_IN)),
    "lodging:import-template-xlsx": Door(get=open_to(SIGNED_IN)),
    "lodging:import-job": Door(
        get=open_to(HANH | HOTLINE, rest=404), act=Way({302: HANH, 403: HOTLINE}, 404), thing="job"
    ),
    "lodging:import-carry-on": Door(act=Way({302: HANH, 403: HOTLINE}, 404), thing="job"),
    "lodging:import-results": Door(get=open_to(HANH | HOTLINE, rest=404), thing="job"),
    "lodging:case": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossiers": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "dossier": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-form-01": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-slip": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-takings": Door(get=open_to(SEES, rest=404), act=Way({400: CHU_SE, 404: FAR}), thing="dossier"),
    "dossier-refunds": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "dossier-charges": Door(act=open_to(SIGNED_IN, 400), thing="dossier"),
    "takings": Door(get=open_to(SIGNED_IN)),
    "taking-reversal": Door(act=open_to(SIGNED_IN, 400), thing="taking"),
    "taking-receipt-pdf": Door(get=open_to(SEES, rest=404), thing="taking"),
    "cash-days": Door(get=open_to(SIGNED_IN)),
    "cash-day": Door(get=open_to(DRAWER, rest=404), thing="cash-day"),
    "cash-day-closing": Door(act=Way({400: LAN, 403: DRAWER - LAN}, 404), thing="cash-day"),
    "cash-day-acceptance": Door(act=Way({409: MAY, 403: DRAWER - MAY}, 404), thing="cash-day"),
    "cash-day-pdf": Door(get=open_to(DRAWER, rest=404), thing="cash-day"),
    "reconciliations": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "reconciliation": Door(get=open_to(CHU_SE | TINH, rest=404), thing="sheet"),
    "reconciliation-figures": Door(act=open_to(SIGNED_IN, 400), thing="sheet"),
    "reconciliation-ticks": Door(act=open_to(SIGNED_IN, 400), thing="sheet"),
    "reconciliation-signature": Door(act=Way({409: CHU_SE - TIEN, 403: TINH | TIEN}, 404), thing="sheet"),
    "reconciliation-reopening": Door(act=open_to(SIGNED_IN, 400), thing="sheet"),
    "reconciliation-pdf": Door(get=open_to(CHU_SE | TINH, rest=404), thing="sheet"),
    "cash:my-day": Door(get=Way({200: OFFICE, 302: TINH})),
    "cash:day": Door(get=open_to(DRAWER, rest=404), thing="cash-day"),
    "cash:close": Door(
        get=Way({200: LAN, 403: DRAWER - LAN}, 404), act=Way({422: LAN, 403: DRAWER - LAN}, 404), thing="cash-day"
    ),
    "cash:accept": Door(
        get=Way({409: MAY, 403: DRAWER - MAY}, 404), act=Way({409: MAY, 403: DRAWER - MAY}, 404), thing="cash-day"
    ),
    "cash:day-paper": Door(get=open_to(DRAWER, rest=404), thing="cash-day"),
    "cash:days": Door(get=open_to(MAY | DESKS | TINH)),
    "cash:take": Door(get=open_to(SEES, rest=404), act=Way({422: CHU_SE, 403: HOTLINE}, 404), thing="dossier"),
    "cash:refund": Door(
        get=Way({200: CHU_SE, 403: HOTLINE}, 404), act=Way({422: CHU_SE, 403: HOTLINE}, 404), thing="dossier"
    ),
    "cash:charges": Door(
        get=Way({200: HANH | MAY, 403: SEES - HANH - MAY}, 404),
        act=Way({422: HANH | MAY, 403: SEES - HANH - MAY}, 404),
        thing="dossier",
    ),
    "cash:receipt": Door(get=open_to(SEES, rest=404), thing="taking"),
    "cash:reverse": Door(
        get=Way({200: LAN | MAY, 403: SEES - LAN - MAY}, 404),
        act=Way({422: LAN | MAY, 403: SEES - LAN - MAY}, 404),
        thing="taking",
    ),
    "cash:receipt-paper": Door(get=open_to(SEES, rest=404), thing="taking"),
    "cash:reconciliations": Door(get=open_to(OFFICE - TIEN | TINH)),
    "cash:draft": Door(act=open_to(SIGNED_IN, 400)),
    "cash:reconciliation": Door(get=open_to(CHU_SE | TINH, rest=404), thing="sheet"),
    "cash:figure": Door(act=Way({422: CHU_SE - TIEN, 403: TINH | TIEN}, 404), thing="sheet"),
    "cash:ticks": Door(act=Way({302: HANH, 403: CHU_SE - HANH | TINH}, 404), thing="sheet"),
    "cash:sign": Door(
        get=Way({200: CHU_SE - TIEN, 403: TINH | TIEN}, 404),
        act=Way({422: CHU_SE - TIEN, 403: TINH | TIEN}, 404),
        thing="sheet",
    ),
    "cash:reopen": Door(
        get=Way({200: CHU_SE - TIEN, 403: TINH | TIEN}, 404),
        act=Way({422: CHU_SE - TIEN, 403: TINH | TIEN}, 404),
        thing="sheet",
    ),
    "cash:reconciliation-paper": Door(get=open_to(CHU_SE | TINH, rest=404), thing="sheet"),
    "cash:export": Door(get=open_to(OFFICE | TINH)),
    "scans": Door(act=open_to(SIGNED_IN | DEVICE, 400)),
    "hand-overs": Door(get=open_to(SIGNED_IN | DEVICE), act=open_to(SIGNED_IN | DEVICE, 400)),
    "hand-over": Door(
        get=open_to(SEES | DEVICE, rest=404),
        act=Way({409: HANH, 403: (SEES | DEVICE) - HANH}, 404),
        thing="hand-over",
    ),
    "hand-over-proposal": Door(
        act=Way({403: SEES - HANH, 409: HANH}, 404), end=Way({200: HANH, 403: SEES - HANH}, 404), thing="hand-over"
    ),
    "hand-over-countersignature": Door(act=open_to(SIGNED_IN | DEVICE, 400), thing="hand-over"),
    "hand-over-resolution": Door(act=open_to(SIGNED_IN | DEVICE, 400), thing="hand-over"),
    "hand-over-list-pdf": Door(get=open_to(SEES | DEVICE, rest=404), thing="hand-over"),
    "hand-over-receipt-pdf": Door(get=open_to(SEES | DEVICE, rest=404), thing="settled"),
    "bags": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "bag": Door(get=open_to(BAGS, rest=404), act=Way({409: POST, 403: BAGS - POST}, 404), thing="bag"),
    "bag-items": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-removals": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-sealing": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-resealing": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-unsealing": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-dispatch": Door(act=Way({409: POST, 403: BAGS - POST}, 404), thing="bag"),
    "bag-arrival": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-opening": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-resolution": Door(act=open_to(SIGNED_IN, 400), thing="bag"),
    "bag-manifest-pdf": Door(get=open_to(BAGS, rest=404), thing="bag"),
    "bag-label-pdf": Door(get=open_to(BAGS, rest=404), thing="bag"),
    "route": Door(get=open_to(SIGNED_IN), thing="route"),
    "items": Door(get=open_to(SIGNED_IN | DEVICE)),
    "item": Door(get=open_to(SEES | DEVICE, rest=404), thing="item"),
    "item-label": Door(get=Way({200: CHU_SE | MAI | DEVICE, 404: TINH}, 404), thing="item"),
    "print-jobs": Door(act=open_to(SIGNED_IN, 400)),
    "print-job": Door(get=open_to(HANH, rest=404), thing="print"),
    "print-job-pdf": Door(get=Way({404: HANH}, 404), thing="print"),
    "receipt-verification": Door(act=open_to(VISITORS | DEVICE, 400)),
    "custody:receipt-check": Door(get=open_to(ALL), act=open_to(ALL, 422)),
    "custody:hand-overs": Door(get=open_to(SIGNED_IN)),
    "custody:hand-over-new": Door(get=open_to(OFFICE), act=open_to(OFFICE, 422)),
    "custody:hand-over": Door(get=open_to(SEES, rest=404), thing="hand-over"),
    "custody:propose": Door(act=open_to(SEES, 422, rest=404), thing="hand-over"),
    "custody:withdraw": Door(
        get=Way({200: HANH, 403: SEES - HANH}, 404), act=Way({302: HANH, 422: SEES - HANH}, 404), thing="hand-over"
    ),
    "custody:discard": Door(
        get=Way({200: HANH, 403: SEES - HANH}, 404), act=open_to(SEES, 422, rest=404), thing="hand-over"
    ),
    "custody:resolve": Door(act=open_to(SEES, 422, rest=404), thing="hand-over"),
    "custody:count": Door(
        get=Way({200: POST, 403: HANH | HOTLINE}, 404),
        act=Way({302: POST, 403: HANH | HOTLINE}, 404),
        thing="hand-over",
    ),
    "custody:list-paper": Door(get=open_to(SEES, rest=404), thing="hand-over"),
    "custody:receipt-paper": Door(get=open_to(SEES, rest=404), thing="settled"),
    "custody:list-labels": Door(get=Way({200: HANH, 403: SEES - HANH}, 404), thing="hand-over"),
    "custody:ask-print": Door(act=Way({302: HANH, 403: SEES - HANH}, 404), thing="hand-over"),
    "custody:print": Door(get=open_to(HANH, rest=404), thing="print"),
    "custody:print-pdf": Door(get=Way({404: HANH}, 404), thing="print"),
    "custody:bags": Door(get=open_to(SIGNED_IN)),
    "custody:bag-new": Door(get=open_to(BAGGERS), act=open_to(BAGGERS, 422)),
    "custody:routes": Door(get=open_to(BAGGERS), act=open_to(BAGGERS, 422)),
    "custody:route-end": Door(act=Way({302: MAY, 403: POST - MAY}, 404), thing="route_step"),
    "custody:bags-dispatch": Door(act=open_to(BAGGERS, 422)),
    "custody:bag": Door(get=open_to(BAGS, rest=404), thing="bag"),
    "custody:bag-pack": Door(
        get=Way({200: POST, 403: BAGS - POST}, 404), act=Way({422: POST, 403: BAGS - POST}, 404), thing="bag"
    ),
    "custody:bag-unpack": Door(act=Way({422: POST, 403: BAGS - POST}, 404), thing="bag"),
    "custody:bag-seal": Door(
        get=Way({302: POST, 403: BAGS - POST}, 404), act=Way({422: POST, 403: BAGS - POST}, 404), thing="bag"
    ),
    "custody:bag-arrive": Door(act=Way({422: POST | {"nga"}, 403: HOTLINE}, 404), thing="bag"),
    "custody:bag-open": Door(
        get=Way({302: POST, 403: BAGS - POST}, 404), act=Way({302: POST, 403: BAGS - POST}, 404), thing="bag"
    ),
    "custody:bag-cancel": Door(
        get=Way({200: POST, 403: BAGS - POST}, 404), act=Way({422: POST, 403: BAGS - POST}, 404), thing="bag"
    ),
    "custody:bag-resolve": Door(act=Way({422: POST, 403: BAGS - POST}, 404), thing="bag"),
    "custody:bag-manifest": Door(get=open_to(BAGS, rest=404), thing="bag"),
    "custody:bag-label": Door(get=open_to(BAGS, rest=404), thing="bag"),
    "custody:bag-link": Door(get=open_to(BAGS, 302, rest=404), thing="bag-token"),
    "custody:bag-link-printed": Door(get=open_to(BAGS, 302, rest=404), thing="bag-token"),
    "custody:scan": Door(get=open_to(OFFICE), act=open_to(OFFICE, 422)),
    "custody:held": Door(get=open_to(SIGNED_IN)),
    "custody:item": Door(get=open_to(SEES, rest=404), thing="item"),
    "custody:item-label": Door(get=open_to(CHU_SE | MAI, rest=404), thing="item"),
    "custody:advice": Door(get=open_to(CHU_SE, rest=404), thing="delivered"),
    "custody:evidence": Door(get=open_to(SEES, rest=404), thing="item"),
    "custody:tray": Door(get=open_to(SIGNED_IN)),
    "custody:tray-close": Door(act=open_to(POST, 422, rest=404), thing="scan"),
    "rounds": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "round": Door(
        get=open_to(POST | HOTLINE, rest=404),
        act=open_to(SIGNED_IN, 400),
        end=Way({200: POST, 403: HOTLINE}, 404),
        thing="round",
    ),
    "round-departure": Door(act=Way({200: POST, 403: HOTLINE}, 404), thing="round"),
    "round-items": Door(act=open_to(SIGNED_IN, 400), thing="round"),
    "round-closing": Door(act=open_to(SIGNED_IN, 400), thing="round"),
    "round-list-pdf": Door(get=Way({200: POST, 403: HOTLINE}, 404), thing="round"),
    "round-delivery": Door(act=Way({400: POST, 403: HOTLINE}, 404), thing="stop"),
    "round-failure": Door(act=open_to(SIGNED_IN, 400), thing="stop"),
    "rounds:list": Door(get=open_to(SIGNED_IN)),
    "rounds:build": Door(get=open_to(POSTS), act=open_to(POSTS, 422)),
    "rounds:kept": Door(get=open_to(SIGNED_IN)),
    "rounds:kept-act": Door(act=open_to(POSTS, 422)),
    "rounds:counter": Door(get=open_to(POST, rest=404), act=open_to(POST, 422, rest=404), thing="kept"),
    "rounds:forward": Door(get=open_to(POST, rest=404), act=open_to(POST, 422, rest=404), thing="kept"),
    "rounds:decline": Door(act=open_to(POST, 302, rest=404), thing="kept"),
    "rounds:round": Door(get=open_to(POST | HOTLINE, rest=404), thing="round"),
    "rounds:change": Door(
        get=Way({200: POST, 403: HOTLINE}, 404), act=Way({422: POST, 403: HOTLINE}, 404), thing="round"
    ),
    "rounds:take-out": Door(act=Way({302: POST, 403: HOTLINE}, 404), thing="round"),
    "rounds:cancel": Door(
        get=Way({200: POST, 403: HOTLINE}, 404), act=Way({302: POST, 403: HOTLINE}, 404), thing="round"
    ),
    **{
        f"rounds:{act}": Door(
            get=Way({302: POST, 403: HOTLINE}, 404), act=Way({302: POST, 403: HOTLINE}, 404), thing="round"
        )
        for act in ("add", "close")
    },
    "rounds:paper": Door(get=Way({200: POST, 403: HOTLINE}, 404), thing="round"),
    "rounds:stop": Door(get=open_to(POST, rest=404), thing="stop"),
    "rounds:deliver": Door(
        get=Way({200: POST, 403: HOTLINE}, 404), act=Way({422: POST, 403: HOTLINE}, 404), thing="stop"
    ),
    "rounds:fail": Door(get=open_to(POST, rest=404), act=open_to(POST, 422, rest=404), thing="stop"),
    "rounds:calling-card": Door(get=Way({403: HOTLINE}, 404), thing="stop"),
    "journey:journey": Door(get=open_to(ALL), thing="journey"),
    "journey:journey-printed": Door(get=open_to(ALL), thing="journey"),
    "journey:wishes": Door(get=open_to(ALL), act=open_to(ALL, 422), thing="journey"),
    "journey:lookup": Door(get=open_to(ALL), act=open_to(ALL, 422)),
    "journey:hotline": Door(get=open_to(HOTLINE, rest=404), act=open_to(HOTLINE, 422, rest=404)),
    "journey:hotline-case": Door(get=open_to(HOTLINE, rest=404), act=open_to(HOTLINE, 422, rest=404), thing="case"),
    "journey:hotline-wish": Door(act=open_to(HOTLINE, 302, rest=404), thing="case"),
    "journey": Door(get=open_to(ALL), thing="journey"),
    "pickups:book": Door(get=open_to(ALL), act=open_to(ALL)),
    "pickups:mine": Door(get=open_to(ALL), thing="own-pickup"),
    "pickups:move": Door(act=open_to(ALL, 400), thing="own-pickup"),
    "pickups:call-off": Door(act=open_to(ALL, 302), thing="own-pickup"),
    "pickups:board": Door(get=open_to(OFFICE | HOTLINE)),
    "pickups:assign": Door(act=open_to(OFFICE | HOTLINE, 422)),
    "pickups:day-list": Door(get=open_to(POSTS)),
    "pickups:new": Door(get=open_to(OFFICE | MAI), act=open_to(OFFICE | MAI)),
    "pickups:slots": Door(get=open_to(POSTS), act=open_to(POSTS, 422)),
    "pickups:slot-end": Door(act=Way({302: frozenset({"may"}), 403: POST - {"may"}}, 404), thing="slot"),
    "pickups:weekly": Door(get=open_to(POSTS), act=open_to(POSTS, 422)),
    "pickups:weekly-stop": Door(act=open_to(POST | HOTLINE, 302, rest=404), thing="series"),
    "pickups:take-in": Door(get=open_to(POSTS, 302), act=open_to(POSTS, 302)),
    "pickups:queue": Door(get=open_to(OFFICE | HOTLINE)),
    "pickups:intake": Door(get=open_to(SEES, rest=404), act=open_to(SEES, 422, rest=404), thing="intake"),
    "pickups:recounts": Door(get=open_to(DESKS | {"may"})),
    "pickups:recount": Door(get=open_to(SEES, rest=404), act=Way({422: HANH, 403: SEES - HANH}, 404), thing="outward"),
    "pickups:record": Door(get=Way({404: SEES}, 404), thing="outward"),
    "pickups:pickup": Door(get=open_to(SEES, rest=404), thing="pickup"),
    "pickups:count": Door(
        get=Way({200: TIEN, 403: SEES - TIEN}, 404), act=Way({422: TIEN, 403: SEES - TIEN}, 404), thing="pickup"
    ),
    "pickups:seal": Door(
        get=Way({302: TIEN, 403: SEES - TIEN}, 404), act=Way({302: TIEN, 403: SEES - TIEN}, 404), thing="pickup"
    ),
    "pickups:sign": Door(
        get=Way({302: TIEN, 403: SEES - TIEN}, 404), act=Way({302: TIEN, 403: SEES - TIEN}, 404), thing="pickup"
    ),
    "pickups:fail": Door(
        get=Way({200: TIEN, 403: SEES - TIEN}, 404), act=Way({422: TIEN, 403: SEES - TIEN}, 404), thing="pickup"
    ),
    "pickups:slip": Door(get=Way({404: SEES}, 404), thing="pickup"),
    "pickups:slip-paper": Door(get=Way({404: SEES}, 404), thing="pickup"),
    "pickups:staff-move": Door(
        get=Way({200: POST | MAI, 403: HANH | TINH}, 404),
        act=Way({422: POST | MAI, 403: HANH | TINH}, 404),
        thing="pickup",
    ),
    "pickups:staff-call-off": Door(
        get=Way({200: POST | MAI, 403: HANH | TINH}, 404),
        act=Way({302: POST | MAI, 403: HANH | TINH}, 404),
        thing="pickup",
    ),
    "pickup-slots": Door(get=open_to(VISITORS, 400)),
    "pickups": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "pickup": Door(get=open_to(SEES, rest=404), thing="pickup"),
    "pickup-assignments": Door(act=open_to(SIGNED_IN, 400)),
    "pickup-rescheduling": Door(act=open_to(SIGNED_IN, 400), thing="pickup"),
    "pickup-cancellation": Door(act=Way({200: POST | MAI, 403: HANH | TINH}, 404), thing="pickup"),
    "pickup-failure": Door(act=open_to(SIGNED_IN, 400), thing="pickup"),
    "pickup-collection": Door(act=open_to(SIGNED_IN, 400), thing="pickup"),
    "incidents:desk": Door(get=open_to(SIGNED_IN)),
    "incidents:report": Door(get=open_to(OFFICE), act=open_to(OFFICE, 422)),
    "incidents:stages": Door(get=open_to(SIGNED_IN)),
    "incidents:set-aside": Door(get=open_to(HOTLINE, rest=404)),
    "incidents:complaint-new": Door(get=open_to(COMPLAINT_TAKERS), act=open_to(COMPLAINT_TAKERS, 422)),
    "incidents:detail": Door(get=open_to(POST | HOTLINE, rest=404), thing="incident"),
    "incidents:record": Door(get=Way({200: POST | TINH, 403: MAI}, 404), thing="incident"),
    "incidents:apology": Door(get=Way({200: POST | TINH, 403: MAI}, 404), thing="incident"),
    "incidents:act": Door(
        get=Way({200: POST | TINH, 403: MAI}, 404), act=Way({422: POST | TINH, 403: MAI}, 404), thing="incident"
    ),
    "incidents:compensation-act": Door(
        get=Way({200: PAYERS, 403: MAI | TIEN}, 404), act=Way({422: PAYERS, 403: MAI | TIEN}, 404), thing="compensation"
    ),
    "incidents": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "incident": Door(get=open_to(POST | HOTLINE, rest=404), thing="incident"),
    "incident-taking": Door(act=Way({200: POST | TINH, 403: MAI}, 404), thing="incident"),
    "incident-owner": Door(act=open_to(SIGNED_IN, 400), thing="incident"),
    "incident-resolution": Door(act=open_to(SIGNED_IN, 400), thing="incident"),
    "incident-reopening": Door(act=open_to(SIGNED_IN, 400), thing="incident"),
    "incident-loss": Door(act=Way({409: frozenset({"may"}) | TINH, 403: POST - {"may"} | MAI}, 404), thing="incident"),
    "complaints": Door(get=open_to(SIGNED_IN), act=open_to(SIGNED_IN, 400)),
    "complaint": Door(get=open_to(POST | HOTLINE, rest=404), thing="complaint"),
    "complaint-answer": Door(act=open_to(SIGNED_IN, 400), thing="complaint"),
    "compensations": Door(act=open_to(SIGNED_IN, 400)),
    "compensation": Door(get=open_to(POST | HOTLINE, rest=404), thing="compensation"),
    "compensation-decision": Door(act=open_to(SIGNED_IN, 400), thing="compensation"),
    "compensation-payment": Door(act=open_to(SIGNED_IN, 400), thing="compensation"),
    "rollout:board": Door(get=open_to(WATCHERS, rest=404)),
    "rollout:behind": Door(get=open_to(WATCHERS, rest=404), thing="figure"),
    "rollout-board": Door(get=open_to(WATCHERS, rest=404)),
    "rollout-progress": Door(get=open_to(VISITORS), thing="ask"),
}

ELSEWHERE: dict[str, str] = {
    "healthz": "asks for nobody; its answers are tested with the pulse",
    "metrics": "opens to the machine itself or to a token of its own; tested with the pulse",
}
"""Addresses that the matrix does not walk through, each with its reason."""

LIBRARY = ("account_", "mfa_")
"""The sign-in library's own pages, which show nobody but the asker; tested with the accounts."""

CLOSED = ("account_signup",)
"""Pages of the library that must not do what they are for: people are appointed, they do not sign themselves up."""
