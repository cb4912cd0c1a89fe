"""Fetching dossiers from citizens: bookings, slots, collection against the list of papers."""
