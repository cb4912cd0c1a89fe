"""Pages on which a committee announces procedures, takes them back, and gives out the document."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation.establishment import policies
from delegation.establishment.commands.publishing import Publishing, publish_procedures, withdraw_publications
from delegation.establishment.models import Publication
from delegation.establishment.states import PublicationState
from delegation.establishment.web.doors import act, files, office_for, sent
from delegation.establishment.web.forms import PublishForm, WithdrawForm, today_first
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.documents import attachments
from postal_services.errors import NotAllowed, NotThere
from postal_services.web.formats import vn_date


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, office: str) -> HttpResponse:
    """The form with all procedures that are open to the post; those with days are announced."""
    actor, place = office_for(request, office)
    policies.require_may_govern(actor, place)
    if not place.is_agency:
        raise NotAllowed
    standing = {row.procedure_id: row for row in place.publications.filter(state=PublicationState.PUBLISHED)}
    procedures = list(Procedure.objects.filter(postal_from__isnull=False, active=True).order_by("field", "code"))
    last = max(standing.values(), key=lambda row: row.since, default=None)
    initial = {
        **today_first(clock.today()),
        "document_number": last.document_number if last else "",
        "url": last.url if last else "",
        "reason": next((row.reason for row in standing.values() if row.reason), ""),
    }
    form = PublishForm(
        sent(request),
        files(request),
        procedures=procedures,
        standing={code: row.posted_days for code, row in standing.items()},
        initial=initial,
    )

    def do(_given: object) -> None:
        with attachments.taken_for(form.cleaned_data["attachment"]) as document:
            publishing = Publishing(
                committee=place.pk,
                posted_days=form.posted_days(),
                document_number=form.cleaned_data["document_number"],
                attachment=document.pk if document else _kept(last),
                url=form.cleaned_data["url"],
                reason=form.cleaned_data["reason"],
            )
            publish_procedures(actor, publishing, on=form.cleaned_data["on"])

    page = {
        "question": _("Niêm yết thủ tục nhận, trả qua bưu điện"), "act": _("Niêm yết"), "done": _("Đã niêm yết."),
        "standing": standing,
    }  # fmt: skip
    return act(request, place, form, do, page=page, template="establishment/publish.html")


def _kept(last: Publication | None) -> UUID | None:
    """The document of the last announcement goes on while no other is chosen."""
    return last.attachment_id if last else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, office: str, procedure: str) -> HttpResponse:
    """A page of its own before an announcement is taken back."""
    actor, place = office_for(request, office)
    policies.require_may_govern(actor, place)
    row = (
        place.publications.select_related("procedure")
        .filter(procedure=procedure, state=PublicationState.PUBLISHED)
        .first()
    )
    if row is None:
        raise NotThere
    rows = [
        {"key": _("Thủ tục"), "value": f"{row.procedure_id} · {row.procedure.name}"},
        {"key": _("Niêm yết từ ngày"), "value": vn_date(row.published_on)},
        {"key": _("Văn bản"), "value": row.document_number},
    ]
    page = {
        "question": _("Gỡ niêm yết thủ tục này?"), "act": _("Gỡ niêm yết"), "danger": True, "rows": rows,
        "done": _("Đã gỡ niêm yết."),
    }  # fmt: skip
    form = WithdrawForm(sent(request), initial=today_first(clock.today()))
    do = lambda given: withdraw_publications(actor, place.pk, [procedure], **given)  # noqa: E731  # one call
    return act(request, place, form, do, page=page, template="web/confirm.html")


@require_safe
def document(request: HttpRequest, publication: UUID) -> HttpResponse:
    """The document of an announcement that stands; announcements are public."""
    row = (
        Publication.objects.select_related("attachment")
        .filter(pk=publication, state=PublicationState.PUBLISHED)
        .first()
    )
    if row is None or row.attachment is None:
        raise NotThere
    return attachments.respond(row.attachment)
