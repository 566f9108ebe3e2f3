"""`python -m bench.zone.fill LEADS PROJECTS`: the demo, copies of its leads and projects up to these numbers, and the largest baseline.

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

from bench.zone import plan  # noqa: E402
from gaoxin.accounts import selectors as accounts  # noqa: E402
from gaoxin.core.uuid7 import uuid7  # noqa: E402
from gaoxin.projects.rules.projects.stages import ORDER  # noqa: E402
from gaoxin.projects.services.progress import freezing  # noqa: E402
from gaoxin.projects.services.projects import investing  # noqa: E402

BATCH = 5000
FIRMS, STEWARDS = 10_000, 100


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
        _joined(made)
        _invested(made)
        investing.keep_sums(settings.ZONE, {one.pk for one in made})
    _planned(project.objects.get(zone=settings.ZONE, number="S-000001"))
    _served()
    _watched()
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


def _joined(projects: list[models.Model]) -> None:
    """Each project comes of a copied lead, every other one with an agreement; stages are noted so that each is the furthest of some,
    and every tenth project is blocked."""
    lead, deal = apps.get_model("investment", "Lead"), apps.get_model("investment", "InvestmentAgreement")
    note, block = apps.get_model("projects", "Milestone"), apps.get_model("projects", "Block")
    told: dict[str, Any] = {"zone": settings.ZONE, "by_id": "bench", "by_name": "bench"}
    day, now = dt.date(2024, 3, 1), timezone.now()
    leads = (
        lead.objects.filter(zone=settings.ZONE, number__startswith="S").order_by("number").values_list("id", flat=True)
    )
    for one, key in zip(projects, leads[: len(projects)], strict=False):
        one.lead_id = key  # type: ignore[attr-defined]
    type(projects[0]).objects.bulk_update(projects, ["lead"], batch_size=300)  # type: ignore[attr-defined]
    deal.objects.bulk_create(
        (deal(zone=settings.ZONE, lead_id=one.lead_id, number=f"S-{place:06d}", signed_on=day, at=now, by_name="bench")  # type: ignore[attr-defined]
         for place, one in enumerate(projects) if place % 2), batch_size=500,
    )  # fmt: skip
    note.objects.bulk_create(
        (note(project=one, kind=kind, seq=1, on=day, evidence="bench", at=now, **told)
         for place, one in enumerate(projects) for at, kind in enumerate(ORDER) if place % 7 > at), batch_size=500,
    )  # fmt: skip
    block.objects.bulk_create(
        (block(project=one, title="bench", office="bench", raised_on=day, due_on=now.date() - dt.timedelta(days=place % 30 - 10), **told)
         for place, one in enumerate(projects) if place % 10 == 0), batch_size=500,
    )  # fmt: skip


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


def _served() -> None:
    """10,000 enterprises with a hundred stewards, the first of whom carries a fifth of them; one in twenty has none."""
    party, stewardship = apps.get_model("parties", "Party"), apps.get_model("projects", "Stewardship")
    if (lacking := FIRMS - party.objects.filter(zone=settings.ZONE, kind="enterprise").count()) <= 0:
        return
    user, grant, now = apps.get_model("accounts", "User"), apps.get_model("accounts", "Grant"), timezone.now()
    people = user.objects.bulk_create(
        user(id=uuid7(), zone=settings.ZONE, login=f"bench-{n}@{settings.ZONE}", name=f"合成专员{n:03d}", password="!", created_at=now)
        for n in range(STEWARDS)
    )  # fmt: skip
    grant.objects.bulk_create(
        grant(id=uuid7(), zone=settings.ZONE, user=one, role="steward", department="合成", granted_at=now)
        for one in people
    )
    told = ((f"合成服务企业{n:05d}", f"SYN{n:015d}", f"{3900 + n % 90}") for n in range(lacking))
    firms = party.objects.bulk_create(
        (party(id=uuid7(), zone=settings.ZONE, kind="enterprise", name=name, identifier=code, industry=industry, source="bench")
         for name, code, industry in told), batch_size=500,
    )  # fmt: skip
    stewardship.objects.bulk_create(
        (stewardship(id=uuid7(), zone=settings.ZONE, party=one, steward=people[0 if n % 5 == 0 else n % STEWARDS],
                     backup=people[(n + 1) % STEWARDS if n % 5 else 1], since=now)
         for n, one in enumerate(firms) if n % 20 != 7), batch_size=500,
    )  # fmt: skip


def _watched() -> None:
    """Of every fourth enterprise a fact about wages, of every eighth two; every tenth has a question about them, and every fifth stood
    with a signal of the stewards' when it was last weighed."""
    fact, standing = apps.get_model("labour", "WageFact"), apps.get_model("projects", "WarningStanding")
    if fact.objects.filter(zone=settings.ZONE, source="bench").exists():
        return
    inquiry, entry = apps.get_model("projects", "Inquiry"), apps.get_model("projects", "InquiryEntry")
    stewardship, now = apps.get_model("projects", "Stewardship"), timezone.now()
    firms = [
        (place, one.party_id, one.steward_id)
        for place, one in enumerate(stewardship.objects.filter(zone=settings.ZONE, until=None))
    ]
    codes = ("late-pay", "account-none", "deposit-none", "insurance-arrears")
    fact.objects.bulk_create(
        (fact(zone=settings.ZONE, party_id=firm, code=codes[(place + more) % 4], day=now.date(), words="bench", source="bench",
              noted_by_id=by, noted_at=now)
         for place, firm, by in firms if place % 4 == 0 for more in range(2 if place % 8 == 0 else 1)), batch_size=500,
    )  # fmt: skip
    asked = inquiry.objects.bulk_create(
        (inquiry(zone=settings.ZONE, party_id=firm, asked_by_id=by, subject="停发工资" if place % 10 == 0 else "用地", office="bench",
                 asked_at=now, due_at=now) for place, firm, by in firms), batch_size=500,
    )  # fmt: skip
    entry.objects.bulk_create(
        (
            entry(zone=settings.ZONE, inquiry=one, number=1, kind="asked", by_id=one.asked_by_id, at=now, text="bench")
            for one in asked
        ),
        batch_size=500,
    )
    standing.objects.bulk_create(
        (standing(zone=settings.ZONE, party_id=firm, day=now.date(), as_of=now.date(), points=60, level="amber", codes=["wages"])
         for place, firm, _ in firms if place % 5 == 0), batch_size=500, ignore_conflicts=True,
    )  # fmt: skip


