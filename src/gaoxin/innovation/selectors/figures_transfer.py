"""Published figures of transfer, agreements, stations, the pilot park and awards, each computed from records when asked."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, Sum

from gaoxin.core.figures import Figure
from gaoxin.innovation.models import (
    GrantPayment,
    InnovationAward,
    PilotTask,
    Station,
    StationGrant,
    TransferDeal,
    TransferDemand,
    TransferMatch,
    UniversityAgreement,
)
from gaoxin.innovation.selectors.stations.settings import book
from gaoxin.innovation.selectors.transfer.agreements import standings

HERE = "innovation.selectors.figures_transfer"


def figures(*, zone: str, year: int) -> list[Figure]:
    """The year's figures; none of what there is no record."""
    return [
        *_stations(zone, year),
        *_grants(zone, year),
        *_transfer(zone, year),
        *_agreements(zone, year),
        *_rest(zone, year),
    ]


def _stations(zone: str, year: int) -> list[Figure]:
    """As of the last day of the year."""
    last = dt.date(year, 12, 31)
    rows = Station.objects.filter(Q(until=None) | Q(until__gte=last), zone=zone, recognised_on__lte=last).order_by()
    found = dict(rows.values_list("kind").annotate(n=Count("id")))
    basis = "年末在认定有效期内的站点 recognitions in force on the last day of the year"
    told = [
        Figure(f"stations.{kind.code}", found[kind.code], "个", basis, f"{HERE}._stations", found[kind.code],
               name=f"{kind.name.zh} {kind.name.en}")
        for kind in book().kinds if kind.code in found
    ]  # fmt: skip
    for kind in book().kinds:
        inside = rows.filter(kind=kind.code).aggregate(
            n=Count(
                "people",
                filter=Q(people__entered_on__lte=last) & (Q(people__left_on=None) | Q(people__left_on__gt=last)),
            )
        )["n"]
        if inside:
            told.append(
                Figure(f"stations.{kind.code}.people", inside, "人", f"年末在站人数，{basis}", f"{HERE}._stations", inside,
                       name=f"{kind.name.zh}在站人数 people in")
            )  # fmt: skip
    return told


def _grants(zone: str, year: int) -> list[Figure]:
    """Approved in the year, and apart from it paid in the year."""
    here, told = f"{HERE}._grants", list[Figure]()
    rows = StationGrant.objects.filter(zone=zone, approved_on__year=year).order_by()
    for level, n, whole in rows.values_list("level").annotate(n=Count("id"), whole=Sum("approved_k")):
        word = book().level(level).name
        told += [
            Figure(f"stations.grants.{level}", n, "项", "当年批准 approved in the year", here, n, name=f"{word.zh}资助 {word.en} grants"),
            Figure(f"stations.grants.{level}.approved", whole, "千元", "批准金额，与拨付不合计 approved, not paid", here, n,
                   name=f"{word.zh}资助批准 approved"),
        ]  # fmt: skip
    paid = GrantPayment.objects.filter(zone=zone, on__year=year).aggregate(n=Count("id"), whole=Sum("amount_k"))
    if paid["n"]:
        told.append(
            Figure(
                "stations.grants.paid",
                paid["whole"],
                "千元",
                "当年拨付金额 paid in the year",
                here,
                paid["n"],
                name="资助拨付 paid",
            )
        )
    return told


def _transfer(zone: str, year: int) -> list[Figure]:
    here = f"{HERE}._transfer"
    demands = TransferDemand.objects.filter(zone=zone, at__year=year).count()
    matches = TransferMatch.objects.filter(zone=zone, at__year=year).exclude(state="superseded").count()
    deals = TransferDeal.objects.filter(zone=zone, signed_on__year=year)
    whole = deals.aggregate(n=Count("id"), whole=Sum("amount_k"))
    told: list[Figure] = []
    if demands:
        told += [
            Figure("transfer.demands", demands, "项", "当年发布的需求 demands posted in the year", here, demands, name="技术需求 demands"),
            Figure("transfer.matches", matches, "项", "当年作出、未被取代的匹配 made in the year and not superseded", here,
                   matches, name="供需匹配 matches"),
        ]  # fmt: skip
    if demands or whole["n"]:
        told.append(
            Figure(
                "transfer.deals",
                whole["n"],
                "项",
                "当年签订的合同 signed in the year",
                here,
                whole["n"],
                name="成果转化成交 deals",
            )
        )
    if whole["n"]:
        told.append(
            Figure("transfer.deals.amount", whole["whole"], "千元", "当年签订合同的金额 of those signed in the year", here, whole["n"],
                   name="成果转化成交额 amount of deals")
        )  # fmt: skip
    return told


def _agreements(zone: str, year: int) -> list[Figure]:
    count = UniversityAgreement.objects.filter(zone=zone, since__lte=dt.date(year, 12, 31)).count()
    if not count:
        return []
    found, here = standings(zone=zone, today=dt.date(year, 12, 31)), f"{HERE}._agreements"
    soon = found.get("soon", 0) + found.get("urgent", 0)
    runs = soon + found.get("running", 0)
    return [
        Figure("agreements.running", runs, "份", "年末在期的校地、校企协议 in force on the last day of the year", here, count,
               name="在期合作协议 agreements in force"),
        Figure("agreements.expiring", soon, "份", "其中即将到期的，天数见目录 of them those that end soon", here, count,
               name="即将到期协议 that end soon"),
    ]  # fmt: skip


def _rest(zone: str, year: int) -> list[Figure]:
    here, told = f"{HERE}._rest", list[Figure]()
    tasks = PilotTask.objects.filter(zone=zone, due_on__year=year)
    if n := tasks.count():
        done = tasks.exclude(done_on=None).count()
        told += [
            Figure(
                "pilot.tasks",
                n,
                "项",
                "期限在当年的任务 due in the year",
                here,
                n,
                name="知识产权试点任务 tasks of the IP pilot",
            ),
            Figure("pilot.tasks.done", done, "项", "其中已完成 of them done", here, n, name="已完成的试点任务 done"),
        ]
    if n := InnovationAward.objects.filter(zone=zone, year=year).count():
        told.append(Figure("awards", n, "项", "当年度奖项 of the year", here, n, name="科技奖项 awards"))
    return told
