"""Pickups held against the ledger."""

from postal_services.ledger.projections import StateOf

from .models import Pickup
from .states import PICKUP

PICKUPS = StateOf(PICKUP, Pickup)
