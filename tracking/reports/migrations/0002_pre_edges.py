"""The legal moves of reports, and the guard that makes PostgreSQL itself keep what was frozen."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

REPORT = [
    Edge("", "draft", "draft"),
    Edge("approved", "freeze", "frozen"),
    Edge("approved", "redraft", "draft"),
    Edge("approved", "withdraw", "withdrawn"),
    Edge("draft", "approve", "approved"),
    Edge("draft", "redraft", "draft"),
    Edge("draft", "withdraw", "withdrawn"),
    Edge("withdrawn", "redraft", "draft"),
]

GUARD = """
CREATE FUNCTION reports_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR OLD.state = 'frozen' THEN
        RAISE EXCEPTION 'a frozen report stays as it is: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Say it in the next quarter''s report.';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.state = 'frozen' AND OLD.state <> 'approved' THEN
        RAISE EXCEPTION 'a report is approved before it is frozen'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'approved' AND NEW.state <> 'draft'
       AND (NEW.figures, NEW.sha256, NEW.as_of, NEW.known_to, NEW.horizon, NEW.opinion, NEW.code, NEW.year,
            NEW.quarter, NEW.directive_id)
           IS DISTINCT FROM (OLD.figures, OLD.sha256, OLD.as_of, OLD.known_to, OLD.horizon, OLD.opinion, OLD.code,
                             OLD.year, OLD.quarter, OLD.directive_id) THEN
        RAISE EXCEPTION 'what was approved is not changed; draw the report up again'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER reports_report_stays BEFORE UPDATE OR DELETE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_keep();
CREATE TRIGGER reports_report_whole BEFORE TRUNCATE ON reports_report
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep();
"""
UNDO = "DROP FUNCTION reports_keep CASCADE"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("ledger", "0001_initial")]

    operations = [InstallEdges("report", REPORT), migrations.RunSQL(GUARD, UNDO)]
