"""``manage.py demo_day``: a realistic day of two districts, through the real commands, before your eyes."""

import io
import secrets
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse

from postal_services import clock
from postal_services.errors import Refused
from postal_services.ledger import verification
from tracking.simulation.demo_day import LEAST, MOST, Day, DayClock
from tracking.simulation.dice import dice
from tracking.simulation.progress import Bar, Stop, Stopped
from tracking.simulation.refusals import NotEmbedded, WrongNumber
from tracking.simulation.scenes import SCENES

_PAUSE_S = 0.6


class Command(BaseCommand):
    """Chư Sê and Pleiku from the first citizen to the last seal; as often as wanted, with new people every time."""

    help = (
        "Diễn một ngày ở Chư Sê và Pleiku qua các lệnh thật. / "
        "Play a day of Chư Sê and Pleiku through the real commands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, default=40, help=f"how many, {LEAST} to {MOST}")
        parser.add_argument("--seed", type=int, help="the same seed brings the same people")
        parser.add_argument("--fast", action="store_true", help="without pauses")
        parser.add_argument("--anyway", action="store_true", help="even on a server's database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse where it does not belong; otherwise play, show where to look, and verify the ledger."""
        try:
            self._play(**options)
        except Refused as refused:
            raise CommandError(f"{refused.detail('vi')} / {refused.detail('en')}") from refused

    def _play(self, *, dossiers: int, seed: int | None, fast: bool, anyway: bool, **_others: Any) -> None:
        if not settings.POSTAL_EMBEDDED and not anyway:
            raise NotEmbedded
        if not LEAST <= dossiers <= MOST:
            raise WrongNumber(least=LEAST, most=f"{MOST:,}", given=f"{dossiers:,}")
        throws = dice("demo", seed if seed is not None else secrets.randbits(32))
        with Stop().listening() as stop:
            day = Day(dossiers, throws, DayClock.ending(clock.now()), stop)
            for needed in ("load_demo_mandates", "load_demo_windows"):
                call_command(needed, verbosity=0, stdout=io.StringIO())
            try:
                self._scenes(day, pause=0 if fast else _PAUSE_S)
            except Stopped:
                self.stdout.write("Đã dừng theo yêu cầu; những gì đã ghi được giữ. / Stopped; what was done is kept.")
        self._where_to_look(day)
        self._verdict()

    def _scenes(self, day: Day, *, pause: float) -> None:
        bar = Bar(self.stdout, len(SCENES))
        for scene in SCENES:
            told = scene.act(day)
            when = day.hours.at(scene.hour, scene.minute).astimezone(clock.VN)
            bar.advance()
            bar.say(f"{when:%H:%M}  {scene.vi.format_map(told)}\n       {scene.en.format_map(told)}")
            time.sleep(pause)
        bar.finish()

    def _where_to_look(self, day: Day) -> None:
        self.stdout.write("\nXem trên màn hình / Look at:")
        scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        for words, path in _pages(day):
            self.stdout.write(f"  {words}\n    {scheme}://{settings.PUBLIC_HOST}{path}")

    def _verdict(self) -> None:
        verdict = verification.verify()
        if verdict.broken:
            raise CommandError(f"Sổ cái SAI / The ledger is BROKEN: {verdict.broken}")
        self.stdout.write(
            f"\nSổ cái đúng: {verdict.lines:,} dòng, {verdict.streams:,} vụ việc, {verdict.checkpoints:,} dấu niêm. / "
            "The ledger is whole."
        )


def _pages(day: Day) -> Iterator[tuple[str, str]]:
    """Pages worth a look, with who sees them; rooms that have no page are left out."""
    wanted: list[tuple[str, str, list[str]]] = []
    if day.delivered:
        wanted.append(("Hành trình của người dân / A citizen's journey", "journey:journey", [day.delivered[0].token]))
        wanted.append(("Bưu gửi đã phát (lan) / A delivered item", "custody:item", [day.delivered[0].home]))
    if "first" in day.lists:
        wanted.append(
            ("Bảng kê có chênh lệch (hanh, lan) / The disputed list", "custody:hand-over", [day.lists["first"]])
        )
    if "limbo" in day.lists:
        wanted.append(("Bảng kê chờ ký (lan) / The list in limbo", "custody:hand-over", [day.lists["limbo"]]))
    wanted.append(("Khay (minh) / The tray", "custody:tray", []))
    wanted.append(("Bảng tỉnh (tinh) / The province's board", "rollout:board", []))
    for words, name, facts in wanted:
        try:
            yield words, reverse(name, args=facts)
        except NoReverseMatch:
            continue
