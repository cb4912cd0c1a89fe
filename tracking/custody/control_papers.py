"""The control sheet of a case, printed from the ledger."""

from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import forms, marks
from delegation.dossiers.models import Dossier
from postal_services.clock import day_of
from postal_services.documents import tokens
from postal_services.documents.papers.control_sheet import ControlSheet, render_control_sheet
from postal_services.documents.papers.frame import Letterhead
from postal_services.ledger import checkpoints
from tracking.custody.queries.control import way_of

PERSONAL = ("applicant_name", "applicant_phone")
"""What the sheet shows of the citizen."""
_DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"


def control_sheet_pdf(dossier: Dossier, out: BinaryIO, now: datetime) -> None:
    """The sheet in the edition of the day of receipt; each hand-over of the post is one row of it."""
    way = way_of(dossier)
    district = dossier.committee.unit.name
    agency = f"Ủy ban nhân dân {district[:1].lower()}{district[1:]}"
    render_control_sheet(
        ControlSheet(
            form=forms.of_day(forms.FormKind.CONTROL, day_of(dossier.received_at)),
            letterhead=Letterhead(agency=agency, place="Gia Lai", hotline=settings.HOTLINE, mark=marks.of([dossier])),
            unit=_DESK,
            dossier=dossier.code,
            url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
            applicant=dossier.applicant_name,
            phone=dossier.applicant_phone,
            request=dossier.procedure.name,
            agency=dossier.committee.name,
            received_at=dossier.received_at,
            due_at=dossier.due_at,
            printed_at=now,
            rows=way.rows,
            lines=way.lines,
            chain=way.chain,
            root=checkpoints.current_root(),
        ),
        out,
    )
