// Draws each `<div class="chart" data-chart="ID">` from the ECharts option in the JSON script with that id. A page's table and
// text say the same without it. Options come from the server; a link in `data.href` of a node or bar opens on click or Enter.
(function () {
  "use strict";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
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
    new ResizeObserver(function () { chart.resize(); }).observe(box);
    window.addEventListener("beforeprint", function () { chart.resize({ width: 680 }); chart.getZr().flush(); });
    window.addEventListener("afterprint", function () { chart.resize({ width: "auto" }); });
  }
  document.querySelectorAll(".chart[data-chart]").forEach(draw);
  document.addEventListener("htmx:load", function (event) {
    event.target.querySelectorAll(".chart[data-chart]").forEach(function (box) { if (!window.echarts.getInstanceByDom(box)) draw(box); });
  });
})();
