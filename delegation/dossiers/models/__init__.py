"""Rows of the dossiers room: the case, its papers and its offices, and the intake desk."""

from delegation.dossiers.models.dossier import (
    CaseOffice,
    Channel,
    CodeSerial,
    Dossier,
    DossierPaper,
    DossierQuerySet,
)
from delegation.dossiers.models.intake import DossierDraft, ImportJob, ImportRow, JobState, RowOutcome
from delegation.dossiers.models.notices import DossierNotice, NoticeKind, NoticePaper, NoticeQuerySet, NoticeSerial

__all__ = [
    "CaseOffice",
    "Channel",
    "CodeSerial",
    "Dossier",
    "DossierDraft",
    "DossierNotice",
    "DossierPaper",
    "DossierQuerySet",
    "ImportJob",
    "ImportRow",
    "JobState",
    "NoticeKind",
    "NoticePaper",
    "NoticeQuerySet",
    "NoticeSerial",
    "RowOutcome",
]
