"""Load a directive from its file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracking.rollout.commands.load_directive import SHIPPED, load_directive, shipped
from tracking.rollout.evidence.refusals import DirectiveFaulty


class Command(BaseCommand):
    """A directive's asks, targets and rules from TOML; running it twice is harmless, the past is never rewritten."""

    help = "Load a directive: a path, or the code of one that comes with the house; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directive", help="path of a TOML file, or a code such as 44-TB-UBND")

    def handle(self, *_args: Any, **options: Any) -> None:
        named = options["directive"]
        try:
            changes = load_directive(shipped(named) if named in SHIPPED else _read(Path(named)))
        except DirectiveFaulty as refused:
            told = (f"{fault.words()}\n    {fault.words('en')}" for fault in refused.faults)
            raise CommandError("\n".join((refused.detail(), refused.detail("en"), *told))) from refused
        if options["verbosity"]:
            self.stdout.write("\n".join(map(str, changes)) if changes else "Directive: nothing to change")


def _read(path: Path) -> str:
    """The file's text; one written by a spreadsheet or editor may begin with a mark of its encoding."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Không đọc được {path}. / {path} cannot be read.") from error
