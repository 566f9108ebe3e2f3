from django.db import migrations

from gaoxin.core.pinyin import spelled
from gaoxin.core.uuid7 import uuid7

AT_ONCE = 2000


def name_projects(apps, schema_editor):
    """Cases from before their project's name was kept apart."""
    case, name = apps.get_model("approvals", "Case"), apps.get_model("approvals", "ProjectName")
    known = {(row.zone, row.name): row.id for row in name.objects.all()}
    rows = case.objects.filter(called=None).order_by("id").values_list("id", "zone", "facts__project_name")
    batch = []
    for pk, zone, told in rows.iterator(chunk_size=AT_ONCE):
        text = told.strip()[:300] if isinstance(told, str) else ""
        if text and (zone, text) not in known:
            known[zone, text] = name.objects.create(id=uuid7(), zone=zone, name=text, spelled=spelled(text)).id
        if text:
            batch.append((pk, known[zone, text]))
        if len(batch) >= AT_ONCE:
            _point(case, batch)
            batch = []
    _point(case, batch)


def _point(case, batch):
    by_name = {}
    for pk, called in batch:
        by_name.setdefault(called, []).append(pk)
    for called, keys in by_name.items():
        for start in range(0, len(keys), 500):
            case.objects.filter(id__in=keys[start : start + 500]).update(called=called)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_project_name'),
    ]

    operations = [
        migrations.RunPython(name_projects, migrations.RunPython.noop, elidable=True),
    ]
