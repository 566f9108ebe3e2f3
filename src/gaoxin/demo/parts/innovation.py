"""The demo's share of innovation, through ordinary services; nothing where it is there already.

`catalogue/demo/innovation.yaml` says how many records there are of each kind; numbers of patents are made with their check digit.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.demo.plan import Plan
from gaoxin.innovation.rules.patents.fees import year_of
from gaoxin.innovation.rules.patents.numbers import check_digit
from gaoxin.innovation.rules.register import Sum
from gaoxin.innovation.selectors import figures_innovation
from gaoxin.innovation.services import patents, register
from gaoxin.parties import selectors as parties

SOURCE = "演示生成 generated for the demo"
DIGITS = {"invention": (1, "发明专利"), "utility": (2, "实用新型"), "design": (3, "外观设计")}
HEADS = ("申请号", "发明名称", "申请日", "授权公告日", "专利权人", "专利类型", "法律状态", "年费已缴年度")


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Universities, cooperation projects, states of titles, and two years of patents as one file."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "innovation.yaml").read_text(encoding="utf-8"))
    if figures_innovation.figures(zone=zone, year=told["year"]):
        return
    moment: dt.datetime = told["at"]
    by = accounts.actor(zone=zone, login=f"innovation-officer@{zone}", at=moment)
    firms = [one for one in parties.register(zone=zone) if "演示" in one.name]
    names = [f"{name}（演示）" for names in told["universities"].values() for name in names]
    register.add_universities(
        zone=zone, at=moment, by=by,
        rows=[
            register.NewUniversity(f"{name}（演示）", place, code_note=told["code_note"])
            for place, group in told["universities"].items() for name in group
        ],
    )  # fmt: skip
    keys = [one.key for one in firms]
    _cooperation(zone, told, names, keys, moment, by)
    _titles(zone, told, keys, moment, by)
    outcome = patents.import_patents(
        zone=zone, data=_file(told, [one.name for one in firms], names).encode(), source=SOURCE, at=moment, by=by,
        today=moment.date(), key="demo-patents",
    )  # fmt: skip
    assert outcome.written, outcome.wrong[:3]
    tell(f"科技创新 innovation: {len(names)} 所高校 universities，{len(outcome.rows)} 件专利 patents（演示）")


def _cooperation(
    zone: str, told: dict[str, Any], names: list[str], keys: list[Any], at: dt.datetime, by: Actor
) -> None:
    plan = told["cooperation"]
    rows: list[register.NewProject] = []
    for place in range(plan["projects"]):
        paid = plan["paid_funds_k"][place]
        sums = [
            Sum("funds", "estimated", plan["estimated_funds_k"][place], ">"),
            Sum("benefit", "estimated", plan["estimated_benefit_k"][place], ">"),
            *([Sum("funds", "paid", paid)] if paid else []),
        ]
        rows.append(
            register.NewProject(
                f"CX{told['year']}-{place + 1:02d}", f"产学研合作项目{place + 1}（演示）", names[place % len(names)],
                keys[place % len(keys)], dt.date(told["year"], place + 2, 15), tuple(sums), SOURCE,
            )
        )  # fmt: skip
    register.add_projects(zone=zone, rows=rows, at=at, by=by)


def _titles(zone: str, told: dict[str, Any], keys: list[Any], at: dt.datetime, by: Actor) -> None:
    day = dt.date(told["year"], 9, 10)
    for number, line in enumerate(told["titles"]):
        chosen = keys[number : number + line["firms"]]
        assert len(chosen) == line["firms"], "the demo has too few enterprises"
        rows = [register.NewState(key, line["title"], line["level"], line["state"], day, SOURCE) for key in chosen]
        register.record_states(zone=zone, rows=rows, at=at, by=by)


def _file(told: dict[str, Any], firms: list[str], universities: list[str]) -> str:
    """All patents as an export would have them."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADS)
    serial = 0
    for year, kinds in told["patents"].items():
        for kind, many in kinds.items():
            digit, word = DIGITS[kind]
            for place in range(many):
                serial += 1
                applied = dt.date(year - (3 if kind == "invention" else 1), place % 12 + 1, place % 28 + 1)
                granted = dt.date(year, serial % 12 + 1, serial % 27 + 1)
                body = f"{applied.year}{digit}{9_000_000 + serial:07d}"
                owners = firms[serial % len(firms)]
                if serial % told["shared_every"] == 0:
                    owners = f"{owners}（60%）；{universities[serial % len(universities)]}（40%）"
                late = serial % told["unpaid_every"] == 0
                paid = max(year - applied.year + 1, year_of(applied, told["fees_day"]) - late)
                title = f"演示{word}{serial}号（演示）"
                rows.writerow((f"{body}.{check_digit(body)}", title, applied, granted, owners, word, "有效", paid))
    return out.getvalue()
