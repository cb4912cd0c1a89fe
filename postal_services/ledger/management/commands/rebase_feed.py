"""``manage.py rebase_feed``: after a restore into a new cluster, keep the feed's order."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction


class Command(BaseCommand):
    """Raise ``ledger_base()`` so that new transactions count on from the highest number in the ledger."""

    help = "Sau khi khôi phục dữ liệu: nối tiếp số giao dịch. / After a restore: let transaction numbers continue."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT greatest(coalesce((SELECT max(tx) FROM ledger_line), 0),"
                " coalesce((SELECT max(to_tx) FROM ledger_checkpoint), 0)), ledger_tx(), ledger_base()"
            )
            highest, current, base = cursor.fetchone()
            if highest < current:
                self.stdout.write("Không cần đổi. / Nothing to do.")
                return
            raised = base + highest - current + 1
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ledger_base() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE"
                f" AS 'SELECT {int(raised)}::bigint'"
            )
            self.stdout.write(f"ledger_base = {raised}")
