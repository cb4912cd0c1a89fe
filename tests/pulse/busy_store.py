"""The store of files on a busy night: between the dump and the copying one file is cleared away and one comes in."""

from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage

from postal_services.documents import attachments, stored
from postal_services.documents.models import Attachment
from postal_services.pulse.stored import Kept
from tests.documents.files import Sent, pdf

places = stored.places
faults = stored.faults


def look(wanted: Iterable[str]) -> Iterator[Kept]:
    """The real look, after what happens meanwhile."""
    unused = Attachment.objects.earliest("taken_at", "pk")
    Attachment.objects.filter(pk=unused.pk).delete()
    default_storage.delete(unused.place)
    attachments.take(Sent(pdf("Sau khi sao luu")))
    return stored.look(wanted)
