"""``manage.py load_province FOLDER``"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegation.establishment.commands.load_province import load_province
from delegation.establishment.refusals import ListsFaulty


class Command(BaseCommand):
    """Units, offices, procedures, parameters and people of a province from a folder of lists."""

    help = "Load a province from a folder of CSV lists (docs/province-template); running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whether it is only tried."""
        parser.add_argument("folder", help="folder with units.csv, offices.csv and so on")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One transaction; passwords of new sign-ins are shown once."""
        try:
            done = load_province(Path(options["folder"]), dry_run=options["dry_run"])
        except ListsFaulty as refused:
            told = [f"{fault.words()}\n    {fault.words('en')}" for fault in refused.faults]
            if refused.more:
                told.append(f"… và {refused.more} lỗi nữa. / … and {refused.more} more.")
            raise CommandError("\n".join((refused.detail(), refused.detail("en"), *told))) from refused
        if options["verbosity"]:
            self.stdout.write("\n".join(map(str, done.changes)) if done.changes else "Province: nothing to change")
            if options["dry_run"]:
                self.stdout.write("Chỉ thử, chưa ghi gì. / Only tried: nothing was written.")
            elif done.recorded:
                recorded = done.recorded
                self.stdout.write(f"Ledger: {recorded.offices} offices, {recorded.posts} posts recorded")
        if done.passwords:
            self.stdout.write("Mật khẩu, chỉ hiện một lần. / Passwords, shown this once:")
            self.stdout.write("\n".join(f"  {name}: {word}" for name, word in done.passwords.items()))
