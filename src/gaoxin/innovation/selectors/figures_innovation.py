"""Published figures of innovation, each computed from records when asked. States of a title are never in one total."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Count

from gaoxin.core.figures import Figure
from gaoxin.innovation.models import CooperationProject, CooperationSum, TitleRecord, University
from gaoxin.innovation.rules.patents import yearly
from gaoxin.innovation.selectors.patents import years_beside

HERE = "innovation.selectors.figures_innovation"
# key -> (title, level, state, name)
TITLES = {
    "htec.applied": ("htec", "national", "applied", "申报高新技术企业的企业 that applied"),
    "sme.registered": ("sme", "national", "registered", "入库科技型中小企业 registered technology SMEs"),
    "centres.provincial.applied": (
        "engineering_centre",
        "provincial",
        "applied",
        "申报省级工程中心的企业 that applied for provincial centres",
    ),
    "centres.municipal.recognised": (
        "engineering_centre",
        "municipal",
        "recognised",
        "认定市级工程中心的企业 recognised municipal centres",
    ),
}


def figures(*, zone: str, year: int) -> list[Figure]:
    """The year's figures; none of what there is no record."""
    return [*_patents(zone, year), *_universities(zone, year), *_titles(zone, year), *_cooperation(zone, year)]


def _patents(zone: str, year: int) -> list[Figure]:
    whole, kinds = years_beside(zone=zone, year=year)
    if not whole.granted:
        return []
    inventions, here = kinds["invention"], f"{HERE}._patents"
    count = "授权公告日在当年的专利，共有的计一件 granted in the year, one whoever shares it"
    beside = "与上年授权件数相比，四舍五入两位 against those granted in the year before, half up"
    shares = "发明专利占当年授权，四舍五入一位 inventions among those granted, half up"
    before = yearly.share(inventions.base, whole.base)
    rows = whole.granted + whole.base
    return [
        Figure("patents", whole.granted, "件", count, here, whole.granted, name="专利授权 patents granted"),
        Figure("patents.growth", whole.growth, "%", f"{beside}：{whole.granted} / {whole.base}", here, rows, name="专利授权同比 growth"),
        Figure("patents.invention", inventions.granted, "件", count, here, inventions.granted, name="发明专利授权 inventions granted"),
        Figure(
            "patents.invention.growth", inventions.growth, "%", f"{beside}：{inventions.granted} / {inventions.base}", here,
            inventions.granted + inventions.base, name="发明专利授权同比 growth of inventions",
        ),
        Figure("patents.invention.share", yearly.share(inventions.granted, whole.granted), "%", shares, here, whole.granted,
               name="发明专利占比 share of inventions"),
        Figure("patents.invention.share.before", before, "%", f"上年 of the year before: {shares}", here, whole.base,
               name="上年发明专利占比 share in the year before"),
        Figure("patents.invention.share.change", _difference(inventions, whole), "百分点",
               "两年未四舍五入的占比之差，四舍五入一位 difference of both shares before rounding, half up", here, rows,
               name="发明专利占比变化 change of that share"),
    ]  # fmt: skip


def _difference(part: yearly.Year, whole: yearly.Year) -> Decimal | None:
    """In percentage points; None without a year before."""
    return yearly.share_change((part.granted, whole.granted), (part.base, whole.base))


def _universities(zone: str, year: int) -> list[Figure]:
    rows = University.objects.filter(zone=zone)
    count = rows.count()
    if not count:
        return []
    places = rows.order_by().values("place").distinct().count()
    basis, here = "此刻在册的合作高校 universities on the register now", f"{HERE}._universities"
    return [
        Figure("universities", count, "所", basis, here, count, name="合作高校 universities"),
        Figure("universities.places", places, "个", f"{basis}，按省市 by place", here, count, name="合作高校所在省市 places"),
    ]  # fmt: skip


def _titles(zone: str, year: int) -> list[Figure]:
    rows = TitleRecord.objects.filter(zone=zone, on__gte=dt.date(year, 1, 1), on__lt=dt.date(year + 1, 1, 1)).order_by()
    counted = rows.values_list("title", "level", "state").annotate(n=Count("party", distinct=True))
    found = {(title, level, state): n for title, level, state, n in counted}
    basis = (
        "当年达到这一状态的企业，各状态不合计 enterprises that reached this state in the year; states are never summed"
    )
    return [
        Figure(key, found[told[:3]], "家", basis, f"{HERE}._titles", found[told[:3]], name=told[3])
        for key, told in TITLES.items()
        if told[:3] in found
    ]


def _cooperation(zone: str, year: int) -> list[Figure]:
    rows = CooperationProject.objects.filter(zone=zone, began_on__year=year)
    count = rows.count()
    if not count:
        return []
    here = f"{HERE}._cooperation"
    told = [
        Figure("cooperation", count, "项", "当年开始的产学研合作项目 projects begun in the year", here, count,
               name="产学研合作项目 cooperation projects")
    ]  # fmt: skip
    sums = CooperationSum.objects.filter(zone=zone, project__in=rows)
    names = {"funds": "带动资金 funds", "benefit": "经济效益 benefit"}
    states = {"paid": "到位 paid", "estimated": "预估 estimated"}
    for kind, name in names.items():
        for state, word in states.items():
            found = list(sums.filter(kind=kind, state=state).values_list("amount_k", "bound"))
            if found:
                bound = ">" if any(one == ">" for _, one in found) else ""
                told.append(
                    Figure(
                        f"cooperation.{kind}.{state}", Decimal(sum(amount for amount, _ in found)) / 10, "万元",
                        "当年项目之和，到位与预估不合计；任一项为下限的，合计为下限 the year's projects; a bound stays one", here,
                        len(found), bound, f"{name}（{word}）",
                    )
                )  # fmt: skip
    return told
