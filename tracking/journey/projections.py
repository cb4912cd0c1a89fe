"""Ratings, held against the ledger; what citizens wrote beside their score lies outside of it."""

from typing import Final

from postal_services.ledger.rows import RowsOf

from .models import Rating

RATINGS: Final = RowsOf(
    "journey.rating",
    Rating,
    said="""
    SELECT f.subject AS id, ARRAY[f.stream_id] AS streams, f.stream_id AS dossier_id, l.to_state AS state,
           (l.data->>'score')::int AS score, l.data->>'via' AS via, f.occurred_at AS rated_at,
           greatest(l.occurred_at, f.occurred_at) AS changed_at
      FROM ledger_line f
      JOIN LATERAL (
           SELECT x.to_state, x.data, x.occurred_at FROM ledger_line x
            WHERE x.stream_id = f.stream_id AND x.machine = 'rating' AND x.subject = f.subject
            ORDER BY x.seq DESC LIMIT 1) l ON true
     WHERE f.machine = 'rating' AND f.from_state = ''
    """,
    columns=("dossier_id", "state", "score", "via", "rated_at", "changed_at"),
    made={"comment": "''"},
    strays=True,
)
