"""Public disclosure of procedures: what to bring, how long, what it costs (Law 104/2016, article 19)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from delegation.registry import queries
from delegation.registry.actors import actor_from
from delegation.registry.models import Procedure
from delegation.registry.queries import Wanted
from delegation.registry.refusals import NoTariff
from postal_services.web.formats import vn_date, vnd
from postal_services.web.forms import HouseForm


class ProcedureFilter(HouseForm):
    """What to show in the list."""

    q = forms.CharField(label=gettext_lazy("Tên hoặc mã thủ tục"), required=False, max_length=80)
    field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), required=False)

    def offer(self, fields: list[str]) -> "ProcedureFilter":
        """The same form with the fields there are."""
        choice = self.fields["field"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("Tất cả")), *((name, name) for name in fields)]
        return self


@require_safe
def procedure_list(request: HttpRequest) -> HttpResponse:
    """All procedures by field, with name search that ignores diacritics."""
    actor = actor_from(request)
    form = ProcedureFilter(request.GET or None, auto_id="filter_%s").offer(queries.procedure_fields(actor))
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = list(queries.procedures(actor, Wanted(q=chosen.get("q", ""), field=chosen.get("field", ""))))
    return render(request, "registry/procedure_list.html", {"filter": form, "procedures": rows})


@require_safe
def procedure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: papers, time, fee, and what the post charges."""
    procedure = queries.procedure(actor_from(request), code)
    try:
        tariff = queries.tariff_on()
    except NoTariff:
        tariff = None
    context = {"procedure": procedure, "rows": _rows(procedure), "tariff": tariff}
    return render(request, "registry/procedure_detail.html", context)


def _rows(procedure: Procedure) -> list[dict[str, str]]:
    unknown = _("Chưa có số liệu kiểm chứng; hỏi bộ phận một cửa")
    days = _("%(days)d ngày làm việc") % {"days": procedure.working_days}
    postal = _("Có, từ %(day)s") % {"day": vn_date(procedure.postal_from)} if procedure.postal_from else ""
    return [
        {"key": _("Mã thủ tục"), "value": _code(procedure)},
        {"key": _("Lĩnh vực"), "value": procedure.field},
        {"key": _("Thời hạn giải quyết"), "value": days},
        {"key": _("Phí, lệ phí"), "value": vnd(procedure.state_fee) if procedure.fee_known else unknown},
        {"key": _("Kết quả"), "value": procedure.result_name},
        {"key": _("Gửi, nhận qua bưu điện"), "value": postal or _("Không, cần đến trực tiếp")},
        {"key": _("Giấy tờ cũ phải nộp lại"), "value": _("Có") if procedure.withdraws_papers else _("Không")},
        {"key": _("Căn cứ pháp lý"), "value": procedure.legal_basis},
    ]


def _code(procedure: Procedure) -> str:
    if procedure.code_verified:
        return procedure.code
    words = _("%(code)s (mã chưa đối chiếu)") if procedure.code[0].isdigit() else _("%(code)s (mã tạm của tỉnh)")
    return words % {"code": procedure.code}
