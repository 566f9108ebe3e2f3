"""Published figures of promotion: teams, their people, and what landed by mode."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from gaoxin.core.figures import Figure
from gaoxin.investment.models import Lead, Team, TeamMembership
from gaoxin.investment.selectors.leads_book import book

HERE = "investment.selectors.figures_leads"


def figures(*, zone: str, year: int) -> list[Figure]:
    """The year's figures, as at its end."""
    end = dt.date(year, 12, 31)
    teams = Team.objects.filter(Q(closed_on=None) | Q(closed_on__gt=end), zone=zone, opened_on__lte=end).count()
    lasting = TeamMembership.objects.filter(Q(until=None) | Q(until__gte=end), zone=zone, since__lte=end)
    memberships, people = lasting.count(), lasting.values("promoter").distinct().count()
    return [
        Figure(
            "teams", teams, "支", f"{end} 存在的招商队伍 teams at the end of the year", f"{HERE}.figures", teams,
            name="招商队伍 teams",
        ),
        Figure(
            "team_members", people, "人", f"{end} 在任成员，一人在两队只计一次 people with a lasting membership, each once",
            f"{HERE}.figures", memberships, name="招商队伍人数 people in teams",
        ),
        *_landed(zone, year),
        *_opened(zone, year),
    ]  # fmt: skip


def _landed(zone: str, year: int) -> list[Figure]:
    rows = Lead.objects.filter(zone=zone, stage="landed", landed_on__year=year)
    counts = {row["mode"]: row["n"] for row in rows.values("mode").annotate(n=Count("*"))}
    basis = "当年落地的线索，合并的只计一次 leads that landed in the year, merged ones once"
    found = [
        Figure(
            f"leads.landed.{mode.code}", counts.get(mode.code, 0), "个", basis, f"{HERE}._landed", counts.get(mode.code, 0),
            name=f"其中{mode.name.zh} {mode.name.en}",
        )
        for mode in book().leads.modes
    ]  # fmt: skip
    total = sum(counts.values())
    return [
        Figure("leads.landed", total, "个", basis, f"{HERE}._landed", total, name="落地线索 leads that landed"),
        *found,
    ]


def _opened(zone: str, year: int) -> list[Figure]:
    """Leads that were registered in the year, by the five modes and by ambassadors; and those that residents referred."""
    rows = Lead.objects.filter(zone=zone, merged_into=None, opened_on__year=year).order_by()
    counts = dict(rows.values_list("mode").annotate(n=Count("*")))
    basis = "当年登记的线索，合并的只计一次 leads registered in the year, merged ones once"
    found = [
        Figure(
            f"leads.by_mode.{mode.code}", counts.get(mode.code, 0), "条", f"{basis}{'；渠道，不是模式 a channel' if mode.channel else ''}",
            f"{HERE}._opened", counts.get(mode.code, 0), name=f"{mode.name.zh}线索 leads: {mode.name.en}",
        )
        for mode in book().leads.modes
    ]  # fmt: skip
    # Each counted from an index: who names a resident, and who is of that mode; together they would be looked up row by row.
    naming = dict(rows.filter(referrer__isnull=False).values_list("mode").annotate(n=Count("*")))
    named = sum(naming.values())
    referred = counts.get("referral", 0) + named - naming.get("referral", 0)
    return [
        *found,
        Figure(
            "leads.referrals", referred, "条",
            f"{basis}：以商招商模式，或者写明推荐的在园企业（{named} 条） by residents: of that mode, or naming a resident ({named})",
            f"{HERE}._opened", referred, name="在园企业推荐的线索 leads referred by residents",
        ),
    ]  # fmt: skip
