"""The officer sends the papers of a refused or withdrawn case home by post."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation.dossiers import marks, policies
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState
from delegation.registry.actors import actor_from
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.web.formats import s10
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.commands import case_ends
from tracking.custody.models import Item


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before the act; afterwards the case shows the new item, ready for the next list."""
    actor = actor_from(request)
    dossier = Dossier.objects.visible_to(actor).select_related("procedure").filter(code=code).first()
    if dossier is None:
        raise NotThere
    form = HouseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            item = case_ends.send_papers_home(actor=actor, code=dossier.code)
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            told = _("Đã lập bưu gửi %(item)s gửi trả giấy tờ. Thêm vào bảng kê bàn giao cho bưu điện.")
            messages.success(request, told % {"item": s10(item.code)})
            return redirect("lodging:case", code=dossier.code)
    context = {
        "question": _("Gửi trả giấy tờ của hồ sơ này qua bưu điện?"),
        "text": _(
            "Một bưu gửi mới được lập đến địa chỉ người nộp; hồ sơ vẫn ở trạng thái đã kết thúc. "
            "Cước gửi trả chưa có quy định được kiểm chứng nên nhãn không ghi khoản thu."
        ),
        "act": _("Gửi trả giấy tờ qua bưu điện"),
        "rows": [
            {"key": _("Mã hồ sơ"), "value": marks.code(dossier)},
            {"key": _("Thủ tục"), "value": dossier.procedure.name},
            {"key": _("Trạng thái"), "value": DossierState(dossier.state).label},
        ],
        "form": form,
        "cancel_href": f"/ho-so/{dossier.code}",
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


def is_open(actor: Actor, dossier: Dossier, items: list[Item]) -> bool:
    """Whether to show the button: what the command would do for these items as they stand."""
    return policies.may_process(actor, dossier) and case_ends.could_send(dossier.state, items)
