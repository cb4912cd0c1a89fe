"""Let plans notice that ledger_base() was raised.

PostgreSQL folds an immutable function into a plan as a constant and forgets where it came from, so open sessions went
on with the old base after ``rebase_feed`` and the guard refused what they wrote. A stable function is put in by its
body, and the plan is made again when the body changes.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL("ALTER FUNCTION ledger_base() STABLE", "ALTER FUNCTION ledger_base() IMMUTABLE")]
