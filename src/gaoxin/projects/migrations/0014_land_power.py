"""Power that nobody entered is not known, which is not the same as none."""

from django.db import migrations, models

from gaoxin.runtime.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0013_land_served'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parcel',
            name='power_kva',
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='parcelversion',
            name='power_kva',
            field=models.IntegerField(null=True),
        ),
        append_only("projects_parcelversion"),
    ]
