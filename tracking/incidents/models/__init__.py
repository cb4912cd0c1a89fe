"""Rows of incidents, complaints and compensation."""

from .compensations import Compensation
from .complaints import Channel, Complaint, Outcome, Subject
from .incidents import Incident, IncidentQuerySet, Pace, SetAside

__all__ = [
    "Channel",
    "Compensation",
    "Complaint",
    "Incident",
    "IncidentQuerySet",
    "Outcome",
    "Pace",
    "SetAside",
    "Subject",
]
