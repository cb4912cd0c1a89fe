"""``manage.py simulate --dossiers N --seed S --from DATE --to DATE``."""

import argparse
from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.dossiers.models import Channel, Dossier
from delegation.dossiers.states import DossierState
from postal_services import clock
from postal_services.errors import Refused
from postal_services.ledger import checkpoints
from tracking.custody import item_codes
from tracking.custody.states import ItemState
from tracking.simulation import agreements
from tracking.simulation.days import Period
from tracking.simulation.pairs import Pair, pairs, waves
from tracking.simulation.progress import Bar, Stop, Stopped
from tracking.simulation.refusals import NobodyMandated, RealDossiers, WrongNumber
from tracking.simulation.wave import Life
from tracking.simulation.world import World

MOST = 2_000_000
_ITEMS_A_DOSSIER = 1.1


class Command(BaseCommand):
    """Dossiers of many districts through the real commands, on working days that have passed."""

    help = (
        "Mô phỏng hồ sơ của các đơn vị đã chuyển giao, qua các lệnh thật. / "
        "Simulate dossiers of the committees that have mandates, through the real commands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True, help=f"how many, 1 to {MOST:,}")
        parser.add_argument("--seed", type=int, default=44, help="the same seed plays the same story")
        parser.add_argument("--from", dest="first", type=_day, required=True, help="first day, 2019-08-01")
        parser.add_argument("--to", dest="last", type=_day, required=True, help="last day, included, before today")
        parser.add_argument("--mandates", action="store_true", help="sign mandates for the committees without one")
        parser.add_argument("--anyway", action="store_true", help="even beside real dossiers on a server's database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse what cannot be played, play the rest, and say what became of it."""
        try:
            self._play(**options)
        except Refused as refused:
            raise CommandError(f"{refused.detail('vi')} / {refused.detail('en')}") from refused

    def _play(self, *, dossiers: int, seed: int, first: date, last: date, **options: Any) -> None:
        if not 1 <= dossiers <= MOST:
            raise WrongNumber(least=1, most=f"{MOST:,}", given=f"{dossiers:,}")
        period = Period.between(first, last)
        if not options["anyway"]:
            _require_made_up()
        with Stop().listening() as stop:
            world = World.of(period, seed, stop)
            try:
                if options["mandates"]:
                    self._sign_all(world)
                self._run(world, dossiers)
            except Stopped:
                self.stdout.write("Đã dừng theo yêu cầu; những gì đã ghi được giữ. / Stopped; what was done is kept.")
        self._tell(world, detailed=options["verbosity"] > 1)

    def _sign_all(self, world: World) -> None:
        procedures = agreements.procedures_on(world.period.first)
        for agreement in agreements.missing(world.period, world.seed):
            mandate = world.do(agreements.sign, agreement, procedures, world.staff)
            self.stdout.write(f"{mandate.number}: {agreement.committee} → {agreement.post_office}")

    def _run(self, world: World, dossiers: int) -> None:
        found = pairs(world.period, world.places.communes)
        if not found:
            raise NobodyMandated(first=f"{world.period.first:%d/%m/%Y}", last=f"{world.period.last:%d/%m/%Y}")
        _give_codes(found, dossiers)
        bar = Bar(self.stdout, dossiers, "hồ sơ / dossiers")
        try:
            for wave in waves(found, dossiers):
                Life(world, wave).play()
                world.wave_done()
                bar.advance(wave.size)
        finally:
            bar.finish()
        checkpoints.seal()

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


def _give_codes(found: list[Pair], dossiers: int) -> None:
    """Every committee gets item codes enough, as the provincial post would give them."""
    days = sum(pair.communes * len(pair.days) for pair in found)
    for pair in found:
        share = pair.communes * len(pair.days) / days
        wanted = int(dossiers * share * _ITEMS_A_DOSSIER) + 500
        if item_codes.left(pair.committee) < wanted:
            item_codes.give_block(pair.committee, wanted, on=clock.today())
