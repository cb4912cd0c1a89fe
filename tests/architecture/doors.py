"""Who gets in where: one row for every address of the house, judged by people.

A row says what each of ``world.EVERYBODY`` is told when they read, and when they act with an empty form. Whoever is not
named is told ``rest``: 403 where they may know of the room, 404 where the thing is not theirs or the room is hidden.
Strangers are led to the sign-in page, or told 401 by a call; a device is told 403 by every call off its list.
"""

from tests.architecture.tracking_doors import TRACKING
from tests.architecture.ways import (
    ALL,
    AT_DESK,
    BAO,
    DESKS,
    DEVICE,
    HANH,
    KEEPERS,
    KEEPERS_OF_DEVICES,
    LAN,
    MAI,
    MAY,
    PARTNER,
    POST,
    QUAN,
    SEES,
    SIGNED_IN,
    STRANGERS,
    TIEN,
    TINH,
    VISITORS,
    Door,
    Way,
    open_to,
)

DOORS: dict[str, Door] = TRACKING | {
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
    "establishment:list": Door(get=open_to(SIGNED_IN - BAO)),
    "establishment:office": Door(get=open_to(AT_DESK, rest=404), thing="desk"),
    **{
        f"establishment:{name}": Door(get=open_to(AT_DESK, rest=404), act=open_to(AT_DESK, 422, rest=404), thing=thing)
        for name, thing in (
            ("appoint", "desk"),
            ("publish", "desk"),
            ("unpublish", "published"),
            ("train", "desk"),
            ("untrain", "training"),
            ("open", "desk"),
        )
    },
    "establishment:relieve": Door(
        get=Way({200: MAY | KEEPERS, 403: HANH | LAN | TIEN}, 404),
        act=Way({422: MAY | KEEPERS, 403: HANH | LAN | TIEN}, 404),
        thing="staff",
    ),
    "establishment:device": Door(
        get=Way({200: HANH | QUAN, 403: TINH}, 404), act=Way({422: HANH | QUAN, 403: TINH}, 404), thing="desk"
    ),
    "establishment:revoke": Door(
        get=Way({200: MAY | QUAN, 403: HANH | LAN | TIEN | TINH}, 404),
        act=Way({302: MAY | QUAN, 403: HANH | LAN | TIEN | TINH}, 404),
        thing="office-device",
    ),
    "establishment:training": Door(get=open_to(AT_DESK, rest=404), thing="training"),
    "establishment:training-document": Door(get=open_to(AT_DESK, rest=404), thing="training"),
    "establishment:publication-document": Door(get=open_to(ALL), thing="published"),
    "establishment:close": Door(
        get=open_to(MAY | AT_DESK, rest=404), act=open_to(MAY | AT_DESK, 422, rest=404), thing="place"
    ),
    "establishment:enrol": Door(get=open_to(ALL), act=open_to(ALL, 422)),
    "office-establishment": Door(get=open_to(AT_DESK, rest=404), thing="desk"),
    "appointments": Door(act=open_to(SIGNED_IN, 400)),
    "appointment-end": Door(act=open_to(SIGNED_IN, 400), thing="staff"),
    "publications": Door(act=open_to(SIGNED_IN, 400)),
    "publication-withdrawals": Door(act=open_to(SIGNED_IN, 400)),
    "trainings": Door(act=open_to(SIGNED_IN, 400)),
    "training-withdrawal": Door(act=open_to(SIGNED_IN, 400), thing="training"),
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
    "dossiers:form-01": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossiers:tracking-slip": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-form-01": Door(get=open_to(SEES, rest=404), thing="dossier"),
    "dossier-slip": Door(get=open_to(SEES, rest=404), thing="dossier"),
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
