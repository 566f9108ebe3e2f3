import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gaoxin.runtime.append_only import append_only


def told_when_made(apps, schema_editor):
    """A row's key says at which millisecond it was made (UUIDv7): the first time that the year was told. By whom was not kept."""
    table = apps.get_model("projects", "LadderOutput").objects
    for row in table.filter(told_at=None).iterator():
        row.told_at = dt.datetime.fromtimestamp((row.id.int >> 80) / 1000, dt.UTC)
        row.save(update_fields=["told_at"])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('projects', '0011_land_retired'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='ladderoutput',
            name='ladderoutput_zone_year',
        ),
        migrations.AddField(
            model_name='ladderoutput',
            name='serial',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='ladderoutput',
            name='told_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ladderoutput',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(told_when_made, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='ladderoutput',
            name='told_at',
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name='ladderoutput',
            constraint=models.UniqueConstraint(fields=('zone', 'entry', 'year', 'serial'), name='ladderoutput_zone_told'),
        ),
        append_only('projects_ladderoutput'),
    ]
