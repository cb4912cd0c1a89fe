"""States of what districts and the province did, computed again from the ledger."""

from postal_services.ledger.projections import StateOf

from .models import Acceptance, Obstacle, Readiness, Reminder, Statement, TaskReport
from .states import ACCEPTANCE, OBSTACLE, READINESS, REMINDER, STATEMENT, TASK

OBSTACLES = StateOf(OBSTACLE, Obstacle)
ACCEPTANCES = StateOf(ACCEPTANCE, Acceptance)
REMINDERS = StateOf(REMINDER, Reminder)
READY = StateOf(READINESS, Readiness)
TASKS = StateOf(TASK, TaskReport)
STATEMENTS = StateOf(STATEMENT, Statement)
