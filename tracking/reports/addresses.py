"""Where figures of reports and of responsibility sheets are opened: paths for pages, whole addresses for papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from tracking.rollout.evidence import DIRECTIVE

from .figures import Head
from .quarters import Span
from .tables import At, Opens, Way

UNIT, KEY, AT = "noi", "chi-tieu", "ky"
"""Names in the addresses of figures that the report's own pages open."""
QUARTER, UNTIL, PROCEDURE = "quy", "den", "thu-tuc"
"""Names in the addresses of responsibility sheets."""
ITEMS: Final[Mapping[Opens, str]] = {Opens.UNIT: "2", Opens.READY: "3"}
"""Items of notice 44/TB-UBND that the sheets tell of: the transfer to the post, and the communes' readiness."""
_BOARD: Final[Mapping[Opens, str]] = {Opens.COMPLETE: "du", Opens.UNITS: "", Opens.CHANGES: "", Opens.SHOWING: ""}


def absolute(path: str) -> str:
    """A whole address of this installation, as it stands on papers."""
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{settings.PUBLIC_HOST}{path}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The ways of one report's figures; each keeps to the report's days, whenever it is followed.

    ``ask`` is the one whose evidence is opened.
    """

    code: str
    head: Head
    ask: str

    def path(self, way: Way) -> str:
        """The page that opens a figure."""
        if way.opens in _BOARD:
            return self._board(way)
        if way.opens in {Opens.UNIT, Opens.EVIDENCE}:
            return unit_path(self.head.directive, self.ask, way, self._day(way.at))
        asked = {UNIT: way.unit, KEY: way.key, AT: way.at.value}
        query = urlencode({name: value for name, value in asked.items() if value})
        path = reverse("reports:opened", args=[self.code, way.opens.value])
        return f"{path}?{query}" if query else path

    def absolute(self, way: Way) -> str:
        """The same with the installation's public name, for papers."""
        return absolute(self.path(way))

    def _day(self, at: At) -> date:
        return self.head.compared if at == At.BEFORE and self.head.compared else self.head.as_of

    def _board(self, way: Way) -> str:
        asked = {"ngay": self._day(way.at).isoformat()}
        anchor = "#tung-noi"
        if way.opens == Opens.CHANGES and self.head.compared:
            asked, anchor = {**asked, "so": self.head.compared.isoformat()}, "#so-sanh"
        elif way.opens == Opens.SHOWING:
            asked["co"] = way.key
        elif _BOARD[way.opens]:
            asked["xem"] = _BOARD[way.opens]
        return f"{reverse('rollout:ask', args=[self.head.directive, self.ask])}?{urlencode(asked)}{anchor}"


@dataclass(frozen=True, slots=True)
class SheetAddresses:
    """The ways of the figures of responsibility sheets; a quarter that runs keeps to the day that was counted to."""

    span: Span

    @property
    def query(self) -> str:
        """The days as they stand in an address."""
        return urlencode(self._days())

    def _days(self) -> dict[str, str]:
        day = {UNTIL: self.span.as_of.isoformat()} if self.span.running else {}
        return {QUARTER: str(self.span.quarter), **day}

    def path(self, way: Way) -> str:
        """The page that opens a figure."""
        if way.opens in {Opens.UNIT, Opens.READY}:
            return unit_path(DIRECTIVE, ITEMS[way.opens], way, self.span.as_of)
        days = {QUARTER: str(self.span.quarter.previous)} if way.at == At.BEFORE else self._days()
        if way.opens == Opens.SHEET:
            return f"{reverse('reports:sheet', args=[way.unit])}?{urlencode(days)}"
        figure = way.opens.value if way.opens == Opens.WAITING else way.key.replace("_", "-")
        asked = {**days, PROCEDURE: way.procedure} if way.procedure else days
        return f"{reverse('reports:sheet-cases', args=[way.unit, figure])}?{urlencode(asked)}"

    def absolute(self, way: Way) -> str:
        """The same with the installation's public name, for papers."""
        return absolute(self.path(way))


def unit_path(directive: str, ask: str, way: Way, day: date) -> str:
    """The sheet of a unit as of a day, or the lines by which one kind of its evidence was judged."""
    asked = {"ngay": day.isoformat()}
    if way.opens == Opens.EVIDENCE:
        asked["bang-chung"] = way.key
    name = "rollout:lines" if way.opens == Opens.EVIDENCE else "rollout:sheet"
    return f"{reverse(name, args=[directive, ask, way.unit])}?{urlencode(asked)}"
