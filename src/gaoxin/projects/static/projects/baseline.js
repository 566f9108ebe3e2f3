// The sum of each level while weights are typed; the server computes the same when it is asked to check.
(function () {
  "use strict";
  const form = document.querySelector(".progress-baseline");
  const list = form && form.querySelector("[data-sums]");
  if (!list) return;
  const field = (row, name) => row.querySelector(`[name=${name}]`).value.trim();
  function points(text) {
    const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.replace("%", "").trim());
    return found ? Number(found[1]) * 100 + Number((found[2] || "0").padEnd(2, "0")) : 0;
  }
  function percent(value) { return String(value / 100); }
  function sum() {
    const levels = new Map(), names = new Map([["", list.dataset.whole]]);
    form.querySelectorAll("tbody tr").forEach((row) => {
      const code = field(row, "code");
      if (!code) return;
      names.set(code, `${code} ${field(row, "name")}`);
      const parent = field(row, "parent");
      levels.set(parent, (levels.get(parent) || 0) + points(field(row, "weight")));
    });
    list.replaceChildren(...Array.from(levels, ([code, total]) => {
      const item = document.createElement("li"), off = total - 10000;
      item.textContent = `${off ? "✕" : "✓"} ${names.get(code) || code} ${percent(total)} %` + (off ? `（${off > 0 ? "+" : ""}${percent(off)}）` : "");
      return item;
    }));
  }
  form.addEventListener("input", sum);
})();
