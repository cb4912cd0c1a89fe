"""What an officer fills in for each paper to the citizen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegation.dossiers.lodging import Paper
from delegation.dossiers.notices import AGAIN, Act, Reappointment, Refusal, Stop, SupplementRequest
from delegation.dossiers.web.forms import PaperForm, PaperList
from delegation.registry.models import Procedure
from postal_services.errors import Refused
from postal_services.web.fields import VNDateField
from postal_services.web.forms import HouseForm

BLANK_ROWS = 3
KNOWN_PAPERS = "known-papers"
"""The id of the list of announced papers that the rows suggest."""


def _text(label: Any, hint: Any = "", *, rows: int = 5, required: bool = True) -> forms.CharField:
    """A field for several lines; how long it may be is judged by the command, which says by how much it is too long."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows})
    )


def _contact() -> forms.CharField:
    return forms.CharField(
        label=_("Người liên hệ, số máy"),
        help_text=_("In trên phiếu để người dân hỏi, ví dụ: Nguyễn Thị Hạnh, máy lẻ 12"),
        required=False,
        max_length=2_000,
    )


class NoticeForm(HouseForm):
    """The part all of them share: problems of papers are shown above the form, those of fields beside them."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if "again" in self.fields:
            place = 1 if get_language() == "en" else 0
            field = self.fields["again"]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Không phải thêm lần")), *((key, words[place]) for key, words in AGAIN.items())]


def _again() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Lý do nếu phải thêm lần nữa"),
        required=False,
        help_text=_("Chỉ chọn khi hồ sơ đã đủ số lần theo quy định; lãnh đạo cơ quan và tỉnh xem được từng lần"),
    )


class SupplementForm(NoticeForm):
    """Form 02."""

    reason = _text(_("Lý do"), _("Viết đủ một lần: thiếu gì, sai ở đâu, cần sửa thế nào. Nhiều nhất 2.000 ký tự"))
    contact = _contact()
    respond_on = VNDateField(
        label=_("Đề nghị bổ sung trước ngày"), required=False, help_text=_("Ví dụ 31/12/2019; để trống nếu không hẹn")
    )
    way = forms.ChoiceField(
        label=_("Giấy tờ đến cơ quan bằng cách nào"),
        widget=forms.RadioSelect,
        initial="post",
        choices=[
            ("post", _("Bưu điện mang phiếu đến nhà và lấy giấy tờ")),
            ("desk", _("Người dân mang đến bộ phận một cửa")),
        ],
    )
    again = _again()

    def act(self, papers: Sequence[Paper]) -> Act:
        sent = self.cleaned_data
        return SupplementRequest(
            reason=sent["reason"],
            papers=tuple(papers),
            contact=sent["contact"],
            respond_on=sent["respond_on"],
            fetch_by_post=sent["way"] == "post",
            again=sent["again"],
        )


class RefusalForm(NoticeForm):
    """Form 03."""

    reason = _text(_("Lý do cụ thể"), _("Điều nào, khoản nào không đáp ứng. Nhiều nhất 2.000 ký tự"))
    contact = _contact()

    def act(self, papers: Sequence[Paper]) -> Act:
        return Refusal(reason=self.cleaned_data["reason"], contact=self.cleaned_data["contact"])


class ReappointmentForm(NoticeForm):
    """Form 04."""

    reason = _text(_("Lý do chưa trả đúng hạn"), _("Nhiều nhất 2.000 ký tự"))
    new_day = VNDateField(
        label=_("Ngày hẹn trả lại"), help_text=_("Một ngày làm việc sau ngày đã hẹn, ví dụ 31/12/2019")
    )
    again = _again()

    def act(self, papers: Sequence[Paper]) -> Act:
        sent = self.cleaned_data
        return Reappointment(reason=sent["reason"], new_day=sent["new_day"], again=sent["again"])


class StopForm(NoticeForm):
    """The notice that processing stops."""

    reason = _text(_("Lý do dừng giải quyết"), _("Nhiều nhất 2.000 ký tự"))
    basis = _text(_("Căn cứ pháp lý"), _("Tên, số, điều khoản của văn bản"), rows=2, required=False)
    contact = _contact()

    def act(self, papers: Sequence[Paper]) -> Act:
        sent = self.cleaned_data
        return Stop(reason=sent["reason"], basis=sent["basis"], contact=sent["contact"])


Written = SupplementForm | RefusalForm | ReappointmentForm | StopForm
"""The forms of the four papers; each says with ``act`` what was entered, as its command takes it."""


class ResumeForm(HouseForm):
    """Why the clock runs again."""

    because = forms.ChoiceField(label=_("Vì sao tiếp tục"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["because"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(reasons)
            field.initial = reasons[0][0]


def asked_papers(sent: QueryDict | None, *, more: bool = False) -> PaperList:
    """The rows of papers to ask for: what was sent, or blank ones that suggest the announced list."""
    if sent is not None:
        rows = PaperList.sent(sent, more=BLANK_ROWS if more else 0)
    else:
        rows = PaperList([PaperForm(initial={"count": 1}, prefix=f"paper-{n}") for n in range(BLANK_ROWS)])
    for row in rows.rows:
        row.fields["name"].widget.attrs["list"] = KNOWN_PAPERS
    return rows


def known_papers(procedure: Procedure) -> list[str]:
    """The names of the procedure's announced papers, to choose from while typing."""
    return [paper.name for paper in procedure.papers.all()]


def show(refused: Refused, form: NoticeForm, papers: PaperList | None) -> None:
    """Put each problem of a refusal beside its field or its row of papers."""
    language = (get_language() or "vi")[:2]
    named = [row for row in papers.rows if row.is_bound and row.paper()] if papers else []
    placed = False
    for name, problems in refused.fields.items():
        row, field = _row_of(name, named)
        for problem in problems:
            target = row if row is not None else form
            known = field if field in target.fields else None
            target.add_error(known, problem.message(language))
            if row is not None:
                form.add_error(None, problem.message(language))
            placed = True
    if not placed:
        form.add_error("again" if refused.code in _ONE_MORE else None, refused.detail(language))


_ONE_MORE = frozenset({"asked_before", "reappointed_before"})


def _row_of(name: str, rows: Sequence[PaperForm]) -> tuple[PaperForm | None, str]:
    """``papers[1].name`` is the field ``name`` of the second row."""
    if not name.startswith("papers["):
        return None, name
    number, _dot, field = name[len("papers[") :].partition("].")
    return (rows[int(number)], field) if number.isdigit() and int(number) < len(rows) else (None, name)
