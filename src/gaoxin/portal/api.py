"""The year's figures, for everyone."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Path, Router, Schema
from pydantic import Field

from gaoxin.economy.selectors.opendata import releases
from gaoxin.runtime.api import Request, answers

router = Router(tags=["指标 figures"])


class Published(Schema):
    """One figure of a year. value: null where there is no record; bound: `>` where it is only a lower bound."""

    key: str = Field(examples=["projects.new"])
    value: float | None
    unit: str
    basis: str
    source: str
    rows: int
    bound: str
    name: str


class PublishedFigures(Schema):
    """withheld: figures under embargo, and when they are released."""

    year: int
    withheld: dict[str, dt.datetime]
    figures: list[Published]


@router.get(
    "/figures/{year}", response=answers(PublishedFigures), url_name="figures", operation_id="figures", summary="年度指标 figures of a year"
)  # fmt: skip
def figures_of(request: Request, year: Annotated[int, Path(ge=2000, le=2100)]) -> Any:
    """Each computed from records when asked, with its basis and the number of records."""
    found, withheld = releases.public_figures(zone=request.zone, year=year, at=request.at)
    return {"year": year, "figures": [one.as_dict() for one in found], "withheld": withheld}
