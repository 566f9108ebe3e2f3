"""Figures with what they are compared with, as JSON and as a table."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from bench.harness import median


@dataclass(frozen=True, slots=True)
class Against:
    """What a figure is compared with, measured in the same run: a `floor` nobody can beat, or a `peer` that does the job."""

    role: Literal["floor", "peer"]
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What was wanted: of the figure's value, or of its ratio."""

    of: Literal["value", "ratio"]
    op: Literal["<=", ">="]
    bound: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. low, high: the extremes over the rounds. ratio: value ÷ the compared value."""

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    against: Against | None = None
    aim: Aim | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.against.value if self.against and self.against.value else None

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None where there is none."""
        if self.aim is None:
            return None
        got = self.value if self.aim.of == "value" else self.ratio
        if got is None:
            return None
        return got <= self.aim.bound if self.aim.op == "<=" else got >= self.aim.bound

    def as_json(self) -> dict[str, Any]:
        """name, value, unit, ratio and one of floor or peer, plus spread and aim where there are any."""
        told: dict[str, Any] = {"name": self.name, "value": _round(self.value), "unit": self.unit}
        if self.low is not None and self.high is not None:
            told["spread"] = [_round(self.low), _round(self.high)]
        if self.against is not None:
            told[self.against.role] = {"name": self.against.name, "value": _round(self.against.value)}
            told["ratio"] = _round(self.ratio or 0.0)
        if self.aim is not None:
            told["aim"] = {**asdict(self.aim), "met": self.met}
        return told


@dataclass(slots=True)
class Report:
    """Everything one benchmark found. missing: name -> why that peer took no part. database: name -> version."""

    bench: str
    figures: list[Figure] = field(default_factory=list[Figure])
    notes: list[str] = field(default_factory=list[str])
    missing: dict[str, str] = field(default_factory=dict[str, str])
    machine: dict[str, Any] = field(default_factory=dict[str, Any])

    def as_json(self) -> dict[str, Any]:
        return {
            "bench": self.bench, "machine": self.machine, "figures": [figure.as_json() for figure in self.figures],
            "missing": self.missing, "notes": self.notes,
        }  # fmt: skip


def spread(
    name: str, values: Sequence[float], unit: str, against: Against | None = None, aim: Aim | None = None
) -> Figure:
    """The median of the rounds with their extremes."""
    return Figure(name, median(values), unit, min(values), max(values), against, aim)


def machine() -> dict[str, Any]:
    """What the figures were measured on. load: average of the last minute when it began, other people's work included."""
    return {
        "python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def show(report: Report) -> None:
    """The table for people, on stdout."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140)
    table = Table(title=f"bench {report.bench}", title_justify="left", header_style="bold")
    for title, justify in (
        ("指标 figure", "left"), ("值 value", "right"), ("单位 unit", "left"), ("对照 beside", "left"),
        ("对照值", "right"), ("比 ratio", "right"), ("目标 aim", "left"),
    ):  # fmt: skip
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for figure in report.figures:
        table.add_row(*_row(figure))
    console.print(table)
    console.print("，".join(f"{name} {value}" for name, value in report.machine.items()), style="dim")
    for name, why in report.missing.items():
        console.print(f"未参加 took no part: {name}: {why}", style="yellow")
    for note in report.notes:
        console.print(f"· {note}", style="dim")


def _row(figure: Figure) -> list[str]:
    value = f"{_text(figure.value)}"
    if figure.low is not None and figure.high is not None:
        value += f" ({_text(figure.low)}–{_text(figure.high)})"
    against = figure.against
    aim = ""
    if figure.aim is not None:
        verdict = {True: "达到 met", False: "未达到 missed", None: "—"}[figure.met]
        of = "比 " if figure.aim.of == "ratio" else ""
        aim = f"{of}{figure.aim.op} {_text(figure.aim.bound)} {verdict}"
    return [
        figure.name, value, figure.unit, f"{against.role}: {against.name}" if against else "",
        _text(against.value) if against else "", f"{figure.ratio:.2f}" if figure.ratio is not None else "", aim,
    ]  # fmt: skip


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _round(value: float) -> float:
    """Four figures are more than the machine's own noise allows."""
    return float(f"{value:.4g}")
