"""Published figures of projects and investment, each computed from records when asked."""

from __future__ import annotations

from django.db.models import Count

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.projects.models import KINDS, Project
from gaoxin.projects.rules.projects.pull import Pull
from gaoxin.projects.selectors import investment

WORDS = {"extend": "延链 extend", "supplement": "补链 supplement", "strengthen": "强链 strengthen"}
HERE = "projects.selectors.figures_projects"
STEP_K = 1_000_000  # 10 亿元 in 千元: the whole zone's investment is published as more than so many times this
HUNDRED_MILLION_K = 100_000  # 1 亿元 in 千元


def figures(*, zone: str, year: int) -> list[Figure]:
    """The year's figures; those without any record have no value."""
    try:
        told: Pull | None = investment.pull_of_new(zone=zone, year=year)[0]
    except Invalid:
        told = None  # no year before: no pull
    return [*_attracted(zone, year), _new(zone, year, told), _without_leader(zone), _total(zone, year), _pull(told)]


def _attracted(zone: str, year: int) -> list[Figure]:
    rows = Project.objects.filter(zone=zone, opened_on__year=year).exclude(lead=None)
    told = dict(rows.values_list("kind").annotate(count=Count("id")))
    counts = {kind: told.get(kind, 0) for kind in KINDS}
    total = sum(counts.values())
    basis = "当年由线索落地并立项的项目，每个只有一类 projects that landed from a lead and were opened in the year, one kind each"
    whole = Figure(
        "projects.attracted", total, "个", basis, f"{HERE}._attracted", total, name="引进项目 projects attracted"
    )
    return [
        whole,
        *(
            Figure(
                f"projects.attracted.{kind}", count, "个", basis, f"{HERE}._attracted", count, name=f"其中{WORDS[kind]}"
            )
            for kind, count in counts.items()
        ),
    ]


def _new(zone: str, year: int, told: Pull | None) -> Figure:
    found = len(told.parts) if told else investment.count_new(zone=zone, year=year)
    basis = "首次完成投资落在当年的项目 projects whose first completed investment falls into the year"
    return Figure(
        "projects.new", found, "个", basis, "projects.selectors.investment.count_new", found,
        name="新增投资项目 new investment projects",
    )  # fmt: skip


def _without_leader(zone: str) -> Figure:
    keys = Project.objects.filter(zone=zone, key=True)
    basis = (
        "此刻没有包干领导的重点项目；数据库约束不允许出现 key projects without a leader now; the database lets none be"
    )
    return Figure(
        "projects.without_leader", keys.filter(leader=None).count(), "个", basis, f"{HERE}._without_leader", keys.count(),
        name="无包干领导的重点项目 key projects without a leader",
    )  # fmt: skip


def _total(zone: str, year: int) -> Figure:
    sum_k, rows = investment.completed(zone=zone, year=year)
    floor = sum_k // STEP_K * STEP_K // HUNDRED_MILLION_K
    basis = "各月完成投资之和，只公布超过的整十亿元（下限） sum of completed, as a lower bound in steps of 10 亿元"
    return Figure(
        "fai.total", floor if floor else None, "亿元", basis, "projects.selectors.investment.completed", rows, bound=">" if floor else "",
        name="全社会固定资产投资 fixed-asset investment",
    )  # fmt: skip


def _pull(told: Pull | None) -> Figure:
    basis = "（新增项目当年完成投资 − 上年）÷ 全区上年完成投资，四舍五入到一位小数 change over the whole of the year before, half up"
    value, rows = (told.points, len(told.parts)) if told else (None, 0)
    return Figure(
        "fai.pull_of_new", value, "百分点", basis, "projects.selectors.investment.pull_of_new", rows,
        name="新增项目对投资的拉动 pull of new projects",
    )  # fmt: skip
