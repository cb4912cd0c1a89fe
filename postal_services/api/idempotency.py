"""The same write twice is one act: ``Idempotency-Key``.

What is guaranteed. The act and its kept answer commit in **one** PostgreSQL transaction: a command's own transaction
becomes a savepoint of it. Whoever comes second with the key waits briefly for the first, then gets the first one's
answer, or 409 ``idempotency_in_progress``. A crash at any point leaves either both (act and answer) or nothing, so
there is no "in progress" row to clean up and no moment at which the act is done and the key is lost. The turn of a
key is an advisory lock of that transaction, so it also ends with the connection.

What is kept: every answer below 500, refusals included (a new attempt needs a new key), encrypted, for ``KEPT_FOR``.
Not kept: faults and every answer that says when to come back (``Retry-After``); the transaction is rolled back and the
key stays free. What is decided before the act (401, 403 of the door, 429) never gets here. A command may still say that
it is durable: its writes are final once the view returns, together with the answer.

Without the header nothing here runs: no statement, no lock.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services import clock
from postal_services.accounts.privacy import keyed_digest
from postal_services.api.models import KeptAnswer
from postal_services.api.refusals import IdempotencyInProgress, IdempotencyKeyBad, IdempotencyKeyReused
from postal_services.api.renderers import JSONRenderer
from postal_services.api.throttles import caller_of

HEADER = "HTTP_IDEMPOTENCY_KEY"
KEY = re.compile(r"[!-~]{1,200}")
"""What a key may be: visible ASCII, no spaces inside."""
KEPT_FOR = timedelta(hours=48)
"""At least a day is promised; two let a device that was off over night ask again."""
PATIENCE = 3.0
"""Seconds a second request waits for the first before it is told to come back."""
_PAUSE = 0.05
_FIRST_FAULT = 500
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Handler = Callable[..., HttpResponseBase]


class ActWithAnswer(transaction.Atomic):
    """A transaction inside which a durable command may open its own, which then ends with this one.

    Django refuses a durable block inside another one unless the outer one says that it stands for the end of the act,
    as its test cases do; that mark is what is set here."""

    def __init__(self) -> None:
        super().__init__(DEFAULT_DB_ALIAS, savepoint=True, durable=False)
        self._from_testcase = True


class IdempotentMixin:
    """Gives a view's writes their idempotency; set ``keeps_answers = False`` where an answer must not be kept."""

    keeps_answers = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After keys, permissions and limits: when a key came with a write, wrap the view's handler."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # the view this is mixed into has it
        if HEADER in request.META and self.keeps_answers and request.method in _WRITES:
            name = str(request.method).lower()
            handler = getattr(self, name, None)
            if handler is not None:
                setattr(self, name, _Once(self, handler))


class _Once:
    """A handler that runs at most once for a caller and a key."""

    def __init__(self, view: Any, handler: Handler) -> None:
        self.view = view
        self.handler = handler

    def __call__(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = _key_of(request)
        caller = keyed_digest(caller_name(request), "idempotency-caller")
        digest = _digest_of(request)
        with ActWithAnswer():
            _take_turn(caller, key)
            kept = KeptAnswer.objects.filter(caller=caller, key=key).first()
            if kept is not None:
                return _again(kept, digest)
            response = self._answer(request, *args, **kwargs)
            if response.status_code >= _FIRST_FAULT or response.has_header("Retry-After"):
                transaction.set_rollback(True)
            else:
                _keep(response, caller, key, digest)
        return response

    def _answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The view's answer, a refusal being one; a fault goes on up and takes the transaction with it."""
        try:
            return self.handler(request, *args, **kwargs)
        except Exception as refusal:  # noqa: BLE001 - the view's own handler decides, and raises what it does not know
            answer: HttpResponseBase = self.view.handle_exception(refusal)
            return answer


def caller_name(request: Request) -> str:
    """Who the key belongs to: the person or the device, whatever token they hold today; strangers are one."""
    name = caller_of(request)
    if name is None:
        return "stranger"
    return f"person:{request.user.pk}" if name.startswith("token:") else name


def _key_of(request: Request) -> str:
    key = str(request.META[HEADER]).strip()
    if not KEY.fullmatch(key):
        raise IdempotencyKeyBad
    return key


def _digest_of(request: Request) -> bytes:
    """The same for the same method, address and body, whatever the order of the body's members."""
    data = request.data
    files = getattr(request, "FILES", None) or {}
    parts: dict[str, Any] = {"body": data} if not files else {"form": {}, "files": {}}
    for name, upload in files.items():
        sums = hashlib.sha256()
        for chunk in upload.chunks():
            sums.update(chunk)
        upload.seek(0)
        parts["files"][name] = sums.hexdigest()
    if files:
        form: Any = data
        parts["form"] = {name: form.getlist(name) for name in form if name not in files}
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return keyed_digest(f"{request.method}\n{request.get_full_path()}\n{canonical}", "idempotency-body")


def _take_turn(caller: bytes, key: str) -> None:
    """Wait for the key's turn; it is held until the transaction ends."""
    number = int.from_bytes(hashlib.sha256(caller + key.encode()).digest()[:8], "big", signed=True)
    deadline = time.monotonic() + PATIENCE
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            row = cursor.fetchone()
        if row[0]:
            return
        if time.monotonic() >= deadline:
            raise IdempotencyInProgress(wait=2)
        time.sleep(_PAUSE)


def _keep(response: HttpResponseBase, caller: bytes, key: str, digest: bytes) -> None:
    if isinstance(response, Response):
        body = b"" if response.data is None else JSONRenderer().render(response.data)
        content_type = response.content_type or JSONRenderer.media_type
    else:
        body = getattr(response, "content", b"")
        content_type = response.headers.get("Content-Type", "")
    KeptAnswer.objects.create(
        caller=caller,
        key=key,
        digest=digest,
        status=response.status_code,
        content_type=content_type,
        location=response.headers.get("Location", ""),
        body=body.decode(),
        created_at=clock.now(),
    )


def _again(kept: KeptAnswer, digest: bytes) -> HttpResponse:
    if bytes(kept.digest) != digest:
        raise IdempotencyKeyReused
    headers = {"Idempotency-Replayed": "true"}
    if kept.location:
        headers["Location"] = kept.location
    response = HttpResponse(kept.body.encode(), status=kept.status, headers=headers)
    if kept.body:
        response["Content-Type"] = kept.content_type
    else:
        del response["Content-Type"]
    return response


def purge_answers(batch: int = 5000) -> int:
    """Delete answers kept longer than ``KEPT_FOR``, ``batch`` at a time; returns how many."""
    gone = 0
    while True:
        old = KeptAnswer.objects.filter(created_at__lt=clock.now() - KEPT_FOR).values("pk")[:batch]
        deleted = KeptAnswer.objects.filter(pk__in=old).delete()[0]
        gone += deleted
        if deleted < batch:
            return gone
