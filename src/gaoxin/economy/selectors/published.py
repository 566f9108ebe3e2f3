"""Every slice's published figures of a year, gathered for the command, the page and the API."""

from __future__ import annotations

from collections.abc import Callable

from gaoxin.core.errors import NotFound
from gaoxin.core.figures import Figure
from gaoxin.economy.selectors import figures_approvals, figures_economy
from gaoxin.innovation.selectors import figures_innovation, figures_transfer
from gaoxin.investment.selectors import figures_leads
from gaoxin.labour.selectors import figures_harmony, figures_labour
from gaoxin.projects.selectors import figures_progress, figures_projects, figures_stewards
from gaoxin.talent.selectors import figures_talent

Provider = Callable[..., list[Figure]]
# Each: (*, zone, year) -> its figures.
PROVIDERS: tuple[Provider, ...] = (
    figures_leads.figures,
    figures_progress.figures,
    figures_projects.figures,
    figures_stewards.figures,
    figures_talent.figures,
    figures_innovation.figures,
    figures_transfer.figures,
    figures_labour.figures,
    figures_harmony.figures,
    figures_economy.figures,
    figures_approvals.figures,
)


def figures(*, zone: str, year: int) -> list[Figure]:
    """All figures of the year, by key."""
    found = [figure for provider in PROVIDERS for figure in provider(zone=zone, year=year)]
    return sorted(found, key=lambda figure: figure.key)


def figure(*, zone: str, year: int, key: str) -> Figure:
    """One of them. Raises NotFound with the keys there are."""
    known = figures(zone=zone, year=year)
    for one in known:
        if one.key == key:
            return one
    raise NotFound(
        f"没有指标 no such figure: {key}", why=f"可用 known: {', '.join(one.key for one in known)}",
        do="./gaoxin figures show YEAR 列出全部 lists them all",
    )  # fmt: skip
