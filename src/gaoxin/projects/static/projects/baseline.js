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
  // A row is removed by emptying it; what stands below it goes with it, which is said before.
  function below(top) {
    const found = new Set(), waiting = [top];
    while (waiting.length) {
      const code = waiting.pop();
      form.querySelectorAll("tbody tr").forEach((row) => {
        if (code && field(row, "parent") === code && !found.has(row)) { found.add(row); waiting.push(field(row, "code")); }
      });
    }
    return Array.from(found);
  }
  function empty(row) { row.querySelectorAll("input").forEach((input) => { input.value = ""; }); }
  form.querySelectorAll("[data-remove]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = button.closest("tr"), under = below(field(row, "code"));
      if (under.length && !window.confirm(list.dataset.under.replace("%s", under.length))) return;
      new Set([row, ...under]).forEach(empty);
      sum();
      row.querySelector("input").focus();
    });
  });
})();
