"""The board of one district's use: its communes by the procedures that may go by post, and the cases behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.errors import NotThere
from postal_services.web.formats import count
from tracking.cash.exports import Cell, csv_lines
from tracking.custody.web.doors import page_of, signed_in
from tracking.rollout import policies
from tracking.rollout.evidence import Look, Target, look
from tracking.rollout.queries.coverage import (
    OTHER,
    Commune,
    Coverage,
    Procedure,
    Tally,
    Wanted,
    cases_of,
    coverage,
)

from .addresses import Addresses
from .days import Chosen, chosen, presets, read_day


@dataclass(frozen=True, slots=True)
class Square:
    """One number of the board; ``href`` opens its cases, for those who may open them."""

    tally: Tally
    href: str
    procedure: Procedure
    begins: bool = False
    """Whether a new field of procedures begins here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One commune with its squares; ``used`` of them have a case."""

    commune: Commune
    squares: Sequence[Square]
    total: Tally
    used: int
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """One procedure; ``used`` communes have sent a case of it."""

    number: int
    procedure: Procedure
    total: Tally
    used: int
    href: str
    begins: bool


@dataclass(frozen=True)
class CoveragePage:
    """The board as it is shown; without ``opens`` nobody sees how many cases there are, only whether there was one."""

    board: Coverage
    to: Addresses
    unit: str
    post_office: str
    opens: bool

    def cases(self, commune: str = "", procedure: str = "") -> str:
        """The address of the cases of a square, a row, a column or all; empty for those who may not open them."""
        if not self.opens:
            return ""
        path = reverse("rollout:coverage-cases", args=[self.to.directive, self.to.ask, self.unit])
        asked = {"xa": commune, "thu-tuc": procedure, "buu-dien": self.post_office}
        return f"{path}?{urlencode({'ngay': self.to.day.isoformat(), **{k: v for k, v in asked.items() if v}})}"

    def on(self, day: date) -> str:
        """The board on another day."""
        path = reverse("rollout:coverage", args=[self.to.directive, self.to.ask, self.unit])
        office = {"buu-dien": self.post_office} if self.post_office else {}
        return f"{path}?{urlencode({'ngay': day.isoformat(), **office})}"

    @property
    def file(self) -> str:
        """The address of the board as a file; empty for those who may not have it."""
        if not self.opens:
            return ""
        path = reverse("rollout:coverage-csv", args=[self.to.directive, self.to.ask, self.unit])
        office = {"buu-dien": self.post_office} if self.post_office else {}
        return f"{path}?{urlencode({'ngay': self.to.day.isoformat(), **office})}"

    @cached_property
    def begins(self) -> Sequence[bool]:
        """By column, whether a new field begins there."""
        fields = [each.field for each in self.board.procedures]
        return [place > 0 and field != fields[place - 1] for place, field in enumerate(fields)]

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The communes in the order of their names."""
        board = self.board
        found = []
        for commune in board.communes:
            squares = [
                Square(
                    board.square(commune.code, each.code), self.cases(commune.code, each.code), each, self.begins[place]
                )
                for place, each in enumerate(board.procedures)
            ]
            used = sum(each.tally.is_used for each in squares)
            found.append(Row(commune, squares, board.of_commune(commune.code), used, self.cases(commune.code)))
        return found

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The procedures by field and code, numbered."""
        board = self.board
        return [
            Column(
                place + 1,
                each,
                board.of_procedure(each.code),
                sum(board.square(commune.code, each.code).is_used for commune in board.communes),
                self.cases(procedure=each.code),
                self.begins[place],
            )
            for place, each in enumerate(board.procedures)
        ]

    @property
    def communes_used(self) -> int:
        """Communes from which at least one case came."""
        return sum(row.used > 0 for row in self.rows)

    @property
    def procedures_used(self) -> int:
        """Procedures of which there was at least one case."""
        return sum(column.used > 0 for column in self.columns)

    @property
    def elsewhere_href(self) -> str:
        """The cases of applicants who live in no commune of the district."""
        return self.cases(commune=OTHER)

    @property
    def no_longer_href(self) -> str:
        """The cases of procedures that are not delegated on the day."""
        return self.cases(procedure=OTHER)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for."""

    seen: Look
    day: Chosen
    to: Addresses
    target: Target
    wanted: Wanted


