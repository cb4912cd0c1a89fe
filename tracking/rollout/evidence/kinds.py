"""The kinds of evidence: what each shows, and the parameters a rule about it carries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from postal_services.accounts.actors import Role

ITEM_TWO: tuple[str, ...] = (
    "mandate_signed",
    "procedures_published",
    "offices_staffed",
    "devices_enrolled",
    "staff_trained",
    "first_hand_over",
    "sustained_use",
    "accepted_by_province",
)
"""What a committee has to show for item 2 of Notice 44, in the order of the plan."""

READINESS = "readiness_declared"
TASK = "task_confirmed"
KEYS: tuple[str, ...] = (*ITEM_TWO, READINESS, TASK)
"""Every kind, in the order in which boards show them."""

SIDES = ("one_stop", "post")
"""The committee's desk, and the post offices that work for it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A parameter that is a whole number from ``least`` to ``most``, both included."""

    least: int
    most: int
    vi: str
    en: str

    def faults(self, value: Any) -> Iterator[str]:
        """What is wrong with ``value``, in words for the one who wrote it."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            yield f"{self.least}–{self.most}"


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people of which role a side needs: ``{role: count}``."""

    vi: str
    en: str

    def faults(self, value: Any) -> Iterator[str]:
        """What is wrong with ``value``."""
        if not isinstance(value, Mapping) or not value:
            yield "{role: 1–99}"
            return
        for role, count in value.items():
            if role not in Role.values:
                yield f"{role}: {', '.join(Role.values)}"
            elif isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 99:  # noqa: PLR2004
                yield f"{role}: 1–99"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: its name, what it shows, and its parameters by name."""

    key: str
    vi: str
    en: str
    what_vi: str
    what_en: str
    parameters: Mapping[str, Whole | Staff] = field(default_factory=dict)

    def faults(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with the parameters of a rule: the name, and what would be right (empty: not known)."""
        for name in given:
            if name not in self.parameters:
                yield name, ""
        for name, wanted in self.parameters.items():
            if name not in given:
                yield name, next(wanted.faults(None), "")
            else:
                yield from ((name, right) for right in wanted.faults(given[name]))


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "mandate_signed",
            "Văn bản chuyển giao",
            "Mandate",
            "Có văn bản chuyển giao hai bên đã ký và đang có hiệu lực.",
            "A mandate that both sides signed is in force.",
        ),
        Kind(
            "procedures_published",
            "Công khai thủ tục",
            "Procedures published",
            "Bộ phận một cửa đang công khai đủ số thủ tục.",
            "The one-stop desk has enough procedures published.",
            {"least": Whole(1, 1000, "số thủ tục ít nhất", "least number of procedures")},
        ),
        Kind(
            "offices_staffed",
            "Bố trí người",
            "Offices staffed",
            "Bộ phận một cửa và bưu điện có đủ người được phân công.",
            "The one-stop desk and the post office have the people they need.",
            {
                "one_stop": Staff("người ở bộ phận một cửa", "people at the one-stop desk"),
                "post": Staff("người ở bưu điện", "people at the post office"),
            },
        ),
        Kind(
            "devices_enrolled",
            "Thiết bị",
            "Devices enrolled",
            "Có đủ thiết bị quét đang dùng.",
            "Enough scanning devices are in use.",
            {"least": Whole(1, 1000, "số thiết bị ít nhất", "least number of devices")},
        ),
        Kind(
            "staff_trained",
            "Tập huấn",
            "Staff trained",
            "Đủ tỷ lệ người được phân công đã qua tập huấn.",
            "Enough of the people appointed have been trained.",
            {"share_percent": Whole(1, 100, "tỷ lệ ít nhất (%)", "least share (per cent)")},
        ),
        Kind(
            "first_hand_over",
            "Hồ sơ đầu tiên",
            "First dossier",
            "Hồ sơ thật đầu tiên đã bàn giao và được ký nhận.",
            "The first real dossier was handed over and countersigned.",
        ),
        Kind(
            "sustained_use",
            "Dùng thường xuyên",
            "Sustained use",
            "Trong những ngày gần nhất bàn giao đủ số hồ sơ và giải quyết đúng hạn đủ tỷ lệ.",
            "In the last days enough dossiers were handed over and enough were finished on time.",
            {
                "dossiers": Whole(1, 1_000_000, "số hồ sơ ít nhất", "least number of dossiers"),
                "days": Whole(1, 366, "trong số ngày", "within days"),
                "share_on_time_percent": Whole(0, 100, "tỷ lệ đúng hạn ít nhất (%)", "least share on time (per cent)"),
            },
        ),
        Kind(
            "accepted_by_province",
            "Tỉnh nghiệm thu",
            "Accepted by the province",
            "Tỉnh đã nghiệm thu bằng văn bản.",
            "The province has accepted it with a document.",
        ),
        Kind(
            READINESS,
            "Sẵn sàng một cửa điện tử",
            "Ready for the one-stop software",
            "Đã khai sẵn sàng, có văn bản kèm theo.",
            "Readiness was declared with a document.",
        ),
        Kind(
            TASK,
            "Nhiệm vụ hoàn thành",
            "Task done",
            "Đã báo cáo hoàn thành và được xác nhận.",
            "It was reported done and confirmed.",
        ),
    )
}
