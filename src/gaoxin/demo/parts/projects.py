"""The demo's share of 项目 projects, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.demo.plan import Plan
from gaoxin.investment.selectors import leads
from gaoxin.projects.selectors import campaigns, projects
from gaoxin.projects.services.projects import campaigning, happening
from gaoxin.projects.services.projects.investing import Amount, record_investment
from gaoxin.projects.services.projects.opening import Opening, import_projects

SOURCE = "演示生成 generated for the demo"
EVIDENCE = "会议纪要（演示）"


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """A file for every lead that landed, older ones, the park; investment by month; what blocks some; the campaigns' tasks."""
    told = yaml.safe_load((settings.CATALOGUE / "demo" / "projects.yaml").read_text(encoding="utf-8"))
    by = Actor.system(zone, "演示 demo")
    landed, older = _landed(zone, told), _older(told)
    files = import_projects(zone=zone, openings=[*older, *landed, _park(told)], at=at, by=by, source=SOURCE)
    amounts = _amounts(told, older, landed)
    months = record_investment(zone=zone, amounts=amounts, at=at, by=by, source=SOURCE)
    for row in (*files.errors, *months.errors):
        raise Invalid(f"演示数据第 {row.row} 行 row: {row.what}", do="核对 check catalogue/demo/projects.yaml")
    _dispatch(zone, told, landed, at, by)
    tell(f"项目 projects: {len(older) + len(landed) + 1}，月度投资 monthly amounts: {len(amounts)}")


def _landed(zone: str, told: dict[str, Any]) -> list[Opening]:
    """One for each lead that landed, in the order in which they did."""
    chance = random.Random(told["seed"])  # noqa: S311
    kinds, shares = list(told["kinds"]), list(told["kinds"].values())
    openings: list[Opening] = []
    for index, lead in enumerate(leads.landed(zone)):
        kind = chance.choices(kinds, shares)[0]
        key = index % told["key_every"] == 0
        openings.append(
            Opening(
                f"P-{lead.landed_on:%Y}-{index + 1:04d}", lead.title, kind, told["reasons"][kind], lead.landed_on,
                node=lead.node or chance.choice(told["nodes"]), key=key,
                leader=told["leaders"][index // told["key_every"] % len(told["leaders"])] if key else "",
                planned_k=chance.randint(20, 600) * 1000, party_id=lead.party_id, lead_id=lead.id,
            )
        )  # fmt: skip
    return openings


def _older(told: dict[str, Any]) -> list[Opening]:
    chance = random.Random(told["seed"] + 1)  # noqa: S311
    since, until, count = (told["older"][name] for name in ("since", "until", "count"))
    step = (until - since).days / count
    kinds, shares = list(told["kinds"]), list(told["kinds"].values())
    openings: list[Opening] = []
    for index in range(count):
        day, kind = since + dt.timedelta(days=round(index * step)), chance.choices(kinds, shares)[0]
        openings.append(
            Opening(
                f"P-{day:%Y}-{index + 1:04d}", f"在建项目{index + 1:02d}号（演示）", kind, told["reasons"][kind], day,
                node=chance.choice(told["nodes"]), planned_k=chance.randint(100, 900) * 1000,
            )
        )  # fmt: skip
    return openings


def _park(told: dict[str, Any]) -> Opening:
    park = told["park"]
    return Opening(
        park["number"], park["name"], park["kind"], park["reason"], park["opened_on"], node=park["node"], key=True,
        leader=park["leader"], planned_k=park["planned_k"],
    )  # fmt: skip


def _amounts(told: dict[str, Any], older: Sequence[Opening], landed: Sequence[Opening]) -> list[Amount]:
    """Completed investment by month: the sums are spread over projects and months, so that they come out of the records alone."""
    chance, year, sums = random.Random(told["seed"] + 2), told["year"], told["completed_k"]  # noqa: S311
    begun = [o for o in landed if o.opened_on.year == year and o.opened_on.month <= 11]
    new = sorted(chance.sample(begun, min(told["investing"], len(begun))), key=lambda o: o.number)
    found = _spread(chance, [(o.number, year - 1, 1) for o in older], sums["before"])
    found += _spread(chance, [(o.number, year, 1) for o in older], sums["older"])
    found += _spread(chance, [(o.number, year, o.opened_on.month + 1) for o in new], sums["new"])
    found += [
        Amount(o.number, o.opened_on.replace(day=1), "contract", o.planned_k)
        for o in landed
        if o.opened_on.year == year
    ]
    first = random.Random(told["seed"] + 3)  # noqa: S311  the first money, so that nothing else moves
    found += [
        Amount(a.number, a.month, "paid", a.amount_k * first.randint(60, 105) // 100)
        for a in found
        if a.flow == "contract"
    ]
    return found


def _spread(chance: random.Random, begins: Sequence[tuple[str, int, int]], total_k: int) -> list[Amount]:
    """The total over all months from each project's first to December, in random shares that sum to it exactly."""
    cells = [(number, dt.date(year, month, 1)) for number, year, first in begins for month in range(first, 13)]
    if not cells:
        return []
    shares = [chance.randint(20, 100) for _ in cells]
    whole, given, amounts = sum(shares), 0, list[Amount]()
    for cell, upto in zip(cells, _running(shares), strict=True):
        until = total_k * upto // whole
        amounts.append(Amount(cell[0], cell[1], "completed", until - given))
        given = until
    return amounts


def _running(shares: Sequence[int]) -> list[int]:
    sums, so_far = list[int](), 0
    for share in shares:
        so_far += share
        sums.append(so_far)
    return sums


def _dispatch(zone: str, told: dict[str, Any], landed: Sequence[Opening], at: dt.datetime, by: Actor) -> None:
    key_projects = [o.number for o in landed if o.key] or [told["park"]["number"]]
    for index, block in enumerate(told["blocks"]):
        project = projects.by_number(zone, key_projects[index % len(key_projects)])
        if block["title"] in {row.title for row in projects.blocks_of(project)}:
            continue
        happening.raise_block(
            zone=zone, number=project.number, title=block["title"], office=block["office"],
            due_on=(at + dt.timedelta(days=block["days"])).date(), at=at - dt.timedelta(days=block.get("since", 0)), by=by,
        )  # fmt: skip
    for campaign in campaigns.book().campaigns:
        owners = dict.fromkeys((task.code for task in campaign.tasks), told["owners"][campaign.code])
        campaigning.plan_tasks(zone=zone, campaign=campaign, owners=owners, at=at, by=by)
        done = told["done"].get(campaign.code, {})
        wanted = campaigns.TasksWanted(campaign=campaign.code, state="open")
        for task in campaigns.tasks(zone=zone, by=by, wanted=wanted, today=at.date()):
            if task.code in done:
                then = dt.datetime.combine(done[task.code], dt.time(17), at.tzinfo)
                campaigning.finish_task(zone=zone, task_id=task.id, evidence=EVIDENCE, at=then, by=by)
