"""The same house in a world in which nothing happened after a day: a copy of the database with the ledger cut there.

Lines after the day are gone, and with them every row of which no line is left; rules that were set later are gone and
the ones they ended stand again. Sums over cases are made anew from the first line that is left.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

from postal_services import clock
from tests import databases
from tracking.measures import reader

_FOLLOWS = """
SELECT table_name FROM information_schema.columns
 WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'uuid'
   AND table_name IN ('mandates_mandate', 'establishment_publication', 'establishment_training', 'accounts_device',
                      'registry_post', 'rollout_obstacle', 'rollout_acceptance', 'rollout_readiness',
                      'rollout_reminder', 'rollout_statement', 'rollout_taskreport', 'rollout_rule', 'reports_report')
"""
_LEFT = """
DELETE FROM {table} r WHERE NOT EXISTS (SELECT FROM ledger_line l WHERE l.subject = r.id)
   AND EXISTS (SELECT FROM kept.cut c WHERE c.subject = r.id)
"""
_RULES = """
UPDATE rollout_rule r SET valid_to = (SELECT min(n.valid_from) FROM rollout_rule n
   WHERE n.ask_id = r.ask_id AND n.kind = r.kind AND n.valid_from > r.valid_from)
"""
_SUMS = ("measures_casefacts", "measures_tally")


def edge_of(day: date) -> datetime:
    """The midnight at which a day in Vietnam is over."""
    return datetime.combine(day + timedelta(days=1), time(), clock.VN)


@contextmanager
def cut_after(day: date) -> Iterator[int]:
    """Work in a copy of the present database that ends with ``day``; gives how many lines are gone."""
    with databases.copied(connection.settings_dict["NAME"]) as name:
        gone = _cut(name, edge_of(day))
        reader.catch_up()
        yield gone


def _cut(name: str, edge: datetime) -> int:
    parts = urlsplit(os.environ["TEST_SUPERUSER_URL"])
    with psycopg.connect(urlunsplit(parts._replace(path=f"/{name}"))) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute("CREATE SCHEMA kept")
        raw.execute("CREATE TABLE kept.cut AS SELECT DISTINCT subject FROM ledger_line WHERE occurred_at >= %s", [edge])
        gone = raw.execute("DELETE FROM ledger_line WHERE occurred_at >= %s", [edge]).rowcount
        for (table,) in raw.execute(_FOLLOWS).fetchall():
            raw.execute(_LEFT.format(table=table))
        raw.execute(_RULES)
        raw.execute("DELETE FROM ledger_consumer")
        for table in _SUMS:
            raw.execute(f"DELETE FROM {table}")
    return gone
