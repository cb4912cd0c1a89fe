"""The public page that says whether a receipt is genuine."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from postal_services.accounts.limits import Limit
from postal_services.accounts.networks import network_of
from postal_services.web.formats import vn_datetime
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.queries import ReceiptCheck, verify_receipt
from tracking.custody.refusals import TooManyChecks
from tracking.custody.web import fields
from tracking.custody.web.doors import language

PER_NETWORK = Limit("receipt-check/network", 60, 60)
_LONGEST = 2000


class CheckForm(HouseForm):
    """The signed text of a receipt, as a scanner types it or a person pastes it."""

    signed = fields.CodeText(
        label=gettext_lazy("Nội dung mã trên biên nhận"),
        help_text=gettext_lazy("Quét ô vuông lớn trên biên nhận rồi dán vào đây. Nội dung bắt đầu bằng VB1:"),
        max_length=_LONGEST,
        rows=4,
        error_messages={"required": gettext_lazy("Dán hoặc quét nội dung mã trên biên nhận.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Paste or scan the signed text and read what it proves; nothing personal is shown, every check is noted.

    Raises:
        TooManyChecks: the network has checked 60 receipts this minute.
    """
    form = CheckForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "check": None}
    if request.method == "POST":
        wait = PER_NETWORK.take(network_of(request))
        if wait is not None:
            raise TooManyChecks(wait=wait)
        if form.is_valid():
            check = verify_receipt(form.cleaned_data["signed"])
            context |= {"check": check, "words": check.detail(language()), "rows": _rows(check)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "custody/receipt_check.html", context, status=status)


def _rows(check: ReceiptCheck) -> list[dict[str, str]]:
    facts = check.facts
    if facts is None:
        return []
    counts = facts.counts
    found = _("%(received)s nhận, %(missing)s thiếu, %(damaged)s hư hỏng, %(extra)s ngoài bảng kê")
    rows = [
        (_("Bên giao"), f"{facts.giver_name} ({facts.giver})"),
        (_("Bên nhận"), f"{facts.receiver_name} ({facts.receiver})"),
        (_("Lập lúc"), vn_datetime(facts.issued_at)),
        (_("Bản của"), _("Bên giao") if facts.party == "giver" else _("Bên nhận")),
        (_("Số bảng kê"), facts.hand_over),
        (_("Bưu gửi trên bảng kê"), str(counts.listed)),
        (
            _("Kết quả kiểm đếm"),
            found
            % {
                "received": counts.received,
                "missing": counts.missing,
                "damaged": counts.damaged,
                "extra": counts.extra,
            },
        ),
        (_("Thu hồi lúc"), vn_datetime(facts.revoked_at) if facts.revoked_at else ""),
        (_("Mã danh sách"), facts.digest),
        (_("Mã sổ cái khi giao"), facts.root),
        (_("Khóa ký"), facts.key_id),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
