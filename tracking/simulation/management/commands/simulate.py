"""``manage.py simulate --dossiers N --seed S --from DATE --to DATE``."""

import argparse
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.dossiers.models import Channel, Dossier
from delegation.dossiers.states import DossierState
from postal_services.errors import Refused
from tracking.custody.states import ItemState
from tracking.simulation import agreements, outcome, runs, story
from tracking.simulation.days import Period
from tracking.simulation.play import Play
from tracking.simulation.progress import Bar, Stop, Stopped
from tracking.simulation.refusals import RealDossiers, WrongNumber
from tracking.simulation.world import World

MOST = 2_000_000
STOPPED = 130
_DIGITS = 18
_GOES_ON = (
    "Diễn tiếp lượt đã dừng; số đếm cuối lượt chỉ gồm phần diễn lần này. / "
    "Going on with the run that was stopped; the counts at the end are of what is played now."
)
_STOPPED = (
    "Đã dừng theo yêu cầu; những gì đã ghi được giữ. Chạy lại đúng lệnh này để diễn tiếp. / "
    "Stopped; what was done is kept. The same command goes on with it."
)
_AT_ONCE = (
    "Đã dừng ngay; những gì đã ghi được giữ, đợt hồ sơ đang diễn bị bỏ dở. Chạy lại đúng lệnh này để diễn tiếp, kể "
    "cả đợt đó. / Stopped at once; what was done is kept, the wave under way was left half played. The same command "
    "goes on, with the whole of that wave again."
)


class Command(BaseCommand):
    """Dossiers of many districts through the real commands, on working days that have passed."""

    help = (
        "Mô phỏng hồ sơ của các đơn vị đã chuyển giao, qua các lệnh thật. / "
        "Simulate dossiers of the committees that have mandates, through the real commands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=_whole, required=True, help=f"how many, 1 to {MOST:,}")
        parser.add_argument("--seed", type=_whole, default=44, help="the same seed plays the same story")
        parser.add_argument("--from", dest="first", type=_day, required=True, help="first day, 2019-08-01")
        parser.add_argument("--to", dest="last", type=_day, required=True, help="last day, included, before today")
        parser.add_argument("--mandates", action="store_true", help="sign mandates for committees without one as well")
        parser.add_argument("--without-story", action="store_true", help="dossiers alone, evenly over all days")
        parser.add_argument("--anyway", action="store_true", help="even beside real dossiers on a server's database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse what cannot be played, play the rest, and say what became of it."""
        try:
            self._play(**options)
        except Refused as refused:
            raise CommandError(f"{refused.detail('vi')} / {refused.detail('en')}") from refused
        except Stopped:
            raise CommandError(_STOPPED, returncode=STOPPED) from None
        except KeyboardInterrupt:
            raise CommandError(_AT_ONCE, returncode=STOPPED) from None

    def _play(self, *, dossiers: int, seed: int, first: date, last: date, **options: Any) -> None:
        if not 1 <= dossiers <= MOST:
            raise WrongNumber(least=1, most=f"{MOST:,}", given=f"{dossiers:,}")
        period = Period.between(first, last)
        if not options["anyway"]:
            _require_made_up()
        with Stop().listening() as stop, runs.alone():
            world = World.of(period, seed, stop)
            bar = Bar(self.stdout, dossiers, "hồ sơ / dossiers")
            try:
                if options["mandates"]:
                    self._sign_all(world)
                play = Play(world, dossiers, bar, tells=not options["without_story"])
                found = play.prepare()
                name, goes_on = runs.begin(_words(dossiers, seed, period, options))
                if goes_on:
                    bar.say(_GOES_ON)
                play.run(found, name)
                runs.finish(name)
            finally:
                bar.finish()
        self._tell(world, detailed=options["verbosity"] > 1)
        if not options["without_story"]:
            for words in outcome.words(story.told(), period.last):
                self.stdout.write(words)

    def _sign_all(self, world: World) -> None:
        procedures = agreements.procedures_on(world.period.first)
        for agreement in agreements.missing(world.period, world.seed):
            world.stop.check()
            mandate = world.do(agreements.sign, agreement, procedures, world.staff)
            self.stdout.write(f"{mandate.number}: {agreement.committee} → {agreement.post_office}")

    def _tell(self, world: World, *, detailed: bool) -> None:
        """The outcome in the words of the screens, and where the time went."""
        for kind, labels in (("dossier", DossierState), ("item", ItemState)):
            for value, label in labels.choices:
                if count := world.counts[f"{kind} {value}"]:
                    self.stdout.write(f"  {kind:8} {label:40} {count:>9,}")
        others: Counter[str] = Counter(
            {name: count for name, count in world.counts.items() if not name.startswith(("dossier ", "item "))}
        )
        for name, count in sorted(others.items()):
            self.stdout.write(f"  {name:49} {count:>9,}")
        if detailed:
            for name, seconds in sorted(world.seconds.items(), key=lambda pair: -pair[1]):
                self.stdout.write(f"  {name:30} {world.calls[name]:>7,} × {1000 * seconds / world.calls[name]:8.1f} ms")


def _words(dossiers: int, seed: int, period: Period, options: Mapping[str, Any]) -> str:
    """What makes it the same run when the command comes again."""
    chosen = "".join(f"-{name}" for name in ("without_story", "mandates") if options[name])
    return f"{dossiers}-{seed}-{period.first}-{period.last}{chosen}"


def _whole(text: str) -> int:
    """A whole number, also in groups of three with the commas or dots that people write."""
    kept = re.sub(r"[.,_](?=[0-9]{3}(?![0-9]))", "", text.strip())
    digits = kept.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        words = f"“{text[:40]}”: viết số nguyên như 1500. / write a whole number such as 1500."
        raise argparse.ArgumentTypeError(words)
    return int(kept)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = f"“{text}”: viết ngày như 2019-08-01. / write a day as 2019-08-01."
        raise argparse.ArgumentTypeError(words) from None


def _require_made_up() -> None:
    """On a server's database, made-up dossiers come only where every dossier is made up."""
    if not settings.POSTAL_EMBEDDED and Dossier.objects.exclude(channel=Channel.SIMULATION).exists():
        raise RealDossiers
