"""What a run came to on the board: which units have shown everything; where none has, what the nearest one lacks."""

from collections.abc import Iterator
from datetime import date

from tracking.rollout import evidence
from tracking.rollout.models import Rule

from .story import Story


def words(story: Story, day: date) -> Iterator[str]:
    """The board of the last day in a few lines, in both languages; nothing where the directive is not loaded."""
    if not Rule.objects.filter(ask__directive=story.directive, ask__number=story.ask).exists():
        return
    seen = evidence.progress(day, story.directive, story.ask)
    names = ", ".join(target.place.short_name for target in seen.targets if target.complete)
    count = f"{seen.complete}/{len(seen.targets)}"
    yield (
        f"Đủ minh chứng đến hết {day:%d/%m/%Y}: {count} đơn vị. / Units with all evidence by {day:%d/%m/%Y}: {count}."
        f"{f' {names}' if names else ''}"
    )
    if seen.targets and not seen.complete:
        yield from _nearest(seen)


def _nearest(seen: evidence.Progress) -> Iterator[str]:
    """What the unit that lacks least still lacks, each with its rule's numbers."""
    target = min(seen.targets, key=lambda each: (len(each.missing), each.place.code))
    name = target.place.name
    yield f"Gần đủ nhất là {name}; còn thiếu: / {name} is nearest; it still lacks:"
    for each in target.missing:
        yield f"  {each.name()}: {each.why()} / {each.name('en')}: {each.why('en')}"
    yield (
        "Ít hồ sơ thì khó đủ: tăng --dossiers hoặc kéo dài --from, --to. / "
        "Few dossiers show little: give more with --dossiers, or a longer time with --from and --to."
    )
