from django.db import migrations


def stamped(table):
    return migrations.RunSQL(
        f"create trigger new_edition after insert or update or delete or truncate on {table} "
        "for each statement execute function registry_new_edition('tariff')",
        f"drop trigger new_edition on {table}",
    )


class Migration(migrations.Migration):
    """Successions decide in which former districts a commune of 2025 lies, and with it the zone of the tariff."""

    dependencies = [("registry", "0002_folded_names")]

    operations = [stamped("registry_unitsuccession"), stamped("registry_unit")]
