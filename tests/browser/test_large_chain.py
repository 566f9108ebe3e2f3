"""A chain of 500 nodes in a browser: drawn at once, its table beside it, and the editor moves a node."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.reader import LARGE, Reader

pytestmark = pytest.mark.slow
DRAWN = ".chain-map svg"
# Draws the page's own chart once more, aside: milliseconds without the server and without waiting for others, and its shapes.
PAINT = """() => {
  const box = document.querySelector('.chain-map'), spare = document.createElement('div');
  const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  spare.style.width = '1100px'; spare.style.height = '900px'; document.body.append(spare);
  const begun = performance.now(), chart = window.echarts.init(spare, null, {renderer: 'svg'});
  chart.setOption(told); chart.getZr().flush();
  const found = [performance.now() - begun, spare.querySelectorAll('path').length];
  chart.dispose(); spare.remove(); return found;
}"""

# How much wider than high a dot is drawn: the graph's own scale, across by up.
SQUEEZED = """() => {
  const view = echarts.getInstanceByDom(document.querySelector('.chart[data-chart]')).getModel().getSeriesByIndex(0).coordinateSystem;
  return view.scaleX / view.scaleY;
}"""


def test_a_map_of_five_hundred_nodes_is_drawn_and_edited(read: Callable[..., Reader]) -> None:
    reader = read("promoter-1")
    page = reader.page
    for view in ("", "?view=sankey"):
        reader.open(f"/invest/chains/large/{view}", until="load")
        page.wait_for_selector(DRAWN)
        took, shapes = page.evaluate(PAINT)
        assert shapes > LARGE and took < 1_000, (view, took, shapes)
        assert page.locator("tbody tr[data-row]").count() == LARGE and reader.too_wide() <= 0
        if not view:
            page.set_viewport_size({"width": 700, "height": 900})  # narrower than it was drawn for
            page.wait_for_function(f"Math.abs(({SQUEEZED})() - 1) < 0.02", timeout=10_000)
            page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("a[href='/invest/chains/large/nodes/n250/']").click()
    page.wait_for_url("**/large/nodes/n250/")
    reader.open("/invest/chains/large/", until="load")
    page.locator("form[action$='/draft/start/'] button").press("Enter")
    page.wait_for_url("**/large/draft/")
    form = page.locator("form[action$='/draft/move/']", has=page.locator("input[value='n250']"))
    assert form.locator("select").input_value() == "mid"
    form.locator("select").select_option("down")
    form.locator("button").press("Enter")
    page.wait_for_selector(".alert-success")
    assert (
        form.locator("select").input_value() == "down" and page.locator("form[action$='/draft/move/']").count() == LARGE
    )
    reader.open("/invest/chains/large/?v=2", until="load")
    page.wait_for_selector(DRAWN)
    line = page.locator("tbody tr[data-row]", has=page.locator("th", has_text="环节250"))
    assert (
        line.locator("td").first.inner_text()
        == page.locator("tbody tr[data-row]").last.locator("td").first.inner_text()
    )
