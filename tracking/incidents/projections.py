"""States of incidents, complaints and compensation cases, computed again from the ledger."""

from postal_services.ledger.projections import StateOf

from .models import Compensation, Complaint, Incident
from .states import COMPENSATION, COMPLAINT, INCIDENT

INCIDENTS = StateOf(INCIDENT, Incident)
COMPLAINTS = StateOf(COMPLAINT, Complaint)
COMPENSATIONS = StateOf(COMPENSATION, Compensation)
