from django.db import migrations


def create(apps, schema_editor):
    """PostgreSQL serves LIKE from an index only where it is ordered by characters; SQLite has its own way (runtime.named)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX case_zone_number_begins ON approvals_case (zone, number varchar_pattern_ops)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS case_zone_number_begins")


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0008_lists_from_indexes'),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
