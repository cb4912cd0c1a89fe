"""Opening a bag on the screen: counted first, then held against its manifest."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from postal_services.documents import s10, tokens
from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from postal_services.web.unreadable import takes_any_text
from tracking.custody import policies
from tracking.custody.commands.bag_openings import BagCount, open_bag_at
from tracking.custody.models import Bag, BagItem
from tracking.custody.queries import bags as reads
from tracking.custody.states import BagState, Verdict
from tracking.custody.web.bags import visible
from tracking.custody.web.doors import language, signed_in, whole

_MOST = 500
_LONGEST_CODE = 60
_LONGEST_NOTE = 2000


@dataclass(slots=True)
class Count:
    """A half-done count: verdicts by item code, codes beyond the manifest, the seal as read, the note."""

    verdicts: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    seal: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the manifest with what was found so far."""

    line: BagItem
    verdict: str


@takes_any_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_bag(request: HttpRequest, code: str) -> HttpResponseBase:
    """Count first, then scan or mark every line, then say what was found."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_bag(actor, found.office_id)
    if found.state != BagState.ARRIVED:
        messages.warning(request, f"Túi đang ở trạng thái “{BagState(found.state).label}”.")
        return redirect("custody:bag", found.code)
    lines = [line for line in reads.lines_of(found) if line.left_at is None]
    if request.method != "POST":
        return _page(request, found, lines, Count())
    counted = _gathered(request.POST, lines)
    still_open = len(lines) - len(counted.verdicts)
    if still_open and not request.POST.get("rest_missing"):
        words = f"Còn {still_open} bưu gửi chưa đếm. Đếm tiếp, hoặc đánh dấu ô ghi chúng là thiếu."
        return _page(request, found, lines, counted, [words])
    verdicts = {item: Verdict(verdict) for item, verdict in counted.verdicts.items()}
    count = BagCount(verdicts, counted.extra, counted.seal or None, counted.note)
    try:
        opened = open_bag_at(actor=actor, code=found.code, count=count)
    except NotThere:
        raise
    except Refused as refused:
        return _page(request, found, lines, counted, [refused.detail(language())])
    if opened.bag.marks:
        messages.warning(request, "Đã mở túi, có chênh lệch hoặc điều cần xem. Kết quả ghi bên dưới.")
    else:
        messages.success(request, "Đã mở túi. Mọi bưu gửi khớp bảng kê.")
    return redirect("custody:bag", found.code)


def _page(
    request: HttpRequest, found: Bag, lines: Sequence[BagItem], counted: Count, problems: Sequence[str] = ()
) -> HttpResponse:
    own = whole(request.GET.get("dem", ""))
    context = {
        "bag": found,
        "rows": [Counted(line, counted.verdicts.get(line.item.code, "")) for line in lines],
        "verdicts": [(verdict.value, verdict.label) for verdict in Verdict],
        "extra": "\n".join(counted.extra),
        "note": counted.note,
        "seal": counted.seal,
        "ask_seal": not found.seal_read,
        "expected": len(lines),
        "open": len(lines) - len(counted.verdicts),
        "blind": own is None and request.method != "POST",
        "own": own,
        "difference": None if own is None else own - len(lines),
        "problems": problems,
        "rest_missing": bool(request.POST.get("rest_missing")),
    }
    return render(request, "custody/bag_open.html", context, status=UNPROCESSABLE if problems else 200)


def _gathered(data: QueryDict, lines: Sequence[BagItem]) -> Count:
    """What the form says: the buttons of each line, then the scanned codes, one a line."""
    counted = Count(
        seal=data.get("seal", "").replace("\x00", "").strip()[:40],
        note=data.get("note", "").replace("\x00", "").strip()[:_LONGEST_NOTE],
    )
    by_token = {line.item.dossier.token: line.item.code for line in lines}
    listed = {line.item.code for line in lines}
    for code in listed:
        verdict = data.get(f"v-{code}", "")
        if verdict in Verdict.values:
            counted.verdicts[code] = verdict
    extra: dict[str, None] = {}
    for text in data.get("codes", "").replace("\x00", "").splitlines()[:_MOST]:
        code = _read(text, by_token)
        if code in listed:
            counted.verdicts.setdefault(code, Verdict.RECEIVED.value)
        elif code:
            extra[code] = None
    counted.extra = list(extra)
    return counted


def _read(text: str, by_token: dict[str, str]) -> str:
    """The item a scanned text means; the text itself, shortened, where it means none."""
    try:
        return s10.parse(text)
    except Refused:
        token = tokens.find_token(text)
        return by_token.get(token or "", "") or text.strip()[:_LONGEST_CODE]
