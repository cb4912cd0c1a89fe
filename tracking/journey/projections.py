"""Ratings, held against the ledger."""

from postal_services.ledger.projections import StateOf

from .models import Rating
from .states import RATING

RATINGS = StateOf(RATING, Rating)
