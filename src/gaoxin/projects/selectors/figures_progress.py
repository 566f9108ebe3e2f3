"""Published figures of construction progress."""

from __future__ import annotations

import datetime as dt

from gaoxin.core.figures import Figure
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.selectors.progress import progress_of

PARK = "P-PARK"


def figures(*, zone: str, year: int) -> list[Figure]:
    """`park.progress` at the end of the year; nothing where the zone has no such project or no baseline then."""
    found = progress_of(zone=zone, number=PARK, on=dt.date(year, 12, 31))
    if found is None:
        return []
    share, rows = found
    return [
        Figure(
            key="park.progress", value=rounded(share), unit="%", rows=rows,
            name="电子信息产业园总工程量完成 completion of the electronics park",
            basis=f"{year}-12-31 有效基线的冻结权重 × 经第二人确认的累计完成量，四舍五入到 0.1 frozen weights of the baseline in force "
            "× confirmed quantities to date, half up to 0.1",
            source="projects.selectors.progress.progress_of",
        )
    ]  # fmt: skip
