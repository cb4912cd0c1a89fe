"""A day's list by file: upload, work through it batch by batch, see and download the result of each row."""

import csv
import io
import json
from typing import Any
from uuid import UUID

import xlsxwriter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.dossiers import commands, policies
from delegation.dossiers.lists import BYTES_AT_MOST, COLUMNS, ROWS_AT_MOST
from delegation.dossiers.models import ImportJob, ImportRow, JobState, RowOutcome
from delegation.dossiers.refusals import ListSeenBefore, TooLargeFile
from delegation.dossiers.web.forms import offer
from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE, is_partial
from tracking.custody.commands.lodge_list import lodge_next_rows
from tracking.custody.web.lodging import committees_of

_SHOWN_ROWS = 200
_SHOWN_JOBS = 30
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class UploadForm(HouseForm):
    """A file and the desk it is for."""

    office = forms.ChoiceField(label=gettext_lazy("Cơ quan giải quyết"))
    file = forms.FileField(
        label=gettext_lazy("Danh sách trong ngày"),
        allow_empty_file=True,
        help_text=gettext_lazy("Tệp CSV hoặc XLSX, tối đa 5.000 dòng, 5 MB"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The page to hand in a list, with the lists handed in before."""
    actor = actor_from(request)
    if not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    committees = committees_of(actor, clock.now())
    offer(form, "office", list(Office.objects.filter(pk__in=committees).order_by("code").values_list("code", "name")))
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > BYTES_AT_MOST:
                raise TooLargeFile(limit=BYTES_AT_MOST // 1024 // 1024)
            job = commands.store_list(
                actor=actor, office=form.cleaned_data["office"], filename=file.name, content=file.read()
            )
        except ListSeenBefore as refused:
            messages.warning(request, refused.detail((get_language() or "vi")[:2]))
            return redirect("lodging:import-job", job=refused.facts["job"])
        except Refused as refused:
            form.add_error("file", refused.detail((get_language() or "vi")[:2]))
        else:
            return redirect("lodging:import-job", job=job.pk)
    context = {
        "form": form,
        "jobs": ImportJob.objects.visible_to(actor).select_related("office")[:_SHOWN_JOBS],
        "columns": COLUMNS,
        "limit": ROWS_AT_MOST,
    }
    return render(request, "custody/import_upload.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job_detail(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far a list has come and what came of its rows; doubtful rows are confirmed, refused ones tried again."""
    actor = actor_from(request)
    found = _visible(request, job)
    if request.method == "POST":
        if request.POST.get("act") == "confirm":
            chosen = [_uuid(text) for text in request.POST.getlist("row")]
            commands.confirm_rows(actor=actor, job=found.pk, rows=chosen)
        else:
            commands.retry_rows(actor=actor, job=found.pk)
        return redirect("lodging:import-job", job=found.pk)
    return _job_page(request, found)


@login_required
@require_POST
def carry_on(request: HttpRequest, job: UUID) -> HttpResponse:
    """Work on the next rows; htmx calls it again and again, without it a button does."""
    found = lodge_next_rows(actor=actor_from(request), job=job)
    if is_partial(request):
        return _job_page(request, found)
    return redirect("lodging:import-job", job=found.pk)


def _job_page(request: HttpRequest, job: ImportJob) -> HttpResponse:
    chosen = request.GET.get("outcome", "")
    rows = job.rows.exclude(outcome=RowOutcome.PENDING).select_related("dossier")
    if chosen in RowOutcome.values:
        rows = rows.filter(outcome=chosen)
    here = request.path.removesuffix("/tiep")
    tabs = [("", _("Tất cả"), job.done)]
    tabs += [
        (RowOutcome.LODGED.value, _("Đã ghi nhận"), job.lodged),
        (RowOutcome.REFUSED.value, _("Không ghi nhận"), job.refused),
        (RowOutcome.DOUBTFUL.value, _("Nghi trùng"), job.doubtful),
    ]
    context = {
        "job": job,
        "running": job.state != JobState.DONE,
        "rows": [{"row": row, "words": _words(row)} for row in rows[:_SHOWN_ROWS]],
        "tabs": [
            {"label": label, "href": f"{here}?outcome={value}", "current": chosen == value, "count": count}
            for value, label, count in tabs
        ],
        "shown": _SHOWN_ROWS,
    }
    template = "custody/_import_job.html" if is_partial(request) else "custody/import_job.html"
    return render(request, template, context)


def _words(row: ImportRow) -> list[str]:
    """Why a row was not taken in, a sentence a problem, in the language of the page."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    names = {column.key: column.heading for column in COLUMNS}
    said: list[str] = []
    for problem in row.problems:
        field = str(problem["field"]).removeprefix("applicant.").replace("received_at", "received_on")
        name = names.get(field.split("[")[0], "")
        said.append(f"{name}: {problem[language]}" if name else str(problem[language]))
    return said


@login_required
@require_safe
def results(request: HttpRequest, job: UUID) -> HttpResponse:
    """The list with a result per row, to open in a spreadsheet, put right and hand in again; the download is noted."""
    found = _visible(request, job)
    rows = list(found.rows.select_related("dossier"))
    note_reads(actor_from(request), "import_results", [found.pk], ["name", "phone", "address"])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Dòng", "Kết quả", "Mã hồ sơ", "Lý do", *(column.heading for column in COLUMNS)])
    for row in rows:
        cells: dict[str, str] = json.loads(row.content)
        code = row.dossier.code if row.dossier else ""
        said = [row.get_outcome_display(), code, " ".join(_words(row))]
        told = [*said, *(cells.get(column.key, "") for column in COLUMNS)]
        writer.writerow([row.number, *map(_plain, told)])
    return _download(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", "ket-qua.csv")


@login_required
@require_safe
def template_csv(_request: HttpRequest) -> HttpResponse:
    """An empty list to fill in, as Excel in Vietnam writes CSV."""
    line = ";".join(f'"{column.heading}"' for column in COLUMNS)
    return _download(f"\ufeff{line}\r\n".encode(), "text/csv; charset=utf-8", "danh-sach-mau.csv")


@login_required
@require_safe
def template_xlsx(_request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in; its second sheet explains the columns."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet, guide = book.add_worksheet("Danh sách"), book.add_worksheet("Hướng dẫn")
    for number, column in enumerate(COLUMNS):
        # Cells of text keep the leading zero of a phone number.
        sheet.set_column(number, number, 22, text)
        sheet.write(0, number, column.heading, bold)
        guide.write_row(number, 0, [column.heading, "bắt buộc" if column.required else "", column.hint])
    sheet.freeze_panes(1, 0)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(out.getvalue(), kind, "danh-sach-mau.xlsx")


def _visible(request: HttpRequest, job: UUID) -> ImportJob:
    found = ImportJob.objects.visible_to(actor_from(request)).select_related("office").filter(pk=job).first()
    if found is None:
        raise NotThere
    return found


def _plain(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise NotThere from problem