def _asked(request: HttpRequest, directive: str, ask: str, unit: str) -> _Asked:
    """Raises ``NotThere`` for a unit without a committee of its own."""
    seen = look(directive, ask, read_day(request.GET.get("ngay", "").strip()) or clock.today())
    day = chosen(request.GET, seen.facts.head.deadline)
    target = seen.progress(day.day).target(unit)
    if target is None or not target.evidence or not target.place.committee:
        raise NotThere
    place, carrier = target.place, request.GET.get("buu-dien", "").strip()
    if not carrier.isprintable():
        raise NotThere
    wanted = Wanted(place.code, place.committee, place.ended_on, carrier)
    return _Asked(seen, day, Addresses(directive, ask, day.day), target, wanted)


@require_safe
def coverage_page(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponse:
    """The board for everybody: used or not yet; how many, for those who may open the district's cases."""
    asked = _asked(request, directive, ask, unit)
    opens = policies.may_open(actor_from(request), unit)
    page = CoveragePage(coverage(asked.wanted, asked.day.day), asked.to, unit, asked.wanted.post_office, opens)
    head = asked.seen.facts.head
    context = {
        "head": head,
        "chosen": asked.day,
        "to": asked.to,
        "presets": presets(asked.day, head.issued_on, page.on),
        "wide": True,
        "target": asked.target,
        "unit_href": asked.to.sheet(unit),
        "page": page,
    }
    return render(request, "rollout/progress/coverage.html", context, status=400 if asked.day.problem else 200)


@signed_in
@require_safe
def coverage_cases(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponse:
    """The cases behind one number of the board."""
    actor = actor_from(request)
    if not policies.may_open(actor, unit):
        raise NotThere
    asked = _asked(request, directive, ask, unit)
    board = coverage(asked.wanted, asked.day.day)
    commune, procedure = request.GET.get("xa", ""), request.GET.get("thu-tuc", "")
    rows = cases_of(actor, asked.wanted, board, commune, procedure)
    page = CoveragePage(board, asked.to, unit, asked.wanted.post_office, opens=True)
    context = {
        **page_of(request, rows),
        "title": _cases_title(rows.count()),
        "head": asked.seen.facts.head,
        "chosen": asked.day,
        "to": asked.to,
        "target": asked.target,
        "unit_href": asked.to.sheet(unit),
        "board_href": page.on(asked.day.day),
        "what": _what(board, commune, procedure),
    }
    return render(request, "rollout/progress/coverage_cases.html", context)


def _cases_title(total: int) -> str:
    return ngettext("%(count)s hồ sơ", "%(count)s hồ sơ", total) % {"count": count(total)}


def _what(board: Coverage, commune: str, procedure: str) -> str:
    """Which square, row or column is opened, in words."""
    communes = {each.code: each.name for each in board.communes}
    procedures = {each.code: each.name for each in board.procedures}
    place = _("người ở nơi khác") if commune == OTHER else communes.get(commune, _("tất cả các xã"))
    kind = _("thủ tục không còn chuyển giao") if procedure == OTHER else procedures.get(procedure, _("tất cả thủ tục"))
    return f"{place} · {kind}"


HEADS = (
    "Đến hết ngày",
    "Bưu điện",
    "Mã xã",
    "Xã, phường, thị trấn",
    "Lĩnh vực",
    "Mã thủ tục",
    "Thủ tục",
    "Hồ sơ đã bàn giao",
    "Trong đó mô phỏng",
)


@signed_in
@require_safe
def coverage_csv(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponse:
    """Every square as a line, for those who may open the district's cases."""
    if not policies.may_open(actor_from(request), unit):
        raise NotThere
    asked = _asked(request, directive, ask, unit)
    board = coverage(asked.wanted, asked.day.day)
    begun: tuple[Cell, ...] = (board.day.isoformat(), asked.wanted.post_office or "tất cả")
    rows = ((*begun, *line) for line in _lines(board))
    answer = HttpResponse(b"".join(csv_lines(chain([HEADS], rows))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="do-phu-{unit}-{board.day:%Y%m%d}.csv"'
    return answer


def _lines(board: Coverage) -> Iterator[tuple[str | int, ...]]:
    for commune in board.communes:
        for each in board.procedures:
            tally = board.square(commune.code, each.code)
            yield commune.code, commune.name, each.field, each.code, each.name, tally.cases, tally.simulated
    yield "", "Người ở nơi khác", "", "", "", board.elsewhere.cases, board.elsewhere.simulated
    yield "", "", "", "", "Thủ tục không còn chuyển giao", board.no_longer.cases, board.no_longer.simulated
