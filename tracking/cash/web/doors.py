"""What the pages about money share: tabs, pages of lists, papers as answers."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, QueryDict
from django.urls import reverse

from postal_services.accounts.actors import Actor, Role
from tracking.cash import policies

PAGE = 50
_LAST_PAGE = 2_000
_DIGITS = 9
_IN_MEMORY = 2 * 1024 * 1024
Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], size: int = PAGE) -> dict[str, Any]:
    """One page of ``rows`` as ``rows``, ``previous`` and ``next`` (cursors for the pagination); one query."""
    text = request.GET.get("cursor", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1
    number = min(max(asked, 1), _LAST_PAGE)
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return {
        "rows": found[:size],
        "previous": str(number - 1) if number > 1 else "",
        "next": str(number + 1) if len(found) > size else "",
    }


def pdf(name: str, draw: Callable[[BinaryIO], None]) -> FileResponse:
    """A PDF shown in the browser; drawn into memory, and on disk when it grows."""
    out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the answer closes it when it has been sent
    draw(cast("BinaryIO", out))
    out.seek(0)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(out, filename=name, content_type="application/pdf", headers=headers)


def sent_with(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; an empty form that was sent is judged too."""
    return request.POST if request.method == "POST" else None


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages about money that concern the actor."""
    shown = [("my-day", "Quỹ của tôi", policies.may_take(actor)), ("days", "Quỹ của đơn vị", watches(actor))]
    shown += [("reconciliations", "Đối soát", reconciles(actor)), ("export", "Xuất sổ", True)]
    return [
        {"label": label, "href": reverse(f"cash:{name}"), "current": name == current, "count": None}
        for name, label, concerned in shown
        if concerned
    ]


def watches(actor: Actor) -> bool:
    """Whether the actor looks after other people's cash."""
    return actor.is_any((Role.SUPERVISOR, Role.OFFICER, Role.PROVINCE))


def reconciles(actor: Actor) -> bool:
    """Whether the actor has to do with reconciliations."""
    return actor.is_any((Role.SUPERVISOR, Role.OFFICER, Role.CLERK, Role.PROVINCE))
