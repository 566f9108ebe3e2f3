"""The demo's share of 招商线索 leads, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator
from typing import Any

import xlsxwriter
import yaml
from django.conf import settings

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict
from gaoxin.core.identifiers import uscc_check_character
from gaoxin.demo.plan import Plan
from gaoxin.investment.rules.leads.entry import Inputs
from gaoxin.investment.selectors import leads
from gaoxin.investment.services.leads import agreeing, rosters
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.moving import record_visit

SOURCE = "演示生成 generated for the demo"
HEAD = ("编号", "项目名称", "投资方", "统一社会信用代码", "招商模式", "阶段", "产业链节点", "队伍编号", "招商大使编号", "联系人",
        "计划投资（千元）", "登记日期", "落地日期", "用地面积（平方米）", "规划用途", "用电容量（kVA）", "建筑面积（平方米）",
        "日用水（立方米）", "小时用气（立方米）")  # fmt: skip
PREFIX, FIRST = "D24-", "T01"  # of the numbers; the team whose leader has an account


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Teams with their rosters, an ambassador, leads by import, and what was done about some of them."""
    told = yaml.safe_load((settings.CATALOGUE / "demo" / "leads.yaml").read_text(encoding="utf-8"))
    by = Actor.system(zone, "演示 demo")
    rosters.import_roster(zone=zone, rows=list(_roster(zone, told, plan)), source=SOURCE, by=by, at=at)
    _appoint(zone, told, by, at)
    known = leads.numbers(zone=zone, prefix=PREFIX)
    rows = [row for row in _rows(told, plan) if row[0] not in known]
    if rows:
        import_leads(zone=zone, data=_workbook(rows), source=SOURCE, by=by, at=at)
        _work(zone, told, by, at)
    _spend(zone, told, by, at)
    tell(f"招商 leads: 队伍 teams {told['teams']}，线索 leads {len(known) + len(rows)}")


def _roster(zone: str, told: dict[str, Any], plan: Plan) -> Iterator[rosters.RosterRow]:
    modes = list(told["landed"])[:5]
    names = {person.login: person.name for person in plan.zone.people}
    for team in range(1, told["teams"] + 1):
        field, territory = _turn(told["fields"], team), _turn(told["territories"], team)
        for person in range(5 if team <= told["larger"] else 4):
            login = told["accounts"].get(team, "") if person == 0 else ""
            name = names[login] if login else f"{told['surnames'][team - 1]}{told['given'][person]}（演示）"
            yield rosters.RosterRow(
                f"T{team:02d}", f"{territory}{field}招商{team}队（演示）", _turn(modes, team), f"{territory}·{field}",
                f"T{team:02d}-{person + 1}", name, "member" if person else "lead", told["founded"],
                f"{login}@{zone}" if login else "",
            )  # fmt: skip


