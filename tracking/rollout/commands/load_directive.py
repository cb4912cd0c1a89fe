"""Loading a directive from its file: once as a whole, later only what leaves every past day as it was judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from delegation.registry.loading import Change
from postal_services import clock
from postal_services.errors import FieldProblem
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.rollout.directives.files import AskRow, RuleRow, Sheet, parse
from tracking.rollout.directives.targets import Registry, Wanted, wanted_targets
from tracking.rollout.evidence.refusals import DirectiveFaulty, Fault
from tracking.rollout.models import Ask, Directive, Rule, Target
from tracking.rollout.rule_lines import STREAM, write_corrections, write_rules

DATA = Path(__file__).parent.parent / "data"
SHIPPED = ("44-TB-UBND",)
"""Directives that come with the reference data."""
LOCK = 0x64697265
"""Advisory lock of PostgreSQL: two loads at once wait for one another."""
_ASIDE = 1000
"""Beyond every place in the order of asks."""


def load_shipped() -> list[Change]:
    """The directives of the reference data; the changes, of which none is left when it is run again."""
    return [change for code in SHIPPED for change in load_directive(shipped(code))]


def shipped(code: str) -> str:
    """The file of a directive that comes with the house."""
    return (DATA / f"{code}.toml").read_text(encoding="utf-8")


def load_directive(text: str) -> list[Change]:
    """Bring the rows of one directive to what ``text`` (TOML) says; nothing is written where it agrees already.

    Raises :class:`DirectiveFaulty` with every fault, among them what would judge a past day anew: a rule with other
    parameters, another deadline, a target more or less. A changed rule begins on a later day; units that the registry
    lets end or follow others are the only targets that change.
    """
    sheet = parse(text)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        # before any row, as whoever sets a rule by hand does: neither then waits for what the other holds
        writer.lock([writer.open_stream(STREAM, sheet.code, at=clock.now())])
        load = _Load(sheet, Registry.read(), clock.now())
        load.run()
        if load.faults:
            raise DirectiveFaulty(sorted(load.faults, key=lambda fault: fault.line))
    return [change for change in load.changes() if change]


@dataclass
class _Load:
    """One load: what is held, what is wanted, and what was wrong."""

    sheet: Sheet
    registry: Registry
    now: datetime
    corrected: list[tuple[Ask, Rule]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the load."""
        return clock.day_of(self.now)

    def run(self) -> None:
        """Everything, in the order in which rows point at each other."""
        if not self.registry.is_province(self.sheet.province, self.sheet.issued_on):
            vi = "Không có tỉnh mang mã này vào ngày ban hành. Nạp danh mục của tỉnh trước (load_province)."
            en = "No province bears this code on the directive's day. Load the province's lists first (load_province)."
            self.wrong("directive.province", "unknown_unit", vi, en)
            return
        held = Directive.objects.filter(pk=self.sheet.code).first()
        directive = self._directive(held)
        asks = {ask.number: ask for ask in Ask.objects.filter(directive=directive)}
        if not any(fault.problem.code == "code_taken" for fault in self.faults):
            self._gone(asks)
        if self.faults:
            return
        self._make_room(asks)
        rows = [(row, self._ask(row, place, directive, asks)) for place, row in enumerate(self.sheet.asks, start=1)]
        fresh = {row.number for row, _ in rows if row.number not in asks}
        targets = _by_ask(Target.objects.filter(ask__directive=directive))
        rules = _by_ask(Rule.objects.filter(ask__directive=directive).order_by("valid_from"))
        links = _links(directive)
        set_now: list[tuple[Ask, Rule]] = []
        for row, ask in rows:
            self._targets(row, ask, targets.get(ask.pk, []), links, is_new=row.number in fresh)
            made = self._rules(row, ask, rules.get(ask.pk, []), is_new=row.number in fresh)
            set_now += [(ask, rule) for rule in made if row.number not in fresh]
        if set_now and not self.faults:
            write_rules(set_now, actor=None, office=None, now=self.now)
        if self.corrected and not self.faults:
            write_corrections(self.corrected, now=self.now)

    def wrong(self, where: str, code: str, vi: str, en: str) -> None:
        """Keep one fault of the key ``where``."""
        self.faults.append(Fault(where, self.sheet.lines.of(where), FieldProblem(code, vi, en)))

    def past(self, where: str, what: str, what_en: str) -> None:
        """Keep the fault that a past day would be judged anew."""
        self.wrong(
            where,
            "past_changed",
            f"{what} đã nạp trước đây và không đổi được, vì các ngày đã qua được xét theo đó. Giữ như cũ.",
            f"{what_en} was loaded before and cannot change, because past days were judged by it. Keep it as it was.",
        )

    def changes(self) -> Iterator[Change]:
        """What happened to each table."""
        for table in ("Directive", "Ask", "Target", "Rule"):
            yield Change(table, added=self.added.get(table, 0), changed=self.changed.get(table, 0))

    def _count(self, kept: dict[str, int], table: str, number: int = 1) -> None:
        kept[table] = kept.get(table, 0) + number

    def _directive(self, held: Directive | None) -> Directive:
        sheet = self.sheet
        words = {
            "number": sheet.number,
            "title": sheet.title,
            "issuer": sheet.issuer,
            "signed_by": sheet.signed_by,
            "legal_basis": sheet.legal_basis,
        }
        if held is None:
            self._count(self.added, "Directive")
            return Directive.objects.create(code=sheet.code, issued_on=sheet.issued_on, loaded_at=clock.now(), **words)
        if held.number != sheet.number and (held.issued_on, held.issuer) != (sheet.issued_on, sheet.issuer):
            vi = f"Mã này là của văn bản {held.number} ngày {held.issued_on:%d/%m/%Y}. Chọn mã khác."
            en = f"This code belongs to {held.number} of {held.issued_on:%d/%m/%Y}. Choose another code."
            self.wrong("directive.code", "code_taken", vi, en)
            return held
        if held.issued_on != sheet.issued_on:
            self.past("directive.issued_on", "Ngày ban hành", "The day of the directive")
        self._bring(held, words)
        return held

    def _bring(self, row: Any, values: Mapping[str, Any]) -> None:
        """Change what differs of one row, in one statement; none where it agrees."""
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if differing:
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
            self._count(self.changed, type(row).__name__)

    def _gone(self, asks: Mapping[str, Ask]) -> None:
        for number in asks.keys() - {row.number for row in self.sheet.asks}:
            self.past("directive", f"Mục {number}", f"Ask {number}")

    def _make_room(self, asks: Mapping[str, Ask]) -> None:
        """Where asks change their order, each needs its new place to be free."""
        wanted = {row.number: place for place, row in enumerate(self.sheet.asks, start=1)}
        if any(ask.position != wanted[number] for number, ask in asks.items()):
            Ask.objects.filter(pk__in=[ask.pk for ask in asks.values()]).update(position=F("position") + _ASIDE)

    def _ask(self, row: AskRow, position: int, directive: Directive, asks: Mapping[str, Ask]) -> Ask:
        for owner in row.owners:
            if owner not in self.registry.offices:
                vi, en = f"Không có cơ quan {owner}.", f"There is no office {owner}."
                self.wrong(f"{row.where}.owners", "unknown_office", vi, en)
        words = {
            "position": position,
            "title": row.title,
            "summary": row.summary,
            "words": row.words,
            "owner_words": row.owner_words,
            "owners": list(row.owners),
            "deadline_words": row.deadline_words,
        }
        held = asks.get(row.number)
        if held is None:
            self._count(self.added, "Ask")
            return Ask.objects.create(
                directive=directive, number=row.number, deadline=row.deadline, measure=row.measure, **words
            )
        if held.deadline != row.deadline:
            self.past(f"{row.where}.deadline", "Hạn của mục", "The deadline of the ask")
        if held.measure != row.measure:
            self.past(f"{row.where}.measure", "Cách đo của mục", "The measure of the ask")
        self._bring(held, words)
        return held

    def _targets(
        self, row: AskRow, ask: Ask, held: list[Target], links: Mapping[UUID, frozenset[UUID]], *, is_new: bool
    ) -> None:
        wanted = wanted_targets(row, self.sheet, self.registry, self.wrong)
        known = {(target.code, target.valid_from): target for target in held}
        made: list[Target] = []
        for each in wanted:
            target = known.get(each.key)
            if target is not None:
                self._compare(each, target, row)
                continue
            if not is_new and not each.follows and each.valid_from <= self.today:
                self.past(each.where, f"Danh sách đối tượng ({each.code})", f"The list of targets ({each.code})")
            target = Target(ask=ask, code=each.code, valid_from=each.valid_from, **each.values)
            known[each.key] = target
            made.append(target)
        for key in known.keys() - {each.key for each in wanted}:
            self.past(row.where, f"Đối tượng {key[0]}", f"Target {key[0]}")
        if self.faults:
            return
        Target.objects.bulk_create(made)
        self._count(self.added, "Target", len(made))
        self._link(wanted, known, links)

    def _compare(self, wanted: Wanted, target: Target, row: AskRow) -> None:
        """A unit that ends lets its target end, a desk that opens answers; everything else stays as it was."""
        for name, value in wanted.values.items():
            if getattr(target, name) == value:
                continue
            if getattr(target, name) is None and (name == "office_id" or (name == "valid_to" and row.takes_over)):
                self._bring(target, {name: value})
            else:
                self.past(wanted.where, f"{name} của đối tượng {wanted.code}", f"{name} of target {wanted.code}")

    def _link(
        self,
        wanted: Iterable[Wanted],
        known: Mapping[tuple[str, date], Target],
        links: Mapping[UUID, frozenset[UUID]],
    ) -> None:
        through = Target.takes_over.through
        missing = [
            through(from_target_id=known[each.key].pk, to_target_id=known[origin].pk)
            for each in wanted
            for origin in each.takes_over
            if known[origin].pk not in links.get(known[each.key].pk, frozenset())
        ]
        through.objects.bulk_create(missing)

    def _rules(self, row: AskRow, ask: Ask, held: list[Rule], *, is_new: bool) -> list[Rule]:
        made = []
        for position, each in enumerate(dict.fromkeys(rule.kind for rule in row.rules), start=1):
            of_kind = sorted((rule for rule in row.rules if rule.kind == each), key=lambda rule: rule.valid_from)
            stands = [rule for rule in held if rule.kind == each]
            for rule in of_kind:
                made += self._rule(rule, ask, stands, position, is_new=is_new)
        self._count(self.added, "Rule", len(made))
        return made

    def _rule(self, row: RuleRow, ask: Ask, stands: list[Rule], position: int, *, is_new: bool) -> list[Rule]:
        """Hold one rule against what stands, and set it where it is new."""
        held = next((rule for rule in stands if rule.valid_from == row.valid_from), None)
        words = {"basis": row.basis, "verified": row.verified, "position": position}
        if held is not None:
            if (held.basis, held.verified) != (row.basis, row.verified):
                words["former"] = [*held.former, (self.now.isoformat(), held.basis, held.verified)]
                self.corrected.append((ask, held))
            if held.parameters != row.parameters:
                self.past(f"{row.where}.parameters", f"Tham số của {row.kind}", f"The parameters of {row.kind}")
            self._bring(held, words)
            return []
        before = stands[-1] if stands else None
        if row.valid_from < self.sheet.issued_on:
            vi, en = "Quy tắc có trước văn bản.", "The rule is older than the directive."
            self.wrong(f"{row.where}.valid_from", "before_directive", vi, en)
        elif not is_new and row.valid_from <= self.today:
            vi = f"Quy tắc mới của {row.kind} phải từ một ngày sau hôm nay; thêm valid_from."
            en = f"A new rule for {row.kind} begins on a day after today; give its valid_from."
            self.wrong(row.where, "rule_of_the_past", vi, en)
        elif before is not None and before.valid_from > row.valid_from:
            vi, en = "Đã có quy tắc từ một ngày sau đó.", "A rule from a later day stands already."
            self.wrong(row.where, "rule_set_later", vi, en)
        if self.faults:
            return []
        if before is not None:
            before.valid_to = row.valid_from
            before.save(update_fields=["valid_to"])
        rule = Rule.objects.create(
            id=uuid7(),
            ask=ask,
            kind=row.kind,
            parameters=dict(row.parameters),
            valid_from=row.valid_from,
            **words,
        )
        stands.append(rule)
        return [rule]


def _by_ask(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.ask_id, []).append(row)
    return found


def _links(directive: Directive) -> Mapping[UUID, frozenset[UUID]]:
    """Which targets each target took over."""
    through = Target.takes_over.through.objects.filter(from_target__ask__directive=directive)
    found: dict[UUID, frozenset[UUID]] = {}
    for new, old in through.values_list("from_target_id", "to_target_id"):
        found[new] = found.get(new, frozenset()) | {old}
    return found
