from django.db import migrations

from gaoxin.runtime.append_only import append_only


class Migration(migrations.Migration):
    """The column that came with the migration before this one made SQLite build the table anew, without its triggers."""

    dependencies = [
        ('innovation', '0004_patents_sold'),
    ]

    operations = [append_only('innovation_patenttransfer')]
