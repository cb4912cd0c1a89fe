"""Rows about offices held against the ledger.

Announcements and trainings carry a state. A post follows from its lines: its days, or its absence when it was ended
before it began; a device stands revoked or not. Posts and devices that no line speaks of yet are no difference: they
wait for ``record_establishment``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from delegation.establishment.models import Publication, Training
from delegation.establishment.states import APPOINTMENT, DEVICE
from postal_services.ledger.projections import Difference
from postal_services.ledger.rows import RowsOf

PUBLICATIONS = RowsOf(
    Publication._meta.label_lower,  # noqa: SLF001 (Django's own way to ask)
    Publication,
    # The last line says how things stand; the number and the address of the document lie beside it.
    said="""
    SELECT DISTINCT ON (l.subject) l.subject AS id, ARRAY[l.stream_id] AS streams, l.office AS office_id,
           l.data->>'procedure' AS procedure_id, l.to_state AS state, (l.data->>'posted_days')::int AS posted_days,
           (l.data->>'regulated_days')::int AS regulated_days, l.occurred_at AS since,
           'simulated' = ANY (l.flags) AS simulated
      FROM ledger_line l WHERE l.machine = 'publication' ORDER BY l.subject, l.seq DESC
    """,
    columns=("office_id", "procedure_id", "state", "posted_days", "regulated_days", "since", "simulated"),
    made={
        "document_number": "''",
        "url": "''",
        "reason": "''",
        "published_on": "(l.since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
    },
    strays=True,
)
TRAININGS = RowsOf(
    Training._meta.label_lower,  # noqa: SLF001
    Training,
    said="""
    SELECT f.subject AS id, ARRAY[f.stream_id] AS streams, f.office AS office_id, f.data->>'topic' AS topic,
           ARRAY(SELECT jsonb_array_elements_text(f.data->'people')::uuid) AS people, f.data->>'document' AS document,
           f.recorded_at, 'simulated' = ANY (f.flags) AS simulated, l.to_state AS state,
           coalesce((f.data->>'claimed_on')::date, (f.occurred_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS held_on,
           (SELECT d.id FROM documents_attachment d WHERE d.sha256 = f.data->>'document'
             ORDER BY d.taken_at LIMIT 1) AS file
      FROM ledger_line f
      JOIN (SELECT DISTINCT ON (subject) subject, to_state FROM ledger_line WHERE machine = 'training'
             ORDER BY subject, seq DESC) l ON l.subject = f.subject
     WHERE f.machine = 'training' AND f.from_state = ''
    """,
    columns=("office_id", "topic", "people", "document", "recorded_at", "simulated", "state", "held_on"),
    made={"session": "l.id", "others": "''", "reason": "''", "attachment_id": "l.file"},
    strays=True,
)

_SAID = """
WITH said AS (SELECT DISTINCT ON (subject) subject, to_state, office, occurred_at, data
                FROM ledger_line WHERE machine = %s ORDER BY subject, stream_id, seq DESC)
"""
"""The last line about each subject of a machine; the statements below go on from it."""
_POSTS = """
     , due AS (SELECT subject, concat_ws(' ', office, data ->> 'role', data ->> 'user', data ->> 'from',
                    coalesce(data ->> 'to', '-')) AS words,
                    to_state = 'ended' AND data ->> 'to' <= data ->> 'from' AS gone FROM said)
SELECT d.subject::text, CASE WHEN d.gone THEN 'no row' ELSE d.words END, coalesce(p.words, 'no row')
  FROM due d
  LEFT JOIN (SELECT id, concat_ws(' ', office_id, role, user_id, valid_from, coalesce(valid_to::text, '-')) AS words
               FROM registry_post) p ON p.id = d.subject
 WHERE coalesce(p.words, 'no row') <> CASE WHEN d.gone THEN 'no row' ELSE d.words END
"""
_DEVICES = """
SELECT s.subject::text, s.to_state, CASE WHEN d.id IS NULL THEN 'no row' WHEN d.revoked_at IS NULL THEN 'in_use'
       ELSE 'revoked' END
  FROM said s LEFT JOIN accounts_device d ON d.id = s.subject
 WHERE d.id IS NULL OR (s.to_state = 'revoked') <> (d.revoked_at IS NOT NULL)
"""
_MEND_POST = """
UPDATE registry_post p SET valid_to = (s.data ->> 'to')::date
  FROM said s WHERE s.subject = p.id AND p.id = %s AND s.data ->> 'to' > s.data ->> 'from'
"""
_MEND_DEVICE = """
UPDATE accounts_device d SET revoked_at = CASE WHEN s.to_state = 'revoked' THEN s.occurred_at END
  FROM said s WHERE s.subject = d.id AND d.id = %s
"""


@dataclass(frozen=True, slots=True)
class EndsOf:
    """Rows of another room that lines of ours speak of; what a row cannot be brought to needs a person."""

    name: str
    machine: str
    differing: str
    mending: str

    def differences(self) -> Iterator[Difference]:
        """One statement over the lines of the machine."""
        with connection.cursor() as cursor:
            cursor.execute(_SAID + self.differing, [self.machine])
            for subject, said, stands in cursor.fetchall():
                yield Difference(self.name, subject, said, stands)

    @transaction.atomic
    def repair(self) -> int:
        """Bring the end of each differing row to what its last line says."""
        repaired = 0
        with connection.cursor() as cursor:
            for difference in list(self.differences()):
                cursor.execute(_SAID + self.mending, [self.machine, difference.subject])
                repaired += cursor.rowcount
        return repaired


POSTS = EndsOf("registry.post", APPOINTMENT, _POSTS, _MEND_POST)
DEVICES = EndsOf("accounts.device", DEVICE, _DEVICES, _MEND_DEVICE)
