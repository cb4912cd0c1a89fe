"""``manage.py verify_files``"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from postal_services.documents import stored
from postal_services.documents.models import Attachment


class Command(BaseCommand):
    """Read every handed-in file and prove that it is what was handed in; exit 1 naming what is not."""

    help = "Kiểm tra mọi tệp đính kèm còn nguyên vẹn. / Check that every handed-in file is whole."

    def handle(self, *args: Any, **options: Any) -> None:
        found = stored.faults()
        if found:
            raise CommandError(
                "Có tệp đính kèm không nguyên vẹn; hãy lấy lại từ bản sao lưu. / Handed-in files are not whole; bring "
                f"them back from a backup.\n{found.words()}"
            )
        self.stdout.write(f"Đúng / OK: {Attachment.objects.count()} files")
