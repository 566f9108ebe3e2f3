import django.db.models.deletion
import gaoxin.core.uuid7
from django.db import migrations, models

from gaoxin.runtime.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('innovation', '0001_policies'),
        ('parties', '0002_party_spelled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Patent',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=13)),
                ('kind', models.CharField(choices=[('invention', 'invention'), ('utility', 'utility'), ('design', 'design')], max_length=16)),
                ('title', models.CharField(max_length=300)),
                ('applied_on', models.DateField()),
                ('granted_on', models.DateField(null=True)),
                ('status', models.CharField(choices=[('pending', 'pending'), ('granted', 'granted'), ('lapsed', 'lapsed'), ('expired', 'expired'), ('invalidated', 'invalidated')], max_length=16)),
                ('ended_on', models.DateField(null=True)),
                ('fees_year', models.PositiveSmallIntegerField(default=0)),
                ('source', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['zone', 'granted_on', 'kind'], name='patent_zone_granted'), models.Index(fields=['zone', 'status', 'applied_on'], name='patent_zone_status')],
                'constraints': [models.UniqueConstraint(fields=('zone', 'number'), name='patent_zone_number'), models.CheckConstraint(condition=models.Q(('granted_on', None), ('granted_on__gte', models.F('applied_on')), _connector='OR'), name='patent_granted_after'), models.CheckConstraint(condition=models.Q(('status', 'pending'), models.Q(('granted_on', None), _negated=True), ('status', 'lapsed'), _connector='OR'), name='patent_has_grant')],
            },
        ),
        migrations.CreateModel(
            name='PatentTransfer',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('on', models.DateField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('evidence', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='innovation.patent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='University',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=100)),
                ('place', models.CharField(max_length=20)),
                ('code', models.CharField(blank=True, default='', max_length=10)),
                ('code_note', models.CharField(blank=True, default='', max_length=100)),
                ('contact', models.CharField(blank=True, default='', max_length=100)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('zone', 'name'), name='university_zone_name')],
            },
        ),
        migrations.CreateModel(
            name='CooperationProject',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('number', models.CharField(max_length=32)),
                ('title', models.CharField(max_length=200)),
                ('began_on', models.DateField()),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='innovation.university')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('zone', 'number'), name='cooperationproject_zone_number')],
            },
        ),
        migrations.CreateModel(
            name='CooperationSum',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('funds', 'funds'), ('benefit', 'benefit')], max_length=8)),
                ('state', models.CharField(choices=[('paid', 'paid'), ('estimated', 'estimated')], max_length=10)),
                ('amount_k', models.BigIntegerField()),
                ('bound', models.CharField(blank=True, default='', max_length=1)),
                ('on', models.DateField()),
                ('source', models.CharField(max_length=200)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sums', to='innovation.cooperationproject')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('zone', 'project', 'kind', 'state', 'on'), name='cooperationsum_zone_on'), models.CheckConstraint(condition=models.Q(('amount_k__gte', 0)), name='cooperationsum_not_below_zero'), models.CheckConstraint(condition=models.Q(('bound__in', ['', '>'])), name='cooperationsum_bound'), models.CheckConstraint(condition=models.Q(('bound', '>'), ('state', 'paid'), _negated=True), name='cooperationsum_paid_is_exact')],
            },
        ),
        migrations.CreateModel(
            name='PatentOwner',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('share_bp', models.PositiveIntegerField(null=True)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owners', to='innovation.patent')),
            ],
            options={
                'indexes': [models.Index(fields=['zone', 'party'], name='patentowner_zone_party')],
                'constraints': [models.UniqueConstraint(fields=('zone', 'patent', 'name'), name='patentowner_zone_patent_name'), models.CheckConstraint(condition=models.Q(('share_bp', None), ('share_bp__range', (1, 10000)), _connector='OR'), name='patentowner_share')],
            },
        ),
        migrations.CreateModel(
            name='TitleRecord',
            fields=[
                ('id', models.UUIDField(default=gaoxin.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(max_length=32)),
                ('title', models.CharField(choices=[('htec', 'htec'), ('sme', 'sme'), ('engineering_centre', 'engineering_centre')], max_length=24)),
                ('level', models.CharField(choices=[('national', 'national'), ('provincial', 'provincial'), ('municipal', 'municipal')], max_length=16)),
                ('state', models.CharField(choices=[('applied', 'applied'), ('registered', 'registered'), ('recognised', 'recognised'), ('refused', 'refused'), ('expired', 'expired')], max_length=16)),
                ('on', models.DateField()),
                ('evidence', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(fields=['zone', 'title', 'level', 'state', 'on'], name='titlerecord_zone_state')],
                'constraints': [models.UniqueConstraint(fields=('zone', 'party', 'title', 'level', 'state', 'on'), name='titlerecord_zone_once')],
            },
        ),
        append_only("innovation_patenttransfer"),
        append_only("innovation_titlerecord"),
    ]
