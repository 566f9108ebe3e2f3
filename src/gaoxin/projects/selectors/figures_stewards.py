"""Published figures of the service of enterprises, each computed from records when asked. No statistical survey data is among them."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from gaoxin.core.figures import Figure
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import Inquiry, InquiryEntry, LadderEntry, ReturnDeclaration, Stewardship, StewardVisit
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.selectors.stewards.settings import calendar

HERE = "projects.selectors.figures_stewards"


def figures(*, zone: str, year: int) -> list[Figure]:
    """The year's figures; those without any record have no value."""
    return [*_served(zone), *_answers(zone, year), *_returning(zone, year), _saturday(zone, year), *_ladder(zone)]


def _served(zone: str) -> list[Figure]:
    current = Stewardship.objects.filter(zone=zone, until=None)
    firms = current.values("party_id").distinct().count()
    people = current.values("steward_id").distinct().count()
    whole = parties.count_enterprises(zone=zone)
    basis = "此刻有现任专员的企业 enterprises with a steward now"
    without = "此刻没有现任专员的企业：全部企业减去有专员的 all enterprises less those with a steward, now"
    return [
        Figure("stewards.firms", firms, "家", basis, f"{HERE}._served", firms, name="有专员的企业 enterprises served"),
        Figure("stewards.without_steward", max(0, whole - firms), "家", without, f"{HERE}._served", whole,
               name="没有专员的企业 enterprises without a steward"),
        Figure("stewards.people", people, "人", "此刻至少服务一家企业的专员 who serves at least one enterprise now", f"{HERE}._served",
               firms, name="服务专员 stewards"),
    ]  # fmt: skip


def _answers(zone: str, year: int) -> list[Figure]:
    since, until = _year(year)
    asked = Inquiry.objects.filter(zone=zone, asked_at__gte=since, asked_at__lt=until)
    answered = asked.exclude(first_minutes=None)
    count = answered.count()
    value: Decimal | None = None
    if count:
        middle = answered.order_by("first_minutes").values_list("first_minutes", flat=True)
        lower, upper = middle[(count - 1) // 2], middle[count // 2]
        value = _places(Decimal(lower + upper) / 2 / 60)
    basis = "当年提出并已首次答复的咨询，首次答复办公小时的中位数，四舍五入到一位 median office hours, half up"
    stars = Inquiry.objects.filter(zone=zone, rated_at__gte=since, rated_at__lt=until).aggregate(
        n=Count("id"), s=Sum("stars")
    )
    mean = _places(Decimal(stars["s"]) / stars["n"]) if stars["n"] else None
    return [
        Figure("stewards.inquiries", asked.count(), "件", "当年企业提出的咨询 questions asked in the year", f"{HERE}._answers",
               asked.count(), name="企业咨询 questions"),
        Figure("stewards.first_answer_hours.median", value, "办公小时", basis, f"{HERE}._answers", count,
               name="首次答复时间中位数 median time to the first answer"),
        Figure("stewards.rating.mean", mean, "分", "当年企业评价（1 至 5 分）的平均，四舍五入到一位 mean of the year's ratings, half up",
               f"{HERE}._answers", stars["n"], name="企业评价 rating by enterprises"),
    ]  # fmt: skip


def _returning(zone: str, year: int) -> list[Figure]:
    told = ReturnDeclaration.objects.filter(zone=zone, round__year=year, current=True)
    rows = list(told.values_list("returned", "capacity", "workers", "confirmed_at"))
    back = sum(1 for returned, *_ in rows if returned)
    confirmed = sum(1 for returned, _, _, at in rows if returned and at is not None)
    weight = sum(max(1, workers) for _, _, workers, _ in rows)
    capacity = _places(Decimal(sum(c * max(1, workers) for _, c, workers, _ in rows)) / weight) if rows else None
    basis = "当年填报期内各企业最后一次填报 the last declaration of each enterprise in the year's round"
    weighed = f"{basis}；产能恢复百分比按正常用工加权，四舍五入到一位 weighted by normal workers, half up"
    none = None if not rows else back
    return [
        Figure("returning.firms", none, "家", f"{basis}：已复工 that are back", f"{HERE}._returning", len(rows),
               name="已复工企业 enterprises back at work"),
        Figure("returning.confirmed", confirmed if rows else None, "家", f"{basis}：已复工并经他人核实 back and confirmed",
               f"{HERE}._returning", len(rows), name="核实复工企业 confirmed"),
        Figure("returning.capacity", capacity, "%", weighed, f"{HERE}._returning", len(rows), name="产能恢复 capacity that is back"),
    ]  # fmt: skip


def _saturday(zone: str, year: int) -> Figure:
    since, until = _year(year)
    entries = InquiryEntry.objects.filter(zone=zone, kind="answered", at__gte=since, at__lt=until)
    noon = dt.time(12, tzinfo=calendar().tz)
    moments = list(entries.values_list("at", flat=True))
    visits = StewardVisit.objects.filter(zone=zone, day__year=year).values_list("day", flat=True)
    moments += [dt.datetime.combine(day, noon) for day in visits]
    part, whole = answering.saturday_share(moments, calendar())
    basis = "当年答复和走访中，落在只开放服务的日子（如周六）的份额，四舍五入到一位 of answers and visits, half up"
    value = _places(Decimal(100 * part) / whole) if whole else None
    return Figure(
        "saturday.share",
        value,
        "%",
        basis,
        f"{HERE}._saturday",
        whole,
        name="周六服务占比 share of service on Saturdays",
    )


def _ladder(zone: str) -> list[Figure]:
    told = LadderEntry.objects.filter(zone=zone, left_on=None).aggregate(
        leader=Count("id", filter=Q(kind="leader")), cluster=Count("id", filter=Q(kind="cluster"))
    )
    basis = (
        "此刻在培育名单上；目标值和产值不取自统计调查资料 on the list now; nothing is taken from statistical surveys"
    )
    names = {
        "leader": ("ladder.leaders", "培育的龙头企业 leading enterprises"),
        "cluster": ("ladder.clusters", "培育的产业集群 clusters"),
    }
    return [
        Figure(key, told[kind], "个", basis, f"{HERE}._ladder", told[kind], name=name)
        for kind, (key, name) in names.items()
    ]


def _year(year: int) -> tuple[dt.datetime, dt.datetime]:
    zone_time = calendar().tz
    return dt.datetime(year, 1, 1, tzinfo=zone_time), dt.datetime(year + 1, 1, 1, tzinfo=zone_time)


def _places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
