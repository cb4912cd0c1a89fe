"""``manage.py backup FILE``"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from postal_services.pulse import dumps


class Command(BaseCommand):
    """Write the whole database to a file while people go on working."""

    help = "Sao lưu toàn bộ cơ sở dữ liệu vào một tệp. / Back the whole database up to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sao lưu / backup file, for example hoso-2019-08-05.dump")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].resolve()
        if target.exists():
            raise CommandError(f"{target} đã có; hãy chọn tên khác. / {target} exists; choose another name.")
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            # made empty first: what is in a backup is for its owner's eyes only
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            dumps.run("pg_dump", "--format=custom", "--no-owner", "--serializable-deferrable", f"--file={draft}")
            draft.rename(target)
        except OSError as error:
            raise CommandError(f"Không ghi được {target}. / Cannot write {target}: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
        size = target.stat().st_size / 1_000_000
        self.stdout.write(f"{target}: {size:.1f} MB")
        self.stdout.write(
            f"Hãy cất riêng các khóa trong {settings.VAR_DIR}/secrets: thiếu chúng thì không đọc được dữ liệu cá nhân. "
            f"/ Keep the keys of {settings.VAR_DIR}/secrets apart from it: personal data cannot be read without them."
        )
        self.stdout.write(
            f"Tệp đính kèm không nằm trong bản sao lưu này; hãy chép thư mục {settings.MEDIA_ROOT} ngay sau đó. "
            f"/ Handed-in files are not in this backup; copy the folder {settings.MEDIA_ROOT} right after it."
        )
