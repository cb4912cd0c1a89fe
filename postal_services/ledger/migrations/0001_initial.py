"""The ledger's tables, and the guards that make PostgreSQL itself refuse what must not happen."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

PARTITIONS = 16
CODE = "'^[A-Za-z0-9_./:-]{0,80}$'"

TABLES = (
    f"""
CREATE TABLE ledger_edge (
    machine text NOT NULL, from_state text NOT NULL, action text NOT NULL, to_state text NOT NULL,
    forced boolean NOT NULL DEFAULT false,
    PRIMARY KEY (machine, from_state, action, to_state),
    CHECK (machine ~ {CODE} AND from_state ~ {CODE} AND action ~ {CODE} AND to_state ~ {CODE})
);

-- A cluster that was restored from a dump counts transactions from the start again; ledger_base() is raised then
-- (manage.py rebase_feed), so that the feed's order never runs backwards.
CREATE FUNCTION ledger_base() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 0::bigint';
CREATE FUNCTION ledger_tx() RETURNS bigint LANGUAGE sql STABLE
    AS 'SELECT pg_current_xact_id()::text::bigint + ledger_base()';
CREATE FUNCTION ledger_horizon() RETURNS bigint LANGUAGE sql STABLE
    AS 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ledger_base()';

CREATE TABLE ledger_line (
    stream_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    machine text NOT NULL, action text NOT NULL, from_state text NOT NULL, to_state text NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    skew_ms integer NOT NULL,
    confidence text NOT NULL CHECK (confidence IN ('exact', 'corrected', 'estimated')),
    actor uuid, device uuid,
    office text CHECK (office ~ {CODE}),
    counterpart text CHECK (counterpart ~ {CODE}),
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    flags text[] NOT NULL CHECK (array_to_string(flags, '') ~ {CODE}),
    prev_hash bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    tx bigint NOT NULL DEFAULT ledger_tx(),
    PRIMARY KEY (stream_id, seq),
    FOREIGN KEY (machine, from_state, action, to_state) REFERENCES ledger_edge
) PARTITION BY HASH (stream_id);
"""
    + "".join(
        f"CREATE TABLE ledger_line_p{n:02} PARTITION OF ledger_line FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {n});\n"
        for n in range(PARTITIONS)
    )
    + """
CREATE INDEX ledger_line_feed ON ledger_line (tx, stream_id, seq);
"""
)

GUARDS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Write a correcting line instead.';
END $$;

-- Set-based: one look per statement at the line before each new one. The joins are pinned to index look-ups, because
-- the transition table has no statistics and a hash join would read the whole ledger.
CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE bad record;
BEGIN
    SELECT n.stream_id, n.seq,
           CASE WHEN s.id IS NULL THEN 'no such stream'
                WHEN n.tx <> ledger_tx() THEN 'written under another transaction''s number'
                WHEN e.forced AND NOT 'forced' = ANY (n.flags) THEN 'a forced move without its flag'
                ELSE 'not the line after the last' END AS why
      INTO bad
      FROM new_lines n
      LEFT JOIN ledger_stream s ON s.id = n.stream_id
      LEFT JOIN ledger_line p ON p.stream_id = n.stream_id AND p.seq = n.seq - 1
      LEFT JOIN ledger_edge e ON e.machine = n.machine AND e.from_state = n.from_state AND e.action = n.action
                             AND e.to_state = n.to_state
     WHERE s.id IS NULL
        OR n.tx <> ledger_tx()
        OR (e.forced AND NOT 'forced' = ANY (n.flags))
        OR n.prev_hash IS DISTINCT FROM
           CASE WHEN n.seq = 1
                THEN sha256(convert_to(concat_ws(E'\\n', 'VB-STREAM-1', s.kind, s.code, s.id), 'UTF8'))
                ELSE p.hash END
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % of stream % is refused: %', bad.seq, bad.stream_id, bad.why
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_stream_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.code <> OLD.code OR NEW.opened_at <> OLD.opened_at
       OR NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW.hash <> OLD.hash) THEN
        RAISE EXCEPTION 'a stream keeps its name and only moves forward'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_stream_forward BEFORE UPDATE ON ledger_stream
    FOR EACH ROW EXECUTE FUNCTION ledger_stream_guard();
CREATE TRIGGER ledger_stream_stays BEFORE DELETE OR TRUNCATE ON ledger_stream
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_checkpoint_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

DO $$
DECLARE part text;
BEGIN
    FOR part IN SELECT 'ledger_line' UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits
                 WHERE inhparent = 'ledger_line'::regclass
    LOOP
        EXECUTE format('CREATE TRIGGER ledger_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', part);
        EXECUTE format('CREATE TRIGGER ledger_in_order AFTER INSERT ON %I REFERENCING NEW TABLE AS new_lines'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()', part);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM PUBLIC, CURRENT_USER', part);
    END LOOP;
    REVOKE DELETE, TRUNCATE ON ledger_stream FROM PUBLIC, CURRENT_USER;
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_checkpoint FROM PUBLIC, CURRENT_USER;
END $$;
"""

