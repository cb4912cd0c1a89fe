"""Look at a stream's new end without calling a function.

Every line moves the end of its stream, and the guard's function was called for each of them only to find nothing wrong.
The trigger's own condition asks the same question; the function is left with the refusal.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION ledger_stream_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a stream keeps its name and only moves forward'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER ledger_stream_forward BEFORE UPDATE ON ledger_stream
    FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.code <> OLD.code OR NEW.opened_at <> OLD.opened_at
          OR NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW.hash <> OLD.hash))
    EXECUTE FUNCTION ledger_stream_guard();
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION ledger_stream_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.code <> OLD.code OR NEW.opened_at <> OLD.opened_at
       OR NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW.hash <> OLD.hash) THEN
        RAISE EXCEPTION 'a stream keeps its name and only moves forward'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER ledger_stream_forward BEFORE UPDATE ON ledger_stream
    FOR EACH ROW EXECUTE FUNCTION ledger_stream_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_pre_base_is_stable")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
