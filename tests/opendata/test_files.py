"""A vintage as files: the same bytes each time, and the same values for somebody else's software."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pysdmx.io import read_sdmx

from gaoxin.core.errors import Invalid
from gaoxin.economy.rendering.datasets import FORMATS, Vintage
from gaoxin.economy.rules.opendata.content import Content, Observation, changes, frozen, identifier, thawed
from gaoxin.economy.rules.opendata.drawing import HEIGHT, WIDTH, bars, zero
from gaoxin.economy.selectors.opendata.compiling import split_name


def made(vintage: Vintage, name: str) -> bytes:
    return FORMATS[name][0](vintage)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_vintage_gives_the_same_bytes(vintage: Vintage, name: str):
    again = Vintage(thawed(frozen(vintage.content)), *list(_parts(vintage))[1:])
    assert made(vintage, name) == made(again, name)


def _parts(vintage: Vintage) -> Any:
    return (getattr(vintage, name) for name in Vintage.__dataclass_fields__)


def test_pysdmx_reads_the_structures(vintage: Vintage):
    message = read_sdmx(made(vintage, "structure.xml").decode())  # validates against the schemas of SDMX 3.0
    found = {one.short_urn: one for one in message.structures}
    assert set(found) == {
        "Codelist=GAOXIN:CL_INDUSTRY_INDICATOR(3.0.0)", "Codelist=GAOXIN:CL_INDUSTRY_MEASURE(3.0.0)",
        "ConceptScheme=GAOXIN:CS_INDUSTRY(3.0.0)", "DataStructure=GAOXIN:DSD_INDUSTRY(3.0.0)",
        "Dataflow=GAOXIN:INDUSTRY(3.0.0)",
    }  # fmt: skip
    codes = {code.id: code for code in found["Codelist=GAOXIN:CL_INDUSTRY_INDICATOR(3.0.0)"].items}
    assert codes["P"].name == "Profit & <loss>"
    components = found["DataStructure=GAOXIN:DSD_INDUSTRY(3.0.0)"].components
    assert [one.id for one in components.dimensions] == ["INDICATOR", "MEASURE", "TIME_PERIOD"]
    assert [one.id for one in components.measures] == ["OBS_VALUE"]


@pytest.mark.parametrize("name", ["sdmx.csv", "sdmx.xml"])
def test_pysdmx_reads_equal_data(vintage: Vintage, name: str):
    told = read_sdmx(made(vintage, name).decode()).data[0]
    assert str(told.structure).endswith("GAOXIN:INDUSTRY(3.0.0)")
    rows = told.data.fillna("").to_dict("records")
    assert len(rows) == len(vintage.content.observations)
    for row, one in zip(rows, vintage.content.observations, strict=True):
        assert (row["INDICATOR"], row["MEASURE"], row["TIME_PERIOD"]) == (*one.at, one.period)
        assert Decimal(str(row["OBS_VALUE"])) == Decimal(one.value)
        assert (row["UNIT_MEASURE"], row["BASIS"], row["BOUND"]) == (one.unit, vintage.content.basis(one), one.bound)


def test_csv_and_json_keep_the_digits_and_say_what_they_are(vintage: Vintage):
    text = made(vintage, "data.csv").decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [row["value"] for row in rows] == ["120.90", "-3.5", "100", "0.00"]
    assert rows[0]["indicator"] == "iva" and rows[0]["basis"] == "累计"
    told = json.loads(made(vintage, "data.json"))
    assert told["vintage"] == "3" and "CC-BY-4.0" in told["licence"] and told["permalink"] == "/data/industry/v3/"
    assert [row["value"] for row in told["observations"]] == [row["value"] for row in rows]


def test_a_workbook_has_numbers_and_no_formula(vintage: Vintage):
    book = load_workbook(io.BytesIO(made(vintage, "data.xlsx")))
    rows = list(book["data"].iter_rows(values_only=True))
    value, name = rows[0].index("value"), rows[0].index("indicator_zh")
    assert [row[value] for row in rows[1:]] == [120.9, -3.5, 100, 0]
    assert rows[3][name] == "=利润" and book["data"].cell(4, name + 1).data_type == "s"
    assert dict(book["about"].iter_rows(values_only=True))["dataset"] == "industry"


def test_one_code_or_one_observation_twice_is_refused(content: Content):
    twice = Content(content.dataset, content.zone, content.dimensions, (*content.observations, content.observations[0]))
    with pytest.raises(Invalid):
        frozen(twice)


def test_changes_are_counted(content: Content):
    first, *rest = content.observations
    new = Observation(first.period, first.at, "121.00", first.unit, first.source, first.records)
    later = Observation("2024-04", first.at, "1", first.unit, first.source, 1)
    after = Content(content.dataset, content.zone, content.dimensions, (new, *rest[:-1], later))
    assert changes(content, after) == {"new": 1, "changed": 1, "gone": 1}
    assert changes(None, content)["new"] == 4


def test_names_and_ids():
    assert identifier("iva.3plus1.growth") == "IVA_3PLUS1_GROWTH"
    assert split_name("规上工业增加值 Value added").zh == "规上工业增加值"
    assert split_name("“3+1”主导产业拉动 pull").en == "pull"
    assert split_name("only English").zh == "only English"


def test_bars_stay_inside_their_drawing(content: Content):
    for code in ("LEVEL", "GROWTH"):
        series = content.series(("IVA", code))
        drawn = bars(series)
        assert len(drawn) == len(series) and drawn
        assert all(
            0 <= bar.x and bar.x + bar.width <= WIDTH and 0 <= bar.y and bar.y + bar.height <= HEIGHT for bar in drawn
        )
        assert 0 <= zero(series) <= HEIGHT
    assert bars([]) == []
