"""What the work would cost if nothing were asked of it: the bare views and loops the house is measured against."""

import json
import uuid

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.bench.models import FloorItem, FloorScan

TABLES = """
DROP TABLE IF EXISTS floor_scan, floor_item, floor_line;
CREATE TABLE floor_item (id uuid PRIMARY KEY, code text UNIQUE, state text NOT NULL, since timestamptz NOT NULL);
CREATE TABLE floor_scan (id uuid PRIMARY KEY, code text NOT NULL, action text NOT NULL, at timestamptz NOT NULL);
CREATE TABLE floor_line (LIKE ledger_line);
ALTER TABLE floor_line ADD PRIMARY KEY (stream_id, seq);
CREATE INDEX ON floor_line (tx, stream_id, seq);
"""


class ScanView(APIView):
    """A view of the framework that does one INSERT and one UPDATE in a transaction; it asks nobody who they are."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []

    def post(self, request: Request) -> Response:
        """Record one scan of one item."""
        scan = request.data["scans"][0]
        now = timezone.now()
        with transaction.atomic():
            FloorScan.objects.create(id=scan["id"], code=scan["code"], action=scan["action"], at=now)
            FloorItem.objects.filter(code=scan["code"]).update(state=scan["action"], since=now)
        return Response({"results": [{"id": scan["id"], "outcome": "recorded"}]})


_PAGE = Template("<!doctype html><html lang=vi><title>x</title><p>Hồ sơ đang được xử lý.</p></html>")


def page(_request: HttpRequest, token: str) -> HttpResponse:
    """A page of a constant template after one SELECT over an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code FROM dossiers_dossier WHERE token = %s", [token])
        cursor.fetchone()
    return HttpResponse(_PAGE.render(Context()))


def insert_rows(rows: int) -> None:
    """One INSERT of ``rows`` rows into a table shaped and indexed like the ledger's, with nothing behind it."""
    values = [
        (
            uuid.uuid4(), 1, "item", "arrive", "in_transit", "arrived", uuid.uuid4(), 0, "exact", uuid.uuid4(),
            "BC-633", json.dumps({"item": "HC473124829VN"}), "{}", b"\0" * 32, b"\0" * 32, 1,
        )
        for _ in range(rows)
    ]  # fmt: skip
    holes = "(%s,%s,%s,%s,%s,%s,%s,now(),now(),%s,%s,%s,%s,%s,%s,%s,%s,%s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO floor_line (stream_id, seq, machine, action, from_state, to_state, subject, occurred_at,"
            " recorded_at, skew_ms, confidence, actor, office, data, flags, prev_hash, hash, tx) VALUES "
            + ",".join([holes] * rows),
            [value for row in values for value in row],
        )
