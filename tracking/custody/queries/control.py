"""The way of a case as its control sheet tells it: every passing from hand to hand, read from the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import MACHINE
from delegation.registry.models import Office
from postal_services.accounts.models import User
from postal_services.clock import day_of
from postal_services.documents.papers.control_sheet import Passing
from postal_services.ledger.models import Line, Stream
from tracking.custody.holding import Holding, after
from tracking.custody.models import Item
from tracking.custody.states import ITEM, Action

CITIZEN = "Người nộp hồ sơ"
RECEIVER = "Người nhận kết quả"
SPECIALISTS = "Bộ phận chuyên môn"
EARLY, IN_TIME, LATE = "Trước hạn", "Đúng hạn", "Quá hạn"
_LINES_AT_MOST = 2_000
_LEGS = {"A": "hồ sơ", "B": "kết quả", "C": "giấy tờ thu hồi"}
_GIVING = frozenset({Action.OFFER, Action.DISPATCH})
_CASE_NOTES = {
    "ask_supplement": "Yêu cầu bổ sung, phiếu số {number}; tạm dừng tính thời gian",
    "financial_duty": "Chờ thực hiện nghĩa vụ tài chính; tạm dừng tính thời gian",
    "stop": "Dừng giải quyết, thông báo số {number}; tạm dừng tính thời gian",
    "resume": "Tiếp tục giải quyết; hẹn trả {due}",
    "reappoint": "Xin lỗi và hẹn lại, phiếu số {number}; hẹn trả {due}",
    "refuse": "Từ chối tiếp nhận, phiếu số {number}",
    "withdraw": "Người dân rút hồ sơ",
}
_TO_CITIZEN = frozenset({"ask_supplement", "financial_duty", "stop", "reappoint", "refuse"})
_FROM_CITIZEN = frozenset({"resume", "withdraw"})


@dataclass(frozen=True, slots=True)
class Way:
    """The rows of the sheet, and where the case's chain stands: how many lines, and the hash of the last."""

    rows: tuple[Passing, ...]
    lines: int
    chain: str


@dataclass(slots=True)
class _Known:
    """The names the rows need."""

    offices: Mapping[str, str]
    people: Mapping[UUID, User]
    items: Mapping[UUID, Item]

    def office(self, code: str | None) -> str:
        """The name of an office, or its code when it is not known any more."""
        return self.offices.get(code, code) if code else ""

    def person(self, who: UUID | None) -> str:
        """The name of a person of the staff."""
        found = self.people.get(who) if who else None
        return str(found) if found else ""


@dataclass(slots=True)
class _Reading:
    """What has been read of the case so far."""

    known: _Known
    committee: str
    due_at: datetime | None = None
    holdings: dict[UUID, Holding] = field(default_factory=dict)
    givers: dict[UUID, UUID] = field(default_factory=dict)
    rows: list[Passing] = field(default_factory=list)


def way_of(dossier: Dossier) -> Way:
    """Every passing of a case in the order of its lines; five statements."""
    lines = list(Line.objects.filter(stream_id=dossier.pk).order_by("seq")[:_LINES_AT_MOST])
    reading = _Reading(_known(dossier, lines), dossier.committee_id)
    for line in lines:
        if line.machine == MACHINE:
            _case(reading, line)
        elif line.machine == ITEM:
            _item(reading, line)
    chain = Stream.objects.filter(pk=dossier.pk).values_list("seq", "hash").first()
    count, end = chain or (0, b"")
    return Way(tuple(reading.rows), count, bytes(end).hex())


def _known(dossier: Dossier, lines: Sequence[Line]) -> _Known:
    offices = {code for line in lines for code in (line.office, line.counterpart) if code}
    people = {line.actor for line in lines if line.actor}
    people |= {UUID(line.data["keeper"]) for line in lines if "keeper" in line.data}
    return _Known(
        offices=dict(Office.objects.filter(code__in=offices | {dossier.committee_id}).values_list("code", "name")),
        people=User.objects.in_bulk(people),
        items={item.pk: item for item in Item.objects.filter(dossier=dossier)},
    )


def _case(reading: _Reading, line: Line) -> None:
    """A line about the case: taken in, worked on, held up, finished; what an item brought about shows there."""
    known, standing = reading.known, ""
    if "due_at" in line.data:
        reading.due_at = datetime.fromisoformat(line.data["due_at"])
    if "item" in line.data and line.action != "finish":
        return
    office, who = known.office(line.office), known.person(line.actor)
    sides = {
        "lodge": (CITIZEN, office, "", who),
        "register": (CITIZEN, office, "", who),
        "receive": (CITIZEN, office, "", who),
        "process": (office, SPECIALISTS, who, ""),
        "finish": (SPECIALISTS, known.office(reading.committee), "", who if "item" not in line.data else ""),
        "give_back": (office, RECEIVER, who, ""),
        **dict.fromkeys(_TO_CITIZEN, (office, CITIZEN, who, "")),
        **dict.fromkeys(_FROM_CITIZEN, (CITIZEN, office, "", who)),
    }.get(line.action)
    if sides is None:
        return
    note = _CASE_NOTES.get(line.action, "")
    due = f"{day_of(reading.due_at):%d/%m/%Y}" if reading.due_at else "chưa hẹn"
    if line.action == "finish":
        standing, note = _standing(line.occurred_at, reading.due_at), "Có kết quả giải quyết"
    giver, taker, giver_person, taker_person = sides
    text = note.format(number=line.data.get("number", "chưa có"), due=due)
    row = Passing(giver, taker, line.occurred_at, giver_person, taker_person, standing, text)
    place = len(reading.rows)
    if line.action == "finish":
        # The post took the result in the same instant; people read that the result was there first.
        while place and reading.rows[place - 1].at == line.occurred_at:
            place -= 1
    reading.rows.insert(place, row)


def _standing(at: datetime, due_at: datetime | None) -> str:
    """Before, on or after the day that was appointed."""
    if due_at is None:
        return ""
    if at > due_at:
        return LATE
    return EARLY if day_of(at) < day_of(due_at) else IN_TIME


def _item(reading: _Reading, line: Line) -> None:
    """A line about an item: a row where another office or another person answers for it afterwards."""
    before = reading.holdings.get(line.subject, Holding())
    now = after(before, line)
    reading.holdings[line.subject] = now
    if line.action in _GIVING and line.actor:
        reading.givers[line.subject] = line.actor
    if line.action == Action.REGISTER:
        return
    delivered = line.action == Action.DELIVER
    moved = before.office != now.office or (before.person is not None and before.person != now.person)
    if not (moved or delivered):
        return
    known = reading.known
    giver = known.office(before.office)
    taker = RECEIVER if delivered else known.office(now.office)
    person = before.person or reading.givers.get(line.subject)
    taken_by = "" if delivered else known.person(now.person)
    if delivered and now.person:
        person = now.person
    reading.rows.append(
        Passing(giver, taker, line.occurred_at, known.person(person), taken_by, note=_note(known, line))
    )


def _note(known: _Known, line: Line) -> str:
    item = known.items.get(line.subject)
    what = f"{_LEGS.get(item.leg, item.leg)} {item.code}" if item else ""
    listed = f"bảng kê {line.data['list']}" if "list" in line.data else ""
    corrected = "đính chính" if line.action == Action.CORRECT else ""
    return "; ".join(filter(None, (what, listed, corrected)))
