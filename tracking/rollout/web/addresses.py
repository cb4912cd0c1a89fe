"""Addresses of the public pages; each keeps the day that is being looked at."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages of one ask as of one day."""

    directive: str
    ask: str
    day: date
    other: date | None = None

    def _with(self, path: str, anchor: str = "", **more: str) -> str:
        asked = {"ngay": self.day.isoformat(), **more}
        return f"{path}?{urlencode(asked)}{anchor}"

    @property
    def path(self) -> str:
        """The board without a day."""
        return reverse("rollout:ask", args=[self.directive, self.ask])

    def board(self, anchor: str = "", **filters: str) -> str:
        """The board, filtered by ``thieu`` or ``xem``; a comparison stays."""
        so = {"so": self.other.isoformat()} if self.other else {}
        return self._with(self.path, anchor, **so, **filters)

    def on(self, day: date) -> str:
        """The board on another day."""
        so = f"&so={self.other.isoformat()}" if self.other else ""
        return f"{self.path}?ngay={day.isoformat()}{so}"

    def sheet(self, code: str) -> str:
        """The sheet of a unit."""
        return self._with(reverse("rollout:sheet", args=[self.directive, self.ask, code]))

    def sheet_on(self, code: str, day: date) -> str:
        """The sheet of a unit on another day."""
        return f"{reverse('rollout:sheet', args=[self.directive, self.ask, code])}?ngay={day.isoformat()}"

    def lines(self, code: str, kind: str) -> str:
        """The lines by which a kind of evidence of a unit was judged."""
        path = reverse("rollout:lines", args=[self.directive, self.ask, code])
        return self._with(path, **{"bang-chung": kind})

    def figure(self, code: str, key: str, since: date | None = None) -> str:
        """The days and cases that a figure of a unit was counted from; ``since`` where not from the directive's day."""
        path = reverse("rollout:figure", args=[self.directive, self.ask, code, key])
        return self._with(path, **({"tu": since.isoformat()} if since else {}))

    def overview(self) -> str:
        """All items of the directive."""
        return self._with(reverse("rollout:directive", args=[self.directive]))

    def overview_on(self, day: date) -> str:
        """All items of the directive on another day."""
        return f"{reverse('rollout:directive', args=[self.directive])}?ngay={day.isoformat()}"

    def wall(self) -> str:
        """The wall screen, always on its own day."""
        return reverse("rollout:wall", args=[self.directive, self.ask])

    def call(self) -> str:
        """The same figures for programs."""
        path = reverse("rollout-progress", args=[self.directive, self.ask])
        return f"{path}?as_of={self.day.isoformat()}"
