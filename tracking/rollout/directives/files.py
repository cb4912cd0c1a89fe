"""A directive's file read into plain rows, or everything that is wrong with it, each with its line and key.

Only the text is looked at here; whether the units and offices it names are known is the loader's to say. The format is
shown by ``docs/directive-template.toml``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from postal_services.errors import FieldProblem
from tracking.rollout.directives.deadlines import NotADeadline, last_day
from tracking.rollout.directives.places import Lines
from tracking.rollout.evidence.kinds import ITEM_TWO, KINDS, READINESS, TASK
from tracking.rollout.evidence.refusals import DirectiveFaulty, Fault
from tracking.rollout.models import Measure

LEVELS = ("district", "commune")
KEEP, TAKE_OVER = "keep", "take_over"
FITTING: Mapping[str, tuple[str, ...]] = {
    Measure.EVIDENCE: ITEM_TWO,
    Measure.READINESS: (READINESS,),
    Measure.TASK: (TASK,),
    Measure.FIGURES: (),
}
"""The kinds of rules by which each measure is judged."""
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]*")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Group:
    """Some targets of an ask: the units of a level, all or those named, or offices."""

    where: str
    level: str = ""
    within: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    named: bool = False
    deadline: date | None = None
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the file has it."""

    where: str
    kind: str
    parameters: Mapping[str, Any]
    basis: str
    verified: bool
    valid_from: date


