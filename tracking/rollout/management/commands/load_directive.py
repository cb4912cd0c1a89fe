"""Load a directive from its file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracking.rollout.commands.load_directive import SHIPPED, load_directive, shipped
from tracking.rollout.evidence.refusals import DirectiveFaulty

MOST_BYTES = 2_000_000
"""A directive is some pages; a larger file is another file."""


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
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"Không mở được {path}. / {path} cannot be read.") from error
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise CommandError(f"{path} lớn quá {most} MB. / {path} cannot be read: it is larger than {most} MB.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CommandError(
            f"{path}, dòng {line}: tệp không phải UTF-8; lưu lại dạng UTF-8. / "
            f"{path}, line {line}: cannot be read as UTF-8; save it as UTF-8."
        ) from error
