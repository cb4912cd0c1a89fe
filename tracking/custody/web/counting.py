"""The receiver's count: expected against scanned, then the countersignature."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.documents import s10, tokens
from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody import policies
from tracking.custody.commands.hand_over import CounterSignature, countersign_hand_over
from tracking.custody.models import HandOver, HandOverLine
from tracking.custody.queries import hand_overs as reads
from tracking.custody.states import HandOverState, Verdict
from tracking.custody.web.doors import language, signed_in, whole

_MOST = 500
_LONGEST_CODE = 60
_LONGEST_NOTE = 2000


@dataclass(slots=True)
class Count:
    """A half-done count: verdicts by item code, codes beyond the list, and the note."""

    verdicts: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    note: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is kept in the session."""
        return {"verdicts": self.verdicts, "extra": self.extra, "note": self.note}


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the list with what was found so far."""

    line: HandOverLine
    verdict: str


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, code: str) -> HttpResponseBase:
    """Scan or mark every line, keep the count for later, or countersign."""
    actor = actor_from(request)
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    policies.require_may_countersign(actor, found)
    if found.state != HandOverState.PROPOSED:
        messages.warning(request, f"Bảng kê đang ở trạng thái “{HandOverState(found.state).label}”.")
        return redirect("custody:hand-over", found.code)
    lines = reads.lines_of(found)
    if request.method != "POST":
        return _page(request, found, lines, _saved(request, found, lines))
    counted = _gathered(request.POST, found, lines)
    request.session[_key(found)] = counted.kept()
    if request.POST.get("act") != "sign":
        messages.success(request, "Đã lưu phần đã đếm. Có thể đếm tiếp lúc khác trên máy này.")
        return redirect("custody:count", found.code)
    still_open = len(lines) - len(counted.verdicts)
    if still_open and not request.POST.get("rest_missing"):
        words = f"Còn {still_open} bưu gửi chưa đếm. Đếm tiếp, hoặc đánh dấu ô ghi chúng là thiếu."
        return _page(request, found, lines, counted, problems=[words])
    try:
        signed = countersign_hand_over(actor=actor, code=found.code, signature=_signature(counted))
    except NotThere:
        raise
    except Refused as refused:
        return _page(request, found, lines, counted, problems=_said(refused))
    del request.session[_key(found)]
    done = "Đã ký nhận. Hai bên có biên nhận." if signed.hand_over.state == HandOverState.SETTLED else ""
    messages.success(request, done or "Đã ký nhận, có chênh lệch. Phần thiếu vẫn do bên giao chịu trách nhiệm.")
    return redirect("custody:hand-over", found.code)


def _page(
    request: HttpRequest,
    found: HandOver,
    lines: Sequence[HandOverLine],
    counted: Count,
    problems: Sequence[str] = (),
) -> HttpResponse:
    asked = request.GET.get("dem")
    own = whole(asked or "")
    context = {
        "hand_over": found,
        "rows": [Counted(line, counted.verdicts.get(line.item.code, "")) for line in lines],
        "verdicts": [(verdict.value, verdict.label) for verdict in Verdict],
        "extra": "\n".join(counted.extra),
        "note": counted.note,
        "expected": len(lines),
        "open": len(lines) - len(counted.verdicts),
        "waiting": reads.waiting(found, clock.now()),
        "blind": asked is not None and own is None and request.method != "POST",
        "own": own,
        "difference": None if own is None else own - len(lines),
        "problems": problems,
        "rest_missing": bool(request.POST.get("rest_missing")),
    }
    return render(request, "custody/count.html", context, status=UNPROCESSABLE if problems else 200)


def _said(refused: Refused) -> list[str]:
    fields = [f"{code}: {each.message(language())}" for code, problems in refused.fields.items() for each in problems]
    return [refused.detail(language()), *fields]


def _key(found: HandOver) -> str:
    return f"count:{found.code}"


def _saved(request: HttpRequest, found: HandOver, lines: Sequence[HandOverLine]) -> Count:
    """The count kept in the session; lines a scan of this office took over already are received."""
    kept = request.session.get(_key(found)) or {}
    counted = Count(_taken(found, lines), list(kept.get("extra", [])), str(kept.get("note", "")))
    listed = {line.item.code for line in lines}
    counted.verdicts |= {code: verdict for code, verdict in kept.get("verdicts", {}).items() if code in listed}
    return counted


def _taken(found: HandOver, lines: Sequence[HandOverLine]) -> dict[str, str]:
    return {
        line.item.code: Verdict.RECEIVED.value
        for line in lines
        if line.item.holder_office_id != found.giver_id or line.item.offered_in_id != found.id
    }


def _gathered(data: QueryDict, found: HandOver, lines: Sequence[HandOverLine]) -> Count:
    """What the form says: the buttons of each line, then the scanned codes, one a line."""
    counted = Count(note=data.get("note", "").replace("\x00", "").strip()[:_LONGEST_NOTE])
    by_token: dict[str, str] = {}
    for line in lines:
        verdict = data.get(f"v-{line.item.code}", "")
        by_token[line.item.dossier.token] = line.item.code
        if verdict in Verdict.values:
            counted.verdicts[line.item.code] = verdict
    listed = {line.item.code for line in lines}
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


def _signature(counted: Count) -> CounterSignature:
    verdicts = {code: Verdict(verdict) for code, verdict in counted.verdicts.items()}
    return CounterSignature(verdicts=verdicts, extra=counted.extra, note=counted.note)
