// Draws each `<div class="chart" data-chart="ID">` from the ECharts option in the JSON script with that id. A page's table and
// text say the same without it. Options come from the server; a link in `data.href` of a node or bar opens on click or Enter.
(function () {
  "use strict";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // A graph whose nodes have places is stretched to its box, dots and all: the places are stretched instead, for each size anew.
  function placed(series, width, height) {
    return series.map(function (one) {
      if (one.type !== "graph" || one.layout !== "none" || !one.data.length) return {};
      const reach = function (axis) {
        const at = one.data.map(function (node) { return node[axis]; });
        return Math.max.apply(null, at) - Math.min.apply(null, at);
      };
      const room = (height - one.top - one.bottom) / (width - one.left - one.right);
      const factor = reach("x") && reach("y") && room > 0 ? room * reach("x") / reach("y") : 1;
      return { data: one.data.map(function (node) { return Object.assign({}, node, { y: node.y * factor }); }) };
    });
  }
  function draw(box) {
    const told = document.getElementById(box.dataset.chart);
    if (!told || !window.echarts) return;
    const dark = document.documentElement.dataset.bsTheme === "dark";
    const chart = window.echarts.init(box, dark ? "dark" : null, { renderer: "svg" });
    const option = JSON.parse(told.textContent);
    option.backgroundColor = "transparent";
    option.animation = !still && option.animation !== false;
    // The content security policy allows no inline style in markup, so a tip is drawn as text.
    if (option.tooltip) { option.tooltip.renderMode = "richText"; option.tooltip.confine = true; }
    option.textStyle = Object.assign({ fontFamily: getComputedStyle(document.body).fontFamily }, option.textStyle || {});
    chart.setOption(option);
    chart.on("click", function (event) { if (event.data && event.data.href) window.location.assign(event.data.href); });
    const places = [].concat(option.series || []);
    const graph = places.some(function (one) { return one.layout === "none"; });
    function fit(size) {
      chart.resize(size);
      if (graph) chart.setOption({ series: placed(places, chart.getWidth(), chart.getHeight()) });
    }
    fit();
    new ResizeObserver(function () { fit(); }).observe(box);
    window.addEventListener("beforeprint", function () { fit({ width: 680 }); chart.getZr().flush(); });
    window.addEventListener("afterprint", function () { fit({ width: "auto" }); });
  }
  document.querySelectorAll(".chart[data-chart]").forEach(draw);
  document.addEventListener("htmx:load", function (event) {
    event.target.querySelectorAll(".chart[data-chart]").forEach(function (box) { if (!window.echarts.getInstanceByDom(box)) draw(box); });
  });
})();
