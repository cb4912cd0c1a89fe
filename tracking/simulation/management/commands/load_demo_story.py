"""``manage.py load_demo_story``: the half year of 2019, small, so that a new instance has something to show."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.errors import Refused
from tracking.simulation import runs
from tracking.simulation.days import Period
from tracking.simulation.models import Played
from tracking.simulation.play import Play
from tracking.simulation.progress import Bar, Stop, Stopped
from tracking.simulation.refusals import NotEmbedded, WrongNumber
from tracking.simulation.world import World

SEED = 44
FIRST, LAST = date(2019, 7, 9), date(2019, 12, 31)
LEAST, MOST = 1, 100_000
NAME = "demo"
_BEGUN, _DONE = f"{NAME}/begun/", f"{NAME}/done"
STOPPED = 130


class Command(BaseCommand):
    """Played once on a fresh embedded database; an interrupted play goes on where it stopped."""

    help = (
        "Diễn nửa cuối năm 2019 trên cơ sở dữ liệu nhúng còn trống; đã diễn thì thôi. / "
        "Play the second half of 2019 on an empty embedded database; once is enough."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, default=1_500, help=f"how many, {LEAST} to {MOST:,}")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Begin or carry on, unless it is done or people have put dossiers in already."""
        if not settings.POSTAL_EMBEDDED:
            raise CommandError(f"{NotEmbedded().detail('vi')} / {NotEmbedded().detail('en')}")
        try:
            wanted = _still_to_play(options["dossiers"])
            if wanted:
                self._play(wanted)
        except Refused as refused:
            raise CommandError(f"{refused.detail('vi')} / {refused.detail('en')}") from refused
        except Stopped:
            words = "Đã dừng; lần chạy sau diễn tiếp. / Stopped; the next run carries on."
            raise CommandError(words, returncode=STOPPED) from None

    def _play(self, dossiers: int) -> None:
        with Stop().listening() as stop, runs.alone():
            world = World.of(Period.between(FIRST, LAST), SEED, stop)
            bar = Bar(self.stdout, dossiers, "hồ sơ mô phỏng / simulated dossiers")
            try:
                play = Play(world, dossiers, bar, tells=True)
                play.run(play.prepare(), NAME)
            finally:
                bar.finish()
        Played.objects.create(key=_DONE, played_at=clock.now())


def _still_to_play(asked: int) -> int:
    """The number of dossiers of a play that is to begin or to be carried on; nought where there is nothing to do."""
    if not LEAST <= asked <= MOST:
        raise WrongNumber(least=LEAST, most=f"{MOST:,}", given=f"{asked:,}")
    if Played.objects.filter(key=_DONE).exists():
        return 0
    begun = Played.objects.filter(key__startswith=_BEGUN).first()
    if begun is not None:
        return int(begun.key.removeprefix(_BEGUN))
    if Dossier.objects.exists():
        return 0
    Played.objects.create(key=f"{_BEGUN}{asked}", played_at=clock.now())
    return asked
