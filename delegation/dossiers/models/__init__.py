"""Rows of the dossiers room: the case, its papers and its offices; the intake desk; reads of personal data."""

from delegation.dossiers.models.dossier import (
    CaseOffice,
    Channel,
    CodeSerial,
    Dossier,
    DossierPaper,
    DossierQuerySet,
    PersonalRead,
)
from delegation.dossiers.models.intake import DossierDraft, ImportJob, ImportRow, JobState, RowOutcome

__all__ = [
    "CaseOffice",
    "Channel",
    "CodeSerial",
    "Dossier",
    "DossierDraft",
    "DossierPaper",
    "DossierQuerySet",
    "ImportJob",
    "ImportRow",
    "JobState",
    "PersonalRead",
    "RowOutcome",
]
