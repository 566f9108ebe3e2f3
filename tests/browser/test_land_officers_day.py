"""A land officer's day: an import that is refused and mended, the ledger, a project that finds its parcel, and what the public sees."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


def row(number: str, west: float, south: float, **more: Any) -> dict[str, Any]:
    """A parcel of some sixty metres a side."""
    east, north = west + 0.0006, south + 0.0005
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    told = {
        "number": number,
        "use": "100102",
        "category": "批而未供",
        "evidence": "演示批文",
        "power_kva": 4000,
        **more,
    }
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def file(*rows: dict[str, Any]) -> Any:
    told = json.dumps({"type": "FeatureCollection", "crs": CRS, "features": list(rows)}, ensure_ascii=False)
    return {"name": "day.geojson", "mimeType": "application/geo+json", "buffer": told.encode()}


def free_corner(reader: Reader) -> tuple[float, float]:
    """A place within the boundary that no parcel has, found among the demo's own."""
    told = reader.page.request.get("/land/features/").json()
    taken = [one["geometry"]["coordinates"][0] for one in told["features"]]
    boxes = [(min(x for x, _ in r), min(y for _, y in r), max(x for x, _ in r), max(y for _, y in r)) for r in taken]
    for step in range(400):
        west, south = 113.0125 + (step % 20) * 0.001, 23.7035 + step // 20 * 0.0005
        east, north = west + 0.0006, south + 0.0005
        if all(east < a or west > c or north < b or south > d for a, b, c, d in boxes):
            return west, south
    raise AssertionError("the demo has no free corner")


def test_from_the_import_to_the_public_map(read: Callable[..., Reader]) -> None:
    officer = read("land-officer", width=1280)
    page = officer.page
    west, south = free_corner(officer)
    officer.expect("422")
    officer.open("/land/import/")
    overlapping = file(row("DAY-1", west, south), row("DAY-2", west + 0.0003, south))
    page.set_input_files("#file", overlapping)
    page.press("button[value=take]", "Enter")
    page.wait_for_selector("#problem")
    told = page.inner_text("main")
    assert "DAY-1" in told and "重叠" in told and "没有导入任何地块" in told
    page.set_input_files("#file", file(row("DAY-1", west, south)))
    page.press("button[value=take]", "Enter")
    page.wait_for_selector(".alert-success")
    officer.open("/land/ledgers/?q=DAY-1")
    assert "批而未供" in page.inner_text("table.desk-list")
    officer.open("/land/match/?mu=5&use=100102&power=2000&number=DAY-1&project=P-PARK")
    assert "够用" in page.inner_text("main") and "DAY-1" in page.inner_text("main")
    page.click("article:has(h3 a:has-text('DAY-1')) a:has-text('为这个项目登记用地协议') >> nth=0")
    assert page.input_value("#project") == "P-PARK", "taken from the project's file, not typed again"
    page.fill("#agreement", "演示用地〔2026〕99号")
    page.fill("#holder", "清远日常（演示）")
    page.fill("#signed_on", dt.date.today().isoformat())  # noqa: DTZ011  the officer's calendar
    page.fill("#from_year", str(dt.date.today().year + 2))  # noqa: DTZ011
    page.press("#sign button[type=submit]", "Enter")
    page.wait_for_selector(".alert-success")
    told = page.inner_text("main")
    assert (
        "清远日常（演示）" in told
        and "用地协议 演示用地〔2026〕99号" in told
        and "首次登记" in told
        and page.locator("a[href='/projects/file/P-PARK/']").count() == 1
        and officer.too_wide() <= 0
    )

    public = read("", width=360)
    public.open("/map/")
    shown = public.page.inner_text("main")
    assert (
        "审图号" in shown
        and "粤S（2026）000号" in shown
        and "DAY-1" not in shown
        and "清远日常" not in public.page.content()
    )
    numbers = [one["properties"]["number"] for one in public.page.request.get("/map/features/").json()["features"]]
    assert numbers and "DAY-1" not in numbers and public.too_wide() <= 0


def test_an_outline_is_drawn_and_the_map_is_whole_on_paper(read: Callable[..., Reader], tmp_path: Path) -> None:
    officer = read("land-officer", width=1280)
    page = officer.page
    west, south = free_corner(officer)
    officer.open("/land/import/")
    page.set_input_files("#file", file(row("DRAW-1", west, south)))
    page.press("button[value=take]", "Enter")
    page.wait_for_selector(".alert-success")
    officer.open("/land/parcels/DRAW-1/")
    page.click("summary:has-text('更新界址')")
    page.click("#land-draw-present")
    assert page.locator("#land-draw .land-corner").count() == 4
    first = page.input_value("#corners").splitlines()[0]
    assert first == f"{west:.6f}, {south:.6f}"
    page.click("#land-draw-clear")
    page.locator("#land-draw").scroll_into_view_if_needed()
    box = page.locator("#land-draw").bounding_box()
    assert box is not None
    for x, y in ((-40, 30), (40, 30), (40, -30), (-40, -30)):
        page.click("#land-draw", position={"x": box["width"] / 2 + x, "y": box["height"] / 2 + y}, force=True)
    drawn = page.input_value("#corners").splitlines()
    assert len(drawn) == 4 and page.input_value("#outline_datum") == "cgcs2000"
    page.fill("#outline_since", dt.date.today().isoformat())  # noqa: DTZ011  the officer's calendar
    page.fill("#outline_reason", "复测后重画")
    page.click("form[action$='/redraw/'] button[type=submit]")
    page.wait_for_selector(".alert-success")
    told = page.request.get("/land/features/").json()["features"]
    ring = next(one for one in told if one["properties"]["number"] == "DRAW-1")["geometry"]["coordinates"][0]
    wanted = {tuple(round(float(part), 5) for part in line.split(", ")) for line in drawn}
    assert {(round(x, 5), round(y, 5)) for x, y in ring} == wanted
    assert "复测后重画" in page.inner_text("main")

    officer.open("/land/")
    page.wait_for_selector("#land-map path.land-boundary")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    inside = page.evaluate("""() => {
        const map = document.getElementById("land-map").getBoundingClientRect();
        const zone = document.querySelector("#land-map path.land-boundary").getBoundingClientRect();
        const room = [zone.left - map.left, zone.top - map.top, map.right - zone.right, map.bottom - zone.bottom];
        return [...room, 1040 - map.width, 700 - map.height];
    }""")
    assert min(inside) >= 0, inside
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#land-map.land-printing").count() == 0
    page.emulate_media(media="null")
    page.pdf(path=tmp_path / "land.pdf", prefer_css_page_size=True)
    told = subprocess.run(["pdfinfo", tmp_path / "land.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages: +1$", told, re.MULTILINE), told  # map, legend and number of examination on one A4
