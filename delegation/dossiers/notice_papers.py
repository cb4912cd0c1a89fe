"""From a notice to paper: forms 02 to 05, in the edition of the day they were given."""

from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import forms, marks
from delegation.dossiers.models import Dossier, DossierNotice, NoticeKind
from postal_services.clock import day_of
from postal_services.documents import tokens
from postal_services.documents.papers import letters
from postal_services.documents.papers.frame import Letterhead

PERSONAL = ("applicant_name", "applicant_phone", "applicant_address", "reason")
"""What such a paper shows of the citizen."""
_DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
_PROVINCE = "Gia Lai"


def draw(notice: DossierNotice, out: BinaryIO) -> None:
    """The paper, from the notice with its papers, officer, agency and dossier joined."""
    about = _about(notice)
    kind = NoticeKind(notice.kind)
    if kind == NoticeKind.SUPPLEMENT:
        letters.render_supplement_letter(_supplement(notice, about), out)
    elif kind == NoticeKind.REFUSAL:
        letters.render_refusal_letter(letters.RefusalLetter(about, notice.reason), out)
    elif kind == NoticeKind.APOLOGY:
        letters.render_apology_letter(_apology(notice, about), out)
    else:
        received = notice.dossier.received_at
        letters.render_stop_letter(letters.StopLetter(about, notice.reason, received, notice.basis), out)


def _supplement(notice: DossierNotice, about: letters.About) -> letters.SupplementLetter:
    papers = tuple(letters.AskedPaper(paper.name, paper.kind, paper.count) for paper in notice.papers.all())
    return letters.SupplementLetter(about, papers, notice.reason, notice.respond_on, notice.fetch_by_post)


def _apology(notice: DossierNotice, about: letters.About) -> letters.ApologyLetter:
    if notice.old_due_at is None or notice.new_due_at is None:
        raise AssertionError(notice.pk)
    return letters.ApologyLetter(about, notice.reason, notice.dossier.received_at, notice.old_due_at, notice.new_due_at)


def _about(notice: DossierNotice) -> letters.About:
    dossier = notice.dossier
    form = forms.kept(notice.kind, notice.form_set, day_of(notice.given_at))
    return letters.About(
        form=form,
        letterhead=Letterhead(
            agency=f"Ủy ban nhân dân {_lower(notice.agency.unit.name)}",
            place=_PROVINCE,
            hotline=settings.HOTLINE,
            mark=marks.of([dossier]),
        ),
        unit=_DESK,
        number=form.numbered(notice.serial),
        given_at=notice.given_at,
        dossier=dossier.code,
        url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
        applicant=dossier.applicant_name,
        address=_address(dossier),
        phone=dossier.applicant_phone,
        request=dossier.procedure.name,
        contact=notice.contact,
        website=f"{settings.PUBLIC_HOST}/tra-cuu",
        officer=str(notice.officer) if notice.officer else "",
    )


def _lower(name: str) -> str:
    """``huyện Chư Sê`` inside a sentence."""
    return name[:1].lower() + name[1:]


def _address(dossier: Dossier) -> str:
    parts = [dossier.applicant_address, dossier.unit.name, dossier.unit.parent.name if dossier.unit.parent else ""]
    return ", ".join(part for part in parts if part)
