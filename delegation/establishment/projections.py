"""Rows about offices held against the ledger.

Announcements and trainings carry a state. A post follows from its lines: its days, or its absence when it was ended
before it began; a device stands revoked or not. Posts and devices that no line speaks of yet are no difference: they
wait for ``record_establishment``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from delegation.establishment.models import Publication, Training
from delegation.establishment.states import APPOINTMENT, DEVICE, PUBLICATION, TRAINING
from postal_services.ledger.projections import Difference, StateOf

PUBLICATIONS = StateOf(PUBLICATION, Publication)
TRAININGS = StateOf(TRAINING, Training)

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
class RowsOf:
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


POSTS = RowsOf("registry.post", APPOINTMENT, _POSTS, _MEND_POST)
DEVICES = RowsOf("accounts.device", DEVICE, _DEVICES, _MEND_DEVICE)
