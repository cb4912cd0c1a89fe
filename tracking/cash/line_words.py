"""Lines of this room as people read them on the timeline of a case."""

from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords
from tracking.cash import reasons
from tracking.cash.amounts import COLUMNS, LABELS, dong

_TITLES = {
    "take": ("Thu tiền", "good"),
    "reverse": ("Hủy khoản thu", "bad"),
    "refund": ("Hoàn tiền", ""),
    "correct": ("Điều chỉnh mức thu", ""),
}


def words(line: Line) -> LineWords:
    """What was taken, given back or corrected, in three columns."""
    title, look = _TITLES.get(line.action, (line.action, ""))
    sums = [f"{LABELS[name][0]} {dong(line.data[name])} ₫" for name in COLUMNS if line.data.get(name)]
    number = line.data.get("number", "")
    reason = reasons.WORDS.get(line.data.get("reason", ""), "")
    return LineWords(title, look, tuple(filter(None, [number, *sums, reason])))
