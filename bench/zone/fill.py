"""`python -m bench.zone.fill LEADS PROJECTS`: the demo, and copies of its leads and projects up to these numbers.

Copies of leads keep stage, mode, team and days; copies of projects have twelve months of completed investment. What hangs on single
leads (visits, agreements) is not copied: it is not read by lists.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.utils import timezone  # noqa: E402

from gaoxin.core.uuid7 import uuid7  # noqa: E402

BATCH = 5000


def main(leads: int, projects: int) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    lead, project = apps.get_model("investment", "Lead"), apps.get_model("projects", "Project")
    if not project.objects.filter(zone=settings.ZONE).exists():
        call_command("demo", "--no-serve", "--json", stdout=sys.stderr)
    if (lacking := leads - lead.objects.filter(zone=settings.ZONE).count()) > 0:
        _copy(
            lead,
            lacking,
            {"number": "S{:06d}", "title": "合成项目{:06d}", "investor": "合成投资{:06d}有限公司"},
            key=None,
            identifier="",
        )
    if (lacking := projects - project.objects.filter(zone=settings.ZONE).count()) > 0:
        made = _copy(project, lacking, {"number": "S-{:06d}", "name": "合成项目{:06d}（演示）"}, lead_id=None)
        _invested(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model: type[models.Model], count: int, numbered: dict[str, str], **same: Any) -> list[models.Model]:
    """So many copies of the zone's rows, in turn, with new keys and the numbered columns made anew."""
    rows = list(model.objects.filter(zone=settings.ZONE))  # type: ignore[attr-defined]
    columns = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]

    def copies() -> Iterator[models.Model]:
        for number, row in enumerate(islice(cycle(rows), count)):
            told = {name: getattr(row, name) for name in columns} | same
            yield model(id=uuid7(), **(told | {name: text.format(number) for name, text in numbered.items()}))

    made, fresh = [], copies()
    while batch := list(islice(fresh, BATCH)):
        made += model.objects.bulk_create(batch, batch_size=500)  # type: ignore[attr-defined]
        sys.stderr.write(f"{model.__name__} {len(made):,} / {count:,}\n")
    return made


def _invested(projects: list[models.Model]) -> None:
    """Twelve months of completed investment each in the demo's year; of nine in ten also in the year before."""
    table = apps.get_model("projects", "MonthlyInvestment")
    now = timezone.now()
    rows = (
        table(zone=settings.ZONE, project=one, month=dt.date(year, month, 1), flow="completed", amount_k=100 + month, at=now, by_id="bench")
        for place, one in enumerate(projects)
        for year in ((2024,) if place % 10 == 0 else (2023, 2024))
        for month in range(1, 13)
    )  # fmt: skip
    while batch := list(islice(rows, BATCH)):
        table.objects.bulk_create(batch, batch_size=500)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
