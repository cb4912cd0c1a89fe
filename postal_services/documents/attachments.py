"""Files that people hand in as a document of something: checked by their content, sealed in the store, given out.

A room keeps a foreign key to ``Attachment`` and decides itself who may read it; nothing here is reachable from the web.
The content lies in Django's default storage, encrypted (AES-256-GCM) under a key of its own, and that key lies in the
database under the house's field keys: a stolen folder tells nothing, and rolling the field keys rewrites no file.
"""

import base64
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from postal_services.clock import now
from postal_services.documents.file_kinds import ENDINGS, MediaType, kind_of
from postal_services.documents.models import Attachment
from postal_services.documents.refusals import FileEmpty, FileGone, FileTooBig

MOST_MB: Final = 10
MOST_BYTES: Final = MOST_MB * 1024 * 1024
"""What one file may have; two hundred scanned pages fit."""
MOST_NAME: Final = 120
"""Characters of a file's name that are kept."""
ACCEPT: Final = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx"
"""What a form's file field offers to choose from; the content decides afterwards."""
FOLDER: Final = "attachments"
KEPT_UNUSED: Final = timedelta(days=1)
"""How long a file waits for the act whose document it is."""
_NONCE: Final = 12
_NAMELESS: Final = "tai-lieu"
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Control characters, marks that turn the direction of writing, and what no font shows."""


class Sent(Protocol):
    """A file as a form or a call brings it."""

    name: Any

    def read(self, size: int = ...) -> bytes:
        """The next bytes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that passed: its content, what it is, its cleaned name, and its SHA-256 as 64 hexadecimal digits."""

    content: bytes
    media_type: MediaType
    name: str
    sha256: str


def check(sent: Sent | IO[bytes]) -> Checked:
    """Look at a file that was sent; nothing is kept yet.

    Raises:
        FileEmpty: no content.
        FileTooBig: more than ``MOST_BYTES``.
        FileNotAccepted: anything but a whole PDF, PNG, JPEG, XLSX or DOCX without programs.
    """
    content = sent.read(MOST_BYTES + 1)
    if not content:
        raise FileEmpty
    if len(content) > MOST_BYTES:
        raise FileTooBig(limit=MOST_MB)
    media_type = kind_of(content)
    name = clean_name(str(sent.name or ""), media_type)
    return Checked(content, media_type, name, hashlib.sha256(content).hexdigest())


def take(sent: Sent | IO[bytes] | Checked) -> Attachment:
    """Check a file, seal its content into the store and note it; raises what ``check`` raises.

    Call it before the command whose document the file is, and after asking whether the actor may do it; better, use
    ``taken_for``.
    """
    file = sent if isinstance(sent, Checked) else check(sent)
    attachment = Attachment(
        sha256=file.sha256,
        media_type=file.media_type.value,
        size=len(file.content),
        name=file.name,
        taken_at=now(),
    )
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, file.content, file.sha256.encode())
    attachment.content_key = base64.b64encode(key).decode()
    attachment.place = default_storage.save(f"{FOLDER}/{attachment.pk.hex[-2:]}/{attachment.pk}", ContentFile(sealed))
    attachment.save(force_insert=True)
    return attachment


@contextmanager
def taken_for(sent: Sent | IO[bytes] | Checked | None) -> Iterator[Attachment | None]:
    """Take a file in for the act inside the block; when that is refused, the file goes at once. None stays None.

    Whether the actor may act at all is asked before: nothing is stored for somebody who may not. What is left behind by
    a process that died is cleared away a day later (``forget_unused``).
    """
    attachment = None if sent is None else take(sent)
    try:
        yield attachment
    except BaseException:
        if attachment is not None:
            _throw_away(attachment)
        raise


def _throw_away(attachment: Attachment) -> None:
    """Row, then content; what an act has come to refer to nevertheless stays."""
    with suppress(DatabaseError):
        with transaction.atomic():
            Attachment.objects.filter(pk=attachment.pk).delete()
        default_storage.delete(attachment.place)


def content_of(attachment: Attachment) -> bytes:
    """The bytes as they were sent.

    Raises:
        FileGone: they are not in the store, or no longer the same.
    """
    try:
        with default_storage.open(attachment.place, "rb") as file:
            sealed = file.read()
    except OSError as wrong:
        raise FileGone from wrong
    return unsealed(sealed, attachment.content_key, attachment.sha256)


def unsealed(sealed: bytes, content_key: str, sha256: str) -> bytes:
    """The content of a file as it lies in the store.

    Raises:
        FileGone: the bytes are not those that were sealed under the key for this SHA-256.
    """
    try:
        key = AESGCM(base64.b64decode(content_key))
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], sha256.encode())
    except (InvalidTag, ValueError) as wrong:
        raise FileGone from wrong


def respond(attachment: Attachment) -> HttpResponse:
    """The file for somebody who may have it: to be saved, never shown in the page, never kept on the way.

    Raises:
        FileGone: the content is not in the store, or no longer the same.
    """
    response = HttpResponse(content_of(attachment), content_type=attachment.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=attachment.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def clean_name(sent: str, media_type: MediaType) -> str:
    """A name that is safe to show and to save: no folders, no unseen marks, an ending that tells the truth."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    seen = "".join(" " if symbol.isspace() else symbol for symbol in last if symbol.isspace() or _is_seen(symbol))
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", seen)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    endings = ENDINGS[media_type]
    if dot and f".{ending.lower()}" in endings and stem.strip(" ."):
        kept = f".{ending}"
    else:
        stem, kept = (name, endings[0]) if f".{name.lower()}" not in endings else ("", endings[0])
    return f"{stem.strip(' .')[: MOST_NAME - len(kept)].rstrip(' .') or _NAMELESS}{kept}"


def _is_seen(symbol: str) -> bool:
    return unicodedata.category(symbol) not in _UNSEEN


def forget_unused(limit: int = 500) -> int:
    """Throw away files to which nothing has referred for a day: those of acts that were refused; gives their number."""
    unused = Attachment.objects.filter(taken_at__lt=now() - KEPT_UNUSED)
    for relation in Attachment._meta.get_fields(include_hidden=True):  # noqa: SLF001 - the registry's documented way
        if isinstance(relation, ForeignObjectRel):
            field = relation.field
            users = field.model._default_manager.filter(**{field.attname: OuterRef("pk")})  # noqa: SLF001
            unused = unused.filter(~Exists(users))
    rows = list(unused.order_by("taken_at")[:limit])
    with transaction.atomic():
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        default_storage.delete(row.place)
    return len(rows)
