"""The demo's generated reports: every figure of the article comes out of the ordinary indicators, and none is typed there."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from django.conf import settings

from gaoxin.demo import industry
from gaoxin.economy.rules.indicators import leaf, tree
from gaoxin.economy.rules.indicators.definitions import read_definitions
from gaoxin.economy.rules.indicators.engine import Engine
from gaoxin.economy.rules.indicators.facts import Filed, facts
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.rules.reports import shape
from gaoxin.economy.rules.reports.book import read_book


@pytest.fixture(scope="module")
def made():
    book = read_book(settings.CATALOGUE)
    plan = industry.read_industry(settings.CATALOGUE / "demo")
    units = industry.enterprises(plan, lambda code: book.value_added_rate(code, 202412))
    return book, {unit.serial: unit for unit in units}, industry.reports(plan, units)


def test_the_articles_figures_come_from_the_reports(made):
    book, units, reports = made
    definitions = read_definitions(settings.CATALOGUE)
    latest = {(one.serial, one.period, one.form): one.values for one in reports}
    filed: dict[tuple[int, int], dict[str, dict[str, int]]] = {}
    for (serial, period, form), values in latest.items():
        filed.setdefault((serial, period), {})[form] = values
    rows = facts(
        (
            Filed(serial, units[serial].industry, period, forms, filed.get((serial, period - 100), {}))
            for (serial, period), forms in filed.items()
        ),
        definitions.measures, book,
    )  # fmt: skip
    names = [measure.code for measure in definitions.measures]
    engine = Engine(names)
    engine.load(pd.DataFrame(rows, columns=["ent", "node", "ym", *leaf.columns(names)]).astype("int64"))
    classes = sorted({row[1] for row in rows})
    leading = frozenset(one for one in classes if book.group_of(f"{one:04}"))
    told = tree.sums(engine.leaves(), tree.nodes(classes, {"3plus1": leading}), len(names))
    whole, part = (tree.exact(told, definitions, "iva", node, 202412) for node in ("total", "3plus1"))
    assert (published(whole.level, 2, times=1), published(whole.growth, 1)) == (Decimal("120.98"), Decimal("13.2"))
    assert (published(part.level, 2, times=1), published(part.growth, 1)) == (Decimal("63.27"), Decimal("16.1"))
    assert (published(part.share, 1), published(part.pull, 2)) == (Decimal("52.3"), Decimal("8.21"))
    growth = {
        code: published(tree.exact(told, definitions, code, "total", 202412).growth, 1)
        for code in ("revenue", "profit")
    }
    assert growth == {"revenue": Decimal("11.9"), "profit": Decimal("46.8")}


def test_every_report_has_the_form_of_its_questionnaire_and_its_identities(made):
    book, _, reports = made
    through: dict[tuple[int, int, str], int] = {}
    for one in reports:
        shape.checked(one.values, book.form(one.form))
        if one.form == "finance":
            assert one.values["assets.stock"] == one.values["liabilities.stock"] + one.values["equity.stock"]
        elif one.kind != "revised":
            before = through.get((one.serial, one.period // 100, "output"), 0)
            assert one.values["output.month"] + before == one.values["output.ytd"]
            through[one.serial, one.period // 100, "output"] = one.values["output.ytd"]


def test_the_same_plan_makes_the_same_reports(made):
    book, _, reports = made
    plan = industry.read_industry(settings.CATALOGUE / "demo")
    again = industry.reports(plan, industry.enterprises(plan, lambda code: book.value_added_rate(code, 202412)))
    assert again == reports
