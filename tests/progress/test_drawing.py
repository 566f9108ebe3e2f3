"""The Gantt chart and the S-curve as SVG: what stands in them fits, and nothing is lost at their edges."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from xml.etree import ElementTree as ET

from gaoxin.projects.rules.progress import drawing
from gaoxin.projects.rules.progress.drawing import Bar, Words
from gaoxin.projects.rules.progress.value import Point

D = dt.date
WORDS = Words("图", "计划", "实际", "预测", "2024-02-10", "关键")
SVG = "{http://www.w3.org/2000/svg}"


def bars(name: str = "路基") -> list[Bar]:
    return [
        Bar("A", "道路 <甲>", 0, D(2024, 1, 2), D(2024, 3, 29), Fraction(1, 2), critical=False, leaf=False),
        Bar("A.1", name, 1, D(2024, 1, 2), D(2024, 2, 2), Fraction(1), critical=True, leaf=True),
        Bar("A.2", "面层", 1, D(2024, 2, 5), D(2024, 3, 29), Fraction(0), critical=True, leaf=True, after=("A.1",)),
    ]


def test_every_row_has_its_percentage_also_at_the_right_edge():
    svg = ET.fromstring(drawing.gantt(bars(), D(2024, 2, 10), WORDS))  # noqa: S314  our own
    told = [text.text for text in svg.iter(f"{SVG}text")]
    assert [text for text in told if text and text.endswith("%")] == ["50%", "100%", "0%"]
    wide = float(svg.attrib["width"])
    assert all(float(t.attrib["x"]) < wide - 25 for t in svg.iter(f"{SVG}text") if (t.text or "").endswith("%"))


def test_a_long_name_is_cut_and_told_in_full():
    long = "高压走廊下加筋土回填与边坡防护工程第一标段及其附属排水设施A1"
    svg = ET.fromstring(drawing.gantt(bars(long), D(2024, 2, 10), WORDS))  # noqa: S314
    shown = next(text.text or "" for text in svg.iter(f"{SVG}text") if (text.text or "").startswith("◆ 高压"))
    assert shown.endswith("…") and len(shown) < 24
    assert f"◆ {long}" in [title.text for title in svg.iter(f"{SVG}title")]
    first = min(float(part.attrib["x"]) for part in svg.iter(f"{SVG}rect") if "x" in part.attrib)
    assert first > drawing.LONGEST


def test_a_link_goes_from_the_end_of_one_bar_into_the_start_of_the_next():
    drawn = drawing.gantt(bars(), D(2024, 2, 10), WORDS)
    link = re.search(r'd="M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)"', drawn)
    assert link is not None
    at, top, middle, into = map(float, link.groups())
    assert top < middle and at < into


def test_the_months_below_the_curve_are_month_ends_and_today_is_marked():
    days = [D(2024, 1, 31), D(2024, 2, 10), D(2024, 2, 29), D(2024, 3, 31)]
    points = [Point(day, Fraction(n, 3), Fraction(n, 6) if n < 2 else None, None) for n, day in enumerate(days)]
    svg = ET.fromstring(drawing.s_curve(points, D(2024, 2, 10), WORDS))  # noqa: S314
    told = [text.text for text in svg.iter(f"{SVG}text")]
    assert [text for text in told if re.fullmatch(r"\d{4}-\d\d", text or "")] == ["2024-01", "2024-02", "2024-03"]
    assert "2024-02-10" in told
