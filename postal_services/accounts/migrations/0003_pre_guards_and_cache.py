from django.db import migrations

CACHE = """
CREATE UNLOGGED TABLE shared_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
ALTER TABLE accounts_spentpermit SET UNLOGGED;
"""
NO_CACHE = """
ALTER TABLE accounts_spentpermit SET LOGGED;
DROP TABLE shared_cache;
"""

GUARD = """
CREATE FUNCTION accounts_reads_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'accounts_personaldataread only grows: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_reads_only_grow BEFORE UPDATE OR DELETE ON accounts_personaldataread
    FOR EACH ROW EXECUTE FUNCTION accounts_reads_only_grow();
CREATE TRIGGER accounts_reads_are_not_emptied BEFORE TRUNCATE ON accounts_personaldataread
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_reads_only_grow();
"""
NO_GUARD = """
DROP TRIGGER accounts_reads_are_not_emptied ON accounts_personaldataread;
DROP TRIGGER accounts_reads_only_grow ON accounts_personaldataread;
DROP FUNCTION accounts_reads_only_grow();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_pre_keys_and_reads")]

    operations = [
        migrations.RunSQL(CACHE, NO_CACHE),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