def _planned(project: Any) -> None:
    """500 works frozen by the service itself, and 36 months of confirmed reports of each."""
    if apps.get_model("projects", "Baseline").objects.filter(zone=settings.ZONE, project=project).exists():
        return
    now, zone = timezone.now(), settings.ZONE
    head = accounts.actor(zone=zone, login=f"head@{zone}", at=now)
    freezing.freeze_baseline(
        zone=zone, number=project.number, after=0, works=plan.works(), starts_on=plan.STARTS_ON, budget_k=1_000_000, by=head,
        at=now, key="bench", effective_on=plan.STARTS_ON,
    )  # fmt: skip
    report, second = apps.get_model("projects", "ProgressReport"), apps.get_model("projects", "Confirmation")
    works = {work.code: work for work in apps.get_model("projects", "SubWork").objects.filter(project=project)}
    baseline = apps.get_model("projects", "Baseline").objects.get(project=project)
    rows = [
        report(id=uuid7(), zone=zone, project=project, work=works[told.code], baseline=baseline, quantity=told.quantity,
               taken_on=told.on, place="K0", photo_sha256="0" * 64, photo_name="bench.jpg", photo_media="jpg", scanned="none",
               reporter="bench-1", reporter_name="合成", at=now, key=f"bench-{number}")
        for number, told in enumerate(plan.reports())
    ]  # fmt: skip
    report.objects.bulk_create(rows, batch_size=500)
    second.objects.bulk_create(
        (second(id=uuid7(), zone=zone, report=row, verdict="confirmed", reporter="bench-1", by="bench-2", by_name="合成", at=now)
         for row in rows), batch_size=500,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
