"""The whole play: what makes dossiers possible first, then waves of dossiers and acts of the story, day by day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from math import ceil

from delegation.registry.models import Unit
from postal_services import clock
from postal_services.errors import Refused
from postal_services.ledger import checkpoints
from tracking.custody import item_codes
from tracking.measures import reader
from tracking.rollout.models import Rule

from . import chapters, story
from .models import Played
from .pairs import Pair, Wave, pairs, seasons, shares, waves
from .progress import Bar
from .refusals import NobodyMandated, NoDirective
from .stage import Stage
from .story import Act
from .wave import Life
from .world import World

_ITEMS_A_DOSSIER = 1.1
_FORTNIGHT = 14
_TO_SPARE = 2
"""Dossiers more than a rule asks for, because a few get lost and a few are not sent."""
Piece = tuple[date, int, Act | Wave]


@dataclass
class Play:
    """One run: so many dossiers, with the story or without. Stops between two waves, never in the middle of a life."""

    world: World
    dossiers: int
    bar: Bar
    tells: bool

    def __post_init__(self) -> None:
        self.story = story.told()
        self.stage = Stage(self.world, self.story)
        planned = self.story.acts(self.world.period, self.world.seed) if self.tells else []
        done = set(Played.objects.filter(key__startswith="story/").values_list("key", flat=True))
        self.acts = [act for act in planned if act.key not in done]
        units = Unit.objects.filter(code__in=self.story.tales).order_by("valid_from")
        self.names = {unit.code: unit.short_name for unit in units}

    def prepare(self) -> list[Pair]:
        """Play what says on which days dossiers are possible; gives who sends them.

        Raises NobodyMandated when nobody does, and NoDirective when the directive of the story is not loaded; nothing
        has been played then.
        """
        if self.acts and not Rule.objects.filter(ask__directive=self.story.directive).exists():
            raise NoDirective(directive=self.story.directive)
        first, last = self.world.period.first, self.world.period.last
        if not any(act.do == "put_in_force" for act in self.acts) and not self._pairs():
            raise NobodyMandated(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        for act in self.acts:
            if act.do in chapters.BEFORE_ALL:
                self._act(act)
        return self._pairs()

    def run(self, found: Sequence[Pair], name: str) -> None:
        """Play the waves, and the acts of the story on their days between them.

        The waves that the run ``name`` has played are remembered under it, and are not played twice.
        """
        done = set(Played.objects.filter(key__startswith=f"wave/{name}/").values_list("key", flat=True))
        tales = self.story.tales if self.tells else {}
        parts = seasons(found, tales)
        least = self._least() if any(part.pair.district in tales for part in parts) else 0
        sizes = shares(parts, self.dossiers, least, self._finishing())
        wanted: Counter[str] = Counter()
        for part, size in zip(parts, sizes, strict=True):
            wanted[part.pair.committee] += size
        _give_codes(wanted)
        between: Iterator[Piece] = ((act.on, 0, act) for act in self.acts if act.do in chapters.BETWEEN)
        lives: Iterator[Piece] = ((wave.days[0], 1, wave) for wave in waves(parts, sizes, least))
        for _, _, piece in merge(between, lives, key=lambda each: each[:2]):
            if isinstance(piece, Act):
                self._act(piece)
            elif (key := f"wave/{name}/{piece.pair.committee}/{piece.number}") in done:
                self.bar.skip(piece.size)
            else:
                self._wave(piece, key)
        reader.catch_up()
        checkpoints.seal()

    def _finishing(self) -> frozenset[str]:
        """The districts that the story lets be accepted inside the period."""
        first, last = self.world.period.first, self.world.period.last
        tales = self.story.tales.values() if self.tells else ()
        return frozenset(tale.unit for tale in tales if tale.accepted and first <= tale.accepted <= last)

    def _pairs(self) -> list[Pair]:
        return pairs(self.world.period, self.world.places.communes)

    def _act(self, act: Act) -> None:
        """One act of the story at its moment; what it is refused is counted, and it is not tried again."""
        self.world.stop.check()
        words, chapter = chapters.ALL[act.do]
        self.bar.stage(f"{act.on:%d/%m/%Y} {self.names.get(act.unit, 'Tỉnh')}: {words}")
        with clock.playing_at(self.stage.moment(act)):
            try:
                self.world.do(chapter, self.stage, act)
            except Refused as refused:
                self.world.counts[f"story {act.do}, {refused.code}"] += 1
        Played.objects.create(key=act.key, played_at=clock.now())

    def _wave(self, wave: Wave, key: str) -> None:
        """One wave from the counter to the door; whoever wants to stop waits for the few seconds it takes."""
        self.world.stop.check()
        self.bar.stage(f"{wave.days[0]:%m/%Y} {self.names.get(wave.pair.district, wave.pair.district)}")
        Life(self.world, wave).play()
        Played.objects.create(key=key, played_at=clock.now())
        self.world.wave_done()
        self.bar.advance(wave.size)

    def _least(self) -> int:
        """Dossiers a fortnight with which the rule about sustained use is kept."""
        rules = Rule.objects.filter(
            kind="sustained_use", ask__directive=self.story.directive, ask__number=self.story.ask
        )
        rule = rules.order_by("valid_from").last()
        if rule is None:
            return 0
        wanted, days = int(rule.parameters["dossiers"]), int(rule.parameters["days"])
        return ceil(wanted / max(days // _FORTNIGHT, 1)) + _TO_SPARE


def _give_codes(wanted: Mapping[str, int]) -> None:
    """Every committee gets item codes enough, as the provincial post would give them."""
    for committee, dossiers in sorted(wanted.items()):
        codes = int(dossiers * _ITEMS_A_DOSSIER) + 500
        if item_codes.left(committee) < codes:
            item_codes.give_block(committee, codes, on=clock.today())
