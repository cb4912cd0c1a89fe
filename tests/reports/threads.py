"""Several at the same moment, each on a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from postal_services.errors import Refused


def together(act: Callable[[], Any], count: int) -> list[Any]:
    """What came of each of ``count`` at once; a refusal is given as it is."""
    got: list[Any] = [None] * count
    start = Barrier(count)

    def run(place: int) -> None:
        start.wait()
        try:
            got[place] = act()
        except Refused as refused:
            got[place] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got
