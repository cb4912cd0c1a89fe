"""Rows of the ledger. Nothing here writes lines; see ``writer``."""

from typing import Any, NoReturn
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Stream(models.Model):
    """One chain of lines and its head; whoever appends holds this row's lock."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    seq = models.IntegerField(default=0, help_text="number of the last line; 0 before the first")
    hash = models.BinaryField(max_length=32, help_text="hash of the last line; the stream's own name before the first")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="ledger_stream_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class LegalEdge(models.Model):
    """A move that PostgreSQL lets through; filled by the migrations of the rooms."""

    pk = models.CompositePrimaryKey("machine", "from_state", "action", "to_state")
    machine = models.CharField(max_length=80)
    from_state = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    to_state = models.CharField(max_length=80)
    forced = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "ledger_edge"

    def __str__(self) -> str:
        return f"{self.machine}: {self.from_state or '(start)'} -{self.action}-> {self.to_state}"


class Line(models.Model):
    """One entry of the ledger, as written. The table is made by SQL; PostgreSQL refuses to change or delete a row."""

    pk = models.CompositePrimaryKey("stream_id", "seq")
    stream_id = models.UUIDField()
    seq = models.IntegerField()
    machine = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    from_state = models.CharField(max_length=80)
    to_state = models.CharField(max_length=80)
    subject = models.UUIDField(help_text="the item, hand-over, mandate, target the line is about")
    occurred_at = models.DateTimeField(help_text="when it happened, corrected for the device's clock")
    recorded_at = models.DateTimeField(help_text="when it reached the ledger")
    skew_ms = models.IntegerField(help_text="how far the device's clock was ahead of ours, milliseconds")
    confidence = models.CharField(max_length=80, help_text="exact, corrected or estimated: how sure occurred_at is")
    actor = models.UUIDField(null=True, help_text="the person's identifier; never a name")
    device = models.UUIDField(null=True)
    office = models.CharField(max_length=80, null=True)
    counterpart = models.CharField(max_length=80, null=True, help_text="code of the other office of a hand-over")
    data = models.JSONField(default=dict, help_text="identifiers and codes; never names, phones, addresses")
    flags = ArrayField(models.CharField(max_length=80), default=list)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    tx = models.BigIntegerField(help_text="transaction that wrote the line, as the feed counts them")

    class Meta:
        managed = False
        db_table = "ledger_line"

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.machine} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Lines are written by ``writer.append`` alone."""
        msg = "lines are written by ledger.writer.append"
        raise TypeError(msg)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Lines stay."""
        msg = "the ledger only grows"
        raise TypeError(msg)


class Consumer(models.Model):
    """How far one reader of the feed has come: the last line it has dealt with."""

    name = models.CharField(max_length=60, primary_key=True)
    tx = models.BigIntegerField(default=0)
    stream_id = models.UUIDField(default=UUID(int=0))
    seq = models.IntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Checkpoint(models.Model):
    """A signed seal over every line of the transactions ``[from_tx, to_tx)``, chained to the seal before."""

    number = models.BigIntegerField(primary_key=True)
    from_tx = models.BigIntegerField()
    to_tx = models.BigIntegerField()
    line_count = models.IntegerField()
    root = models.BinaryField(help_text="Merkle root (RFC 6962) over the lines' hashes in the order tx, stream, seq")
    prev_hash = models.BinaryField()
    hash = models.BinaryField(help_text="SHA-256 of this seal's written form")
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {bytes(self.root).hex()[:16]}"