@dataclass(frozen=True, slots=True)
class AskRow:
    """An ask as the file has it; ``takes_over`` where units that follow others are asked in their stead."""

    where: str
    number: str
    title: str
    summary: str
    words: str
    owner_words: str
    owners: tuple[str, ...]
    deadline: date | None
    deadline_words: str
    measure: str
    takes_over: bool
    groups: tuple[Group, ...]
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole directive as its file has it."""

    code: str
    number: str
    title: str
    issuer: str
    signed_by: str
    issued_on: date
    legal_basis: str
    province: str
    asks: tuple[AskRow, ...]
    lines: Lines


def parse(text: str) -> Sheet:
    """The directive that ``text`` (TOML) describes.

    Raises :class:`DirectiveFaulty` with everything that is wrong with it.
    """
    text = unicodedata.normalize("NFC", text)
    lines = Lines(text)
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = FieldProblem("unreadable", f"Không phải TOML đúng cách: {error}.", f"This is not sound TOML: {error}.")
        line = _TOML_LINE.search(str(error))
        raise DirectiveFaulty([Fault("", int(line[1]) if line else 0, fault)]) from error
    reader = _Reader(lines)
    sheet = reader.sheet(content)
    if reader.faults:
        raise DirectiveFaulty(sorted(reader.faults, key=lambda fault: fault.line))
    return sheet


@dataclass
class _Reader:
    """Reads tables key by key and keeps every fault, so that all are told at once."""

    lines: Lines
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, where: str, code: str, vi: str, en: str) -> None:
        """Keep one fault of the key ``where``."""
        self.faults.append(Fault(where, self.lines.of(where), FieldProblem(code, vi, en)))

    def table(self, value: Any, where: str, known: Sequence[str]) -> Mapping[str, Any]:
        """``value`` as a table that has no other keys than ``known``."""
        if not isinstance(value, Mapping):
            self.wrong(where, "wrong_type", "Phần này phải là một bảng.", "This must be a table.")
            return {}
        for key in value:
            if key not in known:
                self.wrong(
                    f"{where}.{key}",
                    "unknown_key",
                    f"Không có khóa này. Dùng: {', '.join(known)}.",
                    f"There is no such key. Use: {', '.join(known)}.",
                )
        return value

    def rows(self, table: Mapping[str, Any], key: str, where: str) -> Iterator[tuple[str, Any]]:
        """The tables under ``key`` with the place of each."""
        found = table.get(key, [])
        if not isinstance(found, list):
            self.wrong(f"{where}{key}", "wrong_type", f"Viết [[{where}{key}]].", f"Write [[{where}{key}]].")
            return
        for number, each in enumerate(found):
            yield f"{where}{key}[{number}]", each

    def text(self, table: Mapping[str, Any], key: str, where: str, limit: int, *, needed: bool = False) -> str:
        """A text of at most ``limit`` characters."""
        given = table.get(key, "")
        if not isinstance(given, str):
            self.wrong(f"{where}.{key}", "wrong_type", "Phải là chữ trong ngoặc kép.", "This must be text in quotes.")
            return ""
        value = given.strip()
        if needed and not value:
            place = f"{where}.{key}" if key in table else where
            self.wrong(place, "missing_key", f"Thiếu “{key}”.", f"“{key}” is missing.")
        if len(value) > limit:
            self.wrong(f"{where}.{key}", "too_long", f"Dài quá {limit} ký tự.", f"More than {limit} characters.")
        return value

    def day(self, table: Mapping[str, Any], key: str, where: str, default: date | None = None) -> date:
        """A day such as 2019-07-09, without quotes."""
        value = table.get(key, default)
        if type(value) is date:
            return value
        vi, en = "Phải là ngày, viết không ngoặc: 2019-07-09.", "This must be a day without quotes: 2019-07-09."
        self.wrong(f"{where}.{key}" if key in table else where, "not_a_day", f"{key}: {vi}", f"{key}: {en}")
        return date.max

    def truth(self, table: Mapping[str, Any], key: str, where: str) -> bool:
        """``true`` or ``false``."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.wrong(f"{where}.{key}", "wrong_type", "Phải là true hoặc false.", "This must be true or false.")
        return value is True

    def codes(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of codes."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            vi, en = "Phải là danh sách mã trong ngoặc kép.", "This must be a list of codes in quotes."
            self.wrong(f"{where}.{key}", "wrong_type", vi, en)
            return ()
        for code in sorted({each for each in value if value.count(each) > 1}):
            self.wrong(f"{where}.{key}", "twice", f"“{code}” có hai lần.", f"“{code}” stands there twice.")
        return tuple(dict.fromkeys(value))

    def address(self, table: Mapping[str, Any], key: str, where: str, limit: int, form: re.Pattern[str]) -> str:
        """A text that stands in addresses and in the names of streams."""
        value = self.text(table, key, where, limit, needed=True)
        if value and not form.fullmatch(value):
            letters = "A–Z" if form is _CODE else "A–Z, a–z"
            self.wrong(
                f"{where}.{key}",
                "odd_code",
                f"“{value}” đứng trong địa chỉ trang: chỉ dùng {letters} không dấu, 0–9, dấu chấm, gạch nối.",
                f"“{value}” stands in addresses: use {letters} without marks, 0–9, dot and hyphen only.",
            )
        return value

    def choice(self, table: Mapping[str, Any], key: str, where: str, allowed: Sequence[str], default: str = "") -> str:
        """One of ``allowed``."""
        value = table.get(key, default)
        if value not in allowed:
            told = ", ".join(allowed)
            place = f"{where}.{key}" if key in table else where
            self.wrong(place, "not_a_choice", f"{key}: chọn một trong: {told}.", f"{key}: one of: {told}.")
            return default
        return str(value)

    def deadline(self, table: Mapping[str, Any], where: str) -> date | None:
        """The last day that the words of ``deadline`` leave; None where it is empty."""
        words = self.text(table, "deadline", where, 80)
        if not words:
            return None
        try:
            return last_day(words)
        except NotADeadline:
            self.wrong(
                f"{where}.deadline",
                "not_a_deadline",
                f"Không hiểu hạn “{words}”. Viết 12/2019, quý II/2019, 31/12/2019; lời khác: deadline_words.",
                f"“{words}” is no deadline. Write 12/2019, quý II/2019, 31/12/2019; else deadline_words.",
            )
            return None

    def sheet(self, content: Mapping[str, Any]) -> Sheet:
        """The whole file."""
        self.table(content, "", ("directive", "ask"))
        head = self.table(content.get("directive", {}), "directive", _HEAD)
        issued_on = self.day(head, "issued_on", "directive")
        asks = tuple(self.ask(each, where, issued_on) for where, each in self.rows(content, "ask", ""))
        if not asks:
            self.wrong("directive", "missing_key", "Chưa có mục nào: thêm [[ask]].", "Add [[ask]].")
        self.once([(ask.number, f"{ask.where}.number") for ask in asks])
        return Sheet(
            code=self.address(head, "code", "directive", 40, _CODE),
            number=self.text(head, "number", "directive", 60, needed=True),
            title=self.text(head, "title", "directive", 300, needed=True),
            issuer=self.text(head, "issuer", "directive", 120, needed=True),
            signed_by=self.text(head, "signed_by", "directive", 160),
            issued_on=issued_on,
            legal_basis=self.text(head, "legal_basis", "directive", 4000),
            province=self.text(head, "province", "directive", 5, needed=True),
            asks=asks,
            lines=self.lines,
        )

    def once(self, named: Sequence[tuple[str, str]]) -> None:
        """Every name once."""
        seen: set[str] = set()
        for name, where in named:
            if name in seen:
                self.wrong(where, "twice", f"“{name}” đã có ở trên.", f"“{name}” stands above already.")
            seen.add(name)

    def ask(self, value: Any, where: str, issued_on: date) -> AskRow:
        """One ``[[ask]]``."""
        table = self.table(value, where, _ASK)
        deadline = self.deadline(table, where)
        words = self.text(table, "deadline_words", where, 80) or self.text(table, "deadline", where, 80)
        groups = tuple(self.group(each, at, deadline) for at, each in self.rows(table, "targets", f"{where}."))
        rules = tuple(self.rule(each, at, issued_on) for at, each in self.rows(table, "rules", f"{where}."))
        self.once([(f"{rule.kind} {rule.valid_from}", f"{rule.where}.kind") for rule in rules])
        if not groups:
            self.wrong(where, "missing_key", "Chưa nói ai phải làm: thêm [[ask.targets]].", "Add [[ask.targets]].")
        measure = self.choice(table, "measure", where, Measure.values)
        if measure:
            self.fits(measure, where, groups, rules)
        self.in_time(groups, issued_on)
        return AskRow(
            where=where,
            number=self.address(table, "number", where, 8, _NUMBER),
            title=self.text(table, "title", where, 160, needed=True),
            summary=self.text(table, "summary", where, 4000, needed=True),
            words=self.text(table, "words", where, 4000),
            owner_words=self.text(table, "owner_words", where, 240, needed=True),
            owners=self.codes(table, "owners", where),
            deadline=deadline,
            deadline_words=words,
            measure=measure,
            takes_over=self.choice(table, "succession", where, (KEEP, TAKE_OVER), KEEP) == TAKE_OVER,
            groups=groups,
            rules=rules,
        )

    def fits(self, measure: str, where: str, groups: Sequence[Group], rules: Sequence[RuleRow]) -> None:
        """Rules and targets of the kinds by which the measure is judged; without a rule everything would be done."""
        kinds = FITTING[measure]
        for rule in rules:
            if rule.kind and rule.kind not in kinds:
                vi = f"Mục đo bằng {measure} chỉ dùng: {', '.join(kinds) or 'không quy tắc nào'}."
                en = f"An ask of the measure {measure} has: {', '.join(kinds) or 'no rules'}."
                self.wrong(f"{rule.where}.kind", "does_not_fit", vi, en)
        if kinds and not rules:
            vi, en = "Chưa có quy tắc xét: thêm [[ask.rules]].", "Nothing says how it is judged: add [[ask.rules]]."
            self.wrong(where, "missing_key", vi, en)
        for group in groups:
            if group.offices and measure != Measure.TASK:
                vi = f"Mục đo bằng {measure} hỏi đơn vị: dùng level thay cho offices."
                en = f"An ask of the measure {measure} is made to units: use level instead of offices."
                self.wrong(f"{group.where}.offices", "does_not_fit", vi, en)

    def in_time(self, groups: Sequence[Group], issued_on: date) -> None:
        """Only those that a directive names as late have a deadline from before its day."""
        for group in groups:
            if group.deadline is not None and group.deadline < issued_on and not group.named:
                vi = "Hạn trước ngày ban hành; chỉ đối tượng văn bản nêu đích danh là chậm (named = true) mới có."
                en = "The deadline is older than the directive; only targets named as late (named = true) have such."
                self.wrong(f"{group.where}.deadline", "before_directive", vi, en)

    def group(self, value: Any, where: str, deadline: date | None) -> Group:
        """One ``[[ask.targets]]``; without a ``deadline`` of its own it has the ask's."""
        table = self.table(value, where, _GROUP)
        level = self.choice(table, "level", where, ("", *LEVELS), "")
        offices = self.codes(table, "offices", where)
        if bool(level) == bool(offices):
            vi, en = "Nêu level hoặc offices, không cả hai.", "Give level or offices, one of them."
            self.wrong(where, "missing_key", vi, en)
        expect = table.get("expect")
        if expect is not None and (isinstance(expect, bool) or not isinstance(expect, int) or expect < 1):
            vi, en = "Phải là số nguyên từ 1.", "This must be a whole number from 1 on."
            self.wrong(f"{where}.expect", "wrong_type", vi, en)
            expect = None
        return Group(
            where,
            level,
            self.codes(table, "within", where),
            self.codes(table, "codes", where),
            offices,
            self.truth(table, "named", where),
            self.deadline(table, where) if "deadline" in table else deadline,
            expect,
        )

    def rule(self, value: Any, where: str, issued_on: date) -> RuleRow:
        """One ``[[ask.rules]]``; without a ``valid_from`` it holds from the directive's day."""
        table = self.table(value, where, _RULE)
        kind = self.choice(table, "kind", where, tuple(KINDS))
        parameters = table.get("parameters", {})
        if not isinstance(parameters, Mapping):
            self.wrong(f"{where}.parameters", "wrong_type", "Viết { tên = số }.", "Write { name = number }.")
            parameters = {}
        for name, right in KINDS[kind].faults(parameters) if kind else ():
            vi = f"{name}: cần {right}." if right else f"{name}: loại này không có tham số đó."
            en = f"{name}: {right} is needed." if right else f"{name}: this kind has no such parameter."
            self.wrong(f"{where}.parameters", "bad_parameter", vi, en)
        return RuleRow(
            where,
            kind,
            parameters,
            self.text(table, "basis", where, 300, needed=True),
            self.truth(table, "verified", where),
            self.day(table, "valid_from", where, issued_on),
        )


_HEAD = ("code", "number", "title", "issuer", "signed_by", "issued_on", "province", "legal_basis")
_ASK = (
    "number", "title", "summary", "words", "owner_words", "owners", "deadline", "deadline_words", "measure",
    "succession", "targets", "rules",
)  # fmt: skip
_GROUP = ("level", "within", "codes", "offices", "named", "deadline", "expect")
_RULE = ("kind", "parameters", "basis", "verified", "valid_from")
