"""What the rooms bring into the house, by name: the floor shows and checks it without knowing the rooms."""

NAVIGATION: list[tuple[str, str, tuple[str, ...], str]] = [
    # label, name of the address, roles that see it (none: everyone signed in), key after "g"
    ("Bàn làm việc", "home", (), ""),
    ("Hồ sơ", "dossiers:list", ("officer", "clerk", "supervisor", "province", "hotline"), "d"),
    ("Bàn giao", "custody:hand-overs", ("officer", "clerk", "postman", "supervisor", "province"), "b"),
    ("Lấy hồ sơ", "pickups:board", ("clerk", "postman", "supervisor", "hotline"), "l"),
    ("Đếm lại", "pickups:recounts", ("officer",), "e"),
    ("Phát", "rounds:list", ("postman", "clerk", "supervisor"), "f"),
    ("Túi", "custody:bags", ("clerk", "supervisor"), "u"),
    ("Quét", "custody:scan", ("officer", "clerk", "postman", "supervisor"), "q"),
    ("Khay", "custody:tray", ("clerk", "postman", "supervisor"), "k"),
    ("Tiền", "cash:my-day", ("officer", "clerk", "postman", "supervisor", "province"), "m"),
    ("Cần xử lý", "incidents:desk", ("officer", "clerk", "postman", "supervisor", "province", "hotline"), "s"),
    ("Văn bản chuyển giao", "mandates:list", ("officer", "clerk", "supervisor", "province"), "v"),
    ("Bảng tỉnh", "rollout:board", ("province", "hotline", "supervisor"), "t"),
    ("Tổng đài", "journey:hotline", ("hotline", "province"), "o"),
    ("Đối tác", "integrations:deliveries", ("province", "admin"), "p"),
]
PROJECTIONS = [
    "delegation.mandates.projections.STATES",
    "delegation.mandates.projections.SPANS",
    "delegation.dossiers.projections.DOSSIERS",
    "tracking.custody.projections.ITEMS",
    "tracking.custody.projections.HAND_OVERS",
    "tracking.custody.projections.BAGS",
    "tracking.custody.projections.BAG_ITEMS",
    "tracking.cash.projections.TAKINGS",
    "tracking.cash.projections.CHARGES",
    "tracking.cash.projections.DAYS",
    "tracking.cash.projections.DAY_STATES",
    "tracking.cash.projections.SHEETS",
    "tracking.pickups.projections.PICKUPS",
    "tracking.rounds.projections.ROUNDS",
    "tracking.incidents.projections.INCIDENTS",
    "tracking.incidents.projections.COMPLAINTS",
    "tracking.incidents.projections.COMPENSATIONS",
]
"""Rows that follow from the ledger; ``rebuild_projections`` holds them against it."""
STATE_TABLES = [
    # title, module, table of moves, words of the states
    ("Văn bản chuyển giao · Mandate", "delegation.mandates.states", "EDGES", "MandateState"),
    ("Hồ sơ · Dossier", "delegation.dossiers.states", "EDGES", "DossierState"),
    ("Bưu gửi · Item", "tracking.custody.states", "ITEM_EDGES", "ItemState"),
    ("Bàn giao · Hand-over", "tracking.custody.states", "HAND_OVER_EDGES", "HandOverState"),
    ("Túi · Bag", "tracking.custody.states", "BAG_EDGES", "BagState"),
    ("Khoản thu · Taking", "tracking.cash.states", "TAKING_EDGES", "TakingState"),
    ("Điều chỉnh mức thu · Charge", "tracking.cash.states", "CHARGE_EDGES", "ChargeState"),
    ("Quỹ trong ngày · Cash day", "tracking.cash.states", "CASH_DAY_EDGES", "DayState"),
    ("Đối soát · Reconciliation", "tracking.cash.states", "RECONCILIATION_EDGES", "ReconciliationState"),
    ("Chuyến phát · Round", "tracking.rounds.states", "ROUND_EDGES", "RoundState"),
    ("Hẹn lấy hồ sơ · Pickup", "tracking.pickups.states", "PICKUP_EDGES", "PickupState"),
    ("Sự cố · Incident", "tracking.incidents.states", "INCIDENT_EDGES", "IncidentState"),
    ("Khiếu nại · Complaint", "tracking.incidents.states", "COMPLAINT_EDGES", "ComplaintState"),
    ("Bồi thường · Compensation", "tracking.incidents.states", "COMPENSATION_EDGES", "CompensationState"),
    ("Quy tắc xét · Rule", "tracking.rollout.states", "RULE_EDGES", "RuleState"),
]
"""Tables of legal moves that ``draw_states`` draws into ``docs/states.md``."""
LINE_WORDS: dict[str, str] = {
    "dossier": "delegation.dossiers.line_words.words",
    "taking": "tracking.cash.line_words.words",
    "charge": "tracking.cash.line_words.words",
    "incident": "tracking.incidents.line_words.words",
    "complaint": "tracking.incidents.line_words.words",
    "compensation": "tracking.incidents.line_words.words",
}
"""By machine, the function ``(line) -> LineWords`` that puts its lines into words for the timeline of a case."""
DESK_PANELS: list[str] = [
    "tracking.rollout.web.panels.province",
    "tracking.journey.web.panels.calls",
    "tracking.incidents.web.panels.figures",
    "tracking.incidents.web.panels.nearest",
    "tracking.custody.web.panels.figures",
    "delegation.dossiers.web.panels.figures",
    "tracking.rounds.web.panels.on_the_way",
    "tracking.custody.web.panels.to_countersign",
    "tracking.pickups.web.panels.to_collect",
    "tracking.custody.web.panels.in_limbo",
    "tracking.rounds.web.panels.kept",
    "tracking.cash.web.panels.figures",
    "tracking.cash.web.panels.unclosed",
]
"""Dotted paths of functions ``(actor) -> Panel | Figures | None``; rooms add theirs."""
DESK_READING = "delegation.registry.editions.read_once"
"""What is held open while the panels are asked: they share one look at the editions of the registry."""
