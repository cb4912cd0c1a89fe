"""Many communes declared ready by one list: every fault is told by its row, and all of it is written or nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from delegation.dossiers.lists import Column, ListRow, read_list
from delegation.dossiers.refusals import EmptyList
from delegation.establishment.steps import moment_of
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.folding import fold
from tracking.rollout import policies, steps
from tracking.rollout.commands.readiness import Commune, Declared, Declaring, declare_ready
from tracking.rollout.models import Target
from tracking.rollout.refusals import CodePassedOn, NoCommunes, RowFault, RowsNotRight

COLUMNS = (
    Column("commune", "Xã", ("mã xã", "tên xã", "xã, phường, thị trấn", "commune"), required=True, hint="23947"),
    Column("district", "Huyện", ("mã huyện", "tên huyện", "district"), hint="633"),
    Column("ready_on", "Sẵn sàng từ ngày", ("ngày", "ngày sẵn sàng", "ready on"), hint="31/12/2019"),
)
"""Code or name of the commune; of its district where two bear one name; a day of its own where it has one."""
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


def declare_list(
    *,
    actor: Actor,
    directive: str,
    ask: str,
    content: bytes,
    declaring: Declaring,
    now: datetime | None = None,
) -> Declared:
    """Declare the communes of a CSV or XLSX file ready.

    Raises:
        UnreadableList: no list, or one without its columns (see ``COLUMNS``).
        RowsNotRight: rows that name no commune of the day, one that is not the actor's, or one twice.
    """
    at = now or clock.now()
    try:
        rows = read_list(content, COLUMNS).rows
    except EmptyList as problem:
        raise NoCommunes from problem
    reading = _Reading(actor, at, declaring.ready_on or clock.day_of(at), _Index.of(directive, ask))
    communes = [commune for row in rows for commune in reading.read(row)]
    if reading.faults:
        raise RowsNotRight(reading.faults)
    return declare_ready(actor=actor, directive=directive, ask=ask, communes=communes, declaring=declaring, now=at)


@dataclass(slots=True)
class _Index:
    """The targets of an ask, whenever they were asked, by code and by folded name; one query."""

    by_code: defaultdict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))
    by_name: defaultdict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, directive: str, ask: str) -> "_Index":
        """All targets of one ask."""
        index = cls()
        rows = Target.objects.filter(ask__directive=directive, ask__number=ask, unit__isnull=False)
        for target in rows.select_related("ask", "unit__parent__parent", "office"):
            index.by_code[target.code].append(target)
            if target.unit is not None:
                for name in {fold(target.unit.name), fold(target.unit.short_name)}:
                    index.by_name[name].append(target)
        return index

    def called(self, text: str) -> Sequence[Target]:
        """Those of a code, or else of a name."""
        return self.by_code.get(text.strip()) or self.by_name.get(fold(text), [])


@dataclass(slots=True)
class _Reading:
    """Rows read one after the other; what is wrong with them is gathered."""

    actor: Actor
    at: datetime
    default: date
    index: _Index
    faults: list[RowFault] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, row: ListRow) -> Iterator[Commune]:
        """The commune that a row means; nothing where it has a fault."""
        day = self._day(row)
        text = row.cells.get("commune", "")
        if not text:
            self._fault(row, "Thiếu mã hoặc tên xã.", "The commune is missing.")
        if day is None or not text:
            return
        found = self._found(row, text, day)
        if found is None:
            return
        if not policies.may_declare(self.actor, found):
            self._fault(row, f"{found.name} không thuộc địa bàn của bạn.", f"{found.name} is not in your district.")
        elif not steps.is_asked(found, counts := clock.day_of(moment_of(day, self.at)[0])):
            told = CodePassedOn(code=found.code, name=found.name, day=f"{counts:%d/%m/%Y}")
            self._fault(row, told.detail("vi"), told.detail("en"), told.code)
        elif found.code in self.seen:
            first = self.seen[found.code]
            self._fault(row, f"{found.name} đã có ở dòng {first}.", f"{found.name} stands in row {first} already.")
        else:
            self.seen[found.code] = row.number
            yield Commune(found.code, day)

    def _found(self, row: ListRow, text: str, day: date) -> Target | None:
        """The one target that is meant and asked on the day."""
        called = self.index.called(text)
        if district := row.cells.get("district", ""):
            called = [target for target in called if _in_district(target, district)]
        then = {target.code: target for target in called if steps.is_asked(target, day)}
        if len(then) == 1:
            return next(iter(then.values()))
        if then:
            vi, en = "Có nhiều xã mang tên này. Ghi mã xã, hoặc thêm huyện.", "Several communes bear this name."
            self._fault(row, vi, f"{en} Give the code, or the district.")
        elif called:
            told = f"{day:%d/%m/%Y}"
            vi = f"“{text}” không phải là đơn vị phải thực hiện vào ngày {told}."
            self._fault(row, vi, f"“{text}” did not exist, or was not asked, on {told}.", "unit_not_then")
        else:
            self._fault(
                row, f"Không có xã “{text}” trong danh sách của mục này.", f"There is no commune “{text}” here."
            )
        return None

    def _day(self, row: ListRow) -> date | None:
        text = row.cells.get("ready_on", "")
        if not text:
            return self.default
        for form in _DAYS:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no hour
            except ValueError:
                continue
            if day > clock.day_of(self.at):
                self._fault(row, f"Ngày {text} chưa đến.", f"{text} has not come yet.", "in_the_future")
                return None
            return day
        self._fault(row, f"“{text}” không phải là ngày như 31/12/2019.", f"“{text}” is no day such as 31/12/2019.")
        return None

    def _fault(self, row: ListRow, vi: str, en: str, code: str = "row_not_right") -> None:
        self.faults.append(RowFault(row.number, vi, en, code))


def _in_district(target: Target, text: str) -> bool:
    district = target.unit.district if target.unit is not None else None
    if district is None:
        return False
    return text.strip() == district.code or fold(text) in (fold(district.name), fold(district.short_name))