UNDO = """
DROP TABLE ledger_line, ledger_edge;
DROP FUNCTION ledger_guard, ledger_tx, ledger_horizon, ledger_base;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=80)),
                ("seq", models.IntegerField(default=0, help_text="number of the last line; 0 before the first")),
                (
                    "hash",
                    models.BinaryField(
                        help_text="hash of the last line; the stream's own name before the first", max_length=32
                    ),
                ),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "code"), name="ledger_stream_once")],
            },
        ),
        migrations.CreateModel(
            name="Consumer",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("tx", models.BigIntegerField(default=0)),
                ("stream_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                ("seq", models.IntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("from_tx", models.BigIntegerField()),
                ("to_tx", models.BigIntegerField()),
                ("line_count", models.IntegerField()),
                (
                    "root",
                    models.BinaryField(
                        help_text="Merkle root (RFC 6962) over the lines' hashes in the order tx, stream, seq"
                    ),
                ),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField(help_text="SHA-256 of this seal's written form")),
                ("sealed_at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.BinaryField()),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.RunSQL(TABLES, UNDO),
        migrations.RunSQL(GUARDS, "DROP FUNCTION ledger_refuse, ledger_stream_guard CASCADE"),
        migrations.CreateModel(
            name="LegalEdge",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "machine",
                        "from_state",
                        "action",
                        "to_state",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("machine", models.CharField(max_length=80)),
                ("from_state", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=80)),
                ("to_state", models.CharField(max_length=80)),
                ("forced", models.BooleanField(default=False)),
            ],
            options={"db_table": "ledger_edge", "managed": False},
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("machine", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=80)),
                ("from_state", models.CharField(max_length=80)),
                ("to_state", models.CharField(max_length=80)),
                ("subject", models.UUIDField(help_text="the item, hand-over, mandate, target the line is about")),
                ("occurred_at", models.DateTimeField(help_text="when it happened, corrected for the device's clock")),
                ("recorded_at", models.DateTimeField(help_text="when it reached the ledger")),
                (
                    "skew_ms",
                    models.IntegerField(help_text="how far the device's clock was ahead of ours, milliseconds"),
                ),
                (
                    "confidence",
                    models.CharField(help_text="exact, corrected or estimated: how sure occurred_at is", max_length=80),
                ),
                ("actor", models.UUIDField(help_text="the person's identifier; never a name", null=True)),
                ("device", models.UUIDField(null=True)),
                ("office", models.CharField(max_length=80, null=True)),
                (
                    "counterpart",
                    models.CharField(help_text="code of the other office of a hand-over", max_length=80, null=True),
                ),
                (
                    "data",
                    models.JSONField(default=dict, help_text="identifiers and codes; never names, phones, addresses"),
                ),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("tx", models.BigIntegerField(help_text="transaction that wrote the line, as the feed counts them")),
            ],
            options={"db_table": "ledger_line", "managed": False},
        ),
    ]
