"""A zone with a statistician, and a small dataset of two dimensions."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.economy.rendering.datasets import Vintage
from gaoxin.economy.rules.opendata.content import Code, Content, Dimension, Observation
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.selectors.opendata.settings import catalogue
from tests.economy.conftest import TZ, world

__all__ = ["world"]
MOMENT = dt.datetime(2025, 2, 1, 9, tzinfo=TZ)


@pytest.fixture
def content() -> Content:
    kinds = (
        Code("IVA", "iva", Phrase("增加值", "Value added")),
        Code("P", "profit", Phrase("=利润", "Profit & <loss>")),
    )
    measures = (
        Code("LEVEL", "level", Phrase("水平", "Level"), "累计"), Code("GROWTH", "growth", Phrase("增速", "Growth"), "同比")
    )  # fmt: skip
    rows = (
        Observation("2024-02", ("IVA", "LEVEL"), "120.90", "亿元", "here", 12),
        Observation("2024-02", ("IVA", "GROWTH"), "-3.5", "%", "here", 12),
        Observation("2024-03", ("P", "LEVEL"), "100", "亿元", "here", 3, '含“引号”, "quotes" & <tags>', ">"),
        Observation("2024-03", ("IVA", "LEVEL"), "0.00", "亿元", "here", 12),
    )
    dimensions = (
        Dimension("INDICATOR", Phrase("指标", "Indicator"), kinds), Dimension("MEASURE", Phrase("度量", "Measure"), measures)
    )  # fmt: skip
    return Content("industry", "demo-qingyuan", dimensions, rows)


@pytest.fixture
def vintage(content: Content) -> Vintage:
    told = catalogue()
    return Vintage(content, told.dataset("industry"), told, 3, MOMENT, MOMENT, "第三版", "/data/industry/v3/")
