"""Who gets in where in what districts and the province do; see ``doors`` for how to read a row."""

from tests.architecture.ways import HANH, MAI, MAY, POST, SIGNED_IN, TINH, Door, Way, open_to

SPEAKERS = HANH | MAY
"""Who speaks for Chư Sê: its officer, and the supervisor of its post office."""
SEES = SPEAKERS | TINH
COLLEAGUES = POST - MAY
"""Those who work in Chư Sê and do not speak for it; with the province and the hotline they are told why not."""
WITH_A_LIST = SEES | {"thuy"}
FOR_SPEAKERS = {403: COLLEAGUES | TINH | MAI}
FOR_THE_PROVINCE = {403: SPEAKERS | COLLEAGUES | MAI}
FOR_DECLARING = {403: POST | MAI}
FOR_STATING = {403: POST | TINH | MAI}

ACTS: dict[str, Door] = {
    "rollout:obstacles": Door(get=open_to(WITH_A_LIST, rest=404)),
    "rollout:obstacle": Door(get=open_to(SEES, rest=404), thing="obstacle"),
    "rollout:obstacle-file": Door(get=open_to(SEES, rest=404), thing="obstacle"),
    "rollout:answer-file": Door(get=Way({404: SIGNED_IN}), thing="obstacle"),
    "rollout:obstacle-act": Door(
        get=Way({200: TINH, 403: SPEAKERS}, 404), act=Way({422: TINH, 403: SPEAKERS}, 404), thing="obstacle"
    ),
    "rollout:mine": Door(get=open_to(WITH_A_LIST, rest=404)),
    "rollout:reminders": Door(get=open_to(WITH_A_LIST, rest=404)),
    "rollout:reminder-away": Door(act=Way({302: SPEAKERS, 403: TINH}, 404), thing="reminder"),
    "rollout:document": Door(get=open_to(SEES, rest=404), thing="document"),
    "rollout:ready-sample": Door(get=open_to(SIGNED_IN)),
    "rollout:remind-many": Door(get=open_to(TINH, rest=404), act=open_to(TINH, 422, rest=404), thing="ask"),
    "rollout:ready-list": Door(
        get=open_to(HANH | TINH | {"thuy"}, rest=404),
        act=open_to(HANH | TINH | {"thuy"}, 422, rest=404),
        thing="ready-ask",
    ),
    "rollout:obstacle-new": Door(
        get=Way({200: SPEAKERS, **FOR_SPEAKERS}, 404),
        act=Way({422: SPEAKERS, **FOR_SPEAKERS}, 404),
        thing="district-target",
    ),
    "rollout:acceptance": Door(
        get=Way({200: TINH, **FOR_THE_PROVINCE}, 404),
        act=Way({422: TINH, **FOR_THE_PROVINCE}, 404),
        thing="district-target",
    ),
    "rollout:remind": Door(
        get=Way({200: TINH, **FOR_THE_PROVINCE}, 404),
        act=Way({302: TINH, **FOR_THE_PROVINCE}, 404),
        thing="district-target",
    ),
    "rollout:ready": Door(
        get=Way({200: HANH | TINH, **FOR_DECLARING}, 404),
        act=Way({422: HANH | TINH, **FOR_DECLARING}, 404),
        thing="ready-target",
    ),
    "rollout:task": Door(
        get=Way({200: TINH, 403: MAI | {"quan"}}, 404),
        act=Way({422: TINH, 403: MAI | {"quan"}}, 404),
        thing="task-target",
    ),
    "rollout:statement": Door(
        get=Way({200: HANH, **FOR_STATING}, 404), act=Way({422: HANH, **FOR_STATING}, 404), thing="district-target"
    ),
    "obstacles": Door(get=open_to(SIGNED_IN)),
    "obstacle": Door(get=open_to(SEES, rest=404), thing="obstacle"),
    "obstacle-assignment": Door(act=open_to(SIGNED_IN, 400), thing="obstacle"),
    "obstacle-answer": Door(act=open_to(SIGNED_IN, 400), thing="obstacle"),
    "obstacle-closure": Door(act=open_to(SEES, 409, rest=404), thing="obstacle"),
    "obstacle-reopening": Door(act=open_to(SIGNED_IN, 400), thing="obstacle"),
    "rollout-reminders": Door(act=open_to(SIGNED_IN, 400), thing="ask"),
    "rollout-readiness": Door(act=open_to(SIGNED_IN, 400), thing="ready-ask"),
    "target-obstacles": Door(act=open_to(SIGNED_IN, 400), thing="district-target"),
    "target-acceptance": Door(act=open_to(SIGNED_IN, 400), thing="district-target"),
    "target-acceptance-withdrawal": Door(act=open_to(SIGNED_IN, 400), thing="district-target"),
    "target-readiness-withdrawal": Door(act=open_to(SIGNED_IN, 400), thing="ready-target"),
    "target-statements": Door(act=open_to(SIGNED_IN, 400), thing="district-target"),
    "rollout-tasks": Door(get=open_to(SIGNED_IN)),
    "target-task": Door(get=Way({200: TINH, 403: MAI | {"quan"}}, 404), thing="task-target"),
    "target-task-report": Door(act=open_to(SIGNED_IN, 400), thing="task-target"),
    "target-task-verdict": Door(act=open_to(SIGNED_IN, 400), thing="task-target"),
    "target-task-withdrawal": Door(act=open_to(SIGNED_IN, 400), thing="task-target"),
}