def _appoint(zone: str, told: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    who = dict(told["ambassador"])
    login = f"{who.pop('login')}@{zone}"
    try:
        rosters.appoint(zone=zone, by=by, at=at, login=login, declared_on=who["since"], **who)
    except Conflict:
        return


def _rows(told: dict[str, Any], plan: Plan) -> Iterator[list[Any]]:
    """A row a lead: those that landed first, spread over the year; then those on their way, opened near its end."""
    chance, year = random.Random(told["seed"]), told["year"]  # noqa: S311
    modes = [mode for mode, count in told["landed"].items() for _ in range(count)]
    chance.shuffle(modes)
    under_way = [stage for stage, count in told["open"].items() for _ in range(count)]
    chance.shuffle(under_way)
    stages = ["landed"] * len(modes) + under_way
    modes += chance.choices(list(told["landed"]), list(told["landed"].values()), k=len(stages) - len(modes))
    landed = sum(told["landed"].values())
    names = _names(told, chance)
    for index, (mode, stage) in enumerate(zip(modes, stages, strict=True)):
        node = chance.choice(told["nodes"])
        investor, code = f"{next(names)}{told['trades'][node]}有限公司（演示）", _code(index)
        if index < len(plan.zone.enterprises):
            investor, code = plan.zone.enterprises[index].name, plan.zone.enterprises[index].identifier
        landed_on = dt.date(year, 1, 8) + dt.timedelta(days=index * 350 // landed) if stage == "landed" else None
        opened = (landed_on or dt.date(year, 12, 20)) - dt.timedelta(days=chance.randint(20, 180))
        team = (
            ""
            if mode == "ambassador" or (stage == "contact" and index % 5 == 0)
            else f"T{_team(chance, told, stage):02d}"
        )
        yield [
            f"{PREFIX}{index + 1:04d}", f"{investor.removesuffix('（演示）').removesuffix('有限公司')}项目（演示）", investor,
            "" if stage == "contact" else code, mode, stage, node, team, "A01" if mode == "ambassador" else "", "",
            chance.randint(20, 600) * 1000, opened, landed_on, *_need(told["needs"], node, stage, index),
        ]  # fmt: skip


def _need(told: dict[str, Any], node: str, stage: str, index: int) -> list[Any]:
    """Land, its use, power, buildings, water and gas; first contacts state nothing yet."""
    if stage == "contact":
        return [""] * 6
    kind, mu = told["kinds"][node], told["mu"][index % len(told["mu"])]
    area = mu * 2000 // 3
    return [
        area, kind["use"], mu * kind["kva"], area * told["floor_bp"] // 10_000, mu * kind["water_m3"], mu * kind["gas_m3"] or "",
    ]  # fmt: skip


def _team(chance: random.Random, told: dict[str, Any], stage: str) -> int:
    """Any team; of what is on its way every other one belongs to the two whose leaders have accounts."""
    if stage != "landed" and chance.random() < 0.5:
        return chance.choice(list(told["accounts"]))
    return chance.randint(1, told["teams"])


def _names(told: dict[str, Any], chance: random.Random) -> Iterator[str]:
    pairs = [a + b + c for a in told["first"] for b in told["second"] for c in ("", "晟") if a != b]
    chance.shuffle(pairs)
    return iter(pairs)


def _code(serial: int) -> str:
    """A valid credit code under the demo division that belongs to nobody known."""
    body = f"91441802MALD{serial:05d}"
    return body + uscc_check_character(body)


def _workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet("线索"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEAD)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif value not in ("", None):
                sheet.write(at, column, value)
    book.close()
    return out.getvalue()


def _work(zone: str, told: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    """Visits, board scores and one agreement with results, on leads that came with the import."""
    today = at.date()
    for stage in ("contact", "talks", "screening"):
        for at_, (pk, visit) in enumerate(
            zip(leads.newest(zone=zone, stage=stage, team=FIRST, most=3), told["visits"], strict=False)
        ):
            record_visit(
                zone=zone, pk=pk, on=today - dt.timedelta(days=at_ + 1), kind=("visit", "reception", "call")[at_], by=by, at=at,
                key=f"demo-{stage}-{at_}", next_due=today + dt.timedelta(days=visit["days"]),
                notes=visit["notes"], next_step=visit["next_step"], place="园区（演示）", met="项目负责人（演示）",
            )  # fmt: skip
    for index, pk in enumerate(leads.newest(zone=zone, stage="screening", team=FIRST, most=4)):
        inputs = Inputs(
            120_000 + 60_000 * index, 200_000 + 150_000 * index, 9_000 + 6_000 * index, 40_000, 4_000, "ABBC"[index]
        )
        agreeing.score_entry(zone=zone, pk=pk, inputs=inputs, by=by, at=at)
    for index, pk in enumerate(leads.newest(zone=zone, stage="landed", team=FIRST, most=6)):
        _agree(zone, pk, index, by, at)


def _agree(zone: str, pk: Any, index: int, by: Actor, at: dt.datetime) -> None:
    signed, today = dt.date(2024, 10, 8), at.date()
    promises = [
        agreeing.Promised("investment", 120_000 + 30_000 * index, today - dt.timedelta(days=60)),
        agreeing.Promised("output", 260_000, today + dt.timedelta(days=500)),
        agreeing.Promised("tax", 12_000, today + dt.timedelta(days=500)), agreeing.Promised("jobs", 180, today + dt.timedelta(days=300)),
        agreeing.Promised("start", None, dt.date(2025, 3, 31)), agreeing.Promised("production", None, today + dt.timedelta(days=200)),
    ]  # fmt: skip
    row = agreeing.sign_agreement(
        zone=zone, pk=pk, number=f"XY-2024-{index + 1:03d}（演示）", signed_on=signed, promises=promises, by=by, at=at,
        remedies="未达承诺的，按协议约定调整支持政策（演示）",
    )  # fmt: skip
    made = {promise.code: promise.id for promise in leads.promises(zone=zone, agreement=row.id)}
    agreeing.record_result(
        zone=zone, promise_id=made["investment"], value=100_000 + 40_000 * index, on=today - dt.timedelta(days=40),
        source="验资报告（演示）", by=by, at=at, key=f"demo-{index}-investment",
    )  # fmt: skip
    agreeing.record_result(
        zone=zone, promise_id=made["start"], value=None, on=today - dt.timedelta(days=30 - 7 * min(index, 3)),
        source="施工许可证（演示）", by=by, at=at, key=f"demo-{index}-start",
    )  # fmt: skip
    for code, value, source in (
        ("output", 210_000 + 20_000 * index, "企业按协议报送的经营情况（演示）"), ("tax", 10_500 + 600 * index, "完税证明（演示）"),
        ("jobs", 150 + 12 * index, "社会保险缴费证明（演示）"),
    ):  # fmt: skip
        if index != 5:  # one has told nothing yet
            agreeing.record_result(
                zone=zone, promise_id=made[code], value=value, on=today - dt.timedelta(days=20), source=source, by=by, at=at,
                key=f"demo-{index}-{code}",
            )  # fmt: skip


def _spend(zone: str, told: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    for mode, fen in told["cost_fen"].items():
        agreeing.spend(
            zone=zone, mode=mode, on=dt.date(told["year"], 12, 20), amount_fen=fen, what="全年招商费用（演示）", by=by, at=at,
            key=f"demo-{told['year']}-{mode}",
        )  # fmt: skip


def _turn(values: list[str], index: int) -> str:
    return values[index % len(values)]
