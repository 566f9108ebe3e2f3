"""The entry board's score: every term with its value, its points, its weight and what it adds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.leads.book import Board, Term

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the investor plans. Money in 千元 (output and tax a year), land in square metres, energy in tonnes of standard coal
    a year, safety as a grade of the board."""

    investment_k: int
    output_k: int
    tax_k: int
    land_m2: int
    energy_tce: int
    safety: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Scored:
    """One term. value: in `unit`. points: 0 to 100. adds: points × weight ÷ 100. veto: it alone keeps the project out."""

    code: str
    name: str
    english: str
    unit: str
    value: Decimal
    floor: Decimal
    full: Decimal
    points: Decimal
    weight: int
    adds: Decimal
    veto: bool

    def as_dict(self) -> dict[str, Any]:
        """For JSON: decimals as text."""
        return {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """score: 0 to 100. passed: enough of it, and no veto. version: of the rules."""

    score: Decimal
    passed: bool
    terms: tuple[Scored, ...]
    version: str


def score(board: Board, inputs: Inputs) -> Verdict:
    """Raises Invalid for inputs from which nothing per mu can be computed."""
    _check(board, inputs)
    terms = tuple(_term(board, term, inputs) for term in board.terms)
    total = sum((term.adds for term in terms), Decimal(0))
    return Verdict(total, total >= board.passing and not any(term.veto for term in terms), terms, board.version)


def _check(board: Board, inputs: Inputs) -> None:
    if inputs.land_m2 <= 0 or inputs.output_k <= 0:
        raise Invalid("用地和产值须大于零 land and output must be above zero", do="补填后再评分 fill them in")
    if min(inputs.investment_k, inputs.tax_k, inputs.energy_tce) < 0:
        raise Invalid(
            "投资、税收和能耗不能为负 investment, tax and energy cannot be negative", do="核对数值 check them"
        )
    if inputs.safety not in board.grades:
        known = "、".join(board.grades)
        raise Invalid(f"未知的安全等级 unknown safety grade: {inputs.safety!r}", do=f"可选 choose: {known}")


def _term(board: Board, term: Term, inputs: Inputs) -> Scored:
    value = _value(board, term, inputs)
    points = (value - term.floor) / (term.full - term.floor) * 100
    points = _rounded(min(max(points, Decimal(0)), Decimal(100)))
    return Scored(
        term.code, term.name.zh, term.name.en, term.unit, _rounded(value), term.floor, term.full, points, term.weight,
        _rounded(points * term.weight / 100), points < term.veto,
    )  # fmt: skip


def _value(board: Board, term: Term, inputs: Inputs) -> Decimal:
    if term.per == "grade":
        return Decimal(board.grades[inputs.safety])
    amount = Decimal(inputs.as_dict()[term.of])
    if term.per == "mu":  # 千元 to 万元
        return amount / 10 / (Decimal(inputs.land_m2) / board.square_metres_per_mu)
    return amount / (Decimal(inputs.output_k) / 10)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
