"""Rounds computed again from the ledger."""

from postal_services.ledger.projections import StateOf

from .models import Round
from .states import ROUND

ROUNDS = StateOf(ROUND, Round)
