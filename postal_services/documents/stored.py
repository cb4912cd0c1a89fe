"""Handed-in files as a backup sees them: where they lie, and whether each is still what was handed in."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.core.files.storage import default_storage
from django.db import connection

from postal_services.accounts.privacy import Unreadable, keyring
from postal_services.documents.attachments import unsealed
from postal_services.documents.models import Attachment
from postal_services.documents.refusals import FileGone
from postal_services.pulse.stored import Fault, Faults, Kept

_BATCH = 200


def places() -> Iterator[str]:
    """Where the files lie that the database knows in the present transaction; a few at a time in memory."""
    return Attachment.objects.order_by("pk").values_list("place", flat=True).iterator(chunk_size=2000)


def look(places: Iterable[str]) -> Iterator[Kept]:
    """Each file as it lies in the store, one in memory at a time; a query for every ``_BATCH``.

    What nobody used is cleared away while a backup runs: places that the database has forgotten are left out.
    """
    rest = iter(places)
    while batch := list(islice(rest, _BATCH)):
        known = _known(batch)
        for place in batch:
            if place in known:
                yield _looked_at(place, *known[place])


def faults() -> Faults:
    """Everything that is wrong with the store, read from its first file to its last."""
    found = Faults()
    for kept in look(places()):
        if kept.fault is not None:
            found.note(kept.place, kept.fault)
    return found


def _known(batch: list[str]) -> dict[str, tuple[str, str]]:
    """SHA-256 and content key of some files, the key as it is stored: one that is not at hand must stop nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, sha256, content_key FROM documents_attachment WHERE place = ANY(%s)",
            [batch],
        )
        return {place: (sha256, content_key) for place, sha256, content_key in cursor.fetchall()}


def _looked_at(place: str, sha256: str, content_key: str) -> Kept:
    try:
        with default_storage.open(place, "rb") as file:
            sealed = file.read()
    except OSError:
        return Kept(place, None, Fault.MISSING)
    try:
        unsealed(sealed, keyring().open(content_key), sha256)
    except Unreadable:
        return Kept(place, sealed, Fault.LOCKED)
    except FileGone:
        return Kept(place, sealed, Fault.ALTERED)
    return Kept(place, sealed, None)
