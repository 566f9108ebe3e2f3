// The little that pages do by script: keyboard in lists, focus after a swap, reading aloud. Everything works without it.
(function () {
  "use strict";
  const rows = () => Array.from(document.querySelectorAll("[data-keys] [data-row]"));
  const chosen = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;

  function choose(index) {
    const all = rows();
    if (!all.length) return;
    const at = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
    const link = all[at].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const help = document.getElementById("keys-help");
    if (event.key === "j") choose(chosen() + 1);
    else if (event.key === "k") choose(chosen() - 1);
    else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?" && help) help.open = !help.open;
  });

  // One submission a click: a second press while the first is under way sends nothing.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  document.addEventListener("htmx:afterSwap", function () {
    const problem = document.getElementById("problem");
    if (problem) problem.focus();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const text = event.detail.xhr.responseText;
    const place = document.getElementById("messages");
    if (place && event.detail.xhr.getResponseHeader("X-Problem") === "1") place.innerHTML = text;
  });
  document.addEventListener("htmx:sendError", () => {
    const place = document.getElementById("messages");
    const note = document.documentElement.lang === "en" ? "No network. What you typed is still here; it is sent again when you save." : "网络中断。已填内容仍在页面上，恢复后再保存即可。";
    if (place) { place.textContent = ""; const box = document.createElement("div"); box.className = "alert alert-warning"; box.setAttribute("role", "alert"); box.textContent = note; place.append(box); }
  });
  // Reading aloud: the browser's own voice, sentence by sentence, so that it can be stopped at once.
  function aloud(button) {
    const voice = window.speechSynthesis;
    const words = [button.textContent, button.dataset.aloud];
    button.hidden = false;
    const rest = () => { button.textContent = words[0]; button.setAttribute("aria-pressed", "false"); };
    rest();
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "true";
      voice.cancel();
      if (reading) { rest(); return; }
      const parts = Array.from(document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td, main label"))
        .filter((e) => e.getClientRects().length && !e.querySelector("p, li, td, dt") && !e.contains(button))
        .map((e) => e.innerText.trim()).filter(Boolean);
      parts.forEach((text, i) => {
        const spoken = new SpeechSynthesisUtterance(text);
        spoken.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
        if (i === parts.length - 1) spoken.onend = rest;
        voice.speak(spoken);
      });
      button.textContent = words[1];
      button.setAttribute("aria-pressed", "true");
    });
    window.addEventListener("pagehide", () => voice.cancel());
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (window.speechSynthesis) document.querySelectorAll("[data-aloud]").forEach(aloud);
    const told = document.getElementById("problem") || document.getElementById("made");
    if (told) told.focus();
  });
})();
