import threading

import pytest
from django.db import connection

from postal_services.documents import keys
from postal_services.documents.models import SigningKey


@pytest.mark.usefixtures("committed_db")
def test_eight_threads_that_sign_first_agree_on_one_key() -> None:
    found: list[str] = []

    def sign() -> None:
        try:
            found.append(keys.sign(b"m", keys.RECEIPT)[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert SigningKey.objects.filter(retired_at__isnull=True).count() == 1
