"""Published figures of talent, each computed from records when asked."""

from __future__ import annotations

from django.db.models import Sum

from gaoxin.core.figures import Figure
from gaoxin.talent.models import Cohort, Placement, Post
from gaoxin.talent.selectors.demand import missing_in

HERE = "talent.selectors.figures_talent.figures"


def figures(*, zone: str, year: int) -> list[Figure]:
    """Posts, seats, placements and jobs of the year; those without any record have no value."""
    posts = Post.objects.filter(zone=zone, closed_at=None, first_month__year__lte=year, last_month__year__gte=year)
    cohorts = Cohort.objects.filter(zone=zone, year=year)
    begun = Placement.objects.filter(zone=zone, signed_on__year=year)
    hired = Placement.objects.filter(zone=zone, hired_on__year=year)
    missing, occupations = missing_in(zone=zone, year=year)
    told = (
        ("talent.posts", posts.aggregate(n=Sum("seats"))["n"], "个", posts.count(), "岗位 posts",
         "此刻没有关闭、月份在当年的实习和就业岗位人数 open now, with a month in the year"),
        ("talent.seats", cohorts.aggregate(n=Sum("seats"))["n"], "个", cohorts.count(), "学位 seats",
         "当年毕业的各专业学位，院校填报 of programmes that end in the year, as schools told"),
        ("talent.gap", missing, "人", occupations, "人才缺口 posts without graduates",
         "当年就业岗位（企业已报）减当年毕业学位，逐职业相减，只加缺的，不含按投资测算的岗位 "
         "declared jobs of the year less seats that end in it, by occupation; only what is missing, without assumed posts"),
        ("talent.placed", begun.count() or None, "人", begun.count(), "实习学生 students placed",
         "当年签订三方协议的实习安排 whose three-party agreement was signed in the year"),
        ("talent.hired", hired.count() or None, "人", hired.count(), "实习后录用 hired after practice",
         "当年登记录用的实习学生 noted as hired in the year"),
    )  # fmt: skip
    return [Figure(key, value, unit, basis, HERE, rows, name=name) for key, value, unit, rows, name, basis in told]
